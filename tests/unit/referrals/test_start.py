"""The pages before sending: start, first questions, four questions, check and receipt."""

import re
import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import AuditEntry, Membership
from accounts.rules import Role
from referrals.models import Referral
from referrals.operations import sending
from referrals.rules import Agreement, Answer, Ground
from referrals.workflow import ReferralStatus
from tests.cast import OneAuditEntry, Outsider, SignedIn, wear
from tests.factories import referrals as make

FRIDAY_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FRIDAY_AT_FIVE_TO_FIVE = datetime(2026, 11, 20, 16, 55, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)

URGENT = {
    "callback_number": "020 7946 0100",
    "which": "A boy of about 6, red school bag, says he is called Teddy",
    "where": "At the school office",
    "worry": "He says: he will hurt me tonight.",
}


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def render(membership: Membership, address: str) -> str:
    """Open a page in a browser that signed in at this hour."""
    return text(wear(Client(), membership).get(address))


@pytest.fixture
def browser(teacher: Membership, signed_in: SignedIn) -> Client:
    return signed_in(teacher)


def page(draft: Referral, name: str) -> str:
    if name in {"urgent", "check", "sent"}:
        return f"/referrals/{draft.reference}/{name}/"
    return f"/referrals/{draft.reference}/draft/before/{name}/"


def after(response: object) -> str:
    assert response.status_code == 302, text(response)[:3000]  # type: ignore[attr-defined]
    return response["Location"].split("/")[-2]  # type: ignore[index]


def test_start_begins_one_draft_however_often_it_is_pressed(browser: Client) -> None:
    assert "Do not wait until you know everything." in text(browser.get("/referrals/start/"))
    key = str(uuid.uuid4())
    first = browser.post("/referrals/start/", {"form_key": key})
    second = browser.post("/referrals/start/", {"form_key": key})
    assert first["Location"] == second["Location"]
    assert Referral.objects.count() == 1


def test_danger_leads_to_the_call_and_the_four_questions(
    browser: Client, teacher: Membership
) -> None:
    draft = make.draft(teacher)
    assert after(browser.post(page(draft, "danger"), {"danger": "yes"})) == "call"
    assert "Ask for the police or an ambulance." in text(browser.get(page(draft, "call")))
    said = {"danger_call": "Police, call 1234, 4:40pm"}
    assert after(browser.post(page(draft, "call"), said)) == "urgent"
    kept = make.again(draft)
    assert (kept.danger_now, kept.ground) == (True, Ground.SIGNIFICANT_HARM)
    assert kept.danger_call == "Police, call 1234, 4:40pm"


@pytest.mark.parametrize(
    ("at", "rings"),
    [(FRIDAY_NOON, "Then ring the MASH"), (SATURDAY, "Then ring the emergency duty team")],
)
def test_whom_to_ring_follows_the_hour(
    browser: Client, teacher: Membership, at: datetime, rings: str
) -> None:
    """Decision 6; R-038."""
    draft = make.draft(teacher)
    with time_machine.travel(at, tick=False):
        assert rings in render(teacher, page(draft, "call"))


