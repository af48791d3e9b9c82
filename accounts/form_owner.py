"""Whose a form is, as the page that holds it says: signed, so that nobody can say it for them."""

from django.conf import settings
from django.core import signing

FIELD = "sent_by"
SALT = "accounts.form-owner"


def sign(person_id: int) -> str:
    """Return what a page's forms carry to say whose they are."""
    return signing.TimestampSigner(salt=SALT).sign(str(person_id))


def read(signed: str | None) -> int | None:
    """Return whose a form is; None where it does not say, or the page is older than a session."""
    try:
        owner = signing.TimestampSigner(salt=SALT).unsign(
            signed or "", max_age=settings.SESSION_ABSOLUTE_SECONDS
        )
    except signing.BadSignature:
        return None
    return int(owner)
