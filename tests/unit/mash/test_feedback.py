"""Telling whoever referred, when the portal could not (R-053, decision 13)."""

import pytest

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.rules import Role
from mash.errors import AlreadyTold, MissingReason
from mash.operations import deciding, feedback
from outbox.models import Delivery
from referrals.models import Clock, Outcome, Referral
from referrals.rules import ToldHow
from referrals.workflow import ReferralStatus
from tests.cast import OneAuditEntry
from tests.factories import decisions, people, referrals


@pytest.fixture
def contact(teacher: Membership, screener: Membership, decision_maker: Membership) -> Referral:
    """A police notification, decided: nobody reads its outcome in the portal."""
    found = decisions.screened(teacher, screener)
    Referral.objects.filter(pk=found.pk).update(channel="police", referrer_name="PC Tindall")
    deciding.decide(by=decision_maker, referral=found, child_number=1, answers=decisions.advice())
    return referrals.again(found)


def outcome_of(contact: Referral) -> Outcome:
    return Outcome.objects.get(child__referral=contact)


def feedback_clock(contact: Referral) -> Clock:
    return contact.clocks.get(key="outcome_feedback")


def test_an_outcome_that_nobody_reads_in_the_portal_is_owed(contact: Referral) -> None:
    assert outcome_of(contact).sent_at is None
    assert feedback_clock(contact).stopped_at is None
    assert contact.status == ReferralStatus.DECIDED
    assert not Delivery.objects.filter(dedupe_key__startswith="outcome:").exists()


def test_telling_them_by_phone_meets_the_clock_and_closes_the_referral(
    contact: Referral, screener: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry("outcome.told", subjects=[f"{contact.reference}/1"], by=screener):
        feedback.record_told(
            by=screener, referral=contact, outcome=outcome_of(contact), how=ToldHow.PHONE
        )

    told = outcome_of(contact)
    assert (told.told_how, told.sent_by) == (ToldHow.PHONE, screener)
    assert feedback_clock(contact).result == Clock.Result.MET
    assert referrals.again(contact).status == ReferralStatus.CLOSED


def test_not_possible_with_a_reason_discharges_the_duty(
    contact: Referral, screener: Membership
) -> None:
    feedback.record_not_possible(
        by=screener,
        referral=contact,
        outcome=outcome_of(contact),
        because="The number rings out; three tries on two days.",
    )

    assert outcome_of(contact).not_possible_because.startswith("The number rings out")
    assert feedback_clock(contact).result == Clock.Result.MET
    assert referrals.again(contact).status == ReferralStatus.CLOSED


def test_not_possible_says_why(contact: Referral, screener: Membership) -> None:
    with pytest.raises(MissingReason, match="Say why they cannot be told"):
        feedback.record_not_possible(
            by=screener, referral=contact, outcome=outcome_of(contact), because=""
        )


def test_an_outcome_is_told_once(contact: Referral, screener: Membership) -> None:
    owed = outcome_of(contact)
    feedback.record_told(by=screener, referral=contact, outcome=owed, how=ToldHow.PHONE)
    with pytest.raises(AlreadyTold):
        feedback.record_told(by=screener, referral=contact, outcome=owed, how=ToldHow.LETTER)
    with pytest.raises(AlreadyTold):
        feedback.record_not_possible(
            by=screener, referral=contact, outcome=owed, because="Gone away"
        )


def test_only_the_hub_gives_feedback(contact: Referral) -> None:
    owed = outcome_of(contact)
    for role in (Role.PRACTITIONER, Role.EMERGENCY_DUTY_OFFICER, Role.FWS_MANAGER):
        who = people.membership(role, name=("Alma", "Reed"))
        with pytest.raises(NotAllowed):
            feedback.record_told(by=who, referral=contact, outcome=owed, how=ToldHow.PHONE)


def test_an_author_who_has_left_is_still_owed_the_outcome(
    teacher: Membership, screener: Membership, decision_maker: Membership
) -> None:
    contact = decisions.screened(teacher, screener)
    people.end(teacher)
    deciding.decide(by=decision_maker, referral=contact, child_number=1, answers=decisions.advice())

    assert outcome_of(contact).sent_at is None
    assert contact.outcomes_owed().exists()
