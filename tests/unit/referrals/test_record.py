"""After sending: my referrals, our site, one record, additions, messages, withdrawing."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import AuditEntry, Membership, Notice
from accounts.navigation import home_for, items_for
from accounts.rules import Role
from outbox.models import Delivery
from outbox.operations import deliver_due
from referrals import tasks
from referrals.errors import NotPossibleNow
from referrals.models import Addition, Clock, Message, Outcome, Referral
from referrals.operations import record, sending
from referrals.rules import Answer, ReferrerKind
from referrals.workflow import ReferralStatus
from tests.cast import OneAuditEntry, Outsider, SignedIn, wear
from tests.factories import referrals as make

assert tasks


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


@pytest.fixture
def browser(teacher: Membership, signed_in: SignedIn) -> Client:
    return signed_in(teacher)


def ask(referral: Referral, by: Membership, *, words: str = "Which school?") -> Message:
    return Message.objects.create(
        referral=referral,
        from_hub=True,
        text=words,
        sent_by=by,
        needs_answer_by=timezone.now() + timedelta(hours=20),
    )


def decide(referral: Referral, by: Membership) -> Outcome:
    return Outcome.objects.create(
        child=referral.children.get(number=1),
        audience=ReferrerKind.PROFESSIONAL_INVOLVED,
        outcome_words="Accepted as a referral and allocated",
        text="A social worker from the east team will see the child by 24 November.",
        sent_at=timezone.now(),
        sent_by=by,
    )


# Lists ---------------------------------------------------------------------------------------


def test_home_shows_what_waits_for_the_practitioner_in_order(
    browser: Client, teacher: Membership, screener: Membership
) -> None:
    make.draft(teacher, danger_now=True)
    make.draft(teacher)
    ask(make.sent(teacher), screener)
    decide(make.sent(teacher), screener)
    shown = text(browser.get("/referrals/"))
    parts = [
        "NOT SENT — nobody has seen this.",
        "Needs your answer",
        "Outcomes to read",
        "Sent and open",
        "Not sent yet.",
        "Closed in the last 12 months",
    ]
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)
    assert "Somebody reads it by" in shown
    assert "MASH needs your answer" in shown


def test_while_the_office_is_closed_an_unsent_danger_names_who_answers_now(
    browser: Client, teacher: Membership
) -> None:
    """Decision 6: out of hours nobody at the front door picks up."""
    draft = make.draft(teacher, danger_now=True)
    for address in ("/referrals/", f"/referrals/{draft.reference}/draft/"):
        with time_machine.travel(datetime(2026, 11, 20, 10, 0, tzinfo=UTC)):
            open_now = text(browser.get(address)).split("NOT SENT")[1].split("</section>")[0]
        with time_machine.travel(datetime(2026, 11, 22, 10, 0, tzinfo=UTC)):
            closed = text(wear(Client(), teacher).get(address))
            closed = closed.split("NOT SENT")[1].split("</section>")[0]
        assert "send it now or ring" in open_now
        assert "020 3045 5440" in open_now
        assert "The MASH is closed." in closed
        assert "020 8303 7777" in closed
        assert "020 3045 5440" not in closed


def test_home_without_anything_says_so_and_where_to_start(browser: Client) -> None:
    shown = text(browser.get("/referrals/"))
    assert "You have not sent any referrals." in shown
    assert "/referrals/start/" in shown


def test_my_referrals_are_mine_and_not_my_sites(
    browser: Client, teacher: Membership, colleague: Membership, signed_in: SignedIn
) -> None:
    """Decision 27."""
    mine, theirs = make.sent(teacher), make.sent(colleague)
    shown = text(browser.get("/referrals/"))
    assert mine.reference in shown
    assert theirs.reference not in shown


def test_closed_referrals_stand_on_a_page_of_their_own(
    browser: Client, teacher: Membership
) -> None:
    draft = make.ready(teacher)
    sending.discard(by=teacher, referral=draft, because="Worry has gone")
    assert draft.reference not in text(browser.get("/referrals/"))
    assert draft.reference in text(browser.get("/referrals/closed/"))


def test_a_lead_sees_the_sites_drafts_waiting_referrals_and_unread_outcomes(
    teacher: Membership,
    colleague: Membership,
    other_teacher: Membership,
    lead: Membership,
    screener: Membership,
    signed_in: SignedIn,
) -> None:
    draft = make.draft(colleague, danger_now=True)
    Referral.objects.filter(pk=draft.pk).update(
        started_at=datetime.now(tz=UTC) - timedelta(hours=3, minutes=5)
    )
    waiting = make.sent(teacher)
    elsewhere = make.sent(other_teacher)
    decide(waiting, screener)
    shown = re.sub(r"\s+", " ", text(signed_in(lead).get("/referrals/site/")))
    assert "Not sent for 3 hours: Callum Reyes, immediate danger" in shown
    assert waiting.reference in shown
    assert "Read the outcome for" in shown
    assert elsewhere.reference not in shown


def test_a_record_about_a_worker_is_never_on_the_sites_page(
    teacher: Membership, lead: Membership, signed_in: SignedIn
) -> None:
    """Decision 27."""
    hidden = make.sent(teacher, about_worker=True)
    draft = make.draft(teacher, about_worker=True)
    shown = text(signed_in(lead).get("/referrals/site/"))
    assert hidden.reference not in shown
    assert draft.reference not in shown
    assert "Nobody here has a draft or an open referral." in shown


def test_only_leads_have_a_site_page(
    browser: Client, screener: Membership, signed_in: SignedIn
) -> None:
    assert browser.get("/referrals/site/").status_code == 404
    assert signed_in(screener).get("/referrals/site/").status_code == 404


def test_other_hats_have_no_referrals_of_their_own(
    screener: Membership,
    fws_manager: Membership,
    administrator: Membership,
    governance: Membership,
    signed_in: SignedIn,
) -> None:
    for hat in (screener, fws_manager, administrator, governance):
        browser = signed_in(hat)
        for address in ("/referrals/", "/referrals/closed/", "/referrals/start/"):
            assert browser.get(address).status_code == 404


def test_a_list_costs_the_same_queries_at_1_and_20_rows(
    lead: Membership, screener: Membership, signed_in: SignedIn
) -> None:
    addresses = ("/referrals/", "/referrals/closed/", "/referrals/site/")
    browser = signed_in(lead)

    def fill() -> None:
        make.draft(lead, danger_now=True)
        ask(make.sent(lead, children=2), screener)
        decide(make.sent(lead), screener)
        sending.discard(by=lead, referral=make.draft(lead), because="Worry has gone")

    def cost() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                browser.get(address)
            counts.append(len(queries))
        return counts

    fill()
    cost()
    few = cost()
    for _ in range(4):
        fill()
    assert Referral.objects.count() == 20
    assert cost() == few


def test_a_list_writes_one_audit_row_naming_what_it_showed(
    browser: Client, teacher: Membership, one_audit_entry: OneAuditEntry
) -> None:
    sent = make.sent(teacher, children=2)
    with one_audit_entry("referrals.listed", by=teacher, subjects=[sent.reference]):
        browser.get("/referrals/")


def test_each_hat_that_refers_has_its_own_home(teacher: Membership, lead: Membership) -> None:
    assert home_for(teacher) == "/referrals/"
    assert home_for(lead) == "/referrals/site/"
    assert [item.text for item in items_for(lead)][:2] == ["Our site", "My referrals"]
    assert [item.text for item in items_for(teacher) if item.primary] == ["Refer a child"]


# One record ----------------------------------------------------------------------------------


def test_the_record_says_where_it_is_what_comes_next_and_what_was_sent(
    browser: Client, teacher: Membership, one_audit_entry: OneAuditEntry
) -> None:
    sent = make.sent(teacher, children=2)
    with one_audit_entry("referral.viewed", by=teacher, subjects=[sent.reference]):
        response = browser.get(f"/referrals/{sent.reference}/")
    shown = text(response)
    assert response["Cache-Control"] == "no-store"
    assert "Sent, not read yet" in shown
    assert "Being looked at" not in shown
    assert "Somebody reads it by" in shown
    assert make.WORRY in shown
    assert f"<title>Referral – {sent.reference} – Effective Support</title>" in shown
    assert "Khatun" not in shown.split("</title>")[0]


def test_the_outcome_is_shown_and_reading_it_is_remembered(
    browser: Client, teacher: Membership, screener: Membership
) -> None:
    sent = make.sent(teacher)
    outcome = decide(sent, screener)
    assert "A social worker from the east team" in text(
        browser.get(f"/referrals/{sent.reference}/")
    )
    outcome.refresh_from_db()
    assert outcome.read_at is not None
    assert "Nothing to read." in text(browser.get("/referrals/"))


def test_a_lead_who_looks_does_not_read_for_the_author(
    lead: Membership, teacher: Membership, screener: Membership, signed_in: SignedIn
) -> None:
    sent = make.sent(teacher)
    outcome = decide(sent, screener)
    message = ask(sent, screener)
    signed_in(lead).get(f"/referrals/{sent.reference}/")
    signed_in(lead).get(f"/referrals/{sent.reference}/messages/")
    outcome.refresh_from_db()
    message.refresh_from_db()
    assert (outcome.read_at, message.read_at) == (None, None)


def test_an_outcome_that_was_not_told_is_not_shown(
    browser: Client, teacher: Membership, screener: Membership
) -> None:
    sent = make.sent(teacher)
    outcome = decide(sent, screener)
    Outcome.objects.filter(pk=outcome.pk).update(sent_at=None, sent_by=None)
    assert outcome.text not in text(browser.get(f"/referrals/{sent.reference}/"))


def test_a_confidential_address_is_withheld_once_sent(browser: Client, teacher: Membership) -> None:
    """Decision 24."""
    draft = make.ready(teacher)
    draft.children.update(address_confidential=True)
    assert "14 Larkspur Rise" in text(browser.get(f"/referrals/{draft.reference}/check/"))
    sending.submit(by=teacher, referral=draft)
    shown = text(browser.get(f"/referrals/{draft.reference}/"))
    assert "Withheld" in shown
    assert "14 Larkspur Rise" not in shown


@pytest.mark.parametrize("whose", ["an adult's", "one child's"])
def test_one_confidential_address_withholds_every_address_of_the_record(
    browser: Client, teacher: Membership, whose: str
) -> None:
    """Decision 24: who lives with somebody has the same address, marked or not."""
    draft = make.ready(teacher, children=2)
    draft.children.update(where_now="14 Larkspur Rise, upstairs")
    draft.family_members.update(address="14 Larkspur Rise, Bexleyheath")
    if whose == "an adult's":
        draft.family_members.update(address_confidential=True)
    else:
        draft.children.filter(number=2).update(address_confidential=True)
    sending.submit(by=teacher, referral=draft)
    shown = text(browser.get(f"/referrals/{draft.reference}/"))
    assert "Withheld" in shown
    assert "Larkspur" not in shown


def test_a_referral_on_hold_says_until_when(browser: Client, teacher: Membership) -> None:
    sent = make.sent(teacher)
    Referral.objects.filter(pk=sent.pk).update(status=ReferralStatus.ON_HOLD)
    until = timezone.now() + timedelta(days=1)
    Clock.objects.create(
        referral=sent,
        key="mash_hold",
        name="Hold",
        started_at=timezone.now(),
        runs_from=timezone.now(),
        due_at=until,
        warn_at=until,
        why="",
        owed_by="mash_decision_maker",
    )
    assert "On hold until" in text(browser.get("/referrals/"))


def test_the_lead_sees_who_has_not_sent_a_draft_but_not_what_it_says(
    lead: Membership, colleague: Membership, signed_in: SignedIn
) -> None:
    draft = make.ready(colleague)
    shown = text(signed_in(lead).get(f"/referrals/{draft.reference}/"))
    assert "Callum Reyes" in shown
    assert make.WORRY not in shown
    assert "Khatun" not in shown


def test_its_writer_goes_on_with_a_draft(browser: Client, teacher: Membership) -> None:
    draft = make.draft(teacher)
    response = browser.get(f"/referrals/{draft.reference}/")
    assert response["Location"] == f"/referrals/{draft.reference}/draft/"


def test_a_referral_that_does_not_exist_looks_like_one_of_somebody_else(
    browser: Client, other_teacher: Membership
) -> None:
    sent = make.sent(other_teacher)
    for reference in (sent.reference, "222-222-222", "nonsense"):
        assert browser.get(f"/referrals/{reference}/").status_code == 404


def test_the_hub_is_led_from_a_referrals_address_to_its_own_page(
    teacher: Membership, screener: Membership, signed_in: SignedIn
) -> None:
    sent = make.sent(teacher)
    response = signed_in(screener).get(f"/referrals/{sent.reference}/")
    assert response.status_code == 302
    assert response["Location"] == f"/mash/contacts/{sent.reference}/"


@pytest.mark.parametrize("place", ["", "sent/", "add/", "withdraw/", "messages/"])
def test_a_sent_referrals_pages_are_closed_to_strangers(
    place: str,
    teacher: Membership,
    colleague: Membership,
    other_lead: Membership,
    partner_officer: Membership,
    keyworker: Membership,
    administrator: Membership,
    governance: Membership,
    outsider: Outsider,
    signed_in: SignedIn,
) -> None:
    sent = make.sent(teacher)
    strangers = (
        colleague,
        other_lead,
        partner_officer,
        keyworker,
        administrator,
        governance,
        outsider(Role.PRACTITIONER),
        outsider(Role.SAFEGUARDING_LEAD),
    )
    for stranger in strangers:
        browser = signed_in(stranger)
        address = f"/referrals/{sent.reference}/{place}"
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"text": "x"}).status_code in {404, 405}


def test_a_lead_reads_but_does_not_write(
    lead: Membership, teacher: Membership, signed_in: SignedIn
) -> None:
    sent = make.sent(teacher)
    browser = signed_in(lead)
    assert browser.get(f"/referrals/{sent.reference}/messages/").status_code == 200
    for place in ("add/anything-else", "withdraw", "messages"):
        posted = browser.post(f"/referrals/{sent.reference}/{place}/", {"text": "x"})
        assert posted.status_code == 404


# Adding, withdrawing, messages ---------------------------------------------------------------


def test_an_addition_stands_beside_what_was_sent_with_author_and_time(
    browser: Client, teacher: Membership, one_audit_entry: OneAuditEntry
) -> None:
    sent = make.sent(teacher)
    with one_audit_entry("referral.added_to", by=teacher, subjects=[sent.reference]):
        browser.post(
            f"/referrals/{sent.reference}/add/anything-else/",
            {"about": "Date of birth", "text": "It is 28 March, not 27."},
        )
    shown = text(browser.get(f"/referrals/{sent.reference}/"))
    assert "It is 28 March, not 27." in shown
    assert "27 March 2016" in shown
    assert make.again(sent).worry == make.WORRY


@pytest.mark.parametrize(
    ("at", "rings"),
    [
        (datetime(2026, 11, 20, 12, tzinfo=UTC), "ring the MASH on 020 3045 5440 as well"),
        (datetime(2026, 11, 21, 22, tzinfo=UTC), "ring the emergency duty team on 020 8303 7777"),
    ],
)
def test_whom_to_ring_beside_an_addition_follows_the_hour(
    teacher: Membership, at: datetime, rings: str
) -> None:
    """Decision 6."""
    with time_machine.travel(at, tick=False):
        sent = make.sent(teacher)
        page = text(wear(Client(), teacher).get(f"/referrals/{sent.reference}/add/"))
    assert rings in re.sub(r"<[^>]+>", "", page)


def test_adding_twice_with_one_form_adds_once(browser: Client, teacher: Membership) -> None:
    sent = make.sent(teacher)
    form = {"text": "She came with a bruise today.", "form_key": str(uuid.uuid4())}
    for _ in range(2):
        browser.post(f"/referrals/{sent.reference}/add/anything-else/", form)
    assert Addition.objects.filter(referral=sent).count() == 1


def test_the_holder_is_told_of_an_addition_without_a_name(
    teacher: Membership, screener: Membership
) -> None:
    sent = make.sent(teacher)
    Referral.objects.filter(pk=sent.pk).update(holder=screener)
    record.add(by=teacher, referral=sent, text="Amira said more today.")
    notice = Notice.objects.get(membership=screener)
    assert notice.text == f"Something was added to {sent.reference}."


def test_asking_to_withdraw_changes_no_status_and_no_clock(
    browser: Client, teacher: Membership
) -> None:
    """Decision 14."""
    sent = make.sent(teacher)
    running = Clock.objects.filter(referral=sent).running().count()
    page = text(browser.get(f"/referrals/{sent.reference}/withdraw/"))
    assert "still looks at it and decides" in page
    browser.post(
        f"/referrals/{sent.reference}/withdraw/", {"because": "I spoke to the mother again."}
    )
    assert Addition.objects.get(referral=sent).is_withdrawal_request
    assert make.again(sent).status == ReferralStatus.SENT
    assert Clock.objects.filter(referral=sent).running().count() == running


def test_an_answer_to_the_hub_settles_its_question(
    browser: Client, teacher: Membership, screener: Membership
) -> None:
    sent = make.sent(teacher)
    question = ask(sent, screener)
    shown = text(browser.get(f"/referrals/{sent.reference}/messages/"))
    assert "Which school?" in shown
    assert "The MASH needs your answer by" in shown
    browser.post(f"/referrals/{sent.reference}/messages/", {"text": "Oakfield."})
    question.refresh_from_db()
    assert question.answered_at is not None
    assert question.read_at is not None
    assert "needs your answer" not in text(browser.get("/referrals/"))


@pytest.mark.parametrize(
    ("place", "field", "error"),
    [
        ("add/anything-else", "text", "Enter what you want to add or correct"),
        ("withdraw", "because", "Enter why you ask to withdraw this referral"),
        ("messages", "text", "Enter your message"),
    ],
)
def test_an_empty_or_endless_form_is_refused_and_keeps_what_was_typed(
    browser: Client, teacher: Membership, place: str, field: str, error: str
) -> None:
    sent = make.sent(teacher)
    address = f"/referrals/{sent.reference}/{place}/"
    empty = browser.post(address, {field: " \n "})
    assert empty.status_code == 422
    assert error in text(empty)
    long = "o’" * 6000
    endless = browser.post(address, {field: long})
    assert endless.status_code == 422
    assert "too many" in text(endless)
    assert long in text(endless)


def test_nothing_is_added_to_a_closed_referral(teacher: Membership) -> None:
    sent = make.sent(teacher)
    Referral.objects.filter(pk=sent.pk).update(closed_at=timezone.now())
    with pytest.raises(NotPossibleNow):
        record.add(by=teacher, referral=sent, text="More")


def test_a_draft_takes_no_additions(teacher: Membership) -> None:
    with pytest.raises(NotAllowed):
        record.add(by=teacher, referral=make.ready(teacher), text="More")


# E-mails -------------------------------------------------------------------------------------


@pytest.fixture
def letters(settings: object) -> list[mail.EmailMessage]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    mail.outbox = []
    return mail.outbox


SAID_OF_THE_CHILD = (
    "Amira",
    "Khatun",
    "Larkspur",
    "DA6 7AT",
    "coat",
    "St Example",
    "27 March",
    "Sana",
    "Level",
    "Accepted",
)


@pytest.mark.django_db(transaction=True)
def test_every_email_carries_the_reference_and_nothing_about_a_child(
    teacher: Membership,
    lead: Membership,
    screener: Membership,
    letters: list[mail.EmailMessage],
) -> None:
    sent = make.sent(teacher)
    ask(sent, screener)
    alarm = make.ready(teacher, danger_now=True)
    Referral.objects.filter(pk=alarm.pk).update(
        started_at=timezone.now() - timedelta(hours=2, minutes=1)
    )
    sending.remind_of_drafts()
    for what in ("message", "decision"):
        Delivery.objects.create(
            handler="referrals.something_to_read",
            payload={"referral_id": sent.pk, "membership_id": teacher.pk, "what": what},
            dedupe_key=f"test:{what}",
            created_at=timezone.now(),
            due_at=timezone.now(),
        )
    deliver_due()
    assert sorted(letter.subject for letter in letters) == sorted(
        [
            f"Referral {sent.reference} received",
            f"Something to read about referral {sent.reference}",
            f"Something to read about referral {sent.reference}",
            "NOT SENT: a referral you started",
            "NOT SENT: a referral started at your site",
        ]
    )
    for letter in letters:
        assert not [said for said in SAID_OF_THE_CHILD if said in f"{letter.subject} {letter.body}"]
        assert "If a child is in danger call 999. MASH 020 3045 5440" in letter.body
    bodies = " ".join(str(letter.body) for letter in letters)
    assert f"Hello Hannah. We have received referral {sent.reference} at" in bodies
    assert "There is a message for you about referral" in bodies
    assert "We need your answer by" in bodies
    assert "Nobody has seen it." in bodies
    assert "Sign in to see whose it is." in bodies


@pytest.mark.django_db(transaction=True)
def test_a_reminder_of_a_draft_that_was_sent_meanwhile_is_not_delivered(
    teacher: Membership, letters: list[mail.EmailMessage]
) -> None:
    draft = make.ready(teacher, danger_now=True)
    Referral.objects.filter(pk=draft.pk).update(started_at=timezone.now() - timedelta(hours=1))
    sending.remind_of_drafts()
    sending.submit(by=teacher, referral=draft)
    deliver_due()
    assert [letter.subject for letter in letters] == [f"Referral {draft.reference} received"]


def test_the_audit_trail_names_references_only(browser: Client, teacher: Membership) -> None:
    sent = make.sent(teacher, someone_must_not_know=Answer.YES, must_not_know="Uncle Farid")
    browser.get(f"/referrals/{sent.reference}/")
    for entry in AuditEntry.objects.all():
        assert "Farid" not in str(entry.detail) + str(entry.subjects) + entry.action
