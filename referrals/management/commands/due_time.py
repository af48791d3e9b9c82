"""Work out a due time without starting a clock."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import OperationError, UnknownPartnership
from accounts.models import Partnership
from directory.errors import NoFrontDoor
from directory.models import FrontDoor
from directory.opening import Calendar, MomentThatNeverWas, london_moment
from directory.presenters import calendar_for, front_door_for
from referrals.clocks import (
    MissingSecondStart,
    NoImmediateLength,
    OutsideTheCalendar,
    UnexpectedSecondStart,
    due_at,
)
from referrals.errors import UnknownTimescale, UnreadableMoment
from referrals.models import Timescale

WRONG_QUESTION = 2
"""Exit status when a question cannot be answered; what is said begins with the error's name."""

REFUSED = (
    OperationError,
    MissingSecondStart,
    MomentThatNeverWas,
    NoImmediateLength,
    OutsideTheCalendar,
    UnexpectedSecondStart,
)


class Command(BaseCommand):
    """Asks the calculator of decision 3 about a partnership's own timescales and office hours."""

    help = "Print when a timescale is due, in ISO form, and on the next line why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the partnership, the timescale and the moments it is counted from."""
        parser.add_argument("partnership", help="for example bexley")
        parser.add_argument("key", help="the timescale, for example mash_decision")
        parser.add_argument("start", help="London time, for example 2026-12-24T16:30")
        parser.add_argument(
            "second",
            nargs="?",
            help="what the limit is counted from: FWS receipt for the family meetings, receipt "
            "for outcome_feedback, the agreed date for assessment",
        )
        parser.add_argument(
            "--immediate", action="store_true", help="take the shorter length of a danger"
        )

    def handle(
        self,
        *args: Any,
        partnership: str,
        key: str,
        start: str,
        second: str | None,
        immediate: bool,
        **options: Any,
    ) -> None:
        """Print the due time and why; exit 2 on a named error."""
        try:
            asked = _partnership(partnership)
            due = due_at(
                _timescale(asked, key).as_rule(),
                _moment(start),
                _calendar(asked),
                second_start=None if second is None else _moment(second),
                immediate=immediate,
            )
        except REFUSED as error:
            raise CommandError(
                f"{type(error).__name__}: {error}", returncode=WRONG_QUESTION
            ) from error
        self.stdout.write(due.at.isoformat())
        self.stdout.write(due.why)


def _partnership(key: str) -> Partnership:
    partnership = Partnership.objects.filter(key=key).first()
    if partnership is None:
        raise UnknownPartnership(
            f"No partnership is called “{key}”. Load it with load_partnership."
        )
    return partnership


def _timescale(partnership: Partnership, key: str) -> Timescale:
    timescale = Timescale.objects.filter(partnership=partnership, key=key).first()
    if timescale is None:
        raise UnknownTimescale(f"{partnership.key} has no timescale {key}.")
    return timescale


def _calendar(partnership: Partnership) -> Calendar:
    try:
        return calendar_for(front_door_for(partnership))
    except FrontDoor.DoesNotExist as error:
        raise NoFrontDoor(
            f"{partnership.key} has no front door, so no office hours to count by."
        ) from error


def _moment(text: str) -> datetime:
    """A moment as typed: London time unless it says another zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnreadableMoment(f"'{text}' is not a date and time like 2026-12-24T16:30.") from error
    return london_moment(moment) if moment.tzinfo is None else moment
