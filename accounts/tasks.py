"""Delivery of accounts' e-mails, each by the id of the row it is about."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Person
from accounts.notices import (
    SECURITY_CHANGES,
    invitation_email,
    link_token,
    password_reset_email,
    security_email,
)
from accounts.presenters import partnership_of
from outbox import handlers
from outbox.mail import send_email
from outbox.models import Delivery
from outbox.rules import Guarantee


@handlers.handler("accounts.invitation_email", guarantee=Guarantee.AT_LEAST_ONCE)
def send_invitation(delivery: Delivery) -> None:
    """Send an invitation's link, unless it was accepted, withdrawn or sent anew meanwhile."""
    invitation = (
        Invitation.objects.with_names().open().filter(pk=delivery.payload["invitation_id"]).first()
    )
    now = timezone.now()
    token = link_token(invitation) if invitation else None
    if invitation is None or token is None or invitation.expires_at <= now:
        return
    link = settings.SITE_ADDRESS + reverse("invitation", args=[token])
    email = invitation_email(invitation, link=link, now=now)
    send_email(delivery, subject=email.subject, text=email.text, to=invitation.email)


@handlers.handler("accounts.password_reset_email", guarantee=Guarantee.AT_LEAST_ONCE)
def send_password_reset(delivery: Delivery) -> None:
    """Send the link for a new password; it is made now, so that no row ever holds it."""
    person = Person.objects.filter(pk=delivery.payload["person_id"], is_active=True).first()
    if person is None:
        return
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(person),
            "key": default_token_generator.make_token(person),
        },
    )
    email = password_reset_email(
        person.first_name,
        link=settings.SITE_ADDRESS + path,
        partnership=partnership_of(person),
    )
    send_email(delivery, subject=email.subject, text=email.text, to=person.email)


@handlers.handler("accounts.security_email", guarantee=Guarantee.AT_LEAST_ONCE)
def send_security_change(delivery: Delivery) -> None:
    """Tell somebody that a sign-in secret of theirs changed."""
    person = Person.objects.filter(pk=delivery.payload["person_id"]).first()
    if person is None:
        return
    email = security_email(
        person.first_name,
        change=SECURITY_CHANGES[delivery.payload["change"]],
        partnership=partnership_of(person),
    )
    send_email(delivery, subject=email.subject, text=email.text, to=person.email)
