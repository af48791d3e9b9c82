"""The headers of administrators, information governance and service managers.

Loading it also lets the directory's calendar page say what a change of office hours would move.
"""

from django.urls import reverse

from accounts.models import Membership
from accounts.navigation import NavigationItem, PageAction, register_page_action
from accounts.rules import Permission
from directory.presenters import register_calendar_effect
from reports.presenters.timescales import calendar_effect
from thresholds.models import Edition


def items(membership: Membership) -> list[NavigationItem]:
    """Return the pages that look across the portal, for the hats that keep and oversee it."""
    if membership.may(Permission.ADMINISTER):
        return [
            NavigationItem("Set-up", reverse("reports:set_up"), 1),
            NavigationItem("Calendar and timescales", reverse("reports:timescales"), 5),
            NavigationItem("Deliveries", reverse("reports:deliveries"), 6),
        ]
    if membership.may(Permission.READ_AUDIT):
        return [
            NavigationItem("Audit trail", reverse("reports:trail"), 1),
            NavigationItem("Emergency access", reverse("reports:emergency_access"), 2),
        ]
    if membership.may(Permission.OVERSEE):
        return [
            NavigationItem("Overview", reverse("reports:overview"), 1),
            NavigationItem("Late and soon late", reverse("reports:late"), 2),
        ]
    return []


def _timescales(membership: Membership, subject: object) -> list[PageAction]:
    """Lead from the calendar to the timescales that count by it."""
    return [PageAction("Timescales", reverse("reports:timescales"))]


def _effect(membership: Membership, subject: object) -> list[PageAction]:
    """Lead from a draft edition to whom it would affect."""
    if not isinstance(subject, Edition) or not subject.is_draft:
        return []
    address = reverse("reports:edition_effect", args=[subject.pk])
    return [PageAction("Who it would affect", address)]


register_page_action("directory:calendar", _timescales)
register_page_action("thresholds:edition", _effect)
register_calendar_effect(calendar_effect)
