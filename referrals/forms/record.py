"""After sending: additions, messages and the wish to withdraw."""

from collections.abc import Sequence
from typing import Any

from govuk import fields
from govuk.forms import QuestionForm
from referrals.models import LONG_ANSWER
from referrals.presenters.facts import Unknown

NOTHING_ADDED = "Enter what you want to add or correct"


# What was not said before it was sent, each under its own words (pages.md 5B).
QUESTIONS: dict[Unknown, tuple[str, str]] = {
    Unknown.NAME: ("What is the child's full name? (optional)", "Each child's, where several are."),
    Unknown.AGE: (
        "What is the date of birth, or about how old are they? (optional)",
        "For example, 27 3 2016, or about 6. For an unborn baby, when it is due.",
    ),
    Unknown.ADDRESS: (
        "Where does the child live? (optional)",
        "Say if somebody must not find out where they live.",
    ),
    Unknown.FAMILY: (
        "Who else is in the family or home? (optional)",
        "Names, what they are to the child, who has parental responsibility, and how it is safe "
        "to reach them.",
    ),
    Unknown.AGREEMENT: (
        "What do the parents or carers know, and has anyone agreed? (optional)",
        "Who, to what, how and when. If asking is not safe, do not ask.",
    ),
}


class AddForm(QuestionForm):
    """More, or a correction: nothing that was sent is overwritten.

    After four questions it asks for what they left out, and needs none of it.
    """

    title = "Add to this referral"
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

    def __init__(self, *arguments: Any, unknown: Sequence[Unknown] = (), **options: Any) -> None:
        self.unknown = tuple(unknown)
        super().__init__(*arguments, **options)
        if not self.unknown:
            return
        self.hint = f"Nothing here is needed: add what you know. {self.hint}"  # type: ignore[misc]
        self.fields["text"].required = False
        self.fields["text"].label = "Is there anything else to add or correct? (optional)"
        self.fields["about"].label = "What is that about? (optional)"
        asked = {
            one.field: fields.PlainTextField(
                label=QUESTIONS[one][0],
                help_text=QUESTIONS[one][1],
                thing=one.value,
                rows=3,
                max_length=LONG_ANSWER,
                count=False,
                about_someone=True,
                required=False,
            )
            for one in self.unknown
        }
        self.fields = {**asked, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Refuse a page on which nothing was written."""
        cleaned = super().clean()
        if cleaned.get("about") and not cleaned.get("text") and not self.has_error("text"):
            self.add_error("text", NOTHING_ADDED)
        if not self.errors and not self.added:
            self.add_error(next(iter(self.fields)), NOTHING_ADDED)
        return cleaned

    @property
    def added(self) -> list[tuple[str, str]]:
        """Each answer that was given, with what it is about."""
        given = [(one.value, self.cleaned_data.get(one.field, "")) for one in self.unknown]
        given.append((self.cleaned_data.get("about", ""), self.cleaned_data.get("text", "")))
        return [(about, text) for about, text in given if text]


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
