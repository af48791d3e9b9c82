"""Every page that opens, and forms sent empty: nothing for axe to find, nothing to scroll sideways.

The pages are those of the table of expectations, each as somebody who may open it.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Membership
from tests.architecture import walk
from tests.architecture.expectations import CAST, EXPECTED, PERSON, PUBLIC, Expected
from tests.axe import expect_accessible, expect_no_sideways_scroll
from tests.browsers import DESKTOP, SMALLEST, NewPage
from tests.cast import PageOf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOBODY = "nobody signed in"
# Few browsers, each for many pages: the first of these who may open a page opens it.
READERS = (
    "teacher",
    "lead",
    "decision_maker",
    "social_worker",
    "fws_manager",
    "keyworker",
    "administrator",
    "governance",
    "service_manager",
)
# Forms that have something to say when nothing was filled in.
SENT_EMPTY = """
    account_login account_reset_password invite add_agency add_site
    referrals:danger referrals:works referrals:allegation referrals:agreed referrals:shutter
    referrals:ground referrals:give referrals:not_needed referrals:withdraw
    referrals:add_anything_else referrals:add_section referrals:add_child referrals:add_duties
    referrals:draft_add_child referrals:draft_new_child referrals:draft_add_professional
    referrals:messages
    mash:call_new mash:rate mash:reply mash:hold mash:pass_now mash:flag_danger
    mash:check_case_system mash:decide_step mash:second mash:consent_agreed mash:consent_refused
    mash:close_enquiry mash:transfer_confirmed mash:transfer_attempt mash:transfer_take_back
    mash:child_seen mash:strategy_discussion
    family_wellbeing:accept family_wellbeing:agreement family_wellbeing:redirect
    directory:add_closure directory:change_number
    thresholds:edition thresholds:edition_add thresholds:edition_sign thresholds:edition_place
    thresholds:edition_level thresholds:edition_settings thresholds:edition_ask
    thresholds:edition_import thresholds:edition_add_domain
    thresholds:edition_add_term thresholds:edition_passage thresholds:edition_add_step
    thresholds:edition_import_guide
"""
FORMS = "main form[method=post][novalidate]"
# Everything else stands in one column at every width.
COLUMNS = ".es-table, .es-with-side, .es-side-by-side"
SEND_EMPTY = """form => {
    for (const field of form.querySelectorAll("textarea, input:not([type=hidden])")) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = false;
        else field.value = "";
    }
    form.requestSubmit();
}"""


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, Membership]:
    names = (*CAST, "second_decision_maker")
    return {name: request.getfixturevalue(name) for name in names}


@pytest.fixture
def made(cast: dict[str, Membership]) -> dict[str, Any]:
    return walk.records(cast)


class Browsers:
    """One browser for each reader."""

    def __init__(self, cast: dict[str, Membership], page_of: PageOf, new_page: NewPage) -> None:
        self.cast, self.page_of, self.new_page = cast, page_of, new_page
        self.pages: dict[str, Page] = {}

    def page(self, reader: str) -> Page:
        if reader not in self.pages:
            new = self.new_page() if reader == NOBODY else self.page_of(self.cast[reader])
            self.pages[reader] = new
        return self.pages[reader]


@pytest.fixture
def browsers(cast: dict[str, Membership], page_of: PageOf, new_page: NewPage) -> Browsers:
    return Browsers(cast, page_of, new_page)


def reader_of(expected: Expected) -> str | None:
    """Return who opens a page here; None where nobody finds anything."""
    if expected.who == PUBLIC:
        return NOBODY
    if expected.who == PERSON:
        return READERS[0]
    return next((reader for reader in READERS if reader in expected.who), None)


def addresses(made: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield each address's name, its path and who opens it."""
    for name, expected in EXPECTED.items():
        if reader := reader_of(expected):
            yield name, walk.address(name, expected.arguments, made), reader


def opens(page: Page, path: str) -> bool:
    """Open an address, if it is a page to look at: no redirect, no file, no fragment."""
    answer = page.request.get(path, max_redirects=0)
    html = answer.headers.get("content-type", "").startswith("text/html")
    if answer.status != 200 or not html or "<html" not in answer.text():
        return False
    page.goto(path)
    return True


def problems_of(page: Page, name: str) -> list[str]:
    """Look at a page on the smallest screen and at a desk, and return what is wrong with it."""
    found = []
    for width in (DESKTOP, SMALLEST):
        page.set_viewport_size(width)  # type: ignore[arg-type]
        looks = [expect_no_sideways_scroll]
        if width is SMALLEST or page.locator(COLUMNS).count():
            looks.append(expect_accessible)
        for look in looks:
            try:
                look(page)
            except AssertionError as problem:
                found.append(f"{name} at {width['width']}: {problem}")
    return found


@pytest.mark.long
def test_every_page_is_accessible_and_fits_at_320_pixels(
    made: dict[str, Any], browsers: Browsers
) -> None:
    problems, looked_at = [], 0
    for name, path, reader in addresses(made):
        page = browsers.page(reader)
        if not opens(page, path):
            continue
        problems += problems_of(page, name)
        looked_at += 1
    assert not problems, "\n\n".join(problems)
    # A fault that opened nothing would find nothing.
    assert looked_at > 100, looked_at


@pytest.mark.long
def test_forms_sent_empty_are_accessible_and_fit_at_320_pixels(
    made: dict[str, Any], browsers: Browsers
) -> None:
    problems = []
    for name, path, reader in addresses(made):
        if name in SENT_EMPTY.split():
            page = browsers.page(reader)
            page.goto(path)
            forms = page.locator(FORMS)
            if not forms.count():
                problems.append(f"{name} has no form: {page.url} {page.title()}")
                continue
            forms.last.evaluate(SEND_EMPTY)
            try:
                expect(page).to_have_title(re.compile("^Error: "))
            except AssertionError:
                problems.append(f"{name} says no error: {page.url} {page.title()}")
                continue
            problems += problems_of(page, f"{name}, sent empty,")
    assert not problems, "\n\n".join(problems)
