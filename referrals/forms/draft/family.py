"""Family and household (pages.md 5E; R-132; decisions 1 and 24)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from govuk import fields
from govuk.words import years_between
from referrals.forms.draft.base import AgeField, DraftForm, ListForm, choices, long_text, name_field
from referrals.forms.draft.children import ADULT_AGE, BackgroundForm
from referrals.forms.draft.flow import Asked
from referrals.models import FamilyMember
from referrals.names import ANSWER_NAMES
from referrals.rules import Answer, Section

OLDEST = 120
# Whom a family member is asked about: the children's numbers and names.
Names = Sequence[tuple[int, str]]


class FamilyQuestion(DraftForm):
    """A question of this task."""

    section = Section.FAMILY
    asked = Asked.WITH_CONSENT


class AnyoneElseForm(ListForm, FamilyQuestion):
    """At the end of the list of people (R-132 (5))."""

    title = "Is there anyone else in the family or home?"

    another = fields.RadiosField(
        choices=[
            ("add", "Yes, add someone"),
            (Answer.NO, "No, that is everyone"),
            (Answer.UNKNOWN, "I do not know"),
        ],
        error="Add the people who live with {child}, or select 'I do not know'",
    )


class WhoForm(FamilyQuestion):
    """R-132 (5): name, age and what they are to each child."""

    title = "Who is this?"
    hint = "Include people who matter but live elsewhere."
    always = ("name", "under_18")

    name = name_field("Name", error="Enter their name, or what you know about them")
    under_18 = fields.RadiosField(
        label="Are they under 18?",
        choices=[("yes", "Yes"), ("no", "No")],
        inline=True,
        error="Select yes if they are under 18",
    )
    date_of_birth = fields.DateField(
        label="Date of birth, if you know it",
        thing="Date of birth",
        not_future=True,
        required=False,
    )
    about_age = AgeField(label="Or about how old? (optional)", highest=OLDEST, required=False)
    lives_with = fields.RadiosField(
        label="Do they live with {child}?",
        choices=choices(ANSWER_NAMES),
        error="Select whether they live with {child}",
        reveals={Answer.NO: ["address"]},
    )
    address = fields.PlainTextField(
        label="Where do they live? (optional)",
        thing="Address",
        rows=2,
        count=False,
        max_length=500,
        about_someone=True,
        required=False,
    )

    def __init__(self, *arguments: Any, names: Names = (), **options: Any) -> None:
        self.names = names
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Ask what they are to each child, below the name."""
        asked = {
            f"relation_{number}": name_field(
                f"What are they to {name}?",
                thing="Relation",
                max_length=100,
                help_text="For example, mother, stepfather, brother, family friend",
                required=False,
            )
            for number, name in self.names
        }
        names = list(self.fields)
        self.fields |= asked
        after = names.index("name") + 1
        self.order_fields([*names[:after], *asked, *names[after:]])

    def clean(self) -> dict[str, Any]:
        """Check the date of birth against "under 18"."""
        cleaned = super().clean()
        age = _age(cleaned)
        under_18 = cleaned.get("under_18")
        if age is not None and under_18 and (age < ADULT_AGE) != (under_18 == "yes"):
            wrong = "date_of_birth" if cleaned.get("date_of_birth") else "about_age"
            self.add_error(wrong, "Check the age. It does not agree with 'under 18'")
        return cleaned

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Show what they are to each child."""
        initial = super().initial_of(record)
        if isinstance(record, FamilyMember):
            initial["under_18"] = "yes" if record.under_18 else "no"
            for row in record.relationships.select_related("child"):
                initial[f"relation_{row.child.number}"] = row.relation
        return initial

    def changes(self) -> dict[str, Any]:
        """Keep the answers about the person; `relations` has the rest."""
        answers = {
            name: value
            for name, value in super().changes().items()
            if not name.startswith("relation_")
        }
        if "under_18" in answers:
            answers["under_18"] = answers["under_18"] == "yes"
        return answers

    @property
    def relations(self) -> Mapping[int, Mapping[str, str]]:
        """What they are to each child, by the child's number."""
        return {
            number: {"relation": self.cleaned_data.get(f"relation_{number}") or ""}
            for number, _ in self.names
        }


