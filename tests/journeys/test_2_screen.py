"""The hub's part of the journey: a contact arrives, is read, claimed, rated, checked, answered."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import Membership, Notice
from referrals.models import Clock, Referral
from tests.factories import referrals

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NOW = {"on_day": "20", "on_month": "11", "on_year": "2026", "at": "9:30am"}


@pytest.fixture(autouse=True)
def _on_a_friday_morning() -> object:
    with time_machine.travel(FRIDAY, tick=False) as clock:
        yield clock


def test_a_contact_is_screened_from_the_queue_to_the_decision_makers_desk(
    teacher: Membership,
    screener: Membership,
    social_worker: Membership,
    decision_maker: Membership,
    signed_in: Callable[[Membership], Client],
) -> None:
    contact = referrals.sent(teacher)
    page = f"/mash/contacts/{contact.reference}/"
    screening, confirming = signed_in(screener), signed_in(social_worker)

    assert contact.reference in screening.get("/mash/").content.decode()
    assert "Not read" in screening.get("/mash/").content.decode()
    screening.get(page)
    screening.post(f"{page}claim/")
    screening.post(f"{page}rating/", {"rating": "amber", "reason": "Hungry and cold", "seen": ""})
    screening.post(
        f"{page}children/1/case-system/",
        NOW | {"result": "not_found", "system": "Liquidlogic"},
    )
    screening.post(f"{page}note/", {"text": "Rang the school: he is in class until 3:15pm."})
    reply = screening.get(f"{page}reply/").context["form"].initial["text"]
    screening.post(f"{page}reply/", {"text": reply, "answer_by": "no"})

    assert "Amber, not confirmed" in confirming.get(page).content.decode()
    confirming.post(f"{page}rating/confirm/", {"seen": "amber"})

    deciding = signed_in(decision_maker).get("/mash/views/to-decide/")
    (row,) = deciding.context["rows"]
    assert (row.reference, row.rating, row.provisional) == (contact.reference, "amber", False)
    assert row.held_by == "Priya Nair"
    assert "1 will be late by 9:30am on Monday 23 November" in deciding.content.decode()

    assert Notice.objects.filter(membership=teacher).count() == 1
    results = dict(Clock.objects.filter(referral=contact).values_list("key", "result"))
    assert results["first_read"] == results["referrer_response"] == "met"
    assert results["mash_decision"] == "running"


def test_a_neighbour_rings_in_the_evening_and_the_child_is_passed_on_at_once(
    duty_officer: Membership,
    decision_maker: Membership,
    signed_in: Callable[[Membership], Client],
    _on_a_friday_morning: time_machine.Traveller,
) -> None:
    referrals.equip(duty_officer.partnership)
    _on_a_friday_morning.move_to(FRIDAY.replace(hour=21))
    duty = signed_in(duty_officer)
    evening = NOW | {"at": "8:50pm"}
    duty.post(
        "/mash/calls/new/",
        evening
        | {
            "danger": "yes",
            "caller_kind": "anonymous",
            "first_name": "Zoë",
            "worry": "She is screaming and a man is shouting that he will kill her.",
            "where": "The flat above the bakery, 3 Bourne Parade",
        },
    )
    contact = Referral.objects.get(channel="phone")
    assert contact.reference in duty.get("/mash/tonight/").content.decode()
    page = f"/mash/contacts/{contact.reference}/"
    duty.post(f"{page}pass-now/", evening | {"told": "Out-of-hours team manager"})

    waiting = signed_in(decision_maker).get("/mash/views/to-decide/").context["rows"]
    assert [row.held_by_detail for row in waiting] == ["Passed now, decision to be written"]
    clocks = Clock.objects.filter(referral=contact).running()
    due = {clock.key: clock.due_at for clock in clocks}
    assert due["child_seen_immediate"] == datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
    assert due["case_system_check"] == datetime(2026, 11, 20, 21, 50, tzinfo=UTC)
    seen = clocks.get(key="child_seen_immediate")
    assert seen.owed_by == "emergency_duty_officer"
