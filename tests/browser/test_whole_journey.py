"""The whole journey in a browser: a family of three, three outcomes, from teacher to keyworker."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Membership
from referrals.models import Referral
from referrals.workflow import ChildStatus, ReferralStatus
from tests.axe import expect_no_sideways_scroll
from tests.browsers import DESKTOP, PHONE, SMALLEST
from tests.cast import PageOf
from tests.factories import referrals
from tests.hands import Keyboard, Pointer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A Wednesday on which the office is open.
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
WAYS: dict[str, tuple[type[Pointer], dict[str, Any]]] = {
    "at a desk by keyboard": (Keyboard, {"viewport": DESKTOP}),
    "on a phone": (Pointer, {"viewport": PHONE, "has_touch": True}),
    "without JavaScript": (Pointer, {"viewport": SMALLEST, "java_script_enabled": False}),
}


@pytest.fixture(autouse=True)
def _on_a_wednesday_morning(live_server: LiveServer) -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=True):
        yield


def press(hand: Pointer, words: str) -> None:
    """Press a button; the page it leads to is no wider than its window."""
    hand.press(words)
    expect_no_sideways_scroll(hand.page)


def send(hand: Pointer, draft: Referral) -> None:
    """Check and send a finished draft, as its author."""
    page = hand.page
    page.goto(reverse("referrals:draft", args=[draft.reference]))
    hand.press("Check and send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers before sending")
    press(hand, "Send referral")
    expect(page.get_by_role("heading", level=1)).to_have_text("Referral sent")
    expect(page.get_by_text("Someone reads it by 11am today.")).to_be_visible()


def screen(hand: Pointer, contact: Referral) -> None:
    """Read, claim and rate a contact from the queue, and check the case system for every child."""
    page = hand.page
    page.goto(reverse("mash:queue"))
    hand.open(page.locator(f"[data-contact='{contact.reference}'] [data-open]"))
    expect(page.get_by_role("heading", name="What they are worried about")).to_be_visible()
    press(hand, "Claim")
    hand.follow("Rate")
    hand.choose("Amber")
    hand.write("Why?", "Hungry and cold three days this week.")
    press(hand, "Save rating")
    for name in ("Amira", "Yusuf", "Siân"):
        hand.follow("Known to us", exact=False)
        hand.follow(f"Record a case-system check for {name}", exact=False)
        hand.choose("Not found")
        hand.write("Which system did you check?", "Liquidlogic")
        press(hand, "Save check")


def decide(hand: Pointer, *, level: int, outcome: str, **where: str) -> None:
    """Decide the child whose page is open, question by question, and record it."""
    hand.press("Start")
    hand.choose(f"Level {level}")
    press(hand, "Save and continue")
    if level != 2:
        hand.write("Why?", "What he said on Friday.")
        press(hand, "Save and continue")
    hand.choose(outcome)
    press(hand, "Save and continue")
    if where:
        hand.choose(where["destination"], exact=True)
        if team := where.get("team"):
            hand.write("Team", team)
        press(hand, "Save and continue")
    hand.write("Why is this right for", "What is known was weighed for this child.")
    press(hand, "Save and continue")
    hand.choose("The family has agreed")
    hand.choose("Yes", exact=True)
    press(hand, "Save and continue")
    hand.write("Why", "You and the nurse described it clearly.", exact=True)
    hand.write("What happens next", "Somebody rings the family by Friday.")
    hand.choose("Yes", exact=True)
    press(hand, "Save and continue")
    press(hand, "Record decision")


def allocate(hand: Pointer, to: Membership) -> None:
    """Accept the family in the inbox and give it a keyworker."""
    page = hand.page
    page.goto(reverse("family_wellbeing:inbox"))
    hand.follow("Khatun-Featherstonehaugh", exact=False)
    expect(page.get_by_text("Siân Khatun-Featherstonehaugh", exact=True)).to_be_visible()
    hand.press("Accept and allocate")
    hand.choose("Low-level neglect")
    hand.choose("No", exact=True)
    hand.choose(to.person.full_name)
    press(hand, "Accept and allocate")
    expect(page.get_by_text("First visit due by 5pm on Wednesday 25 November")).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
def test_three_children_get_three_outcomes_and_one_of_them_a_keyworker(
    page_of: PageOf,
    teacher: Membership,
    screener: Membership,
    decision_maker: Membership,
    fws_manager: Membership,
    keyworker: Membership,
    way: str,
) -> None:
    # Given a teacher who has written down a worry about three children
    kind, options = WAYS[way]
    hand_of = {
        who: kind(page_of(who, **options))
        for who in (teacher, screener, decision_maker, fws_manager, keyworker)
    }
    draft = referrals.ready(teacher, children=3)
    for child, name in zip(draft.children.all(), referrals.FIRST_NAMES, strict=False):
        type(child).objects.filter(pk=child.pk).update(first_name=name)

    # When they send it, and the MASH reads it and looks every child up
    send(hand_of[teacher], draft)
    screen(hand_of[screener], draft)

    # And a decision maker decides each child on their own
    decider = hand_of[decision_maker]
    decider.page.goto(reverse("mash:decide_child", args=[draft.reference, 1]))
    decide(decider, level=2, outcome="Advice and information given")
    decide(
        decider,
        level=4,
        outcome="Accepted as a referral and allocated",
        destination="Referral and assessment",
        team="Referral and assessment team 2",
    )
    decide(
        decider,
        level=3,
        outcome="Signposted to other help or a targeted service",
        destination="Family Wellbeing",
    )
    expect(decider.page.get_by_text("Decided. Feedback to 1 person was sent at")).to_be_visible()

    # And Family Wellbeing's manager gives the third child's family a keyworker
    allocate(hand_of[fws_manager], keyworker)

    # Then the keyworker sees by when to visit
    keyworkers = hand_of[keyworker].page
    keyworkers.goto(reverse("family_wellbeing:today"))
    expect(keyworkers.get_by_text("Siân Khatun-Featherstonehaugh")).to_be_visible()
    expect(keyworkers.get_by_text("Due Wednesday 25 November by 5pm", exact=True)).to_be_visible()
    expect_no_sideways_scroll(keyworkers)

    # And the teacher reads each child's outcome
    teachers = hand_of[teacher].page
    teachers.goto(reverse("referrals:record", args=[draft.reference]))
    for words in (
        "Advice and information given",
        "Accepted as a referral and allocated",
        "A keyworker will contact the family by Wednesday 25 November",
    ):
        expect(teachers.get_by_text(words).first).to_be_visible()
    expect_no_sideways_scroll(teachers)
    assert [child.status for child in draft.children.all()] == [
        ChildStatus.ADVISED,
        ChildStatus.ACCEPTED,
        ChildStatus.ALLOCATED,
    ]


def arrive(page: Page, heading: str) -> None:
    """Wait for the page that an act led to."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_a_child_in_danger_is_sent_without_touching_a_mouse(
    page_of: PageOf, teacher: Membership, screener: Membership
) -> None:
    # Given a teacher whose hands stay on the keyboard
    page = page_of(teacher)
    hand = Keyboard(page)
    page.goto(reverse("referrals:start"))

    # When they say that a child is in danger, and answer four questions
    hand.press("Start")
    arrive(page, "Is a child in immediate danger now?")
    hand.choose("Yes")
    hand.press("Save and continue")
    arrive(page, "Call 999 now")
    hand.press("Carry on")
    page.wait_for_url("**/urgent/")
    hand.write("What number can we call you on?", "020 7946 0100")
    hand.write("Which child or children?", "Teddy, about 6")
    hand.write("Where are they now?", "School office")
    hand.write("What are you worried about?", "He says his uncle hits him.")
    hand.press("Check and send")
    arrive(page, "Check and send")
    hand.press("Send referral")
    arrive(page, "Referral sent")

    # Then it is sent, and stands first in the queue
    sent = Referral.objects.get(status=ReferralStatus.SENT)
    assert sent.danger_now
    queue = page_of(screener)
    queue.goto(reverse("mash:queue"))
    first = queue.locator("[data-contact]").first
    expect(first).to_have_attribute("data-contact", sent.reference)
    expect(first).to_contain_text("Immediate danger")