@pytest.mark.parametrize(
    ("place", "answer", "leads_to"),
    [
        ("danger", {"danger": "no"}, "works"),
        ("works", {"works": "yes"}, "lado"),
        ("works", {"works": "no"}, "worker"),
        ("works", {"works": "unknown"}, "worker"),
        ("lado", {"risk_at_home": "yes"}, "worker"),
        ("lado", {"risk_at_home": "no"}, "allegation"),
        ("worker", {"has_worker": "yes"}, "tell-worker"),
        ("worker", {"has_worker": "unknown"}, "agreed"),
        ("tell-worker", {"told": "1"}, "agreed"),
        ("agreed", {"agreed": "yes"}, "draft"),
        ("agreed", {"agreed": "not_yet"}, "draft"),
        ("agreed", {"agreed": "unsafe"}, "send-now"),
        ("agreed", {"agreed": "harm"}, "send-now"),
        ("agreed", {"agreed": "could_not_ask"}, "shutter"),
        ("agreed", {"agreed": "refused"}, "shutter"),
        ("shutter", {"happened": "refused", "refusal_words": "They manage."}, "kept"),
        ("shutter", {"happened": "could_not_ask", "not_asked_because": "No phone"}, "kept"),
        ("shutter", {"happened": "duty"}, "send-now"),
        ("ground", {"agreement": "unsafe"}, "urgent"),
    ],
)
def test_each_first_answer_leads_to_the_next_question(
    browser: Client,
    teacher: Membership,
    place: str,
    answer: dict[str, str],
    leads_to: str,
) -> None:
    """R-040, R-117, R-121, R-153; decisions 20 and 27."""
    draft = make.draft(teacher)
    assert browser.get(page(draft, place)).status_code == 200
    assert after(browser.post(page(draft, place), answer)) == leads_to


@pytest.mark.parametrize(
    ("place", "answer", "error"),
    [
        ("danger", {}, "Select yes if a child is in immediate danger"),
        (
            "works",
            {"works": "maybe"},
            "Select yes if the worry is about someone who works or volunteers with children",
        ),
        ("lado", {}, "Select yes if a child is at risk at home as well"),
        (
            "worker",
            {},
            "Select yes if a child in the family already has a social worker or a keyworker",
        ),
        ("agreed", {"agreed": "duty"}, "Select whether the family has agreed"),
        ("shutter", {"happened": "could_not_ask"}, "Say why you could not ask"),
        ("ground", {}, "Select why this can be sent without agreement"),
        ("not-needed", {}, "Select why this referral is not needed"),
        ("not-needed", {"why": "other"}, "Say why this referral is not needed"),
        ("urgent", URGENT | {"callback_number": ""}, "Enter a phone number we can call you on"),
        ("urgent", URGENT | {"which": " "}, "Enter the child&#x27;s name, or describe them"),
        (
            "urgent",
            URGENT | {"where": ""},
            "Enter where the child is, or the last place you know",
        ),
        ("urgent", URGENT | {"worry": "\u200b"}, "Enter what you are worried about"),
        ("allegation", {}, "Enter who the worry is about, or describe them"),
    ],
)
def test_what_is_left_out_is_said_beside_the_question_and_in_the_summary(
    browser: Client, teacher: Membership, place: str, answer: dict[str, str], error: str
) -> None:
    draft = make.draft(teacher)
    response = browser.post(page(draft, place), answer)
    assert response.status_code == 422
    shown = text(response)
    assert "<title>Error: " in shown.replace("\n", "")
    assert shown.replace("&#39;", "&#x27;").count(error) >= 2


def test_who_has_the_familys_agreement_need_not_claim_another_ground(
    browser: Client, teacher: Membership
) -> None:
    """Decision 20: four answers alone want a ground; agreement is recorded in the full form."""
    draft = make.draft(teacher, ground=Ground.CONSENT)
    shown = text(browser.get(page(draft, "send-now"), follow=True))
    assert "Why can this be sent without agreement?" in shown
    assert "If the family has agreed, or none of these is so, go back" in shown


@pytest.mark.parametrize(
    "worry",
    [
        "😟 She says «أخاف منه» and O'Neill-Ní Dhomhnaill drives her home",
        "<b>pasted</b> & <script>alert(1)</script>",
        "x" * 10_000,
    ],
)
def test_any_words_survive_the_four_questions(
    browser: Client, teacher: Membership, worry: str
) -> None:
    draft = make.draft(teacher, agreement=Agreement.HARM, ground=Ground.SIGNIFICANT_HARM)
    assert after(browser.post(page(draft, "urgent"), URGENT | {"worry": worry})) == "check"
    assert make.again(draft).worry == worry
    shown = text(browser.get(page(draft, "check")))
    assert "<script>alert(1)" not in shown


