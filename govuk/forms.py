"""Forms as the portal asks: one question a page, nothing lost, nothing sent twice."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from govuk import bound_fields, fields


class KitForm(forms.Form):
    """A form whose ids are its names (`dob_day`), whose words may hold the child's name.

    `words` fills braces in labels, hints, choices and errors: `words={"child": "Amira"}` turns
    "What is {child}'s name?" into "What is Amira's name?"; `{Child}` is the same with a capital,
    for "the baby" at the start of a sentence. A choice's `reveals` names fields that count only
    while that choice is taken: what was typed in the others is dropped, with its errors.
    """

    use_required_attribute = False
    heading_field: str | None = None
    heading: str = ""
    # Other forms of which this one is made: they are shown and sent with it.
    inner_forms: Sequence[forms.BaseForm] = ()

    def __init__(
        self, *arguments: Any, words: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        options.setdefault("auto_id", "%s")
        options.setdefault("label_suffix", "")
        super().__init__(*arguments, **options)
        self.words = dict(words or {})
        if self.words:
            for field in self.fields.values():
                self._fill_words(field)

    def said(self, text: str) -> str:
        """Return `text` with its braces filled from `words`."""
        return fill(text, self.words)

    def _fill_words(self, field: forms.Field) -> None:
        field.label = self.said(str(field.label)) if field.label else field.label
        field.help_text = self.said(str(field.help_text))
        field.error_messages = {
            code: self.said(str(message)) for code, message in field.error_messages.items()
        }
        for name in ("needed_when_shown", "thing", "exclusive_error"):
            if getattr(field, name, ""):
                setattr(field, name, self.said(getattr(field, name)))
        if getattr(field, "hints", None):
            field.hints = {value: self.said(hint) for value, hint in field.hints.items()}  # type: ignore[attr-defined]
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            field.choices = [
                (value, self.said(label) if isinstance(label, str) else label)
                for value, label in choices
            ]

    def clean(self) -> dict[str, Any]:
        """Drop what was typed under choices not taken; ask for what the taken one needs."""
        cleaned = super().clean() or self.cleaned_data
        self._settle_reveals(cleaned)
        return cleaned

    def _settle_reveals(self, cleaned: dict[str, Any]) -> None:
        for name, field in self.fields.items():
            reveals: Mapping[str, Any] = getattr(field, "reveals", {})
            taken = cleaned.get(name) or ()
            chosen = {str(item) for item in (taken if isinstance(taken, list) else [taken])}
            shown = {inner for value in reveals if value in chosen for inner in reveals[value]}
            hidden = {inner for names in reveals.values() for inner in names} - shown
            for inner in hidden:
                self.errors.pop(inner, None)
                cleaned[inner] = getattr(self.fields[inner], "empty_value", None)
            for inner in sorted(shown, key=list(self.fields).index):
                message = getattr(self.fields[inner], "needed_when_shown", "")
                empty = cleaned.get(inner) in (None, "", [], ())
                if message and empty and inner not in self.errors:
                    self.add_error(inner, message)

    @property
    def summary(self) -> list[dict[str, Any]]:
        """The lines of the error summary: text and the first input to go to."""
        return bound_fields.summary_items(self)


def fill(text: str, words: Mapping[str, str]) -> str:
    """Return `text` with `{key}` replaced by the word, and `{Key}` by it with a capital."""
    for key, word in words.items():
        text = text.replace("{" + key + "}", word)
        text = text.replace("{" + key[:1].upper() + key[1:] + "}", word[:1].upper() + word[1:])
    return text


class FormKeyMixin(forms.Form):
    """An idempotency key: pressing twice, or sending again from a kept page, writes once."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.initial.setdefault("form_key", uuid.uuid4())

    def clean_form_key(self) -> uuid.UUID:
        """Return the posted key, or a new one when the page carried none."""
        return self.cleaned_data.get("form_key") or uuid.uuid4()


class VersionMixin(forms.Form):
    """The version of the record the page was loaded from; a conflict shows both texts.

    Give it as `initial={"version": record.version}` and pass `cleaned_data["version"]` to the
    operation.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class QuestionForm(FormKeyMixin, VersionMixin, KitForm):
    """One question on its own page.

    `title` is the h1. When the form asks one thing (fields that a choice reveals do not count)
    it becomes that field's label or legend; otherwise it stands above the fields. `caption` is
    the task's name, `need` says "Needed to send" or "Helps us", `hint` stands under a heading
    of several fields, `button` is the verb.

    Names never reach `<title>`: there `{child}` and the like become `neutral` words.
    """

    title: ClassVar[str] = ""
    caption: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    button: ClassVar[str] = "Save and continue"
    need: ClassVar[fields.Need | None] = None
    neutral: ClassVar[Mapping[str, str]] = {
        "child": "the child",
        "other_child": "the other child",
        "young_person": "the young person",
        "name": "this person",
        "names": "the children",
    }

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        inside = bound_fields.revealed_names(self)
        asked = [
            name
            for name, field in self.fields.items()
            if not field.widget.is_hidden and name not in inside
        ]
        self.heading = self.said(self.title)
        lone = asked[0] if len(asked) == 1 else None
        # A single tick box has no legend to be the heading.
        if lone and not isinstance(self.fields[lone], forms.BooleanField):
            self.heading_field = lone

    @property
    def page_title(self) -> str:
        """The question for `<title>`, without anybody's name."""
        unnamed = {word: self.neutral.get(word, "this person") for word in self.words}
        text = fill(self.title, unnamed)
        return text[:1].upper() + text[1:]
