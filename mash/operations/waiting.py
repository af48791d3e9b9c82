"""A decided child who stays with the hub until a family or another authority answers."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.operations import form_keys
from mash.models import Decision
from mash.operations.screening import locked_children, locked_contact
from referrals.models import Referral, ReferredChild
from referrals.operations import timekeeping
from referrals.operations.life import advance, derive
from referrals.workflow import Action


def waiting_child(
    *,
    by: Membership,
    referral: Referral,
    number: int,
    form_key: UUID | None,
    page: str,
    may: Callable[[Membership, ReferredChild], bool],
) -> tuple[Referral, ReferredChild]:
    """Return a contact and its child, locked, if the child waits and this hat may say what came.

    Args:
        page: the name of the page that shows what is owed; where a form sent twice leads.
        may: the question of `mash.access` that decides.

    Raises:
        NotAllowed: the child does not wait for that answer, or it is not this hat's.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    (child,) = locked_children(contact, [number])
    child.referral = contact
    form_keys.use(key=form_key, by=by, result=reverse(page, args=[contact.reference, number]))
    if not may(by, child):
        raise NotAllowed
    return contact, child


def latest_decision(child: ReferredChild) -> Decision | None:
    """Return the decision in force: what was tried before it was tried for another."""
    return (
        child.decisions.select_related("follow_up_by__person")
        .filter(state=Decision.State.MADE)
        .order_by("decided_at", "pk")
        .last()
    )


def back_to_decide(
    *,
    contact: Referral,
    child: ReferredChild,
    by: Membership,
    at: datetime,
    action: Action,
    reason: str,
    start_words: str,
) -> None:
    """Give a child back to be decided anew; a decision is due one working day from `at` (R-050)."""
    advance(record=child, action=action, by=by, reason=reason)
    timekeeping.start(
        key="mash_decision", referral=contact, child=child, at=at, start_words=start_words
    )
    derive(referral=contact, by=by)
