"""A form that arrives too late is kept for its author, encrypted, for an hour, and offered back."""

import re
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.encryption import InvalidToken, decrypt, encrypt
from accounts.errors import KeptPostGone
from accounts.models import AuditEntry, Invitation, KeptPost, Membership, Person
from accounts.operations import kept_posts
from tests.cast import SignedIn, wear

INVITATION = {
    "first_name": "Zainab",
    "last_name": "Otieno-O'Brien",
    "email": "zainab@bexley.example.org",
    "role": "practitioner",
    "form_key": str(uuid4()),
}


def left_alone(client: Client, seconds: float) -> None:
    session = client.session
    session["seen_at"] = time.time() - seconds
    session.save()


@pytest.fixture
def late(signed_in: SignedIn, lead: Membership) -> Client:
    """A lead's browser in which an invitation was sent after 30 quiet minutes."""
    client = signed_in(lead)
    left_alone(client, 30 * 60)
    answer = client.post("/people/invite/", INVITATION | {"site": lead.site_id})
    assert (answer.status_code, answer["Location"]) == (303, "/account/signed-out/")
    return client


def test_a_late_form_is_not_carried_out(late: Client) -> None:
    assert not Invitation.objects.exists()
    assert AuditEntry.objects.get(action="person.signed_out").detail == {"why": "idle"}


def test_the_page_after_says_what_happened(late: Client) -> None:
    page = late.get("/account/signed-out/").content.decode()

    assert "We signed you out" in page
    assert "You were away for 20 minutes. What you typed is kept for one hour." in page


def test_what_was_typed_is_stored_encrypted(late: Client) -> None:
    kept = KeptPost.objects.get()

    assert b"Zainab" not in bytes(kept.body)
    assert kept.path == "/people/invite/"
    assert kept.expires_at - kept.sent_at == timedelta(hours=1)


def test_the_same_person_is_offered_it_back_and_can_use_it(late: Client, lead: Membership) -> None:
    wear(late, lead)

    page = late.get("/account/kept/").content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    fields["last_name"] = fields["last_name"].replace("&#x27;", "'")
    answer = late.post("/people/invite/", fields)

    assert "We kept what you typed" in page
    assert "but were signed out. It has <strong>not</strong> been sent." in page
    assert "Otieno-O&#x27;Brien" in page
    assert answer["Location"] == "/people/"
    assert Invitation.objects.get().last_name == "Otieno-O'Brien"
    assert not KeptPost.objects.exists()


def test_signing_in_again_leads_to_the_offer(late: Client, lead: Membership) -> None:
    lead.person.set_password("three tall poplars")
    lead.person.save()
    late.post("/account/sign-in/", {"login": lead.person.email, "password": "three tall poplars"})

    # Without a second step set up, that comes first; the offer waits.
    assert late.session["_auth_user_id"] == str(lead.person_id)
    assert "left_by" not in late.session
    assert KeptPost.objects.filter(person=lead.person).exists()


def test_nobody_else_is_offered_it(late: Client, teacher: Membership, signed_in: SignedIn) -> None:
    kept = KeptPost.objects.get()
    other = signed_in(teacher)

    assert "Nothing is kept" in other.get("/account/kept/").content.decode()
    other.post(f"/account/kept/{kept.pk}/throw-away/")
    assert KeptPost.objects.filter(pk=kept.pk).exists()


def test_throwing_it_away_asks_first(late: Client, lead: Membership) -> None:
    wear(late, lead)
    address = f"/account/kept/{KeptPost.objects.get().pk}/throw-away/"

    page = late.get(address).content.decode()
    assert "Throw away what you typed?" in page
    assert KeptPost.objects.exists()

    late.post(address)
    assert not KeptPost.objects.exists()
    assert late.get(address)["Location"] == "/account/kept/"


def test_after_an_hour_it_is_gone(late: Client, lead: Membership) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        wear(late, lead)
        assert "Nothing is kept" in late.get("/account/kept/").content.decode()
        with pytest.raises(KeptPostGone):
            kept_posts.find(kept_post_id=KeptPost.objects.get().pk, person_id=lead.person_id)
        assert kept_posts.delete_expired() == 1


def test_a_second_late_form_from_another_window_is_kept_too(late: Client, lead: Membership) -> None:
    late.post(f"/people/{lead.person_id}/change/", {"first_name": "Ngozi", "last_name": "O"})
    late.post("/people/invite/", INVITATION | {"first_name": "Newest", "site": lead.site_id})

    kept = {post.path: kept_posts.opened(post) for post in KeptPost.objects.all()}
    assert set(kept) == {"/people/invite/", f"/people/{lead.person_id}/change/"}
    assert ("first_name", "Newest") in kept["/people/invite/"].fields


