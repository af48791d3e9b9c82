"""What is asked while a contact is screened (pages.md 6)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from govuk import fields
from govuk.forms import FormKeyMixin, KitForm, QuestionForm
from mash.forms.moments import MomentForm
from mash.models import CaseSystemCheck
from mash.presenters.contact import PLAN_WORDS
from referrals.models import LONG_ANSWER
from referrals.rules import Rating

# Decision 12: the default times for checks are what a rating asks for.
RATING_HINTS = {
    Rating.RED: "checks back in 4 hours",
    Rating.AMBER: "in 1 working day",
    Rating.GREEN: "by the end of the next working day",
    Rating.BLUE: "advice or signposting, no checks",
}


class KeyForm(FormKeyMixin, KitForm):
    """A button that writes: nothing but its idempotency key."""


class TakeOverForm(QuestionForm):
    """Why a contact is taken from the colleague who holds it."""

    title = "Why are you taking this over?"
    caption = "Take over"
    button = "Take over"

    because = fields.reason_field(error="Say why you are taking this over")


class PassToHubForm(QuestionForm):
    """Which council's team should have a contact, and why."""

    title = "Pass to another council’s team"
    caption = "Sent to the wrong council"
    hint = (
        "Their team sees it in their queue at once. Its status and its times stay as they are. "
        "Whoever referred is told."
    )
    button = "Pass it on"

    to = fields.RadiosField(
        label="Which council’s team is it for?",
        choices=(),
        error="Select which council’s team it is for",
    )
    reason = fields.reason_field("Why is it theirs?", error="Enter why it is theirs")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, hubs: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["to"].choices = hubs  # type: ignore[attr-defined]
        self.heading_field = None


class RateForm(QuestionForm):
    """How urgent a contact is."""

    title = "Rate"
    button = "Save rating"

    rating = fields.RadiosField(
        label="How urgent is this?",
        choices=[(rating.value, rating.value.capitalize()) for rating in Rating],
        hints={rating.value: hint for rating, hint in RATING_HINTS.items()},
        error="Select how urgent this is",
    )
    reason = fields.reason_field("Why?", error="Enter why it is this urgent")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ConfirmRatingForm(KeyForm):
    """The rating that was shown beside "Confirm"."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class DangerForm(QuestionForm):
    """Why the hub thinks a child is in immediate danger."""

    title = "Why is a child in immediate danger?"
    caption = "Flag immediate danger"
    button = "Flag immediate danger"

    because = fields.PlainTextField(
        thing="Reason",
        rows=4,
        max_length=LONG_ANSWER,
        error="Enter why a child is in immediate danger",
        help_text="What you read or heard, and who you have rung.",
    )


class NoteForm(FormKeyMixin, KitForm):
    """A note for the hub alone."""

    text = fields.PlainTextField(
        label="Add a note",
        thing="Note",
        rows=4,
        max_length=LONG_ANSWER,
        count=False,
        error="Enter a note",
        help_text="Only the MASH reads notes.",
    )


class ReplyForm(QuestionForm):
    """What the referrer hears of what happens next."""

    title = "Tell the referrer what happens next"
    button = "Send"

    text = fields.PlainTextField(
        label="What do you want to tell them?",
        thing="Message",
        rows=8,
        max_length=LONG_ANSWER,
        error="Enter what you want to tell the referrer",
    )
    answer_by = fields.RadiosField(
        label="Do you need an answer?", choices=[], error="Select whether you need an answer"
    )

    def __init__(
        self,
        *arguments: Any,
        by_phone: bool,
        answer_choices: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        if by_phone:
            # They are told on the telephone: this keeps what they heard.
            del self.fields["answer_by"]
            self.fields["text"].label = "What did you tell them on the telephone?"
            self.button = "Save"  # type: ignore[misc]
        else:
            self.fields["answer_by"].choices = answer_choices  # type: ignore[attr-defined]


class WhichChildrenMixin(forms.Form):
    """Asks which children, where the contact has several; an only child needs no question.

    `children` are those it may still be about, `everybody` the numbers of all of them. One that is
    left over of several is asked for too: whoever ticked another, gone meanwhile, did not mean it.
    """

    def __init__(
        self,
        *arguments: Any,
        children: Sequence[tuple[int, str]],
        everybody: Sequence[int],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        # Where it can be about none of them the operation says why.
        self.only = list(everybody)
        if len(everybody) > 1 and children:
            self.fields["children"].choices = [  # type: ignore[attr-defined]
                (str(number), name) for number, name in children
            ]
        else:
            del self.fields["children"]

    def numbers(self) -> list[int]:
        """Return the chosen children's numbers."""
        if "children" not in self.fields:
            return self.only
        return [int(number) for number in self.cleaned_data["children"]]


