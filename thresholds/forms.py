"""What people type to find a sign, and what they answer at a glance."""

from collections.abc import Iterable
from typing import Any

from govuk import fields
from govuk.forms import KitForm

LONGEST_WORDS = 1000


class NoticedForm(KitForm):
    """What somebody has noticed, in their own words; it is posted, so it is in no address."""

    noticed = fields.PlainTextField(
        label="Describe what you have noticed",
        thing="What you have noticed",
        help_text="A few words are enough, for example bruises, missing school, no food at home. "
        "Leave out names.",
        error="Enter what you have noticed",
        max_length=LONGEST_WORDS,
        count=False,
        about_someone=True,
    )


class GlanceForm(KitForm):
    """One question of the document at a glance; the answers are those of the edition."""

    answer = fields.RadiosField(label="Your answer", error="Select your answer", choices=())

    def __init__(self, *arguments: Any, answers: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["answer"].choices = list(answers)  # type: ignore[attr-defined]
