"""About each child (pages.md 5E; R-132, R-095, R-098, R-099)."""

import calendar
import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from directory.names import name_key, normalised
from govuk import fields
from govuk.words import years_between
from referrals.forms.draft import numbers
from referrals.forms.draft.base import (
    AgeField,
    DraftForm,
    ListForm,
    as_choices,
    choices,
    long_text,
    name_field,
)
from referrals.forms.draft.flow import Asked
from referrals.models import ReferredChild
from referrals.names import (
    ADDRESS_UNKNOWN_NAMES,
    CHILD_MAY_KNOW_NAMES,
    DISABILITY_NAMES,
    ETHNICITY_NAMES,
    KIND_NAMES,
    LANGUAGES,
    NOT_TOLD_YET,
    RELIGIONS,
    SEX_NAMES,
    SPECIAL_NEEDS_NAMES,
    UNKNOWN,
)
from referrals.rules import Answer, ChildKind, Section

ADULT_AGE = 18
MONTHS_AHEAD = 10
DAYS_OVERDUE = 31
SAFE_NUMBER_FROM_AGE = 11
NONE_OR_UNKNOWN = (("None", "None"), ("I do not know", "I do not know"))


class ChildQuestion(DraftForm):
    """A question of this task."""

    section = Section.CHILDREN


class WhoAreYouAddingForm(ChildQuestion):
    """A child, an unborn baby, or a child without a known name (decision 1)."""

    title = "Who are you adding?"
    button = "Continue"
    asked = Asked.ALWAYS

    kind = fields.RadiosField(choices=choices(KIND_NAMES), error="Select who you are adding")


class AnotherChildForm(ListForm, ChildQuestion):
    """At the end of the list of children."""

    title = "Is there another child, or an unborn baby, you are worried about?"
    asked = Asked.ALWAYS

    another = fields.YesNoField(
        error="Select yes if there is another child, or an unborn baby, you are worried about"
    )


def identity_of(first_name: str, last_name: str, description: str) -> str:
    """Return what two children of one draft are the same in when they may be one child."""
    return f"{name_key(first_name, last_name)}/{normalised(description)}"


