"""What stands in the header for each hat, and where downstream apps add links to a page.

Every app with pages has a `navigation.py` with `items(membership) -> list[NavigationItem]`;
`order` is the place in the hat's header, and the first item is the hat's home.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.urls import reverse
from django.utils.module_loading import import_string, module_has_submodule

from accounts.models import Membership
from accounts.rules import Permission, Role


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One link of the header: its words, its address and its place, 1 being the hat's home."""

    text: str
    href: str
    order: int
    # The button beside the links, such as "Refer a child"; never a home.
    primary: bool = False


@dataclass(frozen=True, slots=True)
class PageAction:
    """A link that a downstream app adds to an upstream page."""

    text: str
    href: str


Items = Callable[[Membership], list[NavigationItem]]
# Given the hat and what the page is about, the links to add; none where there is nothing to do.
Actions = Callable[[Membership, object], list[PageAction]]

_actions: dict[str, list[Actions]] = {}


def register_page_action(page_key: str, function: Actions) -> None:
    """Add links to the page named `page_key` (its URL name); called when a navigation.py loads."""
    functions = _actions.setdefault(page_key, [])
    if function not in functions:
        functions.append(function)


def page_actions(page_key: str, membership: Membership, subject: object) -> list[PageAction]:
    """Return the links other apps add to a page about `subject` for this hat."""
    # A process's first page may ask before its header has loaded every navigation.py.
    _every_apps_items()
    return [
        action
        for function in _actions.get(page_key, [])
        for action in function(membership, subject)
    ]


@cache
def _every_apps_items() -> tuple[Items, ...]:
    return tuple(
        import_string(f"{config.name}.navigation.items")
        for config in apps.get_app_configs()
        if config.module and module_has_submodule(config.module, "navigation")
    )


def items_for(membership: Membership) -> list[NavigationItem]:
    """Return a hat's links and buttons from every app, in order."""
    found = [item for items in _every_apps_items() for item in items(membership)]
    return sorted(found, key=lambda item: item.order)


def home_for(membership: Membership) -> str:
    """Return the address a hat starts from: its first link."""
    links = [item.href for item in items_for(membership) if not item.primary]
    return links[0] if links else reverse("mfa_index")


# "People" comes third for a safeguarding lead and fourth for an administrator.
PEOPLE_ORDER = {Role.SAFEGUARDING_LEAD: 3, Role.ADMINISTRATOR: 4}


def items(membership: Membership) -> list[NavigationItem]:
    """Return the pages about people, for those who keep them."""
    if membership.may(Permission.INVITE_TO_SITE) or membership.may(Permission.ADMINISTER):
        order = PEOPLE_ORDER[Role(membership.role)]
        return [NavigationItem("People", reverse("people"), order)]
    return []
