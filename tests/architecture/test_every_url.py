"""Every address refuses nobody signed in, every wrong role and every other partnership.

The table of expectations names who may open what; an address that is not in it fails. Whoever may
open a page about a record leaves one line in the audit trail.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponseNotFound
from django.test import Client
from django.urls import URLResolver, get_resolver

from accounts.models import Membership
from accounts.rules import Role
from tests.architecture import walk
from tests.architecture.expectations import (
    CAST,
    EXPECTED,
    LEAD_ON,
    PERSON,
    PUBLIC,
    STRANGERS,
    Expected,
)
from tests.cast import Outsider, SignedIn

METHODS = ("get", "post")
NOT_FOUND, FORBIDDEN, SERVER_FAULT = 404, 403, 500
OK, ELSEWHERE, ONLY_WRITES = 200, 302, 405


def closed() -> Iterator[tuple[str, Expected]]:
    """Yield the addresses that a role opens."""
    for name, expected in EXPECTED.items():
        if expected.who not in (PUBLIC, PERSON):
            yield name, expected


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer 404 without drawing a page: thousands are asked for, and their words are not."""
    resolver = type(get_resolver())
    real = resolver.resolve_error_handler

    def handler(self: URLResolver, view_type: int) -> Any:
        if view_type == NOT_FOUND:
            return lambda request, exception: HttpResponseNotFound()
        return real(self, view_type)

    monkeypatch.setattr(resolver, "resolve_error_handler", handler)


def test_every_address_is_in_the_table_and_nothing_else_is() -> None:
    names = set(walk.every_name())
    assert names - set(EXPECTED) == set()
    assert set(EXPECTED) - names == set()


def test_nobody_signed_in_is_led_to_sign_in(made: dict[str, Any]) -> None:
    let_in = [
        f"{method} {name}"
        for name, expected in closed()
        for method in METHODS
        if not walk.is_sent_to_sign_in(walk.address(name, expected.arguments, made), method)
    ]
    assert not let_in, "\n".join(let_in)


def test_every_wrong_role_and_agency_finds_nothing(
    made: dict[str, Any],
    cast: dict[str, Membership],
    signed_in: SignedIn,
    plain_refusals: None,
    read_once: None,
) -> None:
    let_in = []
    for wearer in CAST:
        browser = signed_in(cast[wearer])
        let_in += [
            f"{wearer} {method} {name}"
            for name, expected in closed()
            if wearer not in expected.who
            for method in METHODS
            if not walk.is_refused(browser, walk.address(name, expected.arguments, made), method)
        ]
    assert not let_in, "\n".join(let_in)


def test_the_same_roles_in_another_partnership_find_nothing(
    made: dict[str, Any],
    outsider: Outsider,
    signed_in: SignedIn,
    plain_refusals: None,
    read_once: None,
) -> None:
    let_in = []
    for role in STRANGERS:
        browser = signed_in(outsider(Role(role)))
        let_in += [
            f"{role} {method} {name}"
            for name, expected in closed()
            if expected.is_about_a_record
            for method in METHODS
            if not walk.is_refused(browser, walk.address(name, expected.arguments, made), method)
        ]
    assert not let_in, "\n".join(let_in)


def test_the_right_roles_find_the_page_and_one_line_says_that_a_record_was_viewed(
    made: dict[str, Any], cast: dict[str, Membership], signed_in: SignedIn, read_once: None
) -> None:
    """Architecture: the audit trail. Each role that may opens each address once."""
    browsers = {wearer: signed_in(cast[wearer]) for wearer in CAST}
    leading_on, shown, wrong = set(), set(), []
    for name, expected in closed():
        path, record = walk.address(name, expected.arguments, made), walk.record_of(expected, made)
        for wearer in sorted(expected.who):
            before = walk.newest_entry()
            found = browsers[wearer].get(path).status_code
            written = walk.entries_after(before)
            if found not in {OK, ELSEWHERE, ONLY_WRITES}:
                wrong.append(f"{name} to {wearer}: {found}")
            elif record and found == ELSEWHERE:
                leading_on.add(name)
            elif record and found == OK:
                shown.add(name)
                if not walk.is_one_view_of(record, written):
                    wrong.append(f"{name} to {wearer}: {written}")
    assert not wrong, "\n".join(wrong)
    assert leading_on - shown == LEAD_ON


def test_public_pages_open_for_everybody(made: dict[str, Any]) -> None:
    browser = Client()
    closed_to_all = []
    for name, expected in EXPECTED.items():
        if expected.who == PUBLIC:
            status = browser.get(walk.address(name, expected.arguments, made)).status_code
            # The demo's doors are shut here; a second step needs a first one.
            if status >= SERVER_FAULT or status == FORBIDDEN:
                closed_to_all.append(f"{name}: {status}")
    assert not closed_to_all, "\n".join(closed_to_all)
