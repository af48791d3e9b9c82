"""Who can know (pages.md 5D), asked before any name or address."""

from govuk import fields
from referrals.forms.draft.base import DraftForm, choices, long_text
from referrals.forms.draft.flow import Asked
from referrals.names import ANSWER_NAMES
from referrals.rules import Answer, Section


class MustNotKnowForm(DraftForm):
    """Decision 24: safe contact from the first page."""

    title = "Is there anyone who must not find out about this referral?"
    section = Section.WHO_CAN_KNOW
    asked = Asked.WITH_CONSENT

    someone_must_not_know = fields.RadiosField(
        choices=choices(ANSWER_NAMES),
        help_text=(
            "For example a parent who has hurt someone, or a relative who may take the child away."
        ),
        error="Select yes if anyone must not find out",
        reveals={Answer.YES: ["must_not_know"]},
    )
    must_not_know = long_text(
        "Who, and why",
        label="Who, and why?",
        rows=4,
        needed_when_shown="Enter who must not find out",
    )
