"""Four things we need now: the only page with several questions (pages.md 5B)."""

from typing import ClassVar

from govuk import fields
from govuk.forms import FormKeyMixin, KitForm, QuestionForm
from referrals.models import LONG_ANSWER


class UrgentForm(QuestionForm):
    """Who you are and a number, which child, where, what worries you; nothing else (R-155)."""

    title = "Four things we need now"
    caption = "Send now"
    button = "Check and send"
    need: ClassVar[fields.Need | None] = None

    callback_number = fields.PhoneField(
        label="What number can we call you on?",
        help_text="We may ring you back. You are {you}.",
        error="Enter a phone number we can call you on",
        max_length=30,
    )
    which = fields.PlainTextField(
        label="Which child or children?",
        help_text="Name and age. If you do not know, describe them.",
        thing="Which child or children",
        error="Enter the child's name, or describe them",
        rows=3,
        max_length=2000,
        count=False,
        about_someone=True,
    )
    where = fields.PlainTextField(
        label="Where are they now?",
        help_text=(
            "Address or place, and who they are with. For an unborn baby, where the mother is."
        ),
        thing="Where they are",
        error="Enter where the child is, or the last place you know",
        rows=2,
        max_length=2000,
        count=False,
        about_someone=True,
    )
    worry = fields.PlainTextField(
        label="What are you worried about?",
        help_text=("What you saw, heard or were told, when, and by whom. A few lines are enough."),
        thing="Worry",
        error="Enter what you are worried about",
        rows=6,
        max_length=LONG_ANSWER,
    )
    must_not_tell = fields.PlainTextField(
        label="Is there anyone we must not tell or ring? (optional)",
        thing="Who we must not tell",
        rows=2,
        max_length=2000,
        count=False,
        required=False,
        about_someone=True,
    )
    about_worker = fields.TickField(
        label=(
            "The worry is about someone who works or volunteers with children (optional). Your "
            "site's lead and colleagues will not see this record."
        ),
        required=False,
    )


class SendForm(FormKeyMixin, KitForm):
    """The Send button: its key makes pressing twice send once."""
