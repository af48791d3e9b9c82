"""Outcomes, destinations, what a decision needs and when a second person must agree.

Pure: no Django.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from referrals.rules import Ground, ReferrerKind
from referrals.workflow import Action


class Outcome(StrEnum):
    """R-051's words (hold is a step, never an outcome)."""

    ADVICE = "advice"
    SIGNPOSTED = "signposted"
    ACCEPTED = "accepted"
    NO_FURTHER_ACTION = "no_further_action"
    OPEN_CASE = "open_case"


OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.ADVICE: "Advice and information given",
    Outcome.SIGNPOSTED: "Signposted to other help or a targeted service",
    Outcome.ACCEPTED: "Accepted as a referral and allocated",
    Outcome.NO_FURTHER_ACTION: "No further action",
    Outcome.OPEN_CASE: "Added to an open case",
}


class Destination(StrEnum):
    """Where a child goes next (decision 10)."""

    NONE = ""
    SERVICE = "service"
    FAMILY_WELLBEING = "family_wellbeing"
    CONSENT_TO_BE_SOUGHT = "consent_to_be_sought"
    CONSULTATION = "consultation"
    LADO = "lado"
    OTHER_AUTHORITY = "other_authority"
    REFERRAL_AND_ASSESSMENT = "referral_and_assessment"
    STRATEGY_DISCUSSION = "strategy_discussion"
    DISABILITY_SERVICE = "disability_service"
    PRE_BIRTH = "pre_birth"
    PRIVATE_FOSTERING = "private_fostering"
    ACCOMMODATION = "accommodation"
    RELINQUISHED = "relinquished"


DESTINATION_WORDS: dict[Destination, str] = {
    Destination.NONE: "",
    Destination.SERVICE: "A service",
    Destination.FAMILY_WELLBEING: "Family Wellbeing",
    Destination.CONSENT_TO_BE_SOUGHT: "Family Wellbeing, consent to be sought",
    Destination.CONSULTATION: "Consultation with a MASH social worker",
    Destination.LADO: "LADO",
    Destination.OTHER_AUTHORITY: "Another authority",
    Destination.REFERRAL_AND_ASSESSMENT: "Referral and assessment",
    Destination.STRATEGY_DISCUSSION: "Strategy discussion",
    Destination.DISABILITY_SERVICE: "Children with disability service",
    Destination.PRE_BIRTH: "Pre-birth",
    Destination.PRIVATE_FOSTERING: "Private fostering",
    Destination.ACCOMMODATION: "Accommodation (section 20)",
    Destination.RELINQUISHED: "Relinquished baby or adoption",
}


class HowTold(StrEnum):
    """How the hub and another authority tell each other."""

    PHONE = "phone"
    EMAIL = "email"
    THEIR_FORM = "their_form"
    LETTER = "letter"


HOW_TOLD_WORDS: dict[HowTold, str] = {
    HowTold.PHONE: "By phone",
    HowTold.EMAIL: "By secure e-mail",
    HowTold.THEIR_FORM: "With their own referral form",
    HowTold.LETTER: "By letter",
}

# Decision 10: Family Wellbeing, the LADO and another authority are signposting in R-051's words.
DESTINATIONS: dict[Outcome, tuple[Destination, ...]] = {
    Outcome.ADVICE: (),
    Outcome.SIGNPOSTED: (
        Destination.SERVICE,
        Destination.FAMILY_WELLBEING,
        Destination.CONSENT_TO_BE_SOUGHT,
        Destination.CONSULTATION,
        Destination.LADO,
        Destination.OTHER_AUTHORITY,
    ),
    Outcome.ACCEPTED: (
        Destination.REFERRAL_AND_ASSESSMENT,
        Destination.STRATEGY_DISCUSSION,
        Destination.DISABILITY_SERVICE,
        Destination.PRE_BIRTH,
        Destination.PRIVATE_FOSTERING,
        Destination.ACCOMMODATION,
        Destination.RELINQUISHED,
    ),
    Outcome.NO_FURTHER_ACTION: (),
    Outcome.OPEN_CASE: (),
}


def action_for(outcome: Outcome, destination: Destination) -> Action:
    """Return the workflow's action for a decision."""
    if destination is Destination.FAMILY_WELLBEING:
        return Action.PASS_TO_FAMILY_WELLBEING
    if destination is Destination.CONSENT_TO_BE_SOUGHT:
        return Action.SEEK_CONSENT
    if destination is Destination.OTHER_AUTHORITY:
        return Action.TRANSFER
    return {
        Outcome.ADVICE: Action.ADVISE,
        Outcome.SIGNPOSTED: Action.SIGNPOST,
        Outcome.ACCEPTED: Action.ACCEPT,
        Outcome.NO_FURTHER_ACTION: Action.NO_FURTHER_ACTION,
        Outcome.OPEN_CASE: Action.ADD_TO_OPEN_CASE,
    }[outcome]


