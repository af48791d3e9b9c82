"""Suggest a level for signs and circumstances listed in a file."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import OperationError
from thresholds.errors import RepeatedEntry, UnreadableFile
from thresholds.matching import RepeatedName, chosen_from_data, each_name_once
from thresholds.presenters import (
    circumstances_with_keys,
    edition_of_framework,
    indicators_worded,
    suggestion_for,
)

NOT_SUGGESTED = 2
"""Exit status when the file names something the framework does not have."""


class Command(BaseCommand):
    """Asks the suggestion of decisions 15 and 16 about one child, from the command line."""

    help = "Suggest a level of need from a file of indicators and circumstances."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the framework and the file."""
        parser.add_argument("--framework", required=True, help="for example bexley")
        parser.add_argument(
            "file",
            type=Path,
            help='{"indicators": [{"level": 4, "text": "…"}], "circumstances": ["fgm"]}',
        )

    def handle(self, *args: Any, framework: str, file: Path, **options: Any) -> None:
        """Print level, reasons, advice and edition as JSON; exit 2 on a named error."""
        try:
            edition = edition_of_framework(framework)
            signs, keys = _read(file)
            suggestion = suggestion_for(
                edition,
                indicators_worded(edition, signs),
                circumstances_with_keys(edition, keys),
            )
        except OperationError as error:
            raise CommandError(
                f"{type(error).__name__}: {error.message}", returncode=NOT_SUGGESTED
            ) from error
        answer = asdict(suggestion)
        shown = {name: answer[name] for name in ("level", "reasons", "advice")}
        self.stdout.write(
            json.dumps(shown | {"edition": edition.name}, ensure_ascii=False, indent=2)
        )


def _read(file: Path) -> tuple[list[tuple[int, str]], list[str]]:
    try:
        # A byte-order mark, which some editors write, is no part of the text.
        text = file.read_text(encoding="utf-8-sig")
        return chosen_from_data(json.loads(text, object_pairs_hook=each_name_once))
    except RepeatedName as error:
        raise RepeatedEntry(f"{file.name} cannot be read: {error}.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableFile(f"{file.name} cannot be read: {error}.") from error
