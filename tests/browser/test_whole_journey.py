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

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A Wednesday on which the office is open.
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
WAYS: dict[str, dict[str, Any]] = {
    "at a desk": {"viewport": DESKTOP},
    "on a phone": {"viewport": PHONE, "has_touch": True},
    "without JavaScript": {"viewport": SMALLEST, "java_script_enabled": False},
}
FOCUSED = """() => {
    const element = document.activeElement;
    const label = element.labels && element.labels[0];
    return (label || element).textContent.replace(/\\s+/g, " ").trim();
}"""


@pytest.fixture(autouse=True)
def _on_a_wednesday_morning(live_server: LiveServer) -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=True):
        yield


def press(page: Page, words: str) -> None:
    """Press a button; the page it leads to is no wider than its window."""
    page.get_by_role("button", name=words, exact=True).click()
    expect_no_sideways_scroll(page)


def send(page: Page, draft: Referral) -> None:
    """Check and send a finished draft, as its author."""
    page.goto(reverse("referrals:draft", args=[draft.reference]))
    page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers before sending")
    press(page, "Send referral")
    expect(page.get_by_role("heading", level=1)).to_have_text("Referral sent")
    expect(page.get_by_text("Someone reads it by 11am today.")).to_be_visible()


def screen(page: Page, contact: Referral) -> None:
    """Read, claim and rate a contact from the queue, and check the case system for every child."""
    page.goto(reverse("mash:queue"))
    page.locator(f"[data-contact='{contact.reference}'] [data-open]").click()
    expect(page.get_by_role("heading", name="What they are worried about")).to_be_visible()
    press(page, "Claim")
    page.get_by_role("link", name="Rate", exact=True).click()
    page.get_by_label("Amber").check()
    page.get_by_label("Why?").fill("Hungry and cold three days this week.")
    press(page, "Save rating")
    for name in ("Amira", "Yusuf", "Siân"):
        page.get_by_role("link", name="Known to us").click()
        page.get_by_role("link", name=f"Record a case-system check for {name}").click()
        page.get_by_label("Not found").check()
        page.get_by_label("Which system did you check?").fill("Liquidlogic")
        press(page, "Save check")


def decide(page: Page, *, level: int, outcome: str, **where: str) -> None:
    """Decide the child whose page is open, question by question, and record it."""
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_label(f"Level {level}").check()
    press(page, "Save and continue")
    if level != 2:
        page.get_by_label("Why?").fill("What he said on Friday.")
        press(page, "Save and continue")
    page.get_by_label(outcome).check()
    press(page, "Save and continue")
    if where:
        page.get_by_label(where["destination"], exact=True).check()
        if team := where.get("team"):
            page.get_by_label("Team").fill(team)
        press(page, "Save and continue")
    page.get_by_label("Why is this right for").fill("What is known was weighed for this child.")
    press(page, "Save and continue")
    page.get_by_label("The family has agreed").check()
    page.get_by_label("Yes", exact=True).check()
    press(page, "Save and continue")
    page.get_by_label("Why", exact=True).fill("You and the nurse described it clearly.")
    page.get_by_label("What happens next").fill("Somebody rings the family by Friday.")
    page.get_by_label("Yes", exact=True).check()
    press(page, "Save and continue")
    press(page, "Record decision")


def allocate(page: Page, to: Membership) -> None:
    """Accept the family in the inbox and give it a keyworker."""
    page.goto(reverse("family_wellbeing:inbox"))
    page.get_by_role("link", name="Khatun-Featherstonehaugh").click()
    expect(page.get_by_text("Siân Khatun-Featherstonehaugh")).to_be_visible()
    page.get_by_role("button", name="Accept and allocate").click()
    page.get_by_label("Low-level neglect").check()
    page.get_by_label("No", exact=True).check()
    page.get_by_label(to.person.full_name).check()
    press(page, "Accept and allocate")
    expect(page.get_by_text("First visit due by 5pm on Wednesday 25 November")).to_be_visible()


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
    draft = referrals.ready(teacher, children=3)
    for child, name in zip(draft.children.all(), referrals.FIRST_NAMES, strict=False):
        type(child).objects.filter(pk=child.pk).update(first_name=name)

    # When they send it, and the MASH reads it and looks every child up
    teachers = page_of(teacher, **WAYS[way])
    send(teachers, draft)
    screen(page_of(screener, **WAYS[way]), draft)

    # And a decision maker decides each child on their own
    deciders = page_of(decision_maker, **WAYS[way])
    deciders.goto(reverse("mash:decide_child", args=[draft.reference, 1]))
    decide(deciders, level=2, outcome="Advice and information given")
    decide(
        deciders,
        level=4,
        outcome="Accepted as a referral and allocated",
        destination="Referral and assessment",
        team="Referral and assessment team 2",
    )
    decide(
        deciders,
        level=3,
        outcome="Signposted to other help or a targeted service",
        destination="Family Wellbeing",
    )
    expect(deciders.get_by_text("Decided. Feedback to 1 person was sent at")).to_be_visible()

    # And Family Wellbeing's manager gives the third child's family a keyworker
    allocate(page_of(fws_manager, **WAYS[way]), keyworker)

    # Then the keyworker sees by when to visit
    keyworkers = page_of(keyworker, **WAYS[way])
    keyworkers.goto(reverse("family_wellbeing:today"))
    expect(keyworkers.get_by_text("Siân Khatun-Featherstonehaugh")).to_be_visible()
    expect(keyworkers.get_by_text("Due Wednesday 25 November by 5pm", exact=True)).to_be_visible()
    expect_no_sideways_scroll(keyworkers)

    # And the teacher reads each child's outcome
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


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what is called `words` has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if str(page.evaluate(FOCUSED)).startswith(words):
            return
    raise AssertionError(f"Tab never reaches {words!r} on {page.url}")


def enter(page: Page, words: str, heading: str) -> None:
    """Press a button or link with Enter and wait for the page it leads to."""
    tab_to(page, words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def write(page: Page, label: str, words: str) -> None:
    """Type into a field that Tab reached."""
    tab_to(page, label)
    page.keyboard.type(words)


def test_a_child_in_danger_is_sent_without_touching_a_mouse(
    page_of: PageOf, teacher: Membership, screener: Membership
) -> None:
    # Given a teacher whose hands stay on the keyboard
    page = page_of(teacher)
    page.goto(reverse("referrals:start"))

    # When they say that a child is in danger, and answer four questions
    enter(page, "Start", "Is a child in immediate danger now?")
    tab_to(page, "Yes")
    page.keyboard.press("Space")
    enter(page, "Save and continue", "Call 999 now")
    tab_to(page, "Carry on")
    page.keyboard.press("Enter")
    page.wait_for_url("**/urgent/")
    write(page, "What number can we call you on?", "020 7946 0100")
    write(page, "Which child or children?", "Teddy, about 6")
    write(page, "Where are they now?", "School office")
    write(page, "What are you worried about?", "He says his uncle hits him.")
    enter(page, "Check and send", "Check and send")
    enter(page, "Send referral", "Referral sent")

    # Then it is sent, and stands first in the queue
    sent = Referral.objects.get(status=ReferralStatus.SENT)
    assert sent.danger_now
    queue = page_of(screener)
    queue.goto(reverse("mash:queue"))
    first = queue.locator("[data-contact]").first
    expect(first).to_have_attribute("data-contact", sent.reference)
    expect(first).to_contain_text("Immediate danger")
