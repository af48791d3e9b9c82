"""A draft in Bexley, with the loaded framework, and short ways to write in it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Membership
from referrals.models import Referral, ReferredChild
from referrals.operations import drafts
from referrals.rules import ChildKind, Ground
from tests.cast import SignedIn

AddChild = Callable[..., ReferredChild]


@pytest.fixture
def draft(teacher: Membership) -> Referral:
    """A draft the teacher has just started."""
    return drafts.start_draft(by=teacher)


@pytest.fixture
def agreed_draft(draft: Referral) -> Referral:
    """A draft of a family that has agreed."""
    Referral.objects.filter(pk=draft.pk).update(agreement="yes", ground=Ground.CONSENT)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def add_child(teacher: Membership, draft: Referral) -> AddChild:
    """Add a child to the draft: `add_child("Amira")`."""

    def add(
        first_name: str = "Amira", kind: ChildKind = ChildKind.CHILD, **answers: object
    ) -> ReferredChild:
        return drafts.add_child(
            by=teacher, referral=draft, kind=kind, answers={"first_name": first_name, **answers}
        )

    return add


@pytest.fixture
def browser_of_teacher(signed_in: SignedIn, teacher: Membership) -> Client:
    """The teacher, signed in."""
    return signed_in(teacher)


@pytest.fixture
def at(draft: Referral) -> Callable[[str], str]:
    """The address of a place in the draft: `at("worry")`."""

    def address(place: str = "") -> str:
        return f"/referrals/{draft.reference}/draft/{place + '/' if place else ''}"

    return address
