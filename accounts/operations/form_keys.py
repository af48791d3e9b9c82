"""Idempotency of forms: the second press of a button finds what the first one wrote."""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.errors import AlreadyDone
from accounts.models import Membership, UsedFormKey

# Longer than any page stays open, so that a form sent from an old window is still recognised.
REMEMBERED_FOR = timedelta(days=30)


def use(*, key: uuid.UUID | None, by: Membership | None, result: str = "") -> None:
    """Mark a form's key as written, in the operation's transaction.

    Args:
        key: the form's hidden key; None for operations not started by a form.
        by: whose form it is.
        result: the path a repeated press is sent to.

    Raises:
        AlreadyDone: the same form was written before; the caller redirects to `result_of`.
    """
    if key is None:
        return
    try:
        with transaction.atomic():
            UsedFormKey.objects.create(
                key=key, person_id=by.person_id if by else None, result=result
            )
    except IntegrityError as error:
        raise AlreadyDone from error


def result_of(*, key: uuid.UUID, by: Membership | None) -> str | None:
    """Return where the first press of this form led, or None if it was never written."""
    used = UsedFormKey.objects.filter(key=key, person_id=by.person_id if by else None).first()
    return used.result if used else None


def delete_old() -> int:
    """Delete keys older than a month; say how many (run periodically)."""
    deleted, _ = UsedFormKey.objects.filter(used_at__lt=timezone.now() - REMEMBERED_FOR).delete()
    return deleted
