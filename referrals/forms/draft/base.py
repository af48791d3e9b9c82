"""The form every question of a draft is made from."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from govuk import fields
from govuk.forms import QuestionForm
from govuk.words import and_words, date_words, time_words
from referrals.forms.draft.flow import Asked, Situation
from referrals.models import LONG_ANSWER
from referrals.names import SECTION_NAMES
from referrals.rules import Section

# Beside `long_text` and `choices`, for the forms of a draft.
name_field = fields.name_field


class DraftForm(QuestionForm):
    """One question whose fields are named as the answers they are kept in.

    `asked` says when it is needed to send; a question that is not needed can be left empty, so
    that no page holds anybody up (pages.md 1). `situation` is the draft it is asked in.
    """

    neutral: ClassVar[Mapping[str, str]] = {**QuestionForm.neutral, "is": "is"}
    section: ClassVar[Section]
    asked: ClassVar[Asked] = Asked.HELPS
    # Fields without which there is nothing to keep (a name), needed or not.
    always: ClassVar[tuple[str, ...]] = ()
    # The page has a heading of its own, and even a lone question stands below it.
    below_heading: ClassVar[bool] = False
    # Questions that exist to be skipped offer it beside the button.
    skippable: ClassVar[bool] = False

    def __init__(self, *arguments: Any, situation: Situation, **options: Any) -> None:
        self.situation = situation
        self.caption = SECTION_NAMES[self.section]  # type: ignore[misc]
        self.is_needed = situation.needs(self.asked)
        self.need = fields.Need.SEND if self.is_needed else fields.Need.HELPS  # type: ignore[misc]
        super().__init__(*arguments, **options)
        self.draw()
        if self.below_heading:
            self.heading_field = None
        if not self.is_needed:
            for name, field in self.fields.items():
                field.required = name in self.always
                if self.asked != Asked.HELPS and hasattr(field, "needed_when_shown"):
                    field.needed_when_shown = ""

    def draw(self) -> None:
        """Add the fields that depend on the draft (one for each child)."""

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Return the answers as they are kept, by the form's fields."""
        initial: dict[str, Any] = {
            name: getattr(record, name) for name in cls.base_fields if hasattr(record, name)
        }
        return initial | {"version": getattr(record, "version", None)}

    def changes(self) -> dict[str, Any]:
        """Return the answers to keep, after `is_valid()` or as far as they are valid."""
        return {
            name: empty_of(self.fields[name]) if value in (None, "") else value
            for name, value in self.cleaned_data.items()
            if name not in {"form_key", "version"}
        }

    def missing_together(self, name: str, message: str) -> None:
        """Say what is missing at one field, unless it has an error or nothing is needed."""
        if self.is_needed and not self.has_error(name):
            self.add_error(name, message)


class ListForm(DraftForm):
    """The question under a list, whether there is more: the list has the page's heading."""

    below_heading = True

    def draw(self) -> None:
        """Ask with the question itself as the legend."""
        self.fields["another"].label = self.said(self.title)
        self.fields["another"].macro = {  # type: ignore[attr-defined]
            "fieldset": {"legend": {"classes": "govuk-fieldset__legend--m"}}
        }


class AgeField(fields.PlainTextField):
    """A whole number of years."""

    def __init__(self, *, highest: int, **options: Any) -> None:
        self.highest = highest
        options.setdefault("width", 3)
        options.setdefault("macro", {"inputmode": "numeric"})
        super().__init__(thing="Age", **options)

    def clean(self, value: Any) -> int | None:
        """Return the age, or None when nothing was typed."""
        text = super().clean(value)
        if not text:
            return None
        if not text.isdecimal() or int(text) > self.highest:
            raise ValidationError(f"Age must be a number from 0 to {self.highest}")
        return int(text)


def empty_of(field: forms.Field) -> Any:
    """Return what is kept of a field that was left empty."""
    if isinstance(field, forms.MultipleChoiceField):
        return []
    if isinstance(field, fields.TickField):
        return False
    if isinstance(field, fields.PartialDateField | fields.TimeField | AgeField):
        return None
    return ""


def long_text(
    thing: str, *, label: str = "", rows: int = 8, **options: Any
) -> fields.PlainTextField:
    """Return a text area for an answer in somebody's own words."""
    return fields.PlainTextField(
        thing=thing, label=label or thing, rows=rows, max_length=LONG_ANSWER, **options
    )


def choices(names: dict[Any, str]) -> list[tuple[str, str]]:
    """Return a table of names as a field's choices."""
    return [(str(code), name) for code, name in names.items()]


def as_choices(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return texts that are their own codes as choices."""
    return [(text, text) for text in texts]


def names_of_choices(form: forms.BaseForm, name: str) -> dict[str, str]:
    """Return a field's choices by code; nothing where it has none."""
    found = getattr(form.fields.get(name), "choices", None)
    return {str(code): str(label) for code, label in found or []}


def said_in_words(form: forms.BaseForm, name: str, value: Any) -> str:
    """Return one answer in words: choices by their names, dates and times as people say them."""
    names = names_of_choices(form, name)
    if isinstance(value, list):
        return and_words([names.get(str(item), str(item)) for item in value])
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, fields.PartialDate):
        exact = value.exact
        return date_words(exact) if exact else f"{value.first_day:%B %Y}"
    if hasattr(value, "strftime") and hasattr(value, "year"):
        return date_words(value)
    if hasattr(value, "hour"):
        return time_words(value)
    text = "" if value is None else str(value)
    return names.get(text, text)
