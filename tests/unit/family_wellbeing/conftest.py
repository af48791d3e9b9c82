"""A family the MASH has passed to Family Wellbeing."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from mash.operations import screening
from referrals.models import Referral
from referrals.operations import outcomes
from referrals.operations.life import derive
from tests.factories import referrals as made

Passed = Callable[..., Referral]


# A Wednesday morning with the office open.
OPEN = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _office_is_open() -> Iterator[None]:
    # It stands still: a session seen again after 15 seconds would ask more queries.
    with time_machine.travel(OPEN, tick=False):
        yield


@pytest.fixture
def passed(teacher: Membership, screener: Membership, decision_maker: Membership) -> Passed:
    """Pass a teacher's referral on, with the family's agreement: `passed(children=2)`."""

    def make(*, by: Membership | None = None, children: int = 1, **answers: object) -> Referral:
        referral = made.sent(by or teacher, children=children, **answers)
        screening.read(by=screener, referral=referral)
        with transaction.atomic():
            for child in referral.children.all():
                outcomes.pass_to_family_wellbeing(child=child, at=timezone.now(), by=decision_maker)
            derive(referral=referral, by=decision_maker)
        return made.again(referral)

    return make


@pytest.fixture
def waiting(passed: Passed) -> Referral:
    """Two children of one family in the inbox."""
    return passed(children=2)
