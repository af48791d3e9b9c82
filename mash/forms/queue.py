"""Filters of the queue, and which contacts are ticked."""

from collections.abc import Iterable
from typing import Any

from django import forms

from govuk import fields
from govuk.forms import FormKeyMixin, KitForm
from mash.presenters.people import CHANNEL_WORDS
from mash.presenters.queue import BRAG_CHOICES, DUE_CHOICES, STATE_CHOICES

Choices = Iterable[tuple[str, str]]


class FilterForm(KitForm):
    """A plain GET form: what does not exist is ignored, so that an old link still works."""

    state = fields.SelectField(label="State", choices=STATE_CHOICES, empty="Any", required=False)
    brag = fields.SelectField(label="BRAG", choices=BRAG_CHOICES, empty="Any", required=False)
    held_by = fields.SelectField(label="With", choices=[], empty="Anybody", required=False)
    agency = fields.SelectField(label="Agency", choices=[], empty="Any", required=False)
    channel = fields.SelectField(
        label="Channel", choices=list(CHANNEL_WORDS.items()), empty="Any", required=False
    )
    due = fields.SelectField(label="Due", choices=DUE_CHOICES, empty="Any time", required=False)

    def __init__(
        self, *arguments: Any, holders: Choices, agencies: Choices, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["held_by"].choices = [("", "Anybody"), *holders]  # type: ignore[attr-defined]
        self.fields["agency"].choices = [("", "Any"), *agencies]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """Return the filters in force: name and code."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def words_of(self, name: str, value: str) -> str:
        """Return a filter as its chip says it: "BRAG: Red"."""
        field = self.fields[name]
        return f"{field.label}: {dict(field.choices)[value]}"  # type: ignore[attr-defined]


class TickedForm(FormKeyMixin, KitForm):
    """The contacts ticked in the queue, by reference."""

    contacts = forms.MultipleChoiceField(
        error_messages={"required": "Select the contacts to claim"}, required=True
    )

    def __init__(self, *arguments: Any, references: Iterable[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["contacts"].choices = [(one, one) for one in references]  # type: ignore[attr-defined]
