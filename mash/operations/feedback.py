"""Telling whoever referred what was decided, where the portal could not (R-053, decision 13)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.operations import audit, form_keys
from mash import access
from mash.errors import AlreadyTold, MissingReason
from mash.operations.screening import locked_contact
from referrals.models import Outcome, Referral
from referrals.operations import outcomes
from referrals.operations.life import derive
from referrals.rules import ToldHow


@transaction.atomic
def record_told(
    *,
    by: Membership,
    referral: Referral,
    outcome: Outcome,
    how: ToldHow,
    told_at: datetime | None = None,
    form_key: UUID | None = None,
) -> Outcome:
    """Record that whoever referred was told an outcome, by phone, by letter or in person.

    Through the portal an outcome is sent with the decision; this is for somebody who rang or
    wrote, and for an author who has left their agency. It meets the outcome's clock and closes
    the referral when nothing else is owed (decision 1).

    Raises:
        NotAllowed: it is not this hat's.
        AlreadyTold: somebody told them before, or recorded that it is not possible.
        AlreadyDone: the same form was sent before.
    """
    contact, owed = _owed(by, referral, outcome, form_key)
    outcomes.send(outcome=owed, by=by, at=told_at or timezone.now(), how=how)
    derive(referral=contact, by=by)
    audit.record(
        by=by,
        action="outcome.told",
        subjects=[owed.child.reference],
        detail={"how": how.value},
    )
    return owed


@transaction.atomic
def record_not_possible(
    *,
    by: Membership,
    referral: Referral,
    outcome: Outcome,
    because: str,
    form_key: UUID | None = None,
) -> Outcome:
    """Record why whoever referred cannot be told, which discharges the duty (decision 13).

    Raises:
        NotAllowed: it is not this hat's.
        MissingReason: nobody said why.
        AlreadyTold: somebody told them before, or recorded that it is not possible.
        AlreadyDone: the same form was sent before.
    """
    if not because.strip():
        raise MissingReason("Say why they cannot be told", field="because")
    contact, owed = _owed(by, referral, outcome, form_key)
    owed.not_possible_because = because
    owed.save(update_fields=["not_possible_because"])
    outcomes.discharge(outcome=owed, at=timezone.now())
    derive(referral=contact, by=by)
    audit.record(by=by, action="outcome.not_possible", subjects=[owed.child.reference])
    return owed


def _owed(
    by: Membership, referral: Referral, outcome: Outcome, form_key: UUID | None
) -> tuple[Referral, Outcome]:
    contact = locked_contact(by=by, referral=referral)
    if not access.may_give_feedback(by):
        raise NotAllowed
    form_keys.use(key=form_key, by=by, result=reverse("mash:feedback", args=[contact.reference]))
    found = contact.outcomes_owed().select_related("child").filter(pk=outcome.pk).first()
    if found is None:
        raise AlreadyTold
    found.child.referral = contact
    return contact, found
