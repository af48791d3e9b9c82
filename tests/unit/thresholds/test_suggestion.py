"""The suggested level: truth table of decisions 15 and 16, properties, and the words given."""

import json
import re
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thresholds.suggestion import (
    NUMBERS,
    ChosenSign,
    Settings,
    SpecialCircumstance,
    may_not_need_to_refer,
    suggest,
)

FIXTURES = Path(__file__).parents[3] / "fixtures"
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


def level_by_the_words(two: int, three: int, four: int, floor: int, needs: int) -> int:
    """Decision 15 read aloud: the first sentence that fits, then the floor of decision 16."""
    if four:
        return 4
    if three >= needs:
        return max(3, floor)
    if three or two:
        return max(2, floor)
    return max(1, floor)


def as_printed(partnership: str) -> tuple[Settings, list[SpecialCircumstance]]:
    """A partnership's settings and circumstances, as its pack holds them."""
    pack = json.loads((FIXTURES / partnership / "framework.json").read_text())
    return (
        Settings(
            place=partnership.capitalize(),
            front_door="MASH",
            level_3_needs=pack["edition"]["level_3_needs"],
            cumulative_domains=pack["edition"]["cumulative_domains"],
        ),
        [
            SpecialCircumstance(
                key=one["key"],
                name=one["name"],
                floor=one["floor"],
                duty=f"{one['duty_title']}. {one['duty']}",
            )
            for one in pack["circumstances"]
        ],
    )


PARTNERSHIPS = ("bexley", "dudley")
FLOORS: dict[str, int | None] = {
    "fgm": 4,
    "non_mobile_injury": 4,
    "child_sexual_exploitation": 4,
    "criminal_exploitation": 4,
    "radicalisation": 3,
    "missing": 3,
    "private_fostering": 4,
    "young_carer": None,
    "unborn": None,
}


@pytest.mark.parametrize("partnership", PARTNERSHIPS)
def test_the_packs_set_the_numbers_and_floors_that_were_decided(partnership: str) -> None:
    """Decisions 15 and 16; R-004."""
    settings, circumstances = as_printed(partnership)
    assert settings.level_3_needs == {"bexley": 2, "dudley": 1}[partnership]
    assert settings.cumulative_domains == 4
    assert {one.key: one.floor for one in circumstances} == FLOORS


@pytest.mark.parametrize("partnership", PARTNERSHIPS)
def test_every_combination_class_gives_the_level_advice_and_reasons_the_words_give(
    partnership: str,
) -> None:
    """R-002, R-004, R-138: signs of each level (none, one, as many as the rule needs, more), in
    fewer areas than count together, as many and more, with every mixture of floors."""
    settings, circumstances = as_printed(partnership)
    one_of_each = {one.floor: one for one in circumstances}
    mixtures = [
        list(mixture)
        for size in range(len(one_of_each) + 1)
        for mixture in combinations(one_of_each.values(), size)
    ]
    assert len(mixtures) == 8
    enough = settings.cumulative_domains
    at_2 = [(0, 1), (1, 1), (enough, 1), (enough - 1, enough - 1), (enough, enough), (9, 6)]
    for one, (two, areas), three, four in product((0, 2), at_2, (0, 1, 2, 3), (0, 1, 2)):
        chosen = [
            *signs(1, one),
            *signs(2, two, domains=areas),
            *signs(3, three, domains=3),
            *signs(4, four),
        ]
        for mixture in mixtures:
            floor = max((c.floor or 1 for c in mixture), default=1)
            found = suggest(chosen, mixture, settings)
            expected = level_by_the_words(two, three, four, floor, settings.level_3_needs)
            assert found.level == expected
            assert {c.duty for c in mixture} <= set(found.advice)
            assert len(found.advice) == len(mixture) + (areas >= enough) + (
                found.level == 2 and 0 < three < settings.level_3_needs
            )
            assert found.reasons
            assert bool(found.would_change)


@pytest.mark.parametrize("partnership", PARTNERSHIPS)
def test_every_mixture_of_the_printed_circumstances_takes_the_highest_floor(
    partnership: str,
) -> None:
    """Decision 16: 512 mixtures; each gives every duty, and says what set the level."""
    settings, circumstances = as_printed(partnership)
    for taken in product((False, True), repeat=len(circumstances)):
        mixture = [one for one, is_taken in zip(circumstances, taken, strict=True) if is_taken]
        found = suggest([], mixture, settings)
        floors = [one.floor or 1 for one in mixture]
        assert found.level == max(floors, default=1)
        assert sorted(found.advice) == sorted(one.duty for one in mixture)
        if found.level > 1:
            assert found.reasons == [
                one.always()
                for one in sorted(mixture, key=lambda one: one.key)
                if one.floor == found.level
            ]


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
        "Without the sign at Level 3 it would be Level 1.",
    ]


