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


# Each step's words and the clock that times it (Appendix 2 of the guide); words that are not here
# follow from the partnership's timescales.
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
        "",
    ),
    (
        "You are told the decision",
        "outcome_feedback",
        "What was decided and why, what happens next, and what to do if you do not agree.",
    ),
    ("Help starts", "", ""),
)


def steps(timescales: Mapping[str, Timescale]) -> list[Step]:
    """Return the steps of a referral with the partnership's own times (R-048, R-050, R-053)."""
    own = {"A manager decides": _decided(timescales), "Help starts": _help(timescales)}
    return [
        Step(
            title, _within(timescales[key].length) if key in timescales else "", text or own[title]
        )
        for title, key, text in _STEPS
    ]


def _decided(timescales: Mapping[str, Timescale]) -> str:
    """Name Family Wellbeing only where the partnership has it (decision 30)."""
    ways = ["advice", "other help"]
    if "fws_allocation" in timescales:
        ways.append("Family Wellbeing")
    return (
        f"For each child: {', '.join(ways)}, a social worker, or no further action. "
        "A decision can be held once, to find out more."
    )


def _help(timescales: Mapping[str, Timescale]) -> str:
    """Promise no more than the partnership's own timescales do."""
    said = []
    if "fws_first_visit" in timescales:
        said.append("Family Wellbeing visits the family within days.")
    seen = []
    if "child_seen" in timescales:
        seen.append("the child is seen within days")
    if "child_seen_immediate" in timescales:
        seen.append(f"{'' if seen else 'the child is seen '}the same day in immediate danger")
    if seen:
        said.append(f"If a social worker takes it on, {', and '.join(seen)}.")
    return " ".join([*said, "Keep supporting the child: your part goes on."])


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
