"""Timescales in words, and examples of what changing one, or the calendar, would move."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet

from accounts.models import Membership, Partnership
from accounts.rules import ROLE_NAMES, Permission, Role
from directory.opening import LONDON, Calendar
from directory.presenters import CalendarEffect, CalendarMove
from govuk.words import count_words, day_words, deadline_words, london, time_words, when
from referrals import clocks
from referrals.models import Clock, Timescale

FRIDAY = 4
LATE_AFTERNOON = time(16, 55)
CHRISTMAS_EVE = (12, 24)

UNIT_NAMES: dict[clocks.Unit, str] = {
    clocks.Unit.OFFICE_HOURS: "office hours",
    clocks.Unit.ELAPSED_HOURS: "hours, day and night",
    clocks.Unit.HOURS: "hours in steps of 24, each one working day to the same clock time",
    clocks.Unit.WORKING_DAY_SAME_TIME: "working day, to the same clock time (1 only)",
    clocks.Unit.WORKING_DAYS: "working days, to close of business",
    clocks.Unit.SAME_WORKING_DAY: "same working day, to its end (1 only)",
    clocks.Unit.SAME_CALENDAR_DAY: "same day, working day or not, to its end (1 only)",
    clocks.Unit.END_OF_NEXT_WORKING_DAY: "next working day, to close of business (1 only)",
    clocks.Unit.WEEKS: "weeks, to close of business",
    clocks.Unit.MONTHS: "months, to close of business",
}


@dataclass(frozen=True, slots=True)
class TimescaleShown:
    """One timescale as the list shows it."""

    key: str
    name: str
    rule: str
    length: str
    starts: str
    further: list[str]
    owed_by: str
    warning: str
    source: str
    quote: str
    running: int


def timescales_of(membership: Membership) -> QuerySet[Timescale]:
    """Return the timescales an administrator keeps: their own partnership's."""
    if not membership.may(Permission.ADMINISTER):
        return Timescale.objects.none()
    return Timescale.objects.filter(partnership_id=membership.partnership_id).select_related(
        "partnership", "changed_by__person"
    )


def timescale_rows(membership: Membership) -> list[TimescaleShown]:
    """Return every timescale in the pack's order, with how many of it are running."""
    running = dict(
        Clock.objects.running()
        .filter(referral__partnership_id=membership.partnership_id)
        .order_by()
        .values_list("key")
        .annotate(number=Count("pk"))
    )
    return [shown(row, running.get(row.key, 0)) for row in timescales_of(membership)]


def shown(row: Timescale, running: int) -> TimescaleShown:
    """Return one timescale in words, its source beside it."""
    rule = row.as_rule()
    return TimescaleShown(
        key=row.key,
        name=row.name,
        rule=row.rule,
        length=f"{'at least ' if rule.minimum else ''}{clocks.length_words(rule.length)}",
        starts=clocks.START_WORDS[rule.starts],
        further=_further(rule),
        owed_by=_role(rule.owed_by),
        warning=warning_words(row.warn_before_minutes),
        source=row.source,
        quote=row.quote,
        running=running,
    )


def _further(rule: clocks.Timescale) -> list[str]:
    """What else decides the due time and the owner, which this page shows and does not change."""
    said = []
    if rule.limit:
        said.append(
            f"No later than {clocks.length_words(rule.limit.length)}, counted from "
            f"{clocks.START_WORDS[rule.limit.starts]}"
        )
    if rule.if_immediate:
        said.append(f"When it is immediate: {clocks.length_words(rule.if_immediate)}")
    if rule.owed_by_when_closed:
        said.append(f"Owed by the {_role(rule.owed_by_when_closed).lower()} when it is closed")
    return said


def _role(code: str) -> str:
    return ROLE_NAMES[Role(code)] if code in set(Role) else code


def role_words(code: str) -> str:
    """Return who owes something in words: "MASH screener"."""
    return _role(code)


def warning_words(minutes: int) -> str:
    """Return how long before its due time something is soon: "2 office hours before"."""
    if not minutes:
        return "no warning"
    if minutes % 60:
        return f"{count_words(minutes, 'minute')} of office time before"
    return f"{count_words(minutes // 60, 'office hour')} before"


