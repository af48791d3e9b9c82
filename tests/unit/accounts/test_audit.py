"""The audit trail: append-only in the database itself, one entry an act, and no act without it."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import AuditEntry, Membership, Partnership
from accounts.operations import audit
from accounts.operations import people as operations
from accounts.rules import Role
from tests.cast import OneAuditEntry, Outsider, SignedIn


@pytest.fixture
def entry(teacher: Membership) -> AuditEntry:
    """One entry in the trail."""
    return audit.record(by=teacher, action="referral.viewed", subjects=["7KT-4MR-9HX"])


def test_an_entry_says_who_in_which_hat_did_what_to_which_reference(
    entry: AuditEntry, teacher: Membership
) -> None:
    assert (entry.actor_id, entry.actor_name) == (teacher.person_id, "Hannah Whitcombe")
    assert (entry.role, entry.site_name) == ("practitioner", teacher.site.name)
    assert (entry.partnership_key, entry.subjects) == ("bexley", ["7KT-4MR-9HX"])


def test_an_entry_carries_the_number_of_its_request(teacher: Membership) -> None:
    token = audit.current_request_id.set("request-7")
    try:
        assert audit.record(by=teacher, action="referral.viewed").request_id == "request-7"
    finally:
        audit.current_request_id.reset(token)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_auditentry SET action = 'nothing'",
        "DELETE FROM accounts_auditentry",
        "TRUNCATE accounts_auditentry",
    ],
)
def test_the_database_refuses_to_change_the_trail(entry: AuditEntry, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AuditEntry.objects.get(pk=entry.pk).action == "referral.viewed"


def test_the_models_are_refused_too(entry: AuditEntry) -> None:
    entry.action = "nothing"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(action="nothing")


def test_an_act_that_cannot_be_recorded_does_not_happen(
    lead: Membership, teacher: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_what: object) -> None:
        raise DatabaseError("the trail is full")

    monkeypatch.setattr(audit, "record", refuse)

    with pytest.raises(DatabaseError), transaction.atomic():
        operations.end_membership(membership_id=teacher.pk, hand_over_to=None, by=lead)

    teacher.refresh_from_db()
    assert teacher.ended_at is None


def test_a_sign_out_that_cannot_be_recorded_fails_as_a_whole(
    signed_in: SignedIn, teacher: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(teacher)
    client.raise_request_exception = False

    def refuse(**_what: object) -> None:
        raise DatabaseError("the trail is full")

    monkeypatch.setattr(audit, "record", refuse)

    assert client.post("/account/sign-out/").status_code == 500
    assert "_auth_user_id" in client.session


def test_one_entry_an_act(
    lead: Membership, teacher: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry("membership.ended", by=lead):
        operations.end_membership(membership_id=teacher.pk, hand_over_to=None, by=lead)

    with pytest.raises(AssertionError), one_audit_entry("membership.ended"):
        pass


def test_information_governance_reads_its_own_partnerships_trail_and_nobody_else_any(
    entry: AuditEntry, governance: Membership, teacher: Membership, outsider: Outsider
) -> None:
    theirs = audit.record(by=outsider(Role.PRACTITIONER), action="referral.viewed")

    assert entry in AuditEntry.objects.visible_to(governance)
    assert theirs not in AuditEntry.objects.visible_to(governance)
    assert not AuditEntry.objects.visible_to(teacher).exists()
    assert entry not in AuditEntry.objects.visible_to(outsider(Role.INFORMATION_GOVERNANCE))


def test_what_the_portal_does_itself_names_the_portal(bexley: Partnership) -> None:
    entry = audit.record(by=None, action="clock.missed", partnership=bexley)

    assert (entry.actor_id, entry.actor_name) == (None, "The portal")
