"""Contacts as the hub finds them: sent by practitioners, or logged from a call."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from accounts.models import Membership
from referrals.models import Referral, ReferredChild
from tests.factories import referrals

# A Friday at half past nine in London: the office is open.
FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

Sent = Callable[..., Referral]


@pytest.fixture
def friday() -> Iterator["time_machine.Traveller"]:
    """It is Friday 20 November 2026, 9:30am, and time stands still until a test moves it."""
    with time_machine.travel(FRIDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def sent(teacher: Membership) -> Sent:
    """Send a referral to the hub: `sent(children=2, danger_now=True)`."""

    def send(*, children: int = 1, **answers: Any) -> Referral:
        return referrals.sent(answers.pop("by", teacher), children=children, **answers)

    return send


@pytest.fixture
def contact(friday: None, sent: Sent) -> Referral:
    """A contact about one child, just received."""
    return sent()


def only_child(contact: Referral) -> ReferredChild:
    """Return the one child of a contact, as it is now."""
    return ReferredChild.objects.get(referral=contact)


def again(contact: Referral) -> Referral:
    """Return the contact as it is now."""
    return Referral.objects.get(pk=contact.pk)
