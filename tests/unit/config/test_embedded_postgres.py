"""The embedded database survives what a first run on somebody's machine throws at it."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.embedded_postgres import (
    DATABASE,
    LONGEST_SOCKET_PATH,
    SOCKET_NAME,
    BelongsToAnotherUser,
    Server,
    WrongVersion,
)

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server of its own, in a folder that the unprivileged account can enter."""
    folder = Path(tempfile.mkdtemp(prefix="es-server-"))
    folder.chmod(0o755)
    server = Server(folder)
    server.start_if_needed()
    yield server
    server.remove()
    shutil.rmtree(folder)


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty project folder that the unprivileged account can enter."""
    folder = Path(tempfile.mkdtemp(prefix="es-server-"))
    folder.chmod(0o755)
    yield folder
    Server(folder).remove()
    shutil.rmtree(folder)


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split("\n", 1)[0])


def ask(server: Server, question: str = "SELECT 1") -> object:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def kill(server: Server) -> None:
    """Kill the server without warning and wait until its processes are gone."""
    pid = postmaster(server)
    os.kill(pid, signal.SIGKILL)
    give_up = time.monotonic() + 10
    while time.monotonic() < give_up:
        try:
            ask(server)
        except psycopg.OperationalError:
            return


def test_it_opens_no_network_port_and_has_its_database(server: Server) -> None:
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SELECT current_database()") == DATABASE


def test_a_second_start_finds_the_first_and_changes_nothing(server: Server) -> None:
    before = postmaster(server)
    server.start_if_needed()
    assert postmaster(server) == before


def test_it_starts_again_with_its_data_after_being_killed(server: Server) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    kill(server)
    server.start_if_needed()
    assert ask(server, "SELECT n FROM kept") == 7


def test_a_process_number_given_to_another_program_is_not_taken_for_the_server(
    server: Server,
) -> None:
    kill(server)
    stranger = subprocess.Popen(
        ["sleep", "60"],
        user=server.account.pw_uid if os.geteuid() == 0 else None,
    )
    try:
        for lock in (server.data / "postmaster.pid", server.socket_dir / f"{SOCKET_NAME}.lock"):
            lines = lock.read_text().split("\n")
            lock.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        server.start_if_needed()
        assert ask(server) == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_two_starts_at_once_make_one_server(folder: Path) -> None:
    start = (
        "import sys; from pathlib import Path; from config.embedded_postgres import Server;"
        f"Server(Path({str(folder)!r})).start_if_needed()"
    )
    starts = [subprocess.Popen([sys.executable, "-c", start], cwd=ROOT) for _ in range(2)]
    assert [process.wait(timeout=60) for process in starts] == [0, 0]
    assert ask(Server(folder)) == 1


def test_a_path_too_long_for_a_socket_gets_a_short_one(folder: Path) -> None:
    deep = folder / ("a-rather-long-name-" * 6) / "with spaces, a 'quote' and CAPITALS"
    deep.mkdir(parents=True)
    server = Server(deep)
    try:
        assert len(str(deep / ".local/run" / SOCKET_NAME)) > 107
        assert len(str(server.socket_dir / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
        server.start_if_needed()
        assert ask(server) == 1
    finally:
        server.remove()
    assert not server.socket_dir.exists()


def test_computing_the_address_creates_nothing(folder: Path) -> None:
    assert Server(folder).url().startswith("postgres://postgres@/effective_support?host=")
    assert list(folder.iterdir()) == []


def test_data_of_another_version_is_refused_by_name(folder: Path) -> None:
    server = Server(folder)
    server.data.mkdir(parents=True)
    shutil.chown(server.data, server.account.pw_uid)
    (server.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(WrongVersion, match="written by PostgreSQL 12"):
        server.start_if_needed()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_root_and_then_another_user_is_told_whose_it_is(server: Server) -> None:
    """While root's server runs another user may use it; once it is stopped they are told whose."""
    other = pwd.getpwnam("daemon")
    start = (
        "import os; from pathlib import Path; from config import embedded_postgres as e;"
        f"os.setgroups([]); os.setgid({other.pw_gid}); os.setuid({other.pw_uid});"
        f"s = e.Server(Path({str(server.project)!r}))\n"
        "try: s.start_if_needed(); print('works')\n"
        "except e.BelongsToAnotherUser as error: print(error)"
    )

    def as_other() -> str:
        done = subprocess.run(
            [sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert as_other() == "works\n"
    server.stop()
    try:
        assert "belongs to" in as_other()
    finally:
        server.start_if_needed()
    assert ask(server) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another user's folder")
def test_a_socket_folder_that_somebody_else_put_there_is_refused(folder: Path) -> None:
    deep = folder / ("a-rather-long-name-" * 6)
    deep.mkdir()
    server = Server(deep)
    server.socket_dir.mkdir()
    try:
        os.chown(server.socket_dir, pwd.getpwnam("daemon").pw_uid, -1)
        with pytest.raises(BelongsToAnotherUser, match="belongs to daemon"):
            server.start_if_needed()
    finally:
        server.socket_dir.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user can always enter their own clone")
def test_root_in_a_folder_closed_to_others_keeps_everything_elsewhere() -> None:
    closed = Path(tempfile.mkdtemp(prefix="es-closed-"))
    server = Server(closed)
    try:
        server.start_if_needed()
        assert ask(server) == 1
        assert closed not in server.data.parents
        assert closed.stat().st_mode & 0o077 == 0
    finally:
        server.remove()
        shutil.rmtree(closed)
    assert not server.home.exists()
