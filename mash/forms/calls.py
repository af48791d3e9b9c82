"""What a caller is asked: the first things first, the rest when there is time."""

from collections.abc import Iterable
from typing import Any

from django import forms

from govuk import fields
from govuk.forms import KitForm, QuestionForm
from mash.forms.moments import MomentForm
from mash.models import EnquiryAnswer
from referrals.models import LONG_ANSWER, Referral, ReferredChild
from referrals.rules import Agreement, ReferrerKind

CALLER_CHOICES = (
    (ReferrerKind.PROFESSIONAL_INVOLVED, "A professional who stays involved with the child"),
    (ReferrerKind.PROFESSIONAL, "Another professional"),
    (ReferrerKind.FAMILY_OR_PUBLIC, "Family, a neighbour or another member of the public"),
    (ReferrerKind.ANONYMOUS, "They would not give a name"),
)
AGREEMENT_CHOICES = (
    (Agreement.YES, "Yes"),
    (
        Agreement.UNSAFE,
        "No: asking would put someone at risk, or get in the way of preventing or detecting a "
        "crime",
    ),
    (
        Agreement.HARM,
        "No: a child is being seriously harmed, is likely to be, or there is good reason to "
        "believe so",
    ),
    (Agreement.COULD_NOT_ASK, "No: they could not be asked"),
    (Agreement.REFUSED, "No: they said no"),
)


REST_FIELDS = frozenset(
    {
        "relationship_to_child",
        "callback_times",
        "agreement",
        "has_worker",
        "someone_must_not_know",
        "last_seen_on",
        "existing_safety",
        "strengths",
    }
)


CHILD_FIELDS = frozenset(
    {"first_name", "last_name", "date_of_birth", "address", "postcode", "school", "said"}
)


def leave_out(form: KitForm, names: Iterable[str]) -> None:
    """Take questions that are answered out of a form, with what they reveal."""
    for name in names:
        field = form.fields.pop(name)
        for revealed in getattr(field, "reveals", {}).values():
            for inner in revealed:
                form.fields.pop(inner, None)


class NamesChild(KitForm):
    """Which child: a name, or a description where no name is known."""

    first_name = fields.PlainTextField(
        label="Child's first name",
        thing="First name",
        max_length=100,
        required=False,
        about_someone=True,
    )
    last_name = fields.PlainTextField(
        label="Child's last name",
        thing="Last name",
        max_length=100,
        required=False,
        about_someone=True,
    )
    about_age = fields.PlainTextField(
        label="About how old?",
        thing="Age",
        width=2,
        max_length=20,
        required=False,
        help_text="In years. Leave it empty if nobody knows.",
    )
    description = fields.PlainTextField(
        label="If the name is not known, describe the child",
        thing="Description",
        max_length=500,
        required=False,
        help_text="For example, a boy in a red school jumper",
    )

    def clean_about_age(self) -> int | None:
        """Return the age in whole years."""
        text = self.cleaned_data["about_age"]
        if not text:
            return None
        if not text.isdecimal() or int(text) > 17:
            raise forms.ValidationError("Age must be a number from 0 to 17")
        return int(text)

    def named(self) -> bool:
        """Say whether the caller said which child."""
        return any(
            self.cleaned_data.get(name) for name in ("first_name", "last_name", "description")
        )


