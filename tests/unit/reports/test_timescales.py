"""Changing a timescale: what moves, what never does, and two who change it at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.errors import NotAllowed
from accounts.models import AuditEntry, Membership
from accounts.rules import Role
from directory.opening import LONDON
from directory.presenters import calendar_for, front_door_for
from referrals.clocks import Unit
from referrals.errors import ImpossibleTimescale, TimescaleChanged
from referrals.models import Clock, Referral, Timescale
from referrals.operations import timekeeping
from referrals.operations.timescales import change_timescale
from reports.presenters.timescales import timescale_examples
from tests.cast import OneAuditEntry, Outsider, SignedIn

ADDRESS = reverse("reports:timescale", args=["mash_decision"])
# Monday 23 November 2026, 10am.
MONDAY = datetime(2026, 11, 23, 10, tzinfo=LONDON)


def row(membership: Membership, key: str = "mash_decision") -> Timescale:
    return Timescale.objects.get(partnership_id=membership.partnership_id, key=key)


def changed(by: Membership, **values: Any) -> Timescale:
    wanted: dict[str, Any] = {
        "amount": 2,
        "unit": Unit.WORKING_DAYS,
        "warn_before_minutes": 60,
        "owed_by": Role.MASH_DECISION_MAKER,
        "version": None,
    }
    return change_timescale(by=by, timescale=row(by), **(wanted | values))


def answers(**values: str) -> dict[str, str]:
    return {
        "amount": "3",
        "unit": "working_days",
        "warn_before_minutes": "120",
        "owed_by": "mash_decision_maker",
        "version": "1",
    } | values


def test_a_change_counts_for_clocks_started_later_and_moves_no_running_one(
    sent: Referral, administrator: Membership
) -> None:
    """Decision 2; R-050's clock keeps the due time it was given."""
    running = Clock.objects.get(referral=sent, key="mash_decision")
    due_at = running.due_at
    changed(administrator, amount=5)
    running.refresh_from_db()
    assert running.due_at == due_at
    Clock.objects.filter(pk=running.pk).update(
        result="stopped", stopped_at=running.started_at, stopped_because="asked again"
    )
    later = timekeeping.start(key="mash_decision", referral=sent, at=MONDAY)
    assert later is not None
    assert later.due_at == datetime(2026, 11, 30, 17, tzinfo=LONDON)
    assert later.due_at > MONDAY + timedelta(days=1)


def test_a_change_is_recorded_with_what_it_was_and_is(
    administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry(
        "timescale.changed", by=administrator, subjects=["timescale-mash_decision"]
    ):
        changed(administrator)
    entry = AuditEntry.objects.latest("pk")
    assert entry.detail["before"]["amount"] == 1
    assert entry.detail["after"]["unit"] == "working_days"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"amount": 0}, "Enter a number of 1 or more"),
        ({"amount": 25, "unit": Unit.HOURS}, "Enter a multiple of 24, such as 24 or 48"),
        ({"amount": 2, "unit": Unit.SAME_WORKING_DAY}, "Enter 1"),
        ({"amount": 367}, "Enter a number of 366 or fewer"),
    ],
)
def test_a_length_its_unit_cannot_count_is_refused(
    administrator: Membership, values: dict[str, Any], words: str
) -> None:
    with pytest.raises(ImpossibleTimescale, match=words):
        changed(administrator, **values)


