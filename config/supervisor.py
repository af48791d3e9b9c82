"""`make demo`: prepares the database and runs web, worker and beat until Ctrl-C.

`python -m config.supervisor reset` deletes the demo's data, but never while it runs.

A process that ends by itself is started again, later each time it ends soon. Stopping stops all
of it, the embedded database too unless another program is using it.
"""

import fcntl
import io
import os
import shutil
import signal
import socket
import subprocess  # nosec B404 - runs our own programs
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from config import embedded_postgres
from config.celery import forget_messages

SHORTEST_WAIT, LONGEST_WAIT = 1.0, 30.0
# A process that has run this long ended for a new reason: it starts again at once.
SETTLED_SECONDS = 60
SECONDS_TO_STOP = 25


@dataclass
class Program:
    """One process kept running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    wait: float = SHORTEST_WAIT
    start_at: float = field(default_factory=time.monotonic)

    def keep_running(self) -> None:
        """Start the process where it is due; say so and set a time where it has ended."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                # A session of its own: Ctrl-C reaches the supervisor alone, which stops in order.
                self.process = subprocess.Popen(  # nosec B603 - our own programs
                    self.command, start_new_session=True
                )
                self.started = now
        elif (code := self.process.poll()) is not None:
            if now - self.started > SETTLED_SECONDS:
                self.wait = SHORTEST_WAIT
            print(
                f"{self.name} ended ({code}); starting it again in {self.wait:.0f} s.", flush=True
            )
            self.process, self.start_at = None, now + self.wait
            self.wait = min(self.wait * 2, LONGEST_WAIT)


def programs() -> list[Program]:
    """Return what the demo runs."""
    run = [sys.executable, "-m"]
    worker = ["--concurrency", "1", "--pool", "solo", "--without-gossip", "--without-mingle"]
    return [
        Program("Web", [*run, "gunicorn", "-c", "python:config.web_server", "config.wsgi"]),
        Program("Worker", [*run, "celery", "-q", "-A", "config.celery", "worker", *worker]),
        Program("Beat", [*run, "celery", "-q", "-A", "config.celery", "beat"]),
    ]


def prepare() -> str:
    """Bring the database up to date and load what is missing; keeps what is there.

    Returns where the demo is and who is in it, to be said once somebody can go there.
    """
    if settings.LOCAL:
        embedded_postgres.start_if_needed()
    call_command("check", fail_level="ERROR")
    call_command("migrate", verbosity=0)
    call_command("load_partnership", "bexley")
    print("Preparing invented people and cases: a minute or two the first time.", flush=True)
    said = io.StringIO()
    call_command("demo", stdout=said)
    connections.close_all()
    forget_messages()
    # WhiteNoise looks here first, although the demo's files come from where they are made.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    return said.getvalue()


def say_running() -> IO[bytes]:
    """Mark the demo's folder as in use until the returned file is closed, or this process ends."""
    settings.LOCAL_DIR.mkdir(parents=True, exist_ok=True)
    mark = _mark().open("ab")
    fcntl.flock(mark, fcntl.LOCK_SH)
    return mark


def is_running() -> bool:
    """Whether a supervisor uses the demo's folder."""
    if not _mark().exists():
        return False
    with _mark().open("ab") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _mark() -> Path:
    return settings.LOCAL_DIR / "supervisor.lock"


def reset() -> None:
    """Delete the demo's database, mail and files; refused while the demo runs."""
    if is_running():
        sys.exit("The demo is running. Stop it with Ctrl-C first.")
    embedded_postgres.Server().remove()
    shutil.rmtree(settings.LOCAL_DIR, ignore_errors=True)


def is_free(port: int) -> bool:
    """Whether nothing listens on `port` of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def answers(port: int) -> bool:
    """Whether the web server on `port` answers."""
    try:
        with urllib.request.urlopen(  # nosec B310 - always http, this machine
            f"http://127.0.0.1:{port}/health/live/", timeout=2
        ):
            return True
    except (urllib.error.URLError, OSError):
        return False


def stop(running: list[Program]) -> None:
    """Ask every process to stop, and end those that do not."""
    processes = [program.process for program in running if program.process]
    for process in processes:
        process.terminate()
    give_up = time.monotonic() + SECONDS_TO_STOP
    for process in processes:
        try:
            process.wait(timeout=max(0.1, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def stop_database() -> None:
    """Stop the embedded database unless another program is using it."""
    if not settings.LOCAL:
        return
    if embedded_postgres.Server().is_used():
        print("The database keeps running: another program is using it.", flush=True)
    else:
        embedded_postgres.Server().stop()


def main() -> None:
    """Prepare, run until told to stop, stop."""
    if not settings.DEMO:
        sys.exit("This runs the demo, with invented people anybody may sign in as: set DEMO=1.")
    port = settings.PORT
    if not is_free(port):
        sys.exit(f"Port {port} is in use. Choose another: PORT={port + 1} make demo")
    django.setup()
    mark = say_running()
    try:
        who = prepare()
    except embedded_postgres.EmbeddedPostgresError as error:
        sys.exit(str(error))
    except CommandError as error:
        # A newer program brings a newer pack, and never writes over what somebody may have edited.
        stop_database()
        mark.close()
        sys.exit(f"{error}\n\nTo start the demo over with new data: make reset, then make demo.")
    except KeyboardInterrupt:
        stop_database()
        sys.exit("\nStopped before it was ready.")
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    running = programs()
    announced = False
    while not stopping.wait(0.2):
        for program in running:
            program.keep_running()
        if not announced and answers(port):
            announced = True
            print(who, end="")
            print(
                f"\nEffective Support is running at http://localhost:{port} - Ctrl-C stops it.",
                flush=True,
            )
    print("\nStopping.", flush=True)
    stop(running)
    stop_database()
    mark.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["reset"]:
        reset()
    else:
        main()
