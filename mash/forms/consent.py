"""What happened when a family was asked whether they want Family Wellbeing (decision 10)."""

from govuk import fields
from govuk.forms import QuestionForm
from referrals.models import LONG_ANSWER
from referrals.rules import Capacity, HowAgreed

# Decision 21: a parent or carer agrees to Family Wellbeing; a young person's answer is added.
CAPACITY_WORDS: dict[Capacity, str] = {
    Capacity.PARENTAL_RESPONSIBILITY: "They have parental responsibility",
    Capacity.EXPECTANT_MOTHER: "She is the expectant mother",
    Capacity.COUNCIL: "The council has parental responsibility",
    Capacity.CARER: "A carer, and nobody with parental responsibility could be asked because…",
}
HOW_WORDS: dict[HowAgreed, str] = {
    HowAgreed.PAPER: "Signed on paper",
    HowAgreed.SAID_YES: "Said yes, witnessed by…",
}


class AgreedForm(QuestionForm):
    """Who agreed, in what capacity, how and when (decision 22)."""

    title = "The family agreed"
    caption = "Consent to be sought"
    button = "Pass to Family Wellbeing"

    giver = fields.PlainTextField(
        label="Who agreed?",
        thing="Name",
        max_length=200,
        error="Enter who agreed",
        about_someone=True,
    )
    capacity = fields.RadiosField(
        label="They may agree because",
        choices=list(CAPACITY_WORDS.items()),
        reveals={Capacity.CARER: ["capacity_words"]},
        error="Select why they may agree",
    )
    capacity_words = fields.PlainTextField(
        label="Why could nobody with parental responsibility be asked?",
        thing="Reason",
        rows=3,
        max_length=2000,
        needed_when_shown="Say why nobody with parental responsibility could be asked",
    )
    how = fields.RadiosField(
        label="How did they agree?",
        choices=list(HOW_WORDS.items()),
        reveals={HowAgreed.SAID_YES: ["witness"]},
        hints={HowAgreed.SAID_YES: "It counts until it is signed at the first visit."},
        error="Select how they agreed",
    )
    witness = fields.PlainTextField(
        label="Who witnessed it?",
        thing="Name",
        max_length=200,
        needed_when_shown="Enter who witnessed it",
        about_someone=True,
    )
    given_on = fields.DateField(
        label="When did they agree?",
        thing="Date",
        error="Enter when they agreed",
        not_future=True,
        help_text="For example, 23 11 2026",
    )
    language = fields.PlainTextField(
        label="In which language, if not English? (optional)",
        thing="Language",
        max_length=60,
        required=False,
    )
    interpreter = fields.PlainTextField(
        label="Interpreter (optional)",
        thing="Interpreter",
        max_length=200,
        required=False,
        about_someone=True,
    )
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

    giver = fields.PlainTextField(
        label="Who did you speak to?",
        thing="Name",
        max_length=200,
        error="Enter who you spoke to",
        about_someone=True,
    )
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
