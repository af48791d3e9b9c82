"""After sending: the task list of what else is known, its pages, and what reaches the hub."""

import html
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Notice
from mash.presenters.contact import worry_page
from referrals import duties
from referrals.duties import code_of, place_of
from referrals.models import Addition, Clock, NamedColleague, Referral
from referrals.names import SECTION_NAMES
from referrals.operations import drafts, sending
from referrals.presenters.additions import (
    about_words,
    added_words,
    addition_entries,
    question_of,
    section_of,
    waits_since,
)
from referrals.rules import Section
from tests.cast import OneAuditEntry, SignedIn
from tests.factories import referrals as make
from thresholds.models import Edition

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOTHING = "Enter what you want to add or correct"
PAGES = [
    "who-can-know",
    "children",
    "family",
    "professionals",
    "worry",
    "circumstances",
    "signs",
    "level",
    "agreement",
    "tried",
    "about-you",
    "anything-else",
    "children/1",
    "signs/health",
    place_of("fgm"),
]


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def main_of(response: Any) -> str:
    """Return the words of a page, without its markup."""
    inside = text(response).split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inside))


@pytest.fixture
def browser(teacher: Membership, signed_in: SignedIn) -> Client:
    return signed_in(teacher)


@pytest.fixture
def urgent(teacher: Membership, screener: Membership) -> Referral:
    """A referral sent on four answers, which a screener has claimed."""
    sent = sending.submit(by=teacher, referral=make.urgent(teacher))
    Referral.objects.filter(pk=sent.pk).update(holder=screener)
    return make.again(sent)


def at(referral: Referral, place: str = "") -> str:
    return f"/referrals/{referral.reference}/add/{place and place + '/'}"


def added_to(referral: Referral) -> list[tuple[str, str]]:
    return [(one.about, one.text) for one in Addition.objects.filter(referral=referral)]


# The list ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_after_four_answers_the_forms_own_list_says_what_was_told_and_what_was_not(
    browser: Client, urgent: Referral
) -> None:
    """Pages.md 5B: the task list opens, in the form's order, and needs nothing."""
    page = browser.get(at(urgent))
    shown = main_of(page)
    places = [shown.index(f" {name} ") for name in [*SECTION_NAMES.values(), "Anything else, or"]]
    assert places == sorted(places)
    for task, status in (
        ("Who can know", "Not told yet"),
        ("Children", "Told in part"),
        ("Family and household", "Not told yet"),
        ("The worry", "Told before sending"),
        ("Level", "Not told yet"),
        ("About you", "Told before sending"),
    ):
        assert f"{task} {status}" in shown
    assert "call 999" in shown
    assert "Needed to send" not in shown
    assert browser.post(at(urgent)).status_code == 405


@pytest.mark.django_db
def test_a_whole_referral_says_that_it_was_told_and_can_still_be_added_to(
    browser: Client, teacher: Membership
) -> None:
    sent = make.sent(teacher)
    shown = main_of(browser.get(at(sent)))
    assert "Children Told before sending" in shown
    assert "Family and household Told before sending" in shown
    family = main_of(browser.get(at(sent, "family")))
    assert "Sana Khatun (mother) Told before sending" in family
    answers = {"person-contact-may_know": "yes", "person-contact-safe_phone": "020 7946 0111"}
    assert browser.post(at(sent, "family/1"), answers)["Location"] == at(sent)
    assert added_to(sent) == [
        (
            "Family and household: How is it safe to contact Sana Khatun?",
            "Can Sana Khatun know about this referral? Yes\nSafe number: 020 7946 0111",
        )
    ]
    assert "Sana Khatun (mother) Added" in main_of(browser.get(at(sent, "family")))


@pytest.mark.django_db
def test_every_page_asks_the_drafts_own_questions_and_needs_one_answer(
    browser: Client, urgent: Referral
) -> None:
    for place in PAGES:
        page = browser.get(at(urgent, place))
        assert page.status_code == 200, place
        assert "Needed to send" not in text(page), place
        empty = browser.post(at(urgent, place), {})
        assert empty.status_code == 422, place
        assert f"{NOTHING}</a>" in text(empty), place
        assert "<title>Error: " in text(empty), place
    assert not added_to(urgent)
    for wrong in ("nothing", "children/9", "family/9", "signs/nothing", "duty/nothing", "duty/,"):
        assert browser.get(at(urgent, wrong)).status_code == 404, wrong


