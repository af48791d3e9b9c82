"""The calculator of due times (decisions 2 to 7), over Bexley's own timescales."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.opening import LONDON, Calendar, OfficeHours
from referrals.clocks import (
    ClockFacts,
    ClockState,
    ImpossibleLength,
    Length,
    Limit,
    MissingSecondStart,
    NoImmediateLength,
    StartsAt,
    Timescale,
    UnexpectedSecondStart,
    Unit,
    due_at,
    forecast,
    months_after,
    state,
    timescale_from_data,
)

PACK = Path(__file__).parents[3] / "fixtures" / "bexley" / "timescales.json"
ROWS = json.loads(PACK.read_text())
TIMESCALES = {row["key"]: timescale_from_data(row) for row in ROWS}
CALENDAR = Calendar(OfficeHours.every_weekday(time(9), time(17)))

# Written out by hand from the calendar on the wall, not taken from the code under test.
HOLIDAYS_BY_HAND = {
    *(date(2026, *day) for day in [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31)]),
    *(date(2026, *day) for day in [(12, 25), (12, 28)]),
    *(date(2027, *day) for day in [(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30)]),
    *(date(2027, *day) for day in [(12, 27), (12, 28)]),
}


def works_by_hand(day: date) -> bool:
    return day.strftime("%a") not in {"Sat", "Sun"} and day not in HOLIDAYS_BY_HAND


def moment(text: str) -> datetime:
    """A London wall time; a bare date is its midnight."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def due(key: str, start: str, second: str | None = None, *, immediate: bool = False) -> str:
    second_start = None if second is None else moment(second)
    return due_at(
        TIMESCALES[key],
        moment(start),
        CALENDAR,
        second_start=second_start,
        immediate=immediate,
    ).at.isoformat()


def why(key: str, start: str, second: str | None = None) -> str:
    second_start = None if second is None else moment(second)
    return due_at(TIMESCALES[key], moment(start), CALENDAR, second_start=second_start).why


# Worked by hand. Friday 20 November 2026 at 4pm; Saturday 21 November at midday; Christmas Eve
# 2026, a Thursday, at 4:30pm (closed 25 to 28 December and 1 January); Wednesday 24 March 2027 at
# 10am, before Easter (closed 26 to 29 March; the clocks go forward on the 28th).
WORKED = [
    ("first_read", "20T17:00", "23T10:00", "29T09:30", "24T11:00"),
    ("gather_information", "20T23:59", "23T23:59", "24T23:59", "24T23:59"),
    ("referrer_response", "23T16:00", "24T09:00", "29T16:30", "25T10:00"),
    ("mash_decision", "23T16:00", "24T09:00", "29T16:30", "25T10:00"),
    ("mash_hold", "23T17:00", "24T17:00", "29T17:00", "25T17:00"),
    ("outcome_feedback", "23T16:00", "24T09:00", "29T16:30", "25T10:00"),
    ("child_seen_immediate", "20T23:59", "21T23:59", "24T23:59", "24T23:59"),
    ("case_system_check", "20T17:00", "21T13:00", "24T17:30", "24T11:00"),
    ("child_seen", "25T17:00", "26T17:00", "31T17:00", "31T17:00"),
    ("strategy_discussion", "23T16:00", "24T09:00", "29T16:30", "25T10:00"),
    ("assessment", "2027-01-27T17:00", "2027-01-28T17:00", "2027-03-02T17:00", "2027-06-01T17:00"),
    ("consent_attempts", "23T17:00", "24T17:00", "29T17:00", "25T17:00"),
    ("transfer_confirmation", "23T17:00", "24T17:00", "29T17:00", "25T17:00"),
    ("initial_conference", "12-11T17:00", "12-14T17:00", "2027-01-19T17:00", "04-16T17:00"),
    ("fgm_police_report", "23T17:00", "24T17:00", "29T17:00", "25T17:00"),
    ("private_fostering_first_visit", "12-01T17:00", "12-02T17:00", "2027-01-07T17:00", "04-06T17:00"),  # noqa: E501
    ("private_fostering_visit_first_year", "12-31T17:00", "2027-01-04T17:00", "2027-02-04T17:00", "05-05T17:00"),  # noqa: E501
    ("private_fostering_visit_later", "2027-02-12T17:00", "2027-02-15T17:00", "2027-03-18T17:00", "06-16T17:00"),  # noqa: E501
    ("fws_allocation", "23T16:00", "24T09:00", "29T16:30", "25T10:00"),
    ("fws_first_visit", "27T17:00", "30T17:00", "2027-01-05T17:00", "04-02T17:00"),
    ("fws_second_visit", "12-04T17:00", "12-07T17:00", "2027-01-12T17:00", "04-09T17:00"),
    ("fws_assessment", "12-29T17:00", "12-30T17:00", "2027-02-02T17:00", "04-30T17:00"),
    ("fws_family_meeting", "27T17:00", "30T17:00", "2027-01-05T17:00", "04-02T17:00"),
    ("fws_family_meeting_second", "12-04T17:00", "12-07T17:00", "2027-01-12T17:00", "04-09T17:00"),
    ("fws_visit_interval", "12-18T17:00", "12-21T17:00", "2027-01-26T17:00", "04-23T17:00"),
    ("fws_plan_review", "12-31T17:00", "2027-01-04T17:00", "2027-02-04T17:00", "05-05T17:00"),
    ("fws_formal_review", "2027-02-19T17:00", "2027-02-23T17:00", "2027-03-24T17:00", "06-24T17:00"),  # noqa: E501
    ("fws_extension", "2027-02-19T17:00", "2027-02-23T17:00", "2027-03-24T17:00", "06-24T17:00"),
    ("step_down_support", "2027-02-12T17:00", "2027-02-15T17:00", "2027-03-18T17:00", "06-16T17:00"),  # noqa: E501
]  # fmt: skip
STARTS = [
    "2026-11-20T16:00",
    "2026-11-21T12:00",
    "2026-12-24T16:30",
    "2027-03-24T10:00",
]


