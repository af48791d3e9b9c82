"""What the referrer sees of each child's decision; the hub and Family Wellbeing write it here.

These are parts of the hub's and Family Wellbeing's operations: their caller has locked the
referral and the child, checked access, and writes the one audit entry.
"""

from datetime import datetime

from django.urls import reverse

from accounts.models import Membership
from accounts.operations import notices
from outbox.operations import enqueue
from referrals.access import agreement_to_family_wellbeing
from referrals.errors import MissingConsent
from referrals.models import Outcome, Referral, ReferredChild
from referrals.operations import timekeeping
from referrals.operations.life import advance
from referrals.rules import Channel, ReferrerKind, ToldHow
from referrals.workflow import Action

FEEDBACK = "outcome_feedback"
# Decision 4: every one of them counts from the moment Family Wellbeing received the child.
FAMILY_WELLBEING_CLOCKS = (
    "fws_allocation",
    "fws_first_visit",
    "fws_second_visit",
    "fws_assessment",
    "fws_formal_review",
)
NOBODY_TO_TELL = "They did not give a name, so there is nobody to tell."


def readers(referral: Referral) -> list[Membership]:
    """Return who reads an outcome in the portal: the author and named colleagues still here.

    A contact that came by phone, letter or from the police was written down by the hub; whoever
    referred then reads nothing in the portal and is told another way.
    """
    if referral.channel != Channel.PORTAL:
        return []
    members = [referral.author, *(named.membership for named in _named(referral))]
    return [m for m in members if m.ended_at is None and m.person.is_active]


def write(
    *,
    child: ReferredChild,
    words: str,
    text: str,
    at: datetime,
    not_possible_because: str = "",
) -> Outcome:
    """Write one child's outcome for whoever referred, and start the clock to tell them (R-053).

    Args:
        words: the outcome in words, at most 200 characters.
        text: all that they will read; empty where telling them is not possible.
        at: when it was decided.
        not_possible_because: why they cannot be told, which discharges the duty (decision 13).

    Nobody is due feedback of an anonymous contact; the reason is kept. The clock runs 24 hours
    from `at`, at latest until close on the working day after receipt (decision 5).
    """
    referral = child.referral
    audience = ReferrerKind(referral.referrer_kind)
    if audience is ReferrerKind.ANONYMOUS:
        text, not_possible_because = "", not_possible_because or NOBODY_TO_TELL
    outcome = Outcome.objects.create(
        child=child,
        audience=audience,
        outcome_words=words,
        text=text,
        not_possible_because=not_possible_because,
        decided_at=at,
    )
    if not not_possible_because:
        first = not child.clocks.filter(key=FEEDBACK).exists()
        timekeeping.start(
            key=FEEDBACK,
            referral=referral,
            child=child,
            at=at,
            second_start=referral.received_at if first else None,
            start_words="when it was decided",
        )
    return outcome


def send(*, outcome: Outcome, by: Membership, at: datetime, how: ToldHow = ToldHow.PORTAL) -> None:
    """Mark an outcome told; in the portal, put a notice on the bell and queue e-mail 2.

    Telling the outcome also tells the referrer what happens next, so it meets both the outcome's
    clock (R-053, the referrer's part of R-059) and, once no child is left without one, the first
    answer's (R-048).
    """
    outcome.sent_at, outcome.sent_by, outcome.told_how = at, by, how
    outcome.save(update_fields=["sent_at", "sent_by", "told_how"])
    referral = outcome.child.referral
    discharge(outcome=outcome, at=at)
    if how is not ToldHow.PORTAL:
        return
    path = reverse("referrals:record", args=[referral.reference])
    for reader in readers(referral):
        key = f"outcome:{outcome.pk}:{reader.pk}"
        notices.tell(
            membership=reader,
            dedupe_key=key,
            text=f"There is a decision for you about referral {referral.reference}",
            path=path,
        )
        enqueue(
            handler="referrals.something_to_read",
            payload={"referral_id": referral.pk, "membership_id": reader.pk, "what": "decision"},
            dedupe_key=key,
        )


def discharge(*, outcome: Outcome, at: datetime) -> None:
    """Meet the clocks that an outcome told, or one that cannot be told, settles."""
    child = outcome.child
    owed = child.referral.outcomes_owed()
    if not owed.filter(child=child).exists():
        timekeeping.meet(key=FEEDBACK, referral=child.referral, child=child, at=at)
    undecided = child.referral.children.awaiting_decision().exclude(pk=child.pk)
    if not undecided.exists() and not owed.exists():
        timekeeping.meet(key="referrer_response", referral=child.referral, at=at)


def tell(
    *, child: ReferredChild, by: Membership, words: str, text: str, at: datetime
) -> Outcome | None:
    """Write a later outcome and send it where the referrer reads the portal.

    For what happens after the decision: the family agreed, Family Wellbeing allocated, sent back
    or redirected the child. Family, public and anonymous callers have been told all that they
    may be (decision 13): for them nothing is written and None is returned. Whoever cannot read it
    in the portal is still owed it, and it stands under "Feedback due".
    """
    referral = child.referral
    if referral.referrer_kind not in {
        ReferrerKind.PROFESSIONAL_INVOLVED,
        ReferrerKind.PROFESSIONAL,
    }:
        return None
    outcome = write(child=child, words=words, text=text, at=at)
    if readers(referral):
        send(outcome=outcome, by=by, at=at)
    return outcome


def pass_to_family_wellbeing(
    *, child: ReferredChild, at: datetime, by: Membership, reason: str = ""
) -> None:
    """Pass a child to Family Wellbeing's inbox and start its clocks (decision 4; R-070, R-072).

    Args:
        at: Family Wellbeing's receipt: passed, with the family's agreement recorded.

    Raises:
        MissingConsent: no parent or carer has agreed to this help (R-025, R-116).
        NotPossibleNow: the child is not with the hub.
    """
    if agreement_to_family_wellbeing(child) is None:
        raise MissingConsent
    advance(record=child, action=Action.PASS_TO_FAMILY_WELLBEING, by=by, reason=reason)
    child.passed_to_family_wellbeing_at = at
    child.save(update_fields=["passed_to_family_wellbeing_at"])
    timekeeping.start_several(
        wanted=[(key, child) for key in FAMILY_WELLBEING_CLOCKS],
        referral=child.referral,
        at=at,
        start_words="when Family Wellbeing received the request",
    )


def _named(referral: Referral) -> list:
    return list(referral.named.select_related("membership__person"))
