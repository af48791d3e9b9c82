"""What administrators type when they work on a draft edition."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from govuk import fields
from govuk.forms import FormKeyMixin, KitForm, QuestionForm, VersionMixin
from thresholds import exchange
from thresholds.exchange import LONGEST_EXAMPLE, LONGEST_TEXT, MOST_EXAMPLES, UnreadableSigns
from thresholds.models import Route

LEVELS = [(str(number), f"Level {number}") for number in range(1, 5)]
NO_FLOOR = "none"
LONGEST_NAME = 60
LONGEST_PARAGRAPHS = 20_000
MOST = 20


class LineField(fields.PlainTextField):
    """Words that stand on one line, however they were pasted."""

    def to_python(self, value: Any) -> str:
        """Return the words with single spaces."""
        return " ".join(super().to_python(value).split())


class LinesField(fields.PlainTextField):
    """A list, one on each line; empty and repeated lines go."""

    def clean(self, value: Any) -> list[str]:
        """Return the lines, or say which is too long."""
        lines = (" ".join(line.split()) for line in super().clean(value).splitlines())
        kept = list(dict.fromkeys(line for line in lines if line))
        if len(kept) > MOST_EXAMPLES:
            raise ValidationError(f"Enter {MOST_EXAMPLES} lines or fewer. You have {len(kept)}")
        if any(len(line) > LONGEST_EXAMPLE for line in kept):
            raise ValidationError(f"Each line must be {LONGEST_EXAMPLE} characters or fewer")
        return kept


def _sign_text() -> fields.PlainTextField:
    return LineField(
        label="Sign",
        thing="Sign",
        rows=3,
        help_text="Worded as practitioners will read it. One sign, without names.",
        error="Enter the sign",
        max_length=LONGEST_TEXT,
    )


def _examples() -> fields.PlainTextField:
    return LinesField(
        label="In other words (optional)",
        thing="In other words",
        rows=8,
        count=False,
        help_text="How practitioners say it, one on each line, for example “hasn’t had his jabs”. "
        "The search finds the sign by these words too.",
        max_length=LONGEST_EXAMPLE * MOST_EXAMPLES,
        required=False,
    )


def _note() -> fields.PlainTextField:
    return LineField(
        label="Note about how it is printed (optional)",
        thing="Note",
        rows=2,
        count=False,
        max_length=LONGEST_TEXT,
        required=False,
    )


class AddSignForm(QuestionForm):
    """A new sign of one domain."""

    title = "Add a sign"
    button = "Add sign"

    level = fields.RadiosField(
        label="Level", choices=LEVELS, inline=True, error="Choose a level from 1 to 4"
    )
    text = _sign_text()
    in_other_words = _examples()
    flag = _note()


class SignForm(QuestionForm):
    """The words of a sign."""

    title = "Change this sign"
    button = "Save sign"

    text = _sign_text()
    in_other_words = _examples()
    flag = _note()


class MoveSignForm(QuestionForm):
    """Another level or domain of a sign."""

    title = "Move this sign"
    button = "Move sign"

    level = fields.RadiosField(
        label="Level", choices=LEVELS, inline=True, error="Choose a level from 1 to 4"
    )
    domain = fields.SelectField(label="Domain", choices=(), error="Select the domain")

    def __init__(self, *arguments: Any, domains: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["domain"].choices = [("", "Choose"), *domains]  # type: ignore[attr-defined]


class PlaceSignForm(QuestionForm):
    """Another place of a sign in its list."""

    title = "Where in the list does this sign stand?"
    button = "Save place"
    FIRST = "first"

    after = fields.RadiosField(
        label="Where in the list does this sign stand?", choices=(), error="Select a place"
    )

    def __init__(self, *arguments: Any, others: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["after"].choices = [  # type: ignore[attr-defined]
            (self.FIRST, "First"),
            *((code, f"After “{text}”") for code, text in others),
        ]


class LevelForm(QuestionForm):
    """The texts of a level."""

    title = "Change the text of {level}"
    button = "Save level"
    neutral = {"level": "this level"}

    name = LineField(label="Name", error="Enter the level's name", max_length=LONGEST_NAME)
    # Django takes fields off the class: this one does not hide the summary of errors.
    summary = LineField(  # type: ignore[assignment]
        label="Summary",
        rows=2,
        help_text="One sentence, as lists show it.",
        error="Enter the summary",
        max_length=300,
    )
    description = fields.PlainTextField(
        label="Description", rows=5, error="Enter the description", max_length=LONGEST_PARAGRAPHS
    )
    route = fields.PlainTextField(
        label="What to do at this level",
        rows=6,
        error="Enter what to do at this level",
        max_length=LONGEST_PARAGRAPHS,
    )
    goes_to = fields.RadiosField(
        label="Where does a referral at this level go?",
        choices=Route.GoesTo.choices,
        error="Select where a referral at this level goes",
    )
    needs = fields.PlainTextField(
        label="Who it is for (optional)",
        thing="Who it is for",
        rows=6,
        required=False,
        max_length=LONGEST_PARAGRAPHS,
    )
    how_to_get_help = fields.PlainTextField(
        label="How to get help",
        rows=6,
        help_text="One point on each line.",
        error="Enter how to get help",
        max_length=LONGEST_PARAGRAPHS,
    )
    services = fields.PlainTextField(
        label="Services, for example (optional)",
        thing="Services",
        rows=5,
        help_text="One on each line.",
        required=False,
        max_length=LONGEST_PARAGRAPHS,
    )
    outcome = fields.PlainTextField(
        label="What comes of it (optional)",
        thing="What comes of it",
        rows=4,
        required=False,
        max_length=LONGEST_PARAGRAPHS,
    )


class DomainForm(QuestionForm):
    """The name of a domain."""

    title = "Change the name of a domain"
    button = "Save domain"

    name = LineField(label="Name", error="Enter the domain's name", max_length=120)
    section = LineField(
        label="Section (optional)",
        thing="Section",
        help_text="A heading over several domains, where the document has one.",
        required=False,
        max_length=120,
    )


class CircumstanceForm(QuestionForm):
    """A special circumstance: how it is asked, its lowest level and its duty."""

    title = "Change a special circumstance"
    button = "Save special circumstance"

    label = LineField(
        label="How it is asked", rows=2, error="Enter how it is asked", max_length=200, count=False
    )
    name = LineField(
        label="Name in a sentence",
        help_text="For example, “Private fostering” in “Private fostering is always Level 4 here”.",
        error="Enter its name",
        max_length=120,
    )
    tag = LineField(
        label="Short tag (optional)",
        thing="Short tag",
        help_text="Shown in the queue.",
        required=False,
        max_length=40,
        width=20,
    )
    floor = fields.RadiosField(
        label="Lowest level it allows",
        choices=[*LEVELS, (NO_FLOOR, "It sets none")],
        divider_before=NO_FLOOR,
        error="Select the lowest level, or select ‘It sets none’",
    )
    duty_title = LineField(
        label="Duty in short",
        rows=2,
        count=False,
        error="Enter the duty in short",
        max_length=200,
    )
    duty = fields.PlainTextField(
        label="Duty",
        rows=6,
        help_text="{next working day} becomes the day, for example Monday 23 November.",
        error="Enter the duty",
        max_length=LONGEST_PARAGRAPHS,
    )


class SettingsForm(QuestionForm):
    """The edition's name and law, and the numbers of the suggestion."""

    title = "Name, law and rule settings"
    button = "Save settings"

    name = LineField(
        label="Name of the edition", error="Enter the edition's name", max_length=LONGEST_NAME
    )
    level_3_needs = fields.WholeNumberField(
        lowest=1,
        highest=MOST,
        width=3,
        label="How many Level 3 signs suggest Level 3?",
        help_text="Fewer suggest Level 2 with advice to consult.",
        error="Enter a whole number from 1 to 20",
    )
    cumulative_domains = fields.WholeNumberField(
        lowest=1,
        highest=MOST,
        width=3,
        label="In how many domains are Level 2 signs weighed together?",
        help_text="The level stays. The advice to weigh them together is added.",
        error="Enter a whole number from 1 to 20",
    )
    introduction = fields.PlainTextField(
        label="How to read the signs (optional)",
        thing="How to read the signs",
        rows=5,
        required=False,
        max_length=LONGEST_PARAGRAPHS,
    )
    law = fields.PlainTextField(
        label="The law it is written under",
        rows=6,
        error="Enter the law it is written under",
        max_length=LONGEST_PARAGRAPHS,
    )
    source = fields.PlainTextField(
        label="Source (optional)",
        thing="Source",
        rows=3,
        required=False,
        max_length=LONGEST_PARAGRAPHS,
    )


