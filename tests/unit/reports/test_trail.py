"""The audit trail: searched without a name in any address, read, exported, and itself recorded."""

import csv
from io import StringIO
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import AuditEntry, Membership
from accounts.operations import audit
from accounts.rules import Role
from referrals.models import EmergencyAccess, Referral
from reports.models import AuditSearch
from reports.operations import export_trail, search_trail
from reports.views.trail import ENTRIES_ON_A_PAGE
from tests.cast import Outsider, SignedIn

TRAIL = reverse("reports:trail")
REFERENCE = "7KT-4MR-9HX"


def looked(by: Membership, *subjects: str, action: str = "referral.viewed") -> AuditEntry:
    return audit.record(by=by, action=action, subjects=subjects)


@pytest.fixture
def reference(sent: Referral) -> str:
    return sent.reference


def test_a_search_is_a_row_of_its_owner_and_no_name_stands_in_the_address(
    governance: Membership, teacher: Membership, signed_in: SignedIn
) -> None:
    looked(teacher, REFERENCE)
    response = signed_in(governance).post(TRAIL, {"person": "whitcombe hannah"}, follow=True)
    address = unquote(response.redirect_chain[-1][0])
    assert "whitcombe" not in address.lower()
    page = response.content.decode()
    assert "Hannah Whitcombe" in page
    assert REFERENCE in page
    assert "1 entry</caption>" in page
    assert AuditSearch.objects.get().membership == governance


def test_the_search_and_its_reading_are_recorded_without_the_name(
    governance: Membership, teacher: Membership, signed_in: SignedIn
) -> None:
    entry = looked(teacher, REFERENCE)
    signed_in(governance).post(TRAIL, {"person": "Whitcombe"}, follow=True)
    searched = AuditEntry.objects.get(action="audit.searched")
    read = AuditEntry.objects.get(action="audit.read")
    assert searched.detail["people"] == [teacher.person_id]
    assert "Whitcombe" not in str(searched.detail)
    assert f"audit-{entry.pk}" in read.subjects


def test_nothing_found_says_so_and_that_it_was_recorded(
    governance: Membership, signed_in: SignedIn
) -> None:
    response = signed_in(governance).post(TRAIL, {"person": "Nobody Atall"}, follow=True)
    assert "No rows match. This search was recorded." in response.content.decode()


def test_a_reference_is_found_however_it_is_typed_and_with_its_children(
    governance: Membership, screener: Membership, reference: str
) -> None:
    looked(screener, f"{reference}/2", action="child.viewed")
    looked(screener, REFERENCE)
    search = search_trail(by=governance, reference=reference)
    subjects = {subject for entry in search.entries() for subject in entry.subjects}
    assert f"{reference}/2" in subjects
    assert REFERENCE not in subjects or reference == REFERENCE


