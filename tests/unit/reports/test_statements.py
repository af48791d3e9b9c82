"""The public statements say what is so."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from directory.models import ContactPoint
from reports.presenters.statements import cookies_set
from tests.cast import SignedIn

pytestmark = pytest.mark.django_db


def test_no_cookie_is_set_that_the_page_does_not_name(
    client: Client, administrator: Membership, signed_in: SignedIn
) -> None:
    named = {cookie.name for cookie in cookies_set()}
    client.get(reverse("account_login"))
    browser = signed_in(administrator)
    point = ContactPoint.objects.filter(kind="hub", invented=False).first()
    assert point is not None
    browser.post(
        reverse("directory:confirm_number", args=[point.pk]), {"rung": "on", "version": "1"}
    )
    seen = set(client.cookies) | set(browser.cookies)
    assert settings.SESSION_COOKIE_NAME in seen
    assert seen <= named


def test_the_cookies_page_names_every_cookie(client: Client) -> None:
    page = client.get(reverse("cookies")).content.decode()
    for cookie in cookies_set():
        assert cookie.name in page
    assert "12 hours, or until you sign out" in page


def test_what_the_browser_stores_is_named_as_the_script_names_it(client: Client) -> None:
    script = (settings.BASE_DIR / "static/govuk/kit.js").read_text()
    assert '"es-last-active"' in script
    assert "es-last-active" in client.get(reverse("cookies")).content.decode()


def test_help_gives_the_directorys_numbers(client: Client) -> None:
    page = client.get(reverse("help")).content.decode()
    for number in ("999", "020 3045 5440", "020 8303 7777", "0800 1111"):
        assert number in page
    assert "You do not need to sign in to ring" in page


def test_privacy_says_that_reading_is_recorded_and_how_long_sessions_last(client: Client) -> None:
    page = client.get(reverse("privacy")).content.decode()
    assert "Everything you do or look at is recorded" in page
    assert "after 20 minutes without typing" in page
    assert "1 hour, encrypted, for you alone" in page


def test_the_accessibility_statement_claims_no_more_than_was_tested(client: Client) -> None:
    page = client.get(reverse("accessibility")).content.decode()
    assert "version 2.2, level AA" in page
    assert "has not yet been audited by somebody independent" in page


def test_a_statement_is_only_read(client: Client) -> None:
    assert client.post(reverse("privacy")).status_code == 405
