"""Set-up, the audit trail, oversight and the statements in a browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Membership
from accounts.operations import audit
from directory.models import ClosureDay, FrontDoor
from outbox.models import Delivery
from referrals.models import Clock, EmergencyAccess, Referral, Timescale
from tests.axe import (
    expect_accessible,
    expect_accessible_at_every_width,
    expect_no_sideways_scroll,
)
from tests.browsers import PHONE
from tests.cast import PageOf
from tests.factories import referrals

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def busy(teacher: Membership, decision_maker: Membership) -> Referral:
    """A partnership at work: something late, failing, restricted and looked at."""
    sent = referrals.sent(by=teacher)
    Clock.objects.filter(referral=sent, key="mash_decision").update(
        due_at=timezone.now() - timedelta(hours=3), warn_at=timezone.now() - timedelta(hours=5)
    )
    for error, gave_up in (("SMTPServerDisconnected", None), ("NotAccepted", timezone.now())):
        Delivery.objects.create(
            handler="referrals.receipt_email",
            dedupe_key=f"test:{error}",
            attempts=4,
            last_error=error,
            gave_up_at=gave_up,
        )
    Referral.objects.filter(pk=sent.pk).update(restricted=True)
    EmergencyAccess.objects.create(
        referral=sent,
        membership=decision_maker,
        reason="The duty manager cannot be reached and the child is to be collected at 3pm.",
        until=timezone.now() + timedelta(hours=1),
    )
    audit.record(by=decision_maker, action="referral.viewed", subjects=[sent.reference])
    door = FrontDoor.objects.get(partnership=teacher.partnership)
    ClosureDay.objects.create(
        front_door=door,
        date=timezone.localdate() + timedelta(days=40),
        reason="Whole-service training at the Civic offices with every partner agency",
    )
    return sent


def expect_sound(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect_accessible_at_every_width(page)


def test_an_administrators_pages_are_accessible_while_something_is_late_or_failing(
    busy: Referral, administrator: Membership, page_of: PageOf
) -> None:
    page = page_of(administrator)
    for address in (
        reverse("reports:set_up"),
        reverse("reports:flagged"),
        reverse("reports:timescales"),
        reverse("reports:timescale", args=["mash_decision"]),
        reverse("reports:deliveries"),
        reverse("directory:front_doors"),
        reverse("directory:calendar"),
        reverse("directory:office_hours", args=["mash"]),
        reverse("directory:add_closure", args=["mash"]),
    ):
        expect_sound(page, address)


def test_governances_and_oversights_pages_are_accessible(
    busy: Referral,
    governance: Membership,
    service_manager: Membership,
    page_of: PageOf,
) -> None:
    page = page_of(governance)
    expect_sound(page, reverse("reports:emergency_access"))
    expect_sound(page, reverse("reports:who_looked", args=[busy.reference]))
    expect_sound(page, reverse("reports:trail"))
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("button", name="Download as a file")).to_be_visible()
    expect_accessible_at_every_width(page)
    page = page_of(service_manager)
    expect_sound(page, reverse("reports:overview"))
    expect_sound(page, reverse("reports:late"))
    expect(
        page.get_by_text("Late by 3 hours").or_(page.get_by_text("Late by 2 hours"))
    ).to_be_visible()


def test_a_timescale_is_changed_by_keyboard_without_javascript(
    administrator: Membership, page_of: PageOf
) -> None:
    page = page_of(administrator, java_script_enabled=False)
    page.goto(reverse("reports:timescales"))
    page.get_by_role("link", name="Change Decision", exact=True).press("Enter")
    page.get_by_label("Amount").fill("none")
    page.get_by_role("button", name="See what would move").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Enter the amount as a whole number")
    page.get_by_label("Amount").fill("2")
    page.get_by_label("Unit").select_option("working_days")
    page.get_by_role("button", name="See what would move").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Change this timescale?")
    expect(page.get_by_text("Christmas Eve")).to_be_visible()
    page.get_by_role("button", name="Change timescale").press("Enter")
    expect(page.get_by_text("Timescale changed")).to_be_visible()
    changed = Timescale.objects.get(partnership=administrator.partnership, key="mash_decision")
    assert (changed.amount, changed.unit) == (2, "working_days")


def test_the_preview_and_the_conflict_are_accessible(
    administrator: Membership, second_administrator: Membership, page_of: PageOf
) -> None:
    first, second = page_of(administrator), page_of(second_administrator, viewport=PHONE)
    for page in (first, second):
        page.goto(reverse("reports:timescale", args=["mash_decision"]))
    first.get_by_label("Warn this many minutes").fill("60")
    first.get_by_role("button", name="See what would move").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Change this timescale?")
    expect_accessible(first)
    expect_no_sideways_scroll(first)
    first.get_by_role("button", name="Change timescale").click()
    expect(first.get_by_text("Timescale changed")).to_be_visible()
    second.get_by_label("Warn this many minutes").fill("90")
    second.get_by_role("button", name="See what would move").click()
    expect(second.get_by_role("heading", level=1)).to_have_text(
        "Someone else changed this while you were writing"
    )
    expect_accessible(second)
    expect_no_sideways_scroll(second)
    second.get_by_label("Keep mine").check()
    second.get_by_role("button", name="Save").click()
    second.get_by_role("button", name="Change timescale").click()
    expect(second.get_by_text("Timescale changed")).to_be_visible()
    kept = Timescale.objects.get(partnership=administrator.partnership, key="mash_decision")
    assert kept.warn_before_minutes == 90


def test_a_closure_day_shows_what_it_moves_before_it_is_added(
    administrator: Membership, page_of: PageOf
) -> None:
    page = page_of(administrator)
    page.goto(reverse("directory:add_closure", args=["mash"]))
    day = timezone.localdate() + timedelta(days=30)
    while day.weekday() > 3 or (day.month, day.day) in {(12, 25), (12, 28), (1, 1)}:
        day += timedelta(days=1)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_label("Why is it closed?").fill("Staff training")
    page.get_by_role("button", name="See what would move").click()
    expect(page.get_by_role("button", name="Add closure day")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scroll(page)
    page.get_by_role("button", name="Change what I typed").click()
    expect(page.get_by_label("Why is it closed?")).to_have_value("Staff training")
    page.get_by_role("button", name="See what would move").click()
    page.get_by_role("button", name="Add closure day").click()
    page.get_by_role("link", name="Remove", exact=False).first.click()
    expect_accessible(page)
    page.get_by_role("button", name="Yes, remove closure day").click()
    expect(page.get_by_text("Closure day removed")).to_be_visible()
