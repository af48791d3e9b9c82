from hypothesis import given
from hypothesis import strategies as st

from family_wellbeing.rules import ELIGIBILITY, Criterion, is_eligible


def test_every_criterion_has_words_and_a_source_r_067_r_068_r_069() -> None:
    assert {row.criterion for row in ELIGIBILITY} == set(Criterion)
    assert all(row.words and row.source for row in ELIGIBILITY)
    # A rule's number is for whoever keeps the code, not for whoever allocates a family.
    assert not any("R-0" in row.source for row in ELIGIBILITY)


@given(st.sets(st.sampled_from(list(Criterion)), min_size=1))
def test_any_one_criterion_is_enough_r_070(criteria: set[Criterion]) -> None:
    assert is_eligible(criteria)


def test_none_or_an_unknown_word_is_not_enough() -> None:
    assert not is_eligible([])
    assert not is_eligible(["anything_else"])