def test_one_level_3_sign_is_enough_where_the_partnership_says_so() -> None:
    """R-145."""
    suggestion = suggest(signs(3, 1), [], DUDLEY)
    assert suggestion.level == 3
    assert suggestion.reasons[0].endswith("In Dudley any sign at Level 3 suggests Level 3.")
    assert suggestion.advice == []
    assert suggestion.would_change[-1] == "Without the sign at Level 3 it would be Level 1."


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


def test_what_would_change_names_everything_the_level_rests_on() -> None:
    both = suggest([*signs(4, 2), *signs(2, 1)], [FGM, MISSING], BEXLEY)
    assert both.would_change == ["Without fgm and the signs at Level 4 it would be Level 3."]
    three = suggest(signs(4, 1), [FGM, PRIVATE_FOSTERING, MISSING], BEXLEY)
    assert three.would_change == [
        "Without fgm, private fostering and the sign at Level 4 it would be Level 3."
    ]
    low = suggest([*signs(2, 2), *signs(3, 1)], [], BEXLEY)
    assert low.would_change[-1] == "Without the signs at Level 2 or 3 it would be Level 1."


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
def test_the_same_edition_gives_the_same_answer_and_signs_of_doing_well_take_nothing_away(
    chosen: list[ChosenSign], circumstances: list[SpecialCircumstance], settings: Settings
) -> None:
    """Strengths stand beside the suggestion and are never subtracted (R-003)."""
    answer = suggest(chosen, circumstances, settings)
    assert suggest(list(chosen), list(circumstances), replace(settings)) == answer
    stronger = suggest([*chosen, *signs(1, 12, domains=6)], circumstances, settings)
    assert stronger.level == answer.level
    assert stronger.advice == answer.advice
    if answer.level > 1:
        assert stronger == answer


@given(SIGNS, CIRCUMSTANCES, SETTINGS)
def test_what_is_said_to_change_the_level_would_change_it(
    chosen: list[ChosenSign], circumstances: list[SpecialCircumstance], settings: Settings
) -> None:
    """Each sentence is tried: the signs are added or taken away, and the level is the one said."""
    answer = suggest(chosen, circumstances, settings)
    for sentence in answer.would_change:
        tried = level_after(sentence, chosen, circumstances, settings)
        said = re.search(r"Level (\d)[^\d]*$", sentence)
        assert said
        assert tried == int(said.group(1)), sentence
        assert tried != answer.level


def level_after(
    sentence: str,
    chosen: list[ChosenSign],
    circumstances: list[SpecialCircumstance],
    settings: Settings,
) -> int:
    """Do what a sentence of "What would change it" says, and return the level there is then."""
    number = {word: at for at, word in enumerate(NUMBERS)}
    if more := re.match(r"(\w+) (?:more )?signs? at Level (\d) would", sentence):
        count = 1 if more[1] == "Any" else number.get(more[1].lower()) or int(more[1])
        added = [ChosenSign(int(more[2]), "New", f"New {at}") for at in range(count)]
        return suggest([*chosen, *added], circumstances, settings).level
    if only := re.match(r"With only (\w+) at Level 3", sentence):
        count = number.get(only[1]) or int(only[1])
        left = sorted({s for s in chosen if s.level == 3}, key=lambda s: (s.domain, s.text))
        kept = [*left[:count], *(sign for sign in chosen if sign.level != 3)]
        return suggest(kept, circumstances, settings).level
    taken = re.search(r"the signs? at Level ([\d or]+) it would", sentence)
    levels = {int(level) for level in taken[1].split(" or ")} if taken else set()
    named = sentence.split(" it would")[0]
    return suggest(
        [sign for sign in chosen if sign.level not in levels],
        [one for one in circumstances if one.name[0].lower() + one.name[1:] not in named],
        settings,
    ).level


# Words a parent does not use at home; the frameworks' own bullets are kept as printed.
JARGON = re.compile(
    r"\b(indicators?|threshold|multi-?agency|safeguarding|s17|s47|CIN|CP|LADO|cumulative|"
    r"criteria|tier|statutory|professionals? judgement|step.?(up|down)|intervention)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("partnership", PARTNERSHIPS)
def test_the_sentences_are_short_and_in_words_a_parent_could_read(partnership: str) -> None:
    """R-003, R-139: plain English; no sentence of ours is longer than 25 words."""
    settings, circumstances = as_printed(partnership)
    seen: set[str] = set()
    for two, three, four in product((0, 1, 5), (0, 1, 3), (0, 1)):
        chosen = [*signs(2, two, domains=5), *signs(3, three), *signs(4, four)]
        for mixture in ([], *([one] for one in circumstances), circumstances):
            found = suggest(chosen, mixture, settings)
            duties = {one.duty for one in mixture}
            seen |= {line for line in found.reasons if not line.startswith("Domain ")}
            seen |= {line for line in found.advice if line not in duties}
            if len(mixture) < 2:
                seen |= set(found.would_change)
    assert len(seen) > 20
    for line in seen:
        assert line[0].isupper(), line
        assert line.endswith("."), line
        assert not JARGON.search(line), line
        for sentence in re.split(r"(?<=[.:]) ", line):
            assert len(sentence.split()) <= 25, sentence


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