@pytest.mark.django_db
def test_a_partnership_without_levels_of_its_own_asks_for_none(
    browser: Client, urgent: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-145."""
    monkeypatch.setattr(Edition, "has_levels", False)
    shown = main_of(browser.get(at(urgent)))
    assert "Special circumstances" in shown
    assert "Signs of need" not in shown
    for place in ("level", "signs"):
        assert browser.get(at(urgent, place)).status_code == 404


# What is added -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_question_answered_is_an_addition_and_nothing_that_was_sent_changes(
    browser: Client,
    teacher: Membership,
    screener: Membership,
    urgent: Referral,
    one_audit_entry: OneAuditEntry,
) -> None:
    """Pages.md 5B: everything added is an addition with its time; decision 14: clocks run."""
    before = list(Clock.objects.filter(referral=urgent).values_list("key", "due_at", "result"))
    child = urgent.children.get()
    answers = {
        "child-name-first_name": "Leon",
        "child-name-last_name": "Byrne",
        "child-date-of-birth-known": "date",
        "child-date-of-birth-date_of_birth_day": "27",
        "child-date-of-birth-date_of_birth_month": "3",
        "child-date-of-birth-date_of_birth_year": "2016",
        "child-disability-disabled": "no",
        "child-young-carer-young_carer": "yes",
        "child-young-carer-young_carer_for": "His mother, who is ill",
        "form_key": str(uuid.uuid4()),
    }
    with one_audit_entry("referral.added_to", by=teacher, subjects=[urgent.reference]):
        for _ in range(2):
            answer = browser.post(at(urgent, "children/1"), answers)
            assert answer["Location"] == at(urgent)
    assert added_to(urgent) == [
        (
            "Children: the child: What is the child's name?",
            "First names: Leon\nLast name: Byrne",
        ),
        ("Children: What is the child's date of birth?", "Date of birth: 27 March 2016"),
        ("Children: Does the child have a disability or special educational needs?", "No"),
        (
            "Children: Does the child help to look after someone at home?",
            "Yes\nWho do they help, and what do they do? His mother, who is ill",
        ),
    ]
    assert Notice.objects.filter(membership=screener).count() == 1
    again = urgent.children.get()
    assert (again.first_name, again.date_of_birth, again.young_carer) == ("", None, "")
    assert again.description == child.description
    after = list(Clock.objects.filter(referral=urgent).values_list("key", "due_at", "result"))
    assert after == before
    assert "Children Added " in main_of(browser.get(at(urgent)))
    assert "A boy of about 6 with a red school bag Added " in main_of(
        browser.get(at(urgent, "children"))
    )


@pytest.mark.django_db
def test_a_wrong_date_says_so_in_the_forms_words_and_everything_typed_stays(
    browser: Client, urgent: Referral
) -> None:
    typed = {
        "child-date-of-birth-known": "date",
        "child-date-of-birth-date_of_birth_day": "31",
        "child-date-of-birth-date_of_birth_month": "2",
        "child-date-of-birth-date_of_birth_year": "2016",
        "child-name-first_name": "Leon-Alexander",
    }
    refused = browser.post(at(urgent, "children/1"), typed)
    assert refused.status_code == 422
    assert "Date of birth must be a real date" in text(refused)
    assert "#child-date-of-birth-date_of_birth_day" in text(refused)
    assert "Leon-Alexander" in text(refused)
    grown = typed | {
        "child-date-of-birth-date_of_birth_day": "1",
        "child-date-of-birth-date_of_birth_year": "1990",
    }
    assert "The child would be 18 or over. Check the year" in text(
        browser.post(at(urgent, "children/1"), grown)
    )
    assert not added_to(urgent)


@pytest.mark.django_db
def test_somebody_of_the_family_is_added_under_the_name_that_is_typed(
    browser: Client, urgent: Referral
) -> None:
    said = {
        "someone-responsibility-responsibility_1": "yes",
        "someone-lives-address": "2 Elm Row",
        "someone-contact-address_confidential": "on",
    }
    nameless = browser.post(at(urgent, "family"), said)
    assert nameless.status_code == 422
    assert "Enter their name, or what you know about them" in text(nameless)
    assert "2 Elm Row" in text(nameless)
    who = {"someone-name": "Dana Byrne", "someone-under_18": "no", "someone-relation_1": "mother"}
    assert browser.post(at(urgent, "family"), said | who).status_code == 302
    assert added_to(urgent) == [
        (
            "Family and household: Who is this?",
            "Name: Dana Byrne\nWhat are they to the child? mother\nAre they under 18? No",
        ),
        ("Family and household: Dana Byrne: Where do they live?", "2 Elm Row"),
        (
            "Family and household: Dana Byrne: Does this person have parental responsibility?",
            "For the child: Yes",
        ),
        (
            "Family and household: Dana Byrne: How is it safe to contact this person?",
            "Their address is confidential",
        ),
    ]
    # Decision 24: outside the hub a confidential address reads as withheld.
    seen = text(browser.get(f"/referrals/{urgent.reference}/"))
    assert "2 Elm Row" not in seen
    assert "Withheld" in seen
    shown = str(worry_page(make.again(urgent), timezone.now()).additions)
    assert "2 Elm Row" in shown


@pytest.mark.django_db
def test_agreement_since_sending_says_who_to_what_and_how(
    browser: Client, urgent: Referral
) -> None:
    agreed = {
        "agreed-capacity": "parental_responsibility",
        "agreed-help_with": ["referral"],
        "agreed-how": "verbal",
        "agreed-given_on_day": "40",
        "agreed-given_on_month": "11",
        "agreed-given_on_year": "2026",
    }
    refused = text(browser.post(at(urgent, "agreement"), agreed))
    assert "Enter who agreed" in refused
    assert "Date must be a real date" in refused
    assert "Enter who witnessed it" in refused
    whole = agreed | {
        "agreed-giver_name": "Dana Byrne",
        "agreed-witness": "Ms Okafor",
        "agreed-given_on_day": "20",
    }
    browser.post(at(urgent, "agreement"), whole)
    ((about, said),) = added_to(urgent)
    assert about == "Agreement and sharing: Who agreed?"
    assert said == (
        "What is their name? Dana Byrne\n"
        "They may agree because: They have parental responsibility\n"
        "What did they agree to? This referral to the MASH\n"
        "How did they agree? Said yes, witnessed by…\n"
        "Who witnessed it? Ms Okafor\n"
        "When did they agree? 20 November 2026"
    )


@pytest.mark.django_db
def test_after_the_referral_closed_nothing_is_taken_and_what_was_typed_stays(
    browser: Client, urgent: Referral
) -> None:
    Referral.objects.filter(pk=urgent.pk).update(closed_at=timezone.now())
    listed = main_of(browser.get(at(urgent)))
    assert "closed, so nobody would read what you add" in listed
    assert "Not told yet" not in listed
    refused = browser.post(at(urgent, "tried"), {"tried-tried": "A parenting course."})
    assert refused.status_code == 422
    assert "This referral is closed" in text(refused)
    assert "A parenting course." in text(refused)


@pytest.mark.django_db
def test_the_author_and_named_colleagues_add_and_nobody_else(
    urgent: Referral,
    lead: Membership,
    screener: Membership,
    colleague: Membership,
    signed_in: SignedIn,
) -> None:
    """Decision 27; whoever works in the hub writes notes instead."""
    assert signed_in(colleague).get(at(urgent)).status_code == 404
    NamedColleague.objects.create(referral=urgent, membership=colleague)
    posted = signed_in(colleague).post(at(urgent, "worry"), {"strengths-strengths": "An aunt."})
    assert posted.status_code == 302
    assert Addition.objects.get(referral=urgent).added_by == colleague
    for reader in (lead, screener):
        for place in ("", "worry", "children/1", place_of("fgm")):
            assert signed_in(reader).get(at(urgent, place)).status_code == 404


# What the hub must not overlook --------------------------------------------------------------


@pytest.mark.django_db
def test_fgm_told_of_after_sending_starts_the_laws_clock_and_shows_the_duty_at_once(
    browser: Client, urgent: Referral
) -> None:
    """R-108: by the end of the next working day; decision 16 names the duty."""
    with time_machine.travel(NOON, tick=False):
        ticked = {
            "circumstances-circumstances": ["fgm", "missing"],
            "form_key": str(uuid.uuid4()),
        }
        answer = browser.post(at(urgent, "circumstances"), ticked)
        assert answer["Location"] == at(urgent, f"duty/{code_of('fgm')},{code_of('missing')}")
        clock = Clock.objects.get(referral=urgent, key="fgm_police_report")
        assert clock.started_at == NOON
        assert clock.result == Clock.Result.RUNNING
        assert browser.post(at(urgent, "circumstances"), ticked)["Location"] == answer["Location"]
        assert Clock.objects.filter(referral=urgent, key="fgm_police_report").count() == 1
    ((about, said),) = added_to(urgent)
    assert about == "Special circumstances: FGM, Missing"
    assert "done or feared. They were told: You must tell the police yourself." in said
    duty = main_of(browser.get(answer["Location"]))
    assert "What you must do now" in duty
    assert "You must tell the police yourself" in duty
    assert "The police: 101" in duty
    seen = worry_page(make.again(urgent), timezone.now())
    assert about in str(seen.additions)
    assert seen.tags == ("FGM, added since it was sent", "Missing, added since it was sent")
    assert "Female genital mutilation, done or feared Added midday" in main_of(
        browser.get(at(urgent, "circumstances"))
    )
    first_hand = {"fgm-regulated": "yes", "fgm-known_how": "told", "fgm-duty_done": "no"}
    asked = browser.post(at(urgent, place_of("fgm")), first_hand)
    assert asked["Location"] == at(urgent, place_of("fgm"))
    assert "The law says you must report this to the police yourself" in main_of(
        browser.get(asked["Location"])
    )
    reported = first_hand | {
        "fgm-duty_done": "yes",
        "fgm-duty_who": "PC Adams, 101",
        "fgm-duty_when": "4:40pm",
    }
    assert browser.post(at(urgent, place_of("fgm")), reported)["Location"] == at(urgent)
    clock.refresh_from_db()
    assert clock.result == Clock.Result.MET
    assert added_to(urgent)[-1][0].startswith("Special circumstances: FGM: You must tell")
    # Told of again it is still reported; only taking the report back starts the time anew.
    again = {"circumstances-circumstances": ["fgm"]}
    assert browser.post(at(urgent, "circumstances"), again).status_code == 302
    results = Clock.objects.filter(referral=urgent, key="fgm_police_report").order_by("pk")
    assert list(results.values_list("result", flat=True)) == [Clock.Result.MET]
    browser.post(at(urgent, place_of("fgm")), first_hand)
    running = [Clock.Result.MET, Clock.Result.RUNNING]
    assert list(results.values_list("result", flat=True)) == running


@pytest.mark.django_db
def test_a_young_carers_referral_waits_when_a_duty_was_added_as_well(
    browser: Client, urgent: Referral
) -> None:
    """Decision 26, R-100."""
    accepted = {"young_carer-family_answer": "accepted", "young_carer-passed_on": "no"}
    first = browser.post(at(urgent, place_of("young_carer")), accepted)
    assert "Pass it on now" in main_of(browser.get(first["Location"]))
    browser.post(at(urgent, "circumstances"), {"circumstances-circumstances": ["missing"]})
    again = browser.post(at(urgent, place_of("young_carer")), accepted)
    assert "Do not pass it on yet" in main_of(browser.get(again["Location"]))


@pytest.mark.django_db
def test_something_at_level_4_says_to_ring_at_once_and_heads_what_the_hub_reads(
    browser: Client, urgent: Referral
) -> None:
    """R-004: any Level 4 sign; the ordinary ones ask for nothing."""
    health = urgent.edition.domains.get(slug="health").indicators.select_related("level")
    worst, mild = (health.filter(level__number=number).first() for number in (4, 2))
    assert worst and mild
    answer = browser.post(at(urgent, "signs/health"), {"signs-level_2": [mild.pk]})
    assert answer["Location"] == at(urgent, "signs")
    answer = browser.post(at(urgent, "signs/health"), {"signs-level_4": [worst.pk]})
    assert answer["Location"] == at(urgent, place_of("level-4"))
    assert "You have told of something at Level 4. Ring" in main_of(browser.get(answer["Location"]))
    level = {"level-1-confirmed_level": "4"}
    assert browser.post(at(urgent, "level"), level)["Location"] == at(urgent, place_of("level-4"))
    assert [about for about, _ in added_to(urgent)] == [
        "Signs of need: Health",
        "Signs of need: Level 4: Health",
        "Level: Which level fits the child best?",
    ]
    assert added_to(urgent)[2][1].startswith("Level 4 Specialist")
    assert added_to(urgent)[1][1] == f"Level 4: {worst.text}"
    assert "Health Added" in main_of(browser.get(at(urgent, "signs")))


@pytest.mark.django_db
def test_signs_say_to_whom_of_several_children_they_apply(
    browser: Client, teacher: Membership
) -> None:
    sent = make.sent(teacher, children=3)
    sign = sent.edition.domains.get(slug="health").indicators.filter(level__number=2).first()
    assert sign
    without = browser.post(at(sent, "signs/health"), {"signs-applies_to": ["1"]})
    assert "Select what you have noticed" in text(without)
    ticked = {"signs-level_2": [sign.pk], "signs-applies_to": ["1", "3"]}
    browser.post(at(sent, "signs/health"), ticked)
    names = [child.full_name for child in sent.children.filter(number__in=(1, 3))]
    assert added_to(sent)[0][1].splitlines()[-1] == f"For {names[0]} and {names[1]}"


def test_after_sending_the_meaning_of_answers_asks_to_undo_and_to_send_nothing() -> None:
    sent = duties.Around(office="MASH", sent=True)
    close = duties.meaning("private_fostering", {"relation": "close"}, done="", around=sent)
    assert not any("untick" in sentence for sentence in close)
    told = duties.meaning("fgm", {"regulated": "no"}, done="", around=sent)
    assert not any("send this" in sentence for sentence in told)
    assert any("ring the MASH now" in sentence for sentence in told)


# How they read -------------------------------------------------------------------------------


def addition(about: str, words: str, minute: int) -> Addition:
    moment = NOON + timedelta(minutes=minute)
    return Addition(about=about, text=words, added_at=moment, added_by=Membership(pk=1))


def test_an_additions_task_can_be_read_from_what_it_is_about() -> None:
    for section in Section:
        about = about_words(section, "Who: what is it?")
        assert section_of(about) == section
        assert question_of(about) == "Who: what is it?"
    assert section_of("Date of birth") is None
    assert question_of("His bag: the red one") == "His bag: the red one"
    cut = about_words(Section.CHILDREN, "Does " + "Anne-Marie " * 30 + "help?")
    assert len(cut) == 200
    assert "…" in cut
    assert cut.endswith("help?")
    assert added_words(NOON, NOON) == "Added midday"
    assert added_words(NOON, NOON + timedelta(days=1)) == "Added midday yesterday"


@pytest.mark.parametrize(
    ("about", "words", "waits"),
    [
        ("Signs of need: Level 4: Health", "Level 4: Sexual abuse", True),
        ("Signs of need: Health", "Level 2: Frequent accidents.", False),
        ("Level: Which level fits Amira best?", "Level 4 Specialist: serious harm", True),
        ("Special circumstances: Missing, FGM", "", True),
        ("Special circumstances: Young carer", "", False),
        ("Who can know: Is there anyone who must not find out?", "Yes\nWho, and why? Him", True),
        ("Children: Can Amira know about this referral?", "Can they know? No, because…", True),
        ("Children: Can Amira know about this referral?", "Can they know? Yes", False),
        ("His bag", "Level 4", False),
    ],
)
def test_what_was_added_can_make_passing_on_wait_for_the_front_door(
    about: str, words: str, waits: bool
) -> None:
    """Decision 26."""
    assert waits_since([addition(about, words, 0)], binding={"FGM"}) is waits


def test_what_one_press_added_to_a_task_reads_as_one_entry() -> None:
    many = [
        addition("Children: What is Amira's sex?", "Female", 0),
        addition("Children: What is Amira's date of birth?", "27 March 2016", 0),
        addition("The worry: What is going well?", "She <b>reads</b>.", 0),
        addition("Children: What is Amira's sex?", "Male", 5),
        addition("", "A correction", 6),
        addition("", "Another", 6),
    ]
    for number, one in enumerate(many, start=1):
        one.pk = number
    entries = addition_entries(
        many, now=NOON, by=lambda _: "Hannah", title=lambda one: one.about or "Added"
    )
    assert [entry["title"] for entry in entries] == [
        "Children",
        "The worry: What is going well?",
        "Children: What is Amira's sex?",
        "Added",
        "Added",
    ]
    assert "Amira's sex?\nFemale" in entries[0]["text"]
    assert "27 March 2016" in entries[0]["html"]


def test_the_receipt_says_which_duties_were_not_recorded_as_done_and_leads_to_their_pages(
    signed_in: SignedIn, teacher: Membership
) -> None:
    """Decision 16: sending tells nobody what the law asks the practitioner to tell themselves."""
    draft = make.ready(teacher)
    drafts.choose_circumstances(
        by=teacher, referral=draft, keys=["fgm", "private_fostering", "young_carer"]
    )
    draft.chosen_circumstances.filter(circumstance__key="private_fostering").update(duty_done="yes")
    draft.children.update(confirmed_level=4)
    sent = sending.submit(by=teacher, referral=draft)

    receipt = text(signed_in(teacher).get(f"/referrals/{sent.reference}/sent/"))

    still = receipt.split("Still for you to do")[1].split("What happens next")[0]
    assert "this was not recorded as done. Sending it does not do it for you." in still
    assert "You must tell the police yourself" in still
    assert at(sent, place_of("fgm")) in still
    assert still.count("<li>") == 1
    plain = make.sent(teacher)
    assert "Still for you" not in text(
        signed_in(teacher).get(f"/referrals/{plain.reference}/sent/")
    )
