"""Who may open the pages that look across the portal."""

from accounts.models import Membership
from accounts.rules import Permission


def may_keep_deliveries(membership: Membership) -> bool:
    """Say whether a hat sees deliveries and tries them again: an administrator."""
    return membership.may(Permission.ADMINISTER)


def may_read_trail(membership: Membership) -> bool:
    """Say whether a hat reads the audit trail: information governance alone."""
    return membership.may(Permission.READ_AUDIT)


def may_oversee(membership: Membership) -> bool:
    """Say whether a hat sees what is late across teams: the service manager."""
    return membership.may(Permission.OVERSEE)
