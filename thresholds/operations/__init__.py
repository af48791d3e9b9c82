"""Working on a framework's text: a draft, its signs and other texts, and publishing it.

`open_draft`, `add_sign` and the rest are called as `operations.open_draft(...)`.
"""

from thresholds.operations.drafting import comment, discard_draft, open_draft
from thresholds.operations.importing import import_signs
from thresholds.operations.publishing import ask_to_publish, publish, withdraw_request
from thresholds.operations.signs import (
    add_sign,
    change_sign,
    move_sign,
    place_sign,
    restore_sign,
    retire_sign,
    shift_sign,
)
from thresholds.operations.texts import (
    change_circumstance,
    change_domain,
    change_level,
    change_settings,
    shift_domain,
)

__all__ = [
    "add_sign",
    "ask_to_publish",
    "change_circumstance",
    "change_domain",
    "change_level",
    "change_settings",
    "change_sign",
    "comment",
    "discard_draft",
    "import_signs",
    "move_sign",
    "open_draft",
    "place_sign",
    "publish",
    "restore_sign",
    "retire_sign",
    "shift_domain",
    "shift_sign",
    "withdraw_request",
]
