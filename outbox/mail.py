"""Handing one e-mail to the mail server."""

from django.core.mail import EmailMessage

from outbox.errors import NoMessageId, NotAccepted
from outbox.models import Delivery


def send_email(delivery: Delivery, *, subject: str, text: str, to: str) -> None:
    """Send one plain-text e-mail to one address, from inside a handler.

    Every try of the same delivery carries the same Message-ID, so that a mail server or reader
    recognises a repeat. One address only: people who are told the same thing must not learn
    of each other, and a server accepts or refuses the whole message.

    Raises NoMessageId when the handler is not registered as `Guarantee.AT_LEAST_ONCE`, and
    NotAccepted (or the mail library's own error) when the server did not take it.
    """
    if not delivery.message_id:
        raise NoMessageId(delivery.handler)
    message = EmailMessage(
        subject=subject,
        body=text,
        to=[to],
        # Auto-Submitted (RFC 3834) keeps out-of-office replies from answering us.
        headers={"Message-ID": delivery.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.send() != 1:
        raise NotAccepted(delivery.handler)
