"""How time, names and ages are said, so that every page says them alike.

Pure: nothing here reads a clock, a setting or the database. Moments are aware datetimes and are
said in London time; what counts as a working day is handed in. Templates never format.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from govuk import references

LONDON = ZoneInfo("Europe/London")
CLOSE_OF_BUSINESS = dt.time(17)
# The calculator's "end of the day" (decision 3).
END_OF_DAY = dt.time(23, 59)

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

WorkingDays = Callable[[dt.date, dt.date], int]


def london(moment: dt.datetime) -> dt.datetime:
    """Return a moment as London's clocks show it. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone")
    return moment.astimezone(LONDON)


def count_words(number: int, one: str, many: str = "") -> str:
    """Return "1 child", "3 children"; `many` defaults to `one` with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def and_words(items: Sequence[str]) -> str:
    """Return "Amira, Yusuf and Ana"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def or_words(items: Sequence[str]) -> str:
    """Return "Bedford Borough, Central Bedfordshire or Luton"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} or {items[-1]}"


# Times and dates -----------------------------------------------------------------------------


def time_words(time: dt.time) -> str:
    """Return a time of day: "9am", "4:55pm", "midday", "midnight"."""
    if (time.hour, time.minute) == (12, 0):
        return "midday"
    if (time.hour, time.minute) == (0, 0):
        return "midnight"
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes}{'am' if time.hour < 12 else 'pm'}"


def span_words(start: dt.time, end: dt.time) -> str:
    """Return "9am to 5pm"."""
    return f"{time_words(start)} to {time_words(end)}"


def date_words(date: dt.date) -> str:
    """Return "21 November 2026"."""
    return f"{date.day} {date:%B %Y}"


def day_words(date: dt.date, today: dt.date) -> str:
    """Return "Monday 23 November" within 14 days either side, else "14 January 2027"."""
    if abs((date - today).days) > 14:
        return date_words(date)
    year = f" {date.year}" if date.year != today.year else ""
    return f"{date:%A} {date.day} {date:%B}{year}"


def when(moment: dt.datetime, now: dt.datetime) -> str:
    """Return a moment in a sentence: "4:55pm today", "9am on Monday 23 November"."""
    local, today = london(moment), london(now).date()
    time = time_words(local.time())
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((local.date() - today).days)
    return f"{time} {near}" if near else f"{time} on {day_words(local.date(), today)}"


def deadline_words(at: dt.datetime, now: dt.datetime) -> str:
    """Return a due time in a sentence; the day's last minute is "the end of" the day."""
    local = london(at)
    if local.time() != END_OF_DAY:
        return when(at, now)
    today = london(now).date()
    return f"the end of {'today' if local.date() == today else day_words(local.date(), today)}"


def table_when(moment: dt.datetime, now: dt.datetime) -> str:
    """Return a moment in a table: "Sat 21 Nov, 4:55pm", with the year only if not this year."""
    local = london(moment)
    return f"{table_day(local.date(), london(now).date())}, {time_words(local.time())}"


def table_day(date: dt.date, today: dt.date) -> str:
    """Return a date in a table: "Sat 21 Nov", with the year only if not this year."""
    year = f" {date.year}" if date.year != today.year else ""
    return f"{date:%a} {date.day} {date:%b}{year}"


# Clocks --------------------------------------------------------------------------------------


