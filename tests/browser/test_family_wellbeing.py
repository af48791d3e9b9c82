"""Family Wellbeing in a browser: at every width, with errors, and without JavaScript."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Membership
from family_wellbeing.operations import allocating
from mash.operations import deciding
from referrals.models import DeclaredInterest, FamilyMember, Referral, ReferredChild
from tests.axe import expect_accessible, expect_no_sideways_scroll
from tests.browsers import DESKTOP, SMALLEST
from tests.cast import PageOf
from tests.factories import decisions, referrals

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A Wednesday on which the office is open.
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_wednesday_morning(live_server: LiveServer) -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=True):
        yield


@pytest.fixture
def waiting(
    _on_a_wednesday_morning: None,
    teacher: Membership,
    screener: Membership,
    decision_maker: Membership,
) -> Referral:
    """Two siblings in the inbox; their uncle must not hear of it and their address is withheld."""
    contact = decisions.screened(teacher, screener, children=2)
    FamilyMember.objects.create(
        referral=contact, number=9, name="Darren Pike-Featherstonehaugh", may_know="no"
    )
    ReferredChild.objects.filter(referral=contact).update(address_confidential=True)
    for number in (1, 2):
        deciding.decide(
            by=decision_maker,
            referral=contact,
            child_number=number,
            answers=decisions.family_wellbeing(),
        )
    return referrals.again(contact)


def look(page: Page) -> None:
    """Nothing for axe to find and nothing to scroll sideways, at both ends of the widths."""
    for width in (SMALLEST, DESKTOP):
        page.set_viewport_size(width)  # type: ignore[arg-type]
        expect_accessible(page)
        expect_no_sideways_scroll(page)


def address(name: str, family: Referral, *more: str) -> str:
    return reverse(f"family_wellbeing:{name}", args=[family.reference, 1, *more])


def test_a_manager_is_told_what_is_missing_and_then_allocates(
    page_of: PageOf,
    waiting: Referral,
    fws_manager: Membership,
    keyworker: Membership,
    other_keyworker: Membership,
) -> None:
    DeclaredInterest.objects.create(referral=waiting, person=keyworker.person, reason="Cousin")
    page = page_of(fws_manager)
    for list_page in ("inbox", "allocation", "caseloads"):
        page.goto(reverse(f"family_wellbeing:{list_page}"))
        look(page)
    page.goto(address("waiting", waiting))
    look(page)
    page.get_by_role("button", name="Accept and allocate").click()
    look(page)
    page.get_by_role("button", name="Accept and allocate").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Select which of these applies")
    look(page)
    summary.get_by_role("link", name="Select a keyworker who can take this family").click()
    expect(page.get_by_label(other_keyworker.person.full_name)).to_be_focused()
    expect(page.get_by_label(keyworker.person.full_name)).to_have_count(0)
    page.get_by_label("Low-level neglect").check()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label(other_keyworker.person.full_name).check()
    page.get_by_role("button", name="Accept and allocate").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Low-level neglect")).to_be_checked()
    look(page)
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Accept and allocate").click()
    expect(page.get_by_text("First visit due by 5pm on Wednesday 25 November")).to_be_visible()
    look(page)


def test_an_agreement_and_a_way_out_say_what_is_missing(
    page_of: PageOf, waiting: Referral, fws_manager: Membership
) -> None:
    page = page_of(fws_manager)
    page.goto(address("agreement", waiting))
    page.get_by_role("button", name="Record agreement").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter who agreed")
    page.get_by_label("Said yes, witnessed by").check()
    expect(page.get_by_label("Who witnessed it?", exact=True)).to_be_visible()
    look(page)
    for way_out, button in (
        ("signpost", "Signpost"),
        ("send-back", "Send back to the MASH"),
        ("social-care", "Redirect to social care now"),
    ):
        page.goto(address("redirect", waiting, way_out))
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("alert")).to_contain_text("Say why")
        look(page)


def test_a_keyworker_reads_their_day_and_a_withheld_address_without_javascript(
    page_of: PageOf, waiting: Referral, fws_manager: Membership, keyworker: Membership
) -> None:
    episode = allocating.accept_and_allocate(
        by=fws_manager,
        referral=waiting,
        children=[1, 2],
        keyworker=keyworker,
        eligibility=["low_level_neglect"],
        higher_than_level_3=False,
    )
    page = page_of(keyworker)
    page.goto(reverse("family_wellbeing:families"))
    look(page)
    page.goto(reverse("family_wellbeing:today"))
    look(page)
    page = page_of(keyworker, viewport=SMALLEST, java_script_enabled=False)
    page.goto(reverse("family_wellbeing:today"))
    expect(page.get_by_text("Address withheld")).to_be_visible()
    expect(page.get_by_text("Do not mention the referral in front of: Darren")).to_be_visible()
    page.get_by_role("link", name="Khatun-Featherstonehaugh").click()
    expect(page).to_have_title(f"Family – {episode.reference} – Effective Support")
    page.get_by_role("button", name="Show address").click()
    expect(page.get_by_text("14 Larkspur Rise").first).to_be_visible()
