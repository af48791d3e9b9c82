"""Who else is helping the family (R-134 (8))."""

from govuk import fields
from referrals.forms.draft.base import DraftForm, ListForm, choices, name_field
from referrals.names import ANSWER_NAMES
from referrals.rules import Answer, Section


class AnyoneHelpingForm(ListForm):
    """At the end of the list of professionals; what is kept is whether nobody helps."""

    title = "Is anyone else helping the family?"
    section = Section.PROFESSIONALS

    another = fields.RadiosField(
        choices=[
            ("add", "Yes, add someone"),
            (Answer.YES, "Nobody, or nobody else"),
            (Answer.UNKNOWN, "I do not know"),
        ],
        error="Select whether anyone else is helping the family",
    )


class ProfessionalForm(DraftForm):
    """One row: name, job, agency, number, working with them now."""

    title = "Who else is helping the family?"
    section = Section.PROFESSIONALS

    name = name_field("Name")
    job = fields.PlainTextField(label="Job", thing="Job", max_length=200)
    agency = fields.PlainTextField(
        label="Agency", thing="Agency", max_length=200, help_text="For example, CAMHS, a school"
    )
    phone = fields.PhoneField(label="Phone number", max_length=30)
    working_now = fields.RadiosField(
        label="Are they working with the family now?",
        choices=choices(ANSWER_NAMES),
        inline=True,
    )

    def draw(self) -> None:
        """Somebody has a name; everything else may stay open."""
        self.fields["name"].error_messages["required"] = "Enter their name, or their job"

    def clean(self) -> dict[str, object]:
        """Take the job for a name where only that is known."""
        cleaned = super().clean()
        if not cleaned.get("name") and cleaned.get("job"):
            cleaned["name"] = cleaned["job"]
        elif not cleaned.get("name") and not self.has_error("name"):
            self.add_error("name", "Enter their name, or their job")
        return cleaned
