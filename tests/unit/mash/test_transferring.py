"""A child another authority is asked to take on: ours until it confirms (decision 10)."""

import html
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.errors import AlreadyDone, NotAllowed
from accounts.models import Membership, Notice
from accounts.rules import Role
from mash.errors import ActHereFirst, MissingReason, NotReadyToDecide, StillToCome
from mash.models import TransferAttempt
from mash.operations import deciding, screening, transferring
from mash.rules import HowTold
from referrals.models import Clock, Referral, ReferredChild
from referrals.workflow import ChildStatus, ReferralStatus
from tests.cast import OneAuditEntry, Outsider, SignedIn
from tests.factories import decisions, referrals

NO_ANSWER = TransferAttempt.Result.NO_ANSWER
REFUSED = TransferAttempt.Result.REFUSED


@pytest.fixture
def ready(teacher: Membership, screener: Membership) -> Referral:
    """A contact about one child, read and checked, to be decided."""
    return decisions.screened(teacher, screener)


@pytest.fixture
def contact(ready: Referral, decision_maker: Membership, social_worker: Membership) -> Referral:
    """A child Medway is asked to take on; the social worker makes sure that it confirms."""
    return transfer(decision_maker, ready, social_worker)


def transfer(by: Membership, contact: Referral, chaser: Membership) -> Referral:
    deciding.decide(
        by=by, referral=contact, child_number=1, answers=decisions.other_authority(chaser)
    )
    return referrals.again(contact)


def child_of(contact: Referral) -> ReferredChild:
    return ReferredChild.objects.get(referral=contact)


def clock(contact: Referral) -> Clock:
    return contact.clocks.get(key="transfer_confirmation")


def in_danger(contact: Referral) -> Referral:
    Referral.objects.filter(pk=contact.pk).update(danger_now=True)
    return referrals.again(contact)


def confirm(by: Membership, contact: Referral, **changes: Any) -> TransferAttempt:
    given: dict[str, Any] = {
        "who": "Ruth Amos, Medway first response",
        "how": HowTold.PHONE,
        "at": timezone.now(),
    }
    return transferring.record_confirmed(
        by=by, referral=contact, child_number=1, **(given | changes)
    )


def attempt(by: Membership, contact: Referral, **changes: Any) -> TransferAttempt:
    given: dict[str, Any] = {"result": NO_ANSWER, "how": HowTold.PHONE, "at": timezone.now()}
    return transferring.record_attempt(by=by, referral=contact, child_number=1, **(given | changes))


def take_back(by: Membership, contact: Referral, because: str = "They live here.") -> ReferredChild:
    return transferring.take_back(by=by, referral=contact, child_number=1, because=because)


def passed_now(by: Membership, contact: Referral) -> None:
    screening.pass_now(
        by=by,
        referral=contact,
        children=[1],
        told="Grace Lindqvist, team 1",
        told_at=timezone.now(),
    )


# Deciding it


def test_a_child_another_authority_is_asked_to_take_on_is_still_ours(
    contact: Referral, social_worker: Membership
) -> None:
    child, decision = child_of(contact), child_of(contact).decisions.get()

    assert child.status == ChildStatus.TRANSFER_TO_BE_CONFIRMED
    assert (contact.status, contact.is_open) == (ReferralStatus.DECIDED, True)
    assert (decision.team, decision.told_how) == ("Medway Council", HowTold.PHONE)
    assert clock(contact).stopped_at is None
    assert clock(contact).owed_by_membership == social_worker
    notice = Notice.objects.get(membership=social_worker)
    assert contact.reference in notice.text
    assert "Amira" not in notice.text
    assert "It is ours until they confirm" not in notice.text


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ("team", "Enter which authority"),
        ("told_how", "Select how the other authority is told"),
        ("follow_up_by", "Choose who makes sure the other authority confirms"),
    ],
)
def test_which_authority_how_it_is_told_and_who_chases_it_are_needed(
    ready: Referral,
    decision_maker: Membership,
    social_worker: Membership,
    left_out: str,
    words: str,
) -> None:
    nothing = None if left_out == "follow_up_by" else ""
    answers = decisions.other_authority(social_worker, **{left_out: nothing})
    with pytest.raises(NotReadyToDecide, match=words):
        deciding.decide(by=decision_maker, referral=ready, child_number=1, answers=answers)
    assert child_of(ready).status == ChildStatus.WITH_MASH


