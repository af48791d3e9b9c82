"""What the clocks of a decided child wait for: the child seen, the strategy discussion held."""

import html
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.rules import Role
from mash.errors import BeforeItArrived, NothingOwed, StillToCome
from mash.models import ChildSeen, StrategyDiscussion
from mash.operations import deciding, milestones, screening
from mash.rules import Destination
from referrals.models import Clock, Referral, ReferredChild
from tests.cast import OneAuditEntry, Outsider, SignedIn
from tests.factories import decisions, referrals
from tests.unit.mash.conftest import FRIDAY

Travel = time_machine.Traveller


@pytest.fixture
def contact(
    friday: Travel, teacher: Membership, screener: Membership, decision_maker: Membership
) -> Referral:
    """A child accepted on Friday at 9:30am, with a strategy discussion to come."""
    found = decisions.screened(teacher, screener)
    deciding.decide(
        by=decision_maker,
        referral=found,
        child_number=1,
        answers=decisions.accepted(destination=Destination.STRATEGY_DISCUSSION),
    )
    return referrals.again(found)


@pytest.fixture
def in_danger(friday: Travel, teacher: Membership, screener: Membership) -> Referral:
    """A child in immediate danger, passed to referral and assessment, not decided yet."""
    found = decisions.screened(teacher, screener, danger_now=True)
    screening.pass_now(
        by=screener, referral=found, children=[1], told="Grace Lindqvist", told_at=timezone.now()
    )
    return referrals.again(found)


def seen(by: Membership, contact: Referral, **changes: Any) -> ChildSeen:
    given: dict[str, Any] = {
        "at": timezone.now(),
        "seen_by": "Grace Lindqvist",
        "service": "Referral and assessment team 2",
    }
    return milestones.record_child_seen(by=by, referral=contact, child_number=1, **given | changes)


def held(by: Membership, contact: Referral, **changes: Any) -> StrategyDiscussion:
    given: dict[str, Any] = {"at": timezone.now(), "outcome": "Joint section 47 enquiry."}
    return milestones.record_strategy_discussion(
        by=by, referral=contact, child_number=1, **given | changes
    )


def result(contact: Referral, key: str) -> str:
    return contact.clocks.get(key=key).result


def test_a_child_seen_within_three_working_days_meets_the_clock(
    contact: Referral, friday: Travel, screener: Membership
) -> None:
    """R-055: written down on Thursday, seen on Monday; what counts is when it was."""
    friday.move_to(FRIDAY + timedelta(days=6))
    record = seen(screener, contact, at=FRIDAY + timedelta(days=3))

    assert result(contact, "child_seen") == Clock.Result.MET
    assert (record.seen_by, record.service) == (
        "Grace Lindqvist",
        "Referral and assessment team 2",
    )
    assert record.recorded_by == screener


def test_a_child_seen_too_late_stays_visible_as_late(
    contact: Referral, friday: Travel, screener: Membership
) -> None:
    friday.move_to(FRIDAY + timedelta(days=7))
    seen(screener, contact)
    assert result(contact, "child_seen") == Clock.Result.MET_LATE


def test_a_child_in_danger_is_seen_the_same_day_before_any_decision(
    in_danger: Referral, friday: Travel, duty_officer: Membership, decision_maker: Membership
) -> None:
    """R-049; and nobody is asked to see the child for the same referral once more."""
    friday.move_to(FRIDAY + timedelta(hours=9))
    seen(duty_officer, in_danger)
    assert result(in_danger, "child_seen_immediate") == Clock.Result.MET

    deciding.decide(
        by=decision_maker, referral=in_danger, child_number=1, answers=decisions.accepted()
    )
    assert not in_danger.clocks.filter(key="child_seen").exists()


def test_the_strategy_discussion_meets_its_clock(
    contact: Referral, friday: Travel, decision_maker: Membership
) -> None:
    """R-060."""
    friday.move_to(FRIDAY + timedelta(hours=4))
    held(decision_maker, contact)
    assert result(contact, "strategy_discussion") == Clock.Result.MET
    assert result(contact, "child_seen") == Clock.Result.RUNNING
    assert StrategyDiscussion.objects.get().outcome == "Joint section 47 enquiry."