# Decision 11: how far back earlier contacts and closures are weighed, and which contact is one
# too many to end without a second person.
LOOK_BACK = timedelta(days=365)
REPEAT_CONTACTS = 3


def second_person_needed(
    *,
    outcome: Outcome,
    practitioner_level: int | None,
    mash_level: int,
    contacts_in_12_months: int,
    closed_in_12_months: bool,
) -> list[str]:
    """Say why a second decision maker must agree (decision 11); empty when none is needed.

    `contacts_in_12_months` counts this contact.
    """
    reasons = []
    if practitioner_level == 4 and mash_level < 4:
        reasons.append("The level goes down from 4.")
    if outcome is Outcome.NO_FURTHER_ACTION:
        if contacts_in_12_months >= REPEAT_CONTACTS:
            reasons.append(
                f"No further action on contact number {contacts_in_12_months} in 12 months."
            )
        if closed_in_12_months:
            reasons.append("No further action within 12 months of closure.")
    return reasons


def ordinal(number: int) -> str:
    """Return "1st", "2nd", "3rd", "11th"."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{ending or 'th'}"


# Clocks a decision starts and stops ----------------------------------------------------------


class StartsFrom(StrEnum):
    """What a clock that a decision starts is counted from."""

    RECEIPT = "receipt"
    DECISION = "decision"


SEEN_TODAY = "child_seen_immediate"
# The clocks that the hub's own pages meet: the child was seen, the discussion was held.
SEEN_CLOCKS = (SEEN_TODAY, "child_seen")
STRATEGY_CLOCKS = ("strategy_discussion",)


def clocks_started(
    outcome: Outcome, destination: Destination, *, unborn: bool, seen_today: bool
) -> list[tuple[str, StartsFrom]]:
    """Return the clocks a decision starts (decision 3; R-054, R-055, R-057, R-113).

    Args:
        unborn: an unborn child cannot be seen.
        seen_today: the shorter clock of immediate danger runs, or was met, already (R-049).
    """
    if destination in FOLLOW_UPS:
        return [(FOLLOW_UPS[destination].clock, StartsFrom.DECISION)]
    if outcome is not Outcome.ACCEPTED:
        return []
    started = [("assessment", StartsFrom.RECEIPT)]
    if not unborn and not seen_today:
        started.append(("child_seen", StartsFrom.RECEIPT))
    if destination is Destination.STRATEGY_DISCUSSION:
        started.append(("strategy_discussion", StartsFrom.DECISION))
    if destination is Destination.PRIVATE_FOSTERING:
        started.append(("private_fostering_first_visit", StartsFrom.RECEIPT))
    return started


def still_seen_today(outcome: Outcome, destination: Destination) -> bool:
    """Say whether a child in immediate danger must still be seen that day (R-049).

    A child found here at risk now is acted on here, whoever takes them on later (decision 10).
    """
    return (
        outcome in {Outcome.ACCEPTED, Outcome.OPEN_CASE}
        or destination is Destination.OTHER_AUTHORITY
    )


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What stays with a named MASH worker after a decision: whose clock, and who must be chosen."""

    clock: str
    nobody_chosen: str


# Decision 10: the family is asked twice; a transfer is ours until the other authority confirms.
FOLLOW_UPS: dict[Destination, FollowUp] = {
    Destination.CONSENT_TO_BE_SOUGHT: FollowUp(
        "consent_attempts", "Choose who will ask the family"
    ),
    Destination.OTHER_AUTHORITY: FollowUp(
        "transfer_confirmation", "Choose who makes sure the other authority confirms"
    ),
}
FOLLOW_UP_CLOCKS = [follow_up.clock for follow_up in FOLLOW_UPS.values()]


# What a decision needs (decision 11, pages.md 6) ---------------------------------------------


