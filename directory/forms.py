"""What people type to find help, and what administrators type to keep the front doors."""

import re
from collections.abc import Iterable
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError

from directory.opening import WEEKDAYS
from govuk import fields
from govuk.forms import FormKeyMixin, KitForm, QuestionForm, VersionMixin
from govuk.words import time_words

LONGEST_WORDS = 200
LEVELS = range(1, 5)
DISTRICT = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")


class FindHelpForm(KitForm):
    """One box and a filter; nothing in it is needed."""

    sought = fields.PlainTextField(
        label="What do you need help with?",
        thing="What you need help with",
        help_text="For example, sleep, autism, money, arguments at home",
        max_length=LONGEST_WORDS,
        required=False,
    )
    level = fields.CheckboxesField(
        label="Level of need",
        help_text="Leave it empty to see help at every level.",
        error="Select a level from 1 to 4",
        choices=[(str(number), f"Level {number}") for number in LEVELS],
        inline=True,
        required=False,
    )

    def chosen_levels(self) -> tuple[int, ...]:
        """The levels ticked."""
        return tuple(int(level) for level in self.cleaned_data["level"])


WORKING_WEEK = tuple(enumerate(WEEKDAYS[:5]))


class OfficeHoursForm(FormKeyMixin, VersionMixin, KitForm):
    """When a front door opens and closes, Monday to Friday; a day left empty is closed."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for weekday, name in WORKING_WEEK:
            for part, label in (("opens", "Opens"), ("closes", "Closes")):
                self.fields[f"{part}_{weekday}"] = fields.TimeField(
                    label=label, thing=f"{name} {part}", required=False
                )

    @property
    def days(self) -> list[tuple[str, Any, Any]]:
        """Each day's name with its two fields, for the page."""
        return [
            (name, self[f"opens_{weekday}"], self[f"closes_{weekday}"])
            for weekday, name in WORKING_WEEK
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for both times of a day or neither, in their order, and for one open day."""
        cleaned = super().clean()
        hours: dict[int, tuple[time, time]] = {}
        for weekday, name in WORKING_WEEK:
            opens, closes = cleaned.get(f"opens_{weekday}"), cleaned.get(f"closes_{weekday}")
            if {f"opens_{weekday}", f"closes_{weekday}"} & set(self.errors):
                continue
            if opens and closes and closes <= opens:
                self.add_error(
                    f"closes_{weekday}", f"Enter when {name} closes, after {time_words(opens)}"
                )
            elif opens and closes:
                hours[weekday] = (opens, closes)
            elif opens or closes:
                missing = "closes" if opens else "opens"
                self.add_error(
                    f"{missing}_{weekday}",
                    f"Enter when {name} {missing}, or leave both empty if it is closed",
                )
        if not hours and not self.errors:
            self.add_error("opens_0", "Enter opening hours for at least one day")
        cleaned["hours"] = hours
        return cleaned


class ClosureDayForm(QuestionForm):
    """A day beside weekends and bank holidays on which the office is shut."""

    title = "Add a closure day"
    hint = "Weekends and England’s bank holidays are left out already."
    button = "See what would move"

    day = fields.DateField(
        label="Which day is the office closed?",
        thing="Closure day",
        error="Enter the day the office is closed",
        help_text="For example, 24 12 2026",
    )
    reason = fields.PlainTextField(
        label="Why is it closed?",
        thing="Reason",
        help_text="It is shown where a due time leaves the day out. For example, staff training.",
        max_length=200,
        count=False,
        error="Enter why the office is closed",
    )


class NumberForm(QuestionForm):
    """Whom one number or address of a front door reaches."""

    title = "Change this number"
    hint = "It then waits to be checked: somebody rings it and confirms that it is right."
    button = "Save number"

    name = fields.PlainTextField(
        label="Who answers",
        thing="Who answers",
        max_length=200,
        count=False,
        error="Enter who answers, for example Emergency duty team",
    )
    phone = fields.PhoneField(label="Phone number", required=False, max_length=30, count=False)
    email = fields.EmailField(label="E-mail address", required=False)
    source = fields.PlainTextField(
        label="Where this comes from",
        thing="Where this comes from",
        help_text="For example, the council’s website on 3 November, or a call to the team.",
        max_length=200,
        count=False,
        error="Enter where this number comes from",
    )


class TeamForm(QuestionForm):
    """Who reads what is sent to a front door, and the addresses it serves."""

    title = "Who reads what arrives here?"
    hint = (
        "What is sent here is open to this team alone. A family centre’s team reads nothing else."
    )
    button = "Save team"

    site = fields.SelectField(
        label="Team",
        error="Choose a team from the list",
        choices=(),
        empty="Everybody in the hub",
        required=False,
    )
    districts = fields.PlainTextField(
        label="Postcode districts it serves",
        thing="Postcode districts",
        help_text="The first halves of postcodes with commas between them, for example B62, B63",
        max_length=400,
        required=False,
    )

    def __init__(self, *arguments: Any, sites: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        chosen: Any = self.fields["site"]
        chosen.choices = [*list(chosen.choices)[:1], *sites]

    def clean_districts(self) -> list[str]:
        """Read the districts; each once, in the order typed."""
        typed = self.cleaned_data["districts"].upper().replace(",", " ").split()
        for district in typed:
            if not DISTRICT.fullmatch(district):
                raise ValidationError(
                    f"Enter {district} as the first half of a postcode, like DY5 or B63"
                )
        return list(dict.fromkeys(typed))


class ConfirmNumberForm(QuestionForm):
    """Somebody rang it."""

    title = "Is this number right?"
    button = "Confirm number"

    rung = fields.TickField(
        label="I have used it today, and it reached the people named here",
        error="Select that you have used it, or go back",
    )
