"""Working on a framework's text: a draft, its signs and other texts, and publishing it.

`open_draft`, `add_sign` and the rest are called as `operations.open_draft(...)`.
"""

from thresholds.operations.drafting import comment, discard_draft, open_draft
from thresholds.operations.guide import (
    add_passage,
    add_step,
    add_term,
    change_passage,
    change_step,
    change_term,
    remove_text,
    restore_text,
    set_answers,
    shift_text,
)
from thresholds.operations.importing import import_signs
from thresholds.operations.importing_guide import import_guide, what_it_would_change
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
from thresholds.operations.structure import (
    add_domain,
    add_level,
    restore_domain,
    restore_level,
    retire_domain,
    retire_level,
)
from thresholds.operations.texts import (
    change_circumstance,
    change_domain,
    change_level,
    change_settings,
    shift_domain,
)

__all__ = [
    "add_domain",
    "add_level",
    "add_passage",
    "add_sign",
    "add_step",
    "add_term",
    "ask_to_publish",
    "change_circumstance",
    "change_domain",
    "change_level",
    "change_passage",
    "change_settings",
    "change_sign",
    "change_step",
    "change_term",
    "comment",
    "discard_draft",
    "import_guide",
    "import_signs",
    "move_sign",
    "open_draft",
    "place_sign",
    "publish",
    "remove_text",
    "restore_domain",
    "restore_level",
    "restore_sign",
    "restore_text",
    "retire_domain",
    "retire_level",
    "retire_sign",
    "set_answers",
    "shift_domain",
    "shift_sign",
    "shift_text",
    "what_it_would_change",
    "withdraw_request",
]
