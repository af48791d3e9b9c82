"""The contact page and the questions asked from it."""

import html
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Membership
from accounts.rules import Role
from mash.models import CaseSystemCheck, Note
from mash.operations import checks, deciding, screening
from referrals.models import Consent, DeclaredInterest, FamilyMember, Message, Referral
from referrals.rules import Answer, Rating
from tests.factories import decisions, referrals
from tests.unit.mash.conftest import FRIDAY, Sent, again, only_child

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Membership], Client]
TABS = ("", "family/", "level/", "known/", "messages/", "history/")
QUESTIONS = ("take-over/", "rating/", "danger/", "reply/", "pass-now/", "children/1/case-system/")


def path(contact: Referral, part: str = "") -> str:
    return f"/mash/contacts/{contact.reference}/{part}"


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return said(response)


def said(response: Any) -> str:
    """The page as a person reads it, quotation marks and all."""
    return html.unescape(response.content.decode())


# Who may open what


def test_a_screener_opens_every_page_and_no_title_names_a_child(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    client, child = signed_in(screener), only_child(contact)
    for part in (*TABS, *QUESTIONS):
        response = client.get(path(contact, part))
        assert response.status_code == 200, part
        assert response["Cache-Control"] == "no-store"
        title = said(response).split("<title>")[1].split("</title>")[0]
        assert contact.reference in title
        assert child.first_name not in title
        assert child.last_name not in title


def test_the_whole_hub_opens_a_contact(
    contact: Referral,
    social_worker: Membership,
    decision_maker: Membership,
    duty_officer: Membership,
    signed_in: SignedIn,
) -> None:
    for member in (social_worker, decision_maker, duty_officer):
        assert signed_in(member).get(path(contact)).status_code == 200, member.role


def test_nobody_outside_the_hub_finds_any_page_of_it(
    contact: Referral,
    teacher: Membership,
    outsider: Callable[[Role], Membership],
    signed_in: SignedIn,
) -> None:
    for member in (teacher, outsider(Role.MASH_DECISION_MAKER)):
        client = signed_in(member)
        for part in (*TABS, *QUESTIONS, "hold/", "note/", "claim/"):
            assert client.get(path(contact, part)).status_code in {404, 405}, part
            assert client.post(path(contact, part)).status_code in {404, 405}, part


def test_no_other_role_finds_a_contact(
    contact: Referral,
    lead: Membership,
    fws_manager: Membership,
    service_manager: Membership,
    administrator: Membership,
    governance: Membership,
    partner_officer: Membership,
    signed_in: SignedIn,
) -> None:
    for member in (lead, fws_manager, service_manager, administrator, governance, partner_officer):
        assert signed_in(member).get(path(contact)).status_code == 404, member.role


def test_restricted_and_declared_interest_look_like_missing(
    contact: Referral, screener: Membership, decision_maker: Membership, signed_in: SignedIn
) -> None:
    """Decision 28."""
    DeclaredInterest.objects.create(referral=contact, person=screener.person, reason="Cousin")
    assert signed_in(screener).get(path(contact)).status_code == 404
    assert signed_in(decision_maker).get(path(contact)).status_code == 200
    Referral.objects.filter(pk=contact.pk).update(restricted=True)
    assert signed_in(decision_maker).get(path(contact)).status_code == 404


def test_a_draft_is_not_a_contact(
    teacher: Membership, screener: Membership, signed_in: SignedIn
) -> None:
    assert signed_in(screener).get(path(referrals.ready(teacher))).status_code == 404


def test_only_a_decision_maker_has_the_hold_page(
    contact: Referral, screener: Membership, decision_maker: Membership, signed_in: SignedIn
) -> None:
    assert signed_in(screener).get(path(contact, "hold/")).status_code == 404
    page = text(signed_in(decision_maker), path(contact, "hold/"))
    assert "You can hold once, until 5pm on Monday 23 November at the latest." in page


# Reading


def test_opening_the_worry_reads_it_once_and_other_tabs_do_not(
    contact: Referral, screener: Membership, social_worker: Membership, signed_in: SignedIn
) -> None:
    signed_in(screener).get(path(contact, "family/"))
    assert again(contact).read_at is None
    signed_in(screener).get(path(contact))
    signed_in(social_worker).get(path(contact))
    assert again(contact).read_by == screener
    actions = AuditEntry.objects.filter(subjects__contains=[contact.reference]).order_by("pk")
    opened = [a.action for a in actions if a.membership_id in {screener.pk, social_worker.pk}]
    assert opened == ["referral.viewed", "referral.read_first", "referral.viewed"]


def test_the_page_leaves_one_audit_entry(
    contact: Referral,
    screener: Membership,
    signed_in: SignedIn,
    one_audit_entry: Callable[..., object],
) -> None:
    client = signed_in(screener)
    client.get(path(contact))
    for part in (*TABS, "rating/"):
        with one_audit_entry("referral.viewed", subjects=[contact.reference], by=screener):  # type: ignore[attr-defined]
            client.get(path(contact, part))


def test_the_worry_comes_first_and_the_level_is_a_click_away(
    friday: object, sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    """Decision 17."""
    contact = sent()
    client = signed_in(screener)
    unread = text(client, path(contact, "level/"))
    assert "Read the worry first." in unread
    assert "Show what the practitioner chose" not in unread
    worry = text(client, path(contact))
    assert contact.worry[:40] in worry
    assert "Level 2" not in worry.split('class="mash-tab"')[1]
    level = text(client, path(contact, "level/"))
    assert "Read the worry first. Show what the practitioner chose and what was suggested" in level
    contact.children.update(mash_level=3)
    assert "Show what the practitioner chose" not in text(client, path(contact, "level/"))


# What the tabs say


def test_safe_contact_and_confidential_addresses_warn_on_every_tab(
    friday: object, sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    """Decision 24."""
    contact = sent(
        someone_must_not_know=Answer.YES, must_not_know="Darren, the mother’s ex-partner"
    )
    FamilyMember.objects.filter(referral=contact).update(
        may_know=Answer.NO,
        may_not_know_because="He reads her phone",
        address_confidential=True,
        address="A refuge in Kent",
    )
    client = signed_in(screener)
    for part in TABS:
        page = text(client, path(contact, part))
        assert "Must not find out: Darren, the mother’s ex-partner" in page
        assert "Sana Khatun must not know: He reads her phone" in page
        assert "The address of Sana Khatun is confidential." in page
        assert "Do not contact: see safe contact" in page
    family = text(client, path(contact, "family/"))
    assert "A refuge in Kent" in family
    assert "Confidential: never on a letter, copy or request." in family


def test_known_to_us_offers_earlier_contacts_of_the_same_child(
    friday: object, sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    earlier, other, contact = sent(), sent(), sent()
    other.children.update(date_of_birth=date(2015, 1, 1), address="Somewhere else")
    page = text(signed_in(screener), f"{path(contact, 'known/')}?view=mine")
    assert earlier.reference in page
    assert other.reference not in page.split('class="mash-tab"')[1]
    assert "2 contacts about this household in 12 months, with this one." in page
    shown = AuditEntry.objects.order_by("-pk").first()
    assert shown is not None
    assert shown.subjects == [contact.reference, earlier.reference]


def test_known_to_us_says_why_a_contact_matches_and_how_the_child_is_recorded_there(
    friday: object, sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    """Decision 9: a person decides, so they are told what the match rests on."""
    by_number, by_name, by_both, home, contact = (sent() for _ in range(5))
    born, elsewhere = date(2015, 1, 1), {"address": "1 Other Road", "postcode": "DA1 1AA"}
    contact.children.update(nhs_number="9434766087")
    by_number.children.update(
        nhs_number="9434766087", first_name="Amy", name_key="amy", date_of_birth=born, **elsewhere
    )
    by_name.children.update(**elsewhere)
    by_both.children.update(nhs_number="9434766087", **elsewhere)
    home.children.update(first_name="Yusuf", name_key="yusuf", date_of_birth=born)

    page = text(signed_in(screener), path(contact, "known/"))
    found = {
        part.split("/", 1)[0]: part.split("</li>")[0]
        for part in page.split('class="mash-tab"')[1].split('href="/mash/contacts/')
    }
    assert "Why it is shown: Same NHS number." in found[by_number.reference]
    assert "Amy" in found[by_number.reference]
    assert "born 1 January 2015" in found[by_number.reference]
    assert "Why it is shown: Same name and date of birth." in found[by_name.reference]
    assert "Same NHS number and same name and date of birth." in found[by_both.reference]
    assert "Why it is shown: Same address." in found[home.reference]
    assert "Yusuf" in found[home.reference]


def test_an_empty_match_never_says_the_child_is_unknown(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    """Decision 9."""
    page = text(signed_in(screener), path(contact, "known/"))
    assert "No match in this portal. This does not mean the child is not known." in page
    child = only_child(contact)
    assert f"Check the case system for {child.first_name} before deciding." in page


def test_a_restricted_match_says_so_without_saying_what(
    friday: object, sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    """Decision 28."""
    hidden, contact = sent(restricted=True), sent()
    hidden.children.update(first_name="Persephone")
    page = text(signed_in(screener), path(contact, "known/"))
    assert "Persephone" not in page
    assert "A restricted record may match. Ring the duty manager on" in page
    assert hidden.reference not in page


def test_an_open_case_shows_in_the_identity_bar(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    checks.record_case_system_check(
        by=screener,
        referral=contact,
        child_number=1,
        result=CaseSystemCheck.Result.OPEN,
        system="Liquidlogic",
        checked_at=FRIDAY,
        worker="Femi Lowe",
        plans=["looked_after"],
    )
    page = text(signed_in(screener), path(contact, "known/"))
    assert "Open to social care" in page
    assert "looked after" in page
    assert "Worker: Femi Lowe." in page


def test_history_tells_everything_with_who_and_explains_each_clock(
    contact: Referral,
    screener: Membership,
    social_worker: Membership,
    second_screener: Membership,
    signed_in: SignedIn,
) -> None:
    screening.read(by=screener, referral=contact)
    screening.claim(by=screener, referral=contact)
    screening.take_over(by=second_screener, referral=contact, because="Shift change")
    screening.rate(by=screener, referral=contact, rating=Rating.AMBER, reason="A bruise")
    screening.confirm_rating(by=social_worker, referral=contact, seen="amber")
    screening.write_note(by=screener, referral=contact, text="Rang the school.")
    page = text(signed_in(screener), path(contact, "history/"))
    for words in (
        "Received",
        "Read for the first time",
        "Claimed",
        "Taken over from Priya Nair",
        "Shift change",
        "Rated Amber, not confirmed",
        "Rated Amber",
        "Rang the school.",
        "Priya Nair, MASH screener",
        "Started Friday 20 November at 9:30am",
    ):
        assert words in page, words


def test_next_and_previous_keep_to_the_view(
    friday: object, sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    first, second = sent(danger_now=True), sent()
    for one in (first, second):
        screening.read(by=screener, referral=one)
        screening.claim(by=screener, referral=one)
    sent()
    page = text(signed_in(screener), f"{path(first)}?view=mine")
    assert f"{path(second)}?view=mine" in page
    assert "Next contact" in page
    assert "Previous contact" not in page


def test_queries_of_a_contact_do_not_grow_with_the_queue(
    friday: object, sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    contact = sent()
    client = signed_in(screener)
    client.get(path(contact))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(path(contact))
        return len(captured)

    alone = queries()
    for _ in range(4):
        sent()
    assert queries() == alone


def test_a_young_person_who_was_not_asked_is_not_said_to_have_refused(
    contact: Referral, screener: Membership, teacher: Membership, signed_in: SignedIn
) -> None:
    """Decision 21."""
    Consent.objects.create(
        child=only_child(contact),
        number=0,
        giver="Amira Khatun",
        by_young_person=True,
        capacity="young_person",
        answer="not_asked",
        words="She was not at school",
        recorded_by=teacher,
    )
    page = text(signed_in(screener), path(contact))
    assert "Amira Khatun was not asked, because: She was not at school" in page
    assert "Amira Khatun did not agree" not in page
    as_sent = text(signed_in(teacher), f"/referrals/{contact.reference}/")
    assert "Amira Khatun was not asked, because: She was not at school" in as_sent
    assert "They are a young person who understands" not in as_sent


# Acting from the page


def test_claim_and_give_back_from_the_panel(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(screener)
    page = said(client.post(path(contact, "claim/"), follow=True))
    assert "Claimed 9:30am. It is with you." in page
    assert "Priya Nair, MASH screener" in page
    client.post(path(contact, "release/"))
    assert again(contact).holder is None


def test_a_claim_that_came_second_is_told_who_and_offered_to_take_over(
    contact: Referral, screener: Membership, second_screener: Membership, signed_in: SignedIn
) -> None:
    screening.claim(by=screener, referral=contact)
    client = signed_in(second_screener)
    answer = client.post(path(contact, "claim/"))
    page = said(answer)
    assert answer.status_code == 422
    assert "Priya Nair claimed this at 9:30am. You can read it and add notes." in page
    assert "Take over" in page
    empty = client.post(path(contact, "take-over/"), {"because": " "})
    assert empty.status_code == 422
    assert "Say why you are taking this over" in said(empty)
    client.post(path(contact, "take-over/"), {"because": "Priya is at court"})
    assert again(contact).holder == second_screener


def test_a_note_is_added_once_however_often_it_is_pressed(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(screener)
    given = {"text": "Rang the school: no answer.", "form_key": str(uuid4())}
    for _ in range(2):
        assert client.post(path(contact, "note/"), given).status_code == 302
    assert Note.objects.filter(referral=contact).count() == 1


def test_an_empty_note_says_what_to_do_and_one_too_long_is_kept(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(screener)
    empty = client.post(path(contact, "note/"), {"text": "  "})
    assert empty.status_code == 422
    assert "Enter a note" in said(empty)
    long = client.post(path(contact, "note/"), {"text": "é" * 10_012})
    assert "Note must be 10,000 characters or fewer. You have 12 too many" in said(long)
    assert "é" * 10_012 in said(long)


def test_rating_asks_how_urgent_and_why_and_keeps_what_was_typed(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(screener)
    empty = client.post(path(contact, "rating/"), {"reason": "A bruise <b>"})
    assert empty.status_code == 422
    assert "Select how urgent this is" in said(empty)
    assert "A bruise <b>" in said(empty)
    blue = client.post(path(contact, "rating/"), {"rating": "blue", "reason": "A question"})
    assert blue.status_code == 422
    assert "Only a MASH social worker or decision maker can lower a rating" in said(blue)
    given = {"rating": "amber", "reason": "A bruise", "seen": ""}
    rated = client.post(path(contact, "rating/"), given, follow=True)
    assert "Amber, not confirmed" in said(rated)


def test_a_rating_given_meanwhile_is_not_overwritten(
    contact: Referral, screener: Membership, social_worker: Membership, signed_in: SignedIn
) -> None:
    screening.rate(by=social_worker, referral=contact, rating=Rating.AMBER, reason="A bruise")
    stale = signed_in(screener).post(
        path(contact, "rating/"), {"rating": "red", "reason": "My reason", "seen": ""}
    )
    # An empty "seen" is what the page showed when it had no rating.
    page = said(stale)
    assert stale.status_code == 422
    assert "Daniel Achebe rated this Amber at 9:30am today." in page
    assert "My reason" in page


def test_the_holding_reply_is_prefilled_sent_and_shown(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(screener)
    page = client.get(path(contact, "reply/"))
    words = page.context["form"].initial["text"]
    assert words.startswith("Thank you. We have read your referral. Next we will")
    assert "We will tell you the decision by 9:30am on Monday 23 November." in words
    assert "or 999 in danger." in words
    answer_by = page.context["form"].fields["answer_by"].choices[1][0]
    client.post(path(contact, "reply/"), {"text": words, "answer_by": answer_by})
    message = Message.objects.get(referral=contact)
    assert message.text == words
    assert message.needs_answer_by is not None
    assert "Not read yet." in text(client, path(contact, "messages/"))


def test_hold_asks_what_and_from_whom(
    contact: Referral, decision_maker: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(decision_maker)
    empty = said(client.post(path(contact, "hold/"), {}))
    for words in ("Enter what we are waiting for", "Enter whom we are waiting for"):
        assert words in empty
    given = {"waiting_for": "A letter", "from_whom": "GP", "tell_referrer": "We wait for a letter."}
    page = said(client.post(path(contact, "hold/"), given, follow=True))
    assert "Held 9:30am, until 5pm on Monday 23 November." in page
    assert "Held until 5pm on Monday 23 November" in page
    again_held = client.post(path(contact, "hold/"), given)
    assert again_held.status_code == 422
    assert "This contact has been held before" in said(again_held)


HOLD = {
    "waiting_for": "The last attendance letter",
    "from_whom": "School nurse",
    "tell_referrer": "We need more information.",
}


def test_a_child_already_decided_is_not_offered_for_a_hold(
    teacher: Membership, screener: Membership, decision_maker: Membership, signed_in: SignedIn
) -> None:
    """Decision 5."""
    contact = decisions.screened(teacher, screener, children=3)
    client = signed_in(decision_maker)
    decide_on(contact, decision_maker, 1)
    page = text(client, path(contact, "hold/"))
    assert page.count('name="children"') == 2

    decide_on(contact, decision_maker, 2)
    stale = client.post(path(contact, "hold/"), HOLD | {"children": ["2"]})
    assert stale.status_code == 422
    assert "Select again: a child you chose cannot be held any more" in said(stale)
    assert "The last attendance letter" in said(stale)
    assert only_held(contact) == []

    client.post(path(contact, "hold/"), HOLD | {"children": ["3"]})
    assert only_held(contact) == [3]
    assert client.get(path(contact, "hold/")).status_code == 302


def test_a_child_decided_meanwhile_cannot_be_held_and_what_was_typed_is_kept(
    teacher: Membership, screener: Membership, decision_maker: Membership, signed_in: SignedIn
) -> None:
    contact = decisions.screened(teacher, screener)
    decide_on(contact, decision_maker, 1)
    stale = signed_in(decision_maker).post(path(contact, "hold/"), HOLD)
    assert stale.status_code == 422
    assert "a child who is decided or passed on cannot be held" in said(stale)
    assert "The last attendance letter" in said(stale)


def test_a_second_press_of_hold_leads_back_to_the_contact(
    contact: Referral, decision_maker: Membership, signed_in: SignedIn
) -> None:
    client, key = signed_in(decision_maker), {"form_key": str(uuid4())}
    for _ in range(2):
        assert client.post(path(contact, "hold/"), HOLD | key).status_code == 302


def test_whoever_ticked_a_child_passed_on_meanwhile_does_not_pass_on_another(
    friday: object, sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    """R-049."""
    contact, client = sent(danger_now=True, children=2), signed_in(screener)
    now = {"on_day": "20", "on_month": "11", "on_year": "2026", "at": "9:20am", "told": "Ada Obi"}
    client.post(path(contact, "pass-now/"), now | {"children": ["1"]})
    stale = client.post(path(contact, "pass-now/"), now | {"children": ["1"]})
    assert stale.status_code == 422
    assert "Ada Obi" in said(stale)
    assert [child.number for child in contact.children.exclude(passed_now=None)] == [1]


def decide_on(contact: Referral, by: Membership, number: int) -> None:
    deciding.decide(by=by, referral=contact, child_number=number, answers=decisions.advice())


def only_held(contact: Referral) -> list[int]:
    """The numbers of the children who are held."""
    return list(contact.children.exclude(hold=None).values_list("number", flat=True))


def test_pass_now_asks_who_and_when_and_refuses_the_future(
    friday: object, sent: Sent, screener: Membership, signed_in: SignedIn
) -> None:
    contact = sent(danger_now=True, children=2)
    client = signed_in(screener)
    now = {"on_day": "20", "on_month": "11", "on_year": "2026", "at": "9:20am"}
    empty = said(client.post(path(contact, "pass-now/"), now))
    assert "Enter who you told" in empty
    assert "Select which children to pass on" in empty
    given = now | {"told": "Ada Obi", "children": ["1", "2"]}
    late = client.post(path(contact, "pass-now/"), given | {"at": "11pm"})
    assert "Time must be now or in the past" in said(late)
    page = said(client.post(path(contact, "pass-now/"), given, follow=True))
    assert "Check the case system within the hour." in page


def test_a_case_system_check_asks_for_the_worker_only_of_an_open_case(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(screener)
    now = {"on_day": "20", "on_month": "11", "on_year": "2026", "at": "9:20am"}
    address = path(contact, "children/1/case-system/")
    nothing = said(client.post(address, {}))
    child = only_child(contact)
    assert f"Select whether {child.first_name} is known to social care" in nothing
    opened = client.post(address, now | {"result": "open", "system": "Liquidlogic"})
    assert "Enter the worker, or 'not known'" in said(opened)
    client.post(address, now | {"result": "not_found", "system": "Liquidlogic"})
    assert CaseSystemCheck.objects.get().result == "not_found"
    assert client.get(path(contact, "children/9/case-system/")).status_code == 404


# Calls


NOW = {"on_day": "20", "on_month": "11", "on_year": "2026", "at": "9:20am"}


def test_a_call_is_logged_and_the_rest_added_after(
    contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(screener)
    given = NOW | {
        "danger": "no",
        "caller_kind": "family_or_public",
        "caller_name": "Mrs Pettigrew-Osei",
        "number": "02079460822",
        "first_name": "Zoë",
        "about_age": "6",
        "where": "3 Bourne Parade",
        "worry": "Shouting every night 😟",
        "form_key": str(uuid4()),
    }
    answer = client.post("/mash/calls/new/", given)
    logged = Referral.objects.get(channel="phone")
    assert answer["Location"] == path(logged, "call/")
    assert client.post("/mash/calls/new/", given)["Location"] == path(logged, "call/")
    assert "Zoë" in text(client, path(logged, "call/"))
    client.post(
        path(logged, "call/"),
        {
            "relationship_to_child": "Neighbour",
            "agreement": "could_not_ask",
            "not_asked_because": "She does not know them",
        },
    )
    filled = again(logged)
    assert (filled.relationship_to_child, filled.ground) == ("Neighbour", "could_not_ask")
    assert "How do they know the child?" not in text(client, path(logged, "call/"))
    client.post(path(logged, "call/children/1/"), {"last_name": "Adeyemi", "school": "Oakfield"})
    assert only_child(logged).full_name == "Zoë Adeyemi"
    client.post(path(logged, "call/children/new/"), {"description": "A baby"})
    assert logged.children.count() == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"danger": ""}, "Select yes if a child is in immediate danger"),
        ({"caller_kind": ""}, "Select who is calling"),
        ({"caller_name": ""}, "Enter the caller's name"),
        ({"first_name": ""}, "Enter the child's first name, describe the child"),
        ({"worry": " "}, "Enter what the caller is worried about, or asks"),
        ({"about_age": "forty"}, "Age must be a number from 0 to 17"),
        ({"at": "25:99"}, "Time must be a real time, like 4:40pm"),
        ({"no_child": "on"}, "Clear this tick, or clear what you wrote about the child"),
    ],
)
def test_a_call_that_cannot_be_saved_says_why_and_keeps_everything(
    wrong: dict[str, str], words: str, contact: Referral, screener: Membership, signed_in: SignedIn
) -> None:
    given = NOW | {
        "danger": "no",
        "caller_kind": "professional",
        "caller_name": "Dr O’Shea",
        "first_name": "Zoë",
        "where": "The surgery",
        "worry": "A bruise",
    }
    answer = signed_in(screener).post("/mash/calls/new/", given | wrong)
    page = said(answer)
    assert answer.status_code == 422
    assert words in page
    assert "The surgery" in page
    assert not Referral.objects.filter(channel="phone").exists()


def test_a_question_without_a_child_is_closed_by_a_screener(
    contact: Referral, screener: Membership, second_screener: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(screener)
    given = NOW | {
        "danger": "no",
        "caller_kind": "professional",
        "caller_name": "Dr O’Shea",
        "no_child": "on",
        "worry": "Where is the form for Family Wellbeing?",
    }
    client.post("/mash/calls/new/", given)
    logged = Referral.objects.get(channel="phone")
    assert "Enquiry" in text(client, path(logged))
    assert signed_in(second_screener).get(path(logged, "call/")).status_code == 404
    client.post(path(logged, "close/"), {"kind": "information", "text": "Told them where."})
    assert not again(logged).is_open
    assert client.get(path(contact, "close/")).status_code == 404


def test_practitioners_do_not_log_calls(
    teacher: Membership, fws_manager: Membership, signed_in: SignedIn
) -> None:
    for member in (teacher, fws_manager):
        assert signed_in(member).get("/mash/calls/new/").status_code == 404


def test_the_page_says_how_long_ago_a_late_clock_was_due(
    contact: Referral, screener: Membership, signed_in: SignedIn, friday: object
) -> None:
    friday.shift(timedelta(hours=3))  # type: ignore[attr-defined]
    page = text(signed_in(screener), path(contact, "history/"))
    assert "Late by 2 hours" in page
