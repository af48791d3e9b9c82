"""Signing in and out, hats and changed secrets, as the audit trail keeps them."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts.errors import NotAllowed
from accounts.models import Membership, Person
from accounts.operations import audit
from accounts.presenters import partnership_of
from outbox.operations import enqueue


@transaction.atomic
def signed_in(*, person: Person, methods: Iterable[str]) -> None:
    """Record that somebody signed in, and with what ("password", "totp", "webauthn", "demo")."""
    audit.record(
        by=None,
        person=person,
        partnership=partnership_of(person),
        action="person.signed_in",
        subjects=[person.reference],
        detail={"with": sorted(set(methods))},
    )


@transaction.atomic
def sign_in_failed(*, email: str) -> None:
    """Record a wrong password for an account; addresses nobody has are not kept."""
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        return
    audit.record(
        by=None,
        partnership=partnership_of(person),
        action="person.sign_in_failed",
        subjects=[person.reference],
    )


@transaction.atomic
def signed_out(*, person: Person, by: Membership | None, why: str) -> None:
    """Record that somebody was signed out: "asked", "idle", "absolute" or "session_ended"."""
    audit.record(
        by=by,
        person=person,
        partnership=partnership_of(person),
        action="person.signed_out",
        subjects=[person.reference],
        detail={"why": why},
    )


@transaction.atomic
def security_changed(*, person: Person, change: str) -> None:
    """Record a changed sign-in secret (`notices.SECURITY_CHANGES`) and tell the person."""
    audit.record(
        by=None,
        person=person,
        partnership=partnership_of(person),
        action=f"person.{change}",
        subjects=[person.reference],
    )
    tell_of_change(person=person, change=change)


def tell_of_change(*, person: Person, change: str) -> None:
    """Write the e-mail about a changed sign-in secret, in the caller's transaction."""
    enqueue(
        handler="accounts.security_email",
        payload={"person_id": person.pk, "change": change},
        dedupe_key=f"accounts.security_email:{uuid.uuid4()}",
    )


@transaction.atomic
def password_reset_asked(*, person: Person) -> None:
    """Record that a new password was asked for, and send the link."""
    audit.record(
        by=None,
        partnership=partnership_of(person),
        action="person.password_reset_asked",
        subjects=[person.reference],
    )
    enqueue(
        handler="accounts.password_reset_email",
        payload={"person_id": person.pk},
        dedupe_key=f"accounts.password_reset_email:{uuid.uuid4()}",
    )


@transaction.atomic
def choose_hat(*, person: Person, membership_id: int) -> Membership:
    """Put on one of a person's own current hats. Raises NotAllowed for any other."""
    chosen = (
        Membership.objects.current()
        .with_names()
        .filter(pk=membership_id, person_id=person.pk)
        .first()
    )
    if chosen is None:
        raise NotAllowed
    audit.record(by=chosen, action="hat.chosen", subjects=[person.reference])
    return chosen