# Examples --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Example:
    """When something that starts at a moment is due, before a change and after it."""

    starts: str
    before: str
    after: str
    why: str

    @property
    def moves(self) -> bool:
        """Whether the change moves this example."""
        return self.before != self.after


def example_moments(now: datetime) -> list[tuple[str, datetime]]:
    """Return the moments tried: now, late on a Friday, and on Christmas Eve."""
    here = london(now)
    friday = _next(here, lambda day: day.weekday() == FRIDAY)
    eve = _next(here, lambda day: (day.month, day.day) == CHRISTMAS_EVE)
    return [
        (f"now, {when(now, now)}", now),
        (_moment_words(friday, now), friday),
        (f"Christmas Eve, {_moment_words(eve, now)}", eve),
    ]


def _next(here: datetime, wanted: Callable[[date], bool]) -> datetime:
    """The first 4:55pm after `here` on a day that is wanted."""
    day = here.date()
    while not wanted(day) or datetime.combine(day, LATE_AFTERNOON, tzinfo=LONDON) <= here:
        day += timedelta(days=1)
    return datetime.combine(day, LATE_AFTERNOON, tzinfo=LONDON)


def _moment_words(at: datetime, now: datetime) -> str:
    local = london(at)
    return f"{time_words(local.time())} on {day_words(local.date(), london(now).date())}"


def due_of(rule: clocks.Timescale, at: datetime, calendar: Calendar) -> clocks.Due:
    """Return when a timescale that starts at `at` is due.

    Where it cannot be counted without its second event, both are taken to happen at once.
    """
    second = at if rule.limit and rule.limit.required else None
    return clocks.due_at(rule, at, calendar, second_start=second)


def timescale_examples(
    before: clocks.Timescale, after: clocks.Timescale, calendar: Calendar, now: datetime
) -> list[Example]:
    """Return what changing one timescale would move, for clocks started later (decision 2)."""
    found = []
    for words, at in example_moments(now):
        new = due_of(after, at, calendar)
        found.append(
            Example(
                starts=words,
                before=deadline_words(due_of(before, at, calendar).at, now),
                after=deadline_words(new.at, now),
                why=new.why,
            )
        )
    return found


def calendar_effect(
    partnership: Partnership, before: Calendar, after: Calendar, now: datetime
) -> CalendarEffect:
    """Return what a change of the calendar leaves alone and examples of what it moves.

    A clock keeps the due time it was given (decision 2), so only later ones can move. Beside the
    usual moments it tries 4pm on the working day before the first day that differs.
    """
    running = Clock.objects.running().filter(referral__partnership=partnership).count()
    moments = example_moments(now)
    if changed := _first_changed_day(before, after, now):
        eve = datetime.combine(before.previous_working_day(changed), time(16), tzinfo=LONDON)
        if eve > now:
            moments.append((_moment_words(eve, now), eve))
    moves = []
    for row in Timescale.objects.filter(partnership=partnership):
        rule = row.as_rule()
        for words, at in moments:
            old, new = due_of(rule, at, before).at, due_of(rule, at, after).at
            if old != new:
                moves.append(
                    CalendarMove(
                        what=row.name,
                        starts=words,
                        before=deadline_words(old, now),
                        after=deadline_words(new, now),
                    )
                )
    return CalendarEffect(stays=stays_words(running), moves=moves)


def _first_changed_day(before: Calendar, after: Calendar, now: datetime) -> date | None:
    """The first day of the coming year that is a working day in one calendar alone."""
    today = london(now).date()
    days = (today + timedelta(days=ahead) for ahead in range(1, 366))
    return next(
        (day for day in days if before.is_working_day(day) != after.is_working_day(day)), None
    )


def stays_words(running: int) -> str:
    """Return what never moves: the due times already given (decision 2)."""
    if not running:
        return "No clock is running now. The change counts for clocks that start from now on."
    keep = (
        "keeps the due time it was given" if running == 1 else "keep the due times they were given"
    )
    clocks_running = count_words(running, "running clock")
    return f"{clocks_running} {keep}. The change counts for clocks that start from now on."
