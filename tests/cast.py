"""The cast: one person for each role in Bexley, colleagues beside them, strangers in Dudley.

Each is a `Membership`, made when a test asks for it. `signed_in(membership)` is a test client
that wears that hat with the second factor done.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import AuditEntry, Membership, Partnership
from accounts.rules import Role
from tests.browsers import NewPage
from tests.factories import people

SignedIn = Callable[[Membership], Client]
Outsider = Callable[[Role], Membership]
PageOf = Callable[..., Page]
OneAuditEntry = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def bexley(db: None) -> Partnership:
    """The first partnership."""
    return people.partnership("bexley")


@pytest.fixture
def dudley(db: None) -> Partnership:
    """Another partnership; nothing crosses over."""
    return people.partnership("dudley")


@pytest.fixture
def teacher(db: None) -> Membership:
    """A practitioner at St Example's."""
    return people.of_the_cast("teacher")


@pytest.fixture
def colleague(db: None) -> Membership:
    """Another practitioner at the teacher's site."""
    return people.of_the_cast("colleague")


@pytest.fixture
def other_teacher(db: None) -> Membership:
    """A practitioner at another school."""
    return people.of_the_cast("other_teacher")


@pytest.fixture
def health_visitor(db: None) -> Membership:
    """A practitioner of a health trust."""
    return people.of_the_cast("health_visitor")


@pytest.fixture
def police_officer(db: None) -> Membership:
    """A practitioner of the police."""
    return people.of_the_cast("police_officer")


@pytest.fixture
def lead(db: None) -> Membership:
    """The safeguarding lead at the teacher's site."""
    return people.of_the_cast("lead")


@pytest.fixture
def other_lead(db: None) -> Membership:
    """The safeguarding lead of another school."""
    return people.of_the_cast("other_lead")


@pytest.fixture
def screener(db: None) -> Membership:
    """A MASH screener."""
    return people.of_the_cast("screener")


@pytest.fixture
def second_screener(db: None) -> Membership:
    """Another MASH screener."""
    return people.of_the_cast("second_screener")


@pytest.fixture
def social_worker(db: None) -> Membership:
    """A MASH social worker."""
    return people.of_the_cast("social_worker")


@pytest.fixture
def decision_maker(db: None) -> Membership:
    """A MASH manager who decides."""
    return people.of_the_cast("decision_maker")


@pytest.fixture
def second_decision_maker(db: None) -> Membership:
    """A senior practitioner who decides too."""
    return people.of_the_cast("second_decision_maker")


@pytest.fixture
def partner_officer(db: None) -> Membership:
    """A health officer in the hub, who answers requests to the trust."""
    return people.of_the_cast("partner_officer")


@pytest.fixture
def duty_officer(db: None) -> Membership:
    """An emergency duty officer."""
    return people.of_the_cast("duty_officer")


@pytest.fixture
def fws_manager(db: None) -> Membership:
    """A Family Wellbeing manager."""
    return people.of_the_cast("fws_manager")


@pytest.fixture
def keyworker(db: None) -> Membership:
    """A family keyworker."""
    return people.of_the_cast("keyworker")


@pytest.fixture
def other_keyworker(db: None) -> Membership:
    """Another family keyworker."""
    return people.of_the_cast("other_keyworker")


@pytest.fixture
def service_manager(db: None) -> Membership:
    """The service manager."""
    return people.of_the_cast("service_manager")


@pytest.fixture
def administrator(db: None) -> Membership:
    """An administrator of the partnership."""
    return people.of_the_cast("administrator")


@pytest.fixture
def second_administrator(db: None) -> Membership:
    """Another administrator, who approves."""
    return people.of_the_cast("second_administrator")


@pytest.fixture
def governance(db: None) -> Membership:
    """An information governance officer."""
    return people.of_the_cast("governance")


@pytest.fixture
def outsider(dudley: Partnership) -> Outsider:
    """Make someone with a given role in the other partnership."""

    def make(role: Role) -> Membership:
        return people.membership(
            role, name=("Dudley", role.replace("_", " ").title()), within=dudley
        )

    return make


def wear(client: Client, membership: Membership) -> Client:
    """Sign a test client in as a membership's person, second factor done, hat on."""
    person, now = membership.person, time.time()
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
            "hat": membership.pk,
            "signed_in_at": now,
            "seen_at": now,
            "second_step": True,
        }
    )
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    UserSession.objects.create(
        user=membership.person,
        session_key=session.session_key,
        ip="127.0.0.1",
        user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0",
    )
    return client


@pytest.fixture
def signed_in(db: None) -> SignedIn:
    """Sign somebody in: `signed_in(teacher).get("/")`. Each call is a browser of its own."""

    def sign_in(membership: Membership) -> Client:
        return wear(Client(), membership)

    return sign_in


@pytest.fixture
def one_audit_entry(db: None) -> OneAuditEntry:
    """Assert that a block writes exactly one audit entry, with this action.

    `with one_audit_entry("referral.sent", subjects=["7KT-4MR-9HX"], by=teacher): …`
    """

    @contextmanager
    def exactly_one(action: str, **expected: Any) -> Iterator[None]:
        last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        yield
        entries = list(AuditEntry.objects.filter(pk__gt=last).order_by("pk"))
        assert [entry.action for entry in entries] == [action]
        if "by" in expected:
            by = expected["by"]
            assert entries[0].membership_id == (by.pk if by else None)
        if "subjects" in expected:
            assert entries[0].subjects == list(expected["subjects"])
        if "detail" in expected:
            assert entries[0].detail == expected["detail"]

    return exactly_one


@pytest.fixture
def page_of(new_page: NewPage, live_server: LiveServer, signed_in: SignedIn) -> PageOf:
    """Open a browser in which somebody is signed in: `page_of(teacher, viewport=PHONE)`."""

    def open_as(membership: Membership, **options: Any) -> Page:
        page = new_page(**options)
        session = signed_in(membership).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        return page

    return open_as
