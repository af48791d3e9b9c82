"""What a decision needs, where it leads and who reads what: the tables alone, no database."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash import notices, rules
from mash.rules import DESTINATIONS, Answers, DecisionFacts, Destination, Outcome, Step
from referrals.rules import Ground, ReferrerKind
from referrals.workflow import CHILD_MOVES
from tests.factories import decisions

FACTS = DecisionFacts(
    child="Amira",
    practitioner_level=2,
    suggested_level=3,
    read=True,
    checked=True,
    agreed_to_family_wellbeing=True,
)


TO_KENT = decisions.family_wellbeing(
    destination=Destination.OTHER_AUTHORITY, team="Kent", told_how="phone", follow_up_by=7
)


def lacking(answers: Answers, **facts: Any) -> list[tuple[str, str]]:
    about = replace(FACTS, **facts)
    return [(one.field, one.words) for one in rules.missing(about, rules.settled(about, answers))]


@pytest.mark.parametrize(
    "answers",
    [
        decisions.advice(),
        decisions.accepted(),
        decisions.family_wellbeing(),
        decisions.no_further_action(),
        decisions.advice(outcome=Outcome.OPEN_CASE, team="Team 1", worker="Ayesha Dunmore"),
        decisions.family_wellbeing(destination=Destination.LADO),
        TO_KENT,
        decisions.family_wellbeing(destination=Destination.SERVICE, service=7),
        decisions.advice(feedback_possible=False, feedback_not_possible_because="She moved abroad"),
        decisions.advice(family_told=False, family_not_told_because="It would put her at risk"),
    ],
)
def test_a_whole_decision_lacks_nothing(answers: Answers) -> None:
    """Decision 11."""
    assert lacking(answers) == []


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        (decisions.advice(level=None), "level", "Select which level is right for Amira"),
        (decisions.advice(level=3), "level_because", "Enter why the level differs"),
        (decisions.advice(outcome=""), "outcome", "Select what has been decided for Amira"),
        (decisions.advice(rationale=""), "rationale", "Enter why this is right for Amira"),
        (decisions.advice(ground=""), "ground", "Select on what ground information was shared"),
        (decisions.accepted(ground_because=""), "ground_because", "Say why this ground applies"),
        (decisions.advice(family_told=None), "family_told", "Select yes if the family was told"),
        (
            decisions.advice(family_told=False),
            "family_not_told_because",
            "Say why the family was not told",
        ),
        (decisions.advice(why=""), "why", "Enter the reason they will read"),
        (
            decisions.advice(next_step=""),
            "next_step",
            "Enter what happens next, who does it and by when",
        ),
        (decisions.accepted(destination=""), "destination", "Select where Amira goes next"),
        (decisions.accepted(team=""), "team", "Enter the team"),
        (decisions.advice(outcome=Outcome.OPEN_CASE, team="Team 1"), "worker", "Enter the worker"),
        (
            decisions.family_wellbeing(destination=Destination.SERVICE),
            "service",
            "Choose a service",
        ),
        (replace(TO_KENT, team=""), "team", "Enter which authority"),
        (replace(TO_KENT, told_how=""), "told_how", "Select how the other authority is told"),
        (
            replace(TO_KENT, follow_up_by=None),
            "follow_up_by",
            "Choose who makes sure the other authority confirms",
        ),
        (
            decisions.advice(feedback_possible=False),
            "feedback_not_possible_because",
            "Say why they cannot be told",
        ),
        (
            decisions.advice(feedback_possible=None),
            "feedback_possible",
            "Select whether the person who told us can be told",
        ),
    ],
)
def test_each_answer_a_decision_needs_is_asked_for_by_its_own_words(
    answers: Answers, field: str, words: str
) -> None:
    """Decisions 11, 13; R-046."""
    assert lacking(answers) == [(field, words)]


def test_nothing_is_decided_before_it_is_read_checked_answered_and_confirmed() -> None:
    """Decisions 9, 12, 28."""
    assert lacking(
        decisions.advice(), read=False, checked=False, restricted_unanswered=True, blue=True
    ) == [
        ("read", "Read the worry before deciding"),
        ("checked", "Check the case system for Amira before deciding"),
        ("restricted", "Ring the duty manager about the restricted record before deciding"),
        ("blue", "Ask a social worker to confirm Blue before deciding"),
    ]


def test_passing_on_in_danger_waits_for_no_check_and_no_match() -> None:
    """R-049, decisions 9, 28."""
    assert (
        lacking(decisions.accepted(), passed_now=True, checked=False, restricted_unanswered=True)
        == []
    )


def test_a_child_in_danger_goes_to_another_authority_only_once_acted_on_here() -> None:
    """R-049, decision 10."""
    refused = ("destination", rules.ACT_HERE_FIRST)
    assert lacking(TO_KENT, danger=True) == [refused]
    assert lacking(TO_KENT, danger=True, passed_now=True) == []
    assert lacking(decisions.family_wellbeing(), danger=True) == []


def test_family_wellbeing_needs_an_agreement_and_without_one_is_asked_first() -> None:
    """R-025, R-116, decision 10."""
    with_one = rules.destinations_for(Outcome.SIGNPOSTED, agreed=True)
    without = rules.destinations_for(Outcome.SIGNPOSTED, agreed=False)

    assert Destination.FAMILY_WELLBEING in with_one
    assert Destination.CONSENT_TO_BE_SOUGHT not in with_one
    assert Destination.FAMILY_WELLBEING not in without
    assert Destination.CONSENT_TO_BE_SOUGHT in without


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_and_destination_is_a_move_of_the_workflow(outcome: Outcome) -> None:
    """R-051, decision 10."""
    for destination in DESTINATIONS[outcome] or (Destination.NONE,):
        assert rules.action_for(outcome, destination) in CHILD_MOVES


@pytest.mark.parametrize(
    ("answers", "facts", "reasons"),
    [
        (decisions.advice(), {}, []),
        (decisions.advice(level=3), {"practitioner_level": 4}, ["The level goes down from 4."]),
        (decisions.advice(level=4), {"practitioner_level": 4}, []),
        (decisions.no_further_action(), {"contacts": 2}, []),
        (
            decisions.no_further_action(),
            {"contacts": 3},
            ["No further action on contact number 3 in 12 months."],
        ),
        (decisions.advice(), {"contacts": 7, "closed_in_12_months": True}, []),
        (
            decisions.no_further_action(),
            {"closed_in_12_months": True},
            ["No further action within 12 months of closure."],
        ),
        (
            decisions.no_further_action(closed_recently=True),
            {"closed_unknown_when": True},
            ["No further action within 12 months of closure."],
        ),
        (decisions.no_further_action(closed_recently=False), {"closed_unknown_when": True}, []),
    ],
)
def test_when_a_second_decision_maker_must_agree(
    answers: Answers, facts: dict[str, Any], reasons: list[str]
) -> None:
    """Decision 11."""
    about = replace(FACTS, **facts)
    assert rules.second_reasons(about, answers) == reasons
    assert (Step.SECOND in rules.steps(about, answers)) is bool(reasons)


def test_no_further_action_on_a_third_contact_weighs_the_earlier_ones() -> None:
    """Decision 11."""
    assert lacking(decisions.no_further_action(second=1), contacts=3) == [
        ("earlier", "Say how you weighed the earlier contacts")
    ]


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")],
)
def test_contacts_are_counted_in_words(number: int, words: str) -> None:
    assert rules.ordinal(number) == words


ANSWERS = st.builds(
    Answers,
    level=st.sampled_from([None, 1, 2, 3, 4]),
    outcome=st.sampled_from(["", *Outcome]),
    destination=st.sampled_from(list(Destination)),
    service=st.sampled_from([None, 1]),
    team=st.sampled_from(["", "Team"]),
    closed_recently=st.sampled_from([None, True, False]),
    ground=st.sampled_from(["", *Ground]),
    family_told=st.sampled_from([None, True, False]),
    feedback_possible=st.sampled_from([None, True, False]),
    second=st.sampled_from([None, 1]),
)
ANY_FACTS = st.builds(
    DecisionFacts,
    child=st.just("Amira"),
    practitioner_level=st.sampled_from([None, 1, 2, 3, 4]),
    agreed_to_family_wellbeing=st.booleans(),
    contacts=st.integers(1, 4),
    closed_in_12_months=st.booleans(),
    closed_unknown_when=st.booleans(),
    audience=st.sampled_from(list(ReferrerKind)),
)


@given(facts=ANY_FACTS, answers=ANSWERS)
def test_settling_twice_changes_nothing_and_asks_only_what_the_pages_ask(
    facts: DecisionFacts, answers: Answers
) -> None:
    once = rules.settled(facts, answers)

    assert rules.settled(facts, once) == once
    pages = set(rules.steps(facts, once))
    assert {one.step for one in rules.missing(facts, once)} <= pages | {None}


# Feedback --------------------------------------------------------------------------------------


def read_by(audience: ReferrerKind, outcome: Outcome = Outcome.SIGNPOSTED) -> str:
    destination = (
        Destination.FAMILY_WELLBEING if outcome is Outcome.SIGNPOSTED else Destination.NONE
    )
    return notices.feedback(
        audience=audience,
        reference="7KT-4MR-9HX",
        outcome=outcome,
        words=notices.outcome_words(outcome, destination, audience),
        phone="020 3045 5440",
        why="They want help with routines",
        next_step="A keyworker will contact the family by Friday 27 November",
        ask="Please stay involved",
    ).text


def test_a_professional_still_involved_reads_the_reason_and_the_next_step() -> None:
    """R-053, decision 13."""
    assert read_by(ReferrerKind.PROFESSIONAL_INVOLVED) == (
        "Decision on your referral 7KT-4MR-9HX: Signposted to other help or a targeted service: "
        "Family Wellbeing.\n\nWhy: They want help with routines.\n\nWhat happens next: A "
        "keyworker will contact the family by Friday 27 November.\n\nWhat we ask of you: Please "
        "stay involved.\n\nIf you do not agree, send us a message here or ring 020 3045 5440. "
        "In danger, ring 999."
    )


def test_another_professional_reads_the_outcome_and_whom_to_ring() -> None:
    """Decision 13."""
    words = read_by(ReferrerKind.PROFESSIONAL)
    assert words.startswith("Decision on your referral 7KT-4MR-9HX: Signposted")
    assert words.endswith("If your worry grows, ring 020 3045 5440.")
    assert "Thank you." in words


def test_a_professional_told_no_further_action_reads_why_and_what_they_can_do() -> None:
    """Decision 36."""
    words = read_by(ReferrerKind.PROFESSIONAL_INVOLVED, Outcome.NO_FURTHER_ACTION)
    assert "No further action by the MASH." in words
    assert "What you can do next: " in words


def test_family_or_public_never_read_what_was_decided() -> None:
    """Decision 13."""
    for outcome in Outcome:
        words = read_by(ReferrerKind.FAMILY_OR_PUBLIC, outcome)
        assert "7KT" not in words
        assert "routines" not in words
        assert words.startswith("We have received what you told us and will act as needed.")


def test_an_anonymous_caller_is_told_nothing() -> None:
    """Decision 13."""
    assert read_by(ReferrerKind.ANONYMOUS) == ""


@pytest.mark.parametrize("audience", ReferrerKind)
def test_the_outcome_in_words_fits_its_column_whatever_a_service_is_called(
    audience: ReferrerKind,
) -> None:
    for outcome in Outcome:
        for destination in DESTINATIONS[outcome] or (Destination.NONE,):
            words = notices.outcome_words(outcome, destination, audience, service="S" * 200)
            assert 0 < len(words) <= notices.MOST_WORDS


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (Answers(), False),
        (Answers(outcome=Outcome.ADVICE), True),
        (Answers(outcome=Outcome.SIGNPOSTED), False),
        (decisions.family_wellbeing(), True),
    ],
)
def test_the_feedback_waits_for_the_outcome_and_where_next(
    answers: Answers, expected: bool
) -> None:
    """Decision 13."""
    assert rules.can_be_answered(FACTS, answers, Step.FEEDBACK) is expected
