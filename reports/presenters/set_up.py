"""What needs an administrator: how many, in words, and where."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Invitation, Membership, Partnership
from directory.presenters import blocks_going_live, unchecked_numbers
from outbox.models import Delivery, PeriodicJob
from thresholds.models import Edition, Indicator


def flagged_indicators(partnership: Partnership) -> QuerySet[Indicator]:
    """Return the signs of the edition in force that its transcription flags (decision 19)."""
    edition = Edition.objects.of(partnership).in_force().first()
    if edition is None:
        return Indicator.objects.none()
    return (
        Indicator.objects.filter(edition=edition)
        .exclude(flag="")
        .select_related("level", "domain")
        .order_by("level__number", "order")
    )


def needs_a_person(membership: Membership, now: datetime) -> list[dict[str, object]]:
    """Return each thing that waits for an administrator with its true count and its page."""
    partnership = membership.partnership
    expired = Invitation.objects.visible_to(membership).open().filter(expires_at__lte=now).count()
    failing = Delivery.objects.failing().count()
    unchecked = unchecked_numbers(partnership)
    flagged = flagged_indicators(partnership).count()
    asked = Edition.objects.of(partnership).drafts().filter(asked_by__isnull=False)
    editions = asked.exclude(asked_by__person_id=membership.person_id).count()
    jobs = PeriodicJob.objects.filter(failures__gt=0).count()
    return [
        _item(unchecked, "number not checked", "numbers not checked", "directory:front_doors"),
        _item(failing, "delivery failing", "deliveries failing", "reports:deliveries"),
        _item(jobs, "regular job failing", "regular jobs failing", "reports:deliveries"),
        _item(expired, "invitation expired", "invitations expired", "people"),
        _item(
            editions,
            "edition waiting for a second administrator",
            "editions waiting for a second administrator",
            "thresholds:editions",
        ),
        _item(
            flagged, "sign flagged in the guide", "signs flagged in the guide", "reports:flagged"
        ),
    ]


def _item(number: int, one: str, many: str, address: str) -> dict[str, object]:
    return {"number": number, "words": one if number == 1 else many, "href": reverse(address)}


def going_live(partnership: Partnership) -> list[str]:
    """Return what blocks real people from using the portal (decisions 34 and 35)."""
    return blocks_going_live(partnership)