def test_too_long_a_worry_is_refused_with_nothing_cut(browser: Client, teacher: Membership) -> None:
    draft = make.draft(teacher, agreement=Agreement.HARM, ground=Ground.SIGNIFICANT_HARM)
    long = "y" * 10_312
    response = browser.post(page(draft, "urgent"), URGENT | {"worry": long})
    assert response.status_code == 422
    assert "Worry must be 10,000 characters or fewer. You have 312 too many" in text(response)
    assert long in text(response)
    assert URGENT["where"] in text(response)


def test_the_four_questions_start_from_what_the_draft_says(
    browser: Client, teacher: Membership
) -> None:
    draft = make.ready(teacher, children=2)
    shown = text(browser.get(page(draft, "urgent")))
    assert "Amira Khatun-Featherstonehaugh, 10" in shown
    assert "14 Larkspur Rise, Bexleyheath" in shown
    assert f"You are {teacher.person.full_name}, Year 4 teacher" in shown


def test_save_and_come_back_later_keeps_an_unfinished_page(
    browser: Client, teacher: Membership
) -> None:
    draft = make.draft(teacher)
    browser.post(page(draft, "urgent"), {"worry": "Half a sentence", "later": "1"})
    assert make.again(draft).worry == ""
    assert "Half a sentence" in text(browser.get(page(draft, "urgent")))


def test_an_answer_changed_in_another_window_is_said_and_can_be_kept(
    browser: Client, teacher: Membership
) -> None:
    draft = make.draft(teacher)
    version = draft.version
    sending.answer_before(
        by=teacher, referral=draft, version=None, changes={"danger_call": "Police, 4pm"}
    )
    mine = {"danger_call": "Ambulance, 4:10pm", "version": version}
    response = browser.post(page(draft, "call"), mine)
    assert response.status_code == 422
    assert "Check your answer" in text(response)
    assert "Ambulance, 4:10pm" in text(response)
    mine["version"] = make.again(draft).version
    assert after(browser.post(page(draft, "call"), mine)) == "urgent"


def test_the_whole_urgent_way_sends_once_and_shows_the_receipt(
    browser: Client, teacher: Membership
) -> None:
    """R-155: four answers and nothing else."""
    draft = make.draft(teacher)
    browser.post(page(draft, "danger"), {"danger": "yes"})
    browser.post(page(draft, "urgent"), URGENT)
    shown = text(browser.get(page(draft, "check")))
    assert "Why this is sent without agreement" in shown
    assert "Send referral" in shown
    key = str(uuid.uuid4())
    assert after(browser.post(page(draft, "check"), {"form_key": key})) == "sent"
    assert after(browser.post(page(draft, "check"), {"form_key": key})) == draft.reference
    receipt = text(browser.get(page(draft, "sent")))
    assert "You told us a child is in immediate danger." in receipt
    assert "A social worker must see the child today." in receipt
    assert make.again(draft).status == ReferralStatus.SENT


def test_check_lists_what_is_missing_with_its_page_and_sends_nothing(
    browser: Client, teacher: Membership
) -> None:
    draft = make.ready(teacher, worry="", someone_must_not_know="")
    shown = text(browser.get(page(draft, "check")))
    assert "Needed before you can send" in shown
    assert f"/referrals/{draft.reference}/draft/worry/?next=check" in shown
    assert browser.post(page(draft, "check")).status_code == 422
    assert make.again(draft).status == ReferralStatus.DRAFT


def test_check_shows_every_answer_and_who_will_see_it(browser: Client, teacher: Membership) -> None:
    draft = make.ready(teacher, children=2)
    shown = text(browser.get(page(draft, "check")))
    for words in (
        "Amira Khatun-Featherstonehaugh",
        "Yusuf Khatun-Featherstonehaugh",
        "Sana Khatun (mother) knows.",
        "Not answered",
        "The family has agreed",
    ):
        assert words in shown


