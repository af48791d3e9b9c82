"""One partnership, several councils with a front door each (decision 30)."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Site
from accounts.notices import email_ending
from accounts.rules import Role
from directory.models import FrontDoor
from outbox.models import Delivery
from referrals.errors import NoSuchCouncil
from referrals.models import Referral
from referrals.operations.sending import answer_before, submit
from referrals.presenters.duties import door_name
from referrals.presenters.lists import status_words
from referrals.tasks import send_receipt
from tests.cast import SignedIn
from tests.factories import doors, people, referrals

pytestmark = pytest.mark.django_db
OPEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ASKED = "Which council’s area does the child live in?"


@pytest.fixture
def writer() -> Membership:
    """A practitioner of a partnership with three councils; nothing says which one is theirs."""
    dudley = people.partnership("dudley")
    doors.council(dudley, "Northshire", "020 7946 0501", "NN1")
    doors.council(dudley, "Eastshire", "020 7946 0502", "EE1", "EE2")
    doors.council(dudley, "Westbury", "020 7946 0503")
    referrals.equip(dudley)
    return people.membership(Role.PRACTITIONER, name=("Rosalind", "Attwood"), within=dudley)


@pytest.fixture
def browser(writer: Membership, signed_in: SignedIn) -> Client:
    return signed_in(writer)


def door(key: str) -> FrontDoor:
    return FrontDoor.objects.get(key=key)


def says(browser: Client, name: str, draft: Referral) -> str:
    return browser.get(reverse(f"referrals:{name}", args=[draft.reference])).content.decode()


def named(writer: Membership, draft: Referral, council: FrontDoor | None) -> Referral:
    answer_before(
        by=writer,
        referral=draft,
        version=None,
        changes={"area_asked": True, "front_door_id": council.pk if council else None},
    )
    return referrals.again(draft)


@time_machine.travel(OPEN, tick=False)
def test_the_first_question_is_which_council_and_danger_then_shows_its_number(
    browser: Client,
) -> None:
    start = browser.get(reverse("referrals:start"))
    # Nobody has said which council: every number, each with its area.
    page = start.content.decode()
    for number in ("020 7946 0501", "020 7946 0502", "020 7946 0503"):
        assert number in page
    assert "(Eastshire)" in page
    strip = page[: page.index("<header")]
    assert strip.count("from a printed guide, not yet checked") == 1
    started = browser.post(
        reverse("referrals:start"), {"form_key": start.context["form"]["form_key"].value()}
    )
    draft = Referral.objects.get()
    area = reverse("referrals:area", args=[draft.reference])
    assert started["Location"] == area
    asked = browser.get(area)
    assert ASKED in asked.content.decode()
    refused = browser.post(area, {"version": draft.version})
    assert refused.status_code == 422
    assert "Select which council’s area the child lives in, or ‘I do not know’" in (
        refused.content.decode()
    )
    answer = browser.post(
        area,
        {"area": str(door("eastshire").pk), "version": refused.context["form"]["version"].value()},
    )
    assert answer["Location"] == reverse("referrals:danger", args=[draft.reference])
    danger = says(browser, "danger", draft)
    assert "Eastshire front door: " in danger
    assert "020 7946 0502" in danger
    assert "020 7946 0501" not in danger
    call = says(browser, "call", draft)
    assert "Then ring the Eastshire front door on" in call


def test_the_answer_is_shown_and_changed_from_the_task_list_and_the_check_page(
    browser: Client, writer: Membership
) -> None:
    draft = named(writer, referrals.draft(writer), door("eastshire"))
    task_list = says(browser, "draft", draft)
    assert "Which council’s area the child lives in: <strong>Eastshire</strong>" in task_list
    area = reverse("referrals:area", args=[draft.reference])
    assert f'href="{area}?next=draft"' in task_list
    for came_from, name in (("draft", "draft"), ("check", "check")):
        page = browser.get(f"{area}?next={came_from}")
        answer = browser.post(
            f"{area}?next={came_from}",
            {
                "area": str(door("westbury").pk),
                "version": page.context["form"]["version"].value(),
                "form_key": page.context["form"]["form_key"].value(),
            },
        )
        assert answer["Location"] == reverse(f"referrals:{name}", args=[draft.reference])
    check = says(browser, "check", draft)
    assert "It goes to the Westbury Integrated Front Door." in check
    assert f'href="{area}?next=check"' in check
    assert "The Westbury Integrated Front Door." in check


def test_a_council_of_another_partnership_is_refused(
    writer: Membership, teacher: Membership
) -> None:
    draft = referrals.draft(writer)
    with pytest.raises(NoSuchCouncil):
        named(writer, draft, FrontDoor.objects.get(partnership=teacher.partnership))


def test_one_front_door_for_everybody_is_not_asked_about(
    teacher: Membership, signed_in: SignedIn
) -> None:
    browser = signed_in(teacher)
    started = browser.post(reverse("referrals:start"), {})
    draft = Referral.objects.get()
    danger = reverse("referrals:danger", args=[draft.reference])
    assert started["Location"] == danger
    assert browser.get(reverse("referrals:area", args=[draft.reference]))["Location"] == danger
    assert ASKED not in says(browser, "draft", draft)
    sent = submit(by=teacher, referral=referrals.ready(teacher))
    assert sent.front_door is None


@time_machine.travel(OPEN, tick=False)
def test_receipt_record_and_e_mail_name_the_council_it_went_to(
    browser: Client, writer: Membership
) -> None:
    draft = named(writer, referrals.ready(writer), door("eastshire"))
    sent = submit(by=writer, referral=draft)
    assert sent.front_door == door("eastshire")
    # Its clocks are a hub's, not a family centre's.
    assert {"first_read", "mash_decision"} <= set(sent.clocks.values_list("key", flat=True))
    for name in ("sent", "record"):
        page = says(browser, name, sent)
        assert "020 7946 0502" in page
        assert "020 7946 0501" not in page
    assert "It is 9:30am and the Eastshire front door is open until 5pm." in says(
        browser, "sent", sent
    )
    written: list[str] = []
    delivery = Delivery.objects.get(handler="referrals.receipt_email")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "referrals.tasks.send_email", lambda delivery, **email: written.append(email["text"])
        )
        send_receipt(delivery)
    assert "Eastshire front door 020 7946 0502, Monday to Friday, 9am to 5pm" in written[0]
    assert "0501" not in written[0]
    sent.open_questions = [object()]  # type: ignore[attr-defined]
    assert (
        status_words(sent, front_door="MASH", now=OPEN) == "Eastshire front door needs your answer"
    )


def test_an_e_mail_about_no_referral_ends_with_every_council(writer: Membership) -> None:
    assert email_ending(writer.partnership).endswith(
        "Front door 020 7946 0501 (Northshire), 020 7946 0502 (Eastshire) or 020 7946 0503 "
        "(Westbury), Monday to Friday, 9am to 5pm; other times 020 7946 0600."
    )


@pytest.mark.parametrize(
    ("postcode", "sites_postcode", "council", "why"),
    [
        ("EE2 4AA", "", "eastshire", "The postcode EE2 looks like Eastshire."),
        ("XX1 1XX", "EE1 1AA", "eastshire", "You work in Eastshire, at "),
        ("XX1 1XX", "", "northshire", "Nothing says which council it is, so it goes to the first."),
    ],
)
def test_who_does_not_know_sends_to_the_likeliest_and_is_told_every_number(
    browser: Client,
    writer: Membership,
    postcode: str,
    sites_postcode: str,
    council: str,
    why: str,
) -> None:
    Site.objects.filter(pk=writer.site_id).update(postcode=sites_postcode)
    draft = named(writer, referrals.ready(writer), None)
    draft.children.update(postcode=postcode)
    check = says(browser, "check", draft)
    assert "Which council’s area the child lives in: <strong>I do not know</strong>" in check
    assert f"It goes to the {door(council).name}. {why}" in check
    assert "They pass it to the right team if the child lives in another council’s area" in check
    # When it is read depends on the hour, which the page says once, in its inset.
    assert "at once" not in check
    for number in ("020 7946 0501", "020 7946 0502", "020 7946 0503"):
        assert number in check
    assert submit(by=writer, referral=draft).front_door == door(council)


def test_no_council_is_named_in_what_is_told_or_suggested_until_somebody_names_one(
    writer: Membership,
) -> None:
    """Decisions 16, 17: the record never says that a council was told which nobody spoke of."""
    draft = referrals.ready(writer)
    assert door_name(draft) == "front door"
    before = {"level": 2, "advice": ["Consult the front door."]}
    draft.children.update(suggested_level=2, suggestion=before)
    draft = named(writer, draft, door("eastshire"))
    assert door_name(draft) == "Eastshire front door"
    assert draft.children.get().suggestion["advice"] == []


def test_a_postcode_that_looks_like_another_council_is_said_and_changes_nothing(
    browser: Client, writer: Membership
) -> None:
    draft = named(writer, referrals.ready(writer), door("westbury"))
    draft.children.update(postcode="ee1 9zz")
    check = says(browser, "check", draft)
    assert (
        "You said that the child lives in Westbury. The postcode EE1 looks like Eastshire. "
        "Check which council it is." in check
    )
    assert check.count("looks like Eastshire") == 1
    assert submit(by=writer, referral=draft).front_door == door("westbury")


def test_each_councils_team_reads_its_own_and_a_door_without_a_team_is_everybodys(
    writer: Membership,
) -> None:
    at = {
        "eastshire": people.membership(
            Role.MASH_SCREENER, name=("Gareth", "Pugh"), within=writer.partnership
        ),
        "westbury": people.membership(
            Role.MASH_SCREENER,
            name=("Imani", "Clarke"),
            within=writer.partnership,
            at=people.OTHER_SCHOOL,
        ),
    }
    sent = {
        key: submit(by=writer, referral=named(writer, referrals.ready(writer), door(key)))
        for key in ("northshire", "eastshire", "westbury")
    }

    def read_by(hat: Membership) -> set[str]:
        seen = set(Referral.objects.visible_to(hat).values_list("pk", flat=True))
        return {key for key, referral in sent.items() if referral.pk in seen}

    assert read_by(at["eastshire"]) == read_by(at["westbury"]) == set(sent)
    for key, hat in at.items():
        FrontDoor.objects.filter(key=key).update(site=hat.site)
    assert read_by(at["eastshire"]) == {"northshire", "eastshire"}
    assert read_by(at["westbury"]) == {"northshire", "westbury"}
    # The councils share one out-of-hours team, which reads every hub's.
    duty_officer = people.membership(
        Role.EMERGENCY_DUTY_OFFICER, name=("Owen", "Marsh"), within=writer.partnership
    )
    assert read_by(duty_officer) == set(sent)
    # Whoever wrote it reads it wherever it went.
    assert read_by(writer) == set(sent)


@time_machine.travel(OPEN, tick=False)
def test_public_pages_and_help_list_every_council(browser: Client, writer: Membership) -> None:
    for name in ("worried_about_a_child", "help"):
        page = browser.get(reverse(name)).content.decode()
        for area, number in (("Northshire", "0501"), ("Eastshire", "0502"), ("Westbury", "0503")):
            assert area in page
            assert f"020 7946 {number}" in page
    assert (
        "If you do not know which it is, ring any of them."
        in browser.get(reverse("worried_about_a_child")).content.decode()
    )
