"""Signs of need (pages.md 5H; R-003, R-004)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

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


def field_of(level: int) -> str:
    """Return the name of a domain page's boxes of one level."""
    return f"level_{level}"


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


class OfEditionForm(DraftForm):
    """A page of signs says of which edition it shows them: another may be in force when it is sent.

    (R-145: a partnership edits its levels of need.)
    """

    of_edition = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def draw(self) -> None:
        """Stand last: an error about the page as a whole belongs to its first question."""
        self.fields["of_edition"] = self.fields.pop("of_edition")

    def changes(self) -> dict[str, Any]:
        """Return the answers without the edition, which is none."""
        return {name: said for name, said in super().changes().items() if name != "of_edition"}


class DomainForm(OfEditionForm):
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
                self.fields[field_of(level)] = fields.CheckboxesField(
                    label=heading, choices=offered, required=False
                )
        super().draw()

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


class ApplyForm(OfEditionForm):
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
        super().draw()

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
