"""The steps of a disagreement in words, each with when it would be due (decision 33)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Partnership
from directory.models import FrontDoor
from directory.opening import Calendar
from directory.presenters import calendar_for, front_door_for
from govuk.words import deadline_words
from referrals import clocks
from referrals.models import EscalationLadder, EscalationStep

# The day itself, not a number of anything.
BY_A_DAY = {clocks.Unit.SAME_WORKING_DAY, clocks.Unit.END_OF_NEXT_WORKING_DAY}


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step: who talks to whom, how long it may take, and by when if it started now."""

    key: str
    who: str
    what: str
    length: str
    due: str
    why: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """A partnership's steps, the lane beside them for what cannot wait, and its own words."""

    steps: list[StepShown]
    urgent: list[StepShown]
    procedure: str
    quote: list[str]
    source: str


def ladder_of(partnership: Partnership, now: datetime) -> Ladder:
    """Return a partnership's ladder, counted from `now` by the one calculator (decision 3).

    Without a front door nothing says when anybody is there, so no step says when it is due.
    """
    rows = list(EscalationStep.objects.filter(partnership=partnership))
    try:
        calendar = calendar_for(front_door_for(partnership))
    except FrontDoor.DoesNotExist:
        calendar = None
    own = EscalationLadder.objects.filter(partnership=partnership).first()
    return Ladder(
        steps=_shown((row for row in rows if not row.urgent), calendar, now),
        urgent=_shown((row for row in rows if row.urgent), calendar, now),
        procedure=own.procedure if own else "",
        quote=own.quote.splitlines() if own else [],
        source=own.source if own else "",
    )


def _shown(
    rows: Iterable[EscalationStep], calendar: Calendar | None, now: datetime
) -> list[StepShown]:
    return [step_shown(row, calendar, now) for row in rows]


def step_shown(row: EscalationStep, calendar: Calendar | None, now: datetime) -> StepShown:
    """Return one step in words."""
    rule = row.as_rule()
    due = clocks.due_at(rule, now, calendar) if calendar else None
    said = clocks.length_words(rule.length)
    return StepShown(
        key=row.key,
        who=row.who,
        what=row.what,
        length=f"By {said}" if rule.length.unit in BY_A_DAY else f"Within {said}",
        due=deadline_words(due.at, now) if due else "",
        why=due.why if due else "",
    )
