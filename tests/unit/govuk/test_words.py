"""How time, names and ages are said."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from govuk import words
from govuk.templatetags.kit import with_phones

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def weekdays_between(start: dt.date, end: dt.date) -> int:
    days = (start + dt.timedelta(n) for n in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 for day in days)


NOW = at("2026-11-20T14:00")  # a Friday


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-11-20T14:00", "Due now"),
        ("2026-11-20T14:01", "Due in 1 minute"),
        ("2026-11-20T14:25", "Due in 25 minutes"),
        ("2026-11-20T15:00", "Due today by 3pm"),
        ("2026-11-20T16:00", "Due today by 4pm"),
        ("2026-11-20T23:59", "Due by the end of today"),
        ("2026-11-21T10:15", "Due tomorrow by 10:15am"),
        ("2026-11-21T23:59", "Due by the end of tomorrow"),
        ("2026-11-23T17:00", "Due Monday 23 November by 5pm"),
        ("2026-11-27T12:00", "Due Friday 27 November by midday"),
        ("2026-11-27T23:59", "Due by the end of Friday 27 November"),
        ("2026-11-28T17:00", "Due by 28 November 2026"),
        ("2027-01-14T17:00", "Due by 14 January 2027"),
        ("2027-01-14T10:15", "Due by 10:15am on 14 January 2027"),
    ],
)
def test_when_something_is_due_is_said_in_the_words_of_the_table(due: str, said: str) -> None:
    assert words.due_words(at(due), NOW) == said


@pytest.mark.parametrize(
    ("due", "now", "said"),
    [
        ("2026-11-20T13:59:40", "2026-11-20T14:00", "Late by 1 minute"),
        ("2026-11-20T13:50", "2026-11-20T14:00", "Late by 10 minutes"),
        ("2026-11-20T12:59", "2026-11-20T14:00", "Late by 1 hour"),
        ("2026-11-20T11:30", "2026-11-20T14:00", "Late by 2 hours"),
        ("2026-11-19T14:00", "2026-11-20T14:00", "Late by 1 working day"),
        ("2026-11-19T16:00", "2026-11-20T14:00", "Late by less than 1 working day"),
        ("2026-11-20T16:00", "2026-11-23T16:00", "Late by 1 working day"),
        ("2026-11-20T16:00", "2026-11-22T16:00", "Late by less than 1 working day"),
        ("2026-11-13T17:00", "2026-11-22T10:00", "Late by 5 working days"),
    ],
)
def test_lateness_is_counted_in_minutes_hours_then_working_days(
    due: str, now: str, said: str
) -> None:
    assert words.late_words(at(due), at(now), weekdays_between) == said


def test_the_other_states_of_a_clock_have_their_words() -> None:
    tomorrow = at("2026-11-21T17:00")
    assert words.held_words(tomorrow, NOW) == "Held until 5pm tomorrow"
    assert words.starts_words(at("2026-11-23T09:00"), NOW) == "Starts Monday 23 November at 9am"
    assert words.stopped_words("consent withdrawn") == "Stopped: consent withdrawn"
    done = at("2026-11-20T14:10")
    assert words.done_words(done, tomorrow, done, weekdays_between) == "Done 2:10pm today"
    late = words.done_words(done, at("2026-11-20T13:30"), done, weekdays_between)
    assert late == "Done 40 minutes late"
    started = words.started_words(at("2026-11-20T16:55"), NOW, "when you sent it")
    assert started == "Started Friday 20 November at 4:55pm, when you sent it."
    forecast = words.forecast_words(3, at("2026-11-21T10:40"), NOW)
    assert forecast == "3 will be late by 10:40am tomorrow if nothing changes"


@pytest.mark.parametrize(
    ("moment", "sentence", "table"),
    [
        ("2026-11-20T16:55", "4:55pm today", "Fri 20 Nov, 4:55pm"),
        ("2026-11-19T12:00", "midday yesterday", "Thu 19 Nov, midday"),
        ("2026-11-21T00:00", "midnight tomorrow", "Sat 21 Nov, midnight"),
        ("2026-11-23T09:00", "9am on Monday 23 November", "Mon 23 Nov, 9am"),
        ("2026-12-04T09:00", "9am on Friday 4 December", "Fri 4 Dec, 9am"),
        ("2026-12-05T09:00", "9am on 5 December 2026", "Sat 5 Dec, 9am"),
        ("2025-11-20T00:30", "12:30am on 20 November 2025", "Thu 20 Nov 2025, 12:30am"),
    ],
)
def test_moments_are_said_in_sentences_and_in_tables(
    moment: str, sentence: str, table: str
) -> None:
    assert words.when(at(moment), NOW) == sentence
    assert words.table_when(at(moment), NOW) == table


def test_a_moment_stored_in_another_zone_is_said_in_london_time() -> None:
    summer = dt.datetime(2026, 7, 1, 16, 0, tzinfo=dt.UTC)
    assert words.when(summer, summer) == "5pm today"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        words.when(NOW.replace(tzinfo=None), NOW)


TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("born", "said"),
    [
        ("2026-11-21", "born today"),
        ("2026-11-20", "1 day"),
        ("2026-11-12", "9 days"),
        ("2026-10-25", "27 days"),
        ("2026-10-24", "4 weeks"),
        ("2026-10-03", "7 weeks"),
        ("2026-08-29", "2 months"),
        ("2026-04-14", "7 months"),
        ("2024-11-22", "23 months"),
        ("2024-11-21", "2"),
        ("2012-02-29", "14"),
    ],
)
def test_an_age_is_said_in_the_unit_that_matters(born: str, said: str) -> None:
    assert words.age_words(today=TODAY, born=dt.date.fromisoformat(born)) == said


def test_ages_that_are_not_known_or_not_yet_are_said_plainly() -> None:
    assert words.age_words(today=TODAY, about=6) == "about 6"
    assert words.age_words(today=TODAY) == "age not known"
    due = dt.date(2027, 3, 3)
    assert words.age_words(today=TODAY, due=due) == "unborn, due March 2027"
    past = dt.date(2026, 3, 3)
    assert words.age_words(today=TODAY, due=past) == "due 3 March 2026, birth not recorded"
    month = words.age_words(today=TODAY, due=dt.date(2026, 10, 1), due_day_known=False)
    assert month == "due October 2026, birth not recorded"
    this_month = words.age_words(today=TODAY, due=dt.date(2026, 11, 1), due_day_known=False)
    assert this_month == "unborn, due November 2026"


def test_names_are_said_as_given() -> None:
    assert words.name_words("Amira", "Khatun", "Ami") == "Amira Khatun (known as Ami)"
    assert words.name_words("Björk") == "Björk"
    assert words.unnamed_words("Boy", "about 6") == "Boy, about 6, not named"
    assert words.unborn_words("Sana Khatun") == "Unborn baby of Sana Khatun"
    assert words.adult_words("Sana Khatun", "mother") == "Sana Khatun (mother)"
    assert words.staff_words("Priya Nair", "MASH screener") == "Priya Nair, MASH screener"
    assert words.with_age("Amira", "7 months") == "Amira, 7 months"
    assert words.with_age("Unborn baby", "unborn, due March 2027") == "Unborn baby, due March 2027"
    assert words.with_age("Unborn baby", "unborn") == "Unborn baby"
    assert words.with_age("Noor", "unborn, due March 2027") == "Noor, unborn, due March 2027"
    names = ["Amira", "Yusuf", "unborn baby"]
    assert words.children_words(names) == "3 children: Amira, Yusuf, unborn baby"
    assert words.people_words(names, show=1) == "Amira +2"
    assert words.and_words(names) == "Amira, Yusuf and unborn baby"


def test_small_public_figures_are_not_told() -> None:
    assert words.public_count(5) == "fewer than 6"
    assert words.public_count(1234) == "1,234"


def test_a_reference_is_said_for_the_phone() -> None:
    said = words.reference_words("7KT-4MR-9HX")
    assert said == "Read it out: seven Kilo Tango, four Mike Romeo, nine Hotel X-ray"


@pytest.mark.parametrize(
    ("heading", "in_a_sentence"),
    [
        ("What Aoife-Rosalind said", "what Aoife-Rosalind said"),
        ("NHS number", "NHS number"),
        ("GP, midwife or health visitor", "GP, midwife or health visitor"),
        ("", ""),
    ],
)
def test_a_heading_goes_on_in_a_sentence_with_its_names_as_given(
    heading: str, in_a_sentence: str
) -> None:
    assert words.lower_first(heading) == in_a_sentence


def test_every_number_of_a_sentence_can_be_rung_and_everything_else_is_escaped() -> None:
    said = with_phones(
        "Ring <b> the MASH on 020 3045 5440, 020 8303 7777 or 020 8303 7171, or 999. Not 12999."
    )
    assert said.count('class="es-phone"') == 4
    assert '<a class="es-phone" href="tel:02030455440">020 3045 5440</a>, ' in said
    assert '<a class="es-phone" href="tel:999">999</a>. Not 12999.' in said
    assert "&lt;b&gt;" in said
    assert with_phones("Nobody to ring.") == "Nobody to ring."
