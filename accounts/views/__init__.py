"""Pages of accounts: signing in, one's own account, and people."""

from accounts.views.session import stale_form

__all__ = ["stale_form"]
