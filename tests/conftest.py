"""What every test stands on: a server, hypothesis profiles and the fixtures of the modules named.

`tests/databases.py` has the databases, `tests/browsers.py` the browser.
"""

import gc
import os

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings

from config import embedded_postgres

pytest_plugins = ["tests.databases", "tests.browsers", "tests.cast"]

hypothesis_settings.register_profile("standard", derandomize=True, max_examples=60, deadline=None)
hypothesis_settings.register_profile("thorough", max_examples=2000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "standard"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded database once, before any parallel process asks for it."""
    if hasattr(config, "workerinput"):
        return
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if settings.LOCAL:
        embedded_postgres.start_if_needed()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the long tests first: one that starts last keeps a process waiting for it."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """Keep the garbage collector from walking all the modules again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
