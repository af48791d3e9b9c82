"""What the public statements say, from the settings and the directory wherever it is a fact."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from accounts.models import Partnership
from accounts.operations import form_keys, kept_posts
from directory.models import ContactPoint, FrontDoor
from directory.notices import hours_words, numbers
from directory.presenters import doors_for, numbers_of, ways_to_reach
from govuk.words import count_words

ACCESSIBILITY_CHECKED_ON = date(2026, 11, 21)


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie: its name, what it is for, how long it stays."""

    name: str
    purpose: str
    stays: str


@dataclass(frozen=True, slots=True)
class Release:
    """What changed on a day, in sentences."""

    day: date
    changes: tuple[str, ...]


RELEASES = (
    Release(
        date(2026, 11, 21),
        (
            "Refer a child one question at a time, or with four answers when it is urgent.",
            "See a suggested level of need with its reasons, and change it with yours.",
            "The front door reads, rates and decides every contact by its clocks, with a second "
            "person where one is needed.",
            "Family Wellbeing takes on the families passed to it and gives each a keyworker.",
            "The levels of need and the directory of services are open to everybody.",
        ),
    ),
)


def cookies_set() -> list[Cookie]:
    """Return every cookie the portal sets, named as the settings name it."""
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            "Knows that you are signed in, and in which role.",
            f"{count_words(settings.SESSION_COOKIE_AGE // 3600, 'hour')}, or until you sign out",
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            "Makes sure that a form you send comes from a page of ours.",
            count_words((settings.CSRF_COOKIE_AGE or 0) // 86_400, "day"),
        ),
        Cookie(
            "messages",
            "Carries a line such as “Number confirmed 2:10pm.” to the next page.",
            "Until you have seen it",
        ),
    ]


def stored_in_the_browser() -> list[Cookie]:
    """Return what scripts keep in the browser beside cookies (static/govuk/kit.js)."""
    return [
        Cookie(
            "es-last-active",
            "When you last typed, so that several windows agree on when to sign you out.",
            "Until you sign out",
        )
    ]


def time_kept() -> list[dict[str, str]]:
    """Return how long what is deleted by itself is kept, from what deletes it."""
    return [
        {
            "key": "A form sent after you were signed out",
            "value": f"{count_words(int(kept_posts.KEPT_FOR.total_seconds()) // 3600, 'hour')}, "
            "encrypted, for you alone",
        },
        {
            "key": "The number of a form you sent, so that pressing twice counts once",
            "value": count_words(form_keys.REMEMBERED_FOR.days, "day"),
        },
        {
            "key": "Your session",
            "value": f"{count_words(settings.SESSION_ABSOLUTE_SECONDS // 3600, 'hour')} at most",
        },
    ]


def help_numbers(partnership: Partnership, now: datetime) -> dict[str, object]:
    """Return whom to ring by the hour, from the directory; nothing where no front door is set."""
    try:
        doors = doors_for(partnership)
    except FrontDoor.DoesNotExist:
        return {"partnership": partnership}
    several = len(doors) > 1
    return {
        "partnership": partnership,
        "ways": ways_to_reach(doors, now),
        "hub": [
            {"point": point, "area": door.area if several else "", "hours": hours_words(door)}
            for door in doors
            for point in numbers(door, ContactPoint.Kind.HUB)
        ],
        "out_of_hours": numbers_of(doors, ContactPoint.Kind.OUT_OF_HOURS),
        "lado": [
            {"point": point, "area": door.area if several else ""}
            for door in doors
            for point in numbers(door, ContactPoint.Kind.LADO)
        ],
    }
