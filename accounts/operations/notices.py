"""Portal notices: exactly once, references only."""

from django.utils import timezone

from accounts.models import Membership, Notice


def tell(*, membership: Membership, dedupe_key: str, text: str, path: str) -> None:
    """Put a notice on someone's bell, once per `dedupe_key`; `text` names no child."""
    Notice.objects.get_or_create(
        dedupe_key=dedupe_key, defaults={"membership": membership, "text": text, "path": path}
    )


def mark_read(*, membership: Membership) -> int:
    """Mark everything on a hat's bell as read; say how many there were."""
    unread = Notice.objects.filter(membership=membership, read_at=None)
    return unread.update(read_at=timezone.now())


def open_one(*, membership: Membership, notice_id: int) -> str | None:
    """Mark one of a hat's notices read and return where it points; None if it is not theirs."""
    notice = Notice.objects.filter(pk=notice_id, membership=membership).first()
    if notice is None:
        return None
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    return notice.path