@pytest.mark.parametrize(
    ("key", "start", "expected"),
    [(key, start, end) for key, *ends in WORKED for start, end in zip(STARTS, ends, strict=True)],
)
def test_each_timescale_is_due_when_worked_by_hand(key: str, start: str, expected: str) -> None:
    """The rules the pack's timescales come from.

    R-047 to R-050, R-052, R-053, R-055, R-057, R-062, R-072 to R-074, R-078 to R-080,
    R-083 to R-086, R-108, R-113, R-116, R-136.
    """
    limit = TIMESCALES[key].limit
    second = start if limit and limit.required else None
    # The hand-worked ends leave out what they share with their start: its year, then its month.
    assert due(key, start, second) == moment(start[: 16 - len(expected)] + expected).isoformat()


def test_every_timescale_of_the_pack_is_worked_by_hand_above() -> None:
    assert [row["key"] for row in ROWS] == [key for key, *_ in WORKED]


@pytest.mark.parametrize(
    ("key", "start", "expected"),
    [
        ("mash_decision", "2026-10-23T16:00", "2026-10-26T16:00:00+00:00"),
        ("mash_decision", "2026-03-27T16:00", "2026-03-30T16:00:00+01:00"),
        ("mash_decision", "2026-12-31T16:59", "2027-01-04T16:59:00+00:00"),
        ("mash_decision", "2026-11-20T17:00", "2026-11-24T09:00:00+00:00"),
        ("mash_decision", "2026-11-20T08:59", "2026-11-23T09:00:00+00:00"),
        ("child_seen_immediate", "2026-10-25T01:30", "2026-10-25T23:59:00+00:00"),
        ("child_seen_immediate", "2026-12-25T20:00", "2026-12-25T23:59:00+00:00"),
        ("first_read", "2026-10-23T16:30", "2026-10-26T09:30:00+00:00"),
        ("first_read", "2026-11-20T15:00", "2026-11-20T16:00:00+00:00"),
        ("fws_formal_review", "2026-11-30T10:00", "2027-02-26T17:00:00+00:00"),
        ("fws_formal_review", "2026-08-28T10:00", "2026-11-27T17:00:00+00:00"),
        ("fws_plan_review", "2026-11-13T10:00", "2026-12-24T17:00:00+00:00"),
    ],
)
def test_clock_changes_year_ends_and_month_ends(key: str, start: str, expected: str) -> None:
    assert due(key, start) == expected


