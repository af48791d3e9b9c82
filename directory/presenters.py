"""The calendar and the numbers of a front door, as pages and clocks read them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.http import Http404

from accounts.models import Membership, Partnership
from accounts.presenters import partnership_of_visitors
from directory.models import ContactPoint, FrontDoor, Service
from directory.names import trigrams
from directory.opening import WEEKDAYS, Calendar, OfficeHours
from govuk.words import (
    and_words,
    date_words,
    london,
    span_words,
    table_when,
    time_words,
    when,
)

NEAREST = 3
LONGEST_LINE = 160


@dataclass(frozen=True, slots=True)
class WaysToReach:
    """Whom to ring at this hour: the hub while it is open, else whoever answers then.

    `words` follow the hub's name: "open until 5pm today", "closed until 9am on Monday 23
    November". `hub` is the front door's own number; `ring` are the numbers that answer now. Where
    several councils have a hub each, every one's number says whose area it is for.
    """

    name: str
    is_open: bool
    words: str
    hub: list["Number"]
    ring: list["Number"]


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number as pages say it; `area` only where there is another council's beside it."""

    name: str
    phone: str
    is_checked: bool
    area: str = ""

    @property
    def words(self) -> str:
        """The number with whose it is: "01582 547 653 (Luton)"."""
        return f"{self.phone} ({self.area})" if self.area else self.phone


@dataclass(frozen=True, slots=True)
class Found:
    """What a search of the services shows; `nearest` when nothing holds every word."""

    services: list[Service]
    nearest: list[Service]


def front_door_for(partnership: Partnership, *, door_id: int | None = None) -> FrontDoor:
    """Return the partnership's front door: the one named, else its hub (the first of several).

    Raises `FrontDoor.DoesNotExist` where there is none.
    """
    return doors_for(partnership, door_id=door_id)[0]


def doors_for(partnership: Partnership, *, door_id: int | None = None) -> list[FrontDoor]:
    """Return the front door named, else every hub of the partnership: one for each council.

    Raises `FrontDoor.DoesNotExist` where there is none.
    """
    doors = FrontDoor.objects.filter(partnership=partnership)
    wanted = doors.filter(pk=door_id) if door_id else doors.filter(kind=FrontDoor.Kind.HUB)
    found = wanted.whole()
    if not found:
        raise FrontDoor.DoesNotExist
    return found


def door_of_team(membership: Membership) -> FrontDoor:
    """Return the front door this hat's own team answers, else the partnership's first hub.

    Raises `FrontDoor.DoesNotExist` where there is none.
    """
    wanted = Q(site_id=membership.site_id) | Q(kind=FrontDoor.Kind.HUB)
    doors = FrontDoor.objects.filter(wanted, partnership_id=membership.partnership_id).whole()
    if not doors:
        raise FrontDoor.DoesNotExist
    own = (door for door in doors if door.site_id == membership.site_id)
    return next(own, doors[0])


def calendar_for(front_door: FrontDoor) -> Calendar:
    """Return the calendar of a front door: its office hours and its closure days."""
    return Calendar(
        hours=OfficeHours.from_rows(
            (row.weekday, row.opens, row.closes) for row in front_door.office_hours.all()
        ),
        closures={row.date: row.reason for row in front_door.closure_days.all()},
    )


def partnership_seen_by(membership: Membership | None) -> Partnership:
    """Return whose public pages somebody sees: their hat's, else the one this address serves.

    Raises `Http404` where no partnership is loaded.
    """
    partnership = membership.partnership if membership else partnership_of_visitors()
    if partnership is None:
        raise Http404("No partnership is loaded.")
    return partnership


# What is said of several hubs at once, where nobody has named a council yet.
ANY_HUB = "front door"


def name_of(doors: Sequence[FrontDoor]) -> str:
    """Return what a page calls these doors: the only one's short name, else what they all are."""
    return doors[0].short_name if len(doors) == 1 else ANY_HUB


def numbers_of(doors: Sequence[FrontDoor], kind: ContactPoint.Kind) -> list[Number]:
    """Return the numbers of one kind at these doors, in order, each once.

    A number that only one of several doors has says whose area it is for; one they share (an
    out-of-hours team's) is nobody's own.
    """
    several = len(doors) > 1
    found: dict[str, Number] = {}
    for door in doors:
        for point in _points(door, kind):
            shared = found.get(point.phone)
            checked = point.checked_at is not None
            found[point.phone] = Number(
                name=point.name,
                phone=point.phone,
                is_checked=checked and (shared is None or shared.is_checked),
                area=door.area if several and shared is None else "",
            )
    return list(found.values())


