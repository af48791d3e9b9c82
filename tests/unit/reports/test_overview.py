"""What is late by team: true counts, references alone, nothing of another partnership."""

from datetime import datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Membership
from accounts.rules import Role
from directory.opening import LONDON
from directory.presenters import calendar_for, front_door_for
from referrals.models import Clock, DeclaredInterest, Referral
from reports.presenters.overview import by_team, forecast_line
from tests.cast import Outsider, SignedIn
from tests.unit.reports.conftest import ago, clock

LATE = reverse("reports:late")


def stop_all(referral: Referral) -> None:
    Clock.objects.filter(referral=referral).update(
        result="stopped", stopped_at=timezone.now(), stopped_because="not counted here"
    )


def test_late_and_soon_late_are_counted_by_team(
    sent: Referral, service_manager: Membership
) -> None:
    stop_all(sent)
    clock(sent, key="one", due_at=ago(hours=2))
    clock(sent, key="two", due_at=ago(hours=2), owed_by="mash_screener")
    clock(sent, key="held", due_at=ago(hours=2), held_until=ago(hours=-5))
    clock(sent, key="soon", due_at=ago(hours=-1))
    clock(sent, key="fws_first_visit", due_at=ago(days=1), owed_by="family_keyworker")
    rows = [row["cells"] for row in by_team(service_manager, timezone.now())]
    assert rows == [["MASH", 2, 1, 4], ["Family Wellbeing", 1, 0, 1]]


def test_a_minimum_is_never_late(sent: Referral, service_manager: Membership) -> None:
    """R-136: twelve weeks of support are to be completed, not beaten."""
    stop_all(sent)
    clock(sent, key="step_down_support", due_at=ago(days=2), minimum=True)
    assert by_team(service_manager, timezone.now()) == []


def test_the_forecast_looks_to_the_same_time_next_working_day(
    sent: Referral, service_manager: Membership
) -> None:
    stop_all(sent)
    calendar = calendar_for(front_door_for(service_manager.partnership))
    friday = datetime(2026, 11, 20, 10, 40, tzinfo=LONDON)
    clock(sent, key="one", due_at=friday + timedelta(days=3, minutes=-10))
    clock(sent, key="two", due_at=friday + timedelta(days=3, minutes=10))
    said = forecast_line(service_manager, calendar, friday)
    assert said == "1 will be late by 10:40am on Monday 23 November if nothing changes"


def test_the_list_shows_references_and_clock_words_alone(
    sent: Referral, service_manager: Membership, signed_in: SignedIn
) -> None:
    clock(sent, key="outcome_feedback", due_at=ago(hours=3))
    page = signed_in(service_manager).get(LATE).content.decode()
    assert sent.reference in page
    assert "Late by 3 hours" in page or "Late by 2 hours" in page
    assert "Khatun" not in page
    assert "coat" not in page
    entry = AuditEntry.objects.get(action="late.viewed")
    assert sent.reference in entry.subjects


def test_a_record_one_has_an_interest_in_is_left_out(
    sent: Referral, service_manager: Membership, signed_in: SignedIn
) -> None:
    """Decision 28."""
    clock(sent, key="outcome_feedback", due_at=ago(hours=3))
    DeclaredInterest.objects.create(
        referral=sent, person=service_manager.person, reason="My nephew"
    )
    assert sent.reference not in signed_in(service_manager).get(LATE).content.decode()


def test_nothing_late_says_so(service_manager: Membership, signed_in: SignedIn) -> None:
    assert "Nothing is late or soon late." in signed_in(service_manager).get(LATE).content.decode()
    overview = signed_in(service_manager).get(reverse("reports:overview")).content.decode()
    assert "No clock is running." in overview
    assert "Nothing will be late by" in overview


def test_another_partnership_counts_its_own(sent: Referral, outsider: Outsider) -> None:
    clock(sent, key="outcome_feedback", due_at=ago(hours=3))
    assert by_team(outsider(Role.SERVICE_MANAGER), timezone.now()) == []


def test_a_long_list_costs_as_many_queries_as_a_short_one(
    sent: Referral, service_manager: Membership, signed_in: SignedIn
) -> None:
    browser = signed_in(service_manager)
    stop_all(sent)
    counts = []
    for keys in (["k0"], [f"k{n}" for n in range(1, 20)]):
        for key in keys:
            clock(sent, key=key, due_at=ago(hours=3))
        browser.get(LATE)
        with CaptureQueriesContext(connection) as queries:
            browser.get(LATE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
