"""What a leaving officer of the hub has in hand, and giving it to a colleague."""

from django.db.models import Q
from django.urls import reverse

from accounts.models import Membership
from accounts.operations import notices
from accounts.operations.people import HandOver, register_hand_over
from directory.models import FrontDoor
from mash.errors import NotOnThisTeam
from mash.models import Claim
from referrals.models import Clock, Referral, ReferralQuerySet


def _in_hand(membership: Membership) -> ReferralQuerySet:
    """Open contacts somebody holds, or of which they owe the next step by name."""
    owed = Clock.objects.running().filter(owed_by_membership=membership).values("referral_id")
    return Referral.objects.filter(Q(holder=membership) | Q(pk__in=owed), is_open=True)


def count(membership: Membership) -> int:
    """Return how many open contacts wait for somebody of the hub."""
    return _in_hand(membership).count()


def move(*, leaving: Membership, to: Membership, by: Membership) -> None:
    """Give a leaver's contacts, with what they owe on them, to a colleague, and tell them.

    Raises NotOnThisTeam when one of them is another council's to the colleague (decision 30).
    """
    others = FrontDoor.objects.of_other_teams(to).values("pk")
    if _in_hand(leaving).filter(front_door__in=others).exists():
        raise NotOnThisTeam(field="hand_over_to")
    for contact in _in_hand(leaving).select_for_update().order_by("pk"):
        if contact.holder_id == leaving.pk:
            contact.holder = to
            contact.save(update_fields=["holder"])
            Claim.objects.create(
                referral=contact,
                act=Claim.Act.TAKEN_OVER,
                taken_from=leaving,
                reason=f"{leaving.person.full_name} has left.",
                by=to,
            )
        Clock.objects.running().filter(referral=contact, owed_by_membership=leaving).update(
            owed_by_membership=to
        )
        notices.tell(
            membership=to,
            dedupe_key=f"mash.handed_over:{contact.pk}:{leaving.pk}",
            text=f"{contact.reference} is yours now",
            path=reverse("mash:contact", args=[contact.reference]),
        )


register_hand_over(
    "mash.contacts", HandOver(words=("open contact", "open contacts"), count=count, move=move)
)
