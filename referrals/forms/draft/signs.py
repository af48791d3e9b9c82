"""Signs of need (pages.md 5H; R-003, R-004)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from govuk import fields
from govuk.forms import KitForm
from referrals.forms.draft.base import DraftForm, long_text
from referrals.forms.draft.flow import Asked
from referrals.rules import Section

ALL = "all"
LEVEL_HEADINGS: dict[int, str] = {
    4: "Level 4",
    3: "Level 3",
    2: "Level 2",
    1: "Doing well (Level 1)",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """An indicator as a page offers it."""

    pk: int
    level: int
    text: str


class SignsForm(DraftForm):
    """The list of domains; with nothing chosen it asks why nothing fits."""

    title = "What have you noticed?"
    section = Section.SIGNS
    below_heading = True
    asked = Asked.WITH_CONSENT

    no_indicator_because = long_text(
        "Reason",
        label="If none of these fits, why?",
        rows=3,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask why none fits only where none was chosen."""
        cleaned = super().clean()
        if not self.situation.signs_chosen and not cleaned.get("no_indicator_because"):
            self.missing_together("no_indicator_because", "Say why none of these fits")
        return cleaned


class SearchForm(KitForm):
    """Words for what was noticed; posted, so that they are in no address."""

    words_noticed = fields.PlainTextField(
        label="Search the signs",
        thing="Search",
        help_text="Describe what you have noticed, for example: poor hygiene, clothing, absences",
        max_length=300,
        count=False,
        error="Enter what you have noticed",
    )


class DomainForm(DraftForm):
    """The signs of one domain, by level from the highest."""

    section = Section.SIGNS
    below_heading = True

    def __init__(
        self, *arguments: Any, domain: str = "", signs: Sequence[Sign] = (), **options: Any
    ) -> None:
        self.signs = signs
        # The heading is the domain as printed.
        self.title = domain  # type: ignore[misc]
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Group the signs: levels 4, 3, 2, then what is going well."""
        for level, heading in LEVEL_HEADINGS.items():
            offered = [(str(sign.pk), sign.text) for sign in self.signs if sign.level == level]
            if offered:
                self.fields[f"level_{level}"] = fields.CheckboxesField(
                    label=heading, choices=offered, required=False
                )

    @property
    def shown(self) -> list[int]:
        """Ids of the indicators on the page."""
        return [sign.pk for sign in self.signs]

    @property
    def chosen(self) -> list[int]:
        """Ids of those ticked."""
        return [
            int(pk)
            for name in self.fields
            if name.startswith("level_")
            for pk in self.cleaned_data.get(name) or []
        ]


class ApplyForm(DraftForm):
    """To whom each chosen sign applies, where there are several children."""

    title = "Who does each one apply to?"
    hint = "Tick everyone it applies to. Nothing is ticked for you."
    below_heading = True
    section = Section.SIGNS
    asked = Asked.WITH_CONSENT

    def __init__(
        self,
        *arguments: Any,
        signs: Sequence[Sign] = (),
        names: Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> None:
        self.signs, self.names = signs, names
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """One row of boxes for each sign: each child, and all of them."""
        for sign in self.signs:
            self.fields[f"sign_{sign.pk}"] = fields.CheckboxesField(
                label=sign.text,
                choices=[*self.names, (ALL, "All")],
                inline=True,
                error=f"Select who '{sign.text}' applies to",
            )

    @property
    def children_of(self) -> dict[int, list[int]]:
        """The children's numbers by the indicator's id."""
        everyone = [int(number) for number, _ in self.names]
        return {
            sign.pk: (
                everyone
                if ALL in (ticked := self.cleaned_data.get(f"sign_{sign.pk}") or [])
                else [int(number) for number in ticked]
            )
            for sign in self.signs
        }