def test_the_family_meeting_is_never_later_than_day_30_and_its_second_attempt_day_35() -> None:
    """R-079, R-080: day 30 and 35 of FWS receipt, whichever comes first."""
    receipt = "2026-09-01T10:00"
    assert due("fws_family_meeting", "2026-10-01T10:00", receipt) == "2026-10-08T17:00:00+01:00"
    assert due("fws_family_meeting", "2026-10-09T10:00", receipt) == "2026-10-13T17:00:00+01:00"
    second = due("fws_family_meeting_second", "2026-10-09T10:00", receipt)
    assert second == "2026-10-20T17:00:00+01:00"
    with pytest.raises(MissingSecondStart):
        due("fws_family_meeting", "2026-10-01T10:00")


def test_a_draft_finished_after_day_30_leaves_a_meeting_that_is_late_at_once() -> None:
    """R-079: a limit already past is shown as missed, never moved (decision 2)."""
    meeting = due_at(
        TIMESCALES["fws_family_meeting"],
        moment("2026-10-15T10:00"),
        CALENDAR,
        second_start=moment("2026-09-01T10:00"),
    )
    assert meeting.at == meeting.warn_at == moment("2026-10-13T17:00") < meeting.runs_from
    facts = ClockFacts(meeting.runs_from, meeting.at, meeting.warn_at)
    assert state(facts, moment("2026-10-15T10:00")).state is ClockState.LATE


def test_an_assessment_ends_on_the_agreed_date_when_that_is_earlier() -> None:
    """R-057."""
    start = "2026-11-20T16:00"
    assert due("assessment", start, "2026-12-11") == "2026-12-11T17:00:00+00:00"
    assert due("assessment", start, "2026-12-13T23:00") == "2026-12-11T17:00:00+00:00"
    assert due("assessment", start, "2027-06-01") == due("assessment", start)


def test_feedback_is_never_later_than_close_on_the_working_day_after_receipt() -> None:
    """R-053 and decision 5."""
    received = "2026-11-19T10:00"
    in_the_limit = due("outcome_feedback", "2026-11-19T15:00", received)
    assert in_the_limit == "2026-11-20T15:00:00+00:00"
    decided_next_day = due("outcome_feedback", "2026-11-20T09:30", received)
    assert decided_next_day == due("mash_hold", received) == "2026-11-20T17:00:00+00:00"


def test_an_immediate_strategy_discussion_is_held_the_same_day_whatever_the_day() -> None:
    saturday = "2026-11-21T12:00"
    assert due("strategy_discussion", saturday, immediate=True) == "2026-11-21T23:59:00+00:00"
    with pytest.raises(NoImmediateLength):
        due("mash_decision", saturday, immediate=True)


def test_a_second_moment_is_refused_where_nothing_is_counted_from_it() -> None:
    with pytest.raises(UnexpectedSecondStart):
        due("mash_decision", "2026-11-20T16:00", "2026-11-20T16:00")


def test_danger_out_of_hours_is_owed_by_the_emergency_duty_officer() -> None:
    """R-049 and decision 6."""
    danger = TIMESCALES["child_seen_immediate"]
    assert due_at(danger, moment("2026-11-21T12:00"), CALENDAR).owed_by == "emergency_duty_officer"
    assert due_at(danger, moment("2026-11-20T12:00"), CALENDAR).owed_by == "mash_decision_maker"
    decision = TIMESCALES["mash_decision"]
    assert due_at(decision, moment("2026-11-21T12:00"), CALENDAR).owed_by == "mash_decision_maker"


def timescale(amount: int, unit: Unit) -> Timescale:
    return Timescale("t", "T", Length(amount, unit), StartsAt.RECEIPT, "", "", 60, "")


