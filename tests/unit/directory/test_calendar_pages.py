"""Office hours, closure days and numbers as an administrator keeps them."""

from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import AuditEntry, Membership
from accounts.rules import Role
from directory import operations
from directory.errors import (
    AlreadyClosed,
    ChangedMeanwhile,
    ClosureInThePast,
    ImpossibleHours,
    NobodyReached,
    NoSuchClosure,
    NumberNotReal,
)
from directory.models import ClosureDay, ContactPoint, FrontDoor
from directory.presenters import blocks_going_live, calendar_for
from referrals.models import Clock
from tests.cast import OneAuditEntry, Outsider, SignedIn
from tests.factories import referrals

CALENDAR = reverse("directory:calendar")
HOURS = reverse("directory:office_hours", args=["mash"])
ADD = reverse("directory:add_closure", args=["mash"])
NINE_TO_FIVE = (time(9), time(17))


@pytest.fixture
def door(administrator: Membership) -> FrontDoor:
    """Bexley's front door."""
    return FrontDoor.objects.get(partnership=administrator.partnership)


def number(kind: str) -> ContactPoint:
    found = ContactPoint.objects.filter(kind=kind, front_door__partnership__key="bexley").first()
    assert found is not None
    return found


def a_working_day(door: FrontDoor) -> date:
    """A working day some weeks ahead."""
    calendar = calendar_for(door)
    return calendar.add_working_days(timezone.localdate() + timedelta(days=30), 1)


def week(**changes: str) -> dict[str, str]:
    typed = {f"opens_{day}": "9am" for day in range(5)}
    typed |= {f"closes_{day}": "5pm" for day in range(5)}
    return typed | {"version": "1"} | changes


def day_typed(day: date, **more: str) -> dict[str, str]:
    return {
        "day_day": str(day.day),
        "day_month": str(day.month),
        "day_year": str(day.year),
        "reason": "Staff training",
    } | more


# Office hours ---------------------------------------------------------------------------------