class Step(StrEnum):
    """The pages of a decision about one child, in their order."""

    LEVEL = "level"
    LEVEL_BECAUSE = "level-because"
    OUTCOME = "outcome"
    EARLIER = "earlier"
    DESTINATION = "destination"
    RATIONALE = "rationale"
    GROUND = "ground"
    FEEDBACK = "feedback"
    SECOND = "second-person"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a decision maker has filled in for one child; ids where it points to a row."""

    level: int | None = None
    level_because: str = ""
    outcome: str = ""
    closed_recently: bool | None = None
    earlier: str = ""
    destination: str = ""
    service: int | None = None
    team: str = ""
    worker: str = ""
    told_how: str = ""
    follow_up_by: int | None = None
    rationale: str = ""
    ground: str = ""
    ground_because: str = ""
    family_told: bool | None = None
    family_not_told_because: str = ""
    feedback_possible: bool | None = None
    why: str = ""
    next_step: str = ""
    ask: str = ""
    feedback_not_possible_because: str = ""
    second: int | None = None


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What is known of one child when somebody decides, as far as the decision asks for it."""

    child: str
    practitioner_level: int | None = None
    suggested_level: int | None = None
    read: bool = False
    checked: bool = False
    danger: bool = False
    passed_now: bool = False
    restricted_unanswered: bool = False
    restricted_answered: bool = False
    blue: bool = False
    rating_confirmed: bool = False
    # A parent or carer has agreed to Family Wellbeing.
    agreed_to_family_wellbeing: bool = False
    # Not every partnership has a Family Wellbeing Service (decision 30).
    has_family_wellbeing: bool = True
    # Contacts about this child or household in 12 months, this one among them.
    contacts: int = 1
    closed_in_12_months: bool = False
    # The case system says "closed", and nobody has said when.
    closed_unknown_when: bool = False
    audience: ReferrerKind = ReferrerKind.PROFESSIONAL_INVOLVED


class BeforeKey(StrEnum):
    """What comes before any decision about a child."""

    READ = "read"
    CHECKED = "checked"
    RESTRICTED = "restricted"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Before:
    """One line of the list before a decision: done or not, and the words that ask for it."""

    key: BeforeKey
    title: str
    done: bool
    words: str


def before(facts: DecisionFacts) -> list[Before]:
    """Return the list before deciding a child (pages.md 6; decisions 9, 12, 28).

    A child passed to referral and assessment at once waits for no check; it is owed afterwards.
    """
    lines = [
        Before(BeforeKey.READ, "Worry read", facts.read, "Read the worry before deciding"),
        Before(
            BeforeKey.CHECKED,
            "Case system checked",
            facts.checked or facts.passed_now,
            f"Check the case system for {facts.child} before deciding",
        ),
        Before(
            BeforeKey.RESTRICTED,
            "Restricted match answered"
            if facts.restricted_answered or facts.restricted_unanswered
            else "No restricted record may match",
            not facts.restricted_unanswered or facts.passed_now,
            "Ring the duty manager about the restricted record before deciding",
        ),
    ]
    if facts.blue:
        lines.append(
            Before(
                BeforeKey.BLUE,
                "Blue confirmed by a social worker",
                facts.rating_confirmed,
                "Ask a social worker to confirm Blue before deciding",
            )
        )
    return lines


@dataclass(frozen=True, slots=True)
class Missing:
    """An answer a decision still needs: on which page, in which field, and the error's words.

    `step` is None for what comes before any decision.
    """

    step: Step | None
    field: str
    words: str


def destinations_for(
    outcome: Outcome, *, agreed: bool, family_wellbeing: bool = True
) -> tuple[Destination, ...]:
    """Return where this outcome can lead; Family Wellbeing only with a recorded agreement.

    Without one the family is asked first, by a named MASH worker (R-025, R-116, decision 10).
    Where the partnership has no such service neither is offered (decision 30).
    """
    left_out = {Destination.CONSENT_TO_BE_SOUGHT if agreed else Destination.FAMILY_WELLBEING}
    if not family_wellbeing:
        left_out = {Destination.CONSENT_TO_BE_SOUGHT, Destination.FAMILY_WELLBEING}
    return tuple(place for place in DESTINATIONS[outcome] if place not in left_out)


def differs(facts: DecisionFacts, answers: Answers) -> bool:
    """Say whether the MASH level differs from the practitioner's, which asks why (decision 11)."""
    return (
        facts.practitioner_level is not None
        and answers.level is not None
        and answers.level != facts.practitioner_level
    )


def goes_down_from_4(facts: DecisionFacts, answers: Answers) -> bool:
    """Say whether the level goes down from 4, which needs a second person (decision 11)."""
    return facts.practitioner_level == 4 and answers.level is not None and answers.level < 4


