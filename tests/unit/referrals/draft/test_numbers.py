"""Postcodes, NHS numbers and unique pupil numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.forms.draft import numbers


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("da67at", "DA6 7AT"), (" DA6  7AT ", "DA6 7AT"), ("sw1a 1aa", "SW1A 1AA")],
)
def test_a_postcode_is_written_as_printed(typed: str, printed: str) -> None:
    assert numbers.postcode(typed) == printed


@pytest.mark.parametrize("typed", ["DA6", "7AT", "DA6 7A", "hello", "DA6 7ATX"])
def test_part_of_a_postcode_is_none(typed: str) -> None:
    assert numbers.postcode(typed) is None


@given(st.integers(min_value=0, max_value=10**9 - 1))
def test_at_most_one_last_number_fits_an_nhs_number(body: int) -> None:
    fitting = [last for last in range(10) if numbers.nhs_number(f"{body:09}{last}") is not None]
    assert len(fitting) <= 1


@given(st.integers(min_value=0, max_value=8), st.integers(min_value=1, max_value=9))
def test_one_wrong_number_in_an_nhs_number_is_noticed(place: int, change: int) -> None:
    right = "9434765919"
    wrong = str((int(right[place]) + change) % 10)
    assert numbers.nhs_number(right) == right
    assert numbers.nhs_number(right[:place] + wrong + right[place + 1 :]) is None


@given(st.text(alphabet="0123456789", min_size=12, max_size=12))
def test_exactly_one_letter_fits_a_pupil_number(body: str) -> None:
    fitting = [letter for letter in numbers.PUPIL_LETTERS if numbers.pupil_number(letter + body)]
    assert len(fitting) == 1


def test_a_temporary_pupil_number_ends_in_a_letter() -> None:
    fitting = [
        number
        for letter in numbers.PUPIL_LETTERS
        if (number := numbers.pupil_number(f"{letter}12345678901a"))
    ]
    assert len(fitting) == 1
    assert numbers.pupil_number("I123456789012") is None
