"""The one calculator of due times (decisions 2 to 7): pure, in London time, with its reasons.

A timescale is data: what a partnership promises, from when, and who owes it. A clock is one
timescale running. Nothing here reads the time or the database: callers pass the moment, the front
door's calendar and the clock's facts.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from directory.opening import (
    Calendar,
    clock_words,
    day_words,
    end_of_day,
    in_london,
)


class Unit(StrEnum):
    """How a length of time is counted (decision 3)."""

    HOURS = "hours"
    WORKING_DAY_SAME_TIME = "working_day_same_time"
    WORKING_DAYS = "working_days"
    END_OF_NEXT_WORKING_DAY = "end_of_next_working_day"
    SAME_WORKING_DAY = "same_working_day"
    SAME_CALENDAR_DAY = "same_calendar_day"
    ELAPSED_HOURS = "elapsed_hours"
    OFFICE_HOURS = "office_hours"
    WEEKS = "weeks"
    MONTHS = "months"
    AGREED_DAY = "agreed_day"


# What one partnership's guidance promises and another's may not (decisions 3 and 30). A timescale
# that is not among them is every partnership's: where it is missing, set-up is unfinished.
NOT_EVERYWHERE = frozenset(
    {
        "gather_information",
        "mash_hold",
        "outcome_feedback",
        "child_seen",
        "consent_attempts",
        "step_down_support",
        "fws_allocation",
        "fws_first_visit",
        "fws_second_visit",
        "fws_assessment",
        "fws_family_meeting",
        "fws_family_meeting_second",
        "fws_visit_interval",
        "fws_plan_review",
        "fws_formal_review",
        "fws_extension",
    }
)


class StartsAt(StrEnum):
    """The events from which a timescale, or its limit, is counted."""

    RECEIPT = "receipt"
    DECISION = "decision"
    STRATEGY_DISCUSSION = "strategy_discussion"
    DISCLOSURE = "disclosure"
    NOTIFIED = "notified"
    LAST_VISIT = "last_visit"
    FWS_RECEIPT = "fws_receipt"
    DRAFT_ASSESSMENT = "draft_assessment"
    PLAN_LIVE = "plan_live"
    FORMAL_REVIEW = "formal_review"
    STEP_DOWN = "step_down"
    AGREED_DATE = "agreed_date"
    PASSED_NOW = "passed_now"
    DISAGREEMENT = "disagreement"


class ClockState(StrEnum):
    """What a clock shows; the words and shapes are the page kit's."""

    WAITING = "waiting"
    RUNNING = "running"
    SOON = "soon"
    LATE = "late"
    HELD = "held"
    MET = "met"
    MET_LATE = "met_late"
    STOPPED = "stopped"


class ImpossibleLength(ValueError):
    """A length of time that its unit cannot count."""


class MissingSecondStart(ValueError):
    """The timescale has a limit counted from a second moment, and that moment was not given."""


class UnexpectedSecondStart(ValueError):
    """A second moment was given to a timescale that is counted from one moment alone."""


class NoImmediateLength(ValueError):
    """The timescale has no shorter length for when it is immediate."""


class OutsideTheCalendar(ValueError):
    """A due time, or a day needed to find it, lies before the year 1 or after the year 9999."""


ONE_DAY_IN_HOURS = 24
SINGLE_UNITS = frozenset(
    {
        Unit.WORKING_DAY_SAME_TIME,
        Unit.END_OF_NEXT_WORKING_DAY,
        Unit.SAME_WORKING_DAY,
        Unit.SAME_CALENDAR_DAY,
        Unit.AGREED_DAY,
    }
)
"""Units that name one day by themselves, so their amount is always 1."""

UNITS_FROM_THE_MOMENT = frozenset({Unit.SAME_CALENDAR_DAY, Unit.ELAPSED_HOURS})
"""Units that run day and night: they never wait for the office to open."""


