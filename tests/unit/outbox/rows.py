"""Rows to deliver."""

from django.db import transaction

from outbox.models import Delivery
from outbox.operations import enqueue


def put(what: str, key: str, **payload: object) -> Delivery:
    """One committed row, unless the test itself is inside a transaction."""
    with transaction.atomic():
        return enqueue(handler=what, payload=payload, dedupe_key=key)
