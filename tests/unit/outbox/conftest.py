"""Workers that are processes of their own, on the test's database, to be killed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from outbox import handlers, periodic

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def only_the_handlers_of_this_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test registers is unknown to the next; other apps' jobs do not run here."""
    monkeypatch.setattr(handlers, "_handlers", {})
    monkeypatch.setattr(periodic, "_jobs", {})


@pytest.fixture
def notices(transactional_db: None) -> Iterator[Callable[[], list[str]]]:
    """A table without any protection of its own against being written twice."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE outbox_notice_in_test (delivery uuid NOT NULL)")

    def written() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT delivery FROM outbox_notice_in_test")
            return [str(delivery) for (delivery,) in cursor.fetchall()]

    yield written
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE outbox_notice_in_test")


@pytest.fixture
def start_worker(
    transactional_db: None, tmp_path: Path
) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Start `worker.py` with one way of behaving; whatever still runs afterwards is killed."""
    started: list[subprocess.Popen[str]] = []
    database = {
        name: str(connection.settings_dict[name])
        for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")
    }

    def start(behaviour: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.unit.outbox.worker", behaviour],
            cwd=ROOT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
                "OUTBOX_TEST_DATABASE": json.dumps(database),
                "OUTBOX_TEST_FOLDER": str(tmp_path),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