def open_at(doors: Sequence[FrontDoor], at: datetime) -> bool:
    """Say whether every one of these doors is open: a closed one is not waited for."""
    return all(calendar_for(door).is_open(at) for door in doors)


def opens_next(doors: Sequence[FrontDoor], at: datetime) -> datetime:
    """Return by when every one of these doors that is closed at `at` has opened."""
    calendars = [calendar_for(door) for door in doors]
    closed = [calendar for calendar in calendars if not calendar.is_open(at)]
    return max(calendar.next_opening(at) for calendar in closed or calendars)


def closes_at(doors: Sequence[FrontDoor], at: datetime) -> datetime:
    """Return when the first of these doors, all open at `at`, closes that day."""
    return min(calendar_for(door).closes(london(at).date()) for door in doors)


def ways_to_reach(doors: Sequence[FrontDoor], at: datetime) -> WaysToReach:
    """Return whom to ring at the moment `at` (decision 6)."""
    hub = numbers_of(doors, ContactPoint.Kind.HUB)
    is_open = open_at(doors, at)
    if is_open:
        words, ring = f"open until {time_words(closes_at(doors, at).time())} today", hub
    else:
        words = f"closed until {when(opens_next(doors, at), at)}"
        ring = numbers_of(doors, ContactPoint.Kind.OUT_OF_HOURS)
    return WaysToReach(
        name=name_of(doors),
        is_open=is_open,
        words=words,
        hub=hub,
        ring=ring,
    )


def reaching(partnership: Partnership, at: datetime) -> WaysToReach | None:
    """Return whom to ring in a partnership, or None while it has no front door."""
    try:
        return ways_to_reach(doors_for(partnership), at)
    except FrontDoor.DoesNotExist:
        return None


def found_services(
    partnership: Partnership, *, words: str = "", levels: tuple[int, ...] = ()
) -> Found:
    """Search a partnership's services; without words, all of them at these levels.

    Where no service holds every word, the nearest are those that hold some of them, or are
    spelled most like them.
    """
    services = Service.objects.filter(partnership=partnership).at_levels(levels)
    if not words:
        return Found(services=list(services.order_by("name")), nearest=[])
    if found := list(services.matching(words)):
        return Found(services=found, nearest=[])
    nearest = list(services.nearest(words)[:NEAREST])
    return Found(services=[], nearest=nearest or _spelled_like(words, list(services)))


def _spelled_like(words: str, services: list[Service]) -> list[Service]:
    wanted = trigrams(words)
    shares = {
        service: len(wanted & trigrams(f"{service.name} {service.description}"))
        for service in services
    }
    nearest = sorted(services, key=lambda service: (-shares[service], service.name))[:NEAREST]
    return [service for service in nearest if shares[service] * 2 >= len(wanted) > 0]


def one_line(service: Service) -> str:
    """Return a service's first sentence, shortened at a word where it is long."""
    line = service.description.splitlines()[0]
    first = line.split(". ")[0]
    if len(first) <= LONGEST_LINE:
        return first if len(first) == len(line) else f"{first}."
    return f"{first[:LONGEST_LINE].rsplit(' ', 1)[0]}…"


def levels_words(service: Service) -> str:
    """Return "Level 1", "Levels 1 and 2"."""
    numbers = [str(level) for level in sorted(service.levels)]
    return f"Level{'s' if len(numbers) > 1 else ''} {and_words(numbers)}"


def checked_words(service: Service) -> str:
    """Return when somebody last checked a service's entry (decision 34)."""
    if service.checked_at is None:
        return "From a printed guide, not yet checked"
    return f"Last checked {date_words(london(service.checked_at).date())}"


def website_href(service: Service) -> str:
    """Return the address of a service's website; the guide prints some without their scheme."""
    site = service.website
    return site if not site or "://" in site else f"http://{site}"


def _points(front_door: FrontDoor, kind: ContactPoint.Kind) -> list[ContactPoint]:
    points = [point for point in front_door.contact_points.all() if point.kind == kind]
    return sorted((point for point in points if point.phone), key=lambda point: point.order)


# Keeping front doors --------------------------------------------------------------------------

# Decision 34: without these somebody in danger would ring a number nobody has tried.
NEEDED_KINDS = (
    ContactPoint.Kind.HUB,
    ContactPoint.Kind.OUT_OF_HOURS,
    ContactPoint.Kind.LADO,
)
CHECKED_KINDS = (*NEEDED_KINDS, ContactPoint.Kind.DUTY_MANAGER)


