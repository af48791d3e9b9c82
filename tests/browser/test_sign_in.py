"""Signing in for eyes, keyboards, screen readers and without a script."""

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as code_app
from django.core.cache import cache
from playwright.sync_api import Page, Route, expect
from pytest_django import Settings

from accounts.models import KeptPost, Membership, Person
from accounts.notices import link_token
from accounts.operations import invitations
from accounts.operations.kept_posts import opened
from accounts.rules import Role
from tests.axe import expect_accessible, expect_no_sideways_scroll
from tests.browsers import SMALLEST, NewPage
from tests.cast import PageOf
from tests.factories import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "three tall poplars"


@pytest.fixture
def account(teacher: Membership) -> Person:
    """The teacher, with a password."""
    cache.clear()
    teacher.person.set_password(PASSWORD)
    teacher.person.save()
    return teacher.person


def code(secret: str) -> str:
    return code_app.format_hotp_value(code_app.hotp_value(secret, int(time.time()) // 30))


def give_password(page: Page, account: Person) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("E-mail address").fill(account.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture
def passkeys(page: Page) -> Iterator[Page]:
    """A page whose browser keeps passkeys and always finds their holder."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    session.detach()


def test_a_first_sign_in_without_a_script_sets_up_a_code_app(
    page_without_javascript: Page, account: Person
) -> None:
    page = page_without_javascript
    give_password(page, account)
    expect(page.get_by_role("heading", name="Security")).to_be_visible()

    page.get_by_role("link", name="Set up a code app").click()
    key = page.get_by_text("Key to type:").locator("strong")
    secret = key.inner_text().replace(" ", "")
    page.get_by_label("Enter the 6-digit code from your app").fill(code(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    printed = page.get_by_role("main").locator(".es-reference").first.inner_text()

    page.goto("/account/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    give_password(page, account)
    page.get_by_role("link", name="Use a recovery code instead").click()
    page.get_by_label("Recovery code").fill(printed)
    page.get_by_role("button", name="Continue").click()
    page.goto("/account/notices/")
    expect(page.get_by_role("heading", name="Notices")).to_be_visible()


def test_a_passkey_is_added_and_then_signs_in_by_itself(passkeys: Page, account: Person) -> None:
    page = passkeys
    give_password(page, account)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of this passkey").fill("School laptop")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    page.goto("/account/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda address: "sign-in" not in address)
    page.goto("/account/security/passkeys/")

    expect(page.get_by_text("School laptop").first).to_be_visible()


def test_a_passkey_that_fails_says_so_and_leaves_the_other_way(page: Page, account: Person) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    page.goto("/account/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')) }")

    page.get_by_role("button", name="Use a passkey").click()

    expect(
        page.get_by_text("The passkey did not work. Try again, or use another way.")
    ).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_be_visible()


def test_what_is_wrong_takes_the_focus(page: Page, account: Person) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("E-mail address").fill(account.email)
    page.get_by_label("Password", exact=True).fill("not this one, no")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("alert").locator("..")).to_be_focused()
    page.get_by_role("link", name="That e-mail address and password do not match").click()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    expect(page).to_have_title("Error: Sign in – Effective Support")
    expect_accessible(page)


def test_the_pages_before_sign_in_have_no_accessibility_fault(
    new_page: NewPage, account: Person, lead: Membership
) -> None:
    invitation = invitations.invite(
        email="zainab@bexley.example.org",
        first_name="Zainab",
        last_name="Otieno",
        job_title="",
        site=lead.site,
        role=Role.PRACTITIONER,
        by=lead,
    )
    code_app.TOTP.activate(account, code_app.generate_totp_secret())
    page = new_page(viewport=SMALLEST)
    for address in (
        "/account/sign-in/",
        "/account/signed-out/",
        "/account/password/forgotten/",
        "/account/password/forgotten/sent/",
        "/account/password/new/1-x-y/",
        "/account/password/new/done/",
        f"/people/invitation/{link_token(invitation)}/",
        "/people/invitation/none/",
    ):
        page.goto(address)
        expect_accessible(page)
        expect_no_sideways_scroll(page)
    give_password(page, account)
    expect_accessible(page)
    page.get_by_role("link", name="Use a recovery code instead").click()
    expect_accessible(page)


def test_the_pages_of_ones_own_account_have_no_accessibility_fault(
    page_of: PageOf, lead: Membership
) -> None:
    people.membership(Role.PRACTITIONER, name=("Ngozi", "Okafor"), at=people.OTHER_SCHOOL)
    Authenticator.objects.create(
        user=lead.person, type="totp", data={"secret": code_app.encrypt("A" * 32)}
    )
    Authenticator.objects.create(
        user=lead.person,
        type="recovery_codes",
        data={"seed": code_app.encrypt("x"), "used_mask": 0},
    )
    page = page_of(lead, viewport=SMALLEST)
    for address in (
        "/account/hats/",
        "/account/notices/",
        "/account/kept/",
        "/account/security/",
        "/account/security/app/remove/",
        "/account/security/passkeys/",
        "/account/security/passkeys/add/",
        "/account/security/recovery-codes/",
        "/account/security/recovery-codes/new/",
        "/account/password/",
        "/account/sign-out/",
    ):
        page.goto(address)
        expect_accessible(page)
        expect_no_sideways_scroll(page)


def test_the_pages_about_people_have_no_accessibility_fault(
    page_of: PageOf, administrator: Membership, teacher: Membership, lead: Membership
) -> None:
    invitations.invite(
        email="zainab@bexley.example.org",
        first_name="Zainab",
        last_name="Otieno-Featherstonehaugh-Wolfeschlegelsteinhausen",
        job_title="",
        site=lead.site,
        role=Role.PRACTITIONER,
        by=lead,
    )
    page = page_of(administrator, viewport=SMALLEST)
    for address in (
        "/people/",
        "/people/invite/",
        f"/people/{teacher.person_id}/",
        f"/people/{teacher.person_id}/change/",
        f"/people/{teacher.person_id}/add-role/",
        f"/people/{teacher.person_id}/second-step/",
        f"/people/roles/{teacher.pk}/end/",
        "/people/agencies/",
        "/people/agencies/add/",
        f"/people/agencies/{teacher.site.agency_id}/sites/add/",
        f"/people/sites/{teacher.site_id}/",
    ):
        page.goto(address)
        expect_accessible(page)
        expect_no_sideways_scroll(page)
    page.goto("/people/invite/")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(5)
    expect_accessible(page)


def test_a_quiet_window_warns_and_then_keeps_what_was_typed(
    page_of: PageOf, lead: Membership, settings: Settings
) -> None:
    settings.SESSION_IDLE_SECONDS, settings.SESSION_WARNING_SECONDS = 3, 2
    page = page_of(lead)
    page.goto("/people/invite/")
    page.get_by_label("First name").fill("Zainab")

    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    expect(page.get_by_role("heading", name="We signed you out")).to_be_visible(timeout=10_000)

    assert KeptPost.objects.get().path == "/people/invite/"


def test_words_typed_before_the_page_had_finished_loading_are_kept_too(
    page_of: PageOf, lead: Membership, settings: Settings
) -> None:
    settings.SESSION_IDLE_SECONDS, settings.SESSION_WARNING_SECONDS = 3, 2
    page = page_of(lead)
    held: list[Route] = []
    page.route(re.compile(r"/kit\b.*\.js"), lambda route: held.append(route))
    page.goto("/people/invite/", wait_until="commit")
    page.get_by_label("First name").fill("Zainab")
    held.pop().continue_()

    expect(page.get_by_role("heading", name="We signed you out")).to_be_visible(timeout=10_000)

    assert KeptPost.objects.get().path == "/people/invite/"


def test_words_refused_on_a_page_are_kept_when_nothing_more_is_typed(
    page_of: PageOf, lead: Membership, settings: Settings
) -> None:
    page = page_of(lead)
    page.goto("/people/invite/")
    page.get_by_label("First name").fill("Zainab")
    settings.SESSION_IDLE_SECONDS, settings.SESSION_WARNING_SECONDS = 3, 2
    page.get_by_role("button", name="Send invitation").click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("heading", name="We signed you out")).to_be_visible(timeout=10_000)

    fields = dict(opened(KeptPost.objects.get()).fields)
    assert fields["first_name"] == "Zainab"


def test_a_form_sent_after_the_session_ended_is_offered_back_and_used(
    page_of: PageOf, lead: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(lead)
    page.goto("/people/invite/")
    page.get_by_label("First name").fill("Zainab")
    page.get_by_label("Last name").fill("Otieno")
    page.get_by_label("Work e-mail address").fill("zainab@bexley.example.org")
    page.get_by_label("Practitioner").check()
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Send invitation").click()

    expect(page.get_by_role("heading", name="We kept what you typed")).to_be_visible()
    expect(page.get_by_text("from a page that was out of date. It has not")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("button", name="Use it").click()

    expect(page.get_by_text("Zainab Otieno", exact=True)).to_be_visible()
    assert not KeptPost.objects.exists()
