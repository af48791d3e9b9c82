"""What a leaving referrer has open, and letting a colleague carry it on."""

from django.db.models import Q
from django.urls import reverse

from accounts.models import Membership
from accounts.operations import notices
from accounts.operations.people import HandOver, register_hand_over
from referrals.models import NamedColleague, Referral, ReferralQuerySet
from referrals.workflow import ReferralStatus


def _open_of(membership: Membership) -> ReferralQuerySet:
    """Drafts and open referrals of a hat.

    Never an allegation about a worker: its author and the hub alone see it (decision 27), and
    who leaves rings the LADO, not a colleague. Nor a restricted record, which may be about a
    colleague's child (decision 28).
    """
    own = Referral.objects.filter(author=membership, about_worker=False, restricted=False)
    return own.filter(Q(status=ReferralStatus.DRAFT) | Q(is_open=True))


def count(membership: Membership) -> int:
    """Return how many drafts and open referrals somebody wrote."""
    return _open_of(membership).count()


def move(*, leaving: Membership, to: Membership, by: Membership) -> None:
    """Name a colleague on a leaver's drafts and open referrals, and tell them once."""
    mine = list(_open_of(leaving).select_for_update().order_by("pk"))
    NamedColleague.objects.bulk_create(
        [NamedColleague(referral=referral, membership=to) for referral in mine],
        ignore_conflicts=True,
    )
    notices.tell(
        membership=to,
        dedupe_key=f"referrals.handed_over:{leaving.pk}:{to.pk}",
        text=f"{leaving.person.full_name} has left. Their open referrals are yours too.",
        path=reverse("referrals:home"),
    )


register_hand_over(
    "referrals.referrals",
    HandOver(words=("draft or open referral", "drafts and open referrals"), count=count, move=move),
)