@dataclass(frozen=True, slots=True)
class CalendarMove:
    """One example of what a change of the calendar moves, in words."""

    what: str
    starts: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CalendarEffect:
    """What a change of the calendar leaves as it is, and examples of what it moves."""

    stays: str
    moves: list[CalendarMove]


FindEffect = Callable[[Partnership, Calendar, Calendar, datetime], CalendarEffect]
_effects: list[FindEffect] = []


def register_calendar_effect(function: FindEffect) -> None:
    """Let whoever keeps clocks say what a calendar moves; the directory cannot ask downstream."""
    if function not in _effects:
        _effects.append(function)


def calendar_effects(front_door: FrontDoor, after: Calendar, now: datetime) -> list[CalendarEffect]:
    """Return what changing a front door's calendar to `after` would and would not move."""
    before = calendar_for(front_door)
    return [effect(front_door.partnership, before, after, now) for effect in _effects]


def calendar_with_hours(front_door: FrontDoor, hours: Mapping[int, tuple[time, time]]) -> Calendar:
    """Return a front door's calendar with another week."""
    return Calendar(
        hours=OfficeHours.from_rows(
            (weekday, opens, closes) for weekday, (opens, closes) in hours.items()
        ),
        closures=calendar_for(front_door).closures,
    )


def calendar_with_closure(front_door: FrontDoor, day: date, reason: str) -> Calendar:
    """Return a front door's calendar with one more closure day."""
    now = calendar_for(front_door)
    return Calendar(hours=now.hours, closures={**now.closures, day: reason})


def calendar_without_closure(front_door: FrontDoor, day: date) -> Calendar:
    """Return a front door's calendar with one closure day fewer."""
    now = calendar_for(front_door)
    kept = {closed: reason for closed, reason in now.closures.items() if closed != day}
    return Calendar(hours=now.hours, closures=kept)


def week_rows(front_door: FrontDoor) -> list[dict[str, object]]:
    """Return the week as rows for a table: day, hours."""
    hours = {
        row.weekday: span_words(row.opens, row.closes) for row in front_door.office_hours.all()
    }
    return [
        {"cells": [name, hours.get(weekday, "Closed")]} for weekday, name in enumerate(WEEKDAYS)
    ]


def closures_from(front_door: FrontDoor, today: date) -> list[dict[str, object]]:
    """Return the closure days from today on; those that have not begun can be removed."""
    return [
        {
            "date": row.date,
            "day": f"{WEEKDAYS[row.date.weekday()]} {date_words(row.date)}",
            "reason": row.reason,
            "can_be_removed": row.date > today,
        }
        for row in front_door.closure_days.all()
        if row.date >= today
    ]


def number_state(point: ContactPoint, now: datetime) -> str:
    """Return whether a number was checked, by whom and when, or where it comes from."""
    if point.invented:
        return "Invented for the demo. It reaches nobody"
    if point.checked_at and point.checked_by:
        return f"Checked by {point.checked_by.full_name}, {table_when(point.checked_at, now)}"
    return "From a printed guide, not yet checked"


def unchecked_numbers(partnership: Partnership) -> int:
    """Return how many of a partnership's numbers nobody has checked yet (decision 34)."""
    return ContactPoint.objects.filter(front_door__partnership=partnership, checked_at=None).count()


def blocks_going_live(partnership: Partnership) -> list[str]:
    """Return what stands between a partnership and real children, in words; empty when nothing.

    Decisions 34 and 35: the front door's, the out-of-hours team's, the LADO's and the duty
    manager's numbers must be there, real and checked.
    """
    doors = list(
        FrontDoor.objects.filter(partnership=partnership).prefetch_related(
            "contact_points", "office_hours"
        )
    )
    if not doors:
        return [f"{partnership.name} has no front door."]
    found = []
    for door in doors:
        points = list(door.contact_points.all())
        if not door.office_hours.all():
            found.append(f"{door.name}: no office hours.")
        found += [
            f"{door.name}: no number for “{kind.label}”."
            for kind in NEEDED_KINDS
            if not any(point.kind == kind and point.phone for point in points)
        ]
        for point in points:
            if point.kind not in CHECKED_KINDS:
                continue
            said = f"{door.name}: {point.name}, {point.phone or point.email}"
            if point.invented:
                found.append(f"{said}, is invented. Enter the real number.")
            elif point.checked_at is None:
                found.append(f"{said}, is not checked. Ring it and confirm it.")
    return found
