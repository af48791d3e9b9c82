"""From what was noticed to help that fits: domains, ages and ranked lists."""

import json
from pathlib import Path

import pytest

from thresholds.needs import fits_ages, laid_together, words_for

FIXTURES = Path(__file__).parents[3] / "fixtures"


@pytest.mark.parametrize("partnership", ["bexley", "dudley"])
def test_every_printed_domain_leads_to_words_of_services(partnership: str) -> None:
    pack = json.loads((FIXTURES / partnership / "framework.json").read_text())
    lost = [
        domain["name"]
        for domain in pack["domains"]
        if not words_for([domain["name"]])
        and domain["name"] not in {"Other indicators", "Identity"}
    ]
    assert lost == []
    assert words_for(["Other indicators"]) == ""
    assert "housing" in words_for(["Housing, work and income"]).split()
    twice = words_for(["Health", "Health"]).split()
    assert len(twice) == len(set(twice))


@pytest.mark.parametrize(
    ("said", "ages", "fits"),
    [
        ("For young people aged 11-19 who live here.", [12], True),
        ("For young people aged 11-19 who live here.", [7], False),
        ("Parents of children (age 0~25) with special needs.", [7], True),
        ("For ages 13 to 19, up to 25 for some.", [20], False),
        ("Clubs for 0-16 year olds.", [17], False),
        ("Families with children from 0 to 18 years old.", [3], True),
        ("For young people aged 11-19.", [7, 12], True),
        ("For young people aged 11-19.", [], True),
        ("Free childcare for 2-year-olds.", [9], False),
        ("Free childcare for 2-year-olds.", [2], True),
        ("Portage for pre-school aged children.", [9], False),
        ("Clubs for 0-16 year olds, and a pre-school.", [9], True),
        ("Monday 12-2pm, and Thursday 10-11.", [7], True),
        ("It has helped for over 25 years.", [7], True),
        ("Children 0-5 and their siblings.", [7], True),
    ],
)
def test_a_service_that_says_for_whom_it_is_is_offered_to_no_other_age(
    said: str, ages: list[int], fits: bool
) -> None:
    assert fits_ages(said, ages) is fits


def test_what_stands_high_in_several_lists_comes_first() -> None:
    assert laid_together(["a", "b", "c"], ["c"]) == ["c", "a", "b"]
    assert laid_together(["a", "b"], ["b", "c"]) == ["b", "a", "c"]
    assert laid_together(["a", "b"], []) == ["a", "b"]
    assert laid_together() == []
