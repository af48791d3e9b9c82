"""How a referral reads to the person who wrote it, and what of it sending asks for."""

from referrals.presenters.facts import (
    child_age,
    child_words,
    facts_of,
    is_allegation,
    where_words,
    which_words,
)
from referrals.presenters.office import (
    Office,
    Receipt,
    hub_at,
    insets_for,
    office_at,
    office_of,
    receipt,
)

__all__ = [
    "Office",
    "Receipt",
    "child_age",
    "child_words",
    "facts_of",
    "hub_at",
    "insets_for",
    "is_allegation",
    "office_at",
    "office_of",
    "receipt",
    "where_words",
    "which_words",
]
