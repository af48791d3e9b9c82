"""Pages at a glance in which nobody gets lost: every way ends in what to do."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.operations import load_partnership
from thresholds.models import Edition
from thresholds.presenters_manage import glance_problems, glance_rows
from thresholds.rules import Answer, Step, tree_problems


def question(slug: str, *leads_to: str) -> Step:
    answers = tuple(Answer(f"Answer {number}", to) for number, to in enumerate(leads_to, start=1))
    return Step(slug, f"{slug}?", True, answers)


def action(slug: str, *leads_to: str) -> Step:
    return Step(slug, slug, False, tuple(Answer("Then", to) for to in leads_to))


def test_questions_that_all_end_in_what_to_do_are_right() -> None:
    assert tree_problems([]) == []
    assert tree_problems([question("a", "b", "ring"), question("b", "ring"), action("ring")]) == []


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([action("ring")], "The first page, “ring”, is no question"),
        ([question("a")], "“a?” has no answers, so it leads nowhere"),
        ([question("a", "gone")], "“Answer 1” under “a?” leads nowhere"),
        ([question("a", "ring"), action("ring"), action("b")], "Nobody can reach “b”"),
        ([question("a", "b"), question("b", "a")], "lead in a circle and never say what to do"),
        (
            [question("a", "ring", "b"), question("b", "c"), question("c", "b"), action("ring")],
            "“b?”, “c?”",
        ),
    ],
)
def test_a_way_that_leads_nowhere_is_named_in_words(steps: list[Step], words: str) -> None:
    assert words in " ".join(tree_problems(steps))


def test_after_what_to_do_a_way_back_is_no_circle() -> None:
    """Something was done in between: a plan is reviewed, and the questions are asked again."""
    steps = [question("a", "plan"), action("plan", "review"), question("review", "plan", "ring")]
    assert tree_problems([*steps, action("ring")]) == []


@given(
    st.lists(
        st.tuples(st.booleans(), st.lists(st.integers(0, 5), max_size=3)), min_size=1, max_size=6
    )
)
def test_what_is_found_right_ends_for_everybody_who_answers(
    drawn: Iterable[tuple[bool, list[int]]],
) -> None:
    """Whoever answers anything comes to what to do within as many answers as there are pages."""
    steps = [
        Step(
            str(place), f"Page {place}", is_question, tuple(Answer(str(to), str(to)) for to in ways)
        )
        for place, (is_question, ways) in enumerate(drawn)
    ]
    if tree_problems(steps):
        return
    pages = {step.slug: step for step in steps}
    asked = {steps[0].slug}
    for _ in steps:
        ahead = {answer.leads_to for slug in asked for answer in pages[slug].answers}
        asked = {slug for slug in ahead if pages[slug].is_question}
    assert not asked


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["bexley", "dudley", "pan_bedfordshire"])
def test_nobody_gets_lost_in_the_pages_of_a_pack(key: str) -> None:
    load_partnership(key=key)
    edition = Edition.objects.in_force().get(framework__key=key)
    assert glance_problems(glance_rows(edition)) == []
