"""Form fields as the portal asks: plain text, three-part dates, choices that reveal more.

They are ordinary Django fields. What they add to the page (hints of single choices, what a
choice reveals, an "or" before the last one) is read by `bound_fields`.
"""

import calendar
import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from govuk import widgets

# Order matters to nobody but the reader: month numbers by the words people type.
MONTHS = {
    word: number
    for number in range(1, 13)
    for word in (
        calendar.month_name[number].lower(),
        calendar.month_abbr[number].lower(),
    )
} | {"sept": 9}
PARTS = ("day", "month", "year")
# Controls, halves of characters and private ones; and padding without any width. Unassigned
# ones stay: they may be emoji newer than this Python.
DROPPED = {"Cc", "Cs", "Co"}
PADDING = "\ufeff\u200b\u00ad"
PHONE = re.compile(
    r"([+()\d\s.\-\u2010-\u2015]+?)\s*(?:(?:ext\.?|extension|x)\s*(\d{1,6}))?",
    re.IGNORECASE,
)


class Need(StrEnum):
    """Whether an answer is needed before sending, in the words of the page."""

    SEND = "Needed to send"
    HELPS = "Helps us"


class Answer(StrEnum):
    """An answer to a yes-or-no question; not knowing has the same weight as any other."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


YES_NO = ((Answer.YES, "Yes"), (Answer.NO, "No"))
YES_NO_UNKNOWN = (*YES_NO, (Answer.UNKNOWN, "I do not know"))


# How long a name or a reason may be, in characters.
NAME_LENGTH = 200
REASON_LENGTH = 2000


class Presented:
    """What every field of the kit adds to a Django field.

    `error` is the message for a missing answer (and for a choice that does not exist).
    `needed_when_shown` is that message for a field that a choice reveals; it asks only then.
    `need` marks the label "Needed to send" or "Helps us". `macro` is laid over the parameters
    of the design system's macro.
    """

    macro: Mapping[str, Any] = {}
    need: Need | None = None
    needed_when_shown: str = ""

    def __init__(
        self,
        *,
        error: str = "",
        needed_when_shown: str = "",
        need: Need | None = None,
        macro: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        if error:
            messages = {
                "required": error,
                "invalid_choice": error,
                "invalid_list": error,
            }
            options["error_messages"] = messages | (options.get("error_messages") or {})
        if needed_when_shown:
            options["required"] = False
        super().__init__(**options)
        self.needed_when_shown = needed_when_shown
        self.need = need
        self.macro = macro or {}


def plain_text(text: str) -> str:
    """Return what was typed or pasted as plain text, silently.

    Line ends become newlines, unusual spaces become spaces, control characters and zero-width
    padding go. Emoji (with their joiners) and the marks that right-to-left writing needs stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n")
    # The bullet of word processors is a private character.
    text = text.replace("\uf0b7", "\u2022")
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category == "Zs":
            kept.append(" ")
        elif character in "\n\t" or not (category in DROPPED or character in PADDING):
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


class PlainTextField(Presented, forms.CharField):
    """Text, long or short.

    `thing` is the word for it in errors ("Worry"). `rows` makes it a text area, with a running
    count when `max_length` is set and `count` is true. `width` is the design system's input
    width in characters (2, 3, 4, 5, 10, 20). `about_someone` switches the browser's memory
    and spelling off, for names, numbers and addresses of other people.
    """

    def __init__(
        self,
        *,
        thing: str = "",
        rows: int | None = None,
        width: int | None = None,
        count: bool = True,
        about_someone: bool = False,
        **options: Any,
    ) -> None:
        self.thing, self.width, self.count = thing, width, count
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}) if rows else None)
        limit = options.pop("max_length", None)
        super().__init__(**options)
        # Kept off the widget on purpose: a browser's maxlength would cut what is pasted.
        self.max_length = limit
        if about_someone:
            self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def to_python(self, value: Any) -> str:
        """Return the typed value as plain text, without spaces around it."""
        return super().to_python(plain_text(value) if isinstance(value, str) else value) or ""

    def validate(self, value: str) -> None:
        """Refuse text over the limit and say by how much; nothing is cut."""
        super().validate(value)
        if self.max_length is not None and len(value) > self.max_length:
            over = len(value) - self.max_length
            raise ValidationError(
                f"{self.thing or self.label or 'Answer'} must be {self.max_length:,} characters "
                f"or fewer. You have {over:,} too many",
                code="max_length",
            )