def test_check_says_once_what_is_changed_with_names_as_given(
    browser: Client, teacher: Membership
) -> None:
    draft = make.ready(teacher)
    draft.children.update(first_name="Aoife-Rosalind", last_name="Byrne")
    draft.professionals.create(number=1, name="Rosa Lim")
    shown = text(browser.get(page(draft, "check")))
    hidden = [
        " ".join(words.split())
        for words in re.findall(r'<span class="govuk-visually-hidden">([^<]*)</span>', shown)
    ]
    assert "what Aoife-Rosalind said (The worry)" in hidden
    assert any(words.startswith("name (Aoife-Rosalind Byrne") for words in hidden)
    assert "the level of Aoife-Rosalind Byrne (Level)" in hidden
    assert "what you said of Rosa Lim (Professionals)" in hidden
    assert any(words.startswith("NHS number (") for words in hidden)
    for words in hidden:
        assert words.count("Aoife-Rosalind Byrne") <= 1


def test_a_child_who_must_not_know_is_named_under_who_will_see_it(
    browser: Client, teacher: Membership
) -> None:
    """Decision 24."""
    draft = make.ready(teacher)
    draft.children.update(may_know=Answer.NO, may_not_know_because="She would run away.")
    name = draft.children.get().full_name
    seen = text(browser.get(page(draft, "check"))).split("Who will see this")[1]
    sentence = seen.split("must not find out, and will not be told.")[0].rsplit("<li>")[-1]
    assert name in sentence


def test_a_refusal_shows_the_way_out_instead_of_send(browser: Client, teacher: Membership) -> None:
    """R-121."""
    draft = make.ready(teacher)
    browser.post(page(draft, "agreed"), {"agreed": "refused"})
    browser.post(page(draft, "shutter"), {"happened": "refused", "refusal_words": "They manage."})
    assert "Send referral" not in text(browser.get(page(draft, "check")))
    assert after(browser.post(page(draft, "check"))) == "shutter"
    kept = text(browser.get(page(draft, "kept")))
    assert "This has not been sent. Nobody has seen it." in kept
    assert after(browser.post(page(draft, "kept"))) == draft.reference
    assert make.again(draft).status == ReferralStatus.CONSULTATION_ADVISED


def test_a_record_about_a_worker_goes_from_the_lado_to_sending(
    browser: Client, teacher: Membership
) -> None:
    """Decision 27."""
    draft = make.draft(teacher)
    browser.post(page(draft, "works"), {"works": "yes"})
    lado = text(browser.get(page(draft, "lado")))
    assert "Do not tell the person yet." in lado
    assert "020 7946 0417" in lado
    browser.post(page(draft, "lado"), {"risk_at_home": "no"})
    answers = {
        "worker_name": "Coach",
        "worker_role": "Football coach, Danson Park",
        "worry": "Drives the youngest home alone",
        "callback_number": "020 7946 0100",
    }
    assert after(browser.post(page(draft, "allegation"), answers)) == "check"
    assert "Only you and the MASH." in text(browser.get(page(draft, "check")))
    assert after(browser.post(page(draft, "check"))) == "sent"
    sent = make.again(draft)
    assert (sent.about_worker, sent.risk_at_home) == (True, Answer.NO)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (
            FRIDAY_NOON,
            [
                "It is midday and the MASH is open until 5pm.",
                "Someone reads it by 1pm today.",
                "They tell you what happens next by midday on Monday 23 November.",
                "A manager decides by midday on Monday 23 November.",
            ],
        ),
        (
            FRIDAY_AT_FIVE_TO_FIVE,
            [
                "The MASH closes at 5pm.",
                "It may not be read before 9:55am on Monday 23 November.",
                "If it cannot wait, ring 020 3045 5440 now; after 5pm ring the emergency duty "
                "team on 020 8303 7777 or 020 8303 7171.",
            ],
        ),
        (
            SATURDAY,
            [
                "The MASH will not read it until 9am on Monday 23 November.",
                "ring the emergency duty team on",
                "Someone reads it by 10am on Monday 23 November.",
            ],
        ),
    ],
)
def test_the_receipt_is_true_by_the_hour(
    teacher: Membership, at: datetime, words: list[str]
) -> None:
    """Decision 6; R-048, R-050, R-148, R-152."""
    with time_machine.travel(at, tick=False):
        sent = make.sent(teacher)
        shown = render(teacher, page(sent, "sent"))
    said = re.sub(r"<[^>]+>", "", shown)
    for sentence in [*words, "Keep supporting the child."]:
        assert sentence in said


