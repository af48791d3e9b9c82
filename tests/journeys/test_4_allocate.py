"""Allocate: from Family Wellbeing's inbox to a keyworker's day, or to where the family belongs."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Notice
from family_wellbeing.models import Episode
from mash.operations import deciding
from referrals.models import Clock, Referral
from referrals.workflow import ChildStatus
from tests.cast import SignedIn
from tests.factories import decisions, referrals

pytestmark = pytest.mark.django_db

# A Wednesday on which the office is open.
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_wednesday_morning() -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def passed(teacher: Membership, screener: Membership, decision_maker: Membership) -> Referral:
    """Two siblings whom a decision maker passed to Family Wellbeing; their mother agreed."""
    contact = decisions.screened(teacher, screener, children=2)
    for number in (1, 2):
        deciding.decide(
            by=decision_maker,
            referral=contact,
            child_number=number,
            answers=decisions.family_wellbeing(),
        )
    return referrals.again(contact)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def address(page: str, family: Referral, *more: object) -> str:
    return reverse(f"family_wellbeing:{page}", args=[family.reference, 1, *more])


def accept(browser: Client, family: Referral, keyworker: Membership, **changes: object) -> str:
    """Fill in the page of accepting and return what is said next."""
    answers: dict[str, object] = {
        "children": ["1", "2"],
        "eligibility": ["low_level_neglect"],
        "eligibility_words": "",
        "higher": "no",
        "keyworker": str(keyworker.pk),
    }
    return text(browser.post(address("accept", family), answers | changes, follow=True))


def test_a_family_gets_a_keyworker_who_sees_by_when_to_visit_and_the_teacher_hears(
    passed: Referral,
    fws_manager: Membership,
    keyworker: Membership,
    teacher: Membership,
    signed_in: SignedIn,
) -> None:
    """R-070b, R-071, R-072, R-073."""
    # Given a family in the inbox, with the time by which it needs a keyworker
    manager = signed_in(fws_manager)
    inbox = text(manager.get(reverse("family_wellbeing:inbox")))
    assert "Amira" in inbox
    assert "Yusuf" in inbox
    assert "Due tomorrow by 10am" in inbox

    # When the manager reads why it came, and gives it to somebody with room
    assert "Why the MASH passed this on" in text(manager.get(address("waiting", passed)))
    assert "12 of 12 free" in text(manager.get(address("accept", passed)))
    said = accept(manager, passed, keyworker)

    # Then the family has left the inbox, and the first visit has its time
    assert "Kofi Brampton has the family. First visit due by 5pm on Wednesday 25 November" in said
    assert "No families are waiting." in text(manager.get(reverse("family_wellbeing:inbox")))
    assert set(passed.children.values_list("status", flat=True)) == {ChildStatus.ALLOCATED}

    # And the keyworker finds them in their day, with where they live
    mine = signed_in(keyworker)
    today = text(mine.get(reverse("family_wellbeing:today")))
    assert "Wednesday 25 November" in today or "Wed 25 Nov" in today
    assert "14 Larkspur Rise" in today
    assert Notice.objects.filter(membership=keyworker, text__contains="allocated to you").exists()

    # And the teacher reads who will come, and by when
    record = reverse("referrals:record", args=[passed.reference])
    assert "A keyworker will contact the family by Wednesday 25 November" in text(
        signed_in(teacher).get(record)
    )


def test_nothing_starts_until_a_parents_agreement_is_recorded(
    teacher: Membership,
    passed: Referral,
    fws_manager: Membership,
    keyworker: Membership,
    signed_in: SignedIn,
) -> None:
    """R-025, R-026."""
    # Given a family whose agreement nobody wrote down
    decisions.without_agreement(passed)
    manager = signed_in(fws_manager)
    assert "None: cannot start" in text(manager.get(reverse("family_wellbeing:inbox")))

    # When the manager accepts it all the same, nothing starts
    accept(manager, passed, keyworker)
    assert not Episode.objects.exists()

    # And once the agreement is recorded, it does
    agreed = {
        "children": ["1", "2"],
        "giver": "Sana Khatun",
        "capacity": "parental_responsibility",
        "how": "verbal",
        "witness": "Denise Fairweather",
        "given_on_day": "17",
        "given_on_month": "11",
        "given_on_year": "2026",
    }
    said = text(manager.post(address("agreement", passed), agreed, follow=True))
    assert "Agreement recorded." in said
    assert "Said yes, signature at first visit" in said
    accept(manager, passed, keyworker)
    assert Episode.objects.get().children.count() == 2


def test_a_need_that_is_higher_goes_back_to_the_mash_and_is_decided_anew(
    passed: Referral,
    fws_manager: Membership,
    keyworker: Membership,
    decision_maker: Membership,
    teacher: Membership,
    signed_in: SignedIn,
) -> None:
    """R-070, R-077."""
    # Given a manager who finds the need higher than level 3
    manager = signed_in(fws_manager)
    accept(manager, passed, keyworker, higher="yes")
    assert not Episode.objects.exists()

    # When they send both children back, with why, and what the teacher hears
    page = address("redirect", passed, "send-back")
    assert "asked the MASH to look at this again" in text(manager.get(page))
    answers = {
        "children": ["1", "2"],
        "why": "He told the worker on the telephone that he was hit.",
        "told_referrer": "Family Wellbeing has asked the MASH to look at this again.",
    }
    manager.post(page, answers)

    # Then they wait for a decision on a clock of their own, and the teacher has read why
    waiting = signed_in(decision_maker).get("/mash/views/to-decide/").context["rows"]
    assert [row.reference for row in waiting] == [passed.reference]
    running = Clock.objects.filter(referral=passed).running().values_list("key", flat=True)
    assert set(running) == {"mash_decision"}
    said = text(signed_in(teacher).get(reverse("referrals:record", args=[passed.reference])))
    assert "Back with the MASH" in said
    assert "he was hit" not in said
