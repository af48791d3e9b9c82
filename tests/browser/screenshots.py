"""`make screenshots`: the pictures of the README, taken from the demo's invented cases.

Not one of the tests: its name keeps it out of their run.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django import Settings

from accounts.models import Membership
from fixtures.operations import demo
from mash.models import DecisionDraft
from referrals.models import Referral, ReferredChild
from referrals.workflow import ReferralStatus
from tests.cast import PageOf
from tests.factories import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SIZES = {"desktop": {"width": 1280, "height": 1150}, "phone": {"width": 390, "height": 1300}}
ON_A_PHONE = {"1-refer", "3-queue", "6-outcomes", "9-today"}
# A Wednesday on which the office is open.
MORNING = datetime(2026, 11, 18, 11, 40, tzinfo=UTC)


@pytest.fixture
def _the_demo(settings: Settings, live_server: object) -> Iterator[None]:
    settings.DEMO = True
    people.everybody_leaves()
    with time_machine.travel(MORNING, tick=True):
        demo.build()
        yield


def someone(first_name: str, role: str) -> Membership:
    return Membership.objects.with_names().get(person__first_name=first_name, role=role)


@pytest.mark.usefixtures("_the_demo")
def test_take_the_pictures(page_of: PageOf) -> None:
    PICTURES.mkdir(exist_ok=True)
    teacher = someone("Hannah", "practitioner")
    screener = someone("Priya", "mash_screener")
    manager = someone("Denise", "fws_manager")
    keyworker = someone("Kofi", "family_keyworker")
    drafts = ReferredChild.objects.filter(
        referral__author=teacher, referral__status=ReferralStatus.DRAFT
    )
    chosen = drafts.exclude(suggested_level=None).order_by("-suggested_level").first()
    unread = Referral.objects.get(author=teacher, status=ReferralStatus.SENT)
    siblings = next(
        found for found in Referral.objects.filter(author=teacher) if found.children.count() == 3
    )
    begun = DecisionDraft.objects.select_related("child__referral", "membership").first()
    family = ReferredChild.objects.in_family_wellbeing_inbox().first()
    assert chosen and begun and family
    pictures = [
        ("1-refer", teacher, reverse("referrals:draft", args=[chosen.referral.reference])),
        (
            "2-level",
            teacher,
            reverse("referrals:draft_level", args=[chosen.referral.reference, chosen.number]),
        ),
        ("3-queue", screener, reverse("mash:queue")),
        ("4-contact", screener, reverse("mash:contact", args=[unread.reference])),
        (
            "5-decide",
            begun.membership,
            reverse("mash:decide_child", args=[begun.child.referral.reference, begun.child.number]),
        ),
        ("6-outcomes", teacher, reverse("referrals:record", args=[siblings.reference])),
        ("7-inbox", manager, reverse("family_wellbeing:inbox")),
        (
            "8-accept",
            manager,
            reverse("family_wellbeing:accept", args=[family.referral.reference, family.number]),
        ),
        ("9-today", keyworker, reverse("family_wellbeing:today")),
    ]
    for name, who, address in pictures:
        for width, size in SIZES.items():
            if width == "phone" and name not in ON_A_PHONE:
                continue
            take(page_of(who, viewport=size), address, PICTURES / f"{name}-{width}.png")


def take(page: Page, address: str, picture: Path) -> None:
    """Take what a window shows of a page before anybody scrolls."""
    answer = page.goto(address)
    assert answer and answer.ok, f"{address} answered {answer and answer.status}"
    page.evaluate("document.fonts.ready.then(() => true)")
    page.screenshot(path=picture)