class HoldForm(WhichChildrenMixin, QuestionForm):
    """What a decision maker waits for before deciding (R-052)."""

    title = "Hold for more information"
    button = "Hold"

    children = fields.CheckboxesField(
        label="Which children?",
        choices=[],
        error="Select which children to hold",
        error_messages={
            "invalid_choice": "Select again: a child you chose cannot be held any more"
        },
    )
    waiting_for = fields.PlainTextField(
        label="What are we waiting for?",
        thing="What we are waiting for",
        rows=3,
        max_length=2000,
        error="Enter what we are waiting for",
    )
    from_whom = fields.name_field(
        "From whom?",
        thing="From whom",
        error="Enter whom we are waiting for",
        help_text="For example, the school nurse",
    )
    tell_referrer = fields.PlainTextField(
        label="What does the referrer hear?",
        thing="What the referrer hears",
        rows=6,
        max_length=LONG_ANSWER,
        error="Enter what the referrer hears",
    )

    def __init__(
        self, *arguments: Any, until: str, nobody_to_tell: bool = False, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.hint = (  # type: ignore[misc]
            f"You can hold once, until {until} at the latest. The decision clock stops."
        )
        if nobody_to_tell:
            del self.fields["tell_referrer"]


class PassNowForm(WhichChildrenMixin, MomentForm, QuestionForm):
    """Who in referral and assessment was told of immediate danger, and when (R-049)."""

    title = "Pass to referral and assessment now"
    hint = (
        "This waits for no check, match or second person. The case system is checked within the "
        "hour, and the decision is written afterwards."
    )
    button = "Pass now"

    children = fields.CheckboxesField(
        label="Which children?",
        choices=[],
        error="Select which children to pass on",
        error_messages={
            "invalid_choice": "Select again: a child you chose was passed on or decided meanwhile"
        },
    )
    told = fields.name_field(
        "Who did you tell?",
        thing="Name",
        error="Enter who you told",
        help_text="Ring them first. Name and team.",
    )

    field_order = ("children", "told", "on", "at")


class CaseSystemCheckForm(MomentForm, QuestionForm):
    """What the council's case system says of one child (decision 9)."""

    title = "Case-system check for {child}"
    button = "Save check"

    result = fields.RadiosField(
        label="Is {child} known to social care?",
        choices=CaseSystemCheck.Result.choices,
        reveals={CaseSystemCheck.Result.OPEN.value: ["worker", "team", "plans"]},
        error="Select whether {child} is known to social care",
    )
    worker = fields.name_field(
        "Worker",
        thing="Worker",
        required=False,
        needed_when_shown="Enter the worker, or 'not known'",
    )
    team = fields.PlainTextField(label="Team", thing="Team", max_length=200, required=False)
    plans = fields.CheckboxesField(
        label="Is any of these in place?", choices=list(PLAN_WORDS.items()), required=False
    )
    system = fields.PlainTextField(
        label="Which system did you check?",
        thing="System",
        max_length=100,
        error="Enter which system you checked",
    )

    field_order = ("result", "worker", "team", "plans", "system", "on", "at")
