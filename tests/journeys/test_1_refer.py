"""Refer: from the start page to the receipt and the answer, as a practitioner and their lead."""

import re
from datetime import UTC, datetime

import time_machine
from django.test import Client

from accounts.models import Membership, Notice
from outbox.models import Delivery
from referrals.models import Clock, Referral
from referrals.operations.hub_messages import send_from_hub
from referrals.rules import Ground
from referrals.workflow import ReferralStatus
from tests.cast import wear
from tests.factories import referrals as make

FRIDAY_AFTERNOON = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
FRIDAY_AT_FIVE_TO_FIVE = datetime(2026, 11, 20, 16, 55, tzinfo=UTC)


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def follow(browser: Client, address: str, answers: dict[str, object]) -> str:
    """Answer a page and return where it leads."""
    response = browser.post(address, answers)
    assert response.status_code == 302, text(response)[-4000:]
    return str(response["Location"])


def start(browser: Client) -> str:
    return follow(browser, "/referrals/start/", {})


def test_the_practitioner_at_five_to_five_on_friday(teacher: Membership) -> None:
    # Given a teacher who is told, minutes before the office closes, that a child is unsafe tonight
    with time_machine.travel(FRIDAY_AT_FIVE_TO_FIVE, tick=False):
        browser = wear(Client(), teacher)
        danger = start(browser)

        # When they say so, and answer the four questions and nothing else
        call = follow(browser, danger, {"danger": "yes"})
        urgent = follow(browser, call, {"danger_call": "Police, call 1234, 4:40pm"})
        check = follow(
            browser,
            urgent,
            {
                "callback_number": "02079460100",
                "which": "Teddy, about 6",
                "where": "School office, his uncle comes at half past five",
                "worry": "He says his uncle hits him with a belt. He showed us a mark.",
            },
        )
        assert "Why this is sent without agreement" in text(browser.get(check))
        sent = follow(browser, check, {})

        # Then it is sent, and the receipt tells the truth about who reads it and when
        receipt = text(browser.get(sent))

    referral = Referral.objects.get()
    assert referral.status == ReferralStatus.SENT
    assert referral.ground == Ground.SIGNIFICANT_HARM
    assert referral.reference in receipt
    assert "This form does not ring anyone." in receipt
    assert "It may not be read before 9:55am on Monday 23 November." in receipt
    assert Clock.objects.filter(referral=referral, key="child_seen_immediate").count() == 1
    assert Delivery.objects.filter(handler="referrals.receipt_email").count() == 1


def test_a_family_that_agreed_is_referred_and_the_hub_asks_back(
    teacher: Membership, screener: Membership
) -> None:
    # Given a draft in which everything an offer of help needs has been answered
    with time_machine.travel(FRIDAY_AFTERNOON, tick=False):
        browser = wear(Client(), teacher)
        draft = make.ready(teacher, children=3)

        # When the practitioner checks and sends it
        check = f"/referrals/{draft.reference}/check/"
        assert "Needed before you can send" not in text(browser.get(check))
        sent = follow(browser, check, {})
        assert "Someone reads it by 3:30pm today." in text(browser.get(sent))

        # And the hub asks a question
        send_from_hub(
            by=screener,
            referral=make.again(draft),
            text="Which school does Yusuf go to?",
            needs_answer_by=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
        )

        # Then it stands first on their page, with its time, and a bell without a name
        home = text(browser.get("/referrals/"))
        assert home.index("Needs your answer") < home.index("Sent and open")
        assert "Answer by midday on Monday 23 November" in home
        notice = Notice.objects.get(membership=teacher)
        assert notice.text == f"There is a message for you about referral {draft.reference}"

        # And their answer settles it
        messages = f"/referrals/{draft.reference}/messages/"
        follow(browser, messages, {"text": "Oakfield Academy."})
        assert "Sent, not read yet" in text(browser.get("/referrals/"))


def test_a_refusal_is_kept_and_can_become_a_referral_when_the_worry_grows(
    teacher: Membership,
) -> None:
    # Given a family that said no
    browser = wear(Client(), teacher)
    danger = start(browser)
    works = follow(browser, danger, {"danger": "no"})
    worker = follow(browser, works, {"works": "no"})
    agreed = follow(browser, worker, {"has_worker": "no"})
    shutter = follow(browser, agreed, {"agreed": "refused"})
    assert "You cannot send this as a request for help yet" in text(browser.get(shutter))

    # When that is noted
    kept = follow(browser, shutter, {"happened": "refused", "refusal_words": "We manage."})

    # Then nothing was sent, and the answer can be changed when a child may be seriously harmed
    assert "Nobody has seen it." in text(browser.get(kept))
    send_now = follow(browser, agreed, {"agreed": "harm"})
    assert "Four answers are enough" in text(browser.get(send_now))
    referral = Referral.objects.get()
    assert referral.status == ReferralStatus.DRAFT
    assert referral.ground == Ground.SIGNIFICANT_HARM
    assert referral.refusal_words == "We manage."


def test_a_worry_about_a_coach_is_seen_by_its_author_and_the_hub_alone(
    teacher: Membership, lead: Membership, screener: Membership
) -> None:
    # Given a worry about somebody who works with children, and no child at home at risk
    browser = wear(Client(), teacher)
    works = follow(browser, start(browser), {"danger": "no"})
    lado = follow(browser, works, {"works": "yes"})
    assert "Speak to the LADO today" in text(browser.get(lado))
    record = follow(browser, lado, {"risk_at_home": "no"})

    # When the short record is sent
    check = follow(
        browser,
        record,
        {
            "worker_name": "A coach called Dan",
            "worker_role": "Football coach, Danson Park",
            "worry": "He drives the youngest home alone and asks them not to say.",
            "callback_number": "020 7946 0100",
        },
    )
    follow(browser, check, {})

    # Then the hub has it, and the site's lead finds nothing
    referral = Referral.objects.get()
    assert Referral.objects.visible_to(screener).filter(pk=referral.pk).exists()
    leads_page = wear(Client(), lead)
    assert referral.reference not in text(leads_page.get("/referrals/site/"))
    assert leads_page.get(f"/referrals/{referral.reference}/").status_code == 404
