"""The hub's links in the header, by hat (pages.md 3)."""

from django.urls import reverse

from accounts.models import Membership
from accounts.navigation import NavigationItem, PageAction, register_page_action
from accounts.rules import Permission, Role
from referrals.models import Referral

# (words, URL name, its argument): the first is the hat's home.
LINKS: dict[Role, tuple[tuple[str, str, str], ...]] = {
    Role.MASH_SCREENER: (
        ("Queue", "queue", ""),
        ("Mine", "view", "mine"),
        ("Log a call", "call_new", ""),
    ),
    Role.MASH_SOCIAL_WORKER: (
        ("Mine", "view", "mine"),
        ("Queue", "queue", ""),
        ("Consent to be sought", "view", "consent"),
        ("Log a call", "call_new", ""),
    ),
    Role.MASH_DECISION_MAKER: (
        ("To decide", "view", "to-decide"),
        ("Queue", "queue", ""),
        ("Held", "view", "held"),
        ("Feedback due", "view", "feedback-due"),
        ("Log a call", "call_new", ""),
    ),
    Role.EMERGENCY_DUTY_OFFICER: (
        ("Tonight", "tonight", ""),
        ("Queue", "queue", ""),
        ("Log a call", "call_new", ""),
    ),
}


def items(membership: Membership) -> list[NavigationItem]:
    """Return the hub's links for a hat; none for a hat outside it."""
    return [
        NavigationItem(text, reverse(f"mash:{name}", args=[part] if part else []), order)
        for order, (text, name, part) in enumerate(LINKS.get(Role(membership.role), ()), start=1)
    ]


def _contact(membership: Membership, referral: object) -> list[PageAction]:
    """Lead the hub from a referral's own address, as in a notice, to its contact page."""
    if not isinstance(referral, Referral) or not membership.may(Permission.WORK_QUEUE):
        return []
    return [PageAction("Open the contact", reverse("mash:contact", args=[referral.reference]))]


register_page_action("referrals:record", _contact)
