"""Builders of contacts that are ready to decide, through the operations of the hub."""

from typing import Any

from django.utils import timezone

from accounts.models import Membership
from mash.models import CaseSystemCheck
from mash.operations import checks, screening
from mash.rules import Answers, Destination, HowTold, Outcome
from referrals.models import Consent, Referral, ReferredChild
from referrals.rules import Ground
from tests.factories import referrals


def arrived(teacher: Membership, *, children: int = 1, **answers: Any) -> Referral:
    """Send a referral whose practitioner said Level 2 for every child."""
    sent = referrals.sent(teacher, children=children, **answers)
    for child in sent.children.all():
        ReferredChild.objects.filter(pk=child.pk).update(
            first_name=referrals.FIRST_NAMES[child.number - 1]
        )
    return referrals.again(sent)


def screened(
    teacher: Membership, screener: Membership, *, children: int = 1, **answers: Any
) -> Referral:
    """Send a referral, read it, and check the case system for every child."""
    contact = arrived(teacher, children=children, **answers)
    screening.read(by=screener, referral=contact)
    for child in contact.children.all():
        check(screener, contact, child.number)
    return referrals.again(contact)


def check(
    by: Membership,
    contact: Referral,
    number: int,
    result: CaseSystemCheck.Result = CaseSystemCheck.Result.NOT_FOUND,
) -> CaseSystemCheck:
    """Look one child up in the council's case system."""
    return checks.record_case_system_check(
        by=by,
        referral=contact,
        child_number=number,
        result=result,
        system="Liquidlogic",
        checked_at=timezone.now(),
    )


def without_agreement(contact: Referral) -> Referral:
    """Take away what the family agreed to beyond the referral itself."""
    Consent.objects.filter(child__referral=contact).update(purposes=["referral"])
    return contact


def advice(**changes: Any) -> Answers:
    """Return a whole decision: advice and information, at the practitioner's level."""
    given: dict[str, Any] = {
        "level": 2,
        "outcome": Outcome.ADVICE,
        "rationale": "The school and the health visitor meet the needs between them.",
        "ground": Ground.CONSENT,
        "family_told": True,
        "feedback_possible": True,
        "why": "Two services are working with the family already.",
        "next_step": "The health visitor rings the family by Friday.",
    }
    return Answers(**given | changes)


def accepted(**changes: Any) -> Answers:
    """Return a whole decision: accepted for referral and assessment at Level 4."""
    given: dict[str, Any] = {
        "level": 4,
        "level_because": "What he said on Friday was serious harm.",
        "outcome": Outcome.ACCEPTED,
        "destination": Destination.REFERRAL_AND_ASSESSMENT,
        "team": "Referral and assessment team 2",
        "ground": Ground.SIGNIFICANT_HARM,
        "ground_because": "He has marks that nobody explains.",
        "next_step": "A social worker from Referral and assessment team 2 will see him.",
    }
    return advice(**given | changes)


def family_wellbeing(**changes: Any) -> Answers:
    """Return a whole decision: Family Wellbeing, for a family that has agreed."""
    given: dict[str, Any] = {
        "level": 3,
        "level_because": "Three signs at Level 3.",
        "outcome": Outcome.SIGNPOSTED,
        "destination": Destination.FAMILY_WELLBEING,
    }
    return advice(**given | changes)


def consent_to_be_sought(seeker: Membership, **changes: Any) -> Answers:
    """Return a whole decision: Family Wellbeing, and `seeker` asks the family first."""
    return family_wellbeing(
        destination=Destination.CONSENT_TO_BE_SOUGHT, follow_up_by=seeker.pk, **changes
    )


def other_authority(chaser: Membership, **changes: Any) -> Answers:
    """Return a whole decision: another authority takes the child on; `chaser` sees to it."""
    given: dict[str, Any] = {
        "destination": Destination.OTHER_AUTHORITY,
        "team": "Medway Council",
        "told_how": HowTold.PHONE,
        "follow_up_by": chaser.pk,
    }
    return family_wellbeing(**given | changes)


def no_further_action(**changes: Any) -> Answers:
    """Return a whole decision: no further action."""
    return advice(outcome=Outcome.NO_FURTHER_ACTION, **changes)
