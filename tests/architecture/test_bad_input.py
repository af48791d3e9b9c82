"""Every form of every page meets what people paste, mistype and send twice: never a fault.

A page that refuses answers with itself, an error that names the field, and what was typed. Each
form is one that its own page offers, so that a new page is tried without being named here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import resolve

from accounts.models import Membership
from tests.architecture import walk
from tests.architecture.expectations import CAST, EXPECTED, PERSON, PUBLIC, Expected
from tests.cast import SignedIn

pytestmark = pytest.mark.django_db

# A page, a page that says what is wrong, and a fault.
PAGES, SERVER_FAULT = {200, 422}, 500
# A bold heading out of a word processor, a right-to-left name with its marks, emoji, a zero.
ODD = (
    "<b>Siân O’Brien-D'Arcy</b>\u200f עִבְרִית \u202eمحمد\u202c 👩🏽\u200d🍼 "
    "\x00\x0b{{ 7 }}%s\r\n\t&amp;"
)
WRONG_NUMBERS = {"day": "31", "month": "2", "year": "2026"}
# What an address may be asked with, everywhere; and what is no answer to it.
QUESTIONS = (
    "contacts next order page role settle since sort state view share autosave"
    " q words level brag with action by subject start end from to day"
)
STRANGE = ("-1", "99999999999999999999", "\x00’\u202e🍼", "2026-02-31", "../../x")
KEPT = "Written by hand, and not to be lost."


Offered = Iterator[tuple[str, Client, "Form"]]


@dataclass
class Form:
    """A form as a page shows it: where it goes and the fields that people fill in."""

    action: str
    fixed: dict[str, str] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    chosen: set[str] = field(default_factory=set)
    holds: dict[str, str] = field(default_factory=dict)

    def filled(self, words: str, choice: str) -> dict[str, Any]:
        """Return the form sent with these words in every field and this choice everywhere."""
        return self.fixed | dict.fromkeys(self.written, words) | dict.fromkeys(self.chosen, choice)


class Forms(HTMLParser):
    """Read the POST forms of a page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[Form] = []
        self.inside: Form | None = None
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form or one of its fields."""
        given = {key: value or "" for key, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.inside = Form(given.get("action") or self.path)
            self.found.append(self.inside)
        name = given.get("name")
        if self.inside is None or not name or name == "csrfmiddlewaretoken":
            return
        if tag == "textarea":
            self.area = name
            self.inside.written.append(name)
        elif tag == "select" or given.get("type") in {"radio", "checkbox"}:
            self.inside.chosen.add(name)
        elif tag == "button" or given.get("type") in {"hidden", "submit"}:
            self.inside.fixed.setdefault(name, given.get("value", ""))
        # A browser never fills in again which file was chosen, nor a password.
        elif tag == "input" and given.get("type") not in {"password", "file"}:
            self.inside.written.append(name)
            self.inside.holds[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        """Note what a text area holds."""
        if self.inside is not None and self.area:
            self.inside.holds[self.area] = self.inside.holds.get(self.area, "") + data

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a text area or of a form."""
        if tag == "textarea":
            self.area = ""
        if tag == "form":
            self.inside = None


def forms_of(path: str, answer: HttpResponseBase) -> list[Form]:
    """Return the POST forms of a page; none where the answer is not a page."""
    if answer.status_code not in PAGES or "html" not in answer["Content-Type"]:
        return []
    parser = Forms(path)
    parser.feed(answer.getvalue().decode())
    return parser.found


def sent(browser: Client, form: Form, answers: dict[str, Any]) -> HttpResponseBase:
    """Send a form and take back all that came of it: the next form meets the same portal."""
    cookies = SimpleCookie(browser.cookies.output(header="", sep=";"))
    with transaction.atomic():
        answer = browser.post(form.action, answers)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer


def wrong(form: Form) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each way to get a form wrong, with its name."""
    if form.written or form.chosen:
        yield "over-long and odd", form.filled(ODD * 150, ODD)
        numbers = {name: WRONG_NUMBERS.get(name.rsplit("_", 1)[-1], "-1") for name in form.written}
        yield "31 February", form.filled("", "no such choice") | numbers
    forged = {
        name: "0" if value.isdigit() else "not what it was" for name, value in form.fixed.items()
    }
    yield "empty, and stale or forged", forged


@pytest.fixture
def offered(
    made: dict[str, Any], cast: dict[str, Membership], signed_in: SignedIn, read_once: None
) -> Offered:
    """Every form of every page, as somebody who may send it."""
    browsers = {"": Client(raise_request_exception=False)}

    def every_form() -> Offered:
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for name, expected in EXPECTED.items():
            reader = reader_of(expected)
            if reader not in browsers:
                browsers[reader] = signed_in(cast[reader])
                browsers[reader].raise_request_exception = False
            path = walk.address(name, expected.arguments, made)
            for form in forms_of(path, browsers[reader].get(path)):
                # The header's own forms stand on every page, and a row's on every row.
                key = (view_of(form), (*form.written, *sorted(form.chosen)))
                if key not in seen:
                    seen.add(key)
                    yield name, browsers[reader], form

    return every_form()


def view_of(form: Form) -> str:
    """Return the name of the address a form goes to, whatever record it is about."""
    return resolve(urlsplit(form.action).path).view_name


def reader_of(expected: Expected) -> str:
    """Return who of the cast opens an address; nobody in particular where it is public."""
    if expected.who == PUBLIC:
        return ""
    if expected.who == PERSON:
        return "teacher"
    return next((name for name in CAST if name in expected.who), "teacher")


@pytest.mark.long
def test_no_form_answers_bad_input_with_a_fault_or_loses_what_was_typed(offered: Offered) -> None:
    faults, lost, refused = [], [], 0
    for name, browser, form in offered:
        for how, answers in wrong(form):
            if (status := sent(browser, form, answers).status_code) >= SERVER_FAULT:
                faults.append(f"{name} {how}: {status} {form.action}")
        answer = sent(browser, form, form.filled(KEPT, "no such choice"))
        shown = [again for again in forms_of(form.action, answer) if again.written == form.written]
        if shown and form.written:
            refused += 1
            holds = shown[0].holds
            lost += [f"{name} {field}" for field in form.written if holds.get(field) != KEPT]
    assert not faults, "\n".join(faults)
    assert not lost, "\n".join(lost)
    # A fault that read no form would find nothing.
    assert refused > 30, refused


def test_no_page_answers_a_strange_question_with_a_fault(
    made: dict[str, Any], cast: dict[str, Membership], signed_in: SignedIn, read_once: None
) -> None:
    browsers = {"": Client()} | {name: signed_in(cast[name]) for name in CAST}
    faults, strange = [], cycle(STRANGE)
    for name, expected in EXPECTED.items():
        browser = browsers[reader_of(expected)]
        browser.raise_request_exception = False
        path = walk.address(name, expected.arguments, made)
        # Each address meets the same strangeness in another order.
        asked = {key: next(strange) for key in QUESTIONS.split()}
        if (status := browser.get(path, asked).status_code) >= SERVER_FAULT and name != "ready":
            faults.append(f"{name} {asked}: {status}")
    assert not faults, "\n".join(faults)
