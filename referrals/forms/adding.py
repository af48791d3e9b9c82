"""What else somebody knows after sending: the draft's own questions, asked again (pages.md 5B)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from govuk import fields
from govuk.forms import FormKeyMixin, KitForm
from referrals.forms.draft.agreement import HowAgreedForm, PurposesForm, WhoAgreedForm
from referrals.forms.draft.base import DraftForm, choices, name_field, said_in_words
from referrals.forms.draft.children import AddressForm
from referrals.forms.draft.circumstances import NONE, CircumstancesForm, DutyForm
from referrals.forms.draft.family import WhoForm
from referrals.forms.draft.flow import HIGHEST_LEVEL
from referrals.forms.draft.signs import LEVEL_HEADINGS, DomainForm
from referrals.forms.record import NOTHING_ADDED
from referrals.models import LONG_ANSWER
from referrals.names import HOW_AGREED_NAMES
from referrals.presenters.additions import HIGHEST, about_words
from referrals.rules import Section

OPTIONAL = " (optional)"
# What the additions of a sign at the highest level begin with.
AT_HIGHEST = f"{HIGHEST}: "
# On a page of many questions a box is not higher than this, in lines.
LINES = 4
# Choices that only open the box of the answer itself.
OPENS_A_BOX: dict[str, frozenset[str]] = {
    "known": frozenset({"date", "about"}),
    "home": frozenset({"address"}),
}


@dataclass(eq=False)
class Part:
    """One question of the draft on a page where nothing is needed.

    `whom` says whose it is where the question itself names nobody; `told` are sentences shown
    above it, as what a duty asks.
    """

    form: DraftForm
    whom: str = ""
    told: Sequence[str] = ()
    shows_heading: bool = True
    lone: str | None = field(init=False)

    def __post_init__(self) -> None:
        form = self.form
        for name in ("form_key", "version"):
            form.fields.pop(name, None)
        form.is_needed = False
        form.empty_permitted = True
        self.lone, form.heading_field = form.heading_field, None
        for name, asked in form.fields.items():
            asked.required = name in form.always
            rows = asked.widget.attrs.get("rows")
            if rows:
                asked.widget.attrs["rows"] = min(int(rows), LINES)
        if self.lone:
            self._make_heading_of(form.fields[self.lone])

    def _make_heading_of(self, asked: Any) -> None:
        """Let the only question of the part be its heading."""
        asked.label = self.form.heading
        legend = isinstance(asked, fields.ChoiceExtras | fields.PartialDateField)
        asked.macro = (
            {"fieldset": {"legend": {"classes": "govuk-fieldset__legend--m"}}}
            if legend
            else {"label": {"classes": "govuk-label--m"}}
        )

    @property
    def heading(self) -> str:
        """The question, where no label says it."""
        return "" if self.lone or not self.shows_heading else self.form.heading

    @property
    def legend(self) -> SafeString:
        """The question as a heading of its boxes."""
        return format_html('<h2 class="govuk-fieldset__heading">{}</h2>', self.heading)

    @property
    def given(self) -> bool:
        """Whether anything of it was answered."""
        return bool(self.form.has_changed())

    @property
    def question(self) -> str:
        """The question as the record keeps it."""
        asked = self.form.heading.removesuffix(OPTIONAL)
        return f"{self.whom}: {asked}" if self.whom else asked

    @property
    def about(self) -> str:
        """What an addition that answers it is about."""
        return about_words(self.form.section, self.question)

    @property
    def answer(self) -> str:
        """The answer in words, a line for each box that was filled in; after `is_valid()`."""
        lines = [self._line(name) for name in self.form.fields]
        text = "\n".join(line for line in lines if line)
        cut = self.question not in self.about
        return f"{self.question}\n{text}" if text and cut else text

    def _line(self, name: str) -> str:
        asked, value = self.form.fields[name], self.form.cleaned_data.get(name)
        if value in (None, "", [], False) or value in OPENS_A_BOX.get(name, ()):
            return ""
        label = str(asked.label or "").removesuffix(OPTIONAL)
        if isinstance(asked, fields.TickField):
            return label
        said = said_in_words(self.form, name, value)
        if name == self.lone or label in {"", self.form.heading}:
            return said
        return f"{label} {said}" if label.endswith(("?", "…")) else f"{label}: {said}"


class AddToSection(FormKeyMixin, KitForm):
    """A page of the draft's questions, none of which is needed: one has to be answered."""

    button = "Add this"

    def __init__(self, *arguments: Any, parts: Sequence[Part] = (), **options: Any) -> None:
        self.parts = list(parts)
        self.inner_forms = [part.form for part in self.parts]
        super().__init__(*arguments, **options)

    @property
    def errors(self) -> ErrorDict:
        """The page's own errors, else those of a part: a page with one is not taken."""
        own: ErrorDict = super().errors
        if own or not self.is_bound:
            return own
        return next((form.errors for form in self.inner_forms if form.errors), own)

    def non_field_errors(self) -> Any:
        """Return the page's own errors; each part says its own."""
        own = super().errors
        return own.get(NON_FIELD_ERRORS, self.error_class(error_class="nonfield"))

    def clean(self) -> dict[str, Any]:
        """Refuse a page on which nothing was written."""
        cleaned = super().clean()
        if not any(form.errors for form in self.inner_forms) and not self.added:
            first = self.inner_forms[0] if self.inner_forms else self
            first.add_error(next(iter(first.fields)) if first is not self else None, NOTHING_ADDED)
        return cleaned

    @property
    def added(self) -> list[tuple[str, str]]:
        """Each answer that was given, with what it is about."""
        given = [part for part in self.parts if part.given and part.form.is_valid()]
        return [(part.about, text) for part in given if (text := part.answer)]


