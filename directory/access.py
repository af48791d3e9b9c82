"""Who may change the calendar and the numbers of a front door."""

from accounts.models import Membership
from accounts.rules import Permission
from directory.models import FrontDoor


def may_keep_front_door(membership: Membership, front_door: FrontDoor) -> bool:
    """Say whether a hat may change a front door: an administrator of its own partnership."""
    return (
        membership.may(Permission.ADMINISTER)
        and membership.partnership_id == front_door.partnership_id
    )