@dataclass(frozen=True, slots=True)
class Length:
    """An amount of a unit. Raises `ImpossibleLength` when the unit cannot count the amount."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ImpossibleLength("A timescale must be at least 1.")
        if self.unit in SINGLE_UNITS and self.amount != 1:
            raise ImpossibleLength(f"'{self.unit}' names a single day: its amount is 1.")
        if self.unit is Unit.HOURS and self.amount % ONE_DAY_IN_HOURS:
            raise ImpossibleLength("Hours are counted in working days: use a multiple of 24.")


@dataclass(frozen=True, slots=True)
class Limit:
    """A second length, from a second event, past which the due time never goes.

    `required` says whether the due time is unknown without the second event (decision 3: day 30 of
    FWS receipt) or whether the event may not exist (an agreed earlier date).
    """

    length: Length
    starts: StartsAt
    required: bool


@dataclass(frozen=True, slots=True)
class Timescale:
    """One promise about time, as the partnership's data holds it (decision 2).

    `warn_before` is minutes of office time, so that a warning falls while somebody is there to act
    on it. `minimum` marks a length that must be completed rather than beaten (R-136).
    """

    key: str
    name: str
    length: Length
    starts: StartsAt
    stops: str
    owed_by: str
    warn_before: int
    rule: str
    limit: Limit | None = None
    if_immediate: Length | None = None
    owed_by_when_closed: str = ""
    minimum: bool = False


def timescale_from_data(row: Mapping[str, Any]) -> Timescale:
    """A timescale from one entry of a pack's `timescales.json`, or the same keys of a row.

    Raises `ValueError` for an unknown unit or event and `ImpossibleLength` for a bad amount.
    """

    def length(data: Mapping[str, Any]) -> Length:
        return Length(data["amount"], Unit(data["unit"]))

    limit, if_immediate = row.get("limit"), row.get("if_immediate")
    return Timescale(
        key=row["key"],
        name=row["name"],
        length=length(row),
        starts=StartsAt(row["starts"]),
        stops=row["stops"],
        owed_by=row["owed_by"],
        warn_before=row["warn_before"],
        rule=row["rule"],
        limit=Limit(length(limit), StartsAt(limit["starts"]), limit["required"]) if limit else None,
        if_immediate=length(if_immediate) if if_immediate else None,
        owed_by_when_closed=row.get("owed_by_when_closed", ""),
        minimum=row.get("minimum", False),
    )


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due and why; moments are London wall time.

    `runs_from` is the moment the clock begins to count, `warn_at` the moment it is soon, `why` the
    sentences a practitioner reads, `owed_by` the role that owes it at this hour (decision 6).
    """

    at: datetime
    runs_from: datetime
    warn_at: datetime
    owed_by: str
    why: str


def due_at(
    timescale: Timescale,
    start: datetime,
    calendar: Calendar,
    *,
    second_start: datetime | None = None,
    immediate: bool = False,
    start_words: str = "",
) -> Due:
    """When `timescale`, started at `start`, is due by the front door's calendar (decisions 3, 5).

    `second_start` is the event of the timescale's limit (FWS receipt for R-079 and R-080, receipt
    for R-053, the agreed date for R-057). A limit can put the due time before the start: what began
    too late is late at once, and says so. `immediate` takes the timescale's shorter length.
    `start_words` replaces the general words for the start, as in "when you sent it".

    Raises `MissingSecondStart`, `UnexpectedSecondStart`, `NoImmediateLength`,
    `OutsideTheCalendar`, and `MomentWithoutZone` for a moment without its zone.
    """
    length = timescale.length
    if immediate:
        if timescale.if_immediate is None:
            raise NoImmediateLength(f"'{timescale.key}' has no immediate length.")
        length = timescale.if_immediate
    if second_start is not None and timescale.limit is None:
        raise UnexpectedSecondStart(f"'{timescale.key}' is counted from one moment.")
    if second_start is None and timescale.limit is not None and timescale.limit.required:
        raise MissingSecondStart(
            f"'{timescale.key}' needs a second moment: {timescale.limit.starts}."
        )

    try:
        return _due(timescale, length, start, calendar, second_start, start_words)
    except OverflowError as error:
        raise OutsideTheCalendar(
            f"'{timescale.key}' cannot be counted from there: "
            "days are counted from the year 1 to the year 9999."
        ) from error