def name_field(label: str, *, thing: str = "", **options: Any) -> PlainTextField:
    """Return a box for a name, number or address of somebody else."""
    options.setdefault("max_length", NAME_LENGTH)
    return PlainTextField(label=label, thing=thing or label, about_someone=True, **options)


def reason_field(label: str = "", *, rows: int = 3, **options: Any) -> PlainTextField:
    """Return a text area for a reason in a few lines; without a label it is the page's heading."""
    if label:
        options["label"] = label
    return PlainTextField(thing="Reason", rows=rows, max_length=REASON_LENGTH, **options)


class WholeNumberField(PlainTextField):
    """A whole number from `lowest` to `highest`, typed; returns an int."""

    def __init__(self, *, lowest: int = 0, highest: int = 999_999, **options: Any) -> None:
        super().__init__(**options)
        self.lowest, self.highest = lowest, highest
        self.widget.attrs |= {"inputmode": "numeric"}

    def clean(self, value: Any) -> int:
        """Return the number, or say what to enter."""
        text = super().clean(value)
        readable = text.isascii() and text.isdecimal() and len(text) <= len(str(self.highest))
        if not readable or not self.lowest <= int(text) <= self.highest:
            raise ValidationError(str(self.error_messages["required"]))
        return int(text)


class EmailField(Presented, forms.EmailField):
    """An e-mail address."""

    default_error_messages: ClassVar = {
        "invalid": "Enter an e-mail address in the correct format, like name@example.com"
    }


class PhoneField(PlainTextField):
    """A phone number a person can be called on, kept in spaced groups."""

    widget = widgets.PhoneInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("width", 20)
        options.setdefault("max_length", 60)
        options.setdefault("thing", "Phone number")
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """Return the number in spaced groups, with an extension if one was typed."""
        text = super().to_python(value)
        if not text:
            return text
        match = PHONE.fullmatch(text)
        digits = re.sub(r"\D", "", match[1]) if match else ""
        if not match or not 3 <= len(digits) <= 15:
            raise ValidationError("Enter a phone number, like 020 3045 5440", code="invalid")
        plus = "+" if match[1].lstrip(" (").startswith("+") else ""
        spaced = spaced_phone(plus + digits)
        return f"{spaced} ext {match[2]}" if match[2] else spaced


def spaced_phone(number: str) -> str:
    """Return a phone number in the groups it is read out in: "020 3045 5440"."""
    if number.startswith("+44") and len(number) == 13:
        return "+44 " + spaced_phone("0" + number[3:])[1:]
    if re.fullmatch(r"02\d{9}", number):
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    if re.fullmatch(r"0(?:11\d|1\d1|3\d\d|8\d\d|9\d\d)\d{7}", number):
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    if re.fullmatch(r"0[157]\d{8,9}", number):
        return (
            f"{number[:5]} {number[5:]}"
            if number[1] != "7"
            else f"{number[:5]} {number[5:8]} {number[8:]}"
        )
    return number


class ChoiceExtras(Presented):
    """What a choice adds beside its own words.

    `hints` maps a value to its hint; `reveals` maps a value to the names of the fields shown
    when it is chosen; `divider_before` is the value that "or" stands before; `inline` puts
    short choices on one line.
    """

    hints: Mapping[str, str] = {}
    reveals: Mapping[str, Sequence[str]] = {}
    divider_before: str = ""
    inline: bool = False

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, Sequence[str]] | None = None,
        divider_before: str = "",
        inline: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.hints, self.reveals = hints or {}, reveals or {}
        self.divider_before, self.inline = divider_before, inline


class RadiosField(ChoiceExtras, forms.ChoiceField):
    """One of a few choices."""

    widget = forms.RadioSelect


