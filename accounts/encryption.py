"""Secrets at rest: sign-in secrets and kept posts, under keys that can be rotated."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "decrypt", "digest", "encrypt", "keyed_tokens"]


def encrypt(text: str, *, purpose: str) -> str:
    """Encrypt under the newest of `FIELD_KEYS`; `purpose` keeps one kind of secret from another."""
    return _box(purpose).encrypt(text.encode()).decode()


def decrypt(secret: str, *, purpose: str) -> str:
    """Return what was encrypted for the same purpose under any of `FIELD_KEYS`.

    Raises InvalidToken when no key fits.
    """
    return _box(purpose).decrypt(secret.encode()).decode()


def keyed_tokens(text: str, *, purpose: str) -> list[str]:
    """Return the tokens that `text` has under each of `FIELD_KEYS`, the newest first.

    Nobody without a key can work one out, so a table that holds `text` and a digest does not
    give the token away.
    """
    return [
        base64.urlsafe_b64encode(
            hmac.new(_short(key), f"{purpose}\n{text}".encode(), hashlib.sha256).digest()
        )
        .decode()
        .rstrip("=")
        for key in settings.FIELD_KEYS
    ]


def digest(token: str) -> str:
    """Return what is stored of a token, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def _box(purpose: str) -> MultiFernet:
    # The settings' keys are of any length, and one secret must not open another kind of record.
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    hashlib.blake2b(purpose.encode(), key=_short(key), digest_size=32).digest()
                )
            )
            for key in settings.FIELD_KEYS
        ]
    )


def _short(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
