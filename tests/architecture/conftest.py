"""What the walks over every address share: the cast, a record at each stage, a quick hat."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import auth
from django.http import HttpRequest

from accounts import middleware
from accounts.models import Membership
from tests.architecture import walk
from tests.architecture.expectations import CAST


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, Membership]:
    names = (*CAST, "second_decision_maker")
    return {name: request.getfixturevalue(name) for name in names}


@pytest.fixture
def made(cast: dict[str, Membership]) -> dict[str, Any]:
    return walk.records(cast)


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read who a browser belongs to and their hat once, not for each of thousands of requests."""
    for module, name in ((auth, "get_user"), (middleware, "active_membership")):
        monkeypatch.setattr(module, name, _once_a_session(getattr(module, name)))


def _once_a_session(read: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    found: dict[str | None, Any] = {}

    def reader(request: HttpRequest) -> Any:
        key = request.session.session_key
        if key not in found:
            found[key] = read(request)
        return found[key]

    return reader
