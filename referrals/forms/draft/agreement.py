"""Agreement and sharing (pages.md 5J; decisions 20 to 23)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from govuk import fields
from govuk.words import and_words
from referrals.forms.draft.base import (
    DraftForm,
    ListForm,
    as_choices,
    choices,
    long_text,
    name_field,
)
from referrals.forms.draft.flow import Asked
from referrals.models import Consent, Referral
from referrals.names import (
    CAPACITY_NAMES,
    HOW_AGREED_NAMES,
    LANGUAGES,
    LEAD_CONSULTED_NAMES,
    PARENTS_KNOW_NAMES,
    SHARING_NAMES,
)
from referrals.rules import Answer, Capacity, Section

ALL = "all"
COUNCIL, SOMEONE = "council", "someone"
YOUNG_PERSON = "young_person"
PERSON_AND_CHILD = tuple[str, int]
NOT_ASKED = "not_asked"
ADDITIONAL = 2
LEVEL_2_ONLY = (
    "This referral is for level 2 only. Select '{choice}', so that what they agreed to says so too."
)


class AgreementQuestion(DraftForm):
    """A question of this task."""

    section = Section.AGREEMENT
    asked = Asked.WITH_CONSENT


class ParentsKnowForm(AgreementQuestion):
    """R-027, R-133 (5): whether the parents know of the referral."""

    title = "Do the parents or carers know you are sending this?"

    parents_know = fields.RadiosField(
        choices=choices(PARENTS_KNOW_NAMES),
        error="Select whether the parents or carers know",
        reveals={"some": ["who_knows"], "none": ["none_because"]},
    )
    who_knows = name_field("Who knows?", max_length=500, needed_when_shown="Enter who knows")
    none_because = long_text(
        "Reason",
        label="Why do they not know?",
        rows=3,
        needed_when_shown="Say why they do not know",
    )

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Show the words under the choice they belong to."""
        initial = super().initial_of(record)
        if isinstance(record, Referral):
            name = "none_because" if record.parents_know == "none" else "who_knows"
            initial[name] = record.parents_know_who
        return initial

    def changes(self) -> dict[str, Any]:
        """Keep the words of the choice taken."""
        answers = super().changes()
        return {
            "parents_know": answers.get("parents_know", ""),
            "parents_know_who": answers.get("who_knows") or answers.get("none_because") or "",
        }


class AnyoneElseAgreedForm(ListForm, AgreementQuestion):
    """At the end of the list of agreements."""

    title = "Did anyone else agree?"

    another = fields.YesNoField(error="Select yes if anyone else agreed")


