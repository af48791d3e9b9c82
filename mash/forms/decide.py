"""The pages of a decision about one child, one question each (pages.md 6, Decide)."""

from collections.abc import Mapping, Sequence
from typing import Any

from govuk import fields
from govuk.forms import QuestionForm
from mash import rules
from mash.models import RestrictedMatchAnswer
from mash.rules import (
    DESTINATION_WORDS,
    HOW_TOLD_WORDS,
    OUTCOME_WORDS,
    Answers,
    DecisionFacts,
    Destination,
    Outcome,
)
from referrals.models import LONG_ANSWER
from referrals.rules import GROUND_WORDS, Ground, ReferrerKind

Choices = Sequence[tuple[str, str]]
REASON = 2000


class StepForm(QuestionForm):
    """One page of a decision; `changes()` are the answers it gives, by field of `rules.Answers`.

    The pages ask nothing that the rules do not: what may be left out for now is asked again
    before the decision is recorded.
    """

    caption = "Decide"

    def __init__(
        self, *arguments: Any, facts: DecisionFacts, answers: Answers, **options: Any
    ) -> None:
        self.facts, self.answers = facts, answers
        super().__init__(*arguments, **options)

    def changes(self) -> dict[str, Any]:
        """Return what the page answers."""
        hidden = {"form_key", "version"}
        return {
            name: "" if value is None else value
            for name, value in self.cleaned_data.items()
            if name not in hidden
        }


