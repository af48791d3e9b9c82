"""Signing in and out: words, limits, second steps, the trail."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as code_app
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from accounts.models import AuditEntry, Membership, Person
from accounts.rules import Role
from outbox import handlers
from outbox.models import Delivery
from tests.cast import SignedIn
from tests.factories import people

PASSWORD = "three tall poplars"
MISMATCH = "That e-mail address and password do not match. Check both."


@pytest.fixture
def account(teacher: Membership) -> Person:
    """The teacher, with a password and a code app."""
    cache.clear()
    teacher.person.set_password(PASSWORD)
    teacher.person.save()
    code_app.TOTP.activate(teacher.person, code_app.generate_totp_secret())
    return teacher.person


def newest_code(person: Person) -> str:
    app = Authenticator.objects.get(user_id=person.pk, type=Authenticator.Type.TOTP)
    secret = code_app.decrypt(app.data["secret"])
    counter = int(time.time()) // 30
    return code_app.format_hotp_value(code_app.hotp_value(secret, counter))


def give_password(client: Client, email: str, password: str) -> Any:
    return client.post("/account/sign-in/", {"login": email, "password": password})


def test_a_password_alone_signs_nobody_in(client: Client, account: Person) -> None:
    answer = give_password(client, account.email, PASSWORD)

    assert answer["Location"] == "/account/second-step/"
    assert client.get("/account/hats/").status_code == 302


def test_password_and_code_sign_in_to_a_new_session(client: Client, account: Person) -> None:
    client.get("/account/sign-in/")
    give_password(client, account.email, PASSWORD)
    before = client.session.session_key

    answer = client.post("/account/second-step/", {"code": newest_code(account)})

    assert answer.status_code == 302
    assert client.session["second_step"] is True
    assert client.session.session_key != before
    entry = AuditEntry.objects.get(action="person.signed_in")
    assert (entry.actor_id, entry.detail) == (account.pk, {"with": ["password", "totp"]})


def test_the_page_asked_for_comes_after_sign_in(client: Client, account: Person) -> None:
    client.post(
        "/account/sign-in/",
        {"login": account.email, "password": PASSWORD, "next": "/account/notices/"},
    )
    answer = client.post("/account/second-step/", {"code": newest_code(account)})

    assert answer["Location"] == "/account/notices/"


def test_a_code_works_once(client: Client, account: Person) -> None:
    code = newest_code(account)
    give_password(client, account.email, PASSWORD)
    client.post("/account/second-step/", {"code": code})

    second = Client()
    give_password(second, account.email, PASSWORD)
    answer = second.post("/account/second-step/", {"code": code})

    assert answer.status_code == 422


def test_a_wrong_code_says_what_to_do(client: Client, account: Person) -> None:
    give_password(client, account.email, PASSWORD)

    answer = client.post("/account/second-step/", {"code": "000000"})

    assert answer.status_code == 422
    assert "That code is wrong or old. Enter the newest one." in answer.content.decode()


def test_a_wrong_password_and_an_unknown_address_read_the_same(
    client: Client, account: Person
) -> None:
    wrong = give_password(client, account.email, "not this one, no")
    unknown = give_password(client, "nobody@bexley.example.org", "not this one, no")

    assert wrong.status_code == unknown.status_code == 422
    assert MISMATCH in wrong.content.decode()
    assert MISMATCH in unknown.content.decode()


def test_somebody_who_left_reads_the_same_too(client: Client, account: Person) -> None:
    account.is_active = False
    account.save()

    assert MISMATCH in give_password(client, account.email, PASSWORD).content.decode()


def test_the_typed_address_stays_after_a_wrong_password(client: Client, account: Person) -> None:
    answer = give_password(client, account.email, "not this one, no")

    assert f'value="{account.email}"' in answer.content.decode()
    assert "not this one" not in answer.content.decode()


def test_five_wrong_passwords_slow_one_account_and_no_other(
    client: Client, account: Person, colleague: Membership
) -> None:
    colleague.person.set_password(PASSWORD)
    colleague.person.save()
    for _ in range(5):
        give_password(client, account.email, "not this one, no")

    slowed = give_password(client, account.email, PASSWORD).content.decode()
    other = give_password(client, colleague.person.email, PASSWORD)

    assert "Too many tries from this account. Wait 5 minutes, or ring" in slowed
    assert "if a child is at risk: you do not need to sign in to ring." in slowed
    assert other.status_code == 302


def test_a_wrong_password_is_recorded_without_the_address(client: Client, account: Person) -> None:
    give_password(client, account.email, "not this one, no")
    give_password(client, "nobody@bexley.example.org", "not this one, no")

    entry = AuditEntry.objects.get(action="person.sign_in_failed")
    assert entry.subjects == [account.reference]
    assert account.email not in str(entry.detail)


def test_signing_out_empties_the_browser(signed_in: SignedIn, teacher: Membership) -> None:
    client = signed_in(teacher)

    answer = client.post("/account/sign-out/")

    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "_auth_user_id" not in client.session
    assert AuditEntry.objects.get(action="person.signed_out").detail == {"why": "asked"}


def test_signing_out_by_link_asks_first(signed_in: SignedIn, teacher: Membership) -> None:
    client = signed_in(teacher)

    assert "Sign out?" in client.get("/account/sign-out/").content.decode()
    assert "_auth_user_id" in client.session


def test_a_recovery_code_signs_in_once(client: Client, account: Person) -> None:
    codes = code_app.Authenticator(
        user=account,
        type=Authenticator.Type.RECOVERY_CODES,
        data={"migrated_codes": [code_app.encrypt("12345678")]},
    )
    codes.save()
    give_password(client, account.email, PASSWORD)

    page = client.get("/account/recovery/").content.decode()
    answer = client.post("/account/recovery/", {"code": "12345678"})
    again = Client()
    give_password(again, account.email, PASSWORD)

    assert "Use a recovery code" in page
    assert answer.status_code == 302
    assert client.session["second_step"] is True
    assert again.post("/account/recovery/", {"code": "12345678"}).status_code == 422


def test_the_code_apps_secret_is_stored_encrypted(account: Person) -> None:
    stored = Authenticator.objects.get(user_id=account.pk).data["secret"]

    assert len(code_app.decrypt(stored)) == 32
    assert code_app.decrypt(stored) not in stored


def test_secrets_open_under_an_older_key(account: Person, settings: Settings) -> None:
    stored = Authenticator.objects.get(user_id=account.pk).data["secret"]
    before = code_app.decrypt(stored)
    settings.FIELD_KEYS = ["a-newer-key", *settings.FIELD_KEYS]

    assert code_app.decrypt(stored) == before


def test_setting_up_a_code_app_opens_the_portal(client: Client, teacher: Membership) -> None:
    teacher.person.set_password(PASSWORD)
    teacher.person.save()
    give_password(client, teacher.person.email, PASSWORD)
    assert client.get("/account/notices/")["Location"] == "/account/security/"

    page = client.get("/account/security/app/").content.decode()
    secret = client.session["mfa.totp.secret"]
    wrong = client.post("/account/security/app/", {"code": "000000"})
    code = code_app.format_hotp_value(code_app.hotp_value(secret, int(time.time()) // 30))
    answer = client.post("/account/security/app/", {"code": code})

    assert "data:image/svg+xml;base64," in page
    assert secret[:4] in page
    assert wrong.status_code == 422
    assert answer["Location"] == "/account/security/recovery-codes/"
    assert client.get("/account/security/recovery-codes/").status_code == 200
    assert client.get("/account/notices/").status_code == 200


def test_a_session_without_the_second_step_cannot_add_another(
    client: Client, account: Person
) -> None:
    client.force_login(account)
    session = client.session
    session["signed_in_at"] = time.time()
    session.save()

    assert client.get("/account/security/app/")["Location"] == "/account/security/"
    assert client.get("/account/security/passkeys/add/")["Location"] == "/account/security/"


def test_the_last_second_step_stays(
    signed_in: SignedIn, teacher: Membership, account: Person
) -> None:
    client = signed_in(teacher)

    page = client.post("/account/security/app/remove/").content.decode()

    assert "Add another second step before you remove this one." in page
    assert Authenticator.objects.filter(user_id=account.pk).exists()


def test_changing_the_password_signs_out_everywhere(
    signed_in: SignedIn, teacher: Membership, account: Person
) -> None:
    here, elsewhere = signed_in(teacher), signed_in(teacher)

    answer = here.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": "four small willows"}
    )

    assert answer["Location"] == "/account/sign-in/"
    assert elsewhere.get("/account/notices/")["Location"].startswith("/account/sign-in/")
    assert here.get("/account/notices/")["Location"].startswith("/account/sign-in/")
    assert Delivery.objects.filter(handler="accounts.security_email").count() == 1
    assert AuditEntry.objects.filter(action="person.password_changed").count() == 1


@pytest.mark.parametrize("weak", ["short", "password1234", ""])
def test_a_weak_password_is_refused_in_words(
    signed_in: SignedIn, teacher: Membership, account: Person, weak: str
) -> None:
    answer = signed_in(teacher).post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": weak}
    )

    assert answer.status_code == 422
    assert 'id="password1-error"' in answer.content.decode()


def test_a_forgotten_password_link_never_skips_the_second_step(
    client: Client, account: Person, mailoutbox: list[mail.EmailMessage]
) -> None:
    sent = client.post("/account/password/forgotten/", {"email": account.email})
    delivery = Delivery.objects.get(handler="accounts.password_reset_email")
    link = deliver_and_find_link(delivery, mailoutbox)

    page = client.get(link, follow=True)
    done = client.post(page.redirect_chain[-1][0], {"password1": "four small willows"})
    answer = give_password(client, account.email, "four small willows")

    assert sent["Location"] == "/account/password/forgotten/sent/"
    assert done["Location"] == "/account/password/new/done/"
    assert "_auth_user_id" not in client.session
    assert answer["Location"] == "/account/second-step/"
    assert client.get(link, follow=True).content.decode().count("This link cannot be used") >= 1


def test_asking_for_an_unknown_address_reads_the_same_and_sends_nothing(
    client: Client, account: Person
) -> None:
    answer = client.post("/account/password/forgotten/", {"email": "nobody@example.org"})

    assert answer["Location"] == "/account/password/forgotten/sent/"
    assert not Delivery.objects.exists()


def deliver_and_find_link(delivery: Delivery, mailoutbox: list[mail.EmailMessage]) -> str:
    delivery.message_id = "<test@localhost>"
    handlers.get(delivery.handler).function(delivery)
    found = re.search(r"http://localhost:8000(/\S+)", str(mailoutbox[-1].body))
    assert found
    return found[1]


def test_without_the_demo_nobody_signs_in_with_one_click(
    client: Client, teacher: Membership
) -> None:
    Person.objects.filter(pk=teacher.person_id).update(is_demo=True)

    page = client.get("/account/sign-in/").content.decode()

    assert "This is a demo" not in page
    assert teacher.person.full_name not in page
    assert client.post(f"/account/sign-in/as/{teacher.person_id}/").status_code == 404


def test_in_the_demo_the_cast_signs_in_with_one_click(
    client: Client, teacher: Membership, lead: Membership, settings: Settings
) -> None:
    settings.DEMO = True
    Person.objects.filter(pk=teacher.person_id).update(is_demo=True)

    page = client.get("/account/sign-in/").content.decode()
    answer = client.post(f"/account/sign-in/as/{teacher.person_id}/")

    assert "This is a demo. Nobody here is real. Choose who to be." in page
    assert "Hannah Whitcombe" in page
    assert "Ngozi Okafor" not in page
    assert answer.status_code == 302
    assert client.get("/account/notices/").status_code == 200
    assert Client().post(f"/account/sign-in/as/{lead.person_id}/").status_code == 404


def test_the_demo_shows_the_same_people_after_a_wrong_password(
    client: Client, teacher: Membership, settings: Settings
) -> None:
    settings.DEMO = True
    Person.objects.filter(pk=teacher.person_id).update(is_demo=True)

    answer = give_password(client, "nobody@example.org", "not this one, no")

    assert "Hannah Whitcombe" in answer.content.decode()


def test_a_passkey_is_asked_for_by_script_alone(client: Client, db: None) -> None:
    asked = client.get("/account/sign-in/passkey/", headers={"accept": "application/json"})
    wrong = client.post("/account/sign-in/passkey/", {"credential": "{}"})

    assert "challenge" in asked.json()["request_options"]["publicKey"]
    assert wrong["Location"] == "/account/sign-in/"


def test_ending_other_sessions_keeps_this_one(signed_in: SignedIn, teacher: Membership) -> None:
    here, elsewhere = signed_in(teacher), signed_in(teacher)

    here.post("/account/security/sessions/end/")

    assert here.get("/account/notices/").status_code == 200
    assert elsewhere.get("/account/notices/")["Location"].startswith("/account/sign-in/")


def test_several_roles_ask_which_to_act_in(signed_in: SignedIn, teacher: Membership) -> None:
    second = people.membership(
        Role.PRACTITIONER, name=("Hannah", "Whitcombe"), at=people.OTHER_SCHOOL
    )
    client = signed_in(teacher)
    session = client.session
    del session["hat"]
    session.save()

    assert client.get("/account/notices/")["Location"].startswith("/account/hats/")
    page = client.get("/account/hats/").content.decode()
    nothing = client.post("/account/hats/", {})
    answer = client.post("/account/hats/", {"membership": second.pk, "next": "//evil.example"})

    assert "Choose your role" in page
    assert "Oakfield Academy" in page
    assert "Select a role" in nothing.content.decode()
    assert answer.status_code == 302
    assert not answer["Location"].startswith("//")
    assert client.session["hat"] == second.pk
    assert AuditEntry.objects.get(action="hat.chosen").membership_id == second.pk


def test_nobody_wears_a_colleagues_hat(
    signed_in: SignedIn, teacher: Membership, lead: Membership
) -> None:
    client = signed_in(teacher)

    answer = client.post("/account/hats/", {"membership": lead.pk})

    assert answer.status_code == 422
    assert client.session["hat"] == teacher.pk


def test_without_any_role_there_is_a_page_that_says_so(
    signed_in: SignedIn, teacher: Membership
) -> None:
    client = signed_in(teacher)
    people.end(teacher)

    assert client.get("/account/notices/")["Location"].startswith("/account/hats/")
    assert "You have no role here" in client.get("/account/hats/").content.decode()


def test_somebody_without_a_password_asks_for_a_link(
    teacher: Membership, signed_in: SignedIn
) -> None:
    teacher.person.set_unusable_password()
    teacher.person.save()

    answer = signed_in(teacher).get("/account/password/")

    assert answer["Location"] == "/account/password/forgotten/"