def test_hours_of_different_length_each_day_clip_the_same_clock_time() -> None:
    """Opens later on Tuesdays, closes early on Fridays."""
    long, late, short = (time(8), time(18)), (time(10), time(18)), (time(8), time(13))
    hours = OfficeHours.from_rows([(0, *long), (1, *late), (2, *long), (3, *long), (4, *short)])
    calendar = Calendar(hours, {date(2026, 11, 25): "staff training"})
    day = timescale(1, Unit.WORKING_DAY_SAME_TIME)
    thursday = due_at(day, moment("2026-11-19T16:00"), calendar)
    assert thursday.at == moment("2026-11-20T13:00")
    assert thursday.why.endswith("The office is open from 8am to 1pm that day.")
    assert due_at(day, moment("2026-11-23T08:30"), calendar).at == moment("2026-11-24T10:00")
    tuesday = due_at(day, moment("2026-11-24T11:00"), calendar)
    assert tuesday.at == moment("2026-11-26T11:00")
    assert tuesday.why.endswith("Wednesday 25 November (staff training) does not count.")


def test_units_no_timescale_of_the_pack_uses_are_counted_too() -> None:
    two_nights = timescale(2, Unit.ELAPSED_HOURS)
    across_the_clock_change = due_at(two_nights, moment("2026-10-25T00:30"), CALENDAR)
    assert across_the_clock_change.at.isoformat() == "2026-10-25T01:30:00+00:00"
    assert across_the_clock_change.at.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert "Two hours, day or night." in across_the_clock_change.why
    two_days = due_at(timescale(48, Unit.HOURS), moment("2026-11-20T16:00"), CALENDAR)
    assert two_days.at == moment("2026-11-24T16:00")
    assert "48 hours: two working days at the same clock time." in two_days.why
    checks = due_at(timescale(4, Unit.OFFICE_HOURS), moment("2026-11-20T15:00"), CALENDAR)
    assert checks.at == moment("2026-11-23T11:00")


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        (0, Unit.WORKING_DAYS),
        (36, Unit.HOURS),
        (2, Unit.SAME_CALENDAR_DAY),
        (-1, Unit.WEEKS),
    ],
)
def test_a_length_its_unit_cannot_count_is_refused(amount: int, unit: Unit) -> None:
    with pytest.raises(ImpossibleLength):
        Length(amount, unit)


def test_months_are_clipped_to_the_end_of_the_month() -> None:
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert months_after(date(2026, 9, 15), 3) == date(2026, 12, 15)


moments = st.datetimes(datetime(2026, 1, 2), datetime(2027, 8, 31), timezones=st.just(LONDON))
single = [
    Unit.WORKING_DAY_SAME_TIME,
    Unit.END_OF_NEXT_WORKING_DAY,
    Unit.SAME_CALENDAR_DAY,
]
lengths = st.one_of(
    st.builds(Length, st.just(1), st.sampled_from([*single, Unit.SAME_WORKING_DAY])),
    st.builds(Length, st.sampled_from([24, 48, 72]), st.just(Unit.HOURS)),
    st.builds(Length, st.integers(1, 45), st.just(Unit.WORKING_DAYS)),
    st.builds(Length, st.integers(1, 72), st.just(Unit.ELAPSED_HOURS)),
    st.builds(Length, st.integers(1, 40), st.just(Unit.OFFICE_HOURS)),
    st.builds(Length, st.integers(1, 12), st.sampled_from([Unit.WEEKS, Unit.MONTHS])),
)


def end_of(length: Length, start: datetime) -> datetime:
    plain = Timescale("t", "T", length, StartsAt.RECEIPT, "", "", 60, "")
    return due_at(plain, start, CALENDAR).at


@given(lengths, moments, moments)
def test_nothing_is_due_before_it_starts_and_what_starts_later_is_not_due_earlier(
    length: Length, one: datetime, other: datetime
) -> None:
    earlier, later = sorted((one, other), key=datetime.timestamp)
    assert end_of(length, earlier).timestamp() >= earlier.timestamp()
    assert end_of(length, earlier).timestamp() <= end_of(length, later).timestamp()


@given(moments)
def test_the_warning_comes_between_the_start_and_the_due_time(start: datetime) -> None:
    for each in TIMESCALES.values():
        second = start if each.limit and each.limit.required else None
        result = due_at(each, start, CALENDAR, second_start=second)
        assert result.runs_from <= result.warn_at <= result.at