class YesNoField(RadiosField):
    """Yes or No, on one line unless one of them reveals more."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("choices", YES_NO)
        options.setdefault("inline", not options.get("reveals") and not options.get("hints"))
        super().__init__(**options)


class YesNoUnknownField(RadiosField):
    """Yes, No or "I do not know"."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("choices", YES_NO_UNKNOWN)
        super().__init__(**options)


class CheckboxesField(ChoiceExtras, forms.MultipleChoiceField):
    """Any number of choices; `exclusive` is the one ("none of these") that clears the others."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, exclusive: str = "", exclusive_error: str = "", **options: Any) -> None:
        if exclusive:
            options.setdefault("divider_before", exclusive)
        super().__init__(**options)
        self.exclusive = exclusive
        self.exclusive_error = exclusive_error

    def validate(self, value: Any) -> None:
        """Refuse "none of these" together with one of them (possible without JavaScript)."""
        super().validate(value)
        if self.exclusive and self.exclusive in value and len(value) > 1:
            label = dict(self.widget.choices).get(self.exclusive, "")
            raise ValidationError(
                self.exclusive_error or f"Select what applies, or select '{label}'",
                code="exclusive",
            )


class TickField(Presented, forms.BooleanField):
    """One tick box; its label is the statement ticked."""


class SelectField(Presented, forms.ChoiceField):
    """One of many choices in a list; `empty` is the first line, which is no answer."""

    widget = forms.Select

    def __init__(
        self, *, choices: Iterable[tuple[str, str]], empty: str = "", **options: Any
    ) -> None:
        first = [("", empty or "Choose")]
        super().__init__(choices=[*first, *choices], **options)


class LongListField(Presented, forms.MultiValueField):
    """One of a very long list (schools, languages), or free text if it is not in the list.

    Without JavaScript it is a list and a box "Other"; with it, one box that suggests while
    typing and accepts anything. Returns the chosen value or the text.
    """

    def __init__(
        self,
        *,
        choices: Iterable[tuple[str, str]],
        max_length: int = 200,
        other_label: str = "If it is not in the list",
        **options: Any,
    ) -> None:
        listed = [("", "Choose"), *choices]
        self.choices = listed
        self.other_label = other_label
        fields = (
            forms.ChoiceField(choices=listed, required=False),
            PlainTextField(max_length=max_length, thing="Answer", required=False),
        )
        super().__init__(
            fields=fields,
            widget=widgets.LongList(listed),
            require_all_fields=False,
            **options,
        )

    def compress(self, data_list: list[str]) -> str:
        """Return the free text if there is any, else the chosen value."""
        chosen, other = [*(data_list or []), "", ""][:2]
        return other or chosen


class FileField(Presented, forms.FileField):
    """One file."""

    widget = forms.FileInput


class PasswordField(Presented, forms.CharField):
    """A password, with a button to show it; pasting is allowed."""

    widget = forms.PasswordInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("strip", False)
        super().__init__(**options)


class TimeField(PlainTextField):
    """A time of day as people write it: 4:40pm, 16:40, 9am, midday."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("width", 10)
        options.setdefault("thing", "Time")
        super().__init__(**options)

    def clean(self, value: Any) -> datetime.time | None:
        """Return the time, or None when nothing was typed and nothing is needed."""
        text = super().clean(value)
        if not text:
            return None
        compact = re.sub(
            r"[\s.]",
            "",
            text.lower().replace(".", ":") if ":" not in text else text.lower(),
        )
        if compact in {"midday", "noon"}:
            return datetime.time(12)
        if compact == "midnight":
            return datetime.time(0)
        match = re.fullmatch(r"(\d{1,2})(?::?(\d{2}))?(am|pm)?", compact)
        if match and (match[2] or match[3]):
            hour, minute = int(match[1]), int(match[2] or 0)
            if match[3]:
                if not 1 <= hour <= 12:
                    hour = 99
                hour = hour % 12 + (12 if match[3] == "pm" else 0) if hour != 99 else 99
            if hour < 24 and minute < 60:
                return datetime.time(hour, minute)
        raise ValidationError(f"{self.thing} must be a real time, like 4:40pm", code="invalid")

    def prepare_value(self, value: Any) -> Any:
        """Return an initial time as words, so that the box shows what the page would say."""
        if isinstance(value, datetime.time):
            return f"{value.hour % 12 or 12}:{value.minute:02}{'am' if value.hour < 12 else 'pm'}"
        return value


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date of which the day, or the day and the month, may not be known."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first_day(self) -> datetime.date:
        """The earliest day it can be."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> datetime.date:
        """The latest day it can be."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def exact(self) -> datetime.date | None:
        """The day itself, if it is known."""
        return self.first_day if self.month and self.day else None


