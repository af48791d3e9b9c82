"""The words of the e-mails accounts sends, and the ending every e-mail of the portal shares."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.encryption import digest, keyed_tokens
from accounts.models import Invitation, Partnership
from accounts.rules import ROLE_NAMES, Role
from govuk.words import when

DANGER = "If a child is in danger call 999."


# What changed, as the person is told by e-mail.
SECURITY_CHANGES = {
    "password_changed": "Your password was changed.",
    "password_set": "A password was chosen.",
    "password_reset": "Your password was changed through a link sent by e-mail.",
    "totp_activated": "A code app was added as your second step.",
    "totp_deactivated": "Your code app was removed.",
    "webauthn_added": "A passkey was added.",
    "webauthn_removed": "A passkey was removed.",
    "recovery_codes_generated": "New recovery codes were made. The old ones no longer work.",
    "second_step_reset": (
        "An administrator removed your second step. You choose a new one when you next sign in."
    ),
}


@dataclass(frozen=True, slots=True)
class Email:
    """One e-mail in plain text."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ring: the front door's number, and one line of every number with its hours.

    Where several councils have a front door each, `phone` has all their numbers in words.
    """

    phone: str
    line: str


FindContact = Callable[[Partnership, int | None], Contact | None]
_finders: list[FindContact] = []


def register_contact(function: FindContact) -> None:
    """Let the directory say whom to ring; accounts stands before it and cannot ask."""
    if function not in _finders:
        _finders.append(function)


def contact_of(partnership: Partnership | None, door_id: int | None = None) -> Contact | None:
    """Return whom to ring in a partnership, or None where no front door is set up.

    `door_id` is the front door of what this is about; without one, the partnership's.
    """
    if partnership is None:
        return None
    found = (function(partnership, door_id) for function in _finders)
    return next((contact for contact in found if contact), None)


def email_ending(partnership: Partnership | None, door_id: int | None = None) -> str:
    """Return how every e-mail ends: where to sign in, whom to ring, nothing else."""
    contact = contact_of(partnership, door_id)
    ending = f"Sign in at {settings.SITE_ADDRESS}. Do not reply. {DANGER}"
    return f"{ending} {contact.line}" if contact else ending


def link_tokens(invitation: Invitation) -> list[str]:
    """Return the keys an invitation's link may carry, the newest first.

    Worked out from the row and our keys: neither the table nor the outbox gives a link away.
    """
    sent = round(invitation.invited_at.timestamp() * 1_000_000)
    text = f"{invitation.email} {invitation.site_id} {invitation.role} {sent}"
    return keyed_tokens(text, purpose="invitation")


def link_token(invitation: Invitation) -> str | None:
    """Return the key of an open invitation's link, or None when no key of ours makes it."""
    tokens = link_tokens(invitation)
    return next((token for token in tokens if digest(token) == invitation.token_digest), None)


def invitation_email(invitation: Invitation, *, link: str, now: datetime) -> Email:
    """Return the e-mail that lets somebody in; no other carries a key to an account to be."""
    inviter = invitation.invited_by.person.full_name
    role = ROLE_NAMES[Role(invitation.role)]
    return Email(
        subject="You are invited to Effective Support",
        text=(
            f"Hello. {inviter} has invited you to use Effective Support as {role} at"
            f" {invitation.site.name}. Use this link by {when(invitation.expires_at, now)}:"
            f" {link}. It works once. You will choose a password and a second step. If you did"
            f" not expect this, ignore it and tell {inviter}.\n\n"
            f"{email_ending(invitation.site.agency.partnership)}\n"
        ),
    )


def password_reset_email(first_name: str, *, link: str, partnership: Partnership | None) -> Email:
    """Return the e-mail with which somebody chooses a new password; the second step stays."""
    return Email(
        subject="Choose a new password for Effective Support",
        text=(
            f"Hello {first_name}. Somebody asked for a new password for your account. Use this"
            f" link within one hour: {link}\n\nIt works once. You will still need your second"
            f" step to sign in. If it was not you, ignore this: nothing has changed.\n\n"
            f"{email_ending(partnership)}\n"
        ),
    )


def security_email(first_name: str, *, change: str, partnership: Partnership | None) -> Email:
    """Return the e-mail that says a sign-in secret changed, so that a stranger's change is seen."""
    return Email(
        subject="Your Effective Support account changed",
        text=(
            f"Hello {first_name}. {change} If it was not you, tell your administrator at once."
            f"\n\n{email_ending(partnership)}\n"
        ),
    )
