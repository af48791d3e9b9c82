"""The only calendar: when a front door is open, and what a working day is (decision 3).

Working days leave out weekends, England's bank holidays and the closure days an administrator
adds. Office hours are data of the front door. Every moment that goes in must know its time zone;
every moment that comes out is London wall time, so a clock change never moves an opening hour.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
SATURDAY = 5


class MomentWithoutZone(ValueError):
    """A date and time was given without its time zone, so the moment is not known."""


class MomentThatNeverWas(ValueError):
    """A wall time that London skipped: the hour lost when the clocks go forward."""


class ImpossibleHours(ValueError):
    """Office hours that no front door can keep."""


class NotAWorkingDay(ValueError):
    """An opening or closing time was asked of a day on which the office is shut."""


@dataclass(frozen=True, slots=True)
class Hours:
    """One day's office hours: open from `opens` up to, but not at, `closes`."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ImpossibleHours("An office must open before it closes.")


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """A front door's hours for Monday to Friday; `None` for a day it never opens.

    Weekends are never working days (decision 3), so they have no hours here: whoever answers at
    the weekend is the out-of-hours team.
    """

    days: tuple[Hours | None, Hours | None, Hours | None, Hours | None, Hours | None]

    def __post_init__(self) -> None:
        if not any(self.days):
            raise ImpossibleHours("A front door must open on at least one day of the week.")

    @classmethod
    def every_weekday(cls, opens: time, closes: time) -> "OfficeHours":
        """The same hours from Monday to Friday."""
        hours = Hours(opens, closes)
        return cls((hours, hours, hours, hours, hours))

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[int, time, time]]) -> "OfficeHours":
        """Office hours from (weekday, opens, closes), Monday being 0.

        Raises `ImpossibleHours` for a weekend, a weekday given twice or no weekday at all.
        """
        by_weekday: dict[int, Hours] = {}
        for weekday, opens, closes in rows:
            if not 0 <= weekday < SATURDAY:
                raise ImpossibleHours("Office hours can only be set for Monday to Friday.")
            if weekday in by_weekday:
                raise ImpossibleHours("A weekday can have office hours only once.")
            by_weekday[weekday] = Hours(opens, closes)
        monday, tuesday, wednesday, thursday, friday = map(by_weekday.get, range(SATURDAY))
        return cls((monday, tuesday, wednesday, thursday, friday))

    def on(self, day: date) -> Hours | None:
        """The hours of that day of the week, whether or not it is a holiday."""
        return self.days[day.weekday()] if day.weekday() < SATURDAY else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """When one front door is open.

    `closures` are the days it closes besides weekends and bank holidays, each with its reason.
    """

    hours: OfficeHours
    closures: Mapping[date, str] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """True unless the day is a weekend, a bank holiday, a closure or never staffed."""
        return self._hours_on(day) is not None

    def is_open(self, at: datetime) -> bool:
        """True when `at` is inside office hours: opening ≤ `at` < close, on a working day."""
        at = in_london(at)
        hours = self._hours_on(at.date())
        return hours is not None and hours.opens <= at.time() < hours.closes

    def opens(self, day: date) -> datetime:
        """The opening time of a working day. Raises `NotAWorkingDay`."""
        return _at(day, self._hours_of_working_day(day).opens)

    def closes(self, day: date) -> datetime:
        """Close of business of a working day. Raises `NotAWorkingDay`."""
        return _at(day, self._hours_of_working_day(day).closes)

    def next_opening(self, at: datetime) -> datetime:
        """The first opening time after `at`."""
        at = in_london(at)
        hours = self._hours_on(at.date())
        if hours is not None and at.time() < hours.opens:
            return _at(at.date(), hours.opens)
        return self.opens(self.add_working_days(at.date(), 1))

    def effective_start(self, at: datetime) -> datetime:
        """The moment itself when the office is open, otherwise the next opening (decision 3)."""
        return in_london(at) if self.is_open(at) else self.next_opening(at)

    def add_working_days(self, day: date, days: int) -> date:
        """The `days`-th working day after `day`; before it when negative; `day` itself for 0."""
        step = ONE_DAY if days > 0 else -ONE_DAY
        for _ in range(abs(days)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def working_day_on_or_before(self, day: date) -> date:
        """The day itself when it is a working day, otherwise the working day before."""
        return day if self.is_working_day(day) else self.previous_working_day(day)

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        return self.add_working_days(day, -1)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days come after `start`, up to and with `end`; negative backwards."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(map(self.is_working_day, _days(start + ONE_DAY, end)))

    def add_open_time(self, at: datetime, length: timedelta) -> datetime:
        """The moment at which `length` of office time has passed since `at`.

        Time runs from the effective start. A length that ends exactly at close of business ends
        there, not at the next opening.
        """
        reached = self.effective_start(at)
        while (left_today := self.closes(reached.date()) - reached) < length:
            length -= left_today
            reached = self.next_opening(reached)
        return reached + length

    def take_open_time(self, at: datetime, length: timedelta) -> datetime:
        """The moment from which `length` of office time is left before `at`."""
        at = in_london(at)
        day = at.date()
        if not self.is_working_day(day) or at <= self.opens(day):
            day = self.previous_working_day(day)
        reached = min(at, self.closes(day))
        while (passed_today := reached - self.opens(day)) < length:
            length -= passed_today
            day = self.previous_working_day(day)
            reached = self.closes(day)
        return reached - length

    def days_off(self, start: date, end: date) -> list[str]:
        """What the calendar leaves out from `start` to `end`, both included, in words.

        "the weekend" or "weekends" come first, then holidays and closures in date order.
        """
        off = [day for day in _days(start, end) if not self.is_working_day(day)]
        weekends = {day.isocalendar()[:2] for day in off if day.weekday() >= SATURDAY}
        weekdays = [self._reason_off(day) for day in off if day.weekday() < SATURDAY]
        words = ["weekends" if len(weekends) > 1 else "the weekend"] if weekends else []
        return words + list(dict.fromkeys(weekdays))

    def _reason_off(self, weekday: date) -> str:
        if _is_bank_holiday(weekday):
            return bank_holidays(weekday.year)[weekday]
        if weekday in self.closures:
            return f"{day_words(weekday)} ({self.closures[weekday]})"
        return f"every {WEEKDAYS[weekday.weekday()]}"

    def _hours_on(self, day: date) -> Hours | None:
        if day in self.closures or _is_bank_holiday(day):
            return None
        return self.hours.on(day)

    def _hours_of_working_day(self, day: date) -> Hours:
        hours = self._hours_on(day)
        if hours is None:
            raise NotAWorkingDay(f"The office is shut on {day:%d %B %Y}.")
        return hours


WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)


