"""The suggested level: truth table of decisions 15 and 16, properties, and the words given."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thresholds.suggestion import (
    ChosenSign,
    Settings,
    SpecialCircumstance,
    may_not_need_to_refer,
    suggest,
)

BEXLEY = Settings(place="Bexley", front_door="MASH", level_3_needs=2, cumulative_domains=4)
DUDLEY = Settings(place="Dudley", front_door="MASH", level_3_needs=1, cumulative_domains=4)


def special(key: str, floor: int | None) -> SpecialCircumstance:
    name = key.replace("_", " ").capitalize()
    return SpecialCircumstance(key=key, name=name, floor=floor, duty=f"Do what {name} asks.")


FGM = special("fgm", 4)
MISSING = special("missing", 3)
RADICALISATION = special("radicalisation", 3)
PRIVATE_FOSTERING = special("private_fostering", 4)
YOUNG_CARER = special("young_carer", None)


def signs(level: int, count: int, *, domains: int = 1) -> list[ChosenSign]:
    return [
        ChosenSign(level, f"Domain {number % domains}", f"Sign {number} at {level}")
        for number in range(count)
    ]


def level_by_the_words(one: int, two: int, three: int, four: int, floor: int, needs: int) -> int:
    """Decision 15 read aloud: the first sentence that fits, then the floor of decision 16."""
    if four:
        return 4
    if three >= needs:
        return max(3, floor)
    if three or two:
        return max(2, floor)
    return max(1, floor)


@pytest.mark.parametrize("settings", [BEXLEY, DUDLEY], ids=["Bexley", "Dudley"])
def test_every_combination_of_signs_and_floors_gives_the_level_the_words_give(
    settings: Settings,
) -> None:
    """R-002, R-004: each class is none, one, two or three signs of a level, with each floor."""
    floors: list[list[SpecialCircumstance]] = [
        [],
        [YOUNG_CARER],
        [MISSING],
        [FGM],
        [MISSING, FGM],
        [YOUNG_CARER, RADICALISATION],
    ]
    for one, two, three, four in product((0, 1), (0, 1, 5), (0, 1, 2, 3), (0, 1, 2)):
        for circumstances in floors:
            chosen = [*signs(1, one), *signs(2, two), *signs(3, three), *signs(4, four)]
            floor = max((c.floor or 1 for c in circumstances), default=1)
            expected = level_by_the_words(one, two, three, four, floor, settings.level_3_needs)
            assert suggest(chosen, circumstances, settings).level == expected


def test_nothing_chosen_suggests_level_1() -> None:
    suggestion = suggest([], [], BEXLEY)
    assert suggestion.level == 1
    assert suggestion.reasons == ["You chose no sign above Level 1."]
    assert suggestion.advice == []


def test_the_reasons_say_how_many_the_rule_and_each_sign_with_its_domain() -> None:
    chosen = [
        ChosenSign(3, "Learning", "Not in education (under 16)."),
        ChosenSign(3, "Health", "Self-harming behaviours"),
        ChosenSign(3, "Health", "Child has significant disability"),
        ChosenSign(2, "Health", "Frequent accidents."),
    ]
    assert suggest(chosen, [], BEXLEY).reasons == [
        "You chose 3 signs at Level 3. In Bexley 2 or more suggest Level 3.",
        "Health: Child has significant disability",
        "Health: Self-harming behaviours",
        "Learning: Not in education (under 16).",
    ]


def test_too_few_level_3_signs_suggest_level_2_and_a_consultation() -> None:
    """R-004."""
    suggestion = suggest(signs(3, 1), [], BEXLEY)
    assert suggestion.level == 2
    assert suggestion.reasons[0] == (
        "You chose 1 sign at Level 3. In Bexley 2 or more suggest Level 3, and fewer suggest "
        "Level 2."
    )
    assert len(suggestion.advice) == 1
    assert suggestion.advice[0].startswith("Consult the MASH: you chose 1 sign at Level 3")
    assert suggestion.would_change == [
        "Any sign at Level 4 would suggest Level 4.",
        "One more sign at Level 3 would suggest Level 3.",
    ]


def test_one_level_3_sign_is_enough_where_the_partnership_says_so() -> None:
    """R-145."""
    suggestion = suggest(signs(3, 1), [], DUDLEY)
    assert suggestion.level == 3
    assert suggestion.reasons[0].endswith("In Dudley any sign at Level 3 suggests Level 3.")
    assert suggestion.advice == []
    assert suggestion.would_change[-1] == "With none at Level 3 it would be Level 1."


def test_a_circumstance_sets_a_floor_and_says_so() -> None:
    suggestion = suggest(signs(2, 1), [PRIVATE_FOSTERING], BEXLEY)
    assert suggestion.level == 4
    assert suggestion.reasons == ["Private fostering is always Level 4 here."]
    assert suggestion.advice == ["Do what Private fostering asks."]
    assert suggestion.would_change == ["Without private fostering it would be Level 2."]


def test_a_floor_of_3_is_a_lowest_level_and_never_a_ceiling() -> None:
    assert suggest([], [MISSING], BEXLEY).reasons == ["Missing is always Level 3 or above here."]
    assert suggest(signs(4, 1), [MISSING], BEXLEY).level == 4


def test_level_2_signs_in_four_areas_add_advice_and_no_level() -> None:
    """R-138."""
    three_areas = suggest(signs(2, 9, domains=3), [], BEXLEY)
    five_areas = suggest(signs(2, 9, domains=5), [], BEXLEY)
    assert (three_areas.level, three_areas.advice) == (2, [])
    assert five_areas.level == 2
    assert five_areas.advice == [
        "There are Level 2 signs in 5 areas. Together they may matter more than each alone."
    ]


def test_what_would_change_a_level_3_names_the_step_down() -> None:
    assert suggest(signs(3, 3), [], BEXLEY).would_change == [
        "Any sign at Level 4 would suggest Level 4.",
        "With only one at Level 3 it would be Level 2, with advice to talk to the MASH.",
    ]


def test_what_would_change_a_level_4_counts_what_is_left() -> None:
    chosen = [*signs(4, 1), *signs(3, 2)]
    assert suggest(chosen, [], BEXLEY).would_change == [
        "Without the sign at Level 4 it would be Level 3."
    ]


def test_a_young_carer_brings_a_duty_and_no_floor() -> None:
    suggestion = suggest([], [YOUNG_CARER], BEXLEY)
    assert suggestion.level == 1
    assert suggestion.advice == ["Do what Young carer asks."]


SIGNS = st.lists(
    st.builds(
        ChosenSign,
        level=st.integers(1, 4),
        domain=st.sampled_from(["Health", "Learning", "Housing", "Self-care", "Other"]),
        text=st.sampled_from([f"Sign {number}" for number in range(12)]),
    ),
    max_size=12,
)
CIRCUMSTANCES = st.lists(
    st.sampled_from([FGM, MISSING, RADICALISATION, PRIVATE_FOSTERING, YOUNG_CARER]), max_size=4
)
SETTINGS = st.builds(
    Settings,
    place=st.just("Anywhere"),
    front_door=st.just("MASH"),
    level_3_needs=st.integers(1, 12),
    cumulative_domains=st.integers(1, 6),
)


@given(SIGNS, CIRCUMSTANCES, SETTINGS, SIGNS, CIRCUMSTANCES)
def test_choosing_more_never_lowers_the_level(
    chosen: list[ChosenSign],
    circumstances: list[SpecialCircumstance],
    settings: Settings,
    more: list[ChosenSign],
    more_circumstances: list[SpecialCircumstance],
) -> None:
    before = suggest(chosen, circumstances, settings).level
    after = suggest([*chosen, *more], [*circumstances, *more_circumstances], settings).level
    assert after >= before


@given(SIGNS, CIRCUMSTANCES, SETTINGS, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_the_answer(
    chosen: list[ChosenSign],
    circumstances: list[SpecialCircumstance],
    settings: Settings,
    random: object,
) -> None:
    answer = suggest(chosen, circumstances, settings)
    again, special_again = [*chosen, *chosen[:3]], [*circumstances, *circumstances[:2]]
    random.shuffle(again)  # type: ignore[attr-defined]
    random.shuffle(special_again)  # type: ignore[attr-defined]
    assert suggest(again, special_again, settings) == answer


@given(SIGNS, SETTINGS)
def test_the_level_is_one_that_was_chosen_or_the_rule_named(
    chosen: list[ChosenSign], settings: Settings
) -> None:
    """R-003: nothing is added up, so many low signs never make a higher level."""
    level = suggest(chosen, [], settings).level
    highest = max((sign.level for sign in chosen), default=1)
    assert level <= highest
    assert level in {1, 2} or any(sign.level == level for sign in chosen)


@given(SIGNS, CIRCUMSTANCES, SETTINGS)
def test_every_circumstance_gives_its_duty_once_and_there_is_always_a_reason(
    chosen: list[ChosenSign], circumstances: list[SpecialCircumstance], settings: Settings
) -> None:
    suggestion = suggest(chosen, circumstances, settings)
    assert suggestion.reasons
    for circumstance in circumstances:
        assert suggestion.advice.count(circumstance.duty) == 1


def test_no_referral_may_be_needed_only_without_duty_higher_sign_or_worry() -> None:
    """Decision 18, over every combination of what forbids it."""
    forbidding = ["level 3", "level 3 sign", "level 4 sign", "duty", "worry"]
    for size in range(len(forbidding) + 1):
        for present in combinations(forbidding, size):
            chosen = signs(2, 2)
            chosen += signs(3, 1) if "level 3 sign" in present else []
            chosen += signs(4, 1) if "level 4 sign" in present else []
            shown = may_not_need_to_refer(
                3 if "level 3" in present else 2,
                chosen,
                [YOUNG_CARER] if "duty" in present else [],
                worried_about_safety="worry" in present,
            )
            assert shown is (not present)
