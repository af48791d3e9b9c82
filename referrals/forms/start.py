"""Before you start: the first questions of the form (pages.md 5A)."""

from typing import Any

from govuk import fields
from govuk.forms import FormKeyMixin, KitForm, QuestionForm
from referrals.rules import GROUND_WORDS, Agreement, Answer, Ground

CAPTION = "Before you start"
NOT_ASKED_LIMIT = 2000


class StartForm(FormKeyMixin, KitForm):
    """The Start button: its key makes pressing twice start one draft."""


UNKNOWN = Answer.UNKNOWN.value


class AreaForm(QuestionForm):
    """Whose front door it goes to, where several councils have one each (decision 30)."""

    title = "Which council’s area does the child live in?"
    caption = CAPTION
    area = fields.RadiosField(
        choices=(),
        help_text=(
            "It goes to that council’s team, and every page shows their number. If the child has "
            "no home there, choose where the child is now."
        ),
        error="Select which council’s area the child lives in, or ‘I do not know’",
    )

    def __init__(self, *arguments: Any, hubs: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            *hubs,
            (UNKNOWN, "I do not know"),
        ]

    @property
    def door_id(self) -> int | None:
        """The front door chosen; None is "I do not know"."""
        chosen = self.cleaned_data["area"]
        return None if chosen == UNKNOWN else int(chosen)


class DangerForm(QuestionForm):
    """Decision 6: the form's first question."""

    title = "Is a child in immediate danger now?"
    caption = CAPTION
    danger = fields.YesNoField(
        help_text=(
            "For example being hurt now, about to be collected by someone who may hurt them, "
            "missing and at risk, or needing treatment for an injury. If you are not sure, "
            "choose Yes."
        ),
        error="Select yes if a child is in immediate danger",
    )


