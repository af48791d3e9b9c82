"""What stands in the header for Family Wellbeing's hats; the first is the hat's home."""

from django.urls import reverse

from accounts.models import Membership
from accounts.navigation import NavigationItem
from accounts.rules import Permission


def items(membership: Membership) -> list[NavigationItem]:
    """Return the manager's and the keyworker's pages (pages.md 3)."""
    if membership.may(Permission.ALLOCATE):
        return [
            NavigationItem("Inbox", reverse("family_wellbeing:inbox"), 1),
            NavigationItem("Allocation", reverse("family_wellbeing:allocation"), 2),
            NavigationItem("Caseloads", reverse("family_wellbeing:caseloads"), 3),
        ]
    if membership.may(Permission.WORK_WITH_FAMILIES):
        return [
            NavigationItem("Today", reverse("family_wellbeing:today"), 1),
            NavigationItem("My families", reverse("family_wellbeing:families"), 2),
        ]
    return []
