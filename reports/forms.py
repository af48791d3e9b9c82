"""What administrators and information governance type."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from accounts.rules import ROLE_NAMES, Role
from govuk import fields, references
from govuk.forms import FormKeyMixin, KitForm, QuestionForm, VersionMixin
from referrals.clocks import Unit

# Those who work with contacts and families; nobody else can owe anything.
OWING_ROLES = tuple(
    role
    for role in Role
    if role not in {Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE, Role.SERVICE_MANAGER}
)
# How the trail names what is no referral: "person-12", "front-door-mash".
OTHER_SUBJECT = re.compile(r"[a-z]+(?:-[a-z0-9_]+)+")


class TimescaleForm(QuestionForm):
    """How long something may take, who owes it and when it is soon."""

    title = "Change “{timescale}”"
    button = "See what would move"
    neutral = {"timescale": "this timescale"}

    amount = fields.WholeNumberField(
        label="Amount", width=4, error="Enter the amount as a whole number"
    )
    unit = fields.SelectField(label="Unit", choices=(), error="Select the unit")
    warn_before_minutes = fields.WholeNumberField(
        label="Warn this many minutes before it is due",
        width=5,
        help_text="Minutes of office time. 120 is 2 office hours; 0 is no warning.",
        error="Enter the warning in whole minutes",
    )
    owed_by = fields.SelectField(
        label="Who owes it",
        choices=[(role.value, ROLE_NAMES[role]) for role in OWING_ROLES],
        error="Select who owes it",
    )

    def __init__(self, *arguments: Any, units: Iterable[tuple[Unit, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *((unit.value, name) for unit, name in units),
        ]


class StepForm(QuestionForm):
    """One step of a disagreement: who talks to whom, by when, and where it stands."""

    title = "Change a step"
    button = "Save step"

    who = fields.PlainTextField(
        label="Who talks to whom",
        thing="Who talks to whom",
        help_text="For example, The two workers who disagree",
        max_length=200,
        count=False,
        error="Enter who talks to whom",
    )
    what = fields.PlainTextField(
        label="What they do (optional)",
        thing="What they do",
        rows=4,
        max_length=1000,
        required=False,
    )
    amount = fields.WholeNumberField(
        label="How long it may take",
        width=4,
        help_text="Counted from when somebody first says that they disagree.",
        error="Enter the amount as a whole number",
    )
    unit = fields.SelectField(label="Unit", choices=(), error="Select the unit")
    lane = fields.RadiosField(
        label="When is it for?",
        choices=(("step", "Every disagreement"), ("urgent", "Only what cannot wait")),
        error="Select when this step is for",
    )
    after = fields.SelectField(
        label="Where it stands",
        choices=(),
        empty="First",
        help_text="A step for what cannot wait stands among those alone.",
        error="Choose a place from the list",
        required=False,
    )

    def __init__(
        self,
        *arguments: Any,
        units: Iterable[tuple[Unit, str]],
        others: Iterable[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.heading_field = None
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *((unit.value, name) for unit, name in units),
        ]
        self.fields["after"].choices = [  # type: ignore[attr-defined]
            ("", "First"),
            *((key, f"After “{who}”") for key, who in others),
        ]


class AddStepForm(StepForm):
    """A new step."""

    title = "Add a step"
    button = "Add step"


class RemoveStepForm(FormKeyMixin, VersionMixin, KitForm):
    """One button, which counts once and only for the step that was shown."""


class RetryAllForm(FormKeyMixin, KitForm):
    """One button, which counts once."""


class AuditSearchForm(KitForm):
    """What to look for in the audit trail; everything left empty shows the newest."""

    person = fields.PlainTextField(
        label="Person",
        thing="Person",
        help_text="Part of a name, or an e-mail address.",
        max_length=200,
        count=False,
        about_someone=True,
        required=False,
    )
    action = fields.SelectField(
        label="Action", choices=(), empty="Any action", error="Select an action", required=False
    )
    reference = fields.PlainTextField(
        label="Reference",
        thing="Reference",
        help_text="For example, 7KT-4MR-9HX, or 7KT-4MR-9HX/2 for its second child.",
        max_length=60,
        count=False,
        about_someone=True,
        width=20,
        required=False,
    )
    first_day = fields.DateField(label="From", thing="From", not_future=True, required=False)
    last_day = fields.DateField(label="To", thing="To", required=False)

    def __init__(self, *arguments: Any, actions: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["action"].choices = [("", "Any action"), *actions]  # type: ignore[attr-defined]

    def clean_reference(self) -> str:
        """Return a reference as it is stored, however it was typed."""
        typed = str(self.cleaned_data["reference"])
        if not typed or OTHER_SUBJECT.fullmatch(typed):
            return typed
        record, slash, child = typed.partition("/")
        try:
            return references.normalise(record) + slash + child.strip()
        except references.BadReference as bad:
            raise ValidationError(str(bad)) from bad

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "Enter a day that is not before the first day")
        return cleaned