def second_reasons(facts: DecisionFacts, answers: Answers) -> list[str]:
    """Say why a second decision maker must agree to these answers; see `second_person_needed`."""
    if answers.level is None or not answers.outcome:
        return []
    return second_person_needed(
        outcome=Outcome(answers.outcome),
        practitioner_level=facts.practitioner_level,
        mash_level=answers.level,
        contacts_in_12_months=facts.contacts,
        closed_in_12_months=facts.closed_in_12_months or answers.closed_recently is True,
    )


def weighs_earlier(facts: DecisionFacts, answers: Answers) -> bool:
    """Say whether the earlier contacts or the closure must be weighed (decision 11)."""
    return answers.outcome == Outcome.NO_FURTHER_ACTION and (
        facts.contacts >= REPEAT_CONTACTS or facts.closed_in_12_months or facts.closed_unknown_when
    )


def steps(facts: DecisionFacts, answers: Answers) -> list[Step]:
    """Return the pages this decision asks, in order, as far as the answers decide them."""
    found = [Step.LEVEL]
    if differs(facts, answers):
        found.append(Step.LEVEL_BECAUSE)
    found.append(Step.OUTCOME)
    if weighs_earlier(facts, answers):
        found.append(Step.EARLIER)
    if answers.outcome and (
        DESTINATIONS[Outcome(answers.outcome)] or answers.outcome == Outcome.OPEN_CASE
    ):
        found.append(Step.DESTINATION)
    found += [Step.RATIONALE, Step.GROUND]
    if facts.audience is not ReferrerKind.ANONYMOUS:
        found.append(Step.FEEDBACK)
    if second_reasons(facts, answers):
        found.append(Step.SECOND)
    return found


def settled(facts: DecisionFacts, answers: Answers) -> Answers:
    """Drop the answers to questions that the other answers no longer ask."""
    asked = steps(facts, answers)
    if Step.LEVEL_BECAUSE not in asked:
        answers = replace(answers, level_because="")
    if Step.EARLIER not in asked:
        answers = replace(answers, earlier="", closed_recently=None)
    if Step.DESTINATION not in asked:
        answers = replace(answers, destination="", team="", worker="")
    elif answers.destination and answers.destination not in destinations_for(
        Outcome(answers.outcome),
        agreed=facts.agreed_to_family_wellbeing,
        family_wellbeing=facts.has_family_wellbeing,
    ):
        answers = replace(answers, destination="")
    if answers.destination != Destination.SERVICE:
        answers = replace(answers, service=None)
    if answers.destination != Destination.OTHER_AUTHORITY:
        answers = replace(answers, told_how="")
    if answers.destination not in FOLLOW_UPS:
        answers = replace(answers, follow_up_by=None)
    if answers.family_told is not False:
        answers = replace(answers, family_not_told_because="")
    if answers.ground == Ground.CONSENT:
        answers = replace(answers, ground_because="")
    if facts.audience is ReferrerKind.ANONYMOUS:
        answers = replace(answers, feedback_possible=None)
    if answers.feedback_possible is not False:
        answers = replace(answers, feedback_not_possible_because="")
    if not second_reasons(facts, answers):
        answers = replace(answers, second=None)
    return answers


def missing(facts: DecisionFacts, answers: Answers) -> list[Missing]:
    """Return what a decision still needs, in the order of its pages (decision 11)."""
    lines = [Missing(None, line.key, line.words) for line in before(facts) if not line.done]
    for step in steps(facts, answers):
        lines += (Missing(step, field, words) for field, words in _ASKED[step](facts, answers))
    return lines


def can_be_answered(facts: DecisionFacts, answers: Answers, step: Step) -> bool:
    """Say whether a page can be answered yet: the feedback quotes the outcome and where next."""
    quoted = {Step.OUTCOME, Step.DESTINATION} if step is Step.FEEDBACK else set()
    return quoted.isdisjoint(lack.step for lack in missing(facts, answers))


Asked = Iterator[tuple[str, str]]


def _ask_level(facts: DecisionFacts, answers: Answers) -> Asked:
    if answers.level is None:
        yield "level", f"Select which level is right for {facts.child}"


def _ask_level_because(facts: DecisionFacts, answers: Answers) -> Asked:
    if not answers.level_because:
        yield "level_because", "Enter why the level differs"


def _ask_outcome(facts: DecisionFacts, answers: Answers) -> Asked:
    if not answers.outcome:
        yield "outcome", f"Select what has been decided for {facts.child}"


def _ask_earlier(facts: DecisionFacts, answers: Answers) -> Asked:
    if facts.closed_unknown_when and answers.closed_recently is None:
        yield "closed_recently", "Select yes if the case was closed in the last 12 months"
    repeated = facts.contacts >= REPEAT_CONTACTS
    closed = facts.closed_in_12_months or answers.closed_recently is True
    if (repeated or closed) and not answers.earlier:
        yield "earlier", "Say how you weighed the earlier contacts"


