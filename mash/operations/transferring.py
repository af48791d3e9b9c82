"""Another authority takes a child on: ours until it confirms (decision 10)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.operations import audit
from govuk.words import when
from mash import access
from mash.errors import ActHereFirst, MissingReason, StillToCome
from mash.models import TransferAttempt
from mash.notices import outcome_words, taken_back_words, taken_on_words
from mash.operations.waiting import back_to_decide, latest_decision, waiting_child
from mash.presenters.decide import phone_of
from mash.rules import FOLLOW_UPS, Destination, HowTold, Outcome
from referrals.models import Referral, ReferredChild
from referrals.operations import outcomes, timekeeping
from referrals.operations.life import advance, derive
from referrals.rules import ReferrerKind
from referrals.workflow import Action

CONFIRMATION_CLOCK = FOLLOW_UPS[Destination.OTHER_AUTHORITY].clock
NOT_CONFIRMED = "the other authority did not take the child on"
DECIDED_AGAIN = "Being looked at again"


@transaction.atomic
def record_confirmed(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    who: str,
    how: HowTold,
    at: datetime,
    words: str = "",
    form_key: UUID | None = None,
) -> TransferAttempt:
    """Record that the other authority has taken the child on; only now the child is theirs.

    Args:
        who: who of the other authority confirmed.
        at: when they did; never in the future.

    Raises:
        NotAllowed: the child does not wait for another authority, or it is not this hat's.
        MissingReason: nobody said who confirmed.
        StillToCome: the moment lies in the future.
        ActHereFirst: the child is in immediate danger and nobody has acted on it here (R-049).
        AlreadyDone: the same form was sent before.
    """
    if not who.strip():
        raise MissingReason("Enter who confirmed", field="who")
    contact, child = _waiting(by, referral, child_number, at, form_key)
    if access.must_act_here(child):
        raise ActHereFirst
    attempt = _write(child, by, TransferAttempt.Result.CONFIRMED, who, how, at, words)
    timekeeping.meet(key=CONFIRMATION_CLOCK, referral=contact, child=child, at=at)
    authority = authority_of(child)
    advance(
        record=child,
        action=Action.CONFIRM_TRANSFER,
        by=by,
        reason=f"{authority} confirmed: {who}.",
    )
    now = timezone.now()
    outcomes.tell(
        child=child,
        by=by,
        words=outcome_words(
            Outcome.SIGNPOSTED, Destination.OTHER_AUTHORITY, ReferrerKind(contact.referrer_kind)
        ),
        text=taken_on_words(authority=authority, at=when(at, now), phone=phone_of(contact)),
        at=now,
    )
    derive(referral=contact, by=by)
    audit.record(by=by, action="transfer.confirmed", subjects=[child.reference])
    return attempt


@transaction.atomic
def record_attempt(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    result: TransferAttempt.Result,
    how: HowTold,
    at: datetime,
    who: str = "",
    words: str = "",
    form_key: UUID | None = None,
) -> TransferAttempt:
    """Record that the other authority has not answered, or said no; the child stays ours.

    The clock runs on: nothing but a confirmation, or a decision made anew, ends it.

    Raises:
        NotAllowed: the child does not wait for another authority, or it is not this hat's.
        MissingReason: they said no, and nobody wrote down who and why.
        StillToCome: the moment lies in the future.
        AlreadyDone: the same form was sent before.
    """
    if result == TransferAttempt.Result.REFUSED and not who.strip():
        raise MissingReason("Enter who said no", field="who")
    if result == TransferAttempt.Result.REFUSED and not words.strip():
        raise MissingReason("Enter why they said no", field="words")
    _contact, child = _waiting(by, referral, child_number, at, form_key)
    attempt = _write(child, by, result, who, how, at, words)
    audit.record(
        by=by,
        action="transfer.attempted",
        subjects=[child.reference],
        detail={"result": result.value},
    )
    return attempt


@transaction.atomic
def take_back(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    because: str,
    form_key: UUID | None = None,
) -> ReferredChild:
    """Take a child back to be decided anew, because another authority does not take them on.

    A decision is due one working day from now (R-050), and whoever referred is told so.

    Raises:
        NotAllowed: the child does not wait for another authority, or it is not this hat's.
        MissingReason: nobody said why.
        AlreadyDone: the same form was sent before.
    """
    if not because.strip():
        raise MissingReason("Say why you are taking this back", field="because")
    now = timezone.now()
    contact, child = _waiting(by, referral, child_number, now, form_key)
    timekeeping.stop(
        because=NOT_CONFIRMED, referral=contact, child=child, keys=[CONFIRMATION_CLOCK], at=now
    )
    back_to_decide(
        contact=contact,
        child=child,
        by=by,
        at=now,
        action=Action.TAKE_BACK,
        reason=because,
        start_words="when it was taken back from the other authority",
    )
    decision_due = child.clocks.filter(key="mash_decision").running().get().due_at
    outcomes.tell(
        child=child,
        by=by,
        words=DECIDED_AGAIN,
        text=taken_back_words(
            authority=authority_of(child), by_when=when(decision_due, now), phone=phone_of(contact)
        ),
        at=now,
    )
    audit.record(by=by, action="transfer.taken_back", subjects=[child.reference])
    return child


def authority_of(child: ReferredChild) -> str:
    """Return which authority was asked to take a child on."""
    decision = latest_decision(child)
    return decision.team if decision else "The other authority"


def _waiting(
    by: Membership, referral: Referral, number: int, at: datetime, form_key: UUID | None
) -> tuple[Referral, ReferredChild]:
    found = waiting_child(
        by=by,
        referral=referral,
        number=number,
        form_key=form_key,
        page="mash:transfer",
        may=access.may_chase_transfer,
    )
    if at > timezone.now():
        raise StillToCome(field="at")
    return found


def _write(
    child: ReferredChild,
    by: Membership,
    result: TransferAttempt.Result,
    who: str,
    how: HowTold,
    at: datetime,
    words: str,
) -> TransferAttempt:
    return TransferAttempt.objects.create(
        child=child,
        result=result,
        who=who,
        how=how,
        happened_at=at,
        words=words,
        recorded_by=by,
    )
