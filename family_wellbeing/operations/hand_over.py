"""What a leaving keyworker has open, and giving it to a colleague."""

from accounts.models import Membership
from accounts.operations.people import HandOver, register_hand_over
from family_wellbeing.access import may_take
from family_wellbeing.errors import NotAKeyworker
from family_wellbeing.models import Episode
from family_wellbeing.operations.allocating import tell_keyworker
from referrals.models import Clock, ReferredChild


def count(membership: Membership) -> int:
    """Return how many families a keyworker has open."""
    return Episode.objects.open().filter(keyworker=membership).count()


def move(*, leaving: Membership, to: Membership, by: Membership) -> None:
    """Give a leaving keyworker's families, with their running clocks, to a colleague.

    Raises NotAKeyworker when the colleague cannot take one of them.
    """
    episodes = (
        Episode.objects.open()
        .select_for_update(of=("self",))
        .filter(keyworker=leaving)
        .select_related("referral", "partnership")
    )
    for episode in episodes:
        if not may_take(to, episode.referral):
            raise NotAKeyworker
        episode.keyworker = to
        episode.version += 1
        episode.save(update_fields=["keyworker", "version"])
        children = ReferredChild.objects.filter(episodes=episode, keyworker=leaving)
        Clock.objects.filter(child__in=children, owed_by_membership=leaving).running().update(
            owed_by_membership=to
        )
        children.update(keyworker=to)
        tell_keyworker(episode)


register_hand_over(
    "family_wellbeing.families", HandOver(words=("family", "families"), count=count, move=move)
)
