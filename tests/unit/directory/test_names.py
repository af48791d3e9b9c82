"""Names compared without what people and forms vary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.names import LONGEST_KEY, likeness, name_key, normalised, trigrams


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("O’Neill", "oneill"),
        ("O'NEILL", "oneill"),
        ("Mary-Jane  Smith", "mary jane smith"),
        ("Zoë Łukasz", "zoe lukasz"),
        ("Strauß", "strauss"),
        ("  ", ""),
        ("محمد", "محمد"),
        ("Nguyễn", "nguyen"),
        ("李 小龙", "李 小龙"),
    ],
)
def test_a_name_is_compared_without_marks_capitals_and_apostrophes(
    typed: str, compared: str
) -> None:
    assert normalised(typed) == compared


def test_a_key_sorts_by_family_name_first() -> None:
    assert name_key("Amira", "Khatun") == "khatun amira"
    assert name_key("Amira", "") == "amira"
    assert len(name_key("a" * 300, "b" * 300)) == LONGEST_KEY


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normalised(normalised(name)) == normalised(name)


def test_near_spellings_are_alike_and_others_are_not() -> None:
    assert likeness("Khatun", "Khatoon") > 0.4
    assert likeness("Amira Khatun", "khatun, amira") == 1
    assert likeness("Khatun", "Smith") == 0
    assert likeness("", "") == 0


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_even_handed_and_between_nothing_and_the_same(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == (1 if trigrams(one) else 0)