class CommentForm(FormKeyMixin, KitForm):
    """Something said about a draft."""

    comment = fields.PlainTextField(
        label="Add a comment",
        thing="Comment",
        rows=3,
        help_text="For whoever works on this draft. Leave out names of children and families.",
        error="Enter a comment",
        max_length=5_000,
    )


class PressForm(FormKeyMixin, VersionMixin, KitForm):
    """A button that counts once."""


class ReasonForm(FormKeyMixin, KitForm):
    """A button with a reason beside it."""

    because = fields.reason_field("Why (optional)", required=False)


class _Titled(QuestionForm):
    """A page with one field and words above it: the title is the heading, not the field's label."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.heading_field = None


class AskForm(_Titled):
    """The day on which a draft is to take effect."""

    title = "Ask a second administrator to publish"
    button = "Ask to publish"

    takes_effect_on = fields.DateField(
        label="On which day does it take effect?",
        thing="The day",
        help_text="It is in force from midnight at the start of that day. For example, 1 4 2027",
        error="Enter the day on which it takes effect",
    )


class ImportForm(_Titled):
    """A file of signs."""

    title = "Import signs"
    button = "See what it would change"

    file = fields.FileField(label="Choose a CSV or JSON file", error="Choose a file")

    def clean_file(self) -> str:
        """Return the file's text, or say why it cannot be read."""
        file = self.cleaned_data["file"]
        if file.size > exchange.MOST_BYTES:
            raise ValidationError("Choose a file of 1 MB or less")
        try:
            return exchange.decoded(file.read())
        except UnreadableSigns as unreadable:
            raise ValidationError(str(unreadable)) from unreadable


class ConfirmImportForm(FormKeyMixin, KitForm):
    """The signs of a file that was looked at, and how far the draft had got then."""

    rows = fields.PlainTextField(label="Signs", required=True)
    seen = fields.PlainTextField(label="Seen", required=False)
