"""How a person likes their pages; nobody else is touched by it, so it leaves no audit entry."""

from accounts.models import Membership


def choose_compact_tables(*, by: Membership, compact: bool) -> None:
    """Remember whether this person reads lists in rows of one line (pages.md 2)."""
    by.person.compact_tables = compact
    by.person.save(update_fields=["compact_tables"])
