from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, Membership
from accounts.rules import Role
from family_wellbeing.models import Episode
from outbox.operations import deliver_due
from referrals.models import (
    Addition,
    Consent,
    DeclaredInterest,
    FamilyMember,
    Referral,
    ReferredChild,
    Relationship,
)
from referrals.workflow import ChildStatus
from tests.cast import Outsider, SignedIn
from tests.unit.family_wellbeing.test_allocating import allocate

Passed = Callable[..., Referral]
INBOX = "/family-wellbeing/"


def queries(browser: Client, page: str) -> int:
    """Count a page's queries; the first look may also note that somebody is here."""
    browser.get(page)
    with CaptureQueriesContext(connection) as captured:
        browser.get(page)
    return len(captured)


def address(referral: Referral, page: str) -> str:
    return reverse(f"family_wellbeing:{page}", args=[referral.reference, 1])


ACCEPTED = {
    "children": ["1", "2"],
    "eligibility": ["domestic_abuse"],
    "eligibility_words": "",
    "higher": "no",
}


def test_the_inbox_shows_one_row_a_family_with_its_clock(
    waiting: Referral, fws_manager: Membership, signed_in: SignedIn
) -> None:
    page = signed_in(fws_manager).get(INBOX).content.decode()
    assert page.count("Khatun-Featherstonehaugh</span>") >= 1
    assert "Amira Khatun-Featherstonehaugh" in page
    assert "Yusuf Khatun-Featherstonehaugh" in page
    assert "Due" in page


def test_an_empty_inbox_says_so(
    fws_manager: Membership, signed_in: SignedIn, waiting: Referral, keyworker: Membership
) -> None:
    allocate(fws_manager, waiting, keyworker)
    assert "No families are waiting." in signed_in(fws_manager).get(INBOX).content.decode()


def test_reading_a_family_is_recorded_by_reference_alone(
    waiting: Referral, fws_manager: Membership, signed_in: SignedIn
) -> None:
    signed_in(fws_manager).get(address(waiting, "waiting"))
    entry = AuditEntry.objects.filter(action="family_wellbeing.family_viewed").get()
    assert entry.subjects == [f"{waiting.reference}/1", f"{waiting.reference}/2"]


