"""Find the indicators nearest to phrases listed in a file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import OperationError
from thresholds.errors import UnreadableFile
from thresholds.presenters import edition_of_framework
from thresholds.presenters_finding import nearest, prepare

NOT_FOUND = 2
"""Exit status when the framework is not known or the file cannot be read."""


class Command(BaseCommand):
    """Searches as the find page does, from the command line."""

    help = "Find the indicators nearest to each line of a file; print one JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the framework and the file."""
        parser.add_argument("--framework", required=True, help="for example bexley")
        parser.add_argument("--file", required=True, type=Path, help="one phrase a line")

    def handle(self, *args: Any, framework: str, file: Path, **options: Any) -> None:
        """Print each phrase with at most ten indicators, best first; exit 2 on a named error."""
        try:
            edition = edition_of_framework(framework)
            phrases = _phrases(file)
            prepare(edition)
            for phrase in phrases:
                found = [
                    {
                        "text": indicator.text,
                        "level": indicator.level.number,
                        "domain": indicator.domain.name,
                    }
                    for indicator in nearest(edition, phrase)
                ]
                self.stdout.write(
                    json.dumps({"phrase": phrase, "found": found}, ensure_ascii=False)
                )
        except OperationError as error:
            raise CommandError(
                f"{type(error).__name__}: {error.message}", returncode=NOT_FOUND
            ) from error


def _phrases(file: Path) -> list[str]:
    """The lines of a file that hold something, without the space around them."""
    try:
        # A byte-order mark, which some editors write, is no part of the text.
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{file.name} cannot be read: {error}.") from error
    return [line.strip() for line in lines if line.strip()]
