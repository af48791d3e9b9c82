"""What every page's layout needs, joined from the apps' `navigation.py` and the directory."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst

from accounts.models import Membership, Notice, Partnership
from accounts.navigation import home_for, items_for
from accounts.presenters import partnership_of_visitors
from directory.models import ContactPoint, FrontDoor
from directory.presenters import (
    Number,
    closes_at,
    doors_for,
    name_of,
    numbers_of,
    open_at,
    opens_next,
)
from govuk.words import day_words, london, or_words, time_words

Pieces = list[dict[str, object]]

# Each partnership's number as this process read it last, for when the database does not answer.
numbers_read: dict[str, str] = {}

FOOTER = (
    ("Help and phone numbers", "help"),
    ("Levels of need", "thresholds:levels_of_need"),
    ("Find help", "directory:find_help"),
    ("Accessibility statement", "accessibility"),
    ("Privacy notice", "privacy"),
    ("Cookies", "cookies"),
    ("What is new", "what_is_new"),
)


def page(request: HttpRequest) -> dict[str, object]:
    """Return the layout's variables (see the comment at the top of `templates/base.html`).

    What costs a query is worked out only where a page shows it, and once.
    """
    membership: Membership | None = getattr(request, "membership", None)
    signed_in = hasattr(request, "user") and request.user.is_authenticated
    now = timezone.now()
    partnership = _once(lambda: membership.partnership if membership else partnership_of_visitors())
    doors = _once(lambda: _doors(partnership, getattr(request, "front_door_id", None)))
    return {
        "demo": settings.DEMO,
        "help_strip": _once(lambda: _strip(partnership or None, list(doors), now)),
        "partnership_line": _once(lambda: partnership.brand_line if partnership else ""),
        "run_by": _once(lambda: f"Run by {partnership.run_by}" if partnership else ""),
        "front_door_phone": _once(lambda: _phone(list(doors))),
        "footer_links": [{"text": text, "href": reverse(name)} for text, name in FOOTER],
        **(_of_person(request, now) if signed_in else {}),
        **(_of_hat(request, membership) if signed_in and membership else {}),
    }


def _strip(partnership: Partnership | None, doors: list[FrontDoor], now: datetime) -> Pieces:
    if partnership and (phone := _phone(doors)):
        numbers_read[partnership.key] = phone
    return help_strip(doors, now)


def help_strip(doors: list[FrontDoor], now: datetime) -> Pieces:
    """Return the help strip in pieces: 999, then whoever answers at this hour.

    Where several councils have a front door each and the page is about none of them, all of them.
    """
    danger: Pieces = [{"text": "Child in danger now? Call "}, {"number": "999"}]
    if not doors:
        return [*danger, {"text": "."}]
    hubs = numbers_of(doors, ContactPoint.Kind.HUB)
    others = numbers_of(doors, ContactPoint.Kind.OUT_OF_HOURS)
    if open_at(doors, now):
        closes = time_words(closes_at(doors, now).time())
        return [
            *danger,
            {"text": f". {capfirst(name_of(doors))}: "},
            *_numbers(hubs[:1] if len(doors) == 1 else hubs),
            {"text": f", open until {closes} today."},
        ]
    opening = opens_next(doors, now)
    opens = f"{time_words(opening.time())} on {day_words(opening.date(), london(now).date())}"
    closed = f". The {name_of(doors)} is closed until {opens}."
    if not others:
        return [*danger, {"text": closed}]
    return [*danger, {"text": f"{closed} {others[0].name}: "}, *_numbers(others), {"text": "."}]


def _numbers(numbers: list[Number]) -> Pieces:
    pieces: Pieces = []
    # Of several councils' numbers it is said once that nobody has checked any of them.
    unchecked = all(number.area and not number.is_checked for number in numbers)
    for number in numbers:
        if pieces:
            pieces.append({"text": ", " if number.area else " or "})
        if number.area:
            pieces.append({"text": f"{number.area} "})
        pieces.append({"number": number.phone, "checked": number.is_checked or unchecked})
    if unchecked and numbers:
        pieces.append({"text": " (from a printed guide, not yet checked)"})
    return pieces


def _of_person(request: HttpRequest, now: datetime) -> dict[str, object]:
    """What stands on every page of somebody signed in, whether or not they wear a hat."""
    person = request.user
    local = london(now)
    moment = f"{time_words(local.time())} on {local.day} {local:%B %Y}"
    return {
        "person_line": person.first_name,  # type: ignore[union-attr]
        "person_menu": [
            {"text": "My account", "href": reverse("mfa_index")},
            {"text": "Sign out", "href": reverse("account_logout"), "post": True},
        ],
        "session": {
            "idle_seconds": settings.SESSION_IDLE_SECONDS,
            "warn_seconds": settings.SESSION_WARNING_SECONDS,
            "stay_url": reverse("account_stay"),
            "keep_url": reverse("account_keep"),
            "sign_out_url": reverse("account_logout"),
            "signed_out_url": reverse("account_signed_out"),
        },
        "printed_by": f"{person.full_name}, {moment}",  # type: ignore[union-attr]
    }


def _of_hat(request: HttpRequest, membership: Membership) -> dict[str, object]:
    found = _once(lambda: items_for(membership))
    return {
        "home_url": _once(lambda: home_for(membership)),
        "navigation": _once(
            lambda: [
                {"text": item.text, "href": item.href, "current": _is_current(request, item.href)}
                for item in found
                if not item.primary
            ]
        ),
        "primary_button": _once(
            lambda: next(
                ({"text": item.text, "href": item.href} for item in found if item.primary), None
            )
        ),
        "notices": _once(
            lambda: {
                "count": Notice.objects.filter(membership=membership, read_at=None).count(),
                "href": reverse("account_notices"),
            }
        ),
        "person_line": (
            f"{membership.person.first_name}, {membership.role_name} at {membership.site.name}"
        ),
        "person_menu": [
            {"text": "Change role", "href": reverse("account_hats")},
            {"text": "My account", "href": reverse("mfa_index")},
            {"text": "Sign out", "href": reverse("account_logout"), "post": True},
        ],
    }


def _is_current(request: HttpRequest, href: str) -> bool:
    return href == request.path


def _doors(partnership: Partnership | None, door_id: int | None) -> list[FrontDoor]:
    """Return the front door a page is about, else every hub; none where none is set up."""
    if not partnership:
        return []
    try:
        return doors_for(partnership, door_id=door_id)
    except FrontDoor.DoesNotExist:
        return []


def _phone(doors: list[FrontDoor]) -> str:
    """Return the front door's number, or every council's in words."""
    found = numbers_of(doors, ContactPoint.Kind.HUB)
    return or_words([number.words for number in (found[:1] if len(doors) == 1 else found)])


def _once(work: Callable[[], Any]) -> Any:
    return SimpleLazyObject(work)
