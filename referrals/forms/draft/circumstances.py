"""Special circumstances and their duties (pages.md 5G; decision 16).

R-099 to R-101, R-105 to R-112: each is a circumstance of the edition, or its duty.
"""

from collections.abc import Sequence
from typing import Any

from govuk import fields
from referrals import duties
from referrals.duties import NOT_KNOWN_YET
from referrals.forms.draft.base import DraftForm, name_field
from referrals.forms.draft.flow import Asked
from referrals.rules import Answer, Section

NONE = "none"
# Choices of so many letters together stand on one line.
SHORT_CHOICES = 24


class CircumstancesForm(DraftForm):
    """Any of the edition's circumstances, or none."""

    title = "Do any of these apply?"
    section = Section.CIRCUMSTANCES
    asked = Asked.WITH_CONSENT

    circumstances = fields.CheckboxesField(
        help_text="Tick all that might. You do not have to be sure.",
        choices=[],
        exclusive=NONE,
        exclusive_error="Select any that apply, or 'None of these'",
        error="Select any that apply, or 'None of these'",
    )

    def __init__(
        self, *arguments: Any, offered: Sequence[tuple[str, str]] = (), **options: Any
    ) -> None:
        self.offered = offered
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Offer the edition's circumstances in their order, and none."""
        field = self.fields["circumstances"]
        field.choices = [*self.offered, (NONE, "None of these")]  # type: ignore[attr-defined]

    @property
    def keys(self) -> list[str]:
        """The circumstances chosen; none when "None of these" is."""
        return [key for key in self.cleaned_data["circumstances"] if key != NONE]


class DutyForm(DraftForm):
    """Ask what the circumstance's duty has recorded, and for several children to whom it applies.

    The main act, whom and when stand for every circumstance; `duties.DUTIES` words them and says
    what else is asked. To whom is always asked: without it the circumstance holds for every child
    (decision 16).
    """

    section = Section.CIRCUMSTANCES
    below_heading = True
    always = ("applies_to",)

    applies_to = fields.CheckboxesField(
        label="Who does this apply to?",
        choices=[],
        help_text="Tick all that apply. Until you say, it counts for every child.",
    )
    duty_done = fields.RadiosField(
        choices=[(Answer.YES, "Yes"), (Answer.NO, "Not yet"), (Answer.UNKNOWN, NOT_KNOWN_YET)],
    )
    duty_who = name_field("Who did you tell?")
    duty_when = fields.PlainTextField(
        label="When?",
        thing="When",
        max_length=200,
        count=False,
        help_text="For example, 4:40pm today",
    )

    def __init__(
        self,
        *arguments: Any,
        key: str = "",
        duty_title: str = "",
        circumstance: str = "",
        names: Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> None:
        self.names, self.circumstance = names, circumstance
        self.duty = duties.duty_of(key)
        # The duty itself is the page's heading: each circumstance has its own.
        self.title = duty_title  # type: ignore[misc]
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Ask what this duty asks; to whom it applies only where there are several children."""
        main = {name: self.fields[name] for name in (duties.DONE, duties.WHO, duties.WHEN)}
        first = {name: self.fields[name] for name in self.fields if name not in main}
        before = {ask.name: self._field(ask) for ask in self.duty.before}
        after = {ask.name: self._field(ask) for ask in self.duty.after}
        self.fields = {**first, **before, **main, **after}
        self._word_main_act()
        self._reveal()
        if len(self.names) > 1:
            field = self.fields["applies_to"]
            field.choices = list(self.names)  # type: ignore[attr-defined]
            if self.situation.needs(Asked.WITH_CONSENT):
                self.need = fields.Need.SEND  # type: ignore[misc]
            field.error_messages["required"] = f"Select who '{self.circumstance}' applies to"
        else:
            del self.fields["applies_to"]

    def _field(self, ask: duties.Ask) -> Any:
        label, hint = self.worded(ask.label), self.worded(ask.hint)
        if ask.choices:
            return fields.RadiosField(
                label=label,
                help_text=hint,
                choices=list(ask.choices.items()),
                error=f"Select an answer to '{label}'",
            )
        return fields.PlainTextField(
            label=label,
            help_text=hint,
            thing=self.worded(ask.short),
            rows=4 if ask.long else None,
            max_length=ask.longest,
            count=ask.long,
            about_someone=not ask.long,
        )

    def _word_main_act(self) -> None:
        who: Any = self.fields[duties.WHO]
        when: Any = self.fields[duties.WHEN]
        self.fields[duties.DONE].label = self.worded(self.duty.act)
        who.label = who.thing = self.worded(self.duty.who)
        who.needed_when_shown = self.worded(self.duty.needs_who)
        when.needed_when_shown = self.worded(self.duty.needs_when)

    def _reveal(self) -> None:
        """Show what is asked only under one answer below that answer; short choices in a line."""
        inside = {duties.DONE: {duties.YES: [duties.WHO, duties.WHEN]}}
        for ask in self.duty.asks:
            if ask.under:
                parent, answer = ask.under
                inside.setdefault(parent, {}).setdefault(answer, []).append(ask.name)
        for name, field in self.fields.items():
            if isinstance(field, fields.RadiosField):
                offered: Any = field.choices
                field.reveals = inside.get(name, {})
                short = sum(len(label) for _, label in offered) <= SHORT_CHOICES
                field.inline = short and not field.reveals

    def worded(self, text: str) -> str:
        """Return words of the table with the front door's name."""
        return duties.fill(text, self.words.get("office", "front door"))

    @property
    def answers(self) -> dict[str, str]:
        """What this duty asks beside the main act."""
        return {ask.name: self.cleaned_data.get(ask.name) or "" for ask in self.duty.asks}

    @property
    def numbers(self) -> list[int] | None:
        """The numbers of the children it applies to; None where there is nothing to ask."""
        if "applies_to" not in self.fields:
            return None
        return [int(number) for number in self.cleaned_data.get("applies_to") or []]
