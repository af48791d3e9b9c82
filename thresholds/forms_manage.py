"""What administrators type when they work on a draft edition."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
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


class _Titled(QuestionForm):
    """A page with one field and words above it: the title is the heading, not the field's label."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.heading_field = None


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


class AddLevelForm(LevelForm):
    """A level that the draft has not."""

    title = "Add a level"
    button = "Add level"
    neutral: ClassVar[dict[str, str]] = {}

    number = fields.RadiosField(
        label="Which level is it?",
        help_text="Level 1 is what everybody gets; Level 4 is where a child may be suffering "
        "significant harm. All four are needed before the draft can be published.",
        choices=(),
        error="Select which level it is",
    )
    field_order = ("number",)

    def __init__(self, *arguments: Any, numbers: Iterable[int], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["number"].choices = [(str(one), f"Level {one}") for one in numbers]  # type: ignore[attr-defined]


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


class AddDomainForm(DomainForm):
    """A new domain and its place in the order."""

    title = "Add a domain"
    button = "Add domain"
    FIRST = "first"

    after = fields.SelectField(
        label="Where in the order does it stand?", choices=(), error="Select where it stands"
    )

    def __init__(self, *arguments: Any, others: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        listed = list(others)
        self.fields["after"].choices = [  # type: ignore[attr-defined]
            (self.FIRST, "First"),
            *((slug, f"After {name}") for slug, name in listed),
        ]
        self.initial.setdefault("after", listed[-1][0] if listed else self.FIRST)


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


def _source(example: str) -> fields.PlainTextField:
    return LineField(
        label="Source (optional)",
        thing="Source",
        help_text=f"Where it comes from, for example {example}. “002:719-767” stands for lines of "
        "the printed guide.",
        required=False,
        max_length=100,
    )


class TermForm(QuestionForm):
    """A term of the glossary."""

    title = "Change a term of the glossary"
    button = "Save term"

    term = LineField(label="Term", error="Enter the term", max_length=120)
    also = LineField(
        label="Other names (optional)",
        thing="Other names",
        help_text="What a reader may look for instead, for example “DSL”.",
        required=False,
        max_length=200,
    )
    meaning = fields.PlainTextField(
        label="What it means",
        thing="What it means",
        rows=5,
        error="Enter what it means",
        max_length=LONGEST_PARAGRAPHS,
    )
    source = _source("“Safeguarding board, May 2027”")


class AddTermForm(TermForm):
    """A new term."""

    title = "Add a term to the glossary"
    button = "Add term"


class PassageForm(QuestionForm):
    """What the guide says of children in a special situation, or of all."""

    title = "Change a passage"
    button = "Save passage"
    SITUATION, PRINCIPLE = "False", "True"

    name = LineField(label="Title", error="Enter the title", max_length=200)
    is_principle = fields.RadiosField(
        label="What is it?",
        choices=[
            (SITUATION, "What the guide says of children in a special situation"),
            (PRINCIPLE, "A principle of all work with children"),
        ],
        error="Select what it is",
    )
    circumstances = fields.CheckboxesField(
        label="Which special circumstances is it about? (optional)",
        choices=(),
        required=False,
    )
    duty = fields.PlainTextField(
        label="What to do",
        rows=3,
        help_text="Needed where it is about no special circumstance. It stands first on the page.",
        required=False,
        max_length=2_000,
    )
    text = fields.PlainTextField(
        label="What the guide says",
        thing="What the guide says",
        rows=12,
        help_text="One paragraph on each line. A line that begins with • is a point of a list.",
        error="Enter what the guide says",
        max_length=LONGEST_PARAGRAPHS,
    )
    source = _source("“Safeguarding board, May 2027”")

    def __init__(
        self, *arguments: Any, circumstances: Iterable[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["circumstances"].choices = list(circumstances)  # type: ignore[attr-defined]


class AddPassageForm(PassageForm):
    """A new passage."""

    title = "Add a passage"
    button = "Add passage"


class StepForm(QuestionForm):
    """A page at a glance: a question, or what to do."""

    title = "Change a page at a glance"
    button = "Save page"
    QUESTION, ACTION = "True", "False"
    NO_LEVEL = "none"

    is_question = fields.RadiosField(
        label="What is this page?",
        choices=[(QUESTION, "A question"), (ACTION, "What to do")],
        error="Select what this page is",
    )
    name = LineField(
        label="The question, or what to do in short",
        thing="The question",
        rows=2,
        count=False,
        error="Enter the question, or what to do in short",
        max_length=200,
    )
    more = fields.PlainTextField(
        label="More words (optional)",
        thing="More words",
        rows=5,
        required=False,
        max_length=LONGEST_PARAGRAPHS,
    )
    level = fields.RadiosField(
        label="At which level?",
        choices=(),
        help_text="Of what to do. A question has no level.",
        error="Select a level, or select ‘None’",
    )
    ring = fields.YesNoField(
        label="Does the page first say whom to ring now?", error="Select yes or no"
    )
    note = fields.PlainTextField(
        label="What the guide does not say outright (optional)",
        thing="Note",
        rows=3,
        required=False,
        max_length=2_000,
    )
    source = _source("“Safeguarding board, May 2027”")

    def __init__(self, *arguments: Any, levels: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            *levels,
            (self.NO_LEVEL, "None"),
        ]

    def clean(self) -> dict[str, Any]:
        """A question leads on; only what to do is at a level."""
        cleaned = super().clean()
        if cleaned.get("is_question") == self.QUESTION and cleaned.get("level") not in {
            None,
            self.NO_LEVEL,
        }:
            self.add_error("level", "Select ‘None’: a question has no level")
        return cleaned


class AddStepForm(StepForm):
    """A new page at a glance."""

    title = "Add a page at a glance"
    button = "Add page"


MOST_ANSWERS = 6


def _answer(number: int) -> fields.PlainTextField:
    return LineField(label=f"Answer {number}", required=False, max_length=200, count=False)


def _leads(number: int) -> fields.SelectField:
    return fields.SelectField(label=f"Answer {number} leads to", choices=(), required=False)


class AnswersForm(_Titled):
    """The answers to a question at a glance, and where each leads."""

    title = "Answers, and where each leads"
    button = "Save answers"

    answer_1, leads_1 = _answer(1), _leads(1)
    answer_2, leads_2 = _answer(2), _leads(2)
    answer_3, leads_3 = _answer(3), _leads(3)
    answer_4, leads_4 = _answer(4), _leads(4)
    answer_5, leads_5 = _answer(5), _leads(5)
    answer_6, leads_6 = _answer(6), _leads(6)

    def __init__(self, *arguments: Any, pages: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        listed = [("", "Choose"), *pages]
        for number in range(1, MOST_ANSWERS + 1):
            self.fields[f"leads_{number}"].choices = listed  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Each answer leads somewhere, and is said once."""
        cleaned = super().clean()
        said: dict[str, int] = {}
        for number in range(1, MOST_ANSWERS + 1):
            words = cleaned.get(f"answer_{number}") or ""
            leads_to = cleaned.get(f"leads_{number}") or ""
            if words and not leads_to and f"leads_{number}" not in self.errors:
                self.add_error(f"leads_{number}", f"Select where answer {number} leads")
            if leads_to and not words and f"answer_{number}" not in self.errors:
                self.add_error(f"answer_{number}", f"Enter answer {number}")
            if words and words.casefold() in said:
                first = said[words.casefold()]
                self.add_error(f"answer_{number}", f"Check answer {number}: it is answer {first}")
            said.setdefault(words.casefold(), number)
        return cleaned

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The words of each answer and the slug of its page, in order."""
        rows = (
            (self.cleaned_data[f"answer_{number}"], self.cleaned_data[f"leads_{number}"])
            for number in range(1, MOST_ANSWERS + 1)
        )
        return [(words, leads_to) for words, leads_to in rows if words]


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


class RetireDomainForm(ReasonForm):
    """A button with a reason beside it, and how many signs the page said that are lost."""

    signs = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


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


class ImportGuideForm(ImportForm):
    """A file of the guide's other texts."""

    title = "Import levels, domains and other texts"

    file = fields.FileField(label="Choose a JSON file", error="Choose a file")


class ConfirmImportForm(FormKeyMixin, KitForm):
    """The signs of a file that was looked at, and how far the draft had got then."""

    rows = fields.PlainTextField(label="Signs", required=True)
    seen = fields.PlainTextField(label="Seen", required=False)
