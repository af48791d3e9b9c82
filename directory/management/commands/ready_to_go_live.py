"""Say what stands between a partnership and real children."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Partnership
from directory.presenters import blocks_going_live


class Command(BaseCommand):
    """Lists the numbers that are missing, invented or not checked; exits with 1 if there are any.

    Decisions 34 and 35. Whoever puts the portal in front of real people runs it first.
    """

    help = "List what blocks a partnership from going live."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the partnership."""
        parser.add_argument("partnership", help="for example bexley")

    def handle(self, *args: Any, partnership: str, **options: Any) -> None:
        """Write what blocks it, or that nothing does. Raises CommandError when something does."""
        found = Partnership.objects.filter(key=partnership).first()
        if found is None:
            raise CommandError(f"There is no partnership {partnership}.")
        if blocks := blocks_going_live(found):
            listed = "\n".join(f"  {block}" for block in blocks)
            raise CommandError(f"{partnership} is not ready to go live:\n{listed}", returncode=1)
        self.stdout.write(f"{partnership} is ready to go live.")