def in_london(at: datetime) -> datetime:
    """The same moment as London wall time. Raises `MomentWithoutZone`."""
    if at.tzinfo is None:
        raise MomentWithoutZone("A moment must say its time zone.")
    return at.astimezone(LONDON)


def london_moment(wall_time: datetime) -> datetime:
    """The moment of a wall time in London, given without a zone.

    A wall time that comes twice, when the clocks go back, is its first. Raises
    `MomentThatNeverWas` for one that never comes, when they go forward.
    """
    moment = wall_time.replace(tzinfo=LONDON)
    # Going to UTC and back lands elsewhere only where the wall clock jumped over the time.
    if moment.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != wall_time:
        raise MomentThatNeverWas(
            f"{clock_words(wall_time.time())} on {day_words(wall_time.date(), with_year=True)} "
            "never comes in London: the clocks go forward past it."
        )
    return moment


def end_of_day(day: date) -> datetime:
    """The last minute of a calendar day, 23:59."""
    return _at(day, time(23, 59))


def clock_words(at: time) -> str:
    """A time of day as people say it: "9am", "4:55pm", "midday", "midnight"."""
    if (at.hour, at.minute) in {(0, 0), (12, 0)}:
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def day_words(day: date, *, with_year: bool = False) -> str:
    """A day as people say it: "Friday 20 November", with the year where it could be mistaken."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {day:%B}" + (f" {day.year}" if with_year else "")


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """England's bank holidays of a year, each with its name as said in a sentence.

    They come from the published list bundled with govuk-bank-holidays, never from the network.
    A year outside that list is worked out by the standing rules rather than refused: a referral
    must always be received, and an extra holiday proclaimed later can only make a deadline worked
    out here fall too early, never too late.
    """
    published = _published_bank_holidays().get(year)
    return bank_holidays_by_rule(year) if published is None else published


def bank_holidays_published_to() -> int:
    """The last year whose bank holidays are published; later ones are worked out by rule."""
    return max(_published_bank_holidays())


@cache
def _published_bank_holidays() -> Mapping[int, Mapping[date, str]]:
    listed = BankHolidays(use_cached_holidays=True).get_holidays(
        division=BankHolidays.ENGLAND_AND_WALES
    )
    years: dict[int, dict[date, str]] = {}
    for holiday in listed:
        day: date = holiday["date"]
        name = _name_in_a_sentence(holiday["title"], moved=bool(holiday["notes"]))
        years.setdefault(day.year, {})[day] = name
    return years


def bank_holidays_by_rule(year: int) -> Mapping[date, str]:
    """England's bank holidays of a year by the standing rules, proclamations left out."""
    new_year, christmas = date(year, 1, 1), date(year, 12, 25)
    boxing_day = christmas + ONE_DAY
    easter_sunday = _easter_sunday(year)
    holidays = {
        easter_sunday - 2 * ONE_DAY: "Good Friday",
        easter_sunday + ONE_DAY: "Easter Monday",
        _first_monday(date(year, 5, 1)): "the early May bank holiday",
        _first_monday(date(year, 5, 25)): "the spring bank holiday",
        _first_monday(date(year, 8, 25)): "the summer bank holiday",
    }
    # A holiday at the weekend moves to the next weekday that is not itself a holiday; those that
    # need not move keep their place first (Boxing Day, when Christmas Day is a Sunday).
    fixed = (
        (new_year, "New Year’s Day"),
        (christmas, "Christmas Day"),
        (boxing_day, "Boxing Day"),
    )
    for day, title in sorted(fixed, key=lambda holiday: holiday[0].weekday() >= SATURDAY):
        kept = day
        while kept.weekday() >= SATURDAY or kept in holidays:
            kept += ONE_DAY
        holidays[kept] = _name_in_a_sentence(title, moved=kept != day)
    return holidays


def _name_in_a_sentence(title: str, *, moved: bool) -> str:
    if "bank holiday" in title.lower():
        return f"the {title[0].lower()}{title[1:]}"
    return f"the bank holiday for {title}" if moved else title


def _is_bank_holiday(day: date) -> bool:
    return day in bank_holidays(day.year)


def _easter_sunday(year: int) -> date:
    """The Gregorian reckoning of Easter (Meeus, Jones and Butcher)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    correction = (8 * century + 13) // 25
    moon = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _first_monday(on_or_after: date) -> date:
    return on_or_after + timedelta(days=-on_or_after.weekday() % 7)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _at(day: date, wall_time: time) -> datetime:
    return datetime.combine(day, wall_time, tzinfo=LONDON)
