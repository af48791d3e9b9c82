"""Accessibility checks that every browser test may call."""

import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browsers import DESKTOP, PHONE, SMALLEST

AXE = Axe()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passed is not described, nor sent from the browser: that takes longer than the checks.
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
VIOLATIONS = "options => axe.run(options).then(results => results.violations)"


def expect_accessible(page: Page) -> None:
    """Fail when axe finds anything against WCAG 2.2 AA or best practice on `page` as it is now."""
    page.wait_for_load_state("load")
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.axe_script)
    problems = [
        f"{violation['id']} ({violation['help']}): {node['html'][:200]} {node['failureSummary']}"
        for violation in page.evaluate(VIOLATIONS, OPTIONS)
        for node in violation["nodes"]
    ]
    assert not problems, f"axe on {page.url}:\n" + "\n".join(problems)


def expect_no_sideways_scroll(page: Page) -> None:
    """Fail when `page` stays wider than its window.

    A page measured while its styles are still on the way is as wide as its longest line, so
    one that looks too wide is measured again until it has had time to arrive.
    """
    give_up = time.perf_counter() + 5
    while (wide := _too_wide(page)) > 0 and time.perf_counter() < give_up:
        page.wait_for_timeout(50)
    assert wide <= 0, f"{page.url} is {wide} pixels wider than its window"


def expect_accessible_at_every_width(page: Page) -> None:
    """Fail when `page` has a fault for axe or scrolls sideways: desk, phone, smallest screen."""
    for width in (DESKTOP, PHONE, SMALLEST):
        page.set_viewport_size(width)  # type: ignore[arg-type]
        expect_accessible(page)
        expect_no_sideways_scroll(page)


def _too_wide(page: Page) -> int:
    page.wait_for_load_state("load")
    wide: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide
