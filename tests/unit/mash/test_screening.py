"""Reading, claiming, rating, notes, holding, telling the referrer and passing on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.errors import AlreadyDone, NotAllowed, StaleRecord
from accounts.models import Membership, Notice
from accounts.rules import Role
from mash.errors import (
    ClaimedByAnother,
    HeldBefore,
    HoldIsOver,
    MissingReason,
    NobodyToTell,
    NothingToConfirm,
    RatingNotYours,
)
from mash.models import CaseSystemCheck, Claim, Hold, PassedNow, RatingChange
from mash.operations import checks, screening
from outbox.models import Delivery
from referrals.errors import NotPossibleNow
from referrals.models import Clock, Message, Referral
from referrals.rules import Rating
from referrals.workflow import ChildStatus, ReferralStatus
from tests.unit.mash.conftest import FRIDAY, Sent, again, only_child

pytestmark = pytest.mark.django_db

MONDAY_CLOSE = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def clock(contact: Referral, key: str) -> Clock:
    return Clock.objects.get(referral=contact, key=key)


# Reading


def test_the_first_reading_meets_first_read_and_begins_the_work(
    contact: Referral, screener: Membership
) -> None:
    screening.read(by=screener, referral=contact)
    read = again(contact)
    assert (read.read_at, read.read_by) == (FRIDAY, screener)
    assert read.status == ReferralStatus.BEING_LOOKED_AT
    assert clock(contact, "first_read").result == Clock.Result.MET


def test_a_second_reading_changes_nothing(
    contact: Referral, screener: Membership, social_worker: Membership, friday: object
) -> None:
    screening.read(by=screener, referral=contact)
    friday.shift(timedelta(hours=1))  # type: ignore[attr-defined]
    screening.read(by=social_worker, referral=contact)
    assert again(contact).read_by == screener


def test_nobody_outside_the_hub_reads_for_it(
    contact: Referral,
    teacher: Membership,
    fws_manager: Membership,
    outsider: Callable[[Role], Membership],
) -> None:
    for stranger in (teacher, fws_manager, outsider(Role.MASH_SCREENER)):
        with pytest.raises(NotAllowed):
            screening.read(by=stranger, referral=contact)


def test_a_restricted_contact_is_not_the_hubs_to_open(
    sent: Sent, screener: Membership, friday: object
) -> None:
    with pytest.raises(NotAllowed):
        screening.read(by=screener, referral=sent(restricted=True))


def test_each_verb_leaves_one_audit_entry(
    contact: Referral, screener: Membership, one_audit_entry: Callable[..., object]
) -> None:
    reference = contact.reference
    with one_audit_entry("referral.read_first", subjects=[reference], by=screener):  # type: ignore[attr-defined]
        screening.read(by=screener, referral=contact)
    with one_audit_entry("contact.claimed", subjects=[reference], by=screener):  # type: ignore[attr-defined]
        screening.claim(by=screener, referral=contact)
    with one_audit_entry("contact.rated", subjects=[reference]):  # type: ignore[attr-defined]
        screening.rate(by=screener, referral=contact, rating=Rating.AMBER, reason="Bruising")
    with one_audit_entry("contact.note_written", subjects=[reference]):  # type: ignore[attr-defined]
        screening.write_note(by=screener, referral=contact, text="Rang the school.")
    with one_audit_entry("contact.referrer_told", subjects=[reference]):  # type: ignore[attr-defined]
        screening.send_holding_reply(by=screener, referral=contact, text="We have read it.")


# Claiming


def test_a_claimed_contact_names_its_holder_and_when(
    contact: Referral, screener: Membership, second_screener: Membership, friday: object
) -> None:
    screening.claim(by=screener, referral=contact)
    friday.shift(timedelta(minutes=5))  # type: ignore[attr-defined]
    with pytest.raises(ClaimedByAnother) as refused:
        screening.claim(by=second_screener, referral=contact)
    assert refused.value.message == (
        "Priya Nair claimed this at 9:30am. You can read it and add notes."
    )
    assert again(contact).holder == screener


def test_claiming_ones_own_contact_again_changes_nothing(
    contact: Referral, screener: Membership
) -> None:
    screening.claim(by=screener, referral=contact)
    screening.claim(by=screener, referral=contact)
    assert Claim.objects.filter(referral=contact).count() == 1


def test_pressing_claim_twice_writes_once(contact: Referral, screener: Membership) -> None:
    key = uuid4()
    screening.claim(by=screener, referral=contact, form_key=key)
    with pytest.raises(AlreadyDone):
        screening.claim(by=screener, referral=contact, form_key=key)


def test_the_clocks_a_role_owes_go_to_who_claims(contact: Referral, screener: Membership) -> None:
    screening.claim(by=screener, referral=contact)
    assert clock(contact, "referrer_response").owed_by_membership == screener
    assert clock(contact, "mash_decision").owed_by_membership is None
    screening.release(by=screener, referral=contact)
    assert clock(contact, "referrer_response").owed_by_membership is None


def test_the_duty_officer_reads_and_does_not_claim(
    contact: Referral, duty_officer: Membership
) -> None:
    screening.read(by=duty_officer, referral=contact)
    with pytest.raises(NotAllowed):
        screening.claim(by=duty_officer, referral=contact)


def test_taking_over_asks_why_and_tells_who_held_it(
    contact: Referral, screener: Membership, second_screener: Membership
) -> None:
    screening.claim(by=screener, referral=contact)
    with pytest.raises(MissingReason):
        screening.take_over(by=second_screener, referral=contact, because=" ")
    screening.take_over(by=second_screener, referral=contact, because="Priya has gone home.")
    assert again(contact).holder == second_screener
    told = Notice.objects.get(membership=screener)
    assert told.text == f"Tomasz Wilk took over {contact.reference}"


def test_only_the_holder_gives_a_contact_back(
    contact: Referral, screener: Membership, second_screener: Membership
) -> None:
    screening.claim(by=screener, referral=contact)
    with pytest.raises(NotAllowed):
        screening.release(by=second_screener, referral=contact)
    screening.release(by=screener, referral=contact)
    assert again(contact).holder is None


def test_several_are_claimed_and_the_others_holder_is_named(
    friday: object, sent: Sent, screener: Membership, second_screener: Membership
) -> None:
    free, held = sent(), sent()
    screening.claim(by=second_screener, referral=held)
    claimed, taken = screening.claim_several(by=screener, referrals=[held, free])
    assert [one.pk for one in claimed] == [free.pk]
    assert [(one.pk, why.name) for one, why in taken] == [(held.pk, "Tomasz Wilk")]


# Rating (decision 12)


def test_a_screeners_rating_is_provisional_until_a_social_worker_confirms_it(
    contact: Referral, screener: Membership, social_worker: Membership
) -> None:
    screening.rate(by=screener, referral=contact, rating=Rating.AMBER, reason="Bruising")
    rated = again(contact)
    assert (rated.rating, rated.rating_order, rated.rating_confirmed_by) == ("amber", 2, None)
    screening.confirm_rating(by=social_worker, referral=contact, seen="amber")
    confirmed = again(contact)
    assert (confirmed.rated_by, confirmed.rating_confirmed_by) == (screener, social_worker)
    assert [row.confirmed for row in RatingChange.objects.filter(referral=contact)] == [False, True]
    with pytest.raises(NothingToConfirm):
        screening.confirm_rating(by=social_worker, referral=contact, seen="amber")


@pytest.mark.parametrize("rating", [Rating.GREEN, Rating.BLUE])
def test_a_screener_neither_lowers_a_rating_nor_makes_it_blue(
    contact: Referral, screener: Membership, social_worker: Membership, rating: Rating
) -> None:
    screening.rate(by=social_worker, referral=contact, rating=Rating.AMBER, reason="Bruising")
    with pytest.raises(RatingNotYours):
        screening.rate(by=screener, referral=contact, rating=rating, reason="Explained")
    assert again(contact).rating == "amber"


def test_a_screener_does_not_start_with_blue(contact: Referral, screener: Membership) -> None:
    with pytest.raises(RatingNotYours):
        screening.rate(by=screener, referral=contact, rating=Rating.BLUE, reason="A question")


def test_a_screener_who_raises_a_confirmed_rating_makes_it_provisional_again(
    contact: Referral, screener: Membership, social_worker: Membership
) -> None:
    screening.rate(by=social_worker, referral=contact, rating=Rating.GREEN, reason="Settled")
    screening.rate(by=screener, referral=contact, rating=Rating.RED, reason="Fresh bruise")
    assert again(contact).rating_confirmed_by is None


def test_a_social_worker_lowers_and_makes_blue_with_a_reason(
    contact: Referral, screener: Membership, social_worker: Membership
) -> None:
    screening.rate(by=screener, referral=contact, rating=Rating.RED, reason="Bruising")
    with pytest.raises(MissingReason):
        screening.rate(by=social_worker, referral=contact, rating=Rating.BLUE, reason="")
    screening.rate(by=social_worker, referral=contact, rating=Rating.BLUE, reason="Wrong child")
    assert again(contact).rating_order == 4


def test_nobody_overwrites_a_rating_they_have_not_seen(
    contact: Referral, screener: Membership, social_worker: Membership
) -> None:
    screening.rate(by=social_worker, referral=contact, rating=Rating.AMBER, reason="Bruising")
    with pytest.raises(StaleRecord, match="Daniel Achebe rated this Amber at 9:30am today"):
        screening.rate(by=screener, referral=contact, rating=Rating.RED, reason="Bruising", seen="")


# Danger, notes


def test_flagged_danger_comes_first_and_the_child_is_seen_the_same_day(
    contact: Referral, duty_officer: Membership
) -> None:
    """R-049, decision 6."""
    screening.flag_danger(by=duty_officer, referral=contact, because="The father is on his way.")
    assert again(contact).danger_now
    assert clock(contact, "child_seen_immediate").due_at == datetime(
        2026, 11, 20, 23, 59, tzinfo=UTC
    )
    with pytest.raises(NotAllowed):
        screening.flag_danger(by=duty_officer, referral=contact, because="Again")


def test_anybody_in_the_hub_adds_notes_whoever_holds_it(
    contact: Referral, screener: Membership, second_screener: Membership
) -> None:
    screening.claim(by=screener, referral=contact)
    note = screening.write_note(by=second_screener, referral=contact, text="O’Neill rang 😀 ‏שלום")
    assert note.text == "O’Neill rang 😀 ‏שלום"


# Telling the referrer


def test_a_holding_reply_meets_the_answer_and_reaches_the_practitioner(
    contact: Referral, screener: Membership, teacher: Membership
) -> None:
    screening.send_holding_reply(by=screener, referral=contact, text="We have read it.")
    assert clock(contact, "referrer_response").result == Clock.Result.MET
    message = Message.objects.get(referral=contact)
    assert (message.kind, message.from_hub) == ("holding_reply", True)
    notice = Notice.objects.get(membership=teacher)
    assert notice.text == f"There is a message for you about referral {contact.reference}"
    assert Delivery.objects.filter(
        handler="referrals.something_to_read", payload__membership_id=teacher.pk
    ).exists()


def test_nothing_is_said_twice_when_send_is_pressed_twice(
    contact: Referral, screener: Membership
) -> None:
    key = uuid4()
    screening.send_holding_reply(by=screener, referral=contact, text="Read.", form_key=key)
    with pytest.raises(AlreadyDone):
        screening.send_holding_reply(by=screener, referral=contact, text="Read.", form_key=key)
    assert Message.objects.filter(referral=contact).count() == 1


def test_a_caller_who_gave_no_name_cannot_be_told(
    friday: object, sent: Sent, screener: Membership
) -> None:
    with pytest.raises(NobodyToTell):
        screening.send_holding_reply(
            by=screener, referral=sent(referrer_kind="anonymous"), text="Read."
        )


# Holding (decision 5, R-052)


def hold(contact: Referral, by: Membership, *children: int) -> datetime:
    return screening.hold(
        by=by,
        referral=contact,
        children=children or (1,),
        waiting_for="The last attendance letter",
        from_whom="school nurse",
        tell_referrer="We need more information.",
    )


def test_a_hold_stops_the_decision_and_lasts_to_the_next_working_days_end(
    contact: Referral, decision_maker: Membership, screener: Membership
) -> None:
    screening.read(by=screener, referral=contact)
    assert hold(contact, decision_maker) == MONDAY_CLOSE
    assert clock(contact, "mash_decision").result == Clock.Result.STOPPED
    held = clock(contact, "mash_hold")
    assert (held.started_at, held.held_until) == (contact.received_at, MONDAY_CLOSE)
    assert only_child(contact).status == ChildStatus.ON_HOLD
    assert again(contact).status == ReferralStatus.ON_HOLD
    assert Hold.objects.get().from_whom == "school nurse"
    assert clock(contact, "referrer_response").result == Clock.Result.MET


def test_a_child_is_held_once(contact: Referral, decision_maker: Membership) -> None:
    hold(contact, decision_maker)
    with pytest.raises(HeldBefore, match="This contact has been held before"):
        hold(contact, decision_maker)


def test_only_a_decision_maker_holds(
    contact: Referral, screener: Membership, social_worker: Membership
) -> None:
    for other in (screener, social_worker):
        with pytest.raises(NotAllowed):
            hold(contact, other)


def test_nothing_is_held_past_the_latest_moment(
    contact: Referral, decision_maker: Membership, friday: object
) -> None:
    friday.move_to(MONDAY_CLOSE + timedelta(minutes=1))  # type: ignore[attr-defined]
    with pytest.raises(HoldIsOver):
        hold(contact, decision_maker)
    assert only_child(contact).status == ChildStatus.WITH_MASH


def test_one_child_is_held_and_the_other_stays(
    friday: object, sent: Sent, decision_maker: Membership, screener: Membership
) -> None:
    contact = sent(children=2)
    screening.read(by=screener, referral=contact)
    hold(contact, decision_maker, 2)
    statuses = list(contact.children.values_list("status", flat=True))
    assert statuses == [ChildStatus.WITH_MASH, ChildStatus.ON_HOLD]
    assert again(contact).status == ReferralStatus.BEING_LOOKED_AT
    with pytest.raises(NotPossibleNow):
        hold(contact, decision_maker, 7)


# Passing on now (decision 9, R-049)


def test_pass_now_waits_for_nothing_and_the_check_is_owed_within_the_hour(
    friday: object, sent: Sent, screener: Membership
) -> None:
    contact = sent(danger_now=True)
    screening.pass_now(
        by=screener, referral=contact, children=[1], told="Ada Obi, duty manager", told_at=FRIDAY
    )
    assert only_child(contact).status == ChildStatus.PASSED_NOW
    assert PassedNow.objects.get().told == "Ada Obi, duty manager"
    owed = clock(contact, "case_system_check")
    assert owed.due_at == FRIDAY + timedelta(hours=1)
    assert clock(contact, "mash_decision").stopped_at is None
    checks.record_case_system_check(
        by=screener,
        referral=contact,
        child_number=1,
        result=CaseSystemCheck.Result.NOT_FOUND,
        system="Liquidlogic",
        checked_at=FRIDAY,
    )
    assert clock(contact, "case_system_check").result == Clock.Result.MET


def test_the_duty_officer_passes_a_held_child_on(
    contact: Referral, decision_maker: Membership, duty_officer: Membership
) -> None:
    hold(contact, decision_maker)
    screening.pass_now(
        by=duty_officer, referral=contact, children=[1], told="R&A desk", told_at=FRIDAY
    )
    assert only_child(contact).status == ChildStatus.PASSED_NOW
    with pytest.raises(NotPossibleNow):
        screening.pass_now(
            by=duty_officer, referral=contact, children=[1], told="R&A desk", told_at=FRIDAY
        )


# Case system (decision 9)


def test_an_open_case_keeps_its_worker_and_a_closed_one_does_not(
    contact: Referral, screener: Membership
) -> None:
    def record(result: CaseSystemCheck.Result) -> CaseSystemCheck:
        return checks.record_case_system_check(
            by=screener,
            referral=contact,
            child_number=1,
            result=result,
            system="Liquidlogic",
            checked_at=FRIDAY,
            worker="Femi Lowe",
            team="Team 3",
            plans=["child_in_need"],
        )

    opened = record(CaseSystemCheck.Result.OPEN)
    assert (opened.worker, opened.team, opened.plans) == ("Femi Lowe", "Team 3", ["child_in_need"])
    closed = record(CaseSystemCheck.Result.CLOSED)
    assert (closed.worker, closed.plans) == ("", [])


def test_checking_the_last_child_is_the_information_gathered_that_day(
    friday: object, sent: Sent, screener: Membership
) -> None:
    """R-047."""
    contact = sent(children=2, danger_now=True)
    for number, result in ((1, Clock.Result.RUNNING), (2, Clock.Result.MET)):
        checks.record_case_system_check(
            by=screener,
            referral=contact,
            child_number=number,
            result=CaseSystemCheck.Result.NOT_FOUND,
            system="Liquidlogic",
            checked_at=FRIDAY,
        )
        assert clock(contact, "gather_information").result == result
