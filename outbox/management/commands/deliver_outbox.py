"""Deliver without a broker."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from outbox.operations import Tally, deliver_due
from outbox.periodic import run_due_periodic
from outbox.schedule import EVERY


class Command(BaseCommand):
    """Runs what the Celery worker runs, and delivers at once what the periodic jobs enqueue."""

    help = "Deliver what is due in the outbox, without Celery or a broker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare `--once`."""
        parser.add_argument(
            "--once",
            action="store_true",
            help="stop when nothing more is due, instead of looking again every few seconds",
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Deliver until nothing is due; without `--once`, keep looking."""
        self._report(self._round())
        while not once:
            time.sleep(EVERY.total_seconds())
            tally = self._round()
            if tally.tried:
                self._report(tally)

    def _round(self) -> Tally:
        """One run of the periodic jobs, and deliveries until nothing more is due."""
        run_due_periodic()
        total = Tally()
        while (tally := deliver_due()).tried:
            total.done += tally.done
            total.failed += tally.failed
        return total

    def _report(self, tally: Tally) -> None:
        self.stdout.write(f"Delivered: {tally.done}. Failed, to be tried again: {tally.failed}.")
