"""Writing a draft: every answer of the form, one operation each, until it is sent.

`start_draft`, `save` and the rest are called as `drafts.save(...)`.
"""

from referrals.operations.drafts.agreement import (
    ask_young_person,
    change_agreement,
    record_agreement,
    remove_agreement,
)
from referrals.operations.drafts.edition import follow_edition
from referrals.operations.drafts.family import (
    add_child,
    add_member,
    add_professional,
    change_child,
    change_member,
    change_professional,
    remove_child,
    remove_member,
    remove_professional,
    say_whether_worried_too,
)
from referrals.operations.drafts.signs import (
    apply_indicators,
    choose_circumstances,
    choose_indicators,
    confirm_level,
    record_duty,
    settle_suggestion,
)
from referrals.operations.drafts.writing import keep_typed, new_referral, save, start_draft

__all__ = [
    "add_child",
    "add_member",
    "add_professional",
    "apply_indicators",
    "ask_young_person",
    "change_agreement",
    "change_child",
    "change_member",
    "change_professional",
    "choose_circumstances",
    "choose_indicators",
    "confirm_level",
    "follow_edition",
    "keep_typed",
    "new_referral",
    "record_agreement",
    "record_duty",
    "remove_agreement",
    "remove_child",
    "remove_member",
    "remove_professional",
    "save",
    "say_whether_worried_too",
    "settle_suggestion",
    "start_draft",
]