class WhoAgreedForm(AgreementQuestion):
    """R-021, R-024 and decision 21: who can give it, and in what capacity."""

    title = "Who agreed?"
    hint = "One person with parental responsibility is enough."
    always = ("giver",)

    giver = fields.RadiosField(
        label="Who agreed?",
        choices=[],
        error="Select who agreed",
        reveals={SOMEONE: ["giver_name"]},
    )
    giver_name = name_field("What is their name?", needed_when_shown="Enter who agreed")
    capacity = fields.RadiosField(
        label="They may agree because",
        choices=choices(CAPACITY_NAMES),
        error="Select why they may agree",
        reveals={"carer": ["nobody_asked_because"], YOUNG_PERSON: ["judged"]},
    )
    nobody_asked_because = long_text(
        "Reason",
        label="Why could nobody with parental responsibility be asked?",
        rows=3,
        needed_when_shown="Say why nobody with parental responsibility could be asked",
    )
    judged = long_text(
        "How you judged that",
        label="How did you judge that?",
        rows=3,
        needed_when_shown="Say how you judged that they understand",
    )
    applies_to = fields.CheckboxesField(
        label="Which children is this for?",
        choices=[],
        error="Select which children this is for",
    )

    def __init__(
        self,
        *arguments: Any,
        givers: Sequence[tuple[str, str]] = (),
        names: Sequence[tuple[str, str]] = (),
        responsibility: Mapping[PERSON_AND_CHILD, str] | None = None,
        **options: Any,
    ) -> None:
        self.givers, self.names = givers, names
        # What the family's pages say of parental responsibility, by giver and child's number.
        self.responsibility = dict(responsibility or {})
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """List the people of the draft; ask for which children where there are several."""
        self.fields["giver"].choices = [  # type: ignore[attr-defined]
            *self.givers,
            (COUNCIL, "The council"),
            (SOMEONE, "Someone else"),
        ]
        if len(self.names) > 1:
            self.fields["applies_to"].choices = [  # type: ignore[attr-defined]
                (ALL, "The same for all children"),
                *self.names,
            ]
        else:
            del self.fields["applies_to"]

    def clean(self) -> dict[str, Any]:
        """Refuse a capacity this person cannot have for these children (decision 21)."""
        cleaned = super().clean()
        giver, capacity = cleaned.get("giver") or "", cleaned.get("capacity") or ""
        if giver and capacity and not self.has_error("capacity"):
            message = (
                self._wrong_for_giver(giver, capacity)
                or self._wrong_for_children(capacity)
                or self._wrong_responsibility(giver, capacity)
            )
            if message:
                self.add_error("capacity", message)
        return cleaned

    def _wrong_for_giver(self, giver: str, capacity: str) -> str:
        """A child of the referral agrees as a young person, or as a mother herself (R-023)."""
        if giver == SOMEONE:
            return ""
        if (giver == COUNCIL) != (capacity == Capacity.COUNCIL):
            return (
                "Select 'The council has parental responsibility'"
                if giver == COUNCIL
                else "Select another reason, or select that the council agreed"
            )
        if giver.startswith("child-"):
            if capacity in {Capacity.YOUNG_PERSON, Capacity.EXPECTANT_MOTHER}:
                return ""
            return "Select 'They are a young person who understands'"
        if capacity == Capacity.YOUNG_PERSON:
            return "Select another reason: they are not one of the young people"
        return ""

    def _wrong_for_children(self, capacity: str) -> str:
        """An expectant mother agrees for the baby she expects, and for nobody who is born."""
        if capacity != Capacity.EXPECTANT_MOTHER:
            return ""
        born = {child.number for child in self.situation.children if not child.unborn}
        return self._except(
            born & set(self.children),
            "Select another reason: an expectant mother agrees for an unborn baby only, "
            "not for {children}",
        )

    def _wrong_responsibility(self, giver: str, capacity: str) -> str:
        """Parental responsibility is what the family's own page says it is."""
        if capacity != Capacity.PARENTAL_RESPONSIBILITY:
            return ""
        name = dict(self.givers).get(giver, "")
        for said, words in (
            (Answer.UNKNOWN, "you do not know whether {name} has"),
            (Answer.NO, "{name} does not have"),
        ):
            numbers = {
                number
                for number in self.children
                if self.responsibility.get((giver, number)) == said
            }
            if message := self._except(
                numbers,
                f"Select another reason, or change the answer under Family and household: there "
                f"you said {words} parental responsibility for {{children}}",
                name=name,
            ):
                return message
        return ""

    def _except(self, numbers: set[int], words: str, *, name: str = "") -> str:
        """Return the words with the children filled in; nothing where there are none."""
        called = [child for number, child in self.names if int(number) in numbers]
        return words.format(children=and_words(called), name=name) if called else ""

    @property
    def children(self) -> list[int]:
        """The numbers of the children it holds for."""
        everyone = [int(number) for number, _ in self.names]
        if "applies_to" not in self.fields:
            return everyone
        ticked = self.cleaned_data.get("applies_to") or []
        return everyone if ALL in ticked or not ticked else [int(number) for number in ticked]

    def changes(self) -> dict[str, Any]:
        """Keep who, and why they may agree."""
        answers = super().changes()
        names = dict(self.givers)
        giver = answers.get("giver", "")
        name = {SOMEONE: answers.get("giver_name", ""), COUNCIL: "The council"}.get(
            giver, names.get(giver, "")
        )
        return {
            "giver": name,
            "by_young_person": answers.get("capacity") == YOUNG_PERSON,
            "capacity": answers.get("capacity", ""),
            "capacity_words": answers.get("nobody_asked_because") or answers.get("judged") or "",
        }

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Show the words under the reason they belong to."""
        initial: dict[str, Any] = {"version": None}
        if isinstance(record, Consent):
            words = "judged" if record.by_young_person else "nobody_asked_because"
            initial |= {"capacity": record.capacity, words: record.capacity_words}
        return initial


class PurposesForm(AgreementQuestion):
    """Decision 22: for what, and sharing with which agencies (R-022, R-025)."""

    title = "What did they agree to?"
    always = ("help_with",)

    help_with = fields.CheckboxesField(label="Help", choices=[], error="Select what they agreed to")
    sharing = fields.CheckboxesField(
        label="Sharing what you wrote with (optional)",
        choices=choices(SHARING_NAMES),
        required=False,
    )

    def __init__(
        self, *arguments: Any, helps: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        self.helps = dict(helps or {})
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Name the partnership's front door, and say when the referral is for level 2 only."""
        help_with = self.fields["help_with"]
        help_with.choices = choices(self.helps)  # type: ignore[attr-defined]
        if {child.level for child in self.situation.children} == {ADDITIONAL}:
            help_with.help_text = LEVEL_2_ONLY.format(choice=self.helps.get("level_2", ""))

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Show the purposes in both lists."""
        purposes = list(record.purposes) if isinstance(record, Consent) else []
        return {"help_with": purposes, "sharing": purposes}

    def changes(self) -> dict[str, Any]:
        """Keep both lists as purposes."""
        answers = super().changes()
        return {"purposes": [*answers.get("help_with", []), *answers.get("sharing", [])]}


class HowAgreedForm(AgreementQuestion):
    """R-022, R-026: signed, on this screen, or said with a witness (decisions 21 and 22)."""

    title = "How did they agree?"
    always = ("how",)

    how = fields.RadiosField(
        label="How",
        choices=choices(HOW_AGREED_NAMES),
        error="Select how they agreed",
        hints={"paper": "Keep the paper. You may be asked for it."},
        reveals={"screen": ["signature", "is_my_signature"], "verbal": ["witness"]},
    )
    signature = name_field(
        "Type your full name",
        thing="Name",
        needed_when_shown="Enter your full name to sign",
        help_text="The person who agrees types this themselves.",
    )
    is_my_signature = fields.TickField(label="This is my signature", required=False)
    witness = name_field("Who witnessed it?", needed_when_shown="Enter who witnessed it")
    given_on = fields.DateField(
        label="When did they agree?",
        thing="Date",
        not_future=True,
        help_text="For example, 20 11 2026",
        error="Enter when they agreed",
    )
    language = fields.LongListField(
        label="In which language? (optional)",
        choices=as_choices(LANGUAGES),
        max_length=60,
        other_label="Another language",
        required=False,
    )
    interpreter = name_field("Who interpreted? (optional)", required=False)
    until = fields.DateField(
        label="Until when does it hold? (optional)", thing="Until when", required=False
    )

    def __init__(self, *arguments: Any, signature_words: str = "", **options: Any) -> None:
        self.signature_words = signature_words
        super().__init__(*arguments, **options)

    def draw(self) -> None:
        """Say that a signature is needed at this level, where it is."""
        if self.signature_words:
            self.fields["how"].help_text = self.signature_words

    def clean(self) -> dict[str, Any]:
        """A typed name is a signature only with the tick beside it (pages.md 11)."""
        cleaned = super().clean()
        if cleaned.get("how") == "screen" and not cleaned.get("is_my_signature"):
            self.add_error("is_my_signature", "Select that this is your signature")
        given_on, until = cleaned.get("given_on"), cleaned.get("until")
        if until and given_on and until < given_on:
            self.add_error("until", "Until when must be the day they agreed or later")
        elif until and until < timezone.localdate():
            self.add_error(
                "until", "Until when must be today or later. Ask again if it has run out"
            )
        return cleaned

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Show a signature given before as given."""
        initial = super().initial_of(record)
        return initial | {"is_my_signature": bool(initial.get("signature"))}

    def changes(self) -> dict[str, Any]:
        """Keep the signature; the tick only confirmed it."""
        answers = super().changes()
        answers.pop("is_my_signature", None)
        return answers


