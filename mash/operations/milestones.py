"""What social care has done that a clock of the hub waits for, written down when it is told."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.operations import audit, form_keys
from govuk.words import when
from mash import access, rules
from mash.errors import BeforeItArrived, NothingOwed, StillToCome
from mash.models import ChildSeen, StrategyDiscussion
from mash.operations.screening import locked_children, locked_contact
from referrals.models import Referral, ReferredChild
from referrals.operations import timekeeping


@transaction.atomic
def record_child_seen(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    at: datetime,
    seen_by: str,
    service: str,
    form_key: UUID | None = None,
) -> ChildSeen:
    """Record that a child was seen; it meets the clocks that wait for it (R-049, R-055).

    Met or met late by when the child was seen, not by when it was written down. A closed contact
    takes it too: the clock runs on after the decision.

    Args:
        at: when the child was seen.
        seen_by, service: who saw the child, and of which service.

    Raises:
        NotAllowed: it is not this hat's to open.
        NothingOwed: nobody waits for this child to be seen.
        StillToCome: the moment lies in the future.
        BeforeItArrived: the child was seen before the contact arrived, so not because of it.
        AlreadyDone: the same form was sent before.
    """
    contact, child = _owed(by, referral, child_number, at, rules.SEEN_CLOCKS, form_key)
    seen = ChildSeen.objects.create(
        child=child, seen_at=at, seen_by=seen_by, service=service, recorded_by=by
    )
    _meet(contact, child, rules.SEEN_CLOCKS, at)
    audit.record(by=by, action="child.seen_recorded", subjects=[child.reference])
    return seen


@transaction.atomic
def record_strategy_discussion(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    at: datetime,
    outcome: str,
    form_key: UUID | None = None,
) -> StrategyDiscussion:
    """Record that the strategy discussion about a child was held; it meets its clock (R-060).

    Args:
        at: when it was held.
        outcome: what was agreed, in one line.

    Raises:
        NotAllowed: it is not this hat's to open.
        NothingOwed: no strategy discussion is owed for this child.
        StillToCome: the moment lies in the future.
        BeforeItArrived: it was held before the contact arrived, so not because of it.
        AlreadyDone: the same form was sent before.
    """
    contact, child = _owed(by, referral, child_number, at, rules.STRATEGY_CLOCKS, form_key)
    held = StrategyDiscussion.objects.create(
        child=child, held_at=at, outcome=outcome, recorded_by=by
    )
    _meet(contact, child, rules.STRATEGY_CLOCKS, at)
    audit.record(by=by, action="strategy_discussion.recorded", subjects=[child.reference])
    return held


def _owed(
    by: Membership,
    referral: Referral,
    number: int,
    at: datetime,
    keys: Iterable[str],
    form_key: UUID | None,
) -> tuple[Referral, ReferredChild]:
    contact = locked_contact(by=by, referral=referral)
    (child,) = locked_children(contact, [number])
    child.referral = contact
    form_keys.use(key=form_key, by=by, result=contact.reference)
    if not access.may_record_milestone(by):
        raise NotAllowed
    if not child.clocks.running().filter(key__in=keys).exists():
        raise NothingOwed
    now = timezone.now()
    if at > now:
        raise StillToCome(field="at")
    received = contact.received_at or now
    # To the minute: a page asks no seconds.
    if at < received.replace(second=0, microsecond=0):
        raise BeforeItArrived(
            f"Enter a time after this arrived, at {when(received, now)}", field="at"
        )
    return contact, child


def _meet(contact: Referral, child: ReferredChild, keys: Iterable[str], at: datetime) -> None:
    for key in keys:
        timekeeping.meet(key=key, referral=contact, child=child, at=at)