def test_a_child_in_immediate_danger_is_not_transferred_before_something_is_done_here(
    ready: Referral, decision_maker: Membership, social_worker: Membership
) -> None:
    """R-049: the child will always be seen on the same day; by us, while they are here."""
    with pytest.raises(ActHereFirst, match="Pass them to referral and assessment now"):
        transfer(decision_maker, in_danger(ready), social_worker)
    assert child_of(ready).status == ChildStatus.WITH_MASH

    passed_now(decision_maker, ready)
    transfer(decision_maker, ready, social_worker)

    assert child_of(ready).status == ChildStatus.TRANSFER_TO_BE_CONFIRMED
    assert ready.clocks.filter(key="child_seen_immediate").running().exists()


def test_danger_flagged_before_the_second_person_agrees_stops_the_transfer(
    ready: Referral,
    decision_maker: Membership,
    second_decision_maker: Membership,
    social_worker: Membership,
) -> None:
    ReferredChild.objects.filter(referral=ready).update(confirmed_level=4)
    answers = decisions.other_authority(social_worker, second=second_decision_maker.pk)
    deciding.decide(by=decision_maker, referral=ready, child_number=1, answers=answers)
    in_danger(ready)

    with pytest.raises(ActHereFirst):
        deciding.agree(by=second_decision_maker, referral=ready, child_number=1)
    assert child_of(ready).status == ChildStatus.SECOND_DECISION


# While they have not confirmed


def test_an_attempt_is_kept_and_the_clock_runs_on(
    contact: Referral, social_worker: Membership
) -> None:
    attempt(social_worker, contact)
    attempt(
        social_worker,
        contact,
        result=REFUSED,
        who="Ruth Amos",
        words="The family has no address in Medway.",
    )

    kept = [(one.result, one.who) for one in child_of(contact).transfer_attempts.all()]
    assert kept == [(NO_ANSWER, ""), (REFUSED, "Ruth Amos")]
    assert child_of(contact).status == ChildStatus.TRANSFER_TO_BE_CONFIRMED
    assert clock(contact).stopped_at is None


def test_a_child_found_at_risk_here_now_is_acted_on_here(
    contact: Referral, screener: Membership
) -> None:
    screening.flag_danger(by=screener, referral=contact, because="The mother rang in tears.")
    assert contact.clocks.filter(key="child_seen_immediate").running().exists()

    passed_now(screener, contact)

    assert child_of(contact).status == ChildStatus.PASSED_NOW
    assert clock(contact).result == Clock.Result.STOPPED
    assert contact.clocks.filter(key="mash_decision").running().exists()
    assert referrals.again(contact).status == ReferralStatus.BEING_LOOKED_AT


def test_taken_back_it_is_decided_again_and_whoever_referred_is_told(
    contact: Referral, social_worker: Membership, decision_maker: Membership
) -> None:
    take_back(social_worker, contact, "Medway says the family has lived here since August.")

    child = child_of(contact)
    assert child.status == ChildStatus.WITH_MASH
    assert clock(contact).result == Clock.Result.STOPPED
    assert contact.clocks.filter(key="mash_decision").running().exists()
    told = child.outcomes.latest("pk")
    assert told.sent_at is not None
    assert "Medway Council has not taken this on" in told.text

    deciding.decide(by=decision_maker, referral=contact, child_number=1, answers=decisions.advice())
    assert child_of(contact).status == ChildStatus.ADVISED


def test_taken_back_and_sent_again_it_runs_a_clock_of_its_own(
    contact: Referral, social_worker: Membership, decision_maker: Membership
) -> None:
    take_back(social_worker, contact)
    transfer(decision_maker, contact, social_worker)
    confirm(social_worker, contact)

    results = contact.clocks.filter(key="transfer_confirmation").order_by("pk")
    assert [one.result for one in results] == [Clock.Result.STOPPED, Clock.Result.MET]


