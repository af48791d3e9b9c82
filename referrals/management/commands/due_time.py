"""Work out a due time without starting a clock."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.models import FrontDoor
from directory.opening import LONDON
from directory.presenters import calendar_for, front_door_for
from referrals.clocks import (
    MissingSecondStart,
    NoImmediateLength,
    UnexpectedSecondStart,
    due_at,
)
from referrals.models import Timescale

WRONG_QUESTION = 2
"""Exit status when what was asked names something the partnership does not have."""


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
        """Print the due time and why; exit 2 when the question cannot be answered."""
        timescale = (
            Timescale.objects.filter(partnership__key=partnership, key=key)
            .select_related("partnership")
            .first()
        )
        if timescale is None:
            raise CommandError(
                f"{partnership} has no timescale {key}. Load it with load_partnership.",
                returncode=WRONG_QUESTION,
            )
        try:
            due = due_at(
                timescale.as_rule(),
                _moment(start),
                calendar_for(front_door_for(timescale.partnership)),
                second_start=None if second is None else _moment(second),
                immediate=immediate,
            )
        except (MissingSecondStart, UnexpectedSecondStart, NoImmediateLength) as error:
            raise CommandError(str(error), returncode=WRONG_QUESTION) from error
        except FrontDoor.DoesNotExist as error:
            raise CommandError(
                f"{partnership} has no front door, so no office hours to count by.",
                returncode=WRONG_QUESTION,
            ) from error
        self.stdout.write(due.at.isoformat())
        self.stdout.write(due.why)


def _moment(text: str) -> datetime:
    """A moment as typed: London time unless it says another zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            f"'{text}' is not a date and time like 2026-12-24T16:30.", returncode=WRONG_QUESTION
        ) from error
    return moment.replace(tzinfo=LONDON) if moment.tzinfo is None else moment