class LevelForm(StepForm):
    """Which level the MASH thinks is right; the practitioner's is not shown before (17)."""

    title = "Which level is right for {child}?"

    level = fields.RadiosField(choices=[], error="Select which level is right for {child}")

    def __init__(self, *arguments: Any, levels: Choices, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["level"].choices = levels  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """Return the level as a number."""
        return {"level": int(self.cleaned_data["level"])}


class LevelBecauseForm(StepForm):
    """Why the MASH's level is another than the practitioner's (decision 11)."""

    title = "You chose Level {level} for {child}"

    level_because = fields.PlainTextField(
        label="Why?",
        thing="Reason",
        rows=5,
        max_length=LONG_ANSWER,
        error="Enter why the level differs",
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # The heading says what was chosen; the question below it stays short.
        self.heading_field = None


class OutcomeForm(StepForm):
    """What has been decided, in R-051's words; hold is a button of its own."""

    title = "What has been decided for {child}?"

    outcome = fields.RadiosField(
        choices=list(OUTCOME_WORDS.items()),
        divider_before=Outcome.OPEN_CASE,
        error="Select what has been decided for {child}",
    )


class EarlierForm(StepForm):
    """How the earlier contacts were weighed before no further action (decision 11)."""

    title = "Earlier contacts about {child}"

    closed_recently = fields.YesNoField(
        label="The case system says closed. Was it closed in the last 12 months?",
        error="Select yes if the case was closed in the last 12 months",
    )
    earlier = fields.PlainTextField(
        label="How did you weigh the earlier contacts?",
        thing="How you weighed the earlier contacts",
        rows=6,
        max_length=LONG_ANSWER,
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.heading_field = None
        if not self.facts.closed_unknown_when:
            del self.fields["closed_recently"]

    def clean(self) -> dict[str, Any]:
        """Ask for the words where the contacts or a closure make them needed."""
        cleaned = super().clean()
        repeated = self.facts.contacts >= rules.REPEAT_CONTACTS
        closed = self.facts.closed_in_12_months or cleaned.get("closed_recently") == "yes"
        if (repeated or closed) and not cleaned.get("earlier"):
            self.add_error("earlier", "Say how you weighed the earlier contacts")
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Return yes and no as such."""
        found = super().changes()
        if "closed_recently" in found:
            found["closed_recently"] = found["closed_recently"] == "yes"
        return found


# Which field asks who follows a decision up.
FOLLOWER_FIELDS = {
    Destination.CONSENT_TO_BE_SOUGHT: "seeker",
    Destination.OTHER_AUTHORITY: "chaser",
}


class DestinationForm(StepForm):
    """Where the child goes next, and who takes them on (decision 10)."""

    title = "Where does {child} go next?"

    destination = fields.RadiosField(
        label="Where next?",
        choices=[],
        reveals={
            Destination.SERVICE: ["service"],
            Destination.CONSENT_TO_BE_SOUGHT: ["seeker"],
            Destination.OTHER_AUTHORITY: ["authority", "told_how", "chaser"],
        },
        hints={Destination.OTHER_AUTHORITY: "Ours until they confirm"},
        error="Select where {child} goes next",
    )
    service = fields.SelectField(
        label="Which service?",
        choices=[],
        empty="Choose a service",
        needed_when_shown="Choose a service",
    )
    seeker = fields.SelectField(
        label="Who will ask, by {attempts_due}?",
        choices=[],
        empty="Choose a colleague",
        help_text="They try twice by then.",
        needed_when_shown="Choose who will ask the family",
    )
    authority = fields.PlainTextField(
        label="Which authority?",
        thing="Authority",
        max_length=200,
        needed_when_shown="Enter which authority",
    )
    told_how = fields.SelectField(
        label="How is it told?",
        choices=[("", "Choose how"), *HOW_TOLD_WORDS.items()],
        empty="Choose how",
        needed_when_shown="Select how the other authority is told",
    )
    chaser = fields.SelectField(
        label="Who makes sure they confirm, by {transfer_due}?",
        choices=[],
        empty="Choose a colleague",
        help_text="Until they confirm, the child is ours.",
        needed_when_shown="Choose who makes sure the other authority confirms",
    )
    team = fields.PlainTextField(label="Team", thing="Team", max_length=200, error="Enter the team")
    worker = fields.name_field(
        "Worker", thing="Worker", help_text="If you know who it will be", required=False
    )

    def __init__(
        self,
        *arguments: Any,
        services: Choices,
        followers: Mapping[Destination, Choices],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        outcome = Outcome(self.answers.outcome)
        places = rules.destinations_for(
            outcome,
            agreed=self.facts.agreed_to_family_wellbeing,
            family_wellbeing=self.facts.has_family_wellbeing,
        )
        if not places:
            del self.fields["destination"]
        else:
            chosen: Any = self.fields["destination"]
            chosen.choices = [(place.value, DESTINATION_WORDS[place]) for place in places]
            chosen.reveals = {
                place: inner for place, inner in chosen.reveals.items() if place in places
            }
        if outcome is Outcome.SIGNPOSTED:
            del self.fields["team"], self.fields["worker"]
        if Destination.SERVICE not in places:
            del self.fields["service"], self.fields["authority"], self.fields["told_how"]
        else:
            self.fields["service"].choices = [("", "Choose a service"), *services]  # type: ignore[attr-defined]
        for place, name in FOLLOWER_FIELDS.items():
            if place not in places:
                del self.fields[name]
            else:
                self.fields[name].choices = [  # type: ignore[attr-defined]
                    ("", "Choose a colleague"),
                    *followers[place],
                ]
        if outcome is Outcome.OPEN_CASE:
            worker: Any = self.fields["worker"]
            worker.required, worker.help_text = True, ""
            worker.error_messages["required"] = "Enter the worker"

    def clean(self) -> dict[str, Any]:
        """Refuse another authority for a child who must be acted on here first (R-049)."""
        cleaned = super().clean()
        if cleaned.get("destination") == Destination.OTHER_AUTHORITY and (
            rules.must_be_acted_on_here(danger=self.facts.danger, passed_now=self.facts.passed_now)
        ):
            self.add_error("destination", rules.ACT_HERE_FIRST)
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Return rows by their ids; another authority stands where a team would."""
        found = super().changes()
        authority = found.pop("authority", "")
        if "team" not in found:
            found["team"] = authority
        followers = {name: found.pop(name, "") for name in FOLLOWER_FIELDS.values()}
        chosen = followers.get(FOLLOWER_FIELDS.get(found.get("destination", ""), ""), "")
        found["follow_up_by"] = int(chosen) if chosen else None
        if "service" in found:
            found["service"] = int(found["service"]) if found["service"] else None
        return found


class RationaleForm(StepForm):
    """Why the decision is right for this child."""

    title = "Why is this right for {child}?"

    rationale = fields.PlainTextField(
        thing="Why this is right",
        rows=10,
        max_length=LONG_ANSWER,
        help_text="What you know, what you do not, what you weighed.",
        error="Enter why this is right for {child}",
    )


class GroundForm(StepForm):
    """On what ground information was shared, and whether the family was told (20, 23)."""

    title = "Sharing information about {child}"

    ground = fields.RadiosField(
        label="On what ground was information shared?",
        choices=list(GROUND_WORDS.items()),
        reveals={ground: [f"because_{ground}"] for ground in Ground if ground != Ground.CONSENT},
        error="Select on what ground information was shared",
    )
    family_told = fields.RadiosField(
        label="Was the family told?",
        choices=[("yes", "Yes"), ("no", "No, because…")],
        reveals={"no": ["family_not_told_because"]},
        error="Select yes if the family was told",
    )
    family_not_told_because = fields.reason_field(
        "Why were they not told?", needed_when_shown="Say why the family was not told"
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for ground in Ground:
            if ground != Ground.CONSENT:
                self.fields[f"because_{ground}"] = fields.reason_field(
                    "Because", needed_when_shown="Say why this ground applies"
                )

    def changes(self) -> dict[str, Any]:
        """Return the reason of the ground that was taken."""
        given = self.cleaned_data
        return {
            "ground": given["ground"],
            "ground_because": given.get(f"because_{given['ground']}") or "",
            "family_told": given["family_told"] == "yes",
            "family_not_told_because": given["family_not_told_because"] or "",
        }


class FeedbackForm(StepForm):
    """What whoever referred reads, between fixed first and last lines (decision 13)."""

    title = "What we tell {name}"

    feedback_possible = fields.RadiosField(
        label="Can we tell them?",
        choices=[("yes", "Yes"), ("no", "Not possible, because…")],
        reveals={"no": ["feedback_not_possible_because"]},
        error="Select whether the person who told us can be told",
    )
    feedback_not_possible_because = fields.reason_field(
        "Why is it not possible?", needed_when_shown="Say why they cannot be told"
    )
    why = fields.reason_field("Why", required=False)
    next_step = fields.PlainTextField(
        label="What happens next",
        thing="What happens next",
        rows=3,
        max_length=REASON,
        help_text="What, who and by when",
        required=False,
    )
    ask = fields.PlainTextField(
        label="What we ask of you", thing="What we ask", rows=3, max_length=REASON, required=False
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # The card stands between the heading and the question, whatever is left to edit in it.
        self.heading_field = None
        if self.facts.audience is ReferrerKind.FAMILY_OR_PUBLIC:
            for name in ("why", "next_step", "ask"):
                del self.fields[name]
            return
        if self.answers.outcome == Outcome.NO_FURTHER_ACTION:
            self.fields["next_step"].label = "What you can do next"
            self.fields["next_step"].help_text = ""
        if not rules.asks_why(self.facts.audience, self.answers.outcome):
            for field in (self.fields[name] for name in ("why", "next_step", "ask")):
                field.label = f"{field.label} (optional)"

    def clean(self) -> dict[str, Any]:
        """Ask for what this person must read, if they can be told at all."""
        cleaned = super().clean()
        if cleaned.get("feedback_possible") != "yes":
            return cleaned
        audience, outcome = self.facts.audience, self.answers.outcome
        if rules.asks_why(audience, outcome) and not cleaned.get("why"):
            self.add_error("why", "Enter the reason they will read")
        if rules.asks_next(audience, outcome) and not cleaned.get("next_step"):
            self.add_error("next_step", "Enter what happens next, who does it and by when")
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Return yes and no as such."""
        found = super().changes()
        return found | {"feedback_possible": found["feedback_possible"] == "yes"}


class SecondForm(StepForm):
    """Who must agree before anything is decided (decision 11)."""

    title = "Who will be the second decision maker?"

    second = fields.RadiosField(choices=[], error="Choose a second decision maker")

    def __init__(self, *arguments: Any, people: Choices, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["second"].choices = people  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """Return the person by id."""
        return {"second": int(self.cleaned_data["second"])}


class CheckForm(QuestionForm):
    """The last look before the decision is recorded; siblings may get the same answers."""

    title = "Check the decision for {child}"
    caption = "Decide"
    button = "Record decision"

    also_for = fields.CheckboxesField(
        label="Use these answers for:",
        choices=[],
        required=False,
        help_text="Each child still gets their own page, filled in for you to check.",
    )

    def __init__(self, *arguments: Any, others: Choices, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.heading_field = None
        if others:
            self.fields["also_for"].choices = others  # type: ignore[attr-defined]
        else:
            del self.fields["also_for"]

    def numbers(self) -> list[int]:
        """Return the numbers of the children ticked."""
        return [int(number) for number in self.cleaned_data.get("also_for", [])]


class RestrictedMatchForm(QuestionForm):
    """What the duty manager said of a restricted record that may match (decision 28)."""

    title = "A restricted record may match"
    caption = "Decide"
    button = "Save answer"

    answer = fields.RadiosField(
        label="What did the duty manager say?",
        choices=RestrictedMatchAnswer.Answer.choices,
        hints={RestrictedMatchAnswer.Answer.SAME_CHILD.value: "Handled by the duty manager"},
        error="Select what the duty manager said",
    )
    manager = fields.name_field(
        "Which manager?", thing="Name", error="Enter the duty manager's name"
    )


class SecondDecisionForm(QuestionForm):
    """Whether the second decision maker agrees."""

    title = "Second decision"
    button = "Save"

    agree = fields.RadiosField(
        label="Do you agree with this decision?",
        choices=[("yes", "Agree"), ("no", "Do not agree, because…")],
        reveals={"no": ["because"]},
        error="Select whether you agree",
    )
    because = fields.PlainTextField(
        label="Why do you not agree?",
        thing="Reason",
        rows=5,
        max_length=LONG_ANSWER,
        needed_when_shown="Say why you do not agree",
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.heading_field = None