def _age(answers: Mapping[str, Any]) -> int | None:
    born = answers.get("date_of_birth")
    if born:
        return years_between(born, timezone.localdate())
    about: int | None = answers.get("about_age")
    return about


class ResponsibilityForm(FamilyQuestion):
    """R-132 (4): who has parental responsibility, for each child."""

    title = "Does {name} have parental responsibility?"
    hint = (
        "Mothers usually have it. So do fathers who were married to the mother or are on the "
        "birth certificate."
    )

    def __init__(self, *arguments: Any, names: Names = (), **options: Any) -> None:
        self.names = names
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Ask for each child apart."""
        for number, name in self.names:
            self.fields[f"responsibility_{number}"] = fields.RadiosField(
                label=f"For {name}",
                choices=choices(ANSWER_NAMES),
                inline=True,
                error=(f"Select who has parental responsibility for {name}, or 'I do not know'"),
            )

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Show what was said for each child."""
        initial = super().initial_of(record)
        if isinstance(record, FamilyMember):
            for row in record.relationships.select_related("child"):
                initial[f"responsibility_{row.child.number}"] = row.parental_responsibility
        return initial

    def changes(self) -> dict[str, Any]:
        """Nothing about the person; `relations` has it all."""
        return {}

    @property
    def relations(self) -> Mapping[int, Mapping[str, str]]:
        """Whether they have parental responsibility for each child, by its number."""
        return {
            number: {
                "parental_responsibility": self.cleaned_data.get(f"responsibility_{number}") or ""
            }
            for number, _ in self.names
        }


class PersonBackgroundForm(FamilyQuestion):
    """R-132 (6) and (7): of parents and carers too."""

    title = "What are {name}'s ethnic group, religion and first language?"
    hint = BackgroundForm.hint
    asked = Asked.HELPS

    ethnicity = BackgroundForm.base_fields["ethnicity"]
    religion = BackgroundForm.base_fields["religion"]
    first_language = BackgroundForm.base_fields["first_language"]
    needs_interpreter = fields.RadiosField(
        label="Do they need an interpreter?", choices=choices(ANSWER_NAMES), inline=True
    )


class ContactForm(FamilyQuestion):
    """Decision 24: how it is safe to reach them, if at all."""

    title = "How is it safe to contact {name}?"

    may_know = fields.RadiosField(
        label="Can {name} know about this referral?",
        choices=[
            (Answer.YES, "Yes"),
            (Answer.NO, "No, because…"),
            (Answer.UNKNOWN, "I do not know"),
        ],
        error="Select whether {name} can know about this referral",
        reveals={Answer.NO: ["may_not_know_because"]},
    )
    may_not_know_because = long_text(
        "Reason",
        label="Why must they not know?",
        rows=3,
        needed_when_shown="Say why {name} must not know",
    )
    safe_phone = fields.PhoneField(
        label="Safe number (optional)", max_length=30, about_someone=True, required=False
    )
    voicemail_safe = fields.RadiosField(
        label="May we leave a message?",
        choices=choices(ANSWER_NAMES),
        inline=True,
        required=False,
    )
    safe_email = fields.EmailField(label="Safe e-mail (optional)", required=False)
    safe_times = fields.PlainTextField(
        label="Good times (optional)", thing="Good times", max_length=200, required=False
    )
    may_write = fields.RadiosField(
        label="May we write?", choices=choices(ANSWER_NAMES), inline=True, required=False
    )
    address_confidential = fields.TickField(label="Their address is confidential", required=False)


class WorriedTooForm(FamilyQuestion):
    """Decision 1: every under-18 in the home is worried about too, or not, because…"""

    title = "Are you worried about {name} too?"

    worried_too = fields.RadiosField(
        choices=[
            (Answer.YES, "Yes: add them to this referral"),
            (Answer.NO, "No, because…"),
        ],
        error="Select whether you are worried about {name} too",
        reveals={Answer.NO: ["not_referred_because"]},
    )
    not_referred_because = long_text(
        "Reason",
        label="Why not?",
        rows=3,
        needed_when_shown="Say why {name} is not part of this referral",
    )


PERSON_FORMS: dict[str, type[FamilyQuestion]] = {
    "who": WhoForm,
    "responsibility": ResponsibilityForm,
    "background": PersonBackgroundForm,
    "contact": ContactForm,
    "worried-too": WorriedTooForm,
}
