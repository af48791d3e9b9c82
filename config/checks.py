"""System checks: what this machine or these settings lack, and what to do about it."""

import ctypes
from typing import Any

from django.conf import settings
from django.core import checks

PANGO = {
    "libpango-1.0.so.0": "libpango-1.0.dylib",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0.dylib",
}


def _can_load(*names: str) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def pango_is_installed(**_arguments: Any) -> list[checks.CheckMessage]:
    """WeasyPrint draws text with Pango, which no Python package brings along."""
    if all(_can_load(linux, f"/opt/homebrew/lib/{mac}", mac) for linux, mac in PANGO.items()):
        return []
    return [
        checks.Warning(
            "WeasyPrint cannot make PDF documents: the Pango library is missing.",
            hint="Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0. "
            "macOS: brew install pango.",
            id="config.W001",
        )
    ]


def a_demo_is_never_deployed(**_arguments: Any) -> list[checks.CheckMessage]:
    """With DEMO on anybody may sign in as anybody, and no second factor is asked."""
    if not settings.DEMO:
        return []
    return [checks.Error("DEMO is on: anybody may sign in as anybody.", id="config.E001")]


def the_embedded_database_is_never_deployed(**_arguments: Any) -> list[checks.CheckMessage]:
    """The embedded database trusts every local user."""
    if not settings.LOCAL:
        return []
    return [
        checks.Error("DATABASE_URL is not set: the embedded database is in use.", id="config.E002")
    ]
