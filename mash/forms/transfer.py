"""What another authority says of a child it is asked to take on (decision 10)."""

from typing import Any

from govuk import fields
from govuk.forms import QuestionForm
from mash.forms.moments import MomentForm
from mash.models import TransferAttempt
from mash.rules import HOW_TOLD_WORDS
from referrals.models import LONG_ANSWER

CAPTION = "Transfer to another authority"


class AnswerForm(MomentForm, QuestionForm):
    """How the other authority was asked, and when."""

    caption = CAPTION

    how = fields.RadiosField(
        label="How?", choices=list(HOW_TOLD_WORDS.items()), error="Select how you heard"
    )


class ConfirmedForm(AnswerForm):
    """Who of the other authority confirmed that it has taken the child on."""

    title = "{authority} confirmed"
    hint = "The child is theirs from now on. Whoever referred is told."
    button = "Record confirmation"

    who = fields.name_field(
        "Who confirmed?", thing="Name", error="Enter who confirmed", help_text="Name and team"
    )
    said_words = fields.PlainTextField(
        label="What else did they say? (optional)",
        thing="What they said",
        rows=3,
        max_length=LONG_ANSWER,
        required=False,
    )

    field_order = ("who", "how", "on", "at", "said_words")


class AttemptForm(AnswerForm):
    """That the other authority has not answered yet, or said no."""

    title = "You asked {authority}"
    hint = "The child stays ours. The time to confirm runs on."
    button = "Save attempt"

    result = fields.RadiosField(
        label="What happened?",
        choices=[
            (result.value, result.label)
            for result in (TransferAttempt.Result.NO_ANSWER, TransferAttempt.Result.REFUSED)
        ],
        reveals={TransferAttempt.Result.REFUSED.value: ["who", "said_words"]},
        error="Select what happened",
    )
    who = fields.name_field(
        "Who said no?",
        thing="Name",
        needed_when_shown="Enter who said no",
        help_text="Name and team",
    )
    said_words = fields.PlainTextField(
        label="Why?",
        thing="Reason",
        rows=3,
        max_length=LONG_ANSWER,
        needed_when_shown="Enter why they said no",
    )

    field_order = ("result", "who", "said_words", "how", "on", "at")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["how"].label = "How did you ask them?"
        self.fields["how"].error_messages["required"] = "Select how you asked them"


class TakeBackForm(QuestionForm):
    """Why another authority does not take the child on."""

    title = "Why are you taking this back?"
    caption = CAPTION
    button = "Take back"

    because = fields.reason_field(
        rows=4,
        error="Say why you are taking this back",
        help_text="A manager decides again, one working day from now. Whoever referred is told.",
    )
