"""The level, one child a page (pages.md 5I; decisions 15 to 18)."""

from collections.abc import Mapping, Sequence
from typing import Any

from govuk import fields
from govuk.forms import FormKeyMixin, KitForm
from referrals.forms.draft.base import DraftForm, long_text
from referrals.forms.draft.flow import Asked
from referrals.rules import Section


class LevelForm(DraftForm):
    """The practitioner confirms or changes the suggestion; nothing is chosen beforehand (R-003)."""

    title = "Which level fits {child} best?"
    # The page's heading is the suggestion.
    below_heading = True
    section = Section.LEVEL
    asked = Asked.WITH_CONSENT

    confirmed_level = fields.RadiosField(
        label="Which level fits {child} best?",
        choices=[],
        error="Select the level that fits {child} best",
    )
    level_differs_because = long_text(
        "Reason",
        label="If it differs from the level suggested: why does it fit better?",
        rows=4,
        required=False,
    )
    same_for_others = fields.TickField(label="The same for {names}", required=False)

    def __init__(
        self,
        *arguments: Any,
        levels: Sequence[tuple[str, str]] = (),
        suggested: int | None = None,
        also: str = "",
        **options: Any,
    ) -> None:
        self.levels, self.suggested, self.also = levels, suggested, also
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Name the edition's levels; offer "the same for" only where the suggestion is equal."""
        self.fields["confirmed_level"].choices = list(self.levels)  # type: ignore[attr-defined]
        if not self.also:
            del self.fields["same_for_others"]

    def clean(self) -> dict[str, Any]:
        """Ask why where another level was chosen than the one suggested."""
        cleaned = super().clean()
        chosen = cleaned.get("confirmed_level")
        differs = chosen and self.suggested and int(chosen) != self.suggested
        if differs and not cleaned.get("level_differs_because"):
            self.add_error(
                "level_differs_because",
                "Say why you chose a different level from the one suggested",
            )
        return cleaned

    @property
    def level(self) -> int | None:
        """The level chosen, or None where none had to be."""
        chosen = self.cleaned_data.get("confirmed_level")
        return int(chosen) if chosen else None


class SignpostedForm(FormKeyMixin, KitForm):
    """Which help the family was pointed to instead of a referral (R-001, R-151)."""

    services = fields.CheckboxesField(
        label="What did you tell the family about?",
        choices=[],
        help_text="Tick all that apply.",
        required=False,
    )
    other = fields.PlainTextField(
        label="Other help (optional)", thing="Other help", max_length=200, required=False
    )

    def __init__(
        self, *arguments: Any, offered: Sequence[tuple[str, str]] = (), **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["services"].choices = list(offered)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something must have been offered."""
        cleaned = super().clean()
        if not cleaned.get("services") and not cleaned.get("other"):
            self.add_error("services", "Select what you told the family about")
        return cleaned

    def because(self, names: Mapping[str, str]) -> str:
        """Return the reason the draft closes with: everything the family was told about."""
        told = [names[slug] for slug in self.cleaned_data["services"]]
        told += [self.cleaned_data["other"]] if self.cleaned_data["other"] else []
        return f"Signposted instead: {', '.join(told)}"