def test_the_referrer_s_page_and_the_child_s_status_stay_as_they_are(
    contact: Referral, screener: Membership, teacher: Membership, signed_in: SignedIn
) -> None:
    address, client = f"/referrals/{contact.reference}/", signed_in(teacher)
    before = ReferredChild.objects.get(referral=contact).status
    seen(screener, contact)
    held(screener, contact)
    assert ReferredChild.objects.get(referral=contact).status == before
    assert "Grace Lindqvist" not in client.get(address).content.decode()


def test_the_future_and_what_was_before_the_contact_are_refused(
    contact: Referral, screener: Membership
) -> None:
    for record in (seen, held):
        with pytest.raises(StillToCome):
            record(screener, contact, at=timezone.now() + timedelta(minutes=1))
        with pytest.raises(BeforeItArrived, match="Enter a time after this arrived, at 9:30am"):
            record(screener, contact, at=FRIDAY - timedelta(minutes=1))
    assert not ChildSeen.objects.exists()


def test_what_nobody_waits_for_is_not_recorded_twice(
    contact: Referral, in_danger: Referral, screener: Membership
) -> None:
    for record in (seen, held):
        record(screener, contact)
        with pytest.raises(NothingOwed):
            record(screener, contact)
    with pytest.raises(NothingOwed):
        held(screener, in_danger)


def test_nobody_outside_the_hub_records_anything(
    contact: Referral, teacher: Membership, fws_manager: Membership, outsider: Outsider
) -> None:
    for stranger in (teacher, fws_manager, outsider(Role.MASH_SCREENER)):
        for record in (seen, held):
            with pytest.raises(NotAllowed):
                record(stranger, contact)


def test_each_writes_one_audit_entry(
    contact: Referral, screener: Membership, one_audit_entry: OneAuditEntry
) -> None:
    about = [f"{contact.reference}/1"]
    with one_audit_entry("child.seen_recorded", subjects=about):
        seen(screener, contact)
    with one_audit_entry("strategy_discussion.recorded", subjects=about):
        held(screener, contact)


# Pages

SEEN_PAGE = "children/1/seen/"
TODAY = {"on_day": "20", "on_month": "11", "on_year": "2026"}


def path(contact: Referral, part: str = "") -> str:
    return f"/mash/contacts/{contact.reference}/{part}"


def said(response: Any) -> str:
    return html.unescape(response.content.decode())


def test_the_contact_leads_from_a_running_clock_to_the_page_that_meets_it(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(screener)
    assert path(contact, SEEN_PAGE) in said(client.get(path(contact)))

    answer = client.post(
        path(contact, SEEN_PAGE),
        TODAY | {"at": "9:30am", "seen_by": "Grace Lindqvist", "service": "Team 2"},
    )
    assert answer.status_code == 302
    assert path(contact, SEEN_PAGE) not in said(client.get(path(contact)))
    assert client.get(path(contact, SEEN_PAGE)).status_code == 302
    history = said(client.get(path(contact, "history/")))
    assert "By Grace Lindqvist, Team 2, at 9:30am today." in history


def test_the_page_keeps_what_was_typed_beside_its_errors(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    answer = signed_in(screener).post(
        path(contact, SEEN_PAGE), TODAY | {"at": "8am", "seen_by": "Zoë O'Hara 🧒"}
    )
    assert answer.status_code == 422
    assert "Zoë O'Hara 🧒" in said(answer)
    assert "Enter which service they are from" in said(answer)

    answer = signed_in(screener).post(
        path(contact, SEEN_PAGE), TODAY | {"at": "8am", "seen_by": "Zoë", "service": "Team 2"}
    )
    assert "Enter a time after this arrived" in said(answer)


def test_the_discussion_s_page_asks_when_and_what_was_agreed(
    contact: Referral, decision_maker: Membership, signed_in: SignedIn
) -> None:
    client, address = signed_in(decision_maker), path(contact, "children/1/strategy-discussion/")
    assert "Enter what was agreed" in said(client.post(address, TODAY | {"at": "9:30am"}))
    client.post(address, TODAY | {"at": "9:30am", "outcome": "Single agency enquiry."})
    assert StrategyDiscussion.objects.get().outcome == "Single agency enquiry."