@given(moments)
def test_the_same_calendar_day_ends_that_day_whatever_the_hour(start: datetime) -> None:
    """R-049."""
    end = end_of(Length(1, Unit.SAME_CALENDAR_DAY), start)
    assert end.date() == start.date()
    assert end == max(start, end.replace(hour=23, minute=59, second=0, microsecond=0))


@given(moments, st.integers(1, 45))
def test_working_days_end_at_close_with_that_many_days_worked_in_between(
    start: datetime, count: int
) -> None:
    """R-055, R-057, R-073, R-078."""
    end = end_of(Length(count, Unit.WORKING_DAYS), start)
    first = CALENDAR.effective_start(start).date()
    worked = [first + timedelta(n) for n in range(1, (end.date() - first).days + 1)]
    assert sum(map(works_by_hand, worked)) == count
    assert works_by_hand(end.date())
    assert (end.hour, end.minute) == (17, 0)


@given(moments, st.integers(1, 3))
def test_each_24_hours_are_one_working_day_at_the_same_clock_time(
    start: datetime, count: int
) -> None:
    """R-048, R-053."""
    effective, end = (
        CALENDAR.effective_start(start),
        end_of(Length(24 * count, Unit.HOURS), start),
    )
    between = range(1, (end.date() - effective.date()).days + 1)
    assert end.time() == effective.time()
    assert sum(works_by_hand(effective.date() + timedelta(n)) for n in between) == count


@given(moments, st.integers(1, 3))
def test_weeks_and_months_never_end_on_a_day_off_nor_after_their_calendar_day(
    start: datetime, count: int
) -> None:
    """R-084, R-085, R-113."""
    first = CALENDAR.effective_start(start).date()
    for unit, day in (
        (Unit.WEEKS, first + timedelta(weeks=count)),
        (Unit.MONTHS, months_after(first, count)),
    ):
        end = end_of(Length(count, unit), start)
        skipped = range(1, (day - end.date()).days + 1)
        assert works_by_hand(end.date())
        assert not any(works_by_hand(end.date() + timedelta(n)) for n in skipped)
        assert end.hour == 17


def test_the_reasons_are_words_a_practitioner_understands() -> None:
    sent = due_at(
        TIMESCALES["mash_decision"],
        moment("2026-11-20T16:55"),
        CALENDAR,
        start_words="when you sent it",
    )
    assert sent.why == (
        "Started Friday 20 November at 4:55pm, when you sent it. "
        "One working day at the same clock time. The weekend does not count."
    )
    assert why("referrer_response", "2026-11-21T12:00") == (
        "Started Saturday 21 November at midday, when it was received. "
        "The office was closed, so it counts from Monday 23 November at 9am. "
        "24 hours: one working day at the same clock time. The weekend does not count."
    )
    assert why("mash_hold", "2026-12-24T16:30") == (
        "Started Thursday 24 December at 4:30pm, when it was received. "
        "Close of business on the next working day. "
        "The weekend, Christmas Day and the bank holiday for Boxing Day do not count."
    )
    assert why("fws_plan_review", "2026-11-20T10:00") == (
        "Started Friday 20 November at 10am, when the plan went live. "
        "Six weeks, to close of business. "
        "Friday 1 January 2027 is not a working day, so it ends on the working day before."
    )
    assert why("step_down_support", "2026-06-01T10:00") == (
        "Started Monday 1 June at 10am, at the step down. At least 12 weeks, to close of business."
    )


def test_the_reasons_say_what_the_limit_is_and_when_it_decides() -> None:
    receipt = "2026-09-01T10:00"
    assert why("fws_family_meeting", "2026-10-01T10:00", receipt).endswith(
        "No later than Tuesday 13 October 2026 at 5pm: 30 working days, to close of business, "
        "counted from when Family Wellbeing received it."
    )
    assert why("fws_family_meeting", "2026-10-09T10:00", receipt).endswith(
        "That is past the limit, so it is due Tuesday 13 October 2026 at 5pm: 30 working days, "
        "to close of business, counted from when Family Wellbeing received it."
    )
    assert why("assessment", "2026-11-20T16:00", "2026-12-11").endswith(
        "That is past the limit, so it is due Friday 11 December 2026 at 5pm: "
        "the date agreed at the start."
    )