class PartialDateField(Presented, forms.Field):
    """A date in three inputs of which the first ones may stay empty.

    `least` says what must be there: "day" (a whole date), "month" or "year". `thing` is the
    word for it in errors ("Date of birth"). Returns a `PartialDate` or None. A wrong part alone
    is marked; month names are accepted; two-digit years are refused.
    """

    widget = widgets.DateParts

    def __init__(self, *, thing: str = "Date", least: str = "month", **options: Any) -> None:
        self.thing, self.least = thing, least
        super().__init__(**options)

    def _wrong(self, message: object, *parts: str) -> ValidationError:
        return ValidationError(str(message), code="date", params={"parts": parts})

    def clean(self, value: Any) -> Any:
        """Return the date that was typed, or raise an error that names the wrong parts."""
        texts = dict(
            zip(
                PARTS,
                (plain_text(str(part or "")).strip() for part in value or ("", "", "")),
                strict=True,
            )
        )
        if not any(texts.values()):
            if self.required:
                raise self._wrong(self.error_messages["required"], *PARTS)
            return None
        asked = PARTS[PARTS.index(self.least) :]
        missing = [part for part in asked if not texts[part]]
        if "month" not in asked and texts["day"] and not texts["month"]:
            missing.insert(0, "month")
        if missing:
            raise self._wrong(f"{self.thing} must include a {' and '.join(missing)}", *missing)
        if texts["year"].isdecimal() and len(texts["year"]) != 4:
            raise self._wrong("Year must have 4 numbers", "year")
        return self._real(texts)

    def _real(self, texts: Mapping[str, str]) -> PartialDate:
        message = f"{self.thing} must be a real date"
        month_text = texts["month"].lower().rstrip(".")
        numbers = {
            "day": int(texts["day"]) if texts["day"].isdecimal() else None,
            "month": int(month_text) if month_text.isdecimal() else MONTHS.get(month_text),
            "year": int(texts["year"]) if texts["year"].isdecimal() else None,
        }
        day, month, year = numbers["day"], numbers["month"], numbers["year"]
        wrong = [part for part in PARTS if texts[part] and numbers[part] is None]
        if texts["month"] and month is not None and not 1 <= month <= 12:
            wrong.append("month")
        if year is not None and year < 1:
            wrong.append("year")
        if texts["day"] and day is not None and not 1 <= day <= 31:
            wrong.append("day")
        if wrong or year is None:
            raise self._wrong(message, *wrong)
        if day and month and day > calendar.monthrange(year, month)[1]:
            raise self._wrong(message, "day")
        return PartialDate(year, month, day)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether another date was typed than the form was loaded with."""
        return tuple(widgets.date_parts(initial)) != tuple(widgets.date_parts(data))


class DateField(PartialDateField):
    """A whole date in three inputs; returns a `datetime.date` or None.

    `not_future` refuses a day after today with "{thing} must be today or in the past".
    """

    def __init__(self, *, not_future: bool = False, **options: Any) -> None:
        super().__init__(least="day", **options)
        self.not_future = not_future

    def clean(self, value: Any) -> datetime.date | None:
        """Return the date that was typed, or raise an error that names the wrong parts."""
        partial = super().clean(value)
        if partial is None:
            return None
        if self.not_future and partial.first_day > timezone.localdate():
            raise self._wrong(f"{self.thing} must be today or in the past", *PARTS)
        return partial.exact