def test_new_hours_count_and_are_recorded(
    door: FrontDoor, administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    """Decision 3: office hours are data."""
    hours = {day: (time(8), time(18)) for day in range(4)}
    with one_audit_entry("calendar.hours_changed", by=administrator, subjects=["front-door-mash"]):
        operations.change_office_hours(by=administrator, front_door=door, hours=hours, version=1)
    calendar = calendar_for(FrontDoor.objects.get(pk=door.pk))
    monday = date(2026, 11, 23)
    assert calendar.closes(monday).time() == time(18)
    assert not calendar.is_working_day(monday + timedelta(days=4))


@pytest.mark.parametrize(
    "hours", [{}, {0: (time(17), time(9))}, {5: NINE_TO_FIVE}, {0: (time(9), time(9))}]
)
def test_hours_nobody_can_keep_are_refused(
    door: FrontDoor, administrator: Membership, hours: dict[int, tuple[time, time]]
) -> None:
    with pytest.raises(ImpossibleHours), transaction.atomic():
        operations.change_office_hours(by=administrator, front_door=door, hours=hours, version=None)
    assert door.office_hours.count() == 5


def test_nobody_else_changes_the_calendar(
    door: FrontDoor, service_manager: Membership, outsider: Outsider
) -> None:
    for stranger in (service_manager, outsider(Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            operations.change_office_hours(
                by=stranger, front_door=door, hours={0: NINE_TO_FIVE}, version=None
            )
        with pytest.raises(NotAllowed):
            operations.add_closure_day(
                by=stranger, front_door=door, day=a_working_day(door), reason="Mine"
            )
        with pytest.raises(NotAllowed):
            operations.confirm_number(by=stranger, contact_point=number("hub"), version=None)


def test_the_preview_says_what_moves_and_what_stays_and_changes_nothing(
    door: FrontDoor, teacher: Membership, administrator: Membership, signed_in: SignedIn
) -> None:
    """Decision 2: a running clock keeps the due time it was given."""
    sent = referrals.sent(by=teacher)
    due = dict(Clock.objects.filter(referral=sent).values_list("key", "due_at"))
    response = signed_in(administrator).post(HOURS, week(opens_0="8am", closes_4="1pm"))
    page = response.content.decode()
    assert response.status_code == 200
    assert f"{len(due)} running clocks keep the due times they were given." in page
    assert "Due after the change" in page
    assert "Examples of what starts later" in page
    assert door.office_hours.get(weekday=0).opens == time(9)
    confirmed = signed_in(administrator).post(
        HOURS, week(opens_0="8am", closes_4="1pm", confirm="yes")
    )
    assert confirmed["Location"] == CALENDAR
    assert door.office_hours.get(weekday=4).closes == time(13)
    assert dict(Clock.objects.filter(referral=sent).values_list("key", "due_at")) == due


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"closes_1": "8am"}, "Enter when Tuesday closes, after 9am"),
        ({"closes_2": ""}, "Enter when Wednesday closes, or leave both empty if it is closed"),
        ({"opens_3": "nine"}, "Thursday opens must be a real time"),
        (
            {f"{part}_{day}": "" for part in ("opens", "closes") for day in range(5)},
            "Enter opening hours for at least one day",
        ),
    ],
)
def test_a_wrong_time_is_explained_and_the_rest_is_kept(
    door: FrontDoor,
    administrator: Membership,
    signed_in: SignedIn,
    changes: dict[str, str],
    words: str,
) -> None:
    response = signed_in(administrator).post(HOURS, week(**changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert response.context["form"].data["opens_0"] == week(**changes)["opens_0"]


def test_an_old_page_says_who_was_faster_and_then_saves_knowingly(
    door: FrontDoor,
    administrator: Membership,
    second_administrator: Membership,
    signed_in: SignedIn,
) -> None:
    operations.change_office_hours(
        by=second_administrator, front_door=door, hours={0: NINE_TO_FIVE}, version=1
    )
    with pytest.raises(ChangedMeanwhile):
        operations.change_office_hours(
            by=administrator, front_door=door, hours={0: NINE_TO_FIVE}, version=1
        )
    browser = signed_in(administrator)
    refused = browser.post(HOURS, week(confirm="yes"))
    assert refused.status_code == 422
    assert "Farah Winslow changed this" in refused.content.decode()
    assert 'name="version" value="2"' in refused.content.decode()
    assert browser.post(HOURS, week(confirm="yes", version="2")).status_code == 302
    assert door.office_hours.count() == 5


# Closure days ---------------------------------------------------------------------------------


def test_a_closure_day_is_added_after_a_preview_and_removed_again(
    door: FrontDoor, administrator: Membership, signed_in: SignedIn
) -> None:
    day = a_working_day(door)
    browser = signed_in(administrator)
    preview = browser.post(ADD, day_typed(day))
    assert preview.status_code == 200
    moves = [move for effect in preview.context["effects"] for move in effect.moves]
    assert "Decision" in {move.what for move in moves}
    assert not ClosureDay.objects.filter(date=day).exists()
    assert browser.post(ADD, day_typed(day, confirm="yes")).status_code == 302
    assert not calendar_for(FrontDoor.objects.get(pk=door.pk)).is_working_day(day)
    assert "Staff training" in browser.get(CALENDAR).content.decode()
    remove = reverse("directory:remove_closure", args=["mash", day])
    question = browser.get(remove).content.decode()
    assert "Yes, remove closure day" in question
    assert ClosureDay.objects.filter(date=day).exists()
    assert browser.post(remove).status_code == 302
    assert not ClosureDay.objects.filter(date=day).exists()
    actions = list(
        AuditEntry.objects.filter(action__startswith="calendar.")
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert actions == ["calendar.closure_added", "calendar.closure_removed"]


def test_pressing_twice_adds_one_closure_day(
    door: FrontDoor, administrator: Membership, signed_in: SignedIn
) -> None:
    day = a_working_day(door)
    browser = signed_in(administrator)
    key = "0b0e4a5c-6f2b-4f0e-9d56-0f1c6f5c2f11"
    for _ in range(2):
        browser.post(ADD, day_typed(day, confirm="yes", form_key=key))
    assert ClosureDay.objects.filter(date=day).count() == 1


def test_a_day_that_is_closed_anyway_or_has_begun_is_refused(
    door: FrontDoor, administrator: Membership, signed_in: SignedIn
) -> None:
    saturday = a_working_day(door)
    while saturday.weekday() != 5:
        saturday += timedelta(days=1)
    for day, error in ((saturday, AlreadyClosed), (timezone.localdate(), ClosureInThePast)):
        with pytest.raises(error), transaction.atomic():
            operations.add_closure_day(
                by=administrator, front_door=door, day=day, reason="Training"
            )
    response = signed_in(administrator).post(ADD, day_typed(saturday, confirm="yes"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Enter a day the office is open" in page
    assert 'value="Staff training"' in page


def test_a_closure_day_that_has_passed_stays(door: FrontDoor, administrator: Membership) -> None:
    past = timezone.localdate() - timedelta(days=10)
    ClosureDay.objects.create(front_door=door, date=past, reason="Flood")
    with pytest.raises(ClosureInThePast), transaction.atomic():
        operations.remove_closure_day(by=administrator, front_door=door, day=past)
    with pytest.raises(NoSuchClosure), transaction.atomic():
        operations.remove_closure_day(by=administrator, front_door=door, day=a_working_day(door))


def test_another_partnerships_closures_cannot_be_reached(
    door: FrontDoor, outsider: Outsider, signed_in: SignedIn
) -> None:
    day = a_working_day(door)
    ClosureDay.objects.create(front_door=door, date=day, reason="Training")
    stranger = signed_in(outsider(Role.ADMINISTRATOR))
    assert stranger.post(ADD, day_typed(day)).status_code == 404
    address = reverse("directory:remove_closure", args=["mash", day])
    assert stranger.post(address).status_code == 404
    assert ClosureDay.objects.filter(date=day).exists()


def test_many_closures_cost_as_many_queries_as_one(
    door: FrontDoor, administrator: Membership, signed_in: SignedIn
) -> None:
    browser = signed_in(administrator)
    calendar = calendar_for(door)
    counts = []
    for first, last in ((1, 2), (2, 21)):
        for ahead in range(first, last):
            day = calendar.add_working_days(timezone.localdate() + timedelta(days=40), ahead)
            ClosureDay.objects.create(front_door=door, date=day, reason="Training")
        browser.get(CALENDAR)
        with CaptureQueriesContext(connection) as queries:
            browser.get(CALENDAR)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Numbers --------------------------------------------------------------------------------------


def test_a_number_is_confirmed_by_name_and_changing_it_asks_again(
    administrator: Membership, signed_in: SignedIn
) -> None:
    """Decision 34: unchecked until an administrator confirms."""
    point, browser = number("hub"), signed_in(administrator)
    confirm = reverse("directory:confirm_number", args=[point.pk])
    assert browser.post(confirm, {"version": "1"}).status_code == 422
    assert browser.post(confirm, {"version": "1", "rung": "on"}).status_code == 302
    point.refresh_from_db()
    assert point.checked_by == administrator.person
    front_doors = browser.get(reverse("directory:front_doors")).content.decode()
    assert "Checked by Owen Castellan" in front_doors
    change = reverse("directory:change_number", args=[point.pk])
    typed = {
        "name": "MASH",
        "phone": "02079460999",
        "email": "",
        "source": "The council’s website",
        "version": "2",
    }
    assert browser.post(change, typed).status_code == 302
    point.refresh_from_db()
    assert (point.phone, point.checked_at) == ("020 7946 0999", None)


def test_a_number_changed_while_it_was_rung_is_not_confirmed(
    administrator: Membership, second_administrator: Membership
) -> None:
    point = number("hub")
    operations.change_number(
        by=second_administrator,
        contact_point=point,
        name="MASH",
        phone="020 7946 0999",
        email="",
        source="A call",
        version=1,
    )
    with pytest.raises(ChangedMeanwhile):
        operations.confirm_number(by=administrator, contact_point=point, version=1)


def test_an_invented_number_is_replaced_before_it_is_confirmed(
    administrator: Membership, signed_in: SignedIn
) -> None:
    """Decision 35."""
    point = number("lado")
    assert point.invented
    with pytest.raises(NumberNotReal), transaction.atomic():
        operations.confirm_number(by=administrator, contact_point=point, version=None)
    with pytest.raises(NobodyReached), transaction.atomic():
        operations.change_number(
            by=administrator,
            contact_point=point,
            name="LADO",
            phone="",
            email="",
            source="",
            version=None,
        )
    page = signed_in(administrator).get(reverse("directory:change_number", args=[point.pk]))
    assert "Enter the real one." in page.content.decode()
    changed = operations.change_number(
        by=administrator,
        contact_point=point,
        name="LADO",
        phone="020 7946 0123",
        email="",
        source="A call",
        version=1,
    )
    assert not changed.invented
    confirmed = operations.confirm_number(by=administrator, contact_point=point, version=2)
    assert confirmed.checked_at is not None


def test_a_wrong_number_is_explained_and_kept(
    administrator: Membership, signed_in: SignedIn
) -> None:
    point = number("hub")
    response = signed_in(administrator).post(
        reverse("directory:change_number", args=[point.pk]),
        {"name": "MASH", "phone": "ring us", "email": "", "source": "A call", "version": "1"},
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Enter a phone number, like 020 3045 5440" in page
    assert 'value="ring us"' in page


def test_another_partnerships_number_cannot_be_reached(
    outsider: Outsider, signed_in: SignedIn
) -> None:
    stranger = signed_in(outsider(Role.ADMINISTRATOR))
    for name in ("confirm_number", "change_number"):
        address = reverse(f"directory:{name}", args=[number("hub").pk])
        assert stranger.get(address).status_code == 404


# Going live -----------------------------------------------------------------------------------


def test_going_live_lists_what_blocks_it_and_fails(door: FrontDoor) -> None:
    """Decisions 34 and 35."""
    with pytest.raises(CommandError) as refused:
        call_command("ready_to_go_live", "bexley")
    said = str(refused.value)
    assert refused.value.returncode == 1
    assert "MASH, 020 3045 5440, is not checked. Ring it and confirm it." in said
    assert "is invented. Enter the real number." in said
    assert "Main council number" not in said


def test_with_every_number_checked_it_is_ready(door: FrontDoor, administrator: Membership) -> None:
    door.contact_points.update(
        invented=False,
        checked_at=datetime.now(tz=timezone.get_current_timezone()),
        checked_by=administrator.person,
    )
    said = StringIO()
    call_command("ready_to_go_live", "bexley", stdout=said)
    assert said.getvalue().strip() == "bexley is ready to go live."
    door.contact_points.filter(kind="lado").delete()
    assert blocks_going_live(administrator.partnership) == [
        f"{door.name}: no number for “LADO (designated officer)”."
    ]


def test_an_unknown_partnership_is_no_ready_one(db: None) -> None:
    with pytest.raises(CommandError, match="There is no partnership atlantis"):
        call_command("ready_to_go_live", "atlantis")
