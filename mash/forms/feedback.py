"""What was told to somebody who does not read the portal (R-053)."""

from typing import Any

from govuk import fields
from govuk.forms import QuestionForm
from mash.forms.moments import MomentForm
from referrals.rules import ToldHow

HOW_WORDS: dict[ToldHow, str] = {
    ToldHow.PHONE: "By phone",
    ToldHow.LETTER: "By letter",
    ToldHow.IN_PERSON: "In person",
}
NOT_POSSIBLE = "not_possible"


class ToldForm(MomentForm, QuestionForm):
    """How and when somebody was told an outcome, or why it is not possible."""

    title = "How did you tell {name}?"
    caption = "What we tell each person"
    button = "Save"

    how = fields.RadiosField(
        label="How did you tell them?",
        choices=[*HOW_WORDS.items(), (NOT_POSSIBLE, "Not possible, because…")],
        reveals={NOT_POSSIBLE: ["because"]},
        divider_before=NOT_POSSIBLE,
        error="Select how you told them",
    )
    because = fields.reason_field(
        "Why is it not possible?", needed_when_shown="Say why they cannot be told"
    )

    field_order = ("how", "because", "on", "at")

    def clean(self) -> dict[str, Any]:
        """When is asked only of somebody who was told."""
        cleaned = super().clean()
        if cleaned.get("how") == NOT_POSSIBLE:
            for name in ("on", "at"):
                self.errors.pop(name, None)
        return cleaned
