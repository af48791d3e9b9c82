"""In production the web can add to what is kept, and never change or delete it."""

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from accounts.models import AuditEntry
from referrals.models import StatusChange

ROLE = "a_web_role_of_the_tests"


@pytest.fixture
def as_web_role(db: None, capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Work as a role that was granted what the web needs; the test's rollback removes it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        call_command("grant_web_role", ROLE)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize("model", [AuditEntry, StatusChange])
def test_the_web_may_read_what_is_kept(as_web_role: None, model: type[AuditEntry]) -> None:
    assert model.objects.count() >= 0


@pytest.mark.parametrize(
    "table", ["accounts_auditentry", "referrals_statuschange", "referrals_referralevent"]
)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET {} = {}"])
def test_the_web_may_not_change_or_delete_what_is_kept(
    as_web_role: None, table: str, change: str
) -> None:
    column = "pgh_id" if table.endswith("event") else "id"
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table, column, column))


def test_the_web_may_change_and_delete_the_rest(as_web_role: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_session SET session_data = ''")
        cursor.execute("DELETE FROM django_session")


def test_a_role_that_does_not_exist_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="no role nobody_made_me"):
        call_command("grant_web_role", "nobody_made_me")
