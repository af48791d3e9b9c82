"""Asking a family whether they want Family Wellbeing (decision 10; R-025, R-116, R-121)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Membership
from accounts.operations import audit
from govuk.words import london
from mash import access, rules
from mash.errors import MissingReason, TooFewAttempts
from mash.models import ConsentAttempt
from mash.notices import outcome_words, passed_words
from mash.operations.waiting import back_to_decide, latest_decision, waiting_child
from mash.presenters.decide import due_day
from mash.rules import Destination, Outcome
from referrals.models import Referral, ReferredChild
from referrals.operations import agreements, outcomes, timekeeping
from referrals.operations.agreements import AgreementGiven
from referrals.operations.life import derive
from referrals.rules import ReferrerKind
from referrals.workflow import Action

ATTEMPTS_CLOCK = rules.FOLLOW_UPS[Destination.CONSENT_TO_BE_SOUGHT].clock


@transaction.atomic
def record_agreed(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    given: AgreementGiven,
    words: str = "",
    form_key: UUID | None = None,
) -> ConsentAttempt:
    """Record that the family agreed: the child is passed to Family Wellbeing now (decision 4).

    Raises:
        NotAllowed: the child does not wait for the family's answer, or it is not this hat's.
        AlreadyDone: the same form was sent before.
    """
    contact, child = _asked(by, referral, child_number, form_key)
    now = timezone.now()
    agreements.record_agreed(child=child, by=by, given=given)
    attempt = _write(child, by, ConsentAttempt.Result.AGREED, words, now)
    timekeeping.meet(key=ATTEMPTS_CLOCK, referral=contact, child=child, at=now)
    outcomes.pass_to_family_wellbeing(child=child, at=now, by=by, reason="The family agreed.")
    outcomes.tell(
        child=child,
        by=by,
        words=outcome_words(
            Outcome.SIGNPOSTED, Destination.FAMILY_WELLBEING, ReferrerKind(contact.referrer_kind)
        ),
        text=passed_words(by_when=due_day(contact, "fws_first_visit", now)),
        at=now,
    )
    derive(referral=contact, by=by)
    audit.record(by=by, action="consent.agreed", subjects=[child.reference])
    return attempt


@transaction.atomic
def record_refused(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    giver: str,
    words: str,
    on: date | None = None,
    form_key: UUID | None = None,
) -> ConsentAttempt:
    """Record that the family said no; a decision maker weighs the refusal (R-121).

    A refusal by itself does not bring in social care. The child is with the MASH again, and a
    new decision is due one working day from now.

    Raises:
        NotAllowed: the child does not wait for the family's answer, or it is not this hat's.
        MissingReason: nobody said what the family said.
        AlreadyDone: the same form was sent before.
    """
    if not words.strip():
        raise MissingReason("Enter what they said", field="words")
    contact, child = _asked(by, referral, child_number, form_key)
    now = timezone.now()
    said_on = on or london(now).date()
    agreements.record_refused(child=child, by=by, giver=giver, words=words, on=said_on)
    attempt = _write(child, by, ConsentAttempt.Result.REFUSED, words, now)
    _back_to_decide(contact, child, by, now, "The family said no.")
    audit.record(by=by, action="consent.refused", subjects=[child.reference])
    return attempt


@transaction.atomic
def record_not_reached(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    words: str,
    form_key: UUID | None = None,
) -> ConsentAttempt:
    """Record a try that did not reach the family; two are owed by close of the next working day.

    Raises:
        NotAllowed: the child does not wait for the family's answer, or it is not this hat's.
        MissingReason: nobody said what was tried.
        AlreadyDone: the same form was sent before.
    """
    if not words.strip():
        raise MissingReason("Enter what you tried", field="words")
    contact, child = _asked(by, referral, child_number, form_key)
    now = timezone.now()
    attempt = _write(child, by, ConsentAttempt.Result.NOT_REACHED, words, now)
    if _attempts_now(child).count() >= rules.ATTEMPTS_OWED:
        timekeeping.meet(key=ATTEMPTS_CLOCK, referral=contact, child=child, at=now)
    audit.record(by=by, action="consent.not_reached", subjects=[child.reference])
    return attempt


@transaction.atomic
def ask_for_new_decision(
    *, by: Membership, referral: Referral, child_number: int, form_key: UUID | None = None
) -> ReferredChild:
    """Give a child whose family was not reached back to be decided anew (decision 10).

    Raises:
        NotAllowed: the child does not wait for the family's answer, or it is not this hat's.
        TooFewAttempts: the family was not tried twice.
        AlreadyDone: the same form was sent before.
    """
    contact, child = _asked(by, referral, child_number, form_key)
    tries = _attempts_now(child).count()
    if tries < rules.ATTEMPTS_OWED:
        raise TooFewAttempts
    now = timezone.now()
    _back_to_decide(contact, child, by, now, f"The family was not reached after {tries} attempts.")
    audit.record(by=by, action="consent.given_back", subjects=[child.reference])
    return child


def _asked(
    by: Membership, referral: Referral, number: int, form_key: UUID | None
) -> tuple[Referral, ReferredChild]:
    return waiting_child(
        by=by,
        referral=referral,
        number=number,
        form_key=form_key,
        page="mash:consent",
        may=access.may_seek_consent,
    )


def _write(
    child: ReferredChild, by: Membership, result: ConsentAttempt.Result, words: str, at: datetime
) -> ConsentAttempt:
    return ConsentAttempt.objects.create(
        child=child, result=result, words=words, tried_by=by, tried_at=at
    )


def _attempts_now(child: ReferredChild) -> QuerySet[ConsentAttempt]:
    """The tries since the latest decision: one that was made anew asks for its own two."""
    decided = latest_decision(child)
    found = child.consent_attempts.filter(result=ConsentAttempt.Result.NOT_REACHED)
    return found.filter(tried_at__gte=decided.decided_at) if decided else found


def _back_to_decide(
    contact: Referral, child: ReferredChild, by: Membership, at: datetime, reason: str
) -> None:
    timekeeping.meet(key=ATTEMPTS_CLOCK, referral=contact, child=child, at=at)
    back_to_decide(
        contact=contact,
        child=child,
        by=by,
        at=at,
        action=Action.WEIGH_REFUSAL,
        reason=reason,
        start_words="when the family had been asked",
    )
