"""Widgets that Django has none of. They only read what was posted; macros draw them."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

PARTS = ("day", "month", "year")


def date_parts(value: Any) -> tuple[str, str, str]:
    """Return a date, a partial date or typed texts as the three texts to show."""
    if value is None or value == "":
        return ("", "", "")
    if isinstance(value, datetime.date) or hasattr(value, "first_day"):
        day, month, year = value.day, value.month, value.year
        return (str(day or ""), str(month or ""), str(year or ""))
    day, month, year = (str(part or "") for part in value)
    return (day, month, year)


class DateParts(forms.Widget):
    """Day, month and year, each its own input: `dob_day`, `dob_month`, `dob_year`."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return the three typed texts, or None when nothing was posted."""
        texts = [data.get(f"{name}_{part}") for part in PARTS]
        return None if all(text is None for text in texts) else tuple(text or "" for text in texts)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Return whether none of the three was posted."""
        return all(f"{name}_{part}" not in data for part in PARTS)


class PhoneInput(forms.TextInput):
    """A box that opens the number pad on a phone."""

    input_type = "tel"


class LongList(forms.MultiWidget):
    """A list and a box for what is not in it: `school` and `school_other`."""

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        self.listed = choices
        super().__init__({"": forms.Select(choices=choices), "other": forms.TextInput()})

    def decompress(self, value: Any) -> list[str]:
        """Return an earlier answer as the listed value, or as text when it is not listed."""
        text = str(value or "")
        return [text, ""] if text in {str(key) for key, _ in self.listed} else ["", text]
