"""Levels of need in each hat's header (the order is the header's, item by item)."""

from django.urls import reverse

from accounts.models import Membership
from accounts.navigation import NavigationItem
from accounts.rules import Permission, Role

LEVELS_OF_NEED_ORDER = {
    Role.PRACTITIONER: 3,
    Role.SAFEGUARDING_LEAD: 5,
    Role.MASH_PARTNER: 3,
    Role.ADMINISTRATOR: 2,
}


def items(membership: Membership) -> list[NavigationItem]:
    """Return "Levels of need" for the hats that decide by it or keep it."""
    order = LEVELS_OF_NEED_ORDER.get(Role(membership.role))
    if order is None:
        return []
    # Administrators come to keep the text; the list of editions leads on to how everybody reads it.
    keeps = membership.may(Permission.ADMINISTER)
    address = reverse("thresholds:editions" if keeps else "thresholds:levels_of_need")
    return [NavigationItem("Levels of need", address, order)]
