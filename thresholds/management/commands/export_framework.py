"""Print a framework's edition in force."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thresholds.errors import UnknownFramework
from thresholds.presenters import edition_of_framework, exported

UNKNOWN = 2
"""Exit status when there is no such framework."""


class Command(BaseCommand):
    """Prints levels and indicators as JSON, so that a source can be held beside them."""

    help = "Print a framework's edition in force as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the framework."""
        parser.add_argument("framework", help="for example bexley")

    def handle(self, *args: Any, framework: str, **options: Any) -> None:
        """Print the edition; exit 2 when the framework is not known."""
        try:
            edition = edition_of_framework(framework)
        except UnknownFramework as error:
            raise CommandError(
                f"{type(error).__name__}: {error.message}", returncode=UNKNOWN
            ) from error
        self.stdout.write(json.dumps(exported(edition), ensure_ascii=False, indent=2))
