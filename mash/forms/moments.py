"""A day and a time of day that are one moment in the past."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from directory.opening import LONDON
from govuk import fields
from govuk.forms import KitForm
from govuk.words import london


def now_initial() -> dict[str, Any]:
    """Return the present moment for the fields of `MomentForm`."""
    now = london(timezone.now())
    return {"on": now.date(), "at": now.time()}


class MomentForm(KitForm):
    """Asks on which day and at what time; `cleaned_data["moment"]` is London time."""

    on = fields.DateField(
        label="Which day?",
        thing="Day",
        error="Enter the day",
        not_future=True,
        help_text="For example, 27 3 2026",
    )
    at = fields.TimeField(
        label="What time?", thing="Time", error="Enter the time", help_text="For example, 2:10pm"
    )

    def clean(self) -> dict[str, Any]:
        """Join day and time; a time still to come is refused."""
        cleaned = super().clean()
        on, at = cleaned.get("on"), cleaned.get("at")
        if on and at:
            moment = datetime.combine(on, at, tzinfo=LONDON)
            if moment > timezone.now():
                self.add_error("at", forms.ValidationError("Time must be now or in the past"))
            cleaned["moment"] = moment
        return cleaned