class NamesAChild(ChildQuestion):
    """The name of a child, asked once more where a child with this name was added before.

    `already` holds the children added before, by `identity_of`: going back in the browser and
    saving again must not make a second child.
    """

    always = ("is_another",)

    def __init__(
        self, *arguments: Any, already: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        self.already = dict(already or {})
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Ask whether it is another child only where one with this name was added."""
        if not self.is_bound:
            return
        first, last, description = (
            str(self.data.get(name, "")) for name in ("first_name", "last_name", "description")
        )
        name = self.already.get(identity_of(first, last, description))
        if name:
            self.fields["is_another"] = fields.YesNoField(
                label=f"You already added {name}. Is this another child?",
                error=f"Select yes if this is another child: you already added {name}",
            )

    @property
    def is_the_same(self) -> bool:
        """Whether this is the child who was added before."""
        return bool(self.cleaned_data.get("is_another") == Answer.NO)

    def changes(self) -> dict[str, Any]:
        """Keep the name; whether it is another child only decides where it is kept."""
        answers = super().changes()
        answers.pop("is_another", None)
        return answers


class ChildNameForm(NamesAChild):
    """R-132 (2): the name of a child."""

    title = "What is the child's name?"
    asked = Asked.ALWAYS

    first_name = name_field(
        "First names",
        max_length=100,
        error="Enter the child's first name, or choose 'I do not know the name'",
    )
    last_name = name_field("Last name", max_length=100, required=False)
    known_as = name_field(
        "Other names they are known by (optional)", thing="Other names", required=False
    )


class UnbornNameForm(NamesAChild):
    """An unborn baby may have a name already."""

    title = "What is the baby's name?"
    # The box has a label of its own: it says that there may be no name.
    below_heading = True

    first_name = name_field("Name, if there is one (optional)", thing="Name", max_length=100)


class DescribeChildForm(NamesAChild):
    """A description does where the name is not known (decision 20)."""

    title = "Describe the child"
    asked = Asked.ALWAYS

    description = fields.PlainTextField(
        thing="Description",
        rows=3,
        max_length=500,
        about_someone=True,
        help_text="For example, boy, about 6, lives at number 12.",
        error="Enter the child's name, or describe them",
    )


NAME_FORMS: dict[str, type[NamesAChild]] = {
    ChildKind.CHILD: ChildNameForm,
    ChildKind.UNBORN: UnbornNameForm,
    ChildKind.UNNAMED: DescribeChildForm,
}

_AGE_MISSING = "Enter {child}'s date of birth, or about how old they are"


class DateOfBirthForm(ChildQuestion):
    """R-132 (2): date of birth, or about how old."""

    title = "What is {child}'s date of birth?"
    asked = Asked.WITH_CONSENT

    known = fields.RadiosField(
        choices=[
            ("date", "I know the date"),
            ("about", "I do not know it, but about how old"),
            (UNKNOWN, "I do not know"),
        ],
        error=_AGE_MISSING,
        reveals={"date": ["date_of_birth"], "about": ["about_age"]},
    )
    date_of_birth = fields.DateField(
        label="Date of birth",
        thing="Date of birth",
        help_text="For example, 27 3 2016",
        not_future=True,
        needed_when_shown=_AGE_MISSING,
    )
    about_age = AgeField(
        label="About how old?", highest=ADULT_AGE - 1, needed_when_shown=_AGE_MISSING
    )

    def clean_date_of_birth(self) -> datetime.date | None:
        """R-144: anyone who has not yet reached their 18th birthday."""
        born: datetime.date | None = self.cleaned_data.get("date_of_birth")
        if born and years_between(born, timezone.localdate()) >= ADULT_AGE:
            raise ValidationError(
                self.said("{Child} would be 18 or over. Check the year"),
                params={"parts": ["year"]},
            )
        return born

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Say which of the three was chosen."""
        initial = super().initial_of(record)
        # Most people know the date: its boxes stand open until something else is said.
        known = "date"
        if initial["about_age"] is not None:
            known = "about"
        elif getattr(record, "age_unknown", False):
            known = UNKNOWN
        return initial | {"known": known}

    def changes(self) -> dict[str, Any]:
        """Keep one of the three."""
        answers = super().changes()
        return {
            "date_of_birth": answers.get("date_of_birth"),
            "about_age": answers.get("about_age"),
            "age_unknown": answers.get("known") == UNKNOWN,
        }


class DueForm(ChildQuestion):
    """When an unborn baby is expected (decision 1)."""

    title = "When is the baby due?"
    asked = Asked.WITH_CONSENT

    due_on = fields.PartialDateField(
        label="Due date",
        thing="Due date",
        help_text="For example, 3 2027. Add the day if you know it.",
        least="month",
        required=False,
    )
    age_unknown = fields.TickField(label="I do not know", required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a date or "I do not know", and for a date that can be."""
        cleaned = super().clean()
        due = cleaned.get("due_on")
        if due and cleaned.get("age_unknown"):
            self.add_error("due_on", "Enter when the baby is due, or select 'I do not know'")
        elif due:
            today = timezone.localdate()
            earliest = today - datetime.timedelta(days=DAYS_OVERDUE)
            if due.last_day < earliest or due.first_day > _months_after(today, MONTHS_AHEAD):
                self.add_error("due_on", "Due date must be within 10 months of today")
        elif not cleaned.get("age_unknown"):
            self.missing_together("due_on", "Enter when the baby is due, or select 'I do not know'")
        return cleaned

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Show the day only where it is known."""
        initial = super().initial_of(record)
        if isinstance(record, ReferredChild) and record.due_on:
            due = record.due_on
            day = due.day if record.due_day_known else None
            initial["due_on"] = fields.PartialDate(due.year, due.month, day)
        return initial

    def changes(self) -> dict[str, Any]:
        """Keep the first day of the month where the day is not known, and that it is not."""
        answers = super().changes()
        due = answers.get("due_on")
        return {
            "due_on": due.first_day if due else None,
            "due_day_known": bool(due and due.exact),
            "age_unknown": bool(answers.get("age_unknown")),
        }


def _months_after(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(
        year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1])
    )


class SexForm(ChildQuestion):
    """R-132 (2), with the codes of the returns."""

    title = "What is {child}'s sex?"

    sex = fields.RadiosField(label="Sex", choices=choices(SEX_NAMES), divider_before="U")
    gender = fields.PlainTextField(
        label="How do they describe their gender? (optional)",
        thing="Gender",
        max_length=100,
        required=False,
    )


class AddressForm(ChildQuestion):
    """R-132 (3): where the child lives, or is now; confidential addresses (decision 24)."""

    title = "Where does {child} live?"
    asked = Asked.ALWAYS
    missing: ClassVar[str] = "Enter where {child} lives or is now, or select 'I do not know'"

    home = fields.RadiosField(
        label="Home",
        choices=[("address", "At an address"), *choices(ADDRESS_UNKNOWN_NAMES)],
        reveals={"address": ["address", "postcode", "address_confidential"]},
        divider_before=UNKNOWN,
        required=False,
    )
    address = fields.PlainTextField(
        label="Address",
        thing="Address",
        rows=3,
        count=False,
        max_length=500,
        about_someone=True,
        required=False,
    )
    postcode = name_field("Postcode", max_length=10, width=10, required=False)
    address_confidential = fields.TickField(
        label="This address is confidential: someone must not find out where they live",
        required=False,
    )
    where_now = fields.PlainTextField(
        label="Where is {child} now, if somewhere else? (optional)",
        thing="Where they are now",
        rows=2,
        max_length=500,
        count=False,
        about_someone=True,
        required=False,
    )
    previous_addresses = fields.PlainTextField(
        label="Addresses before this (optional)",
        thing="Addresses before this",
        rows=2,
        max_length=1000,
        count=False,
        about_someone=True,
        required=False,
    )

    def clean_postcode(self) -> str:
        """Write a postcode as it is printed."""
        typed = str(self.cleaned_data.get("postcode") or "")
        found = numbers.postcode(typed) if typed else ""
        if found is None:
            raise ValidationError("Enter a full postcode, like DA6 7AT")
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for an address, another place, or "I do not know"."""
        cleaned = super().clean()
        placed = cleaned.get("where_now") or cleaned.get("home") in ADDRESS_UNKNOWN_NAMES
        if cleaned.get("home") == "address":
            placed = placed or cleaned.get("address") or cleaned.get("postcode")
            if not placed and not self.has_error("postcode"):
                self.add_error("address", self.said(self.missing))
        elif not placed:
            self.add_error("home", self.said(self.missing))
        return cleaned

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Say which of the three was chosen."""
        initial = super().initial_of(record)
        typed = initial["address"] or initial["postcode"]
        home = "address" if typed else getattr(record, "address_unknown", "")
        return initial | {"home": home}

    def changes(self) -> dict[str, Any]:
        """Keep an address or why there is none."""
        answers = super().changes()
        home = answers.pop("home", "")
        answers["address_unknown"] = home if home in ADDRESS_UNKNOWN_NAMES else ""
        answers["address_confidential"] = bool(answers.get("address_confidential"))
        return answers


class BackgroundForm(ChildQuestion):
    """R-132 (6): ethnic group, religion and first language."""

    title = "What are {child}'s ethnic group, religion and first language?"
    hint = "We ask so help fits the family."

    ethnicity = fields.SelectField(
        label="Ethnic group", choices=choices(ETHNICITY_NAMES), empty="Choose"
    )
    ethnicity_other = fields.PlainTextField(
        label="If another background, which? (optional)",
        thing="Background",
        max_length=100,
    )
    religion = fields.LongListField(
        label="Religion",
        choices=as_choices(RELIGIONS),
        max_length=60,
        other_label="Another religion",
    )
    first_language = fields.LongListField(
        label="First language",
        choices=as_choices(LANGUAGES),
        max_length=60,
        other_label="Another language",
    )


class InterpreterForm(ChildQuestion):
    """R-132 (7): interpreter, signer or another aid."""

    title = "Does {child} need an interpreter or help to communicate?"

    needs_interpreter = fields.RadiosField(
        choices=[
            (Answer.NO, "No"),
            (Answer.YES, "Yes"),
            (Answer.UNKNOWN, "I do not know"),
        ],
        reveals={Answer.YES: ["communication"]},
    )
    communication = fields.PlainTextField(
        label="Which language, signer or aid?",
        thing="Language or aid",
        max_length=300,
        needed_when_shown="Enter which interpreter or help {child} needs",
    )


class DisabilityForm(ChildQuestion):
    """R-132 (8), R-095, R-098: disability and special educational needs."""

    title = "Does {child} have a disability or special educational needs?"

    disabled = fields.RadiosField(
        choices=[
            (Answer.NO, "No"),
            (Answer.YES, "Yes"),
            (Answer.UNKNOWN, "I do not know"),
        ],
        reveals={Answer.YES: ["disabilities", "special_needs"]},
    )
    disabilities = fields.CheckboxesField(
        label="What is it about?",
        choices=choices(DISABILITY_NAMES),
        help_text="Tick all that apply.",
        required=False,
    )
    special_needs = fields.RadiosField(
        label="What help do they have at school?",
        choices=choices(SPECIAL_NEEDS_NAMES),
        required=False,
    )


class YoungCarerForm(ChildQuestion):
    """R-099: on any referral the question is always asked."""

    title = "Does {child} help to look after someone at home?"
    asked = Asked.WITH_CONSENT

    young_carer = fields.RadiosField(
        choices=[
            (Answer.YES, "Yes"),
            (Answer.NO, "No"),
            (Answer.UNKNOWN, "I do not know"),
        ],
        help_text=(
            "Someone who is ill, disabled, or has a mental health, drug or alcohol problem. "
            "We always ask."
        ),
        error="Select whether {child} helps to look after someone",
        reveals={Answer.YES: ["young_carer_for"]},
    )
    young_carer_for = long_text(
        "Who they help",
        label="Who do they help, and what do they do?",
        rows=3,
        needed_when_shown="Enter who {child} helps, and what they do",
    )


class SchoolForm(ChildQuestion):
    """Which services already know the child."""

    title = "Which school, GP and health visitor or midwife?"
    hint = "Each may be 'None' or 'I do not know'."

    school = fields.LongListField(
        label="School, college or nursery",
        choices=NONE_OR_UNKNOWN,
        other_label="Another school, college or nursery",
    )
    gp = fields.LongListField(
        label="GP", choices=NONE_OR_UNKNOWN, other_label="Name of the GP or practice"
    )
    health_visitor = fields.LongListField(
        label="Health visitor or midwife",
        choices=NONE_OR_UNKNOWN,
        other_label="Name of the health visitor or midwife",
    )

    def __init__(self, *arguments: Any, schools: tuple[str, ...] = (), **options: Any) -> None:
        self.schools = schools
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Offer the partnership's schools."""
        label = self.fields["school"].label
        self.fields["school"] = fields.LongListField(
            label=label,
            choices=[*as_choices(self.schools), *NONE_OR_UNKNOWN],
            other_label="Another school, college or nursery",
            required=False,
        )


class NumbersForm(ChildQuestion):
    """NHS number and unique pupil number, with their checks."""

    title = "NHS number and unique pupil number (optional)"

    nhs_number = name_field(
        "NHS number", max_length=20, width=10, help_text="10 numbers, like 943 476 5919"
    )
    pupil_number = name_field(
        "Unique pupil number",
        max_length=20,
        width=20,
        help_text="Starts with a letter, like A123456789012",
    )

    def clean_nhs_number(self) -> str:
        """Check the last number of ten."""
        typed = str(self.cleaned_data.get("nhs_number") or "")
        found = numbers.nhs_number(typed) if typed else ""
        if found is None:
            raise ValidationError("Check the NHS number. It has 10 numbers and the last is a check")
        return found

    def clean_pupil_number(self) -> str:
        """Check the first letter."""
        typed = str(self.cleaned_data.get("pupil_number") or "")
        found = numbers.pupil_number(typed) if typed else ""
        if found is None:
            raise ValidationError("Check the pupil number")
        return found

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Show the NHS number in its groups."""
        initial = super().initial_of(record)
        return initial | {"nhs_number": numbers.spaced_nhs_number(initial["nhs_number"])}


class ChildMayKnowForm(ChildQuestion):
    """Decision 24: whether the child may know, and how to reach them safely."""

    title = "Can {child} know about this referral?"

    may_know = fields.RadiosField(
        label="Can they know?",
        choices=choices(CHILD_MAY_KNOW_NAMES),
        error="Select whether {child} can know about this referral",
        reveals={Answer.NO: ["may_not_know_because"]},
    )
    may_not_know_because = long_text(
        "Reason",
        label="Why must they not know?",
        rows=3,
        needed_when_shown="Say why {child} must not know",
    )
    safe_phone = fields.PhoneField(
        label="A number that is safe to call {child} on (optional)",
        max_length=30,
        about_someone=True,
        required=False,
    )

    def __init__(self, *arguments: Any, age: int | None = None, **options: Any) -> None:
        self.age = age
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Ask a child's own number only from 11."""
        if self.age is None or self.age < SAFE_NUMBER_FROM_AGE:
            del self.fields["safe_phone"]

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Say apart whether they know already."""
        initial = super().initial_of(record)
        if initial["may_know"] == Answer.YES and isinstance(record, ReferredChild):
            initial["may_know"] = NOT_TOLD_YET if record.already_knows == Answer.NO else Answer.YES
        return initial

    def changes(self) -> dict[str, Any]:
        """Keep that they may know, and apart whether they do."""
        answers = super().changes()
        said = answers.get("may_know", "")
        knows = {Answer.YES: Answer.YES, NOT_TOLD_YET: Answer.NO}.get(said, "")
        may = Answer.YES if said == NOT_TOLD_YET else said
        return answers | {"may_know": may, "already_knows": knows}


class UnbornAddressForm(AddressForm):
    """Where the mother of an unborn baby lives."""

    neutral = {**AddressForm.neutral, "child": "the baby's mother"}


class UnbornBackgroundForm(BackgroundForm):
    """The background of an unborn baby."""

    neutral = {**BackgroundForm.neutral, "child": "the baby"}


class UnbornServicesForm(SchoolForm):
    """Who looks after the mother and the baby; nobody goes to school before birth."""

    title = "Which GP and midwife?"

    def draw(self) -> None:
        """Ask for no school."""
        del self.fields["school"]
        self.fields["health_visitor"].label = "Midwife or health visitor"


CHILD_FORMS: dict[str, type[ChildQuestion]] = {
    "date-of-birth": DateOfBirthForm,
    "due": DueForm,
    "sex": SexForm,
    "address": AddressForm,
    "background": BackgroundForm,
    "interpreter": InterpreterForm,
    "disability": DisabilityForm,
    "young-carer": YoungCarerForm,
    "school": SchoolForm,
    "numbers": NumbersForm,
    "may-know": ChildMayKnowForm,
}
# What is asked of an unborn baby in other words (decision 1).
UNBORN_FORMS: dict[str, type[ChildQuestion]] = {
    "address": UnbornAddressForm,
    "background": UnbornBackgroundForm,
    "school": UnbornServicesForm,
}
