"""What the questions of a document at a glance must be, so that nobody is lost in them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in words, and the page it leads to, by its slug."""

    words: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class Step:
    """One page: a question with its answers, or what to do with what may follow it."""

    slug: str
    title: str
    is_question: bool
    answers: tuple[Answer, ...] = ()


def tree_problems(steps: Sequence[Step]) -> list[str]:
    """Return in words why somebody could get lost in these pages; nothing where nobody could.

    They begin with the first page, which is a question. Every question has answers, every answer
    leads to a page, every page can be reached, and no questions lead in a circle. After what to
    do, a way back to a question is no circle: something was done in between.
    """
    if not steps:
        return []
    found = []
    by_slug = {step.slug: step for step in steps}
    if not steps[0].is_question:
        found.append(f"The first page, “{steps[0].title}”, is no question. Put a question first.")
    for step in steps:
        if step.is_question and not step.answers:
            found.append(f"“{step.title}” has no answers, so it leads nowhere. Add its answers.")
        found += [
            f"“{answer.words}” under “{step.title}” leads nowhere. Choose the page it leads to."
            for answer in step.answers
            if answer.leads_to not in by_slug
        ]
    reached = _reached(steps[0].slug, by_slug)
    found += [
        f"Nobody can reach “{step.title}”: no answer on the way from the first question leads to "
        "it. Let an answer lead there, or take it out."
        for step in steps
        if step.slug not in reached
    ]
    if circle := _circle(steps, by_slug):
        names = ", ".join(f"“{by_slug[slug].title}”" for slug in circle)
        found.append(
            f"These questions lead in a circle and never say what to do: {names}. Let an answer "
            "lead out of it."
        )
    return found


def _reached(first: str, by_slug: Mapping[str, Step]) -> set[str]:
    reached: set[str] = set()
    ahead = [first]
    while ahead:
        slug = ahead.pop()
        if slug in reached or slug not in by_slug:
            continue
        reached.add(slug)
        ahead += [answer.leads_to for answer in by_slug[slug].answers]
    return reached


def _circle(steps: Sequence[Step], by_slug: Mapping[str, Step]) -> list[str]:
    """Return the slugs of questions that lead back to the first of them; empty for none."""
    left = {
        step.slug: [
            answer.leads_to
            for answer in step.answers
            if answer.leads_to in by_slug and by_slug[answer.leads_to].is_question
        ]
        for step in steps
        if step.is_question
    }
    # Questions that lead to no question that is left are taken away; what stays leads in circles.
    while ends := [slug for slug, ahead in left.items() if not any(to in left for to in ahead)]:
        for slug in ends:
            del left[slug]
    if not left:
        return []
    way: list[str] = []
    slug = next(iter(left))
    while slug not in way:
        way.append(slug)
        slug = next(to for to in left[slug] if to in left)
    return way[way.index(slug) :]
