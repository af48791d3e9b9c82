"""Special circumstances and their duties (pages.md 5G; decision 16).

R-099 to R-101, R-105 to R-112: each is a circumstance of the edition, or its duty.
"""

from collections.abc import Sequence
from typing import Any

from govuk import fields
from referrals.forms.draft.base import DraftForm, name_field
from referrals.forms.draft.flow import Asked
from referrals.rules import Answer, Section

NONE = "none"


class CircumstancesForm(DraftForm):
    """Any of the edition's circumstances, or none."""

    title = "Do any of these apply?"
    section = Section.CIRCUMSTANCES
    asked = Asked.WITH_CONSENT

    circumstances = fields.CheckboxesField(
        help_text="Tick all that might. You do not have to be sure.",
        choices=[],
        exclusive=NONE,
        exclusive_error="Select any that apply, or 'None of these'",
        error="Select any that apply, or 'None of these'",
    )

    def __init__(
        self, *arguments: Any, offered: Sequence[tuple[str, str]] = (), **options: Any
    ) -> None:
        self.offered = offered
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Offer the edition's circumstances in their order, and none."""
        field = self.fields["circumstances"]
        field.choices = [*self.offered, (NONE, "None of these")]  # type: ignore[attr-defined]

    @property
    def keys(self) -> list[str]:
        """The circumstances chosen; none when "None of these" is."""
        return [key for key in self.cleaned_data["circumstances"] if key != NONE]


class DutyForm(DraftForm):
    """Ask "Have you done this?" and for several children to whom it applies.

    To whom is always asked: without it the circumstance holds for every child (decision 16).
    """

    section = Section.CIRCUMSTANCES
    below_heading = True
    always = ("applies_to",)

    applies_to = fields.CheckboxesField(
        label="Who does this apply to?",
        choices=[],
        help_text="Tick all that apply. Until you say, it counts for every child.",
    )
    duty_done = fields.RadiosField(
        label="Have you done this?",
        choices=[(Answer.YES, "Yes"), (Answer.NO, "Not yet")],
        reveals={Answer.YES: ["duty_who", "duty_when"]},
    )
    duty_who = name_field("Who did you tell?", needed_when_shown="Enter who you told")
    duty_when = fields.PlainTextField(
        label="When?",
        thing="When",
        max_length=200,
        help_text="For example, 4:40pm today",
        needed_when_shown="Enter when you told them",
    )

    def __init__(
        self,
        *arguments: Any,
        duty_title: str = "",
        circumstance: str = "",
        names: Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> None:
        self.names, self.circumstance = names, circumstance
        # The duty itself is the page's heading: each circumstance has its own.
        self.title = duty_title  # type: ignore[misc]
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Ask to whom it applies only where there are several children."""
        if len(self.names) > 1:
            field = self.fields["applies_to"]
            field.choices = list(self.names)  # type: ignore[attr-defined]
            if self.situation.needs(Asked.WITH_CONSENT):
                self.need = fields.Need.SEND  # type: ignore[misc]
            field.error_messages["required"] = f"Select who '{self.circumstance}' applies to"
        else:
            del self.fields["applies_to"]

    @property
    def numbers(self) -> list[int] | None:
        """The numbers of the children it applies to; None where there is nothing to ask."""
        if "applies_to" not in self.fields:
            return None
        return [int(number) for number in self.cleaned_data.get("applies_to") or []]
