"""What is needed to send, under which ground and level (pages.md 5; decision 20)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from referrals.rules import (
    Agreement,
    ChildFacts,
    Facts,
    Ground,
    MemberFacts,
    NeedKey,
    Reminder,
    gathers_information,
    ground_after,
    missing,
    needed,
    reminder_due,
)

FOUR = {NeedKey.CALLBACK, NeedKey.CHILD, NeedKey.WHERE, NeedKey.WORRY}
WITH_CONSENT = FOUR | {
    NeedKey.GROUND,
    NeedKey.MUST_NOT_KNOW,
    NeedKey.AGE,
    NeedKey.YOUNG_CARER,
    NeedKey.HOUSEHOLD,
    NeedKey.PARENTAL_RESPONSIBILITY,
    NeedKey.SAFE_CONTACT,
    NeedKey.CIRCUMSTANCES,
    NeedKey.SIGNS,
    NeedKey.LEVEL,
    NeedKey.PARENTS_KNOW,
    NeedKey.CONSENT,
}
CHILD = ChildFacts(
    number=1,
    name="Amira",
    identified=True,
    placed=True,
    age_said=True,
    young_carer_said=True,
    responsibility_said=True,
    level=2,
    consent_recorded=True,
)
MOTHER = MemberFacts(number=1, name="Sana", lives_with=True, safe_contact_said=True)
COMPLETE = Facts(
    ground=Ground.CONSENT,
    callback=True,
    worry=True,
    must_not_know_said=True,
    household_said=True,
    circumstances_said=True,
    signs_said=True,
    parents_know_said=True,
    children=(CHILD,),
    members=(MOTHER,),
)


def keys(facts: Facts) -> set[NeedKey]:
    return {need.key for need in needed(facts)}


@pytest.mark.parametrize("ground", [Ground.UNSAFE_TO_ASK, Ground.SIGNIFICANT_HARM, Ground.DUTY])
@pytest.mark.parametrize("level", [None, 1, 2, 3, 4])
def test_four_answers_and_nothing_else_are_needed_without_agreement(
    ground: Ground, level: int | None
) -> None:
    """R-117, R-155; decision 20: at any level."""
    facts = replace(COMPLETE, ground=ground, children=(replace(CHILD, level=level),))
    assert keys(facts) == FOUR
    assert missing(facts) == []


@pytest.mark.parametrize("ground", [Ground.CONSENT, Ground.COULD_NOT_ASK, None])
def test_a_request_for_help_needs_all_that_an_offer_of_help_needs(ground: Ground | None) -> None:
    """R-116, R-132, R-156: everything needed is the same while nobody has said yes yet."""
    assert keys(replace(COMPLETE, ground=ground)) == WITH_CONSENT


@pytest.mark.parametrize(
    ("level", "asked"), [(None, False), (1, False), (2, False), (3, True), (4, False)]
)
def test_level_3_needs_what_has_been_tried(level: int | None, asked: bool) -> None:
    """R-035: before level 3 is asked for, the additional needs were met together."""
    facts = replace(COMPLETE, children=(replace(CHILD, level=level),))
    assert (NeedKey.TRIED in keys(facts)) is asked


def test_a_complete_request_with_agreement_misses_nothing() -> None:
    assert missing(COMPLETE) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"callback": False}, NeedKey.CALLBACK),
        ({"worry": False}, NeedKey.WORRY),
        ({"must_not_know_said": False}, NeedKey.MUST_NOT_KNOW),
        ({"household_said": False}, NeedKey.HOUSEHOLD),
        ({"circumstances_said": False}, NeedKey.CIRCUMSTANCES),
        ({"signs_said": False}, NeedKey.SIGNS),
        ({"parents_know_said": False}, NeedKey.PARENTS_KNOW),
        ({"ground": None}, NeedKey.GROUND),
    ],
)
def test_each_answer_left_out_is_the_one_missing(change: dict[str, Any], key: NeedKey) -> None:
    assert [need.key for need in missing(replace(COMPLETE, **change))] == [key]


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        (
            {"identified": False},
            NeedKey.CHILD,
            "Enter the child's name, or describe them",
        ),
        (
            {"placed": False},
            NeedKey.WHERE,
            "Enter where Amira lives or is now, or select 'I do not know'",
        ),
        (
            {"age_said": False},
            NeedKey.AGE,
            "Enter Amira's date of birth, or about how old they are",
        ),
        (
            {"young_carer_said": False},
            NeedKey.YOUNG_CARER,
            "Select whether Amira helps to look after someone",
        ),
        (
            {"responsibility_said": False},
            NeedKey.PARENTAL_RESPONSIBILITY,
            "Select who has parental responsibility for Amira, or 'I do not know'",
        ),
        ({"level": None}, NeedKey.LEVEL, "Select the level that fits Amira best"),
        (
            {"consent_recorded": False},
            NeedKey.CONSENT,
            "Enter who agreed for Amira, to what and how",
        ),
        (
            {"young_person_asked": True},
            NeedKey.YOUNG_PERSON,
            "Select whether Amira agrees as well",
        ),
    ],
)
def test_each_answer_left_out_about_a_child_names_the_child(
    change: dict[str, Any], key: NeedKey, words: str
) -> None:
    """R-099: whether the child is a young carer is always asked; R-026: the consent record."""
    facts = replace(COMPLETE, children=(CHILD, replace(CHILD, number=2, **change)))
    assert [(need.key, need.child, need.words) for need in missing(facts)] == [(key, 2, words)]


def test_an_unborn_baby_is_asked_when_it_is_due_and_nothing_a_baby_cannot_be_asked() -> None:
    baby = ChildFacts(number=1, name="the baby", unborn=True, identified=True)
    facts = replace(COMPLETE, children=(baby,))
    assert {need.words for need in missing(facts)} == {
        "Enter where the baby lives or is now, or select 'I do not know'",
        "Enter when the baby is due, or select 'I do not know'",
        "Select the level that fits the baby best",
        "Enter who agreed for the baby, to what and how",
    }


def test_every_adult_is_asked_safe_contact_and_every_child_at_home_whether_worried_too() -> None:
    """Decisions 1 and 24."""
    members = (
        replace(MOTHER, safe_contact_said=False),
        MemberFacts(number=2, name="Idris", under_18=True, lives_with=True),
        MemberFacts(number=3, name="Cousin Bea", under_18=True, lives_with=False),
    )
    assert [(need.key, need.member) for need in missing(replace(COMPLETE, members=members))] == [
        (NeedKey.SAFE_CONTACT, 1),
        (NeedKey.WORRIED_TOO, 2),
    ]


def test_a_draft_without_children_asks_which_child_and_where() -> None:
    facts = replace(COMPLETE, ground=Ground.SIGNIFICANT_HARM, children=())
    assert {need.key for need in missing(facts)} == {NeedKey.CHILD, NeedKey.WHERE}


def test_a_record_about_a_worker_needs_who_and_what_only() -> None:
    """Decision 27."""
    facts = Facts(allegation=True)
    assert {need.key for need in missing(facts)} == {
        NeedKey.CALLBACK,
        NeedKey.WORRY,
        NeedKey.WORKER_ROLE,
    }


@pytest.mark.parametrize(
    ("agreement", "danger", "ground"),
    [
        (None, False, None),
        (None, True, Ground.SIGNIFICANT_HARM),
        (Agreement.YES, False, Ground.CONSENT),
        (Agreement.YES, True, Ground.CONSENT),
        (Agreement.UNSAFE, False, Ground.UNSAFE_TO_ASK),
        (Agreement.UNSAFE, True, Ground.UNSAFE_TO_ASK),
        (Agreement.HARM, False, Ground.SIGNIFICANT_HARM),
        (Agreement.HARM, True, Ground.SIGNIFICANT_HARM),
        (Agreement.COULD_NOT_ASK, False, Ground.COULD_NOT_ASK),
        (Agreement.COULD_NOT_ASK, True, Ground.SIGNIFICANT_HARM),
        (Agreement.REFUSED, False, Ground.COULD_NOT_ASK),
        (Agreement.REFUSED, True, Ground.SIGNIFICANT_HARM),
        (Agreement.NOT_YET, False, None),
        (Agreement.NOT_YET, True, Ground.SIGNIFICANT_HARM),
        (Agreement.DUTY, False, Ground.DUTY),
        (Agreement.DUTY, True, Ground.DUTY),
    ],
)
def test_the_ground_follows_from_the_familys_answer_and_danger(
    agreement: Agreement | None, danger: bool, ground: Ground | None
) -> None:
    """Decision 20; R-120: a refusal never stops a child in danger."""
    assert ground_after(agreement, danger=danger) is ground


@pytest.mark.parametrize(
    ("ground", "levels", "danger", "gathers"),
    [
        (Ground.CONSENT, [1, 2], False, False),
        (Ground.CONSENT, [None], False, False),
        (Ground.CONSENT, [1, 3], False, True),
        (Ground.CONSENT, [4], False, True),
        (Ground.CONSENT, [], True, True),
        (Ground.UNSAFE_TO_ASK, [None], False, True),
        (Ground.SIGNIFICANT_HARM, [None], False, True),
        (Ground.DUTY, [1], False, True),
        (None, [None], False, False),
    ],
)
def test_more_is_gathered_the_same_day_where_a_child_may_be_in_need_or_at_risk(
    ground: Ground | None, levels: list[int | None], danger: bool, gathers: bool
) -> None:
    """R-047."""
    assert gathers_information(ground=ground, levels=levels, danger=danger) is gathers


@pytest.mark.parametrize(
    ("hours", "alarming", "reminder"),
    [
        (0.4, True, None),
        (0.5, True, Reminder.AFTER_30_MINUTES),
        (1.9, True, Reminder.AFTER_30_MINUTES),
        (2, True, Reminder.AFTER_2_HOURS),
        (500, True, Reminder.AFTER_2_HOURS),
        (71, False, None),
        (72, False, Reminder.AFTER_3_DAYS),
        (240, False, Reminder.AFTER_10_DAYS),
    ],
)
def test_a_draft_reminds_sooner_when_it_is_alarming(
    hours: float, alarming: bool, reminder: Reminder | None
) -> None:
    """Decision 32."""
    assert reminder_due(waited=timedelta(hours=hours), alarming=alarming) is reminder
