"""Accessibility checks that every browser test may call."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def expect_accessible(page: Page) -> None:
    """Fail when axe finds anything against WCAG 2.2 AA or best practice on `page` as it is now."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    problems = [
        f"{violation['id']} ({violation['help']}): {node['html'][:200]} {node['failureSummary']}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]
    assert not problems, f"axe on {page.url}:\n" + "\n".join(problems)


def expect_no_sideways_scroll(page: Page) -> None:
    """Fail when `page` is wider than its window."""
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, f"{page.url} is {wide} pixels wider than its window"
