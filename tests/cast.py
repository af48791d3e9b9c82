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
    return people.membership(
        Role.PRACTITIONER, name=("Hannah", "Whitcombe"), job_title="Year 4 teacher"
    )


@pytest.fixture
def colleague(db: None) -> Membership:
    """Another practitioner at the teacher's site."""
    return people.membership(
        Role.PRACTITIONER, name=("Callum", "Reyes"), job_title="Teaching assistant"
    )


@pytest.fixture
def other_teacher(db: None) -> Membership:
    """A practitioner at another school."""
    return people.membership(
        Role.PRACTITIONER,
        name=("Adaeze", "Lovell"),
        at=people.OTHER_SCHOOL,
        job_title="Head of year",
    )


@pytest.fixture
def health_visitor(db: None) -> Membership:
    """A practitioner of a health trust."""
    return people.membership(
        Role.PRACTITIONER,
        name=("Siobhan", "Pemberton"),
        at=people.HEALTH_TRUST,
        job_title="Health visitor",
    )


@pytest.fixture
def police_officer(db: None) -> Membership:
    """A practitioner of the police."""
    return people.membership(
        Role.PRACTITIONER,
        name=("Marcus", "Tindall"),
        at=people.POLICE,
        job_title="Police constable",
    )


@pytest.fixture
def lead(db: None) -> Membership:
    """The safeguarding lead at the teacher's site."""
    return people.membership(
        Role.SAFEGUARDING_LEAD, name=("Ngozi", "Okafor"), job_title="Deputy head"
    )


@pytest.fixture
def other_lead(db: None) -> Membership:
    """The safeguarding lead of another school."""
    return people.membership(
        Role.SAFEGUARDING_LEAD,
        name=("Rhys", "Hartnell"),
        at=people.OTHER_SCHOOL,
        job_title="Pastoral lead",
    )


@pytest.fixture
def screener(db: None) -> Membership:
    """A MASH screener."""
    return people.membership(
        Role.MASH_SCREENER, name=("Priya", "Nair"), job_title="Contact and referral officer"
    )


@pytest.fixture
def second_screener(db: None) -> Membership:
    """Another MASH screener."""
    return people.membership(
        Role.MASH_SCREENER, name=("Tomasz", "Wilk"), job_title="Contact and referral officer"
    )


@pytest.fixture
def social_worker(db: None) -> Membership:
    """A MASH social worker."""
    return people.membership(
        Role.MASH_SOCIAL_WORKER, name=("Daniel", "Achebe"), job_title="Social worker"
    )


@pytest.fixture
def decision_maker(db: None) -> Membership:
    """A MASH manager who decides."""
    return people.membership(
        Role.MASH_DECISION_MAKER, name=("Margaret", "Ellison"), job_title="MASH manager"
    )


@pytest.fixture
def second_decision_maker(db: None) -> Membership:
    """A senior practitioner who decides too."""
    return people.membership(
        Role.MASH_DECISION_MAKER, name=("Imran", "Sheikh"), job_title="Senior practitioner"
    )


@pytest.fixture
def partner_officer(db: None) -> Membership:
    """A health officer in the hub, who answers requests to the trust."""
    return people.membership(
        Role.MASH_PARTNER, name=("Lucy", "Abernathy"), job_title="MASH health practitioner"
    )


@pytest.fixture
def duty_officer(db: None) -> Membership:
    """An emergency duty officer."""
    return people.membership(
        Role.EMERGENCY_DUTY_OFFICER, name=("Joseph", "Kamara"), job_title="Duty social worker"
    )


@pytest.fixture
def fws_manager(db: None) -> Membership:
    """A Family Wellbeing manager."""
    return people.membership(
        Role.FWS_MANAGER, name=("Denise", "Fairweather"), job_title="Service manager"
    )


@pytest.fixture
def keyworker(db: None) -> Membership:
    """A family keyworker."""
    return people.membership(
        Role.FAMILY_KEYWORKER, name=("Kofi", "Brampton"), job_title="Family keyworker"
    )


@pytest.fixture
def other_keyworker(db: None) -> Membership:
    """Another family keyworker."""
    return people.membership(
        Role.FAMILY_KEYWORKER, name=("Sinead", "Gallagher"), job_title="Family keyworker"
    )


@pytest.fixture
def service_manager(db: None) -> Membership:
    """The service manager."""
    return people.membership(
        Role.SERVICE_MANAGER, name=("Patricia", "Lindqvist"), job_title="Head of service"
    )


@pytest.fixture
def administrator(db: None) -> Membership:
    """An administrator of the partnership."""
    return people.membership(
        Role.ADMINISTRATOR, name=("Owen", "Castellan"), job_title="Systems lead"
    )


@pytest.fixture
def second_administrator(db: None) -> Membership:
    """Another administrator, who approves."""
    return people.membership(
        Role.ADMINISTRATOR, name=("Farah", "Winslow"), job_title="Partnership manager"
    )


@pytest.fixture
def governance(db: None) -> Membership:
    """An information governance officer."""
    return people.membership(
        Role.INFORMATION_GOVERNANCE, name=("Beatrice", "Moreau"), job_title="Caldicott support"
    )


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
