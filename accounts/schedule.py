"""What accounts does from time to time."""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore

from accounts.operations import form_keys, kept_posts
from outbox.periodic import register


def tidy() -> None:
    """Delete what has had its time: kept posts, old form keys and ended sessions."""
    kept_posts.delete_expired()
    form_keys.delete_old()
    SessionStore.clear_expired()


register("accounts.tidy", tidy, every=timedelta(minutes=15))