class YoungPersonForm(AgreementQuestion):
    """R-023, R-118: the young person too, by competence, always from the partnership's age."""

    title = "Does {child} agree as well?"

    answer = fields.RadiosField(
        choices=[
            (Answer.YES, "Yes"),
            (Answer.NO, "No"),
            (NOT_ASKED, "Not asked, because…"),
        ],
        error="Select whether {child} agrees as well",
        reveals={Answer.YES: ["judged"], NOT_ASKED: ["because"]},
    )
    judged = long_text(
        "How you judged that",
        label="How did you judge that they understand?",
        rows=3,
        needed_when_shown="Say how you judged that {child} understands",
    )
    because = long_text(
        "Reason",
        label="Why were they not asked?",
        rows=3,
        needed_when_shown="Say why {child} was not asked",
    )

    @classmethod
    def initial_of(cls, record: models.Model) -> dict[str, Any]:
        """Show what was said before."""
        if not isinstance(record, Consent):
            return {}
        said = {"agreed": Answer.YES, "refused": Answer.NO}.get(record.answer, NOT_ASKED)
        return {"answer": said, "judged": record.capacity_words, "because": record.words}


class ObjectionForm(AgreementQuestion):
    """Decision 21: another's objection is recorded and shown."""

    title = "Does anyone with parental responsibility object?"
    asked = Asked.HELPS

    objection = fields.RadiosField(
        choices=[
            (Answer.NO, "No"),
            (Answer.YES, "Yes"),
            (Answer.UNKNOWN, "I do not know"),
        ],
        reveals={Answer.YES: ["objection_words"]},
    )
    objection_words = long_text(
        "Who, and why",
        label="Who, and why?",
        rows=3,
        needed_when_shown="Enter who objects, and why",
    )


class WhyWithoutForm(AgreementQuestion):
    """The ground for sharing, recorded apart with the reasons (decisions 20, 23).

    R-117, R-119, R-120, R-140, R-155.
    """

    title = "Why are you sharing without agreement?"
    asked = Asked.ALWAYS

    ground_because = long_text(
        "Reason", label="Because…", error="Say why you are sharing without agreement"
    )


class LeadConsultedForm(AgreementQuestion):
    """R-019, R-153: the safeguarding lead, who may not be there."""

    title = "Have you spoken to your safeguarding lead?"
    asked = Asked.HELPS

    lead_consulted = fields.RadiosField(
        choices=choices(LEAD_CONSULTED_NAMES),
        reveals={"yes": ["lead_consulted_name"]},
    )
    lead_consulted_name = name_field("Who, and when?", thing="Name")
