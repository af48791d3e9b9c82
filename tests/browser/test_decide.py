"""Deciding in a browser: with the keyboard, on a phone, without JavaScript, and accessible."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Membership
from mash.operations import deciding
from mash.rules import Step
from referrals.models import Referral, ReferredChild
from referrals.workflow import ChildStatus
from tests.axe import expect_accessible, expect_no_sideways_scroll
from tests.browsers import SMALLEST, NewPage
from tests.cast import SignedIn
from tests.factories import decisions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def contact(teacher: Membership, screener: Membership) -> Referral:
    """Two children with long names, read and checked."""
    found = decisions.screened(teacher, screener, children=2)
    ReferredChild.objects.filter(referral=found, number=1).update(
        first_name="Oluwaseun-Anastasia", last_name="Featherstonehaugh-Wolstenholme"
    )
    return found


def sign_in(page: Page, live_server: LiveServer, signed_in: SignedIn, who: Membership) -> None:
    """Give a browser the session of somebody who has signed in."""
    cookie = signed_in(who).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def address(contact: Referral, page: str = "", number: int = 1) -> str:
    start = reverse("mash:decide_child", args=[contact.reference, number])
    return f"{start}{page}/" if page else start


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).click()


def look(page: Page) -> None:
    expect_accessible(page)
    expect_no_sideways_scroll(page)


def decide_in(page: Page, contact: Referral) -> None:
    """Walk from the list of children to the recorded decision."""
    page.goto(reverse("mash:decide", args=[contact.reference]))
    look(page)
    page.get_by_role("link", name="Oluwaseun").click()
    look(page)
    page.get_by_role("button", name="Start").click()
    press(page, "Save and continue")
    expect(page.get_by_role("alert")).to_contain_text("Select which level is right for")
    look(page)
    page.get_by_label("Level 4").check()
    press(page, "Save and continue")
    expect(page.get_by_text("The practitioner said Level 2")).to_be_visible()
    look(page)
    page.get_by_label("Why?").fill("What he said on Friday was serious harm.")
    press(page, "Save and continue")
    look(page)
    page.get_by_label("Accepted as a referral and allocated").check()
    press(page, "Save and continue")
    look(page)
    page.get_by_label("Referral and assessment").check()
    page.get_by_label("Team").fill("Referral and assessment team 2")
    press(page, "Save and continue")
    look(page)
    page.get_by_label("Why is this right for").fill("He has marks that nobody explains.")
    press(page, "Save and continue")
    page.get_by_label("The family has agreed").check()
    page.get_by_label("Yes", exact=True).check()
    look(page)
    press(page, "Save and continue")
    expect(page.get_by_label("What happens next")).to_have_value(
        re.compile("A social worker from Referral and assessment team 2 will see")
    )
    look(page)
    page.get_by_label("Why", exact=True).fill("The marks and what he said.")
    page.get_by_label("Yes", exact=True).check()
    press(page, "Save and continue")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check the decision")
    look(page)
    press(page, "Record decision")
    expect(page.get_by_text("Decided. Feedback to 1 person was sent at")).to_be_visible()


def test_a_decision_is_recorded_page_by_page(
    page: Page,
    live_server: LiveServer,
    signed_in: SignedIn,
    contact: Referral,
    decision_maker: Membership,
) -> None:
    sign_in(page, live_server, signed_in, decision_maker)
    decide_in(page, contact)

    assert contact.children.get(number=1).status == ChildStatus.ACCEPTED


def test_a_decision_is_recorded_on_the_smallest_screen_without_javascript(
    new_page: NewPage,
    live_server: LiveServer,
    signed_in: SignedIn,
    contact: Referral,
    decision_maker: Membership,
) -> None:
    page = new_page(viewport=SMALLEST, java_script_enabled=False)
    sign_in(page, live_server, signed_in, decision_maker)
    page.goto(address(contact, Step.GROUND))
    expect(page.get_by_label("Because").first).to_be_visible()
    page.goto(address(contact, Step.LEVEL))
    page.get_by_label("Level 2").check()
    press(page, "Save and continue")
    page.get_by_label("Advice and information given").check()
    press(page, "Save and continue")
    page.get_by_label("Why is this right for").fill("The school and the nurse meet the need.")
    press(page, "Save and continue")
    page.get_by_label("The family has agreed").check()
    page.get_by_label("Yes", exact=True).check()
    press(page, "Save and continue")
    page.get_by_label("Why", exact=True).fill("Two services are working with them.")
    page.get_by_label("What happens next").fill("The nurse rings on Friday.")
    page.get_by_label("Yes", exact=True).check()
    press(page, "Save and continue")
    press(page, "Record decision")

    assert contact.children.get(number=1).status == ChildStatus.ADVISED


def test_the_pages_after_a_decision_are_accessible(
    page: Page,
    live_server: LiveServer,
    signed_in: SignedIn,
    contact: Referral,
    decision_maker: Membership,
    second_decision_maker: Membership,
    social_worker: Membership,
) -> None:
    ReferredChild.objects.filter(referral=contact, number=1).update(confirmed_level=4)
    deciding.decide(
        by=decision_maker,
        referral=contact,
        child_number=1,
        answers=decisions.advice(level_because="Seen today.", second=second_decision_maker.pk),
    )
    decisions.without_agreement(contact)
    deciding.decide(
        by=decision_maker,
        referral=contact,
        child_number=2,
        answers=decisions.consent_to_be_sought(social_worker),
    )
    sign_in(page, live_server, signed_in, second_decision_maker)
    page.goto(reverse("mash:second", args=[contact.reference, 1]))
    look(page)
    page.get_by_label("Do not agree, because…").check()
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Say why you do not agree")
    look(page)
    for name, args in (("feedback", []), ("consent", [2]), ("consent_agreed", [2])):
        page.goto(reverse(f"mash:{name}", args=[contact.reference, *args]))
        look(page)
    page.goto(address(contact))
    expect(page.get_by_text("Sent to Imran Sheikh. Nothing has been decided yet.")).to_be_visible()
    look(page)


def test_a_decision_about_a_child_in_danger_is_accessible(
    teacher: Membership,
    screener: Membership,
    decision_maker: Membership,
    live_server: LiveServer,
    signed_in: SignedIn,
    new_page: NewPage,
) -> None:
    contact = decisions.screened(teacher, screener, children=2, danger_now=True)
    page = new_page()
    sign_in(page, live_server, signed_in, decision_maker)
    for path in (reverse("mash:decide", args=[contact.reference]), address(contact)):
        page.goto(path)
        expect(page.get_by_role("main")).to_contain_text("Immediate danger")
        look(page)