# Questions that only a page after sending asks in this form ----------------------------------


class AnotherChild(DraftForm):
    """A child who was left out: the hub takes them in, so words are enough."""

    title = "Is there another child, or an unborn baby, you are worried about?"
    section = Section.CHILDREN

    another = fields.PlainTextField(
        thing="Another child",
        rows=3,
        max_length=LONG_ANSWER,
        help_text="Name and age, where they are, and what worries you. If you do not know, "
        "describe them.",
    )


class AddressToAdd(AddressForm):
    """Where a child lives; an earlier address alone is worth telling too."""

    def clean(self) -> dict[str, Any]:
        """Ask for an address only where it was said that there is one."""
        if self.data.get(self.add_prefix("home")):
            return super().clean()
        return DraftForm.clean(self)


class SomeoneForm(WhoForm):
    """Somebody of the family or home who was left out."""

    def draw(self) -> None:
        """Leave where they live to a question of its own."""
        super().draw()
        del self.fields["address"]
        self.fields["lives_with"].reveals = {}  # type: ignore[attr-defined]


class WhereTheyLive(DraftForm):
    """Where somebody of the family lives, apart from their name: it may have to be withheld."""

    title = "Where do they live?"
    section = Section.FAMILY

    address = fields.PlainTextField(
        thing="Address", rows=2, count=False, max_length=500, about_someone=True
    )


