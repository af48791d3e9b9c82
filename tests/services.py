"""`make test-services`: the suite against a PostgreSQL server and a Redis broker.

`DATABASE_URL` and `REDIS_URL` name them; without, they are looked for on 127.0.0.1, ports 5432 and
6379, without a password. Where one does not answer there it is started from the system's programs
for this run alone, with its data in a temporary folder, installing them from Debian's packages
where they are missing. Nothing is skipped: what cannot be had fails. Database names and Redis keys
carry the run's own name, and both are gone afterwards.

Arguments are passed on to pytest: `python -m tests.services -n 2 -k outbox`.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis

DATABASE_URL = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
PACKAGES = {"postgres": "postgresql", "redis-server": "redis-server"}
SECONDS_TO_START = 30


def program(name: str) -> Path:
    """Return the system's program `name`, installing Debian's package where it is missing.

    Debian keeps PostgreSQL's programs out of the path, one folder a version: the newest is used.
    """

    def find() -> Path | None:
        folders = Path("/usr/lib/postgresql").glob("*/bin")
        versions = sorted(folders, key=lambda folder: int(folder.parent.name), reverse=True)
        path = os.pathsep.join([*map(str, versions), os.environ.get("PATH", os.defpath)])
        found = shutil.which(name, path=path)
        return Path(found) if found else None

    found = find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {PACKAGES[name]}…", flush=True)
        for command in (["update", "-q"], ["install", "-q", "-y", PACKAGES[name]]):
            subprocess.run(
                ["apt-get", *command],
                check=True,
                stdout=subprocess.DEVNULL,
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            )
        found = find()
    if found is None:
        sys.exit(
            f"{name} is needed and was not found. Debian and Ubuntu: "
            f"apt-get install {PACKAGES[name]}; or name a running server in the environment."
        )
    return found


def postgres_problem(url: str) -> Exception | None:
    """Return why the PostgreSQL server at `url` cannot be used; None where it can."""
    try:
        with psycopg.connect(url, dbname="postgres", connect_timeout=5):
            return None
    except psycopg.OperationalError as problem:
        return problem


def redis_problem(url: str) -> Exception | None:
    """Return why the Redis server at `url` cannot be used; None where it can."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5) as server:
            server.ping()
            return None
    except redis.RedisError as problem:
        return problem


def port_for(url: str, standard: int) -> int:
    """Return the port of `url` where it is free on this machine, else any free one."""
    for port in (urlsplit(url).port or standard, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no port is free")


def wait_for(name: str, problem: Callable[[], Exception | None]) -> None:
    """Wait until a started server can be used."""
    give_up = time.monotonic() + SECONDS_TO_START
    while (found := problem()) is not None:
        if time.monotonic() > give_up:
            sys.exit(f"{name} was started and does not answer: {found}")
        time.sleep(0.1)


@contextmanager
def own_postgres(port: int) -> Iterator[str]:
    """Run the system's PostgreSQL on `port`, as `nobody` where this is root."""
    programs = program("postgres").resolve().parent
    root = os.geteuid() == 0
    account = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    user, group = (account.pw_uid, account.pw_gid) if root else (None, None)
    groups: list[int] | None = [] if root else None
    folder = Path(tempfile.mkdtemp(prefix="es-postgres-"))
    os.chown(folder, account.pw_uid, account.pw_gid)
    data = str(folder / "data")
    initdb = [str(programs / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    made = subprocess.run(
        [*initdb, "--no-locale", "--no-sync"],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        user=user,
        group=group,
        extra_groups=groups,
    )
    if made.returncode:
        sys.exit(f"initdb failed: {made.stderr}")
    settings = ["-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    server = subprocess.Popen(
        [str(programs / "postgres"), "-D", data, "-h", "127.0.0.1", "-p", str(port), *settings],
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user,
        group=group,
        extra_groups=groups,
    )
    try:
        url = f"postgres://postgres@127.0.0.1:{port}/postgres"
        wait_for("PostgreSQL", lambda: postgres_problem(url))
        yield url
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


@contextmanager
def own_redis(port: int) -> Iterator[str]:
    """Run the system's Redis on `port`, keeping nothing on disk."""
    command = [
        str(program("redis-server")),
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--save",
        "",
    ]
    server = subprocess.Popen(command, cwd="/tmp", stdout=subprocess.DEVNULL)
    try:
        url = f"redis://127.0.0.1:{port}/0"
        wait_for("Redis", lambda: redis_problem(url))
        yield url
    finally:
        server.terminate()
        server.wait()


def usable(
    stack: ExitStack,
    name: str,
    url: str,
    *,
    named: bool,
    problem: Callable[[str], Exception | None],
    own: Callable[[int], AbstractContextManager[str]],
    standard: int,
) -> str:
    """Return the address of a server that answers: the one at `url`, else one started here.

    Exits where the server was named by the environment and is elsewhere or refuses us.
    """
    found = problem(url)
    if found is None:
        return url
    local = urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}
    port = port_for(url, standard)
    if named and (not local or port != (urlsplit(url).port or standard)):
        sys.exit(f"{name} at {url} cannot be used: {found}")
    print(f"Starting {name} on port {port}…", flush=True)
    return stack.enter_context(own(port))


def main(arguments: list[str]) -> int:
    """Run pytest with `arguments` against both servers; return its exit code."""
    run = f"test-{secrets.token_hex(4)}:"
    with ExitStack() as stack:
        environment = os.environ | {
            "DATABASE_URL": usable(
                *(stack, "PostgreSQL", DATABASE_URL),
                named="DATABASE_URL" in os.environ,
                problem=postgres_problem,
                own=own_postgres,
                standard=5432,
            ),
            "REDIS_URL": usable(
                *(stack, "Redis", REDIS_URL),
                named="REDIS_URL" in os.environ,
                problem=redis_problem,
                own=own_redis,
                standard=6379,
            ),
            "REDIS_KEY_PREFIX": run,
        }
        code = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments], env=environment
        ).returncode
        with redis.Redis.from_url(environment["REDIS_URL"]) as server:
            for key in server.scan_iter(f"{run}*"):
                server.delete(key)
        return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
