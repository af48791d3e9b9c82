"""A clock in the words of a page: its state, when it is due, and why then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.rules import ROLE_NAMES
from directory.opening import Calendar
from govuk import words
from referrals import clocks
from referrals.clocks import ClockState
from referrals.models import Clock


@dataclass(frozen=True, slots=True)
class ClockShown:
    """What a page shows of one clock: `state` and `words` for the kit, `why` for who asks.

    `record_url` leads to the page that meets the clock, where there is one, and `record_words`
    says what is recorded there.
    """

    state: str
    words: str
    name: str
    why: str
    owed_by: str
    deadline: datetime
    about: str = ""
    record_url: str = ""
    record_words: str = ""

    @property
    def iso(self) -> str:
        """The deadline for machines."""
        return words.london(self.deadline).isoformat(timespec="minutes")


def shown(clock: Clock, *, now: datetime, calendar: Calendar, about: str = "") -> ClockShown:
    """Return a clock as a page shows it; `about` names the child where there are several."""
    reading = clocks.state(clock.facts(), now)
    return ClockShown(
        state=reading.state.value,
        words=_words(clock, reading, now, calendar),
        name=clock.name,
        why=clock.why,
        owed_by=ROLE_NAMES.get(clock.owed_by, ""),  # type: ignore[call-overload]
        deadline=reading.deadline,
        about=about,
    )


def _words(clock: Clock, reading: clocks.Reading, now: datetime, calendar: Calendar) -> str:
    between = calendar.working_days_between
    match reading.state:
        case ClockState.WAITING:
            return words.starts_words(reading.at, now)
        case ClockState.LATE:
            return words.late_words(reading.deadline, now, between)
        case ClockState.HELD:
            return words.held_words(reading.deadline, now)
        case ClockState.MET | ClockState.MET_LATE:
            return words.done_words(reading.at, reading.deadline, now, between)
        case ClockState.STOPPED:
            # Decision 2: what was missed stays visible as missed, whatever stopped it.
            late = ""
            if reading.at > reading.deadline:
                late = f", {words.lateness(reading.deadline, reading.at, between)} late"
            return words.stopped_words(f"{clock.stopped_because}{late}")
        case _:
            return words.due_words(reading.deadline, now)


def nearest(running: Iterable[Clock]) -> Clock | None:
    """Return the running clock that is due first; None when none runs."""
    return min(running, key=lambda clock: (clock.facts().deadline, clock.pk), default=None)
