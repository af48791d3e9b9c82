"""Two people claim the same contact in the same second."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Membership
from mash.errors import ClaimedByAnother
from mash.models import Claim
from mash.operations import screening
from referrals.models import Referral
from tests.factories import referrals


@pytest.mark.django_db(transaction=True)
def test_of_two_claims_at_once_one_wins_and_the_other_is_told_who(
    teacher: Membership, screener: Membership, second_screener: Membership
) -> None:
    contact = referrals.sent(teacher)
    together = Barrier(2)

    def claim(by: Membership) -> str:
        try:
            together.wait(timeout=10)
            screening.claim(by=by, referral=contact)
        except ClaimedByAnother as refused:
            return refused.name
        else:
            return "won"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(claim, [screener, second_screener]))

    holder = Referral.objects.get(pk=contact.pk).holder
    assert holder is not None
    assert sorted(results) == sorted(["won", holder.person.full_name])
    assert Claim.objects.filter(referral=contact).count() == 1
