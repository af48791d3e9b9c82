"""The page kit in a browser: for eyes, for a keyboard, for a screen reader, without a script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browsers import DESKTOP, PHONE, SMALLEST, NewPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAGES = ("", "fields/", "errors/", "question/", "conflict/", "removal/", "kept/", "page/404/")
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def is_ready(page: Page) -> None:
    """Wait until the kit's script has done its work."""
    expect(page.locator("script[data-kit]")).to_have_attribute("data-ready", "yes")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_has_an_accessibility_fault(new_page: NewPage, size: dict[str, int]) -> None:
    page = new_page(viewport=size)
    for address in PAGES:
        page.goto(f"/gallery/{address}")
        is_ready(page)
        found = Axe().run(page, options=RULES)
        assert not found.response["violations"], f"{address}: {found.generate_report()}"


def test_no_page_scrolls_sideways_on_the_smallest_screen(new_page: NewPage) -> None:
    page = new_page(viewport=SMALLEST)
    for address in PAGES:
        page.goto(f"/gallery/{address}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= SMALLEST["width"], address


def test_targets_are_large_enough(phone_page: Page) -> None:
    phone_page.goto("/gallery/")
    small = phone_page.evaluate(
        """() => [...document.querySelectorAll('button, summary, select, li > a, nav a')]
        .filter(e => e.offsetParent && !e.closest('p'))
        .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect().height])
        .filter(([, height]) => height && height < 24)"""
    )
    assert small == []


def test_the_first_tab_reaches_the_skip_link(page: Page) -> None:
    page.goto("/gallery/question/")
    is_ready(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()


def test_the_menu_closes_with_escape(page: Page) -> None:
    page.goto("/gallery/")
    is_ready(page)
    summary = page.locator(".es-menu__summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="My account")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="My account")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_error_summary_takes_the_focus_and_leads_to_the_wrong_part(page: Page) -> None:
    page.goto("/gallery/question/")
    page.get_by_label("Day").fill("27")
    page.get_by_label("Month").fill("mar")
    page.get_by_label("Year").fill("16")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("link", name="Year must have 4 numbers").click()
    expect(page.get_by_label("Year")).to_be_focused()
    expect(page.get_by_label("Year")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Day")).not_to_have_attribute("aria-invalid", "true")


def test_every_link_of_the_error_summary_reaches_an_input(page: Page) -> None:
    page.goto("/gallery/errors/")
    is_ready(page)
    for link in page.locator(".govuk-error-summary__list a").all():
        link.click()
        focused = page.evaluate("document.activeElement.tagName")
        assert focused in {"INPUT", "TEXTAREA", "SELECT", "BUTTON"}, link.inner_text()


def test_what_is_typed_is_saved_and_said_quietly(page: Page) -> None:
    page.goto("/gallery/question/")
    is_ready(page)
    with page.expect_request("**/gallery/accept/") as saved:
        page.get_by_label("Day").fill("27")
    assert "dob_day" in (saved.value.post_data or "")
    line = page.locator("[data-autosave-line]")
    expect(line).to_have_text(re.compile(r"^Saved \d{1,2}:\d\d[ap]m$"))
    expect(line).not_to_have_attribute("role", "status")


def test_what_could_not_be_saved_is_said_aloud(page: Page) -> None:
    page.route("**/gallery/accept/", lambda route: route.fulfill(status=503))
    page.goto("/gallery/question/")
    is_ready(page)
    page.get_by_label("Day").fill("27")
    expect(page.get_by_role("status")).to_contain_text("Not saved")


def test_the_warning_takes_the_focus_and_escape_stays_signed_in(page: Page) -> None:
    page.goto("/gallery/session/")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading", name="Are you still there?")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page).to_have_title(re.compile("Staying signed in"))


def test_nobody_there_is_signed_out(page: Page) -> None:
    page.goto("/gallery/session/")
    expect(page.get_by_role("heading", name="We signed you out")).to_be_visible()


@pytest.mark.parametrize("by", ["button", "Shift three times"])
def test_leaving_in_a_hurry_leaves_nothing_to_go_back_to(page: Page, by: str) -> None:
    page.goto("/gallery/question/")
    page.goto("/gallery/session/")
    is_ready(page)
    if by == "button":
        page.get_by_role("button", name="Exit this page").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    page.go_back()
    expect(page).to_have_title(re.compile("date of birth"))


def test_a_long_list_suggests_and_takes_what_is_not_in_it(page: Page) -> None:
    page.goto("/gallery/fields/")
    is_ready(page)
    box = page.get_by_role("combobox", name="Which school?")
    box.press_sequentially("elm")
    page.get_by_role("option", name="Elm Grove Primary School").click()
    expect(page.locator("select[name=school]")).to_have_value("1")
    box.fill("")
    box.press_sequentially("Taught at home")
    expect(page.locator("[name=school_other]")).to_have_value("Taught at home")
    expect(page.locator("select[name=school]")).to_have_value("")


def test_a_choice_reveals_what_it_asks(page: Page) -> None:
    page.goto("/gallery/fields/")
    is_ready(page)
    expect(page.get_by_label("Who do they look after?")).to_be_hidden()
    page.locator("#carer").check()
    expect(page.get_by_label("Who do they look after?")).to_be_visible()


def test_everything_is_there_without_javascript(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto("/gallery/fields/")
    expect(page.get_by_label("Who do they look after?")).to_be_visible()
    expect(page.get_by_label("Name of the school, if it is not in the list")).to_be_visible()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.goto("/gallery/")
    expect(page.locator(".es-stay-note")).to_be_visible()
    expect(page.get_by_role("link", name="Consultations")).to_be_visible()


def test_a_table_stays_a_table_when_its_rows_are_cards(phone_page: Page) -> None:
    phone_page.goto("/gallery/")
    table = phone_page.get_by_role("table", name="Queue, All open, 3 contacts, in queue order")
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table.get_by_role("columnheader")).to_have_count(5)
    expect(table.get_by_role("rowheader")).to_have_count(3)
    expect(table.locator(".es-table__label").first).to_be_visible()


def test_the_identity_bar_is_one_line_that_opens_on_a_phone(phone_page: Page) -> None:
    phone_page.goto("/gallery/")
    bar = phone_page.locator(".es-identity__fold")
    expect(bar.get_by_text("born 14 April 2026")).to_be_hidden()
    expect(phone_page.locator(".es-identity__open")).to_be_hidden()
    bar.locator("summary").click()
    expect(bar.get_by_text("born 14 April 2026")).to_be_visible()


def test_a_sticky_bar_never_covers_what_has_the_focus(page: Page) -> None:
    page.goto("/gallery/")
    is_ready(page)
    page.keyboard.press("End")
    covered = page.evaluate(
        """() => {
          const bar = document.querySelector('.es-identity');
          for (const link of [...document.querySelectorAll('main a')].reverse()) {
            link.focus();
            if (document.activeElement !== link) continue;
            const top = link.getBoundingClientRect().top;
            const sticks = bar.getBoundingClientRect().top <= 0;
            if (sticks && top < bar.getBoundingClientRect().bottom) return link.outerHTML;
          }
          return '';
        }"""
    )
    assert covered == ""


def test_words_and_shapes_remain_in_forced_colours(new_page: NewPage) -> None:
    page = new_page(forced_colors="active")
    page.goto("/gallery/")
    expect(page.get_by_text("Amber, not confirmed").first).to_be_visible()
    expect(page.locator(".es-brag--red .es-shape").first).to_be_visible()


def test_print_leaves_the_page_and_drops_the_navigation(page: Page) -> None:
    page.goto("/gallery/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Menu")).to_be_hidden()
    expect(page.get_by_role("heading", name="Gallery")).to_be_visible()
    expect(page.locator(".es-identity__open")).to_contain_text("born 14 April 2026")
