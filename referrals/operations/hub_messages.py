"""What the hub writes to whoever referred; the hub's operations call it.

It is a part of their operation: the caller has locked the referral, checked access, and writes
the one audit entry.
"""

from datetime import datetime

from django.urls import reverse

from accounts.models import Membership
from accounts.operations import notices
from outbox.operations import enqueue
from referrals.models import Message, Referral
from referrals.operations.outcomes import readers


def send_from_hub(
    *,
    by: Membership,
    referral: Referral,
    text: str,
    kind: str = "message",
    needs_answer_by: datetime | None = None,
) -> Message:
    """Write a message from the hub; whoever reads the portal gets a notice and e-mail 2.

    Args:
        kind: "holding_reply" (R-048), "told_by_phone" for what a caller heard, or "message".
        needs_answer_by: the moment by which the hub needs an answer.
    """
    message = Message.objects.create(
        referral=referral,
        from_hub=True,
        kind=kind,
        text=text,
        needs_answer_by=needs_answer_by,
        sent_by=by,
    )
    for reader in readers(referral):
        key = f"message:{message.pk}:{reader.pk}"
        notices.tell(
            membership=reader,
            dedupe_key=key,
            text=f"There is a message for you about referral {referral.reference}",
            path=reverse("referrals:messages", args=[referral.reference]),
        )
        enqueue(
            handler="referrals.something_to_read",
            payload={"referral_id": referral.pk, "membership_id": reader.pk, "what": "message"},
            dedupe_key=key,
        )
    return message