@pytest.mark.parametrize(
    ("at", "inset"),
    [
        (FRIDAY_NOON, ""),
        (FRIDAY_AT_FIVE_TO_FIVE, "It may not be read before 9:55am on Monday 23 November."),
        (SATURDAY, "The MASH will not read this until 9am on Monday 23 November. Do not wait"),
    ],
)
def test_every_page_of_the_form_says_when_it_is_read(
    teacher: Membership, at: datetime, inset: str
) -> None:
    """Decision 6."""
    with time_machine.travel(at, tick=False):
        draft = make.ready(teacher)
        for place in ("danger", "works", "agreed", "urgent", "check"):
            shown = render(teacher, page(draft, place))
            if inset:
                assert inset in shown
                number = '<a class="es-phone" href="tel:02083037777">020 8303 7777</a>'
                assert number in shown.split("<main")[1]
            else:
                assert "will not read this until" not in shown


def test_not_needed_and_giving_close_the_loop(
    browser: Client, teacher: Membership, colleague: Membership
) -> None:
    draft = make.ready(teacher)
    assert colleague.person.full_name in text(browser.get(page(draft, "give")))
    assert after(browser.post(page(draft, "give"), {"to": colleague.pk})) == "referrals"
    assert after(browser.post(page(draft, "not-needed"), {"why": "Worry has gone"})) == "referrals"
    assert make.again(draft).not_needed_because == "Worry has gone"


PLACES = (
    "danger",
    "call",
    "works",
    "lado",
    "allegation",
    "worker",
    "tell-worker",
    "agreed",
    "shutter",
    "kept",
    "ground",
    "send-now",
    "give",
    "not-needed",
    "urgent",
    "check",
)


@pytest.mark.parametrize(
    ("place", "ground"), [("kept", Ground.COULD_NOT_ASK), ("send-now", Ground.SIGNIFICANT_HARM)]
)
def test_a_page_writes_one_line_when_it_is_shown_and_none_when_it_leads_on(
    browser: Client, teacher: Membership, one_audit_entry: OneAuditEntry, place: str, ground: Ground
) -> None:
    draft = make.draft(teacher, ground=ground)
    with one_audit_entry("draft.viewed", subjects=[draft.reference], by=teacher):
        assert browser.get(page(draft, place)).status_code == 200
    Referral.objects.filter(pk=draft.pk).update(ground="")
    before = AuditEntry.objects.count()
    assert browser.get(page(draft, place)).status_code == 302
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("place", PLACES)
def test_a_drafts_pages_are_its_writers_alone(
    place: str,
    teacher: Membership,
    colleague: Membership,
    lead: Membership,
    screener: Membership,
    outsider: Outsider,
    signed_in: SignedIn,
) -> None:
    draft = make.ready(teacher)
    for stranger in (colleague, lead, screener, outsider(Role.PRACTITIONER)):
        browser = signed_in(stranger)
        assert browser.get(page(draft, place)).status_code == 404
        assert browser.post(page(draft, place), {}).status_code == 404


def test_an_old_page_of_a_sent_draft_leads_to_the_record(
    browser: Client, teacher: Membership
) -> None:
    sent = make.sent(teacher)
    assert after(browser.get(page(sent, "urgent"))) == sent.reference
    assert after(browser.post(page(sent, "agreed"), {"agreed": "refused"})) == sent.reference
    assert make.again(sent).ground == Ground.CONSENT
