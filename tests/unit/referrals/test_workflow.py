"""The one table of a referral's and a child's life: every status with every action."""

import pytest

from referrals.workflow import (
    CHILD_MOVES,
    REFERRAL_MOVES,
    REFERRER_STATUS_WORDS,
    WITH_FAMILY_WELLBEING,
    Action,
    ChildStatus,
    MoveRefused,
    ReferralStatus,
    derived_status,
    next_status,
)

C, R = ChildStatus, ReferralStatus

# What a practitioner's side may do, written down once more by hand: the hub's and Family
# Wellbeing's moves are in their own tests.
REFERRAL_LIFE = {
    (R.DRAFT, Action.SEND): R.SENT,
    (R.DRAFT, Action.DISCARD): R.NOT_NEEDED,
    (R.DRAFT, Action.KEEP_REFUSAL): R.CONSULTATION_ADVISED,
    (R.SENT, Action.READ): R.BEING_LOOKED_AT,
}
CHILD_START = {
    (C.WRITING, Action.SEND): C.WITH_MASH,
    (C.WRITING, Action.DISCARD): C.NOT_SENT,
    (C.WRITING, Action.KEEP_REFUSAL): C.NOT_SENT,
}
DECIDING = {
    Action.ADVISE: C.ADVISED,
    Action.SIGNPOST: C.SIGNPOSTED,
    Action.ACCEPT: C.ACCEPTED,
    Action.NO_FURTHER_ACTION: C.NO_FURTHER_ACTION,
    Action.ADD_TO_OPEN_CASE: C.ADDED_TO_OPEN_CASE,
    Action.SEEK_CONSENT: C.CONSENT_TO_BE_SOUGHT,
    Action.TRANSFER: C.TRANSFER_TO_BE_CONFIRMED,
    Action.PASS_TO_FAMILY_WELLBEING: C.PASSED_TO_FAMILY_WELLBEING,
}
WHILE_MOVING = {
    Action.CONFIRM_TRANSFER: C.SIGNPOSTED,
    Action.TAKE_BACK: C.WITH_MASH,
    Action.PASS_NOW: C.PASSED_NOW,
}
DECIDABLE = (C.WITH_MASH, C.ON_HOLD, C.SECOND_DECISION, C.PASSED_NOW)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("status", list(ReferralStatus))
def test_a_referral_moves_only_as_the_table_says(status: ReferralStatus, action: Action) -> None:
    expected = REFERRAL_LIFE.get((status, action))
    if expected:
        assert next_status(REFERRAL_MOVES, action, status) == expected
    else:
        with pytest.raises(MoveRefused):
            next_status(REFERRAL_MOVES, action, status)


@pytest.mark.parametrize("action", [Action.SEND, Action.DISCARD, Action.KEEP_REFUSAL])
@pytest.mark.parametrize("status", list(ChildStatus))
def test_a_child_leaves_the_draft_once(status: ChildStatus, action: Action) -> None:
    expected = CHILD_START.get((status, action))
    if expected:
        assert next_status(CHILD_MOVES, action, status) == expected
    else:
        with pytest.raises(MoveRefused):
            next_status(CHILD_MOVES, action, status)


@pytest.mark.parametrize("action", list(DECIDING))
@pytest.mark.parametrize("status", list(ChildStatus))
def test_a_child_is_decided_only_while_the_hub_has_it(status: ChildStatus, action: Action) -> None:
    """R-051: the outcomes; a child whose family was asked may then be passed or signposted."""
    after_asking = status is C.CONSENT_TO_BE_SOUGHT and action in {
        Action.SIGNPOST,
        Action.PASS_TO_FAMILY_WELLBEING,
    }
    if status in DECIDABLE or after_asking:
        assert next_status(CHILD_MOVES, action, status) == DECIDING[action]
    elif action is not Action.SIGNPOST or status not in WITH_FAMILY_WELLBEING:
        with pytest.raises(MoveRefused):
            next_status(CHILD_MOVES, action, status)


@pytest.mark.parametrize("action", list(Action))
def test_a_child_another_authority_has_not_confirmed_is_ours(action: Action) -> None:
    """Decision 10: confirmed, taken back, or acted on here at once; nothing else."""
    if action in WHILE_MOVING:
        moved = next_status(CHILD_MOVES, action, C.TRANSFER_TO_BE_CONFIRMED)
        assert moved == WHILE_MOVING[action]
    else:
        with pytest.raises(MoveRefused):
            next_status(CHILD_MOVES, action, C.TRANSFER_TO_BE_CONFIRMED)


@pytest.mark.parametrize("action", [Action.CONFIRM_TRANSFER, Action.TAKE_BACK])
@pytest.mark.parametrize("status", sorted(set(C) - {C.TRANSFER_TO_BE_CONFIRMED}))
def test_only_a_child_on_the_way_is_confirmed_or_taken_back(
    status: ChildStatus, action: Action
) -> None:
    with pytest.raises(MoveRefused):
        next_status(CHILD_MOVES, action, status)


@pytest.mark.parametrize(
    ("current", "children", "feedback_due", "expected"),
    [
        (R.DRAFT, [C.WRITING], False, R.DRAFT),
        (R.SENT, [C.WITH_MASH], False, R.SENT),
        (R.BEING_LOOKED_AT, [C.WITH_MASH, C.ACCEPTED], True, R.BEING_LOOKED_AT),
        (R.BEING_LOOKED_AT, [C.ON_HOLD, C.WITH_MASH], False, R.BEING_LOOKED_AT),
        (R.BEING_LOOKED_AT, [C.ON_HOLD, C.ACCEPTED], False, R.ON_HOLD),
        (R.ON_HOLD, [C.ACCEPTED], True, R.DECIDED),
        (R.DECIDED, [C.ACCEPTED], False, R.CLOSED),
        (R.BEING_LOOKED_AT, [C.CONSENT_TO_BE_SOUGHT], False, R.DECIDED),
        (R.BEING_LOOKED_AT, [C.TRANSFER_TO_BE_CONFIRMED], False, R.DECIDED),
        (R.BEING_LOOKED_AT, [C.PASSED_TO_FAMILY_WELLBEING], True, R.WITH_FAMILY_WELLBEING),
        (R.WITH_FAMILY_WELLBEING, [C.ALLOCATED, C.ADVISED], False, R.WITH_FAMILY_WELLBEING),
    ],
)
def test_a_referral_is_as_far_as_its_children(
    current: ReferralStatus,
    children: list[ChildStatus],
    feedback_due: bool,
    expected: ReferralStatus,
) -> None:
    """Decision 1: it closes when every child has an outcome and everybody has been told."""
    assert derived_status(current, children, feedback_due=feedback_due) == expected


def test_every_status_reads_as_words_to_the_referrer() -> None:
    assert set(REFERRER_STATUS_WORDS) == set(ReferralStatus)