def _due(
    timescale: Timescale,
    length: Length,
    start: datetime,
    calendar: Calendar,
    second_start: datetime | None,
    start_words: str,
) -> Due:
    """What `due_at` answers. Raises `OverflowError` past the first or the last day there is."""
    start = in_london(start)
    runs_from = _runs_from(length, start, calendar)
    at = _end_of(length, start, calendar)
    why = _why(timescale, length, start, at, calendar, start_words)
    if timescale.limit is not None and second_start is not None:
        at_latest = _end_of(timescale.limit.length, in_london(second_start), calendar)
        why = f"{why} {_why_limited(timescale.limit, at_latest, at)}"
        at = min(at, at_latest, key=datetime.timestamp)
    warn_at = calendar.take_open_time(at, timedelta(minutes=timescale.warn_before))
    return Due(
        at=at,
        runs_from=runs_from,
        warn_at=min(max(warn_at, runs_from, key=datetime.timestamp), at, key=datetime.timestamp),
        owed_by=_owed_by(timescale, start, calendar),
        why=why,
    )


def _owed_by(timescale: Timescale, start: datetime, calendar: Calendar) -> str:
    """Out of hours a danger is the emergency duty officer's (decision 6)."""
    if timescale.owed_by_when_closed and not calendar.is_open(start):
        return timescale.owed_by_when_closed
    return timescale.owed_by


def _runs_from(length: Length, start: datetime, calendar: Calendar) -> datetime:
    return start if length.unit in UNITS_FROM_THE_MOMENT else calendar.effective_start(start)


def _end_of(length: Length, start: datetime, calendar: Calendar) -> datetime:
    """The end of one length from a moment in London time: decision 3's table of units."""
    return ENDS[length.unit](length.amount, start, calendar)


