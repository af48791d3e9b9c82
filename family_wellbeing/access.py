"""Who may do what in Family Wellbeing."""

from accounts.models import Membership
from accounts.rules import Permission, Role
from referrals.models import Referral


def may_allocate(membership: Membership) -> bool:
    """FWS managers read the inbox and allocate (R-071)."""
    return membership.may(Permission.ALLOCATE)


def has_interest(keyworker: Membership, referral: Referral) -> bool:
    """Say whether a keyworker declared an interest in the record (decision 28)."""
    return referral.interests.filter(person_id=keyworker.person_id).exists()


def may_take(keyworker: Membership, referral: Referral) -> bool:
    """Say whether a keyworker may be given this family."""
    return (
        keyworker.ended_at is None
        and keyworker.role == Role.FAMILY_KEYWORKER
        and keyworker.partnership_id == referral.partnership_id
        and not has_interest(keyworker, referral)
    )
