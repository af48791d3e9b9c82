"""Logging calls (R-045) and answering questions about no named child (decision 8)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from accounts.errors import AlreadyDone, NotAllowed
from accounts.models import Membership
from accounts.operations import form_keys
from mash.errors import AlreadyAnswered, ChildIsNamed
from mash.models import EnquiryAnswer
from mash.operations import calls
from referrals.models import Clock, Referral
from referrals.rules import Channel, Ground, ReferrerKind
from referrals.workflow import ChildStatus, ReferralStatus
from tests.factories import referrals
from tests.unit.mash.conftest import FRIDAY, again, only_child

pytestmark = pytest.mark.django_db

CALL = calls.Call(
    taken_at=FRIDAY - timedelta(minutes=10),
    worry="She hears shouting next door every night, and a child crying.",
    caller_kind=ReferrerKind.FAMILY_OR_PUBLIC,
    caller_name="Mrs Pettigrew-Osei",
    callback_number="020 7946 0822",
    child=calls.ToldChild(first_name="Zoë", about_age=6),
    where_now="The flat above the bakery, 3 Bourne Parade",
)


@pytest.fixture(autouse=True)
def set_up(friday: object, screener: Membership) -> None:
    referrals.equip(screener.partnership)


def test_a_call_is_a_contact_from_the_moment_it_was_taken(screener: Membership) -> None:
    contact = again(calls.log_call(by=screener, call=CALL))
    assert contact.channel == Channel.PHONE
    assert contact.received_at == CALL.taken_at == contact.read_at
    assert contact.status == ReferralStatus.BEING_LOOKED_AT
    assert contact.is_open
    child = only_child(contact)
    assert (child.status, child.first_name, child.about_age) == (ChildStatus.WITH_MASH, "Zoë", 6)
    assert child.name_key == "zoe"
    keys = {clock.key: clock.result for clock in Clock.objects.filter(referral=contact)}
    assert keys == {"first_read": "met", "referrer_response": "running", "mash_decision": "running"}


def test_danger_on_the_telephone_gives_the_ground_and_the_same_day(screener: Membership) -> None:
    contact = again(calls.log_call(by=screener, call=replace(CALL, danger_now=True)))
    assert (contact.danger_now, contact.ground) == (True, Ground.SIGNIFICANT_HARM)
    assert Clock.objects.filter(referral=contact, key="child_seen_immediate").exists()


def test_nobody_is_told_who_gave_no_name(screener: Membership) -> None:
    anonymous = replace(
        CALL, caller_kind=ReferrerKind.ANONYMOUS, caller_name="", callback_number=""
    )
    contact = calls.log_call(by=screener, call=anonymous)
    answer = Clock.objects.get(referral=contact, key="referrer_response")
    assert answer.stopped_because == "the caller gave no name"


def test_the_duty_officer_logs_and_a_practitioner_does_not(
    duty_officer: Membership, teacher: Membership
) -> None:
    assert calls.log_call(by=duty_officer, call=CALL).author == duty_officer
    with pytest.raises(NotAllowed):
        calls.log_call(by=teacher, call=CALL)


def test_saving_twice_logs_once_and_finds_the_first(screener: Membership) -> None:
    key = uuid4()
    contact = calls.log_call(by=screener, call=CALL, form_key=key)
    with pytest.raises(AlreadyDone):
        calls.log_call(by=screener, call=CALL, form_key=key)
    assert Referral.objects.count() == 1
    assert form_keys.result_of(key=key, by=screener) == contact.reference


def test_the_rest_fills_what_is_empty_and_overwrites_nothing(screener: Membership) -> None:
    contact = calls.log_call(by=screener, call=CALL)
    calls.fill_in_call(
        by=screener,
        referral=contact,
        rest=calls.RestOfCall(relationship_to_child="Neighbour", agreement="refused"),
    )
    calls.fill_in_call(
        by=screener, referral=contact, rest=calls.RestOfCall(relationship_to_child="Aunt")
    )
    filled = again(contact)
    assert filled.relationship_to_child == "Neighbour"
    assert filled.ground == Ground.COULD_NOT_ASK


def test_a_child_is_described_once(screener: Membership) -> None:
    contact = calls.log_call(
        by=screener, call=replace(CALL, child=calls.ToldChild(description="A boy in red"))
    )
    calls.describe_child(
        by=screener,
        referral=contact,
        child_number=1,
        answers={"first_name": "Idris", "last_name": "O’Hara", "date_of_birth": date(2020, 2, 3)},
    )
    child = only_child(contact)
    assert (child.kind, child.name_key) == ("child", "ohara idris")
    with pytest.raises(AlreadyAnswered):
        calls.describe_child(
            by=screener, referral=contact, child_number=1, answers={"first_name": "Igor"}
        )


def test_another_child_gets_a_decision_of_its_own(
    screener: Membership, second_screener: Membership
) -> None:
    contact = calls.log_call(by=screener, call=CALL)
    second = calls.ToldChild(first_name="Max")
    with pytest.raises(NotAllowed):
        calls.add_child(by=second_screener, referral=contact, child=second)
    added = calls.add_child(by=screener, referral=contact, child=second)
    assert (added.number, added.status) == (2, ChildStatus.WITH_MASH)
    assert Clock.objects.get(child=added, key="mash_decision").started_at == CALL.taken_at


def test_a_screener_closes_a_question_that_names_no_child(screener: Membership) -> None:
    """R-018, decision 8."""
    question = replace(CALL, child=calls.ToldChild(), where_now="")
    contact = calls.log_call(by=screener, call=question)
    assert again(contact).is_open
    calls.close_enquiry(
        by=screener,
        referral=contact,
        kind=EnquiryAnswer.Kind.SIGNPOSTED,
        text="Gave the number of the family information service.",
    )
    closed = again(contact)
    assert (closed.status, closed.is_open) == (ReferralStatus.CLOSED, False)
    assert not Clock.objects.filter(referral=contact).running().exists()
    with pytest.raises(NotAllowed):
        calls.close_enquiry(
            by=screener, referral=contact, kind=EnquiryAnswer.Kind.INFORMATION, text="Again"
        )


def test_a_contact_about_a_child_is_never_closed_as_a_question(
    screener: Membership, decision_maker: Membership
) -> None:
    """R-050."""
    contact = calls.log_call(by=screener, call=CALL)
    for member in (screener, decision_maker):
        with pytest.raises(ChildIsNamed):
            calls.close_enquiry(
                by=member, referral=contact, kind=EnquiryAnswer.Kind.INFORMATION, text="Told them"
            )