# Confirmed


def test_the_confirmation_ends_it_and_whoever_referred_reads_who_has_the_child(
    contact: Referral, social_worker: Membership
) -> None:
    confirm(social_worker, contact)

    child = child_of(contact)
    assert child.status == ChildStatus.SIGNPOSTED
    assert clock(contact).result == Clock.Result.MET
    assert referrals.again(contact).status == ReferralStatus.CLOSED
    told = child.outcomes.latest("pk")
    assert told.sent_at is not None
    assert "Medway Council confirmed at" in told.text


def test_danger_flagged_on_the_way_is_acted_on_before_it_is_confirmed(
    contact: Referral, social_worker: Membership
) -> None:
    with pytest.raises(ActHereFirst):
        confirm(social_worker, in_danger(contact))
    assert child_of(contact).status == ChildStatus.TRANSFER_TO_BE_CONFIRMED
    assert not child_of(contact).transfer_attempts.exists()


def test_nothing_is_recorded_of_the_future_or_without_who_and_why(
    contact: Referral, social_worker: Membership
) -> None:
    later = timezone.now() + timedelta(minutes=1)
    with pytest.raises(StillToCome):
        confirm(social_worker, contact, at=later)
    with pytest.raises(StillToCome):
        attempt(social_worker, contact, at=later)
    with pytest.raises(MissingReason, match="Enter who confirmed"):
        confirm(social_worker, contact, who=" ")
    with pytest.raises(MissingReason, match="Enter why they said no"):
        attempt(social_worker, contact, result=REFUSED, who="Ruth Amos")
    with pytest.raises(MissingReason, match="Say why you are taking this back"):
        take_back(social_worker, contact, " ")
    assert not child_of(contact).transfer_attempts.exists()


def test_each_act_writes_one_audit_entry(
    contact: Referral, social_worker: Membership, one_audit_entry: OneAuditEntry
) -> None:
    about = [f"{contact.reference}/1"]
    with one_audit_entry("transfer.attempted", subjects=about):
        attempt(social_worker, contact)
    with one_audit_entry("transfer.confirmed", subjects=about):
        confirm(social_worker, contact)


