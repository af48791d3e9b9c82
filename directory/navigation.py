"""The directory in each hat's header (the order is the header's, item by item)."""

from django.urls import reverse

from accounts.models import Membership
from accounts.navigation import NavigationItem
from accounts.rules import Permission, Role

FIND_HELP_ORDER = {
    Role.PRACTITIONER: 4,
    Role.SAFEGUARDING_LEAD: 6,
    Role.MASH_SCREENER: 6,
    Role.MASH_PARTNER: 4,
    Role.FAMILY_KEYWORKER: 4,
}


def items(membership: Membership) -> list[NavigationItem]:
    """Return "Find help" for the hats that send families there, "Directory" for its keeper."""
    if membership.may(Permission.ADMINISTER):
        return [NavigationItem("Directory", reverse("directory:front_doors"), 3)]
    order = FIND_HELP_ORDER.get(Role(membership.role))
    return [NavigationItem("Find help", reverse("directory:find_help"), order)] if order else []
