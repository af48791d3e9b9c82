"""Somebody who refers leaves: a colleague carries on what they had open."""

import pytest

from accounts.errors import HandOverNeeded
from accounts.models import Membership, Notice
from accounts.operations.people import end_membership
from referrals.models import Referral
from tests.factories import referrals


@pytest.fixture(autouse=True)
def equipped(teacher: Membership) -> None:
    referrals.equip(teacher.partnership)


def test_drafts_and_open_referrals_need_a_colleague(
    teacher: Membership, colleague: Membership, lead: Membership
) -> None:
    draft, sent = referrals.draft(teacher), referrals.sent(teacher)

    with pytest.raises(HandOverNeeded):
        end_membership(membership_id=teacher.pk, hand_over_to=None, by=lead)
    end_membership(membership_id=teacher.pk, hand_over_to=colleague.pk, by=lead)

    assert set(Referral.objects.visible_to(colleague)) >= {draft, sent}
    assert Notice.objects.filter(membership=colleague).count() == 1


@pytest.mark.parametrize("closed_to_colleagues", ["about_worker", "restricted"])
def test_an_allegation_about_a_worker_or_a_restricted_record_goes_to_nobody(
    teacher: Membership, colleague: Membership, lead: Membership, closed_to_colleagues: str
) -> None:
    """Decisions 27 and 28."""
    hidden = referrals.draft(teacher, **{closed_to_colleagues: True})

    end_membership(membership_id=teacher.pk, hand_over_to=None, by=lead)

    assert hidden not in Referral.objects.visible_to(colleague)
