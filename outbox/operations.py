"""The verbs of delivery: enqueue, claim, deliver, retry.

A row is claimed in a transaction of its own (so that the attempt counts even if the worker is
killed), then locked again while its handler runs. The lease keeps other workers away after a
worker has died; the lock keeps them away for as long as it lives, however slow it is.
"""

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from random import SystemRandom
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from outbox import handlers
from outbox.errors import (
    AlreadyDelivered,
    BeingDelivered,
    DedupeKeyReused,
    NotIds,
    OutsideTransaction,
    UnknownDelivery,
    WorkerLost,
)
from outbox.models import Delivery
from outbox.rules import (
    LEASE,
    MOST_ATTEMPTS,
    State,
    delay_after,
    is_code,
    is_payload_value,
    lease_after,
)

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """How many rows one round delivered, and how many it could not."""

    done: int = 0
    failed: int = 0

    @property
    def tried(self) -> int:
        """All the rows of the round."""
        return self.done + self.failed


def enqueue(
    *,
    handler: str,
    payload: Mapping[str, object],
    dedupe_key: str,
    due_at: datetime | None = None,
) -> Delivery:
    """Write a delivery in the transaction of the fact it reports.

    `handler` is a registered name; `payload` holds ids and codes only; the same `dedupe_key`
    gives the same row however often it is enqueued; nothing is delivered before `due_at`
    (now, if none is given).

    Raises OutsideTransaction, NotIds, and DedupeKeyReused when the key belongs to another
    handler or payload.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(handler)
    if not is_code(dedupe_key) or not all(is_payload_value(value) for value in payload.values()):
        raise NotIds(handler)
    now = timezone.now()
    wanted = Delivery(
        handler=handler,
        payload={name: _as_json(value) for name, value in payload.items()},
        dedupe_key=dedupe_key,
        created_at=now,
        due_at=due_at or now,
    )
    # The database settles two at once: the second waits for the first and then finds its row.
    Delivery.objects.bulk_create([wanted], ignore_conflicts=True)
    written = Delivery.objects.get(dedupe_key=dedupe_key)
    if (written.handler, written.payload) != (wanted.handler, wanted.payload):
        raise DedupeKeyReused(handler)
    return written


@transaction.atomic(durable=True)
def claim_due(*, limit: int = 1, lease: timedelta = LEASE) -> list[Delivery]:
    """Take up to `limit` due rows that no other worker holds, and count the attempt.

    The lease grows with each attempt. Rows that leave the database get their Message-ID here,
    before anything can be sent.
    """
    now = timezone.now()
    claimed = list(Delivery.objects.claimable(now).select_for_update(skip_locked=True)[:limit])
    for delivery in claimed:
        delivery.attempts += 1
        delivery.lease_token = uuid4()
        delivery.leased_until = now + lease_after(delivery.attempts, lease)
        if not delivery.message_id and handlers.reaches_outside(delivery.handler):
            delivery.message_id = _message_id(delivery)
        delivery.save()
    return claimed


@transaction.atomic(durable=True)
def give_up_lost() -> int:
    """Give up the rows whose workers vanished at every attempt allowed; say how many."""
    now = timezone.now()
    lost = list(Delivery.objects.lost(now).select_for_update(skip_locked=True))
    for delivery in lost:
        _give_up(delivery, now, WorkerLost.__name__)
        delivery.save()
    return len(lost)


def deliver(claimed: Delivery) -> bool:
    """Deliver a row that was claimed, and say whether it is now delivered.

    The handler's writes and the mark are one transaction. When the handler fails both are
    rolled back, the class name of what it raised is kept, and the row waits longer each time
    until it is given up. Returns False too when another worker holds the row.
    """
    try:
        with transaction.atomic(durable=True):
            delivery = _held(claimed)
            if delivery is None:
                return False
            handlers.get(delivery.handler).function(delivery)
            _mark_done(delivery, timezone.now())
    except Exception as error:
        _log_failure(claimed, error)
        _record_failure(claimed, type(error).__name__)
        return False
    return True


def deliver_due(*, limit: int = 200, lease: timedelta = LEASE) -> Tally:
    """Deliver what is due, up to `limit` rows, one at a time.

    One at a time, because a worker that dies then takes a single row with it.
    """
    give_up_lost()
    tally = Tally()
    while tally.tried < limit and (claimed := claim_due(limit=1, lease=lease)):
        for delivery in claimed:
            if deliver(delivery):
                tally.done += 1
            else:
                tally.failed += 1
    return tally


@transaction.atomic
def retry(*, delivery_id: UUID) -> Delivery:
    """Make a row due now with all its attempts before it again.

    The last error stays until the row is delivered. Raises UnknownDelivery, AlreadyDelivered,
    and BeingDelivered when a worker has it in hand.
    """
    now = timezone.now()
    # Whoever asks must not wait for a slow mail server: a locked row is being delivered.
    delivery = Delivery.objects.select_for_update(skip_locked=True).filter(pk=delivery_id).first()
    if delivery is None:
        if Delivery.objects.filter(pk=delivery_id).exists():
            raise BeingDelivered(delivery_id)
        raise UnknownDelivery(delivery_id)
    if delivery.state is State.DONE:
        raise AlreadyDelivered(delivery_id)
    if delivery.leased_until is not None and delivery.leased_until > now:
        raise BeingDelivered(delivery_id)
    delivery.attempts = 0
    delivery.gave_up_at = None
    delivery.due_at = now
    _release(delivery)
    delivery.save()
    return delivery


def _held(claimed: Delivery) -> Delivery | None:
    """The row locked again, or nothing if the lease passed to somebody else meanwhile."""
    return (
        Delivery.objects.waiting()
        .select_for_update()
        .filter(pk=claimed.pk, lease_token=claimed.lease_token)
        .first()
    )


def _mark_done(delivery: Delivery, now: datetime) -> None:
    delivery.done_at = now
    delivery.last_error = ""
    _release(delivery)
    delivery.save()


@transaction.atomic(durable=True)
def _record_failure(claimed: Delivery, error: str) -> None:
    """Keep what went wrong and wait longer, or give up."""
    delivery = _held(claimed)
    if delivery is None:
        return
    now = timezone.now()
    if delivery.attempts >= MOST_ATTEMPTS:
        _give_up(delivery, now, error)
    else:
        delivery.last_error = error
        delivery.due_at = now + delay_after(delivery.attempts, SystemRandom().random())
        _release(delivery)
    delivery.save()


def _give_up(delivery: Delivery, now: datetime, error: str) -> None:
    delivery.gave_up_at = now
    delivery.last_error = error
    _release(delivery)


def _release(delivery: Delivery) -> None:
    delivery.leased_until = None
    delivery.lease_token = None


def _message_id(delivery: Delivery) -> str:
    """An RFC 5322 Message-ID made of the row's own id and our sending domain."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"<{delivery.pk.hex}@{address.rpartition('@')[2]}>"


def _as_json(value: object) -> object:
    """Ids as JSON can hold them."""
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    return str(value) if isinstance(value, UUID) else value


def _log_failure(claimed: Delivery, error: Exception) -> None:
    """Say where it failed, not what the exception says: it may quote a record."""
    frames = traceback.extract_tb(error.__traceback__)
    logger.warning(
        "Delivery %s (%s) failed at attempt %d: %s at %s:%s",
        claimed.pk,
        claimed.handler,
        claimed.attempts,
        type(error).__name__,
        frames[-1].filename,
        frames[-1].lineno,
    )