RUNNING = ClockFacts(
    runs_from=moment("2026-11-23T09:00"),
    due_at=moment("2026-11-24T09:00"),
    warn_at=moment("2026-11-23T15:00"),
)


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-11-21T12:00", ClockState.WAITING),
        ("2026-11-23T09:00", ClockState.RUNNING),
        ("2026-11-23T15:00", ClockState.SOON),
        ("2026-11-24T09:00", ClockState.SOON),
        ("2026-11-24T09:01", ClockState.LATE),
    ],
)
def test_a_clock_waits_runs_is_soon_and_is_late(now: str, shown: ClockState) -> None:
    reading = state(RUNNING, moment(now))
    assert reading.state is shown
    assert reading.deadline == RUNNING.due_at
    assert reading.at == (RUNNING.runs_from if shown is ClockState.WAITING else RUNNING.due_at)


def with_facts(**facts: datetime | bool) -> ClockFacts:
    return ClockFacts(RUNNING.runs_from, RUNNING.due_at, RUNNING.warn_at, **facts)  # type: ignore[arg-type]


def test_a_clock_once_met_or_stopped_stays_so() -> None:
    now = moment("2026-12-01T09:00")
    in_time, too_late = moment("2026-11-24T09:00"), moment("2026-11-24T09:40")
    assert state(with_facts(met_at=in_time), now).state is ClockState.MET
    assert state(with_facts(met_at=too_late), now).state is ClockState.MET_LATE
    assert state(with_facts(stopped_at=in_time), now).state is ClockState.STOPPED
    assert state(with_facts(met_at=too_late), now).at == too_late


def test_a_held_clock_is_held_to_its_new_end_and_late_after_it() -> None:
    """R-052."""
    held = with_facts(held_until=moment("2026-11-24T17:00"))
    assert state(held, moment("2026-11-24T12:00")).state is ClockState.HELD
    assert state(held, moment("2026-11-24T12:00")).at == moment("2026-11-24T17:00")
    assert state(held, moment("2026-11-24T17:01")).state is ClockState.LATE
    met = with_facts(held_until=moment("2026-11-24T17:00"), met_at=moment("2026-11-24T16:00"))
    assert state(met, moment("2026-11-25T09:00")).state is ClockState.MET


def test_a_minimum_is_completed_not_missed() -> None:
    """R-136."""
    minimum = with_facts(minimum=True)
    assert state(minimum, moment("2026-11-23T12:00")).state is ClockState.RUNNING
    assert state(minimum, moment("2026-11-25T09:00")).state is ClockState.MET
    cut_short = with_facts(minimum=True, met_at=moment("2026-11-23T12:00"))
    assert state(cut_short, moment("2026-11-25T09:00")).state is ClockState.STOPPED


def test_the_forecast_counts_what_will_be_late_if_nothing_changes() -> None:
    clocks = [
        RUNNING,
        with_facts(met_at=RUNNING.runs_from),
        with_facts(stopped_at=RUNNING.due_at),
    ]
    clocks.append(with_facts(held_until=moment("2026-11-24T17:00")))
    assert forecast(clocks, moment("2026-11-24T09:00")) == 0
    assert forecast(clocks, moment("2026-11-24T10:40")) == 1
    assert forecast(clocks, moment("2026-11-24T17:30")) == 2


def test_the_pack_tells_its_source_for_every_timescale() -> None:
    for row in ROWS:
        assert row["name"] and row["source"] and row["stops"] and row["owed_by"], row["key"]
    with_limits = {key: each.limit for key, each in TIMESCALES.items() if each.limit}
    assert with_limits == {
        "outcome_feedback": Limit(
            Length(1, Unit.END_OF_NEXT_WORKING_DAY), StartsAt.RECEIPT, required=False
        ),
        "assessment": Limit(Length(1, Unit.AGREED_DAY), StartsAt.AGREED_DATE, required=False),
        "fws_family_meeting": Limit(
            Length(30, Unit.WORKING_DAYS), StartsAt.FWS_RECEIPT, required=True
        ),
        "fws_family_meeting_second": Limit(
            Length(35, Unit.WORKING_DAYS), StartsAt.FWS_RECEIPT, required=True
        ),
    }
