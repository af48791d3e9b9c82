"""What happened when a family was asked whether they want Family Wellbeing (decision 10)."""

from govuk import fields
from govuk.forms import QuestionForm
from referrals.forms.agreed import AgreedFields
from referrals.models import LONG_ANSWER


class AgreedForm(AgreedFields, QuestionForm):
    """Who agreed, in what capacity, how, when and in which language (decision 22)."""

    title = "The family agreed"
    caption = "Consent to be sought"
    button = "Pass to Family Wellbeing"

    language = fields.PlainTextField(
        label="In which language, if not English? (optional)",
        thing="Language",
        max_length=60,
        required=False,
    )
    interpreter = fields.name_field("Interpreter (optional)", thing="Interpreter", required=False)
    said_words = fields.PlainTextField(
        label="What did they say? (optional)",
        thing="What they said",
        rows=4,
        max_length=LONG_ANSWER,
        required=False,
    )


class RefusedForm(QuestionForm):
    """What the family said when they said no (R-121)."""

    title = "The family said no"
    caption = "Consent to be sought"
    button = "Give back to be decided"

    giver = fields.name_field("Who did you speak to?", thing="Name", error="Enter who you spoke to")
    said_words = fields.PlainTextField(
        label="What did they say?",
        thing="What they said",
        rows=5,
        max_length=LONG_ANSWER,
        error="Enter what they said",
        help_text="Their own words, and what would make it easier for them to say yes.",
    )


class NotReachedForm(QuestionForm):
    """What was tried when the family was not reached."""

    title = "What did you try?"
    caption = "Consent to be sought"
    button = "Save attempt"

    said_words = fields.PlainTextField(
        thing="What you tried",
        rows=4,
        max_length=LONG_ANSWER,
        error="Enter what you tried",
        help_text="For example, rang the mother's safe number twice, no answer, no message left.",
    )
