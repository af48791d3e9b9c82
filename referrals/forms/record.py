"""After sending: additions, messages and the wish to withdraw."""

from typing import Any

from govuk import fields
from govuk.forms import QuestionForm
from referrals.models import LONG_ANSWER

NOTHING_ADDED = "Enter what you want to add or correct"


class AddForm(QuestionForm):
    """More, or a correction, in one's own words: nothing that was sent is overwritten."""

    title = "Anything else, or a correction"
    hint = "It is kept with your name and the time. What you sent before stays as it was."
    button = "Add this"

    about = fields.PlainTextField(
        label="What is it about? (optional)",
        help_text="For example, date of birth, or what the child said today",
        thing="What it is about",
        max_length=200,
        count=False,
        required=False,
    )
    text = fields.PlainTextField(
        label="What do you want to add or correct?",
        thing="What you add",
        error=NOTHING_ADDED,
        rows=6,
        max_length=LONG_ANSWER,
    )

    @property
    def added(self) -> list[tuple[str, str]]:
        """What was written, with what it is about."""
        return [(self.cleaned_data["about"], self.cleaned_data["text"])]


class WithdrawForm(QuestionForm):
    """Decision 14: a wish; the hub still looks and decides."""

    title = "Why do you ask to withdraw this referral?"
    caption = "Ask to withdraw"
    button = "Ask to withdraw"
    because = fields.PlainTextField(
        thing="Why you ask",
        help_text=("The {front_door} still looks at it and decides. Tell us what has changed."),
        error="Enter why you ask to withdraw this referral",
        rows=4,
        max_length=2000,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.heading_field = None


class MessageForm(QuestionForm):
    """A message to the hub."""

    title = "Messages"
    button = "Send message"
    text = fields.PlainTextField(
        label="Your message",
        thing="Message",
        error="Enter your message",
        rows=5,
        max_length=LONG_ANSWER,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.heading_field = None