def test_a_form_after_twelve_hours_is_kept_as_well(signed_in: SignedIn, lead: Membership) -> None:
    client = signed_in(lead)
    session = client.session
    session["signed_in_at"] = time.time() - 12 * 3600
    session.save()

    client.post("/people/invite/", INVITATION | {"site": lead.site_id})

    assert KeptPost.objects.filter(person=lead.person).exists()
    assert "You were signed in for 12 hours." in client.get("/account/signed-out/").content.decode()


def test_what_was_typed_and_not_sent_is_kept_before_the_window_leaves(
    signed_in: SignedIn, lead: Membership
) -> None:
    client = signed_in(lead)

    kept = client.post("/account/keep/", INVITATION | {"kept_path": "/people/invite/"})
    offer = client.get("/account/kept/").content.decode()

    assert kept.status_code == 204
    assert KeptPost.objects.get().path == "/people/invite/"
    assert 'action="/people/invite/"' in offer
    assert "kept_path" not in offer


def test_what_a_window_hands_over_is_kept_even_when_the_session_ended_before_it(
    signed_in: SignedIn, lead: Membership
) -> None:
    client = signed_in(lead)
    form = form_of(client, "/people/invite/") | INVITATION | {"kept_path": "/people/invite/"}
    left_alone(client, 30 * 60)

    client.post("/account/keep/", form, headers={"sec-fetch-mode": "cors"})

    assert KeptPost.objects.get().path == "/people/invite/"


@pytest.mark.parametrize(
    "path",
    ["/account/password/", "https://evil.example/people/invite/", "//evil.example/people/invite/"],
)
def test_nothing_is_kept_for_an_address_that_takes_no_late_form(
    signed_in: SignedIn, lead: Membership, path: str
) -> None:
    answer = signed_in(lead).post("/account/keep/", INVITATION | {"kept_path": path})

    assert answer.status_code == 422
    assert not KeptPost.objects.exists()


def test_a_stale_token_keeps_the_form(signed_in: SignedIn, lead: Membership) -> None:
    client = signed_in(lead)
    client.handler.enforce_csrf_checks = True

    answer = client.post("/people/invite/", INVITATION | {"site": lead.site_id})

    assert (answer.status_code, answer["Location"]) == (303, "/account/kept/")
    assert not Invitation.objects.exists()
    assert KeptPost.objects.filter(person=lead.person).exists()
    page = client.get("/account/kept/").content.decode()
    assert "from a page that was out of date. It has <strong>not</strong> been sent." in page
    assert "but were signed out" not in page


def test_a_stale_sign_in_form_starts_again(db: None) -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/account/sign-in/", {"login": "a@example.org", "password": "secret"})

    assert (answer.status_code, answer["Location"]) == (303, "/account/sign-in/")
    assert not KeptPost.objects.exists()


def form_of(client: Client, path: str) -> dict[str, str]:
    """Return the hidden fields of a page's form."""
    page = client.get(path).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


@pytest.mark.parametrize("how", ["signed out in another window", "lost its cookies", "forgotten"])
def test_a_form_whose_session_is_gone_is_kept_for_whoever_the_page_was_made_for(
    signed_in: SignedIn, lead: Membership, how: str
) -> None:
    browser = signed_in(lead)
    form = form_of(browser, "/people/invite/") | INVITATION | {"site": lead.site_id}
    if how == "signed out in another window":
        browser.post("/account/sign-out/")
    elif how == "lost its cookies":
        browser.cookies.clear()
    else:
        browser.cookies["sessionid"] = "nobody-knows-this-session-any-more"

    answer = browser.post("/people/invite/", form)
    page = browser.get(answer["Location"]).content.decode()
    wear(browser, lead)

    assert answer["Location"] == "/account/signed-out/"
    assert "You are no longer signed in on this browser. What you typed is kept" in page
    assert "Otieno" in browser.get("/account/kept/").content.decode()
    assert not Invitation.objects.exists()


def test_the_next_person_at_the_same_browser_is_never_given_the_last_ones_words(
    lead: Membership, signed_in: SignedIn, other_lead: Membership
) -> None:
    left_open = form_of(signed_in(lead), "/people/invite/") | INVITATION
    next_one = wear(Client(enforce_csrf_checks=True), other_lead)

    next_one.post("/people/invite/", left_open)

    assert KeptPost.objects.get().person == lead.person
    assert "Nothing is kept" in next_one.get("/account/kept/").content.decode()


