"""Who agreed to help from Family Wellbeing, and how: asked by the hub and by Family Wellbeing."""

from govuk import fields
from govuk.forms import KitForm
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


class AgreedFields(KitForm):
    """Who agreed, in what capacity, how and when (decision 22; R-025, R-026)."""

    giver = fields.name_field("Who agreed?", thing="Name", error="Enter who agreed")
    capacity = fields.RadiosField(
        label="They may agree because",
        choices=list(CAPACITY_WORDS.items()),
        reveals={Capacity.CARER: ["capacity_words"]},
        error="Select why they may agree",
    )
    capacity_words = fields.reason_field(
        "Why could nobody with parental responsibility be asked?",
        needed_when_shown="Say why nobody with parental responsibility could be asked",
    )
    how = fields.RadiosField(
        label="How did they agree?",
        help_text="A signature is needed.",
        choices=list(HOW_WORDS.items()),
        reveals={HowAgreed.SAID_YES: ["witness"]},
        hints={HowAgreed.SAID_YES: "It counts until it is signed at the first visit."},
        error="Select how they agreed",
    )
    witness = fields.name_field(
        "Who witnessed it?", thing="Name", needed_when_shown="Enter who witnessed it"
    )
    given_on = fields.DateField(
        label="When did they agree?",
        thing="Date",
        error="Enter when they agreed",
        not_future=True,
        help_text="For example, 23 11 2026",
    )
