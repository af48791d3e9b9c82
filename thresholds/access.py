"""Who may work on the text of a framework."""

from accounts.models import Membership
from accounts.rules import Permission
from thresholds.models import Edition


def may_keep_edition(membership: Membership, edition: Edition) -> bool:
    """Say whether a hat works on an edition: an administrator of its own partnership."""
    return (
        membership.may(Permission.ADMINISTER)
        and membership.partnership_id == edition.framework.partnership_id
    )


def asked_for(membership: Membership, edition: Edition) -> bool:
    """Say whether this person, in whatever role, asked for the edition to be published."""
    return edition.asked_by is not None and edition.asked_by.person_id == membership.person_id
