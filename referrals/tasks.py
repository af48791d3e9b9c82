"""Delivering the e-mails about a referral, each by its ids."""

from django.utils import timezone

from accounts.models import Membership
from accounts.notices import Email
from outbox.handlers import handler
from outbox.mail import send_email
from outbox.models import Delivery
from outbox.rules import Guarantee
from referrals import notices
from referrals.models import Clock, Message, Referral
from referrals.presenters import office_of
from referrals.workflow import ReferralStatus


@handler("referrals.receipt_email", guarantee=Guarantee.AT_LEAST_ONCE)
def send_receipt(delivery: Delivery) -> None:
    """Send e-mail 1: the referral was received."""
    referral, reader = _of(delivery)
    if referral is None or reader is None or referral.received_at is None:
        return
    first_read = Clock.objects.filter(referral=referral, key="first_read").order_by("pk").first()
    if first_read is None:
        return
    email = notices.sent_email(
        referral,
        reader=reader,
        office=office_of(referral, referral.received_at),
        read_by=first_read.due_at,
        now=timezone.now(),
    )
    _send(delivery, email, reader)


@handler("referrals.something_to_read", guarantee=Guarantee.AT_LEAST_ONCE)
def send_something_to_read(delivery: Delivery) -> None:
    """Send e-mail 2: a message or a decision is there to read."""
    referral, reader = _of(delivery)
    if referral is None or reader is None:
        return
    waiting = (
        Message.objects.filter(
            referral=referral, from_hub=True, answered_at=None, needs_answer_by__isnull=False
        )
        .order_by("needs_answer_by")
        .first()
    )
    what = str(delivery.payload["what"])
    email = notices.something_to_read_email(
        referral,
        reader=reader,
        what=what,
        answer_by=waiting.needs_answer_by if waiting and what == "message" else None,
        now=timezone.now(),
    )
    _send(delivery, email, reader)


@handler("referrals.not_sent_email", guarantee=Guarantee.AT_LEAST_ONCE)
def send_not_sent(delivery: Delivery) -> None:
    """Send e-mail 3 to whoever writes a draft, unless it was sent or set aside meanwhile."""
    referral, reader = _of(delivery)
    if referral is None or reader is None or referral.status != ReferralStatus.DRAFT:
        return
    now = timezone.now()
    office = office_of(referral, now)
    _send(delivery, notices.not_sent_email(referral, reader=reader, office=office, now=now), reader)


@handler("referrals.site_not_sent_email", guarantee=Guarantee.AT_LEAST_ONCE)
def send_site_not_sent(delivery: Delivery) -> None:
    """Send e-mail 3 to a site's lead, unless the draft was sent or set aside meanwhile."""
    referral, reader = _of(delivery)
    if referral is None or reader is None or referral.status != ReferralStatus.DRAFT:
        return
    _send(delivery, notices.site_not_sent_email(referral, reader=reader), reader)


def _of(delivery: Delivery) -> tuple[Referral | None, Membership | None]:
    """Return whom and what a delivery is about; neither where they are gone or have left."""
    referral = (
        Referral.objects.select_related("partnership")
        .filter(pk=delivery.payload["referral_id"])
        .first()
    )
    reader = (
        Membership.objects.current()
        .with_names()
        .filter(pk=delivery.payload["membership_id"])
        .first()
    )
    return referral, reader


def _send(delivery: Delivery, email: Email, reader: Membership) -> None:
    send_email(delivery, subject=email.subject, text=email.text, to=reader.person.email)
