"""What a machine or a deployment lacks is named, with what to do."""

import ctypes

import pytest
from pytest_django.fixtures import Settings

from config import checks


def test_missing_pango_is_named_with_the_package_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nothing_there(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", nothing_there)
    (found,) = checks.pango_is_installed()
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in (found.hint or "")


def test_a_demo_cannot_be_deployed(settings: Settings) -> None:
    settings.DEMO = True
    assert [found.id for found in checks.a_demo_is_never_deployed()] == ["config.E001"]
    settings.DEMO = False
    assert checks.a_demo_is_never_deployed() == []


def test_the_embedded_database_cannot_be_deployed(settings: Settings) -> None:
    settings.LOCAL = True
    assert [f.id for f in checks.the_embedded_database_is_never_deployed()] == ["config.E002"]