def test_nobody_else_changes_a_timescale(
    administrator: Membership, service_manager: Membership, outsider: Outsider
) -> None:
    for stranger in (service_manager, outsider(Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            change_timescale(
                by=stranger,
                timescale=row(administrator),
                amount=1,
                unit=Unit.WEEKS,
                warn_before_minutes=0,
                owed_by=Role.MASH_SCREENER,
                version=None,
            )


def test_an_old_version_is_refused_with_who_changed_it(
    administrator: Membership, second_administrator: Membership
) -> None:
    changed(second_administrator, version=1)
    with pytest.raises(TimescaleChanged) as refused:
        changed(administrator, version=1)
    assert refused.value.by_name == "Farah Winslow"
    assert not refused.value.same_person


def test_the_list_quotes_the_source_beside_each_timescale(
    administrator: Membership, signed_in: SignedIn
) -> None:
    page = signed_in(administrator).get(reverse("reports:timescales")).content.decode()
    assert "All contacts will be seen by a manager or senior practioner" in page
    assert "R-050" in page
    assert "One working day at the same clock time" in page


def test_the_preview_shows_examples_and_changes_nothing(
    sent: Referral, administrator: Membership, signed_in: SignedIn
) -> None:
    response = signed_in(administrator).post(ADDRESS, answers())
    page = response.content.decode()
    assert response.status_code == 200
    assert "1 running clock keeps the due time it was given." in page
    assert "Christmas Eve" in page
    assert "Friday" in page
    assert row(administrator).amount == 1


def test_confirming_the_preview_changes_it(administrator: Membership, signed_in: SignedIn) -> None:
    response = signed_in(administrator).post(ADDRESS, answers(confirm="yes"))
    assert response["Location"] == reverse("reports:timescales")
    assert row(administrator).amount == 3
    assert row(administrator).version == 2


def test_going_back_from_the_preview_keeps_what_was_typed(
    administrator: Membership, signed_in: SignedIn
) -> None:
    response = signed_in(administrator).post(ADDRESS, answers(amount="7", change="yes"))
    page = response.content.decode()
    assert 'value="7"' in page
    assert "There is a problem" not in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"amount": "two"}, "Enter the amount as a whole number"),
        ({"amount": "2", "unit": "same_working_day"}, "Enter 1"),
        ({"amount": "30", "unit": "hours"}, "Enter a multiple of 24, such as 24 or 48"),
        ({"unit": "fortnights"}, "Select the unit"),
        ({"owed_by": "administrator"}, "Select who owes it"),
        ({"warn_before_minutes": "-1"}, "Enter the warning in whole minutes"),
    ],
)
def test_a_wrong_value_is_explained_and_kept(
    administrator: Membership, signed_in: SignedIn, values: dict[str, str], words: str
) -> None:
    response = signed_in(administrator).post(ADDRESS, answers(**values))
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert f'value="{answers(**values)["amount"]}"' in page


def test_two_who_change_it_at_once_see_both_and_choose(
    administrator: Membership, second_administrator: Membership, signed_in: SignedIn
) -> None:
    changed(second_administrator, amount=5)
    browser = signed_in(administrator)
    response = browser.post(ADDRESS, answers(amount="3", confirm="yes"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Someone else changed this while you were writing" in page
    assert "Farah Winslow saved at" in page
    settling = {
        "settle": "yes",
        "version": "2",
        "mine-amount": "3",
        "mine-unit": "working_days",
        "mine-warn_before_minutes": "120",
        "mine-owed_by": "mash_decision_maker",
        "amount": "theirs",
    }
    missing = browser.post(ADDRESS, settling)
    assert missing.status_code == 409
    assert "Select what to keep for warning" in missing.content.decode()
    preview = browser.post(ADDRESS, settling | {"warn_before_minutes": "mine"})
    assert preview.status_code == 200
    kept = dict(preview.context["kept"])
    assert (kept["amount"], kept["warn_before_minutes"]) == ("5", "120")
    assert browser.post(ADDRESS, kept | {"confirm": "yes"}).status_code == 302
    saved = row(administrator)
    assert (saved.amount, saved.warn_before_minutes, saved.version) == (5, 120, 3)


def test_examples_say_the_due_times_by_the_calendar(administrator: Membership) -> None:
    """R-050: one working day, Friday 4:55pm to Monday 4:55pm; five working days move it."""
    calendar = calendar_for(front_door_for(administrator.partnership))
    before = row(administrator).as_rule()
    after = changed(administrator, amount=5).as_rule()
    friday = timescale_examples(before, after, calendar, MONDAY)[1]
    assert friday.starts == "4:55pm on Friday 27 November"
    assert friday.before == "4:55pm on Monday 30 November"
    assert friday.after == "5pm on Friday 4 December"
    assert friday.moves
