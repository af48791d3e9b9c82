"""Fields read what people type and say what is wrong with it."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from time_machine import travel

from govuk import fields
from govuk.fields import PartialDate


def message(field: Any, typed: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        field.clean(typed)
    return str(raised.value.messages[0])


def wrong_parts(field: Any, typed: Any) -> tuple[str, ...]:
    with pytest.raises(ValidationError) as raised:
        field.clean(typed)
    return tuple((raised.value.params or {})["parts"])


DOB = fields.DateField(thing="Date of birth", error="Enter the date of birth", not_future=True)


@pytest.mark.parametrize("month", ["3", "03", "mar", "March", "MAR.", " march "])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    assert DOB.clean(("27", month, "2016")) == dt.date(2016, 3, 27)


@pytest.mark.parametrize(
    ("typed", "said", "parts"),
    [
        (("", "", ""), "Enter the date of birth", ("day", "month", "year")),
        (("27", "", "2016"), "Date of birth must include a month", ("month",)),
        (("", "3", ""), "Date of birth must include a day and year", ("day", "year")),
        (("27", "3", "16"), "Year must have 4 numbers", ("year",)),
        (("27", "13", "2016"), "Date of birth must be a real date", ("month",)),
        (("27", "marz", "2016"), "Date of birth must be a real date", ("month",)),
        (("30", "2", "2016"), "Date of birth must be a real date", ("day",)),
        (("29", "2", "2015"), "Date of birth must be a real date", ("day",)),
        (("x", "3", "2016"), "Date of birth must be a real date", ("day",)),
        (("32", "14", "2016"), "Date of birth must be a real date", ("month", "day")),
    ],
)
def test_only_the_wrong_part_of_a_date_is_named(
    typed: tuple[str, str, str], said: str, parts: tuple[str, ...]
) -> None:
    assert message(DOB, typed) == said
    assert set(wrong_parts(DOB, typed)) == set(parts)


@travel("2026-03-29T23:30:00Z")
def test_today_is_todays_date_in_london() -> None:
    assert DOB.clean(("30", "3", "2026")) == dt.date(2026, 3, 30)
    assert message(DOB, ("31", "3", "2026")) == "Date of birth must be today or in the past"


def test_the_day_of_a_partial_date_may_stay_empty() -> None:
    due = fields.PartialDateField(thing="Due date", error="Enter when the baby is due")
    assert due.clean(("", "3", "2027")) == PartialDate(2027, 3)
    assert due.clean(("31", "12", "2026")).exact == dt.date(2026, 12, 31)
    assert due.clean(("", "2", "2028")).last_day == dt.date(2028, 2, 29)
    assert message(due, ("3", "", "2027")) == "Due date must include a month"


def test_a_year_may_be_enough() -> None:
    before = fields.PartialDateField(least="year", required=False)
    assert before.clean(("", "", "2019")) == PartialDate(2019)
    assert before.clean(("", "", "2019")).last_day == dt.date(2019, 12, 31)
    assert before.clean(None) is None
    assert message(before, ("4", "", "2019")) == "Date must include a month"


@given(st.tuples(st.text(), st.text(), st.text()))
def test_whatever_is_typed_is_a_date_or_an_error(typed: tuple[str, str, str]) -> None:
    try:
        assert isinstance(DOB.clean(typed), dt.date)
    except ValidationError as problem:
        assert (problem.params or {})["parts"]


def test_pasted_text_becomes_plain_text_silently() -> None:
    worry = fields.PlainTextField(thing="Worry", rows=5)
    pasted = "Fam\u00adily\u200b said:\r\n\uf0b7 one\x00\x1b\u00a0two\u2028three"
    assert worry.clean(pasted) == "Family said:\n\u2022 one two\nthree"


@pytest.mark.parametrize("text", ["👨‍👩‍👧 fine", "🫨", "مرحبا\u200fא", "Zoë", "नमस्ते", "ভয় পায়"])
def test_emoji_and_other_scripts_are_kept(text: str) -> None:
    assert fields.PlainTextField().clean(text) == text


def test_text_that_is_too_long_is_told_by_how_much_and_not_cut() -> None:
    worry = fields.PlainTextField(thing="Worry", rows=5, max_length=10_000)
    said = message(worry, "x" * 10_312)
    assert said == "Worry must be 10,000 characters or fewer. You have 312 too many"
    assert "maxlength" not in worry.widget.attrs


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("02030455440", "020 3045 5440"),
        ("(020) 3045-5440", "020 3045 5440"),
        ("+44 20 3045 5440", "+44 20 3045 5440"),
        ("07700900123", "07700 900 123"),
        ("01322 123456", "01322 123456"),
        ("0800 1111", "08001111"),
        ("0303 123 1000", "0303 123 1000"),
        ("020 3045 5440 ext 12", "020 3045 5440 ext 12"),
        ("999", "999"),
        ("+48 601 234 567", "+48601234567"),
    ],
)
def test_phone_numbers_are_kept_in_the_groups_they_are_read_in(typed: str, kept: str) -> None:
    assert fields.PhoneField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["call me", "12", "0203045544020304554402", "ext 12"])
def test_what_nobody_can_ring_is_refused(typed: str) -> None:
    assert message(fields.PhoneField(), typed) == "Enter a phone number, like 020 3045 5440"


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("4:40pm", dt.time(16, 40)),
        ("16:40", dt.time(16, 40)),
        ("4.40 PM", dt.time(16, 40)),
        ("9am", dt.time(9)),
        ("0930", dt.time(9, 30)),
        ("12am", dt.time(0)),
        ("12pm", dt.time(12)),
        ("midday", dt.time(12)),
        ("midnight", dt.time(0)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, time: dt.time) -> None:
    assert fields.TimeField().clean(typed) == time


@pytest.mark.parametrize("typed", ["25:00", "13pm", "4:75pm", "soon", "7"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    said = message(fields.TimeField(thing="Checked at"), typed)
    assert said == "Checked at must be a real time, like 4:40pm"


def test_none_of_these_excludes_the_others_without_javascript_too() -> None:
    field = fields.CheckboxesField(
        choices=[("a", "A"), ("none", "None of these")], exclusive="none"
    )
    assert field.clean(["a"]) == ["a"]
    assert message(field, ["a", "none"]) == "Select what applies, or select 'None of these'"


def test_a_long_list_takes_what_is_not_in_it() -> None:
    school = fields.LongListField(choices=[("1", "Elm Grove")], error="Enter a school")
    assert school.clean(["1", ""]) == "1"
    assert school.clean(["", " Home "]) == "Home"
    assert message(school, ["", ""]) == "Enter a school"
