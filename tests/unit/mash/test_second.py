"""The second decision maker: asked, agreeing or not, and never the first (decision 11)."""

import pytest

from accounts.errors import NotAllowed
from accounts.models import Membership, Notice
from mash.errors import (
    CannotBeChosen,
    MissingReason,
    NotReadyToDecide,
    SecondIsTheFirst,
    WaitingForSecond,
)
from mash.models import Decision, DecisionDraft
from mash.operations import deciding
from mash.presenters.decide import answers_of, possible_seconds
from mash.rules import Answers
from referrals.models import DeclaredInterest, Referral, ReferredChild
from referrals.workflow import ChildStatus, ReferralStatus
from tests.cast import OneAuditEntry
from tests.factories import decisions, referrals


@pytest.fixture
def contact(teacher: Membership, screener: Membership) -> Referral:
    """A child whose practitioner said Level 4."""
    found = decisions.screened(teacher, screener)
    ReferredChild.objects.filter(referral=found).update(confirmed_level=4)
    return referrals.again(found)


def lower(second: Membership) -> Answers:
    return decisions.advice(level_because="He was seen today and is safe.", second=second.pk)


@pytest.fixture
def proposed(
    contact: Referral, decision_maker: Membership, second_decision_maker: Membership
) -> Decision:
    """Level 2 proposed where the practitioner said 4, and a second person asked."""
    return deciding.decide(
        by=decision_maker,
        referral=contact,
        child_number=1,
        answers=lower(second_decision_maker),
    )


def child_of(contact: Referral) -> ReferredChild:
    return ReferredChild.objects.select_related("referral").get(referral=contact)


def test_lowering_from_level_4_is_proposed_and_decides_nothing(
    proposed: Decision, contact: Referral, second_decision_maker: Membership
) -> None:
    child = child_of(contact)
    assert proposed.state == Decision.State.PROPOSED
    assert proposed.second_needed_because == ["The level goes down from 4."]
    assert child.status == ChildStatus.SECOND_DECISION
    assert child.mash_level is None
    assert not child.outcomes.exists()
    clock = contact.clocks.get(key="mash_decision")
    assert clock.stopped_at is None
    assert clock.owed_by_membership == second_decision_maker
    notice = Notice.objects.get(membership=second_decision_maker)
    assert contact.reference in notice.text
    assert "Amira" not in notice.text


def test_agreeing_decides_now_and_tells_the_referrer(
    proposed: Decision, contact: Referral, second_decision_maker: Membership
) -> None:
    made = deciding.agree(by=second_decision_maker, referral=contact, child_number=1)

    child = child_of(contact)
    assert (made.state, made.second_by) == (Decision.State.MADE, second_decision_maker)
    assert child.status == ChildStatus.ADVISED
    assert child.outcomes.get().sent_at == made.second_at
    assert child.referral.status == ReferralStatus.CLOSED
    assert contact.clocks.get(key="mash_decision").stopped_at == made.second_at


def test_agreeing_writes_one_audit_entry(
    proposed: Decision,
    contact: Referral,
    second_decision_maker: Membership,
    one_audit_entry: OneAuditEntry,
) -> None:
    with one_audit_entry("decision.agreed", subjects=[f"{contact.reference}/1"]):
        deciding.agree(by=second_decision_maker, referral=contact, child_number=1)


def test_not_agreeing_gives_the_child_back_with_the_reason_and_the_first_persons_answers(
    proposed: Decision,
    contact: Referral,
    decision_maker: Membership,
    second_decision_maker: Membership,
) -> None:
    declined = deciding.do_not_agree(
        by=second_decision_maker,
        referral=contact,
        child_number=1,
        because="Nobody has spoken to the child alone.",
    )

    assert declined.state == Decision.State.DECLINED
    assert child_of(contact).status == ChildStatus.WITH_MASH
    draft = DecisionDraft.objects.get(membership=decision_maker)
    assert answers_of(draft) == lower(second_decision_maker)
    assert Notice.objects.filter(membership=decision_maker, text__contains="not agreed").exists()
    assert (
        contact.status_changes.filter(action="decline").get().reason
        == "Nobody has spoken to the child alone."
    )


def test_not_agreeing_says_why(
    proposed: Decision, contact: Referral, second_decision_maker: Membership
) -> None:
    with pytest.raises(MissingReason, match="Say why you do not agree"):
        deciding.do_not_agree(
            by=second_decision_maker, referral=contact, child_number=1, because="  "
        )


def test_nobody_agrees_to_their_own_decision(
    proposed: Decision, contact: Referral, decision_maker: Membership
) -> None:
    with pytest.raises(NotAllowed):
        deciding.agree(by=decision_maker, referral=contact, child_number=1)
    assert child_of(contact).status == ChildStatus.SECOND_DECISION


def test_only_a_decision_maker_gives_a_second_decision(
    proposed: Decision, contact: Referral, social_worker: Membership
) -> None:
    with pytest.raises(NotAllowed):
        deciding.agree(by=social_worker, referral=contact, child_number=1)


def test_nobody_chooses_themselves(contact: Referral, decision_maker: Membership) -> None:
    with pytest.raises(SecondIsTheFirst):
        deciding.decide(
            by=decision_maker, referral=contact, child_number=1, answers=lower(decision_maker)
        )


def test_somebody_with_a_declared_interest_cannot_be_chosen(
    contact: Referral, decision_maker: Membership, second_decision_maker: Membership
) -> None:
    """Decision 28."""
    DeclaredInterest.objects.create(
        referral=contact, person=second_decision_maker.person, reason="Related"
    )
    assert possible_seconds(contact, decision_maker) == []
    with pytest.raises(CannotBeChosen):
        deciding.decide(
            by=decision_maker,
            referral=contact,
            child_number=1,
            answers=lower(second_decision_maker),
        )


def test_nothing_else_is_decided_while_a_second_person_is_asked(
    proposed: Decision, contact: Referral, decision_maker: Membership
) -> None:
    with pytest.raises(WaitingForSecond, match=r"Sent to Imran Sheikh\. Nothing has been decided"):
        deciding.decide(
            by=decision_maker, referral=contact, child_number=1, answers=decisions.accepted()
        )


def test_no_further_action_on_a_third_contact_needs_the_earlier_ones_weighed_and_a_second(
    teacher: Membership,
    screener: Membership,
    decision_maker: Membership,
    second_decision_maker: Membership,
) -> None:
    for _ in range(2):
        decisions.arrived(teacher)
    contact = decisions.screened(teacher, screener)
    with pytest.raises(NotReadyToDecide) as refused:
        deciding.decide(
            by=decision_maker,
            referral=contact,
            child_number=1,
            answers=decisions.no_further_action(),
        )
    assert [lack.words for lack in refused.value.missing] == [
        "Say how you weighed the earlier contacts",
        "Choose a second decision maker",
    ]

    made = deciding.decide(
        by=decision_maker,
        referral=contact,
        child_number=1,
        answers=decisions.no_further_action(
            earlier="Each was about lateness; it has stopped.", second=second_decision_maker.pk
        ),
    )
    assert made.second_needed_because == ["No further action on contact number 3 in 12 months."]
