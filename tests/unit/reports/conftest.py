"""Referrals with running clocks, as oversight pages count them."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership
from referrals.models import Clock, Referral
from tests.factories import referrals


@pytest.fixture
def sent(teacher: Membership) -> Referral:
    """A referral sent to the MASH, its clocks running."""
    return referrals.sent(by=teacher)


def clock(
    referral: Referral,
    *,
    key: str,
    due_at: datetime,
    owed_by: str = "mash_decision_maker",
    held_until: datetime | None = None,
    minimum: bool = False,
) -> Clock:
    """A clock that started a day before it is due and warns two hours before."""
    return Clock.objects.create(
        referral=referral,
        key=key,
        name=key.replace("_", " ").capitalize(),
        started_at=due_at - timedelta(days=1),
        runs_from=due_at - timedelta(days=1),
        due_at=due_at,
        warn_at=due_at - timedelta(hours=2),
        held_until=held_until,
        minimum=minimum,
        why="",
        owed_by=owed_by,
    )


def ago(**length: float) -> datetime:
    """A moment this long ago."""
    return timezone.now() - timedelta(**length)
