"""Referrals in each hat's header (the order is the header's, item by item)."""

from django.urls import reverse

from accounts.models import Membership
from accounts.navigation import NavigationItem, PageAction, register_page_action
from accounts.rules import Permission


def items(membership: Membership) -> list[NavigationItem]:
    """Return a practitioner's and a safeguarding lead's own links, and the button."""
    if not membership.may(Permission.REFER):
        return []
    leads = membership.may(Permission.READ_SITE)
    links = [NavigationItem("My referrals", reverse("referrals:home"), 2 if leads else 1)]
    if leads:
        links.append(NavigationItem("Our site", reverse("referrals:site"), 1))
    links.append(NavigationItem("Refer a child", reverse("referrals:start"), 9, primary=True))
    return links


def disagreeing(membership: Membership, subject: object) -> list[PageAction]:
    """Return the steps of a disagreement, for everybody who reads the levels of need."""
    return [PageAction("If you disagree about a level of need", reverse("if_you_disagree"))]


register_page_action("thresholds:levels_of_need", disagreeing)
