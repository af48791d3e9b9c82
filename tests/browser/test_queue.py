"""The queue and the contact page in a real browser: keyboard, live, accessible, narrow."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Membership
from mash.operations import screening
from referrals.models import Referral
from tests.axe import expect_accessible, expect_no_sideways_scroll
from tests.browsers import PHONE, SMALLEST, NewPage
from tests.factories import referrals

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page, Membership], Page]


@pytest.fixture
def sign_in(signed_in: Callable[[Membership], Client], live_server: LiveServer) -> SignIn:
    """Give a browser the session of somebody signed in."""

    def give(page: Page, membership: Membership) -> Page:
        cookie = signed_in(membership).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return page

    return give


@pytest.fixture
def contacts(teacher: Membership) -> list[Referral]:
    """Three contacts: immediate danger first, then two in the order they arrived."""
    return [
        referrals.sent(teacher, danger_now=True, children=3),
        referrals.sent(teacher),
        referrals.sent(teacher, children=2),
    ]


def test_the_queue_is_worked_with_single_keys_inside_the_table(
    page: Page, sign_in: SignIn, screener: Membership, contacts: list[Referral]
) -> None:
    sign_in(page, screener).goto("/mash/views/all/")
    expect_accessible(page)
    expect_no_sideways_scroll(page)
    links = page.locator("[data-open]")
    links.nth(0).focus()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="Claim 2 contacts")).to_be_visible()
    page.keyboard.press("k")
    expect(links.nth(1)).to_be_focused()
    page.get_by_role("button", name="Claim 2 contacts").click()
    expect(page.get_by_text("2 contacts claimed")).to_be_visible()
    assert Referral.objects.filter(holder=screener).count() == 2
    links.nth(0).focus()
    page.keyboard.press("c")
    expect(page.locator("[data-held-by]").nth(0)).to_have_text("You")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(contacts[0].reference))


def test_keys_do_nothing_outside_the_table_or_when_switched_off(
    page: Page, sign_in: SignIn, screener: Membership, contacts: list[Referral]
) -> None:
    sign_in(page, screener).goto("/mash/views/all/")
    page.keyboard.press("x")
    expect(page.locator("[data-tick]:checked")).to_have_count(0)
    screener.person.single_keys = False
    screener.person.save()
    page.reload()
    page.locator("[data-open]").nth(1).focus()
    page.keyboard.press("x")
    expect(page.locator("[data-tick]:checked")).to_have_count(0)


def test_arrivals_and_claims_are_told_without_moving_anything(
    page: Page,
    sign_in: SignIn,
    screener: Membership,
    second_screener: Membership,
    teacher: Membership,
    contacts: list[Referral],
) -> None:
    sign_in(page, screener).goto("/mash/views/all/")
    second = page.locator("[data-open]").nth(1)
    second.focus()
    danger = referrals.sent(teacher, danger_now=True)
    screening.claim(by=second_screener, referral=contacts[1])
    # The tab becomes visible again: the page asks at once instead of after 20 seconds.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("status").filter(has_text="1 new contact.")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text(
        f"New: immediate danger, {danger.reference}. Open"
    )
    row = page.locator(f"[data-contact='{contacts[1].reference}']")
    expect(row.locator("[data-held-by]")).to_have_text("Tomasz Wilk")
    expect(second).to_be_focused()
    expect(page.locator("[data-contact]")).to_have_count(3)
    page.get_by_role("button", name="Show them").click()
    expect(page.locator("[data-contact]")).to_have_count(4)


def test_the_queue_works_without_javascript(
    page_without_javascript: Page, sign_in: SignIn, screener: Membership, contacts: list[Referral]
) -> None:
    page = sign_in(page_without_javascript, screener)
    page.goto("/mash/views/all/")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("BRAG").select_option("none")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Remove filter: BRAG: Not rated")).to_be_visible()
    page.locator(f"#tick-{contacts[1].reference}").check()
    page.get_by_role("button", name="Claim ticked contacts").click()
    expect(page.get_by_text("1 contact claimed")).to_be_visible()
    page.get_by_role("button", name="Compact rows").click()
    expect(page.get_by_role("button", name="Comfortable rows")).to_be_visible()


@pytest.mark.parametrize("part", ["", "family/", "level/", "known/", "history/", "pass-now/"])
def test_the_contact_page_is_accessible(
    part: str, page: Page, sign_in: SignIn, screener: Membership, contacts: list[Referral]
) -> None:
    screening.read(by=screener, referral=contacts[0])
    sign_in(page, screener).goto(f"/mash/contacts/{contacts[0].reference}/{part}")
    expect_accessible(page)
    expect_no_sideways_scroll(page)


def test_the_smallest_window_shows_cards_and_scrolls_down_only(
    new_page: NewPage, sign_in: SignIn, screener: Membership, contacts: list[Referral]
) -> None:
    page = sign_in(new_page(viewport=SMALLEST), screener)
    for path in ("views/all/", f"contacts/{contacts[0].reference}/", "calls/new/"):
        page.goto(f"/mash/{path}")
        expect_no_sideways_scroll(page)
        expect_accessible(page)


def test_an_error_takes_the_focus_and_leads_to_its_field(
    page: Page, sign_in: SignIn, duty_officer: Membership, contacts: list[Referral]
) -> None:
    sign_in(page, duty_officer).goto("/mash/calls/new/")
    page.get_by_label("What are they worried about, or what do they ask?").fill("Shouting")
    page.get_by_role("button", name="Save and carry on").click()
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_be_visible()
    expect_accessible(page)
    summary.get_by_role("link", name="Select who is calling").click()
    expect(page.locator("#caller_kind")).to_be_focused()
    expect(page.get_by_label("What are they worried about, or what do they ask?")).to_have_value(
        "Shouting"
    )


def test_on_a_phone_the_views_are_one_line_that_opens_without_javascript(
    new_page: NewPage, sign_in: SignIn, screener: Membership, contacts: list[Referral]
) -> None:
    page = sign_in(new_page(viewport=PHONE, java_script_enabled=False), screener)
    page.goto("/mash/views/all/")
    views = page.get_by_text("View: All open (3)")
    expect(views).to_be_visible()
    expect(page.get_by_role("link", name="Unclaimed (3)")).to_have_count(0)
    first = page.locator("[data-contact]").first.bounding_box()
    assert first is not None and first["y"] < PHONE["height"]
    views.click()
    page.get_by_role("link", name="Unclaimed (3)").click()
    expect(page.get_by_text("View: Unclaimed (3)")).to_be_visible()


def test_the_views_of_a_phone_are_accessible_while_they_are_open(
    new_page: NewPage, sign_in: SignIn, screener: Membership, contacts: list[Referral]
) -> None:
    page = sign_in(new_page(viewport=SMALLEST), screener)
    page.goto("/mash/views/all/")
    page.get_by_text("View: All open (3)").click()
    expect_accessible(page)
    expect_no_sideways_scroll(page)


def test_at_a_desk_every_view_is_a_tab(
    page: Page, sign_in: SignIn, screener: Membership, contacts: list[Referral]
) -> None:
    sign_in(page, screener).goto("/mash/views/all/")
    expect(page.get_by_role("link", name="Transfer to be confirmed (0)")).to_be_visible()
    expect(page.get_by_text("View: All open (3)")).to_be_hidden()
