"""The calendar: working days, office hours and bank holidays (decision 3)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.opening import (
    LONDON,
    Calendar,
    ImpossibleHours,
    MomentWithoutZone,
    NotAWorkingDay,
    OfficeHours,
    bank_holidays,
    bank_holidays_by_rule,
    bank_holidays_published_to,
    clock_words,
    day_words,
    end_of_day,
    in_london,
)

NINE_TO_FIVE = OfficeHours.every_weekday(time(9), time(17))
CALENDAR = Calendar(NINE_TO_FIVE)

# Written out by hand from the calendar on the wall, not taken from the code under test.
HOLIDAYS_BY_HAND = {
    date(2025, 12, 25),
    date(2025, 12, 26),
    date(2028, 1, 3),
    *(date(2026, *day) for day in [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31)]),
    *(date(2026, *day) for day in [(12, 25), (12, 28)]),
    *(date(2027, *day) for day in [(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30)]),
    *(date(2027, *day) for day in [(12, 27), (12, 28)]),
}
days = st.dates(date(2026, 1, 1), date(2027, 11, 30))
moments = st.datetimes(datetime(2026, 1, 2), datetime(2027, 11, 30), timezones=st.just(LONDON))


def works_by_hand(day: date) -> bool:
    return day.strftime("%a") not in {"Sat", "Sun"} and day not in HOLIDAYS_BY_HAND


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc,arg-type]


@given(days)
def test_working_days_are_those_of_the_calendar_on_the_wall(day: date) -> None:
    assert CALENDAR.is_working_day(day) is works_by_hand(day)


@given(days, st.integers(-40, 40))
def test_adding_working_days_lands_on_the_day_counted_by_hand(day: date, count: int) -> None:
    reached = CALENDAR.add_working_days(day, count)
    first, last = sorted((day, reached))
    between = [first + timedelta(n) for n in range((last - first).days + 1)]
    between.remove(day)
    assert sum(map(works_by_hand, between)) == abs(count)
    assert not count or works_by_hand(reached)


@given(days, days)
def test_working_days_between_count_the_last_day_and_not_the_first(one: date, other: date) -> None:
    first, last = sorted((one, other))
    by_hand = sum(works_by_hand(first + timedelta(n)) for n in range(1, (last - first).days + 1))
    assert CALENDAR.working_days_between(first, last) == by_hand
    assert CALENDAR.working_days_between(last, first) == -by_hand


@given(moments)
def test_the_effective_start_is_the_moment_itself_when_open_and_otherwise_the_next_opening(
    moment: datetime,
) -> None:
    open_by_hand = works_by_hand(moment.date()) and 9 <= moment.hour < 17
    start = CALENDAR.effective_start(moment)
    assert CALENDAR.is_open(moment) is open_by_hand
    if open_by_hand:
        assert start == moment
    else:
        assert start == CALENDAR.next_opening(moment) > moment
        assert (start.hour, start.minute, works_by_hand(start.date())) == (9, 0, True)
        skipped = [moment.date() + timedelta(n) for n in range((start - moment).days + 2)]
        assert not any(
            works_by_hand(day) and moment < at(day.year, day.month, day.day, 9) < start
            for day in skipped
        )


@given(moments, st.integers(0, 60 * 60))
def test_open_time_added_and_taken_away_is_open_time(moment: datetime, minutes: int) -> None:
    length = timedelta(minutes=minutes)
    start = CALENDAR.effective_start(moment)
    end = CALENDAR.add_open_time(moment, length)
    assert _open_time_by_hand(start, end) == length
    assert _open_time_by_hand(CALENDAR.take_open_time(end, length), end) == length


def _open_time_by_hand(start: datetime, end: datetime) -> timedelta:
    total = timedelta()
    for n in range((end.date() - start.date()).days + 1):
        day = start.date() + timedelta(n)
        if works_by_hand(day):
            opens, closes = (at(day.year, day.month, day.day, hour) for hour in (9, 17))
            total += max(min(end, closes) - max(start, opens), timedelta())
    return total


def test_an_office_is_open_at_its_opening_and_closed_at_its_close() -> None:
    assert CALENDAR.is_open(at(2026, 11, 20, 9))
    assert CALENDAR.is_open(at(2026, 11, 20, 16, 59))
    assert not CALENDAR.is_open(at(2026, 11, 20, 17))
    assert CALENDAR.next_opening(at(2026, 11, 20, 9)) == at(2026, 11, 23, 9)


def test_a_moment_in_another_zone_is_read_in_london_time() -> None:
    half_past_eight_utc_in_summer = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    assert CALENDAR.is_open(half_past_eight_utc_in_summer)
    assert in_london(half_past_eight_utc_in_summer).isoformat() == "2026-07-01T09:30:00+01:00"


@pytest.mark.parametrize(
    ("saturday", "opening"),
    [
        (at(2026, 10, 24, 12), "2026-10-26T09:00:00+00:00"),
        (at(2026, 3, 28, 12), "2026-03-30T09:00:00+01:00"),
        (at(2027, 3, 27, 12), "2027-03-30T09:00:00+01:00"),
    ],
)
def test_a_clock_change_moves_no_opening_hour(saturday: datetime, opening: str) -> None:
    assert CALENDAR.next_opening(saturday).isoformat() == opening


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(MomentWithoutZone):
        CALENDAR.effective_start(datetime(2026, 11, 20, 9))


def test_a_closure_day_is_not_a_working_day() -> None:
    closed = Calendar(NINE_TO_FIVE, {date(2026, 11, 23): "staff training"})
    assert not closed.is_working_day(date(2026, 11, 23))
    assert closed.next_opening(at(2026, 11, 20, 18)) == at(2026, 11, 24, 9)
    assert closed.previous_working_day(date(2026, 11, 24)) == date(2026, 11, 20)
    assert closed.working_day_on_or_before(date(2026, 11, 23)) == date(2026, 11, 20)
    with pytest.raises(NotAWorkingDay):
        closed.closes(date(2026, 11, 23))


def test_each_weekday_may_have_its_own_hours_and_one_may_have_none() -> None:
    hours = OfficeHours.from_rows(
        [(0, time(8, 30), time(18)), (1, time(9), time(17)), (4, time(9), time(13))]
    )
    calendar = Calendar(hours)
    assert calendar.opens(date(2026, 11, 23)) == at(2026, 11, 23, 8, 30)
    assert calendar.closes(date(2026, 11, 27)) == at(2026, 11, 27, 13)
    assert calendar.add_working_days(date(2026, 11, 24), 1) == date(2026, 11, 27)
    assert calendar.days_off(date(2026, 11, 24), date(2026, 11, 27)) == [
        "every Wednesday",
        "every Thursday",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(5, time(9), time(17))],
        [(0, time(9), time(12)), (0, time(13), time(17))],
        [(0, time(17), time(9))],
    ],
)
def test_hours_no_office_can_keep_are_refused(
    rows: list[tuple[int, time, time]],
) -> None:
    with pytest.raises(ImpossibleHours):
        OfficeHours.from_rows(rows)


def test_days_off_are_named_as_people_say_them() -> None:
    closed = Calendar(NINE_TO_FIVE, {date(2026, 12, 30): "staff training"})
    assert closed.days_off(date(2026, 12, 24), date(2027, 1, 4)) == [
        "weekends",
        "Christmas Day",
        "the bank holiday for Boxing Day",
        "Wednesday 30 December (staff training)",
        "New Year’s Day",
    ]
    assert CALENDAR.days_off(date(2026, 11, 20), date(2026, 11, 23)) == ["the weekend"]
    assert CALENDAR.days_off(date(2026, 11, 23), date(2026, 11, 27)) == []


PROCLAIMED = {2012, 2020, 2022, 2023}
"""Years in which a proclamation moved or added a bank holiday."""


@pytest.mark.parametrize("year", sorted(set(range(2012, 2029)) - PROCLAIMED))
def test_the_standing_rules_give_the_published_holidays_of_an_ordinary_year(
    year: int,
) -> None:
    assert bank_holidays_by_rule(year) == bank_holidays(year)


@pytest.mark.parametrize(
    ("holiday", "name"),
    [
        (date(2029, 3, 30), "Good Friday"),
        (date(2029, 4, 2), "Easter Monday"),
        (date(2029, 12, 26), "Boxing Day"),
        (date(2032, 12, 27), "the bank holiday for Christmas Day"),
        (date(2033, 1, 3), "the bank holiday for New Year’s Day"),
        (date(2033, 4, 15), "Good Friday"),
    ],
)
def test_beyond_the_published_years_holidays_follow_the_standing_rules(
    holiday: date, name: str
) -> None:
    assert holiday.year > bank_holidays_published_to()
    assert bank_holidays(holiday.year)[holiday] == name
    assert not CALENDAR.is_working_day(holiday)


def test_times_and_days_are_said_as_people_say_them() -> None:
    times = [time(9), time(16, 55), time(12), time(0), time(0, 5), time(12, 30)]
    said = ["9am", "4:55pm", "midday", "midnight", "12:05am", "12:30pm"]
    assert [clock_words(each) for each in times] == said
    assert day_words(date(2026, 11, 20)) == "Friday 20 November"
    assert day_words(date(2027, 1, 14), with_year=True) == "Thursday 14 January 2027"
    assert end_of_day(date(2026, 10, 25)).isoformat() == "2026-10-25T23:59:00+00:00"
