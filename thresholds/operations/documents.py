"""Asking for the PDF of an edition."""

from django.db import transaction

from outbox.models import Delivery
from outbox.operations import enqueue
from thresholds.models import Edition
from thresholds.tasks import MAKE_DOCUMENT


@transaction.atomic
def ask_for_document(*, edition: Edition, fingerprint: str) -> Delivery:
    """Have a worker make the PDF of a published edition; asking again changes nothing.

    `fingerprint` is of the text as it reads now: the same text is made once.
    """
    return enqueue(
        handler=MAKE_DOCUMENT,
        payload={"edition": edition.pk},
        dedupe_key=f"{MAKE_DOCUMENT}:{edition.pk}:{fingerprint}",
    )
