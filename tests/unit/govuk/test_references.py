"""References: any single slip on the phone or the keyboard is noticed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govuk.references import ALPHABET, BadReference, new_reference, normalise, spoken

references = st.integers().map(lambda seed: new_reference(random.Random(seed)))


@given(references)
def test_a_new_reference_is_accepted_as_it_is(reference: str) -> None:
    assert normalise(reference) == reference


@given(references, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_caught(reference: str, place: int, wrong: str) -> None:
    plain = reference.replace("-", "")
    slipped = plain[:place] + wrong + plain[place + 1 :]
    if slipped != plain:
        with pytest.raises(BadReference):
            normalise(slipped)


@given(references, st.integers(0, 7))
def test_any_two_neighbours_changed_for_each_other_are_caught(reference: str, place: int) -> None:
    plain = reference.replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    if swapped != plain:
        with pytest.raises(BadReference):
            normalise(swapped)


@pytest.mark.parametrize(
    "typed", ["7kt4mr9hx", " 7KT 4MR 9HX ", "7kt-4mr-9hx", "7KT\u20114MR\u20139HX"]
)
def test_case_spaces_and_hyphens_do_not_matter(typed: str) -> None:
    assert normalise(typed) == "7KT-4MR-9HX"


@pytest.mark.parametrize("typed", ["", "7KT-4MR", "7KT-4MR-9HX-2", "7KT-4MR-9HO", "🙂" * 9])
def test_what_is_no_reference_is_told_so(typed: str) -> None:
    with pytest.raises(BadReference, match="That reference has a mistake in it"):
        normalise(typed)


def test_no_vowels_and_no_look_alikes() -> None:
    assert not set(ALPHABET) & set("AEIOU01BGLQSZ")


def test_a_reference_is_read_out_with_the_alphabet_for_radio() -> None:
    assert spoken("7KT-4MR-9HX") == "seven Kilo Tango, four Mike Romeo, nine Hotel X-ray"
