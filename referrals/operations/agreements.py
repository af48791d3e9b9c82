"""What a family answers when the hub or Family Wellbeing asks whether they want help (decision 22).

These are parts of their operations: the caller has locked the child, checked access, and writes
the one audit entry. The referrer's own record of agreement is written with the draft.
"""

from dataclasses import dataclass
from datetime import date

from accounts.models import Membership
from referrals.models import Consent, ReferredChild
from referrals.rules import FAMILY_WELLBEING, Capacity, HowAgreed


@dataclass(frozen=True, slots=True)
class AgreementGiven:
    """Who agreed to Family Wellbeing, in what capacity, how and when."""

    giver: str
    capacity: Capacity
    how: HowAgreed
    given_on: date
    capacity_words: str = ""
    witness: str = ""
    signature: str = ""
    language: str = ""
    interpreter: str = ""


def record_agreed(*, child: ReferredChild, by: Membership, given: AgreementGiven) -> Consent:
    """Record that a parent or carer agreed to Family Wellbeing (R-025, R-026, R-116).

    A verbal agreement holds until it is signed at the first visit (decision 21).
    """
    return Consent.objects.create(
        child=child,
        giver=given.giver,
        capacity=given.capacity,
        capacity_words=given.capacity_words,
        answer="agreed",
        purposes=[FAMILY_WELLBEING],
        how=given.how,
        witness=given.witness,
        signature=given.signature,
        given_on=given.given_on,
        language=given.language,
        interpreter=given.interpreter,
        recorded_by=by,
    )


def record_refused(
    *, child: ReferredChild, by: Membership, giver: str, words: str, on: date
) -> Consent:
    """Keep a refusal of Family Wellbeing with what they said (R-121)."""
    return Consent.objects.create(
        child=child,
        giver=giver,
        answer="refused",
        purposes=[FAMILY_WELLBEING],
        given_on=on,
        words=words,
        recorded_by=by,
    )
