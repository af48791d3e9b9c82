"""Somebody of the hub leaves: a colleague holds their contacts and owes their clocks."""

import pytest

from accounts.errors import HandOverNeeded
from accounts.models import Membership, Notice
from accounts.operations.people import end_membership
from mash.operations import screening
from tests.factories import decisions, referrals


def test_a_leavers_contacts_need_a_colleague_and_go_to_them(
    teacher: Membership,
    screener: Membership,
    second_screener: Membership,
    administrator: Membership,
) -> None:
    contact = decisions.arrived(teacher)
    screening.claim(by=screener, referral=contact)

    with pytest.raises(HandOverNeeded):
        end_membership(membership_id=screener.pk, hand_over_to=None, by=administrator)
    end_membership(membership_id=screener.pk, hand_over_to=second_screener.pk, by=administrator)

    contact = referrals.again(contact)
    assert contact.holder == second_screener
    assert not contact.clocks.running().filter(owed_by_membership=screener).exists()
    assert contact.claims.filter(taken_from=screener).exists()
    assert Notice.objects.filter(membership=second_screener).exists()