def test_nobody_says_for_somebody_else_whose_a_form_is(client: Client, lead: Membership) -> None:
    client.post("/people/invite/", INVITATION | {"sent_by": f"{lead.person_id}:invented:signature"})

    assert not KeptPost.objects.exists()


def test_one_click_in_the_demo_leads_to_what_was_kept(
    late: Client, lead: Membership, settings: Any
) -> None:
    settings.DEMO = True
    Person.objects.filter(pk=lead.person_id).update(is_demo=True)

    answer = late.post(reverse("account_sign_in_as", args=[lead.person_id]))

    assert answer["Location"] == "/account/kept/"


def test_passwords_are_never_kept(signed_in: SignedIn, lead: Membership) -> None:
    client = signed_in(lead)
    left_alone(client, 30 * 60)

    client.post("/account/password/", {"oldpassword": "secret", "password1": "secret too"})
    client.post("/people/invite/", INVITATION | {"password": "secret"})

    assert not KeptPost.objects.exists()


def test_a_form_from_nobody_known_is_not_kept(client: Client, lead: Membership) -> None:
    answer = client.post("/people/invite/", INVITATION)

    assert answer["Location"] == "/account/sign-in/"
    assert not KeptPost.objects.exists()


def test_files_are_left_out_and_the_page_says_so(signed_in: SignedIn, lead: Membership) -> None:
    client = signed_in(lead)
    left_alone(client, 30 * 60)
    paper = SimpleUploadedFile("consent.pdf", b"%PDF-1.7")
    client.post("/people/invite/", INVITATION | {"site": lead.site_id, "paper": paper})
    wear(client, lead)

    assert "Files are not kept. Add them again." in client.get("/account/kept/").content.decode()


def test_a_form_that_is_too_large_is_not_kept(signed_in: SignedIn, lead: Membership) -> None:
    client = signed_in(lead)
    left_alone(client, 30 * 60)

    answer = client.post("/people/invite/", {"first_name": "x" * (kept_posts.MOST_BYTES + 1)})

    page = client.get(answer["Location"]).content.decode()
    assert "What you just sent could not be kept." in page
    assert "is kept for one hour" not in page
    assert not KeptPost.objects.exists()


def test_no_more_than_ten_forms_are_kept_of_one_person(lead: Membership) -> None:
    for number in range(15):
        kept_posts.keep(
            person_id=lead.person_id, path=f"/people/{number}/", fields=[], had_files=False
        )

    assert len(kept_posts.kept_of(person_id=lead.person_id)) == 10


def test_a_script_is_told_that_nobody_is_signed_in(signed_in: SignedIn, lead: Membership) -> None:
    client = signed_in(lead)
    left_alone(client, 30 * 60)

    asked = client.get("/people/", headers={"x-live-check": "1"})
    swapped = client.post("/people/invite/", INVITATION, headers={"hx-request": "true"})

    assert asked.status_code == 401
    assert (swapped.status_code, swapped["HX-Redirect"]) == (401, "/account/signed-out/")


def test_a_window_that_has_been_quiet_too_long_ends_the_session_itself(
    signed_in: SignedIn, lead: Membership
) -> None:
    client = signed_in(lead)
    left_alone(client, 20 * 60 + 1)

    kept = client.post("/account/keep/", INVITATION | {"kept_path": "/people/invite/"})
    page = client.get("/account/signed-out/").content.decode()

    assert kept.status_code == 204
    assert "We signed you out" in page
    assert "_auth_user_id" not in client.session


def test_somebody_who_is_there_is_not_signed_out_by_that_page(
    signed_in: SignedIn, lead: Membership
) -> None:
    client = signed_in(lead)

    assert client.get("/account/signed-out/")["Location"] == "/"
    assert "_auth_user_id" in client.session


def test_live_checks_do_not_keep_anybody_signed_in(signed_in: SignedIn, lead: Membership) -> None:
    client = signed_in(lead)
    left_alone(client, 19 * 60)
    before = client.session["seen_at"]

    client.get("/people/", headers={"x-live-check": "1"})
    assert client.session["seen_at"] == before

    client.post("/account/stay/")
    assert client.session["seen_at"] > before


def test_a_secret_of_one_purpose_does_not_open_for_another() -> None:
    secret = encrypt("text", purpose="kept post")

    assert decrypt(secret, purpose="kept post") == "text"
    with pytest.raises(InvalidToken):
        decrypt(secret, purpose="second step")
