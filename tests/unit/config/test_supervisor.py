"""The demo's supervisor keeps web, worker and beat running and stops all of them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.utils import timezone

from config import supervisor
from config.embedded_postgres import Server
from config.supervisor import Program, answers, is_free, programs, stop
from outbox.models import Delivery


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def demo(
    transactional_db: None, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[int, list[Program]]]:
    """The demo's programs on a free port and the test's own database, not yet started."""
    port = free_port()
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BIND", f"127.0.0.1:{port}")
    monkeypatch.setenv("WEB_WORKERS", "1")
    monkeypatch.setenv("BROKER_DIR", str(tmp_path / "broker"))
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    running = programs()
    yield port, running
    stop(running)


def keep_running_until(
    running: list[Program], happened: Callable[[], bool], *, seconds: float = 60
) -> None:
    give_up = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up, "it did not happen in time"
        for program in running:
            program.keep_running()
        time.sleep(0.1)


@pytest.mark.long
def test_the_demo_serves_delivers_survives_a_crash_and_stops(
    demo: tuple[int, list[Program]],
) -> None:
    port, running = demo
    waiting = Delivery.objects.create(
        handler="nobody.registered_this", dedupe_key="supervisor", due_at=timezone.now()
    )

    def looked_at() -> bool:
        waiting.refresh_from_db()
        return waiting.attempts > 0

    keep_running_until(running, lambda: answers(port) and looked_at())

    web = running[0]
    assert web.process is not None
    first = web.process.pid
    os.killpg(first, signal.SIGKILL)
    web.process.wait()
    keep_running_until(
        running, lambda: web.process is not None and web.process.pid != first and answers(port)
    )

    stop(running)
    assert [p.process.poll() is not None for p in running if p.process] == [True, True, True]
    assert is_free(port)


def test_a_program_that_keeps_ending_is_started_later_each_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    program = Program("Broken", [sys.executable, "-c", "raise SystemExit(3)"])
    waits = []
    for _ in range(7):
        program.start_at = 0
        program.keep_running()
        assert program.process is not None
        program.process.wait()
        before = time.monotonic()
        program.keep_running()
        waits.append(round(program.start_at - before))
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert "Broken ended (3); starting it again in 1 s." in capsys.readouterr().out


def test_a_program_that_ran_long_is_started_again_at_once() -> None:
    program = Program("Settled", [sys.executable, "-c", ""], wait=30)
    program.keep_running()
    assert program.process is not None
    program.process.wait()
    program.started -= supervisor.SETTLED_SECONDS + 1
    program.keep_running()
    assert program.start_at - time.monotonic() <= supervisor.SHORTEST_WAIT


def test_a_program_that_will_not_stop_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "SECONDS_TO_STOP", 0.3)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('ready', flush=True); time.sleep(60)"
    )
    program = Program("Deaf", [sys.executable, "-c", deaf])
    program.keep_running()
    assert program.process is not None
    stop([program])
    assert program.process.poll() is not None


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo's folder with mail in it, and a database that says when it is removed."""
    local = tmp_path / ".local"
    (local / "mail").mkdir(parents=True)
    monkeypatch.setattr(settings, "LOCAL_DIR", local)
    monkeypatch.setattr(Server, "remove", lambda server: (local / "removed").touch())
    return local


def test_nothing_is_deleted_while_the_demo_runs(folder: Path) -> None:
    with supervisor.say_running():
        with pytest.raises(SystemExit, match=r"The demo is running. Stop it with Ctrl-C first\."):
            supervisor.reset()
        assert (folder / "mail").exists()
        assert not (folder / "removed").exists()
    supervisor.reset()
    assert not folder.exists()


def test_data_that_differs_from_a_newer_pack_is_said_with_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> str:
        raise CommandError("The database differs from the pack. Nothing was loaded.")

    monkeypatch.setattr(settings, "DEMO", True)
    monkeypatch.setattr(supervisor, "is_free", lambda port: True)
    monkeypatch.setattr(supervisor, "prepare", refuse)
    monkeypatch.setattr(supervisor, "stop_database", lambda: None)
    with pytest.raises(SystemExit, match="differs from the pack") as stopped:
        supervisor.main()
    assert "make reset" in str(stopped.value)


def test_a_demo_that_was_killed_is_not_running_any_more(folder: Path) -> None:
    holder = (
        "from config import supervisor; import sys, time; from pathlib import Path;"
        f"supervisor.settings.LOCAL_DIR = Path({str(folder)!r});"
        "mark = supervisor.say_running(); print('ready', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        killed.stdout.readline()
        assert supervisor.is_running()
        killed.kill()
    assert not supervisor.is_running()
