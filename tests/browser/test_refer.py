"""The edges of a referral in a browser: by keyboard, on a phone, without JavaScript, for axe."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Membership
from tests.axe import (
    expect_accessible,
    expect_accessible_at_every_width,
    expect_no_sideways_scroll,
)
from tests.browsers import PHONE, SMALLEST, NewPage
from tests.cast import wear
from tests.factories import referrals as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page, Membership], Page]


@pytest.fixture
def sign_in(live_server: LiveServer) -> SignIn:
    """Give a page the session of somebody signed in."""

    def give(page: Page, membership: Membership) -> Page:
        cookie = wear(Client(), membership).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return page

    return give


def test_a_child_in_danger_is_sent_on_a_phone_with_four_answers(
    new_page: NewPage, teacher: Membership, sign_in: SignIn
) -> None:
    make.equip(teacher.partnership)
    page = sign_in(new_page(viewport=PHONE, has_touch=True), teacher)
    page.goto("/referrals/start/")
    expect_accessible(page)
    page.get_by_role("button", name="Start").click()
    expect_accessible(page)
    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_title(
        "Error: Is a child in immediate danger now? – "
        f"{page.url.split('/')[-5]} – Effective Support"
    )
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Call 999 now")
    expect_accessible(page)
    page.get_by_role("button", name="Carry on").click()
    page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what you are worried about")
    expect_accessible(page)
    page.get_by_label("Which child or children?").fill("محمد, about 6, called O'Neil by friends")
    page.get_by_label("Where are they now?").fill("At the school office")
    page.get_by_label("What are you worried about?").fill("He says he is hit at home. 😟")
    expect_no_sideways_scroll(page)
    page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_text("محمد, about 6, called O'Neil by friends")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("button", name="Send referral").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Referral sent")
    expect_accessible(page)
    expect_no_sideways_scroll(page)


def test_the_shutter_and_the_lado_read_well_without_javascript(
    new_page: NewPage, teacher: Membership, sign_in: SignIn
) -> None:
    draft = make.draft(teacher)
    page = sign_in(new_page(java_script_enabled=False), teacher)
    before = f"/referrals/{draft.reference}/draft/before/"
    page.goto(f"{before}shutter/")
    page.get_by_label("I could not ask, because…").check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why you could not ask")
    page.get_by_label("Why could you not ask?").fill("Nobody answers the door or the phone.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We kept a note")
    page.goto(f"{before}lado/")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What is the worry about this person?"
    )


def test_a_practitioners_and_a_leads_pages_are_accessible_at_every_width(
    new_page: NewPage,
    teacher: Membership,
    lead: Membership,
    screener: Membership,
    sign_in: SignIn,
) -> None:
    make.draft(teacher, danger_now=True)
    sent = make.sent(teacher, children=3)
    draft = make.ready(teacher, worry="")
    record = f"/referrals/{sent.reference}/"
    at_work = [
        "/referrals/",
        "/referrals/closed/",
        record,
        f"{record}messages/",
        f"{record}add/",
        f"{record}withdraw/",
        f"/referrals/{draft.reference}/check/",
        f"/referrals/{draft.reference}/draft/before/not-needed/",
        f"/referrals/{draft.reference}/draft/before/tell-worker/",
    ]
    page = sign_in(new_page(), teacher)
    for address in at_work:
        page.goto(address)
        expect_accessible_at_every_width(page)
    page = sign_in(new_page(), lead)
    page.goto("/referrals/site/")
    expect_accessible_at_every_width(page)


def test_the_public_pages_are_accessible_and_can_be_left_at_once(new_page: NewPage) -> None:
    for options in ({}, {"viewport": SMALLEST}):
        page = new_page(**options)
        for address in ("/", "/worried-about-a-child/", "/what-happens-next/"):
            page.goto(address)
            expect_accessible(page)
            expect_no_sideways_scroll(page)
        page.goto("/worried-about-a-child/")
        expect(page.get_by_role("button", name="Exit this page")).to_be_visible()