def _ask_destination(facts: DecisionFacts, answers: Answers) -> Asked:
    outcome = Outcome(answers.outcome)
    if DESTINATIONS[outcome] and not answers.destination:
        yield "destination", f"Select where {facts.child} goes next"
    if answers.destination == Destination.SERVICE and answers.service is None:
        yield "service", "Choose a service"
    if answers.destination in FOLLOW_UPS and answers.follow_up_by is None:
        yield "follow_up_by", FOLLOW_UPS[Destination(answers.destination)].nobody_chosen
    if answers.destination == Destination.OTHER_AUTHORITY:
        if must_be_acted_on_here(danger=facts.danger, passed_now=facts.passed_now):
            yield "destination", ACT_HERE_FIRST
        if not answers.team:
            yield "team", "Enter which authority"
        if not answers.told_how:
            yield "told_how", "Select how the other authority is told"
    if outcome in {Outcome.ACCEPTED, Outcome.OPEN_CASE} and not answers.team:
        yield "team", "Enter the team"
    # what was said goes to the allocated worker of the open case.
    if outcome is Outcome.OPEN_CASE and not answers.worker:
        yield "worker", "Enter the worker"


def _ask_rationale(facts: DecisionFacts, answers: Answers) -> Asked:
    if not answers.rationale:
        yield "rationale", f"Enter why this is right for {facts.child}"


def _ask_ground(facts: DecisionFacts, answers: Answers) -> Asked:
    if not answers.ground:
        yield "ground", "Select on what ground information was shared"
    elif answers.ground != Ground.CONSENT and not answers.ground_because:
        yield "ground_because", "Say why this ground applies"
    if answers.family_told is None:
        yield "family_told", "Select yes if the family was told"
    elif not answers.family_told and not answers.family_not_told_because:
        yield "family_not_told_because", "Say why the family was not told"


def _ask_feedback(facts: DecisionFacts, answers: Answers) -> Asked:
    if answers.feedback_possible is None:
        yield "feedback_possible", "Select whether the person who told us can be told"
        return
    if not answers.feedback_possible:
        if not answers.feedback_not_possible_because:
            yield "feedback_not_possible_because", "Say why they cannot be told"
        return
    if asks_why(facts.audience, answers.outcome) and not answers.why:
        yield "why", "Enter the reason they will read"
    if asks_next(facts.audience, answers.outcome) and not answers.next_step:
        yield "next_step", "Enter what happens next, who does it and by when"


def _ask_second(facts: DecisionFacts, answers: Answers) -> Asked:
    if answers.second is None:
        yield "second", "Choose a second decision maker"


_ASKED = {
    Step.LEVEL: _ask_level,
    Step.LEVEL_BECAUSE: _ask_level_because,
    Step.OUTCOME: _ask_outcome,
    Step.EARLIER: _ask_earlier,
    Step.DESTINATION: _ask_destination,
    Step.RATIONALE: _ask_rationale,
    Step.GROUND: _ask_ground,
    Step.FEEDBACK: _ask_feedback,
    Step.SECOND: _ask_second,
}


# Feedback (decision 13) ----------------------------------------------------------------------

_PROFESSIONALS = frozenset({ReferrerKind.PROFESSIONAL_INVOLVED, ReferrerKind.PROFESSIONAL})


def asks_why(audience: ReferrerKind, outcome: str) -> bool:
    """A professional still involved reads the reason; any professional of no further action."""
    return audience is ReferrerKind.PROFESSIONAL_INVOLVED or (
        audience in _PROFESSIONALS and outcome == Outcome.NO_FURTHER_ACTION
    )


def asks_next(audience: ReferrerKind, outcome: str) -> bool:
    """Whoever reads the reason reads what happens next, or what they can do next."""
    return asks_why(audience, outcome)


# Asking a family (decision 10, R-121) --------------------------------------------------------

ATTEMPTS_OWED = 2

# Another authority (decision 10) -------------------------------------------------------------

ACT_HERE_FIRST = (
    "A child is in immediate danger here. Pass them to referral and assessment now, before "
    "another authority takes them on."
)


def must_be_acted_on_here(*, danger: bool, passed_now: bool) -> bool:
    """Say whether a child may not go to another authority yet (decision 10, R-049).

    A child in immediate danger is acted on here first: passed to referral and assessment.
    """
    return danger and not passed_now