class AgreedSince(DraftForm):
    """Who agreed, to what and how, on one page; the hub writes the record of it."""

    title = WhoAgreedForm.title
    hint = WhoAgreedForm.hint
    section = Section.AGREEMENT
    below_heading = True

    giver_name = name_field("What is their name?", thing="Name")
    capacity = WhoAgreedForm.base_fields["capacity"]
    nobody_asked_because = WhoAgreedForm.base_fields["nobody_asked_because"]
    judged = WhoAgreedForm.base_fields["judged"]
    applies_to = WhoAgreedForm.base_fields["applies_to"]
    help_with = fields.CheckboxesField(label=PurposesForm.title, choices=[])
    sharing = PurposesForm.base_fields["sharing"]
    how = fields.RadiosField(
        label=HowAgreedForm.title,
        # A name is typed as a signature on the screen of the person who agrees, not here.
        choices=[one for one in choices(HOW_AGREED_NAMES) if one[0] != "screen"],
        hints=HowAgreedForm.base_fields["how"].hints,  # type: ignore[attr-defined]
        reveals={"verbal": ["witness"]},
    )
    witness = HowAgreedForm.base_fields["witness"]
    given_on = HowAgreedForm.base_fields["given_on"]
    language = HowAgreedForm.base_fields["language"]
    interpreter = HowAgreedForm.base_fields["interpreter"]

    def __init__(
        self,
        *arguments: Any,
        helps: Sequence[tuple[str, str]] = (),
        names: Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> None:
        self.helps, self.names = helps, names
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Name the partnership's front door; ask for which children where there are several."""
        self.fields["help_with"].choices = list(self.helps)  # type: ignore[attr-defined]
        if len(self.names) > 1:
            self.fields["applies_to"].choices = list(self.names)  # type: ignore[attr-defined]
        else:
            del self.fields["applies_to"]

    def clean(self) -> dict[str, Any]:
        """An agreement is somebody's."""
        cleaned = super().clean()
        if (
            self.has_changed()
            and not cleaned.get("giver_name")
            and not self.has_error("giver_name")
        ):
            self.add_error("giver_name", "Enter who agreed")
        return cleaned


class SignsToAdd(DomainForm):
    """The signs of one domain, and to whom of several children they apply."""

    def __init__(
        self, *arguments: Any, names: Sequence[tuple[str, str]] = (), **options: Any
    ) -> None:
        self.names = names
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Ask to whom they apply below the signs, where there are several children."""
        super().draw()
        if len(self.names) > 1:
            self.fields["applies_to"] = fields.CheckboxesField(
                label="Who do these apply to?",
                choices=list(self.names),
                help_text="Tick all that apply. Until you say, they count for every child.",
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Refuse children without a sign."""
        cleaned = super().clean()
        if not self.chosen:
            self.add_error(next(iter(self.fields)), "Select what you have noticed")
        return cleaned

    @property
    def highest(self) -> int:
        """The highest level of a sign that was ticked."""
        chosen = set(self.chosen)
        return max((sign.level for sign in self.signs if sign.pk in chosen), default=0)


def abouts_of_signs(domain: str) -> list[str]:
    """Return what additions of a domain's signs are about, with the highest level and without."""
    return [about_words(Section.SIGNS, f"{highest}{domain}") for highest in ("", AT_HIGHEST)]


# Parts with words of their own ---------------------------------------------------------------


class SignsPart(Part):
    """The signs ticked, a line each, with the level the guide prints them at."""

    form: SignsToAdd

    @property
    def question(self) -> str:
        """Say first that one of them is at the highest level: it must not be overlooked."""
        highest = AT_HIGHEST if self.form.highest == HIGHEST_LEVEL else ""
        return f"{highest}{self.form.heading}"

    @property
    def answer(self) -> str:
        """Each sign as printed, and to whom they apply."""
        chosen = set(self.form.chosen)
        lines = [
            f"{LEVEL_HEADINGS[sign.level]}: {sign.text}"
            for sign in self.form.signs
            if sign.pk in chosen
        ]
        applies = self.form.cleaned_data.get("applies_to") or []
        if lines and applies:
            lines.append(f"For {said_in_words(self.form, 'applies_to', applies)}")
        return "\n".join(lines)


class CircumstancesPart(Part):
    """The circumstances ticked, with their tags and what each asks of the practitioner.

    `tags` and `duties` hold, by key, the short tag of the queue and the duty's title.
    """

    form: CircumstancesForm

    def __init__(
        self, form: CircumstancesForm, *, tags: Mapping[str, str], duties: Mapping[str, str]
    ) -> None:
        super().__init__(form)
        self.tags, self.duties = tags, duties

    @property
    def question(self) -> str:
        """Head the addition with the tags that the hub looks for."""
        keys = self.form.keys
        return ", ".join(self.tags[key] for key in keys) if keys else self.form.heading

    @property
    def answer(self) -> str:
        """Each circumstance, and the duty that its page showed them."""
        names = dict(self.form.offered)
        lines = [f"{names[key]}. They were told: {self.duties[key]}." for key in self.form.keys]
        return "\n".join(lines) or said_in_words(self.form, "circumstances", [NONE])


class DutyPart(Part):
    """What was done about one circumstance after sending."""

    form: DutyForm