def test_action_and_days_narrow_the_search(governance: Membership, teacher: Membership) -> None:
    looked(teacher, REFERENCE)
    looked(teacher, REFERENCE, action="referral.sent")
    today = timezone.localdate()
    found = search_trail(
        by=governance, action="referral.sent", first_day=today, last_day=today
    ).entries()
    assert [entry.action for entry in found] == ["referral.sent"]
    earlier = search_trail(by=governance, last_day=today.replace(year=today.year - 1))
    assert not earlier.entries().exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reference": "7KT-4MR-9HH"}, "That reference has a mistake in it"),
        ({"action": "referral.invented"}, "Select an action"),
        (
            {
                "first_day_day": "2",
                "first_day_month": "3",
                "first_day_year": "2026",
                "last_day_day": "1",
                "last_day_month": "3",
                "last_day_year": "2026",
            },
            "Enter a day that is not before the first day",
        ),
    ],
)
def test_a_mistake_is_explained_and_what_was_typed_is_kept(
    governance: Membership, signed_in: SignedIn, typed: dict[str, str], words: str
) -> None:
    response = signed_in(governance).post(TRAIL, {"person": "Okafor"} | typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert 'value="Okafor"' in page
    assert not AuditSearch.objects.exists()


def test_pages_of_a_search_stay_the_same_while_the_trail_grows(
    governance: Membership, teacher: Membership
) -> None:
    looked(teacher, REFERENCE)
    search = search_trail(by=governance)
    number = search.entries().count()
    looked(teacher, REFERENCE)
    assert search.entries().count() == number


def test_a_search_says_how_many_it_found_when_it_was_asked_and_leaves_nothing_out(
    governance: Membership, teacher: Membership, signed_in: SignedIn
) -> None:
    for _ in range(ENTRIES_ON_A_PAGE + 2):
        looked(teacher, REFERENCE)
    search = search_trail(by=governance, reference=REFERENCE)
    assert search.found == ENTRIES_ON_A_PAGE + 2
    browser, address = signed_in(governance), reverse("reports:found", args=[search.pk])
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(address)
    assert f"{ENTRIES_ON_A_PAGE + 2} entries</caption>" in page.content.decode()
    assert not [query for query in asked if "COUNT(*)" in query["sql"] and "audit" in query["sql"]]
    assert len(page.context["rows"]) == ENTRIES_ON_A_PAGE
    assert len(browser.get(f"{address}?page=2").context["rows"]) == 2
    # Two entries were being written at the moment of the search, so that it did not count them.
    AuditSearch.objects.update(found=ENTRIES_ON_A_PAGE)
    assert len(browser.get(address).context["rows"]) == ENTRIES_ON_A_PAGE + 2


def test_every_action_of_the_own_partnerships_trail_may_be_chosen_once(
    governance: Membership, teacher: Membership, outsider: Outsider
) -> None:
    for action in ("referral.sent", "queue.viewed", "referral.sent", "child.viewed"):
        looked(teacher, REFERENCE, action=action)
    looked(outsider(Role.PRACTITIONER), REFERENCE, action="referral.elsewhere")
    found = AuditEntry.objects.actions_visible_to(governance)
    assert found == ["child.viewed", "partnership.loaded", "queue.viewed", "referral.sent"]
    assert AuditEntry.objects.actions_visible_to(teacher) == []


def test_nobody_opens_anothers_search(
    governance: Membership, outsider: Outsider, signed_in: SignedIn
) -> None:
    search = search_trail(by=governance)
    stranger = outsider(Role.INFORMATION_GOVERNANCE)
    browser = signed_in(stranger)
    assert browser.get(reverse("reports:found", args=[search.pk])).status_code == 404
    assert browser.post(reverse("reports:export", args=[search.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        export_trail(by=stranger, search=search)
    stranger.ended_at = timezone.now()
    with pytest.raises(NotAllowed):
        search_trail(by=stranger)


def test_another_partnerships_entries_are_never_found(
    governance: Membership, outsider: Outsider
) -> None:
    looked(outsider(Role.PRACTITIONER), REFERENCE)
    assert not search_trail(by=governance, reference=REFERENCE).entries().exists()


def test_an_export_is_recorded_and_holds_no_formula(
    governance: Membership, teacher: Membership, signed_in: SignedIn
) -> None:
    teacher.person.first_name = "=HYPERLINK(1)"
    looked(teacher, REFERENCE)
    search = search_trail(by=governance, reference=REFERENCE)
    response = signed_in(governance).post(reverse("reports:export", args=[search.pk]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1][1].startswith("'=")
    assert rows[1][5] == REFERENCE
    entry = AuditEntry.objects.get(action="audit.exported")
    assert entry.detail == {"search": search.pk, "entries": 1}


def test_an_export_is_asked_for_by_a_button_alone(
    governance: Membership, signed_in: SignedIn
) -> None:
    search = search_trail(by=governance)
    address = reverse("reports:export", args=[search.pk])
    assert signed_in(governance).get(address).status_code == 405


def test_who_looked_at_a_record_is_told_by_person(
    governance: Membership,
    screener: Membership,
    decision_maker: Membership,
    reference: str,
    signed_in: SignedIn,
) -> None:
    looked(screener, reference)
    looked(screener, reference)
    looked(decision_maker, f"{reference}/1", action="queue.viewed")
    page = signed_in(governance).get(reverse("reports:who_looked", args=[reference]))
    words = page.content.decode()
    assert "Priya Nair" in words and "2 times" in words
    assert "Margaret Ellison" in words
    assert "Hannah Whitcombe" not in words.partition("<main")[2]
    assert AuditEntry.objects.filter(action="audit.record_lookers_read").exists()


def test_who_looked_at_nothing_looks_missing(governance: Membership, signed_in: SignedIn) -> None:
    browser = signed_in(governance)
    for wrong in ("7KT-4MR-9HH", REFERENCE):
        assert browser.get(reverse("reports:who_looked", args=[wrong])).status_code == 404


def test_emergency_access_is_new_until_it_has_been_seen(
    governance: Membership, decision_maker: Membership, sent: Referral, signed_in: SignedIn
) -> None:
    """Decision 28: information governance is told of every break-glass."""
    Referral.objects.filter(pk=sent.pk).update(restricted=True)
    EmergencyAccess.objects.create(
        referral=sent,
        membership=decision_maker,
        reason="The duty manager is away and the child must be seen today.",
        until=timezone.now(),
    )
    looked(decision_maker, sent.reference)
    browser = signed_in(governance)
    first = browser.get(reverse("reports:emergency_access"))
    assert "The duty manager is away" in first.content.decode()
    assert first.context["new"] == 1
    assert [row["who"] for row in first.context["opens"]] == ["Margaret Ellison"]
    assert browser.get(reverse("reports:emergency_access")).context["new"] == 0


def test_another_partnerships_emergencies_are_not_listed(
    decision_maker: Membership, sent: Referral, outsider: Outsider, signed_in: SignedIn
) -> None:
    EmergencyAccess.objects.create(
        referral=sent, membership=decision_maker, reason="Why", until=timezone.now()
    )
    stranger = signed_in(outsider(Role.INFORMATION_GOVERNANCE))
    assert stranger.get(reverse("reports:emergency_access")).context["rows"] == []


def test_a_long_result_costs_as_many_queries_as_a_short_one(
    governance: Membership, teacher: Membership, signed_in: SignedIn
) -> None:
    browser = signed_in(governance)
    counts = []
    for number in (1, 19):
        for _ in range(number):
            looked(teacher, REFERENCE)
        search = search_trail(by=governance, reference=REFERENCE)
        address = reverse("reports:found", args=[search.pk])
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
