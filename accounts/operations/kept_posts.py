"""Kept posts: what arrived after sign-out, encrypted for an hour, for its own author only."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.encryption import InvalidToken, decrypt, encrypt
from accounts.errors import KeptPostGone
from accounts.models import KeptPost

KEPT_FOR = timedelta(hours=1)
MOST_BYTES = 512 * 1024
MOST_POSTS = 10
MOST_PATH = 500
PURPOSE = "kept post"


@dataclass(frozen=True, slots=True)
class KeptFields:
    """What somebody sent, opened again: every field with its value, in the page's order."""

    fields: tuple[tuple[str, str], ...]
    had_files: bool
    # They were signed in all along: the page they sent was too old.
    signed_in: bool = False


@transaction.atomic
def keep(
    *,
    person_id: int,
    path: str,
    fields: Sequence[tuple[str, str]],
    had_files: bool,
    signed_in: bool = False,
) -> KeptPost | None:
    """Keep a form that could not be accepted, for one hour; None where it is too large.

    A form sent again to the same path replaces what was kept of it, so that the last thing
    typed is what is offered back. Passwords are the caller's to leave out.
    """
    body = json.dumps({"fields": list(fields), "had_files": had_files, "signed_in": signed_in})
    if len(body) > MOST_BYTES or len(path) > MOST_PATH:
        return None
    now = timezone.now()
    KeptPost.objects.filter(expires_at__lte=now).delete()
    mine = KeptPost.objects.filter(person_id=person_id)
    mine.filter(path=path).delete()
    for surplus in mine.order_by("-sent_at")[MOST_POSTS - 1 :]:
        surplus.delete()
    return KeptPost.objects.create(
        person_id=person_id,
        path=path,
        body=encrypt(body, purpose=PURPOSE).encode(),
        sent_at=now,
        expires_at=now + KEPT_FOR,
    )


def kept_of(*, person_id: int, at: datetime | None = None) -> list[KeptPost]:
    """Return what is kept of somebody and not expired, newest first."""
    at = at or timezone.now()
    return list(KeptPost.objects.filter(person_id=person_id, expires_at__gt=at))


def find(*, kept_post_id: UUID, person_id: int) -> KeptPost:
    """Return one kept post of somebody. Raises KeptPostGone (expired, used or not theirs)."""
    kept = KeptPost.objects.filter(
        pk=kept_post_id, person_id=person_id, expires_at__gt=timezone.now()
    ).first()
    if kept is None:
        raise KeptPostGone
    return kept


def opened(kept: KeptPost) -> KeptFields:
    """Return what a kept post holds. Raises KeptPostGone when no key opens it any more."""
    try:
        body = json.loads(decrypt(bytes(kept.body).decode(), purpose=PURPOSE))
    except InvalidToken as error:
        raise KeptPostGone from error
    return KeptFields(
        fields=tuple((name, value) for name, value in body["fields"]),
        had_files=body["had_files"],
        signed_in=body.get("signed_in", False),
    )


def throw_away(*, kept_post_id: UUID, person_id: int) -> None:
    """Delete a kept post because its author used it or does not want it; gone already is fine."""
    KeptPost.objects.filter(pk=kept_post_id, person_id=person_id).delete()


def delete_expired() -> int:
    """Delete every kept post past its hour; say how many (run periodically)."""
    deleted, _ = KeptPost.objects.filter(expires_at__lte=timezone.now()).delete()
    return deleted
