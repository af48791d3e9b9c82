"""The levels of need in a browser: find, read, decide, print; without script too."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Partnership
from outbox.models import Delivery
from tests.axe import expect_accessible, expect_accessible_at_every_width
from tests.browsers import DESKTOP, PHONE
from thresholds import tasks
from thresholds.presenters import edition_in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES: list[tuple[str, list[str | int]]] = [
    ("matrix", []),
    ("glossary", []),
    ("history", []),
    ("at_a_glance_step", ["assessed-before"]),
    ("at_a_glance_step", ["refer-through-the-mash"]),
    ("at_a_glance_step", ["ring-the-mash-now"]),
]


def test_the_pages_are_accessible_at_every_width(page: Page, live_server: LiveServer) -> None:
    for name, arguments in PAGES:
        page.goto(live_server.url + reverse(f"thresholds:{name}", args=arguments))
        expect_accessible_at_every_width(page)


def test_a_worry_is_followed_to_what_to_do_by_keyboard_without_javascript(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    page = page_without_javascript
    page.goto(live_server.url + reverse("thresholds:levels_of_need"))
    page.get_by_role("link", name="At a glance: questions that end in what to do").press("Enter")
    page.get_by_role("button", name="Continue").press("Enter")
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("link", name="Select your answer").press("Enter")
    page.get_by_label("No", exact=True).press("Space")
    page.get_by_role("button", name="Continue").press("Enter")
    page.get_by_label("I do not know").press("Space")
    page.get_by_role("button", name="Continue").press("Enter")
    page.get_by_label("Level 3: it needs a more intensive service").press("Space")
    page.get_by_role("button", name="Continue").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Make a referral through the MASH")
    expect(page.get_by_text("How Level 3 works in Bexley")).to_be_visible()
    page.get_by_role("link", name="When it is time to review").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What did the review show?")


def test_an_unanswered_question_is_explained_accessibly(
    page: Page, live_server: LiveServer
) -> None:
    address = reverse("thresholds:at_a_glance_step", args=["significant-harm"])
    page.goto(live_server.url + address)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Select your answer")
    expect_accessible(page)


def test_the_matrix_is_a_table_at_a_desk_and_cards_on_a_phone_and_leads_to_a_sign(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(live_server.url + reverse("thresholds:matrix"))
    health = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Health"))
    cells = health.first.get_by_role("cell")
    expect(cells).to_have_count(4)
    assert _tops(page) == 1
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert _tops(page) == 4
    expect(cells).to_have_count(4)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.get_by_role("link", name="Frequent accidents.").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Frequent accidents.")
    expect(page.get_by_role("heading", name="One level above")).to_be_visible()
    expect(page.get_by_role("heading", name="One level below")).to_be_visible()


def _tops(page: Page) -> int:
    """On how many heights the cells of the first domain begin."""
    tops = page.locator("tbody tr:first-child td").evaluate_all(
        "cells => cells.map(cell => Math.round(cell.getBoundingClientRect().top))"
    )
    return len(set(tops))


def test_print_leaves_out_what_only_a_screen_needs(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse("thresholds:matrix"))
    page.emulate_media(media="print")
    for gone in (page.locator(".es-footer"), page.get_by_text("The whole guide as a PDF")):
        expect(gone).to_be_hidden()
    expect(page.get_by_text("Frequent accidents.")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Level 4 Specialist")).to_be_visible()


def test_the_pdf_is_offered_by_itself_once_it_is_made(page: Page, live_server: LiveServer) -> None:
    edition = edition_in_force(Partnership.objects.get(key="bexley"))
    page.goto(live_server.url + reverse("thresholds:document", args=[edition.pk]))
    waiting = page.get_by_text("The PDF is being made. You can leave this page.")
    expect(waiting).to_be_visible()
    expect_accessible_at_every_width(page)
    tasks.make_document(Delivery.objects.get(handler=tasks.MAKE_DOCUMENT))
    expect(page.get_by_role("link", name="2018 guide (PDF, ")).to_be_visible(timeout=10_000)
    expect(waiting).to_be_hidden()
    expect_accessible_at_every_width(page)


def test_without_javascript_the_pdf_is_asked_for_and_then_there(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    page = page_without_javascript
    page.goto(live_server.url + reverse("thresholds:history"))
    page.get_by_role("link", name="The whole guide as a PDF").click()
    expect(page.get_by_text("The PDF is being made.")).to_be_visible()
    tasks.make_document(Delivery.objects.get(handler=tasks.MAKE_DOCUMENT))
    page.get_by_role("link", name="Look again").click()
    link = page.get_by_role("link", name=re.compile(r"2018 guide \(PDF, \d"))
    file = page.request.get(str(link.get_attribute("href")))
    assert file.body().startswith(b"%PDF-")


def test_signs_are_found_while_somebody_types_and_the_button_is_not_needed(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(live_server.url + reverse("thresholds:levels_of_need"))
    before = page.url
    page.get_by_label("Describe what you have noticed").press_sequentially("hasn't had his jabs")
    found = page.get_by_role("link", name="Missing immunisations/checks")
    expect(found).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="found, listed below")).to_be_attached()
    assert page.url == before
    expect_accessible_at_every_width(page)
    page.get_by_label("Describe what you have noticed").fill("no concerns about drugs")
    expect(page.get_by_text("We found nothing for these words.")).to_be_visible()
    expect_accessible_at_every_width(page)
