"""The queue page: views, order, filters, live checks, and a steady number of queries."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry, Membership
from accounts.rules import Role
from mash.models import CaseSystemCheck
from mash.operations import calls, checks, screening
from mash.presenters import queue
from referrals.models import Referral
from referrals.rules import Rating, ReferrerKind
from tests.unit.mash.conftest import FRIDAY, Sent, again

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Membership], Client]


@pytest.fixture(autouse=True)
def _friday(friday: object) -> None:
    """Every test of the queue happens on one Friday morning."""


def order(client: Client, path: str = "/mash/views/all/") -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    return [row.reference for row in response.context["rows"]]


def test_queue_order_is_danger_then_unread_then_brag_then_nearest_due(
    sent: Sent, screener: Membership, social_worker: Membership, signed_in: SignedIn
) -> None:
    """Decision 12."""
    green, red, unread, danger = sent(), sent(), sent(), sent(danger_now=True)
    for contact, rating in ((green, Rating.GREEN), (red, Rating.RED), (danger, Rating.BLUE)):
        screening.read(by=screener, referral=contact)
        screening.rate(by=social_worker, referral=contact, rating=rating, reason="Read")
    unrated = sent()
    screening.read(by=screener, referral=unrated)
    Referral.objects.filter(pk=red.pk).update(next_due_at=timezone.now() + timedelta(days=9))
    later_red = sent()
    screening.read(by=screener, referral=later_red)
    screening.rate(by=social_worker, referral=later_red, rating=Rating.RED, reason="Read")
    Referral.objects.filter(pk=later_red.pk).update(next_due_at=timezone.now() + timedelta(days=10))

    expected = [danger, unread, red, later_red, green, unrated]
    assert order(signed_in(screener)) == [one.reference for one in expected]


def test_a_child_who_was_only_described_stands_for_itself(
    sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    described, unborn = sent(), sent()
    described.children.update(
        first_name="",
        last_name="",
        kind="unnamed",
        description="A boy of about 6 with a red bag",
        date_of_birth=None,
    )
    unborn.children.update(
        first_name="", last_name="", kind="unborn", date_of_birth=None, due_on="2027-03-14"
    )
    page = signed_in(screener).get("/mash/views/all/").content.decode()
    assert "A boy of about 6 with a red bag" in page
    assert "age not known" not in page
    assert "Unborn baby, due March 2027" in page


def test_danger_stays_on_top_of_another_order(
    sent: Sent, screener: Membership, signed_in: SignedIn, friday: object
) -> None:
    first = sent()
    friday.shift(timedelta(minutes=1))  # type: ignore[attr-defined]
    second = sent()
    friday.shift(timedelta(minutes=1))  # type: ignore[attr-defined]
    danger = sent(danger_now=True)
    client = signed_in(screener)
    newest = order(client, "/mash/views/all/?sort=received&order=descending")
    assert newest == [danger.reference, second.reference, first.reference]
    page = client.get("/mash/views/all/?sort=received").content.decode()
    assert "Sorted by received. Immediate danger stays on top." in page
    assert "Back to queue order" in page
    assert 'aria-sort="ascending"' in page


@pytest.mark.parametrize("sort", ["child", "from", "due", "nonsense"])
def test_every_header_sorts_and_nonsense_is_ignored(
    sort: str, sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    contact = sent()
    assert order(signed_in(screener), f"/mash/views/all/?sort={sort}") == [contact.reference]


def test_each_view_holds_what_it_says(
    sent: Sent,
    screener: Membership,
    second_screener: Membership,
    decision_maker: Membership,
    signed_in: SignedIn,
    friday: object,
) -> None:
    unread, mine, held = sent(), sent(), sent()
    for contact in (mine, held):
        screening.read(by=screener, referral=contact)
    screening.claim(by=screener, referral=mine)
    screening.claim(by=second_screener, referral=held)
    screening.hold(
        by=decision_maker,
        referral=held,
        children=[1],
        waiting_for="A letter",
        from_whom="school nurse",
    )
    client = signed_in(screener)
    views = {
        "not-read": [unread],
        "mine": [mine],
        "unclaimed": [unread],
        "held": [held],
        "to-decide": [mine],
        "feedback-due": [],
        "consent": [],
        "late": [],
    }
    for view, contacts in views.items():
        assert order(client, f"/mash/views/{view}/") == [one.reference for one in contacts], view
    page = client.get("/mash/views/held/").content.decode()
    assert "Held: waiting for school nurse" in page
    assert "Held (1)" in page
    friday.shift(timedelta(hours=2))  # type: ignore[attr-defined]
    assert order(signed_in(screener), "/mash/views/late/") == [unread.reference]


def test_the_home_shows_what_is_not_read_and_then_all_open(
    sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(screener)
    contact = sent()
    assert client.get("/mash/").context["view"] == "not-read"
    screening.read(by=screener, referral=contact)
    assert client.get("/mash/").context["view"] == "all"


def test_an_empty_view_says_so_once(sent: Sent, screener: Membership, signed_in: SignedIn) -> None:
    client = signed_in(screener)
    assert "No open contacts." in client.get("/mash/").content.decode()
    sent()
    page = client.get("/mash/views/held/").content.decode()
    assert "Nothing is waiting in this view." in page
    assert "See all open (1)" in page


@pytest.mark.parametrize(
    "query",
    ["state=not_read", "brag=none", "held_by=nobody", "channel=portal", "due=today"],
)
def test_filters_are_a_plain_form_and_show_as_chips(
    query: str, sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    contact = sent()
    client = signed_in(screener)
    assert order(client, f"/mash/views/all/?{query}") == [contact.reference]
    assert "Remove filter:" in client.get(f"/mash/views/all/?{query}").content.decode()


@pytest.mark.parametrize("query", ["brag=red", "held_by=me", "channel=phone", "due=late"])
def test_filters_leave_out_what_does_not_match(
    query: str, sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    sent()
    client = signed_in(screener)
    assert order(client, f"/mash/views/all/?{query}") == []
    page = client.get(f"/mash/views/all/?{query}").content.decode()
    assert "No contacts match these filters." in page


def test_an_agency_or_holder_that_does_not_exist_is_ignored(
    sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    contact = sent()
    path = "/mash/views/all/?agency=999999&held_by=x'%20OR%201=1&due=never&page=nine"
    assert order(signed_in(screener), path) == [contact.reference]


def test_a_row_says_who_what_from_whom_and_by_when(
    sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    contact = sent(worry="He said “I don’t want to go home”. " * 8, children=3)
    child = contact.children.get(number=1)
    checks.record_case_system_check(
        by=screener,
        referral=contact,
        child_number=1,
        result=CaseSystemCheck.Result.OPEN,
        system="Liquidlogic",
        checked_at=FRIDAY,
        worker="Femi Lowe",
    )
    (row,) = signed_in(screener).get("/mash/views/all/").context["rows"]
    assert row.children.startswith(f"{child.full_name}, 10")
    assert row.children.endswith("+1")
    assert (len(row.worry), row.worry[-1]) == (100 + 1, "…") or row.worry.endswith("…")
    assert "Open to social care" in row.tags
    assert (row.job, row.agency, row.channel) == (
        "Year 4 teacher",
        "St Example's Primary School",
        "Portal",
    )
    assert row.received == "Fri 20 Nov, 9:30am"
    assert row.due is not None
    assert (row.due.words, row.due.name) == ("Due today by 10:30am", "First read")


def test_the_third_contact_in_twelve_months_is_tagged(
    sent: Sent, screener: Membership, signed_in: SignedIn, friday: object
) -> None:
    """Decision 11."""
    friday.shift(-timedelta(days=500))  # type: ignore[attr-defined]
    sent()
    for days in (300, 100):
        friday.shift(timedelta(days=days))  # type: ignore[attr-defined]
        sent()
    friday.move_to(FRIDAY)  # type: ignore[attr-defined]
    newest = sent()
    rows = signed_in(screener).get("/mash/views/all/").context["rows"]
    tags = {row.reference: row.tags for row in rows}
    assert tags.pop(newest.reference) == ("3rd contact in 12 months",)
    assert all(not others for others in tags.values())


def test_a_member_of_the_public_is_never_named_in_the_list(
    sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    sent()
    call = calls.Call(
        taken_at=FRIDAY,
        worry="Shouting",
        caller_kind=ReferrerKind.FAMILY_OR_PUBLIC,
        caller_name="Mrs Pettigrew-Osei",
        child=calls.ToldChild(first_name="Zoë"),
    )
    calls.log_call(by=screener, call=call)
    page = signed_in(screener).get("/mash/views/all/").content.decode()
    assert "A member of the public" in page
    assert "Pettigrew" not in page


def test_no_level_is_in_the_list(sent: Sent, screener: Membership, signed_in: SignedIn) -> None:
    sent()
    page = signed_in(screener).get("/mash/views/all/").content.decode()
    assert "Intensive" not in page
    assert "Level 2" not in page


def test_the_list_leaves_one_audit_entry_that_names_what_it_showed(
    sent: Sent,
    screener: Membership,
    signed_in: SignedIn,
    one_audit_entry: Callable[..., object],
) -> None:
    contact = sent()
    client = signed_in(screener)
    with one_audit_entry("queue.viewed", subjects=[contact.reference], by=screener):  # type: ignore[attr-defined]
        client.get("/mash/views/all/")


def test_only_the_hub_has_a_queue(
    sent: Sent,
    teacher: Membership,
    lead: Membership,
    fws_manager: Membership,
    administrator: Membership,
    partner_officer: Membership,
    signed_in: SignedIn,
) -> None:
    for member in (teacher, lead, fws_manager, administrator, partner_officer):
        for path in ("/mash/", "/mash/views/all/", "/mash/live/", "/mash/tonight/"):
            assert signed_in(member).get(path).status_code == 404, (member.role, path)


def test_another_partnership_and_restricted_contacts_are_not_in_it(
    sent: Sent,
    screener: Membership,
    outsider: Callable[[Role], Membership],
    signed_in: SignedIn,
) -> None:
    sent(restricted=True)
    assert order(signed_in(screener)) == []
    contact = sent()
    assert order(signed_in(screener)) == [contact.reference]
    Referral.objects.filter(pk=contact.pk).update(
        partnership=outsider(Role.MASH_SCREENER).partnership
    )
    assert order(signed_in(screener)) == []


def test_an_unknown_view_is_not_found(screener: Membership, signed_in: SignedIn) -> None:
    assert signed_in(screener).get("/mash/views/everything/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_rows(
    sent: Sent, screener: Membership, second_screener: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(screener)
    screening.claim(by=second_screener, referral=sent(children=2))
    client.get("/mash/views/all/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/mash/views/all/")
        return len(captured)

    with_one = queries()
    for _ in range(4):
        screening.claim(by=second_screener, referral=sent(children=3))
    assert queries() == with_one
    assert with_one <= 30


# Ticked contacts


def test_ticked_contacts_are_claimed_and_those_taken_are_named(
    sent: Sent, screener: Membership, second_screener: Membership, signed_in: SignedIn
) -> None:
    free, held = sent(), sent()
    screening.claim(by=second_screener, referral=held)
    answer = signed_in(screener).post(
        "/mash/claim/",
        {"contacts": [free.reference, held.reference], "next": "/mash/views/mine/"},
        follow=True,
    )
    page = answer.content.decode()
    assert answer.redirect_chain == [("/mash/views/mine/", 302)]
    assert "1 contact claimed 9:30am." in page
    assert f"{held.reference}: Tomasz Wilk claimed this at 9:30am." in page
    assert again(free).holder == screener


def test_claiming_without_a_tick_says_what_to_do(
    sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    sent()
    answer = signed_in(screener).post("/mash/claim/", {"view": "all"})
    assert answer.status_code == 422
    assert "Select the contacts to claim" in answer.content.decode()


def test_nobody_is_led_out_of_the_queue_after_claiming(
    sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    answer = signed_in(screener).post(
        "/mash/claim/", {"contacts": [sent().reference], "next": "https://elsewhere.example/mash/"}
    )
    assert answer["Location"] == "/mash/"


def test_compact_rows_are_remembered(screener: Membership, signed_in: SignedIn) -> None:
    client = signed_in(screener)
    client.post("/mash/compact/", {"compact": "yes", "next": "/mash/"})
    screener.person.refresh_from_db()
    assert screener.person.compact_tables
    client.post("/mash/compact/", {"compact": "no"})
    screener.person.refresh_from_db()
    assert not screener.person.compact_tables


# Live


def test_a_live_check_counts_arrivals_names_danger_and_updates_rows(
    sent: Sent,
    screener: Membership,
    second_screener: Membership,
    signed_in: SignedIn,
    friday: object,
) -> None:
    shown = sent()
    client = signed_in(screener)
    since = client.get("/mash/views/all/").context["now_iso"]
    friday.shift(timedelta(minutes=15))  # type: ignore[attr-defined]
    danger = sent(danger_now=True)
    sent()
    screening.claim(by=second_screener, referral=shown)
    before = AuditEntry.objects.count()
    answer = client.get(
        "/mash/live/",
        {"view": "all", "since": since, "contacts": shown.reference},
        headers={"X-Live-Check": "1"},
    )
    facts = answer.json()
    assert (facts["new"], facts["danger"]) == (2, [danger.reference])
    assert facts["rows"][shown.reference]["held_by"] == "Tomasz Wilk"
    assert facts["rows"][shown.reference]["due"] == "Due in 45 minutes"
    assert not facts["rows"][shown.reference]["claimable"]
    assert AuditEntry.objects.count() == before
    child = shown.children.get()
    assert child.first_name not in answer.content.decode()


@pytest.mark.parametrize("query", ["since=2026-11-20T09:30", "view=nonsense"])
def test_a_live_check_about_nonsense_is_not_found(
    query: str, screener: Membership, signed_in: SignedIn
) -> None:
    assert signed_in(screener).get(f"/mash/live/?{query}").status_code == 404


# To decide, tonight


def test_who_decides_sees_how_many_will_be_late(
    sent: Sent, screener: Membership, decision_maker: Membership, signed_in: SignedIn
) -> None:
    for _ in range(2):
        screening.read(by=screener, referral=sent())
    page = signed_in(decision_maker).get("/mash/views/to-decide/").content.decode()
    assert "2 will be late by 9:30am on Monday 23 November if nothing changes." in page


def test_tonight_shows_danger_arrivals_and_calls_since_closing(
    sent: Sent,
    duty_officer: Membership,
    signed_in: SignedIn,
    friday: object,
) -> None:
    sent()
    friday.move_to(FRIDAY.replace(hour=19))  # type: ignore[attr-defined]
    danger, arrived = sent(danger_now=True), sent()
    call = calls.Call(
        taken_at=timezone.now(),
        worry="Shouting",
        caller_kind=ReferrerKind.FAMILY_OR_PUBLIC,
        child=calls.ToldChild(first_name="Zoë"),
    )
    logged = calls.log_call(by=duty_officer, call=call)
    answer = signed_in(duty_officer).get("/mash/tonight/")
    shown = [[row.reference for row in part["rows"]] for part in answer.context["sections"]]
    assert shown == [[danger.reference], [arrived.reference], [logged.reference]]
    assert "What has arrived since 5pm is below." in answer.content.decode()


def test_words_of_neighbours_keep_to_the_view() -> None:
    assert queue.neighbours(["a", "b", "c"], "b") == ("a", "c")
    assert queue.neighbours(["a", "b"], "a") == ("", "b")
    assert queue.neighbours(["a", "b"], "read just now") == ("", "a")
    assert queue.neighbours([], "a") == ("", "")
