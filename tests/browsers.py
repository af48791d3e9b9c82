"""The browser: the system's Chromium, driven by Playwright against a live server on localhost.

A page that logs an error or breaks the content security policy fails its test.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from config.settings import LOCAL_DIR

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SMALLEST = {"width": 320, "height": 640}
FAILURES = LOCAL_DIR / "test-failures"

NewPage = Callable[..., Page]


def chromium() -> str | None:
    """Return the path of the system's Chromium; None where only Playwright's own can be."""
    names = (
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    )
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a process, closed to every address but this machine's."""
    arguments = [
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django would refuse to query beside it.
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield found
        found.close()


@pytest.fixture
def new_page(
    browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[NewPage]:
    """Open pages of separate people: each call is a browser of its own, without cookies.

    Takes Playwright's context options (`viewport=PHONE`, `java_script_enabled=False`, …).
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A refused page (404, 403) also logs a line; the test looks at the page itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            errors.append(message.text)

    def open_page(**options: Any) -> Page:
        context = browser.new_context(
            **{
                "base_url": live_server.url,
                "viewport": DESKTOP,
                "locale": "en-GB",
                "timezone_id": "Europe/London",
                **options,
            }
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    failed_before = request.session.testsfailed
    yield open_page
    if request.session.testsfailed > failed_before:
        _keep(request.node.name, contexts)
    for context in contexts:
        context.close()
    assert not errors, "errors in the browser:\n" + "\n".join(errors)


def _keep(test: str, contexts: list[BrowserContext]) -> None:
    """Keep a picture and the source of each page that a failed test left open."""
    FAILURES.mkdir(parents=True, exist_ok=True)
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages, start=1):
        name = re.sub(r"\W+", "-", f"{test}-{number}")
        page.screenshot(path=FAILURES / f"{name}.png", full_page=True)
        (FAILURES / f"{name}.html").write_text(page.content())


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page at a desktop's width."""
    return new_page(viewport=DESKTOP)


@pytest.fixture
def phone_page(new_page: NewPage) -> Page:
    """A page at a phone's width, with touch."""
    return new_page(viewport=PHONE, has_touch=True)


@pytest.fixture
def page_without_javascript(new_page: NewPage) -> Page:
    """A page with JavaScript switched off."""
    return new_page(java_script_enabled=False)
