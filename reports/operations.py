"""What is done on the pages that look across the portal; every act is in the audit trail."""

from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.errors import NotAllowed
from accounts.models import AuditEntry, Membership
from accounts.operations import audit, form_keys
from outbox import operations as outbox
from outbox.errors import AlreadyDelivered, BeingDelivered, UnknownDelivery
from outbox.models import Delivery
from reports.access import may_keep_deliveries, may_read_trail
from reports.errors import CannotRetry, NothingToRetry
from reports.models import AuditSearch

# So many at a press, the oldest first: a mail server that was down has not to take all at once.
MOST_RETRIED = 200
MOST_EXPORTED = 10_000


@transaction.atomic
def retry_delivery(*, by: Membership, delivery_id: UUID) -> Delivery:
    """Try a delivery again now, with all its attempts before it.

    Raises:
        NotAllowed: not an administrator.
        CannotRetry: it is delivered, being delivered, or there is none with this id.
    """
    if not may_keep_deliveries(by):
        raise NotAllowed
    try:
        delivery = outbox.retry(delivery_id=delivery_id)
    except (AlreadyDelivered, BeingDelivered, UnknownDelivery) as refused:
        raise CannotRetry from refused
    audit.record(by=by, action="delivery.tried_again", subjects=[f"delivery-{delivery.pk}"])
    return delivery


@transaction.atomic
def retry_failing(*, by: Membership, form_key: UUID | None = None) -> int:
    """Try what is failing again, the oldest first, up to 200 at a time; say how many.

    Those a worker has in hand are left to it.

    Raises:
        NotAllowed: not an administrator.
        NothingToRetry: nothing is failing that is not in hand.
        AlreadyDone: the same form arrived twice.
    """
    if not may_keep_deliveries(by):
        raise NotAllowed
    form_keys.use(key=form_key, by=by)
    failing = Delivery.objects.failing().order_by("created_at", "pk")
    tried = []
    for delivery_id in failing.values_list("pk", flat=True)[:MOST_RETRIED]:
        try:
            outbox.retry(delivery_id=delivery_id)
        except (AlreadyDelivered, BeingDelivered, UnknownDelivery):
            continue
        tried.append(f"delivery-{delivery_id}")
    if not tried:
        raise NothingToRetry
    audit.record(by=by, action="delivery.all_tried_again", subjects=tried)
    return len(tried)


@transaction.atomic
def search_trail(
    *,
    by: Membership,
    person: str = "",
    action: str = "",
    reference: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
) -> AuditSearch:
    """Keep what somebody asks of the audit trail; the search is an entry of the trail itself.

    Args:
        person: words of a name or an e-mail address.
        action: one action, as "referral.viewed".
        reference: what was acted on or seen, as "7KT-4MR-9HX".
        first_day: the first day looked at, in London.
        last_day: the last day looked at.

    Raises:
        NotAllowed: not information governance.
    """
    if not may_read_trail(by):
        raise NotAllowed
    newest = AuditEntry.objects.visible_to(by).order_by("-pk").values_list("pk", flat=True).first()
    search = AuditSearch(
        membership=by,
        up_to=newest or 0,
        person=person,
        action=action,
        reference=reference,
        first_day=first_day,
        last_day=last_day,
    )
    search.found = search.entries().count()
    search.save()
    audit.record(
        by=by,
        action="audit.searched",
        subjects=[reference] if reference else [],
        detail={
            "search": search.pk,
            "people": search.people_found() if person else [],
            "action": action,
            "first_day": first_day.isoformat() if first_day else "",
            "last_day": last_day.isoformat() if last_day else "",
        },
    )
    return search


@transaction.atomic
def export_trail(*, by: Membership, search: AuditSearch) -> list[AuditEntry]:
    """Return what a search found, for a file; up to 10,000 entries, and the export is recorded.

    Raises:
        NotAllowed: somebody else's search, or not information governance.
    """
    if not may_read_trail(by) or search.membership_id != by.pk:
        raise NotAllowed
    entries = list(search.entries()[:MOST_EXPORTED])
    audit.record(
        by=by,
        action="audit.exported",
        subjects=[search.reference] if search.reference else [],
        detail={"search": search.pk, "entries": len(entries)},
    )
    return entries