class CallForm(MomentForm, NamesChild, QuestionForm):
    """Name, number, child, where, worry: then it is in the queue (R-045)."""

    title = "Log a call"
    hint = (
        "Save as soon as you can: the contact is then in the queue, even if the caller rings off. "
        "Everything else can be added after."
    )
    button = "Save and carry on"

    danger = fields.YesNoField(
        label="Is a child in immediate danger now?",
        help_text="If yes, ask them to call 999, or call 999 yourself while they are on the line.",
        error="Select yes if a child is in immediate danger",
    )
    caller_kind = fields.RadiosField(
        label="Who is calling?",
        choices=CALLER_CHOICES,
        reveals={
            kind.value: ["caller_name", "number"]
            for kind in ReferrerKind
            if kind is not ReferrerKind.ANONYMOUS
        },
        divider_before=ReferrerKind.ANONYMOUS.value,
        error="Select who is calling",
    )
    caller_name = fields.name_field(
        "Caller's name",
        thing="Caller's name",
        required=False,
        needed_when_shown="Enter the caller's name",
    )
    number = fields.PhoneField(
        label="Number to call back on",
        required=False,
        help_text="Ask for it first: they may ring off.",
    )
    where = fields.PlainTextField(
        label="Where is the child now?",
        thing="Place",
        rows=2,
        max_length=2000,
        required=False,
        help_text="Address or place, and who they are with.",
        about_someone=True,
    )
    worry = fields.PlainTextField(
        label="What are they worried about, or what do they ask?",
        thing="Worry",
        rows=6,
        max_length=LONG_ANSWER,
        error="Enter what the caller is worried about, or asks",
        help_text="Their own words as far as you can: what they saw or heard, when, and from whom.",
    )
    no_child = fields.TickField(
        label="This is a general question and names no child", required=False
    )

    field_order = (
        "area",
        "danger",
        "caller_kind",
        "caller_name",
        "number",
        "first_name",
        "last_name",
        "about_age",
        "description",
        "no_child",
        "where",
        "worry",
        "on",
        "at",
    )

    def __init__(
        self, *arguments: Any, hubs: Iterable[tuple[str, str]] = (), **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        if councils := [*hubs]:
            # Only where several councils have a hub each, and the officer's team is none of them.
            self.fields["area"] = fields.RadiosField(
                label="Which council’s area does the child live in?",
                choices=[*councils, (fields.Answer.UNKNOWN.value, "They do not know")],
                error="Select which council’s area the child lives in",
            )
            self.order_fields(self.field_order)

    @property
    def door_id(self) -> int | None:
        """The front door of the council the caller named, where it was asked and they know."""
        chosen = self.cleaned_data.get("area") or fields.Answer.UNKNOWN.value
        return None if chosen == fields.Answer.UNKNOWN.value else int(chosen)

    def clean(self) -> dict[str, Any]:
        """A child must be named or described unless the caller only asks a question."""
        cleaned = super().clean()
        if cleaned.get("no_child") and self.named():
            self.add_error("no_child", "Clear this tick, or clear what you wrote about the child")
        elif not cleaned.get("no_child") and not self.named():
            self.add_error(
                "first_name",
                "Enter the child's first name, describe the child, or say that no child is named",
            )
        if cleaned.get("no_child") and cleaned.get("danger") == fields.Answer.YES:
            self.add_error("no_child", "Describe the child who is in danger")
        return cleaned


class RestForm(QuestionForm):
    """The rest of a call: none of it is needed, and what was answered before is not asked again."""

    title = "What else did they say?"
    button = "Save"

    caller_role = fields.PlainTextField(
        label="Caller's job", thing="Job", max_length=200, required=False
    )
    caller_agency = fields.PlainTextField(
        label="Caller's agency", thing="Agency", max_length=200, required=False
    )
    relationship_to_child = fields.PlainTextField(
        label="How do they know the child?", thing="Answer", max_length=500, required=False
    )
    callback_times = fields.PlainTextField(
        label="When can they be rung?", thing="Times", max_length=200, required=False
    )
    agreement = fields.RadiosField(
        label="Has the family agreed to this?",
        choices=AGREEMENT_CHOICES,
        required=False,
        reveals={Agreement.COULD_NOT_ASK.value: ["not_asked_because"]},
    )
    not_asked_because = fields.PlainTextField(
        label="Why not?",
        thing="Reason",
        max_length=2000,
        required=False,
        needed_when_shown="Say why they could not be asked",
    )
    has_worker = fields.YesNoUnknownField(
        label="Does a child in this family already have a social worker or a keyworker?",
        required=False,
    )
    someone_must_not_know = fields.YesNoUnknownField(
        label="Is there anyone who must not find out about this?",
        required=False,
        reveals={fields.Answer.YES.value: ["must_not_know"]},
    )
    must_not_know = fields.PlainTextField(
        label="Who, and why?",
        thing="Answer",
        rows=2,
        max_length=2000,
        required=False,
        needed_when_shown="Enter who must not find out",
        about_someone=True,
    )
    last_seen_on = fields.DateField(
        label="When did they last see the child?",
        thing="Date",
        required=False,
        not_future=True,
        help_text="For example, 27 3 2026",
    )
    existing_safety = fields.PlainTextField(
        label="What already keeps the child safe?",
        thing="Answer",
        rows=2,
        max_length=LONG_ANSWER,
        required=False,
        count=False,
    )
    strengths = fields.PlainTextField(
        label="What is going well?",
        thing="Answer",
        rows=2,
        max_length=LONG_ANSWER,
        required=False,
        count=False,
    )

    def __init__(self, *arguments: Any, contact: Referral, **options: Any) -> None:
        super().__init__(*arguments, **options)
        answered = {
            "caller_role": contact.referrer_role,
            "caller_agency": contact.referrer_agency,
        } | {name: getattr(contact, name) for name in self.fields if name in REST_FIELDS}
        leave_out(self, [name for name, value in answered.items() if value])


class ChildOfCallForm(QuestionForm):
    """More about one child of a call."""

    title = "What do you know about {child}?"
    button = "Save"

    first_name = fields.PlainTextField(
        label="First name", thing="First name", max_length=100, required=False, about_someone=True
    )
    last_name = fields.PlainTextField(
        label="Last name", thing="Last name", max_length=100, required=False, about_someone=True
    )
    date_of_birth = fields.DateField(
        label="Date of birth",
        thing="Date of birth",
        required=False,
        not_future=True,
        help_text="For example, 27 3 2016",
    )
    address = fields.PlainTextField(
        label="Address",
        thing="Address",
        rows=3,
        max_length=1000,
        required=False,
        about_someone=True,
    )
    postcode = fields.PlainTextField(
        label="Postcode",
        thing="Postcode",
        width=10,
        max_length=10,
        required=False,
        about_someone=True,
    )
    school = fields.PlainTextField(
        label="School or nursery", thing="School", max_length=200, required=False
    )
    said = fields.PlainTextField(  # type: ignore[assignment]
        label="What has {child} said?",
        thing="Answer",
        rows=3,
        max_length=LONG_ANSWER,
        required=False,
        count=False,
    )

    def __init__(self, *arguments: Any, child: ReferredChild, **options: Any) -> None:
        super().__init__(*arguments, **options)
        known = [name for name in self.fields if name in CHILD_FIELDS and getattr(child, name)]
        leave_out(self, known)


class AddChildForm(NamesChild, QuestionForm):
    """Another child the caller is worried about."""

    title = "Which other child?"
    button = "Add child"

    where = fields.name_field(
        "Where is this child now?", thing="Place", max_length=2000, required=False
    )

    def clean(self) -> dict[str, Any]:
        """A child must be named or described."""
        cleaned = super().clean()
        if not self.named():
            self.add_error("first_name", "Enter the child's first name, or describe the child")
        return cleaned


class EnquiryForm(QuestionForm):
    """How a question about no named child was answered (decision 8)."""

    title = "Close this enquiry"
    hint = "Only a question that names no child. A worry about a child is decided by a manager."
    button = "Close enquiry"

    kind = fields.RadiosField(
        label="How was it answered?",
        choices=EnquiryAnswer.Kind.choices,
        error="Select how it was answered",
    )
    text = fields.PlainTextField(
        label="What did you say?",
        thing="Answer",
        rows=4,
        max_length=LONG_ANSWER,
        error="Enter what you said",
    )