class CallForm(QuestionForm):
    """R-147: 999 first, then whoever answers at this hour."""

    title = "Call 999 now"
    caption = CAPTION
    button = "Carry on"
    danger_call = fields.PlainTextField(
        label="Who did you speak to, and when? (optional)",
        help_text="For example, police, call 1234, 4:40pm",
        thing="Who you spoke to",
        max_length=500,
        count=False,
        required=False,
        about_someone=True,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # The heading is the order to call; the optional question has a label of its own.
        self.heading_field = None


class WorksForm(QuestionForm):
    """Decision 27: asked second, before any name."""

    title = "Is the worry about someone who works or volunteers with children?"
    caption = CAPTION
    works = fields.YesNoUnknownField(
        help_text=(
            "For example a teacher, foster carer, coach, faith leader, driver or social worker. "
            "Include what happened outside work."
        ),
        error="Select yes if the worry is about someone who works or volunteers with children",
    )


class LadoForm(QuestionForm):
    """After whom to speak to today: whether it is a worry about a child at home too."""

    title = "Speak to the LADO today"
    caption = CAPTION
    risk_at_home = fields.YesNoField(
        label="Is a child at risk at home as well?",
        error="Select yes if a child is at risk at home as well",
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.heading_field = None


class AllegationForm(QuestionForm):
    """The short record about someone who works or volunteers with children."""

    title = "What is the worry about this person?"
    caption = "Someone who works with children"
    hint = "Only you and the MASH will be able to see this record."
    button = "Check and send"

    worker_name = fields.PlainTextField(
        label="Who is the worry about?",
        help_text="Their name. If you do not know it, describe them.",
        thing="Who the worry is about",
        error="Enter who the worry is about, or describe them",
        max_length=200,
        count=False,
        about_someone=True,
    )
    worker_role = fields.PlainTextField(
        label="What do they do, and where?",
        help_text="For example, football coach at Danson Park on Saturdays",
        thing="What they do",
        error="Enter what they do and where",
        max_length=200,
        count=False,
        about_someone=True,
    )
    worry = fields.PlainTextField(
        label="What are you worried about?",
        help_text="What you saw, heard or were told, when, and by whom.",
        thing="Worry",
        error="Enter what you are worried about",
        rows=6,
        max_length=10_000,
    )
    which = fields.PlainTextField(
        label="Which child or children does it concern, if you know? (optional)",
        thing="Which child",
        rows=2,
        max_length=2000,
        count=False,
        required=False,
        about_someone=True,
    )
    callback_number = fields.PhoneField(
        label="What number can we call you on?",
        error="Enter a phone number we can call you on",
        max_length=30,
    )


class WorkerForm(QuestionForm):
    """R-040: what belongs to an open case goes to its worker."""

    title = "Does a child in this family already have a social worker or a keyworker?"
    caption = CAPTION
    has_worker = fields.YesNoUnknownField(
        error="Select yes if a child in the family already has a social worker or a keyworker",
    )


AGREEMENT_ANSWERS = (
    (Agreement.YES, "Yes"),
    (
        Agreement.UNSAFE,
        "No: asking would put someone at risk, or get in the way of preventing or detecting a "
        "crime",
    ),
    (
        Agreement.HARM,
        "No: a child is being seriously harmed, is likely to be, or I have good reason to "
        "believe so",
    ),
    (Agreement.COULD_NOT_ASK, "No: I could not ask"),
    (Agreement.REFUSED, "No: they said no"),
    (Agreement.NOT_YET, "Not yet: I am going to ask"),
)


class AgreedForm(QuestionForm):
    """Decision 20: the gate is the ground, and this answer decides it."""

    title = "Has the family agreed to this referral?"
    caption = CAPTION
    agreed = fields.RadiosField(
        choices=AGREEMENT_ANSWERS,
        help_text=(
            "Someone with parental responsibility, the expectant mother of an unborn baby, or a "
            "young person who understands. One person is enough. If asking is not safe, do not "
            "ask."
        ),
        error="Select whether the family has agreed",
    )


class ShutterForm(QuestionForm):
    """Refused or not asked: what happened is kept (R-121)."""

    title = "You cannot send this as a request for help yet"
    caption = CAPTION
    happened = fields.RadiosField(
        label="What happened?",
        choices=(
            (Agreement.REFUSED, "They said no"),
            (Agreement.COULD_NOT_ASK, "I could not ask, because…"),
            (
                Agreement.DUTY,
                "I must tell the council anyway: private fostering, a missing child, "
                "radicalisation or FGM",
            ),
        ),
        reveals={
            Agreement.REFUSED: ["refusal_words"],
            Agreement.COULD_NOT_ASK: ["not_asked_because"],
        },
        error="Select what happened",
    )
    refusal_words = fields.PlainTextField(
        label="What did they say? (optional)",
        thing="What they said",
        rows=3,
        max_length=NOT_ASKED_LIMIT,
        required=False,
    )
    not_asked_because = fields.PlainTextField(
        label="Why could you not ask?",
        thing="Why you could not ask",
        rows=3,
        max_length=NOT_ASKED_LIMIT,
        needed_when_shown="Say why you could not ask",
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.heading_field = None


class GroundForm(QuestionForm):
    """On which ground a draft is sent with the four answers alone."""

    title = "Why can this be sent without agreement?"
    caption = "Send now with what you have"
    button = "Carry on"
    agreement = fields.RadiosField(
        choices=(
            (Agreement.UNSAFE, GROUND_WORDS[Ground.UNSAFE_TO_ASK]),
            (Agreement.HARM, GROUND_WORDS[Ground.SIGNIFICANT_HARM]),
            (Agreement.DUTY, GROUND_WORDS[Ground.DUTY]),
        ),
        help_text=(
            "If the family has agreed, or none of these is so, go back to your referral:"
            " “Agreement and sharing” asks who agreed."
        ),
        error="Select why this can be sent without agreement",
    )


class TellWorkerForm(FormKeyMixin, KitForm):
    """Two buttons: "I have told the worker" and "Carry on"."""


NOT_NEEDED = (
    ("Sent another way", "Sent another way"),
    ("Worry has gone", "Worry has gone"),
    ("Family found other help", "Family found other help"),
    ("other", "Other"),
)


class NotNeededForm(QuestionForm):
    """Decision 32: nothing is deleted; why a draft is not needed is kept."""

    title = "Why is it not needed?"
    caption = "Your referral"
    button = "Close this draft"
    why = fields.RadiosField(
        choices=NOT_NEEDED,
        reveals={"other": ["other"]},
        error="Select why this referral is not needed",
    )
    other = fields.PlainTextField(
        label="Why?",
        thing="Why it is not needed",
        max_length=200,
        count=False,
        needed_when_shown="Say why this referral is not needed",
    )

    def because(self) -> str:
        """Return the reason in words, as it is kept."""
        chosen = str(self.cleaned_data["why"])
        return str(self.cleaned_data["other"]) if chosen == "other" else chosen


class GiveForm(QuestionForm):
    """A colleague of the same site, who may write in the draft and send it."""

    title = "Who do you want to give this draft to?"
    caption = "Your referral"
    button = "Give this draft"
    to = fields.RadiosField(
        choices=(),
        help_text="They can change it and send it. You keep it too.",
        error="Choose a colleague at your site",
    )

    def __init__(self, *arguments: Any, colleagues: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["to"].choices = colleagues  # type: ignore[attr-defined]


def yes(value: str) -> bool:
    """Say whether a yes-or-no answer is yes."""
    return value == Answer.YES