def due_words(
    due: dt.datetime,
    now: dt.datetime,
    *,
    close_of_business: dt.time = CLOSE_OF_BUSINESS,
) -> str:
    """Return when something is due: "Due in 25 minutes", "Due Monday 23 November by 5pm".

    For a moment that is not past; `late_words` says the others. `close_of_business` is the hour
    that goes without saying when the day is more than a week off.
    """
    local, here = london(due), london(now)
    if due - now < HOUR:
        minutes = max(0, -(-(due - now) // MINUTE))
        return f"Due in {count_words(minutes, 'minute')}" if minutes else "Due now"
    days = (local.date() - here.date()).days
    at_end = local.time().replace(second=0, microsecond=0) == END_OF_DAY
    if days < 2:
        day = "today" if days == 0 else "tomorrow"
        return f"Due by the end of {day}" if at_end else f"Due {day} by {time_words(local.time())}"
    if days <= 7:
        day = day_words(local.date(), here.date())
        return f"Due by the end of {day}" if at_end else f"Due {day} by {time_words(local.time())}"
    if at_end or local.time() == close_of_business:
        return f"Due by {date_words(local.date())}"
    return f"Due by {time_words(local.time())} on {date_words(local.date())}"


def lateness(due: dt.datetime, then: dt.datetime, working_days_between: WorkingDays) -> str:
    """Return how late something was at `then`: "10 minutes", "2 hours", "1 working day".

    Under 8 hours it is said in minutes or hours, from there in whole working days, rounded down:
    overnight, or over a weekend, it is "less than 1 working day". `working_days_between(start,
    end)` counts the working days after `start` up to and including `end`.
    """
    late = then - due
    if late < HOUR:
        return count_words(max(1, late // MINUTE), "minute")
    if late < 8 * HOUR:
        return count_words(late // HOUR, "hour")
    start, end = london(due), london(then)
    days = working_days_between(start.date(), end.date())
    ends_on_working_day = working_days_between(end.date() - DAY, end.date()) == 1
    if ends_on_working_day and end.time() < start.time():
        days -= 1
    return count_words(days, "working day") if days > 0 else "less than 1 working day"


def late_words(due: dt.datetime, now: dt.datetime, working_days_between: WorkingDays) -> str:
    """Return "Late by 2 hours"; see `lateness`."""
    return f"Late by {lateness(due, now, working_days_between)}"


def done_words(
    done: dt.datetime,
    due: dt.datetime,
    now: dt.datetime,
    working_days_between: WorkingDays,
) -> str:
    """Return "Done 2:10pm today", or "Done 40 minutes late" when it was."""
    if done > due:
        return f"Done {lateness(due, done, working_days_between)} late"
    return f"Done {when(done, now)}"


def held_words(until: dt.datetime, now: dt.datetime) -> str:
    """Return "Held until 5pm tomorrow"."""
    return f"Held until {when(until, now)}"


def starts_words(start: dt.datetime, now: dt.datetime) -> str:
    """Return "Starts Monday 23 November at 9am", "Starts tomorrow at 9am"."""
    local, today = london(start), london(now).date()
    near = {0: "today", 1: "tomorrow"}.get((local.date() - today).days)
    return f"Starts {near or day_words(local.date(), today)} at {time_words(local.time())}"


def started_words(start: dt.datetime, now: dt.datetime, event: str) -> str:
    """Return "Started Friday 20 November at 4:55pm, when you sent it."; `event` ends it."""
    local = london(start)
    day = day_words(local.date(), london(now).date())
    return f"Started {day} at {time_words(local.time())}, {event}."


def stopped_words(reason: str) -> str:
    """Return "Stopped: consent withdrawn"."""
    return f"Stopped: {reason}"


def forecast_words(number: int, by: dt.datetime, now: dt.datetime) -> str:
    """Return "3 will be late by 10:40am tomorrow if nothing changes"."""
    return f"{number} will be late by {when(by, now)} if nothing changes"


# Ages ----------------------------------------------------------------------------------------


def years_between(born: dt.date, today: dt.date) -> int:
    """Return whole years; somebody born on 29 February is a year older on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def months_between(born: dt.date, today: dt.date) -> int:
    """Return whole months."""
    months = (today.year - born.year) * 12 + today.month - born.month
    return months - (today.day < born.day)


def age_words(
    *,
    today: dt.date,
    born: dt.date | None = None,
    due: dt.date | None = None,
    due_day_known: bool = True,
    about: int | None = None,
) -> str:
    """Return an age: "9 days", "7 weeks", "7 months", "14", "about 6", "age not known".

    An unborn child is "unborn, due March 2027"; past the day (or past the month, when
    `due_day_known` is false) it is "due 3 March 2026, birth not recorded".
    """
    if born is not None:
        return _age(born, today)
    if due is not None:
        month = f"{due:%B %Y}"
        past = due < today if due_day_known else (due.year, due.month) < (today.year, today.month)
        if not past:
            return f"unborn, due {month}"
        return f"due {date_words(due) if due_day_known else month}, birth not recorded"
    return "age not known" if about is None else f"about {about}"


def _age(born: dt.date, today: dt.date) -> str:
    days = (today - born).days
    if days < 1:
        return "born today"
    if days < 28:
        return count_words(days, "day")
    if days < 84:
        return count_words(days // 7, "week")
    if years_between(born, today) < 2:
        return count_words(months_between(born, today), "month")
    return str(years_between(born, today))


# Names ---------------------------------------------------------------------------------------


def name_words(given: str, family: str = "", known_as: str = "") -> str:
    """Return a name as given, in the family's order: "Amira Khatun (known as Ami)"."""
    name = " ".join(part for part in (given.strip(), family.strip()) if part)
    return f"{name} (known as {known_as.strip()})" if known_as.strip() else name


def unnamed_words(description: str, age: str) -> str:
    """Return a child whose name is not known: "Boy, about 6, not named"."""
    return f"{description}, {age}, not named"


def unborn_words(mother: str) -> str:
    """Return "Unborn baby of Sana Khatun", or "Unborn baby" when she is not named."""
    return f"Unborn baby of {mother}" if mother else "Unborn baby"


def adult_words(name: str, relation: str) -> str:
    """Return "Sana Khatun (mother)"."""
    return f"{name} ({relation})" if relation else name


def staff_words(name: str, role: str) -> str:
    """Return "Priya Nair, MASH screener"."""
    return f"{name}, {role}"


def lower_first(text: str) -> str:
    """Return a heading as it goes on in a sentence: "What Amira said" is "what Amira said".

    Names stay as given; an abbreviation ("NHS number", "GP, midwife") stays too.
    """
    if text[1:2].isalpha() and not text[1:2].islower():
        return text
    return text[:1].lower() + text[1:]


def with_age(name: str, age: str) -> str:
    """Return a child in a sentence or list: "Amira, 7 months", "Unborn baby, due March 2027"."""
    beside = age_beside(name, age)
    return f"{name}, {beside}" if beside else name


def age_beside(name: str, age: str) -> str:
    """Return an age as it stands beside a name: "unborn" is not said of an "Unborn baby" again."""
    if name.lower().startswith("unborn") and age.startswith("unborn"):
        return age.removeprefix("unborn").removeprefix(", ")
    return age


def people_words(names: Sequence[str], *, show: int | None = None) -> str:
    """Return several names in a list: "Amira, Yusuf", or with `show=1` "Amira +1"."""
    shown = list(names if show is None else names[:show])
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" +{more}" if more else "")


def children_words(names: Sequence[str]) -> str:
    """Return the line of a family: "3 children: Amira, Yusuf, unborn baby"."""
    return f"{count_words(len(names), 'child', 'children')}: {people_words(names)}"


def reference_words(reference: str) -> str:
    """Return "Read it out: seven Kilo Tango, four Mike Romeo, nine Hotel X-ray"."""
    return f"Read it out: {references.spoken(reference)}"


def public_count(number: int) -> str:
    """Return a count for public figures, where small ones could point to somebody."""
    return f"{number:,}" if number >= 6 else "fewer than 6"
