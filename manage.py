#!/usr/bin/env python
"""The project's command line; starts the embedded database when no server is named."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

from config import embedded_postgres


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if settings.LOCAL:
        try:
            embedded_postgres.start_if_needed()
        except embedded_postgres.EmbeddedPostgresError as error:
            sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
