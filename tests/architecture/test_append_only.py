"""What must never be rewritten is protected by the database itself."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from accounts.models import AuditEntry, Membership
from accounts.operations import audit
from referrals.models import Addition, StatusChange
from referrals.operations import record
from tests.factories import referrals

NEVER_REWRITTEN = {
    "accounts.AuditEntry",
    "referrals.StatusChange",
    "referrals.Addition",
    "mash.Note",
    "mash.RatingChange",
    "mash.CaseSystemCheck",
    "mash.ConsentAttempt",
    "family_wellbeing.Redirection",
}


def protected() -> list[type[models.Model]]:
    """Return every model whose triggers say that it is append-only."""
    return [
        model
        for model in apps.get_models()
        if any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", []))
    ]


def test_the_record_of_what_happened_is_append_only() -> None:
    assert {model._meta.label for model in protected()} >= NEVER_REWRITTEN


@pytest.mark.django_db
@pytest.mark.parametrize("model", protected(), ids=lambda model: model._meta.label)
def test_the_database_guards_every_such_table(model: type[models.Model]) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        # Bits of tgtype: 8 is delete, 16 is update, 32 is truncate (PostgreSQL: pg_trigger).
        cursor.execute(
            "SELECT bit_or(tgtype) FROM pg_trigger"
            " WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled <> 'D'"
            " AND tgname LIKE %s",
            [table, "pgtrigger_%"],
        )
        guarded = cursor.fetchone()[0]
    assert guarded & 8
    assert guarded & 16
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{table}" CASCADE')


@pytest.mark.django_db
def test_nobody_rewrites_or_removes_a_line(teacher: Membership) -> None:
    audit.record(by=teacher, action="referral.viewed", subjects=["7KT-4MR-9HX"])
    sent = referrals.sent(teacher)
    record.add(by=teacher, referral=sent, about="", text="He was not at school today.")
    for model in (AuditEntry, StatusChange, Addition):
        table = model._meta.db_table
        assert model._default_manager.exists()
        for statement in (f'UPDATE "{table}" SET id = id', f'DELETE FROM "{table}"'):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