def test_taking_back_writes_one_audit_entry(
    contact: Referral, decision_maker: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry("transfer.taken_back", subjects=[f"{contact.reference}/1"]):
        take_back(decision_maker, contact)


def test_a_screener_the_referrer_or_another_partnership_records_nothing(
    contact: Referral, screener: Membership, teacher: Membership, outsider: Outsider
) -> None:
    for stranger in (screener, teacher, outsider(Role.MASH_DECISION_MAKER)):
        for act in (confirm, attempt, take_back):
            with pytest.raises(NotAllowed):
                act(stranger, contact)


def test_once_confirmed_nobody_confirms_or_takes_it_back(
    contact: Referral, social_worker: Membership
) -> None:
    confirm(social_worker, contact)
    for act in (confirm, attempt, take_back):
        with pytest.raises(NotAllowed):
            act(social_worker, contact)


def test_the_same_form_sent_twice_is_written_once(
    contact: Referral, social_worker: Membership
) -> None:
    key = uuid4()
    attempt(social_worker, contact, form_key=key)
    with pytest.raises(AlreadyDone):
        attempt(social_worker, contact, form_key=key)
    assert child_of(contact).transfer_attempts.count() == 1


# Pages


def page(contact: Referral, part: str = "") -> str:
    return f"/mash/contacts/{contact.reference}/transfer/1/{part}"


def said(response: Any) -> str:
    return html.unescape(response.content.decode())


def day_and_time(at: datetime) -> dict[str, str]:
    local = timezone.localtime(at)
    return {
        "on_day": str(local.day),
        "on_month": str(local.month),
        "on_year": str(local.year),
        "at": local.strftime("%H:%M"),
    }


def test_the_page_says_who_has_the_child_who_chases_it_and_by_when(
    contact: Referral, social_worker: Membership, signed_in: SignedIn
) -> None:
    attempt(social_worker, contact)
    text = said(signed_in(social_worker).get(page(contact)))

    assert "is ours until Medway Council confirms" in text
    assert "Daniel Achebe" in text
    assert "Due" in text
    assert "They have not answered" in text
    assert "1 attempt recorded" in text


def test_the_page_names_the_colleague_who_took_it_over(
    contact: Referral,
    social_worker: Membership,
    decision_maker: Membership,
    signed_in: SignedIn,
) -> None:
    Clock.objects.filter(pk=clock(contact).pk).update(owed_by_membership=decision_maker)
    assert "Margaret Ellison, MASH decision maker</dd>" in said(
        signed_in(social_worker).get(page(contact))
    )


def test_the_confirmation_page_keeps_what_was_typed_and_refuses_the_future(
    contact: Referral, social_worker: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(social_worker)
    typed = {"who": "Ruth O'Brien 👩", "how": "phone"}
    answer = client.post(
        page(contact, "confirmed/"),
        typed | day_and_time(timezone.now() + timedelta(days=1)),
    )
    assert answer.status_code == 422
    assert "Ruth O'Brien 👩" in said(answer)
    assert child_of(contact).status == ChildStatus.TRANSFER_TO_BE_CONFIRMED

    answer = client.post(page(contact, "confirmed/"), typed | day_and_time(timezone.now()))
    assert answer.status_code == 302
    assert child_of(contact).status == ChildStatus.SIGNPOSTED
    assert child_of(contact).transfer_attempts.get().who == "Ruth O'Brien 👩"
    # The back button leads to the contact: there is nothing left to ask.
    assert client.get(page(contact, "confirmed/")).status_code == 302


def test_a_refusal_asks_who_and_why_beside_their_fields(
    contact: Referral, social_worker: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(social_worker)
    sent = {"result": "refused", "how": "phone"} | day_and_time(timezone.now())
    text = said(client.post(page(contact, "attempt/"), sent))
    assert "Enter who said no" in text
    assert "Enter why they said no" in text

    told = {"who": "Ruth Amos", "said_words": "No address there."}
    assert client.post(page(contact, "attempt/"), sent | told).status_code == 302
    assert child_of(contact).transfer_attempts.get().words == "No address there."


def test_in_danger_the_page_leads_to_acting_here_and_refuses_the_confirmation(
    contact: Referral, social_worker: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(social_worker)
    in_danger(contact)
    assert "Pass to referral and assessment now" in said(client.get(page(contact)))
    sent = {"who": "Ruth Amos", "how": "phone"} | day_and_time(timezone.now())
    answer = client.post(page(contact, "confirmed/"), sent)
    assert answer.status_code == 422
    assert "Pass them to referral and assessment now" in said(answer)


def test_the_destination_page_refuses_another_authority_in_danger(
    ready: Referral, decision_maker: Membership, social_worker: Membership, signed_in: SignedIn
) -> None:
    in_danger(ready)
    deciding.save_draft(
        by=decision_maker,
        referral=ready,
        child_number=1,
        changes={"level": 2, "outcome": "signposted"},
    )
    answer = signed_in(decision_maker).post(
        f"/mash/contacts/{ready.reference}/decide/1/destination/",
        {
            "destination": "other_authority",
            "authority": "Medway Council",
            "told_how": "phone",
            "chaser": social_worker.pk,
        },
    )
    assert answer.status_code == 422
    assert "Pass them to referral and assessment now" in said(answer)
    assert "Medway Council" in said(answer)


def test_the_queue_has_it_in_a_view_of_its_own(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    text = said(signed_in(screener).get("/mash/views/transfer/"))
    assert contact.reference in text
    assert "Ours until another authority confirms" in text


def test_the_referrer_reads_where_it_stands_at_every_step(
    contact: Referral, teacher: Membership, social_worker: Membership, signed_in: SignedIn
) -> None:
    client, address = signed_in(teacher), f"/referrals/{contact.reference}/"
    text = said(client.get(address))
    assert "They have not confirmed yet: until they do, we act for this child." in text
    assert "The other authority is asked to confirm by" in text

    take_back(social_worker, contact)
    text = said(client.get(address))
    assert "Being looked at again" in text
    assert "has not taken this on, so it is still with us" in text
