"""Test databases: one template a run, copied for each process and after each committing test.

The template is migrated, loaded with the Bexley pack and given the cast once. `CREATE DATABASE …
TEMPLATE` copies it in a fraction of the time a flush takes, keeps what is in it, and works although
the append-only tables refuse to be emptied. Names carry the run's start and a random part, so that
runs side by side never meet; a run deletes its own databases and those of runs that were killed.

Migrating takes longer than many tests: an empty migrated database is kept on the server from run
to run, named after the migrations it was made by, and forgotten a day after its last use.
"""

import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase
from psycopg import sql
from pytest_django import DjangoDbBlocker

from config import embedded_postgres
from tests.factories import people

RUN = os.environ.setdefault("TEST_RUN", f"test_es_{int(time.time())}_{secrets.token_hex(3)}")
TEMPLATE = f"{RUN}_template"
OWN = f"{RUN}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
LEFT_BEHIND_SECONDS = 3 * 60 * 60
KEPT_SECONDS = 24 * 60 * 60


def address(database: str) -> str:
    """Return the address of `database` on the tests' server, as `DATABASE_URL` takes it."""
    base = os.environ.get("DATABASE_URL") or embedded_postgres.url()
    return urlunsplit(urlsplit(base)._replace(path=f"/{database}"))


@contextmanager
def server() -> Iterator[psycopg.Connection]:
    """Connect to the server's own database, where databases are made and dropped."""
    with psycopg.connect(address("postgres"), autocommit=True) as found:
        yield found


def copy(source: str, target: str) -> None:
    """Make database `target` a copy of `source`, replacing it where it exists."""
    names = {"source": sql.Identifier(source), "target": sql.Identifier(target)}
    with server() as found:
        found.execute(sql.SQL("DROP DATABASE IF EXISTS {target} WITH (FORCE)").format(**names))
        found.execute(
            sql.SQL("CREATE DATABASE {target} TEMPLATE {source} ENCODING 'UTF8'").format(**names)
        )


def drop(*, run: str) -> None:
    """Drop every database whose name starts with `run`."""
    with server() as found:
        for (name,) in found.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [run]
        ).fetchall():
            found.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def drop_left_behind() -> None:
    """Drop the databases of runs killed hours ago, and migrated ones that nobody used for a day."""
    with server() as found:
        rows = found.execute(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
        ).fetchall()
        for name, last_used in rows:
            started = re.match(r"test_es_(\d+)_[0-9a-f]{6}_", name)
            if started and int(started[1]) < time.time() - LEFT_BEHIND_SECONDS:
                drop(run=name)
            if name.startswith("test_es_migrated_") and (
                int(last_used or 0) < time.time() - KEPT_SECONDS
            ):
                drop(run=name)


def migrated_name() -> str:
    """Return the name of the migrated database: one for all migrations and package versions."""
    digest = hashlib.sha256()
    for path in [
        *sorted(settings.BASE_DIR.glob("*/migrations/*.py")),
        settings.BASE_DIR / "requirements.txt",
        Path(__file__),
    ]:
        digest.update(f"{path.relative_to(settings.BASE_DIR)}\n".encode() + path.read_bytes())
    return f"test_es_migrated_{digest.hexdigest()[:16]}"


def leave() -> None:
    """Close every connection to the database in use, those of the pool too."""
    connections.close_all()
    # Of PostgreSQL alone, which the stubs do not know here.
    connection.close_pool()  # type: ignore[attr-defined]


def use(database: str) -> None:
    """Point Django at `database`."""
    leave()
    connection.settings_dict["NAME"] = database
    settings.DATABASES["default"]["NAME"] = database


def make(
    name: str, source: str, *commands: tuple[str, ...], then: Callable[[], None] | None = None
) -> None:
    """Make database `name` from `source` by management commands, unless it is there already.

    It gets its name when it is whole; of several processes one makes it and the others wait.
    """
    unfinished = f"{RUN}_unfinished"
    with server() as found:
        found.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if found.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        copy(source, unfinished)
        use(unfinished)
        for command in commands:
            call_command(*command, verbosity=0)
        if then:
            then()
        leave()
        names = {"unfinished": sql.Identifier(unfinished), "name": sql.Identifier(name)}
        found.execute(sql.SQL("ALTER DATABASE {unfinished} RENAME TO {name}").format(**names))


def make_template() -> None:
    """Make the run's template."""
    migrated = migrated_name()
    make(migrated, "template0", ("migrate",))
    with server() as found:
        found.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                sql.Identifier(migrated), sql.Literal(str(int(time.time())))
            )
        )
    drop_left_behind()
    make(TEMPLATE, migrated, ("load_partnership", "bexley"), then=people.the_cast_arrives)


def copy_again(_test_case: TransactionTestCase) -> None:
    """Replace what a committing test left by a fresh copy (instead of Django's flush)."""
    leave()
    copy(TEMPLATE, OWN)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Give this process its copy of the template."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        make_template()
        copy(TEMPLATE, OWN)
        use(OWN)
        patched.setattr(TransactionTestCase, "_fixture_teardown", copy_again)
        yield
        leave()


@pytest.fixture
def database_url(django_db_setup: None) -> str:
    """The address of this process's test database, for a program the test starts.

    Such a program sees committed rows only: ask for `transactional_db` beside it.
    """
    return address(OWN)


@pytest.fixture(scope="session", autouse=True)
def media_of_this_process() -> Iterator[None]:
    """Delete the files that this process's tests stored."""
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Drop the run's databases once all of its processes are done."""
    if not hasattr(session.config, "workerinput"):
        drop(run=RUN)