def test_the_manager_accepts_and_the_keyworker_sees_the_family_today(
    waiting: Referral, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    browser = signed_in(fws_manager)
    answer = browser.post(
        address(waiting, "accept"), ACCEPTED | {"keyworker": str(keyworker.pk)}, follow=True
    )
    words = answer.content.decode()
    assert f"{keyworker.person.full_name} has the family. First visit due by" in words
    mine = signed_in(keyworker)
    assert "First visit:" in mine.get("/family-wellbeing/today/").content.decode()
    assert "Amira" in mine.get("/family-wellbeing/families/").content.decode()


SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_allocated_while_the_office_is_closed_the_keyworker_reads_when_the_visit_is_due_r_073(
    passed: Passed, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        episode = allocate(fws_manager, passed(), keyworker)
        browser = signed_in(keyworker)
        for page in (
            "/family-wellbeing/today/",
            "/family-wellbeing/families/",
            f"/family-wellbeing/episodes/{episode.reference}/",
        ):
            words = browser.get(page).content.decode()
            assert "Due by 5pm on Monday 30 November (starts tomorrow at 9am)" in words, page
            assert episode.reference in words, page


def test_nobody_is_chosen_beforehand(
    waiting: Referral, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    page = signed_in(fws_manager).get(address(waiting, "accept")).content.decode()
    assert keyworker.person.full_name in page
    radios = page[page.index('name="keyworker"') :]
    assert "checked" not in radios


def test_an_empty_form_says_what_to_do_and_keeps_what_was_typed(
    waiting: Referral, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    answer = signed_in(fws_manager).post(
        address(waiting, "accept"),
        {"children": ["1"], "eligibility_words": "Mum asked for help with Amira’s sleep 🙂"},
    )
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "Select which of these applies" in words
    assert "Select yes if the need is higher than level 3" in words
    assert "Select a keyworker who can take this family" in words
    assert "Mum asked for help with Amira’s sleep 🙂" in words
    assert not Episode.objects.exists()


def test_a_family_without_agreement_cannot_start_but_it_can_be_recorded_here(
    waiting: Referral, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    Consent.objects.filter(child__referral=waiting).delete()
    browser = signed_in(fws_manager)
    assert "None: cannot start" in browser.get(INBOX).content.decode()
    answer = browser.post(address(waiting, "accept"), ACCEPTED | {"keyworker": str(keyworker.pk)})
    assert "Family Wellbeing cannot start" in answer.content.decode()
    browser.post(
        address(waiting, "agreement"),
        {
            "children": ["1", "2"],
            "giver": "Siân O’Connor-Khatun",
            "capacity": "parental_responsibility",
            "how": "verbal",
            "witness": "Denise Fairweather",
            "given_on_day": "20",
            "given_on_month": "11",
            "given_on_year": "2025",
        },
    )
    assert "Said yes, signature at first visit" in browser.get(INBOX).content.decode()


@pytest.mark.parametrize("kind", ["signpost", "send-back", "social-care"])
def test_passing_a_family_on_asks_why_and_shows_the_referrers_words(
    waiting: Referral, fws_manager: Membership, signed_in: SignedIn, kind: str
) -> None:
    browser = signed_in(fws_manager)
    where = reverse("family_wellbeing:redirect", args=[waiting.reference, 1, kind])
    assert "What does the referrer hear?" in browser.get(where).content.decode()
    refused = browser.post(where, {"children": ["1"], "told_referrer": "Kept words"})
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    assert "Kept words" in refused.content.decode()
    done = browser.post(
        where, {"children": ["1", "2"], "why": "Another team", "told_referrer": "Words"}
    )
    assert done.status_code == 302


def test_an_old_page_of_an_allocated_family_leads_to_it_and_says_who_has_it(
    waiting: Referral, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    """Section 10 of the pages: whoever was slower is told what a colleague did."""
    browser = signed_in(fws_manager)
    episode = allocate(fws_manager, waiting, keyworker)
    told = f"{fws_manager.person.full_name} gave this family to {keyworker.person.full_name}"
    for page in ("waiting", "accept"):
        seen = browser.get(address(waiting, page), follow=True)
        assert seen.redirect_chain[0][0].endswith(f"/{episode.reference}/")
        assert told in seen.content.decode()
    late = browser.post(address(waiting, "accept"), ACCEPTED, follow=True).content.decode()
    assert told in late
    assert "What you sent was not saved." in late
    assert Episode.objects.count() == 1


def test_an_unknown_way_out_is_not_found(
    waiting: Referral, fws_manager: Membership, signed_in: SignedIn
) -> None:
    where = reverse("family_wellbeing:redirect", args=[waiting.reference, 1, "lose"])
    assert signed_in(fws_manager).get(where).status_code == 404


def test_who_declared_an_interest_is_named_and_not_offered(
    waiting: Referral,
    fws_manager: Membership,
    keyworker: Membership,
    other_keyworker: Membership,
    signed_in: SignedIn,
) -> None:
    DeclaredInterest.objects.create(referral=waiting, person=keyworker.person, reason="Cousin")
    page = signed_in(fws_manager).get(address(waiting, "accept")).content.decode()
    assert f"cannot be chosen: {keyworker.person.full_name}" in page
    assert f'value="{keyworker.pk}"' not in page
    assert f'value="{other_keyworker.pk}"' in page


def test_the_keyworker_alone_sees_a_confidential_address_and_it_is_recorded_decision_24(
    waiting: Referral,
    fws_manager: Membership,
    keyworker: Membership,
    other_keyworker: Membership,
    signed_in: SignedIn,
) -> None:
    ReferredChild.objects.filter(referral=waiting).update(address_confidential=True)
    episode = allocate(fws_manager, waiting, keyworker)
    page = reverse("family_wellbeing:episode", args=[episode.reference])
    show = reverse("family_wellbeing:addresses", args=[episode.reference])
    mine, managers = signed_in(keyworker), signed_in(fws_manager)
    for browser in (mine, managers):
        words = browser.get(page).content.decode()
        assert "Larkspur" not in words
        assert "Address withheld" in words
    assert "Larkspur" not in managers.post(show, follow=True).content.decode()
    assert "Larkspur" in mine.post(show).content.decode()
    assert AuditEntry.objects.filter(action="episode.address_shown").count() == 1
    assert signed_in(other_keyworker).post(show).status_code == 404


CONFIDENTIAL: dict[str, Callable[[Referral], object]] = {
    "an adult of the household": lambda referral: referral.family_members.update(
        address_confidential=True
    ),
    "a sibling who is elsewhere": lambda referral: referral.children.filter(number=2).update(
        address_confidential=True
    ),
    "somebody of whom it was added after sending": lambda referral: Addition.objects.create(
        referral=referral,
        about="Family and household: Dana Byrne: How can we contact them safely?",
        text="Their address is confidential",
        added_by=referral.author,
    ),
}


@pytest.mark.parametrize("whose", CONFIDENTIAL)
def test_a_confidential_address_of_anybody_in_the_record_is_everybodys_decision_24(
    passed: Passed,
    fws_manager: Membership,
    keyworker: Membership,
    signed_in: SignedIn,
    whose: str,
) -> None:
    """The first child waits or is helped here; the second is not with Family Wellbeing."""
    referral = passed(children=2)
    referral.children.filter(number=2).update(
        status=ChildStatus.CLOSED, passed_to_family_wellbeing_at=None
    )
    CONFIDENTIAL[whose](referral)
    mine, managers = signed_in(keyworker), signed_in(fws_manager)
    waiting = managers.get(address(referral, "waiting")).content.decode()
    assert "Address withheld" in waiting
    assert "Larkspur" not in waiting
    episode = allocate(fws_manager, referral, keyworker, children=[1])
    page = reverse("family_wellbeing:episode", args=[episode.reference])
    pages = [
        managers.get(page),
        mine.get(page),
        mine.get("/family-wellbeing/today/"),
    ]
    for shown in pages:
        assert "Address withheld" in shown.content.decode()
        assert "Larkspur" not in shown.content.decode()
    show = reverse("family_wellbeing:addresses", args=[episode.reference])
    assert "Larkspur" in mine.post(show).content.decode()
    assert AuditEntry.objects.filter(action="episode.address_shown").count() == 1


def test_who_must_not_know_stands_where_a_visit_is_planned(
    waiting: Referral, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    FamilyMember.objects.create(
        referral=waiting, number=9, name="Darren Pike", may_know="no", safe_phone="020 7946 0777"
    )
    Addition.objects.create(
        referral=waiting,
        about="Who can know: Is there anyone who must not find out?",
        text="Yes\nWho, and why? Her uncle",
        added_by=waiting.author,
    )
    episode = allocate(fws_manager, waiting, keyworker)
    browser = signed_in(keyworker)
    today = browser.get("/family-wellbeing/today/").content.decode()
    assert "Do not mention the referral in front of: Darren Pike" in today
    assert "Added after sending: Is there anyone who must not find out? Yes; Who, and why? Her" in (
        today
    )
    family = browser.get(reverse("family_wellbeing:episode", args=[episode.reference]))
    assert "020 7946 0777" not in family.content.decode()


def test_the_manager_reads_who_must_not_be_told_and_where_the_children_are_decision_24(
    waiting: Referral, fws_manager: Membership, signed_in: SignedIn
) -> None:
    """After four questions no address and nobody else is recorded: only what was written."""
    Referral.objects.filter(pk=waiting.pk).update(
        someone_must_not_know="yes", must_not_know="Her uncle Darren, who would take her away"
    )
    waiting.family_members.all().delete()
    waiting.children.update(address="", postcode="", where_now="With her aunt at 3 Example Close")
    browser = signed_in(fws_manager)
    page = browser.get(address(waiting, "waiting")).content.decode()
    assert "Do not mention the referral in front of: Her uncle Darren" in page
    assert "is now: With her aunt at 3 Example Close" in page
    assert "No address is recorded" not in page
    assert "Nobody else is recorded" not in page

    waiting.children.filter(number=2).update(address_confidential=True)
    page = browser.get(address(waiting, "waiting")).content.decode()
    assert "3 Example Close" not in page
    assert "Address withheld" in page


def test_a_family_without_a_name_is_said_in_words(
    waiting: Referral, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    browser = signed_in(fws_manager)
    named = browser.get(address(waiting, "waiting")).content.decode()
    assert 'The <span translate="no">Khatun-Featherstonehaugh</span> family' in named
    waiting.children.update(first_name="", last_name="", kind="unnamed", description="A girl")
    Relationship.objects.all().delete()
    unnamed = [browser.get(address(waiting, page)) for page in ("waiting", "accept")]
    episode = allocate(fws_manager, waiting, keyworker)
    unnamed.append(browser.get(reverse("family_wellbeing:episode", args=[episode.reference])))
    unnamed.append(signed_in(keyworker).get("/family-wellbeing/today/"))
    for page in unnamed:
        words = page.content.decode()
        assert "Family of a child whose name is not known" in words
        assert "The Name not known" not in words


def test_the_email_to_the_keyworker_holds_no_personal_data(
    waiting: Referral, fws_manager: Membership, keyworker: Membership
) -> None:
    episode = allocate(fws_manager, waiting, keyworker)
    deliver_due()
    sent = [letter for letter in mail.outbox if letter.to == [keyworker.person.email]]
    assert len(sent) == 1
    text = sent[0].subject + str(sent[0].body)
    assert episode.reference in text
    for hidden in ("Amira", "Yusuf", "Khatun", "Larkspur", waiting.worry[:20]):
        assert hidden not in text


@pytest.mark.parametrize("page", ["waiting", "accept", "agreement"])
def test_everybody_else_finds_nothing_in_the_inbox(
    waiting: Referral,
    keyworker: Membership,
    screener: Membership,
    teacher: Membership,
    decision_maker: Membership,
    administrator: Membership,
    outsider: Outsider,
    signed_in: SignedIn,
    page: str,
) -> None:
    where = address(waiting, page)
    wrong = [keyworker, screener, teacher, decision_maker, administrator]
    for stranger in [*wrong, outsider(Role.FWS_MANAGER)]:
        browser = signed_in(stranger)
        assert browser.get(where).status_code == 404
        assert browser.post(where).status_code in {404, 405}


def test_another_keyworker_and_another_partnership_find_no_family(
    waiting: Referral,
    fws_manager: Membership,
    keyworker: Membership,
    other_keyworker: Membership,
    outsider: Outsider,
    screener: Membership,
    signed_in: SignedIn,
) -> None:
    episode = allocate(fws_manager, waiting, keyworker)
    where = reverse("family_wellbeing:episode", args=[episode.reference])
    assert signed_in(keyworker).get(where).status_code == 200
    for stranger in (
        other_keyworker,
        screener,
        outsider(Role.FWS_MANAGER),
        outsider(Role.FAMILY_KEYWORKER),
    ):
        assert signed_in(stranger).get(where).status_code == 404


@pytest.mark.parametrize("page", [INBOX, "/family-wellbeing/allocation/"])
def test_the_managers_lists_ask_the_same_number_of_queries_however_long(
    passed: Passed,
    fws_manager: Membership,
    keyworker: Membership,
    signed_in: SignedIn,
    page: str,
) -> None:
    browser = signed_in(fws_manager)
    passed()
    allocate(fws_manager, passed(), keyworker)
    few = queries(browser, page)
    for _ in range(4):
        passed(children=2)
        allocate(fws_manager, passed(), keyworker)
    assert queries(browser, page) == few


@pytest.mark.parametrize("page", ["/family-wellbeing/today/", "/family-wellbeing/families/"])
def test_the_keyworkers_lists_ask_the_same_number_of_queries_however_long(
    passed: Passed,
    fws_manager: Membership,
    keyworker: Membership,
    signed_in: SignedIn,
    page: str,
) -> None:
    browser = signed_in(keyworker)
    allocate(fws_manager, passed(), keyworker)
    few = queries(browser, page)
    for _ in range(4):
        allocate(fws_manager, passed(), keyworker)
    assert queries(browser, page) == few


def test_an_unborn_babys_family_is_called_after_its_brothers_and_sisters_or_its_mother(
    waiting: Referral, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    """Nobody asks a baby who is not born what it is called, or rings it."""
    baby = waiting.children.filter(number=1)
    baby.update(kind="unborn", first_name="", last_name="", date_of_birth=None)
    waiting.children.filter(number=2).update(passed_to_family_wellbeing_at=None, status="advised")
    browser = signed_in(fws_manager)
    assert 'The <span translate="no">Khatun-Featherstonehaugh</span> family' in (
        browser.get(address(waiting, "waiting")).content.decode()
    )
    waiting.children.filter(number=2).update(first_name="", last_name="")
    episode = allocate(fws_manager, waiting, keyworker, children=[1])
    mine = signed_in(keyworker)
    for page in (
        "/family-wellbeing/today/",
        "/family-wellbeing/families/",
        reverse("family_wellbeing:episode", args=[episode.reference]),
    ):
        assert "Family of Sana Khatun" in mine.get(page).content.decode()
    words = mine.get(reverse("family_wellbeing:episode", args=[episode.reference])).content.decode()
    assert "Sana Khatun (mother)" in words
    assert ">Unborn baby</dt>" not in words.split("how it is safe to reach them")[1]


def test_somebody_named_twice_is_warned_of_once(
    waiting: Referral, fws_manager: Membership, signed_in: SignedIn
) -> None:
    FamilyMember.objects.create(referral=waiting, number=9, name="Darren Pike", may_know="no")
    Referral.objects.filter(pk=waiting.pk).update(
        someone_must_not_know="yes", must_not_know="Darren Pike, who has hurt her"
    )
    page = signed_in(fws_manager).get(address(waiting, "waiting")).content.decode()
    assert "in front of: Darren Pike, who has hurt her" in page
