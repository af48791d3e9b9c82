"""What happens to a referral, for whoever thinks of making one."""

from collections.abc import Mapping
from dataclasses import dataclass

from govuk.words import count_words
from referrals.clocks import Length, Timescale, Unit


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a referral's way: what happens, by when, and who sees to it."""

    title: str
    by: str
    text: str


# Each step's words and the clock that times it (Appendix 2 of the guide).
_STEPS = (
    (
        "You send it",
        "",
        "Or you ring. Everything that reaches the front door is written down. In danger, call "
        "999 first.",
    ),
    ("Somebody reads it", "first_read", "The most urgent first, whatever the order they came in."),
    (
        "You hear what happens next",
        "referrer_response",
        "We may ask you for more, and ask other agencies what they know.",
    ),
    (
        "A manager decides",
        "mash_decision",
        "For each child: advice, other help, Family Wellbeing, a social worker, or no further "
        "action. A decision can be held once, to find out more.",
    ),
    (
        "You are told the decision",
        "outcome_feedback",
        "What was decided and why, what happens next, and what to do if you do not agree.",
    ),
    (
        "Help starts",
        "",
        "Family Wellbeing visits the family within days. If a social worker takes it on, the "
        "child is seen within days, and the same day in immediate danger. Keep supporting the "
        "child: your part goes on.",
    ),
)


def steps(timescales: Mapping[str, Timescale]) -> list[Step]:
    """Return the steps of a referral with the partnership's own times (R-048, R-050, R-053)."""
    return [
        Step(title, _within(timescales[key].length) if key in timescales else "", text)
        for title, key, text in _STEPS
    ]


def _within(length: Length) -> str:
    if length.unit is Unit.OFFICE_HOURS:
        return f"Within {count_words(length.amount, 'office hour')}"
    if length.unit is Unit.HOURS:
        return f"Within {count_words(length.amount, 'hour')}, counted on working days"
    if length.unit is Unit.WORKING_DAY_SAME_TIME:
        return "Within 1 working day"
    if length.unit is Unit.WORKING_DAYS:
        return f"Within {count_words(length.amount, 'working day')}"
    return ""
