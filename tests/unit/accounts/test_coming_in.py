"""Who comes in: sign-in by default, a hat, limits, and late forms."""

import time

import pytest
from django.test import Client

from accounts.models import Membership
from accounts.rules import SessionEnd, session_end
from tests.cast import SignedIn

IDLE, ABSOLUTE = 20 * 60, 12 * 60 * 60


def limits(*, signed_in_ago: float, seen_ago: float) -> SessionEnd | None:
    now = 1_000_000.0
    return session_end(
        signed_in_at=now - signed_in_ago,
        seen_at=now - seen_ago,
        now=now,
        idle_seconds=IDLE,
        absolute_seconds=ABSOLUTE,
    )


def test_a_session_lasts_while_somebody_is_there() -> None:
    assert limits(signed_in_ago=ABSOLUTE - 1, seen_ago=IDLE - 1) is None


def test_a_session_ends_after_twenty_quiet_minutes() -> None:
    # The server hears of typing up to 75 seconds late.
    assert limits(signed_in_ago=3600, seen_ago=IDLE + 75) is SessionEnd.IDLE


def test_a_session_ends_after_twelve_hours_however_busy() -> None:
    assert limits(signed_in_ago=ABSOLUTE, seen_ago=0) is SessionEnd.ABSOLUTE


def test_nobody_signed_in_is_sent_to_sign_in_and_back(client: Client, db: None) -> None:
    answer = client.get("/people/")

    assert answer.status_code == 302
    assert answer["Location"] == "/account/sign-in/?next=%2Fpeople%2F"


def test_somebody_with_one_role_wears_it_without_being_asked(
    signed_in: SignedIn, administrator: Membership
) -> None:
    client = signed_in(administrator)
    session = client.session
    del session["hat"]
    session.save()

    assert client.get("/people/").status_code == 200
    assert client.session["hat"] == administrator.pk


def test_a_signed_in_page_is_never_stored(signed_in: SignedIn, administrator: Membership) -> None:
    assert signed_in(administrator).get("/people/")["Cache-Control"] == "no-store"


def test_without_a_second_step_only_setting_one_up_is_open(
    signed_in: SignedIn, administrator: Membership
) -> None:
    client = signed_in(administrator)
    session = client.session
    session["second_step"] = False
    session.save()

    answer = client.get("/people/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/security/")
    assert client.get("/account/security/").status_code == 200


@pytest.mark.parametrize("quiet", [IDLE + 80, ABSOLUTE + 1])
def test_a_quiet_session_is_over(
    signed_in: SignedIn, administrator: Membership, quiet: int
) -> None:
    client = signed_in(administrator)
    session = client.session
    session["seen_at"] = time.time() - quiet
    session.save()

    answer = client.get("/people/")

    assert answer["Location"] == "/account/signed-out/?next=%2Fpeople%2F"
    assert "_auth_user_id" not in client.session