def _end_of_hours(amount: int, start: datetime, calendar: Calendar) -> datetime:
    """R-048, R-053, R-072: each 24 hours are one working day, to the same clock time."""
    return _same_time_working_days_later(amount // ONE_DAY_IN_HOURS, start, calendar)


def _same_time_working_days_later(amount: int, start: datetime, calendar: Calendar) -> datetime:
    """R-050. When the office is shut at that time of the later day, its nearest open end."""
    start = calendar.effective_start(start)
    day = calendar.add_working_days(start.date(), amount)
    same_time = datetime.combine(day, start.time(), tzinfo=start.tzinfo)
    return min(max(same_time, calendar.opens(day)), calendar.closes(day))


def _end_of_working_days(amount: int, start: datetime, calendar: Calendar) -> datetime:
    """R-055, R-057, R-062, R-073, R-074, R-078 to R-080, R-083; with 1 also R-052 and R-108."""
    first = calendar.effective_start(start).date()
    return calendar.closes(calendar.add_working_days(first, amount))


def _end_of_same_working_day(amount: int, start: datetime, calendar: Calendar) -> datetime:
    """R-047."""
    return end_of_day(calendar.effective_start(start).date())


def _end_of_same_calendar_day(amount: int, start: datetime, calendar: Calendar) -> datetime:
    """R-049, on any day of the year. In the day's last minute it is due at once."""
    return max(start, end_of_day(start.date()))


def _end_of_elapsed_hours(amount: int, start: datetime, calendar: Calendar) -> datetime:
    """Counted on the timeline itself: a clock change neither adds nor takes an hour."""
    return in_london(start.astimezone(UTC) + timedelta(hours=amount))


def _end_of_office_hours(amount: int, start: datetime, calendar: Calendar) -> datetime:
    return calendar.add_open_time(start, timedelta(hours=amount))


def _end_of_weeks(amount: int, start: datetime, calendar: Calendar) -> datetime:
    """R-084, R-113, R-136."""
    day = weeks_after(calendar.effective_start(start).date(), amount)
    return calendar.closes(calendar.working_day_on_or_before(day))


def _end_of_months(amount: int, start: datetime, calendar: Calendar) -> datetime:
    """R-085, R-086."""
    day = months_after(calendar.effective_start(start).date(), amount)
    return calendar.closes(calendar.working_day_on_or_before(day))


def _end_of_agreed_day(amount: int, start: datetime, calendar: Calendar) -> datetime:
    """R-057: an agreed date ends with that day's business, or the working day's before it."""
    return calendar.closes(calendar.working_day_on_or_before(start.date()))


ENDS: Mapping[Unit, Callable[[int, datetime, Calendar], datetime]] = {
    Unit.HOURS: _end_of_hours,
    Unit.WORKING_DAY_SAME_TIME: _same_time_working_days_later,
    Unit.WORKING_DAYS: _end_of_working_days,
    Unit.END_OF_NEXT_WORKING_DAY: _end_of_working_days,
    Unit.SAME_WORKING_DAY: _end_of_same_working_day,
    Unit.SAME_CALENDAR_DAY: _end_of_same_calendar_day,
    Unit.ELAPSED_HOURS: _end_of_elapsed_hours,
    Unit.OFFICE_HOURS: _end_of_office_hours,
    Unit.WEEKS: _end_of_weeks,
    Unit.MONTHS: _end_of_months,
    Unit.AGREED_DAY: _end_of_agreed_day,
}


def weeks_after(day: date, weeks: int) -> date:
    """The same day of the week, `weeks` later."""
    return day + timedelta(weeks=weeks)


def months_after(day: date, months: int) -> date:
    """The same day `months` later, clipped to the month's last day: 30 November → 28 February.

    Raises `OverflowError` past the last year there is, as adding days does.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if year > MAXYEAR:
        raise OverflowError("date value out of range")
    return date(year, month, min(day.day, monthrange(year, month)[1]))


CALENDAR_STEPS: Mapping[Unit, Callable[[date, int], date]] = {
    Unit.WEEKS: weeks_after,
    Unit.MONTHS: months_after,
}

START_WORDS: Mapping[StartsAt, str] = {
    StartsAt.RECEIPT: "when it was received",
    StartsAt.DECISION: "when the decision was made",
    StartsAt.STRATEGY_DISCUSSION: "when the strategy discussion was held",
    StartsAt.DISCLOSURE: "when someone was told or saw the signs",
    StartsAt.NOTIFIED: "when the council was told",
    StartsAt.LAST_VISIT: "at the last visit",
    StartsAt.FWS_RECEIPT: "when Family Wellbeing received it",
    StartsAt.DRAFT_ASSESSMENT: "when the draft assessment was completed",
    StartsAt.PLAN_LIVE: "when the plan went live",
    StartsAt.FORMAL_REVIEW: "at the formal review",
    StartsAt.STEP_DOWN: "at the step down",
    StartsAt.AGREED_DATE: "the date agreed at the start",
    StartsAt.PASSED_NOW: "when the child was passed to referral and assessment",
    StartsAt.DISAGREEMENT: "when you first said that you disagree",
}

SKIPPING_UNITS = frozenset(
    {
        Unit.HOURS,
        Unit.WORKING_DAY_SAME_TIME,
        Unit.WORKING_DAYS,
        Unit.END_OF_NEXT_WORKING_DAY,
        Unit.OFFICE_HOURS,
    }
)
"""Units that count working time alone, so the reasons name the days off in between."""

SAME_TIME_UNITS = frozenset({Unit.HOURS, Unit.WORKING_DAY_SAME_TIME})

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _why(
    timescale: Timescale,
    length: Length,
    start: datetime,
    at: datetime,
    calendar: Calendar,
    start_words: str,
) -> str:
    """The reasons for one length, as sentences in plain words."""
    runs_from = _runs_from(length, start, calendar)
    started = _moment_words(start, with_year=start.year != at.year)
    sentences = [f"Started {started}, {start_words or START_WORDS[timescale.starts]}."]
    if runs_from != start:
        sentences.append(f"The office was closed, so it counts from {_moment_words(runs_from)}.")
    said = length_words(length)
    sentences.append(f"At least {said}." if timescale.minimum else f"{_capital(said)}.")
    off = calendar.days_off(start.date(), at.date()) if length.unit in SKIPPING_UNITS else []
    if off:
        verb = "do" if len(off) > 1 or off == ["weekends"] else "does"
        sentences.append(f"{_capital(_joined(off))} {verb} not count.")
    if length.unit in SAME_TIME_UNITS and at.time() != runs_from.time():
        opens, closes = calendar.opens(at.date()), calendar.closes(at.date())
        sentences.append(
            f"The office is open from {clock_words(opens.time())} to "
            f"{clock_words(closes.time())} that day."
        )
    if length.unit in CALENDAR_STEPS:
        day = CALENDAR_STEPS[length.unit](runs_from.date(), length.amount)
        if day != at.date():
            said = day_words(day, with_year=day.year != start.year)
            sentences.append(f"{said} is not a working day, so it ends on the working day before.")
    return " ".join(sentences)


def _why_limited(limit: Limit, at_latest: datetime, at: datetime) -> str:
    """What the limit is, and whether it is what decides."""
    if limit.length.unit is Unit.AGREED_DAY:
        counted = START_WORDS[limit.starts]
    else:
        counted = f"{length_words(limit.length)}, counted from {START_WORDS[limit.starts]}"
    moment = _moment_words(at_latest, with_year=True)
    if at_latest.timestamp() < at.timestamp():
        return f"That is past the limit, so it is due {moment}: {counted}."
    return f"No later than {moment}: {counted}."


def length_words(length: Length) -> str:
    """A length in words, as used in the middle of a sentence."""
    amount = length.amount
    days = amount // ONE_DAY_IN_HOURS
    match length.unit:
        case Unit.HOURS:
            return f"{amount} hours: {_counted(days, 'working day')} at the same clock time"
        case Unit.WORKING_DAY_SAME_TIME:
            return "one working day at the same clock time"
        case Unit.WORKING_DAYS:
            return f"{_counted(amount, 'working day')}, to close of business"
        case Unit.END_OF_NEXT_WORKING_DAY:
            return "close of business on the next working day"
        case Unit.SAME_WORKING_DAY:
            return "the end of the same working day"
        case Unit.SAME_CALENDAR_DAY:
            return "the end of the same day, working day or not"
        case Unit.ELAPSED_HOURS:
            return f"{_counted(amount, 'hour')}, day or night"
        case Unit.OFFICE_HOURS:
            return f"{_counted(amount, 'hour')} of office time"
        case Unit.WEEKS:
            return f"{_counted(amount, 'week')}, to close of business"
        case Unit.MONTHS:
            return f"{_counted(amount, 'month')}, to close of business"
        case Unit.AGREED_DAY:
            return "close of business on the day itself"


def _moment_words(at: datetime, *, with_year: bool = False) -> str:
    return f"{day_words(at.date(), with_year=with_year)} at {clock_words(at.time())}"


def _counted(amount: int, noun: str) -> str:
    number = NUMBERS[amount - 1] if amount <= len(NUMBERS) else str(amount)
    return f"{number} {noun}{'s' if amount > 1 else ''}"


def _joined(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What is stored of one running clock. A hold moves its deadline once (decision 5)."""

    runs_from: datetime
    due_at: datetime
    warn_at: datetime
    held_until: datetime | None = None
    met_at: datetime | None = None
    stopped_at: datetime | None = None
    minimum: bool = False

    @property
    def deadline(self) -> datetime:
        """The hold's end when held, otherwise the due time."""
        return self.held_until or self.due_at


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock's state, and the moment its words speak of.

    That moment is: waiting, when it begins to run; running, soon, late or held, its deadline; met
    or met late, when it was met; stopped, when it stopped. `deadline` is always the deadline.
    """

    state: ClockState
    at: datetime
    deadline: datetime


def state(clock: ClockFacts, now: datetime) -> Reading:
    """What a clock shows at `now`. Due exactly now is not yet late.

    A minimum (R-136) is never late: it is met once its length has passed, and stopped when it was
    ended before that.
    """
    deadline = clock.deadline
    moment, end = now.timestamp(), deadline.timestamp()

    def shows(clock_state: ClockState, at: datetime = deadline) -> Reading:
        return Reading(clock_state, at, deadline)

    if clock.stopped_at is not None:
        return shows(ClockState.STOPPED, clock.stopped_at)
    if clock.met_at is not None:
        met = clock.met_at.timestamp()
        if clock.minimum:
            return shows(ClockState.STOPPED if met < end else ClockState.MET, clock.met_at)
        return shows(ClockState.MET if met <= end else ClockState.MET_LATE, clock.met_at)
    if clock.minimum and moment >= end:
        return shows(ClockState.MET)
    if moment > end:
        return shows(ClockState.LATE)
    if clock.held_until is not None:
        return shows(ClockState.HELD)
    if moment < clock.runs_from.timestamp():
        return shows(ClockState.WAITING, clock.runs_from)
    if moment >= clock.warn_at.timestamp():
        return shows(ClockState.SOON)
    return shows(ClockState.RUNNING)


def forecast(clocks: Iterable[ClockFacts], at: datetime) -> int:
    """How many clocks will be late at `at` if nothing changes, those late already included."""
    return sum(state(clock, at).state is ClockState.LATE for clock in clocks)
