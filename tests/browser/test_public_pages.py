"""The pages anybody can read, in a browser: accessible, narrow enough, usable without script."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.axe import expect_accessible, expect_accessible_at_every_width

pytestmark = pytest.mark.browser


PAGES: list[tuple[str, list[str | int]]] = [
    ("thresholds:levels_of_need", []),
    ("thresholds:level", [3]),
    ("thresholds:domain", ["health"]),
    ("thresholds:indicator", ["BX-3-EMO-03"]),
    ("thresholds:circumstance", ["private-fostering"]),
    ("thresholds:history", []),
    ("directory:find_help", []),
    ("directory:service", ["family-wellbeing-service"]),
    *((name, []) for name in ("help", "accessibility", "privacy", "cookies", "what_is_new")),
]


def test_the_pages_anybody_reads_are_accessible_at_every_width(
    page: Page, live_server: LiveServer
) -> None:
    for name, arguments in PAGES:
        page.goto(live_server.url + reverse(name, args=arguments))
        expect_accessible_at_every_width(page)


def test_signs_are_found_by_keyboard_without_javascript(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    page = page_without_javascript
    page.goto(live_server.url + reverse("thresholds:levels_of_need"))
    page.get_by_label("Describe what you have noticed").focus()
    page.keyboard.type("bruises and missing school")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Signs like what you have noticed")
    page.get_by_role("link", name="Misses school consistently.").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Misses school consistently.")


def test_an_empty_search_is_explained_accessibly(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse("thresholds:levels_of_need"))
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_title("Error: Levels of need in Bexley – Effective Support")
    expect_accessible(page)


def test_help_is_found_by_words_and_level(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse("directory:find_help"))
    page.get_by_label("What do you need help with?").fill("autism aliens")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="We found nothing")).to_be_visible()
    expect_accessible(page)
    page.get_by_label("What do you need help with?").fill("exploitation")
    page.get_by_label("Level 3").check()
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Targeted Youth Team").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Targeted Youth Team")
