"""A contact that another council's hub of the same partnership should have (decision 30)."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed, StaleRecord
from accounts.models import Membership
from accounts.operations import audit, form_keys, notices
from accounts.rules import Role
from directory.models import ContactPoint, FrontDoor
from directory.presenters import numbers_of
from govuk.words import or_words
from mash import access
from mash.errors import MissingReason, NotAnotherHub, WaitsHere
from mash.notices import passed_to_hub_words
from mash.operations.screening import give_back, locked_contact
from referrals.models import DoorChange, Referral
from referrals.operations import hub_messages
from referrals.operations.outcomes import readers
from referrals.presenters.office import hubs_of

# Who of a hub's own team hears at once that something was passed to them.
TOLD = (Role.MASH_SCREENER, Role.MASH_DECISION_MAKER)


@transaction.atomic
def pass_to_hub(
    *,
    by: Membership,
    referral: Referral,
    to: FrontDoor,
    reason: str,
    seen: int | None = None,
    form_key: UUID | None = None,
) -> DoorChange:
    """Pass an open contact to another council's hub of the partnership, saying why.

    It keeps its status, its rating and every clock: what was promised at receipt is owed by
    whoever has it. Nobody holds it any more; whoever did, the other hub's team and the referrer
    are told.

    Args:
        to: another hub of the same partnership.
        seen: the front door the page showed, so that two people do not pass it to and fro.

    Raises:
        NotAllowed: this hat does not screen, the contact is closed, or passes the hubs by.
        WaitsHere: a child waits for what somebody of this team was asked by name.
        NotAnotherHub: that is not another hub of this partnership.
        MissingReason: nobody said why.
        StaleRecord: somebody has passed it on since the page was opened.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    if contact.is_open and access.waits_for_somebody_here(contact):
        raise WaitsHere
    if not access.may_pass_to_hub(by, contact):
        raise NotAllowed
    form_keys.use(key=form_key, by=by, result=contact.reference)
    if seen is not None and seen != contact.front_door_id:
        raise StaleRecord
    hub = next((hub for hub in hubs_of(contact.partnership) if hub.pk == to.pk), None)
    if hub is None or hub.pk == contact.front_door_id:
        raise NotAnotherHub(field="to")
    if not reason.strip():
        raise MissingReason("Enter why it is theirs", field="reason")
    before = contact.holder
    if before is not None:
        give_back(contact, by=by, reason=f"Passed to the {hub.short_name}")
    change = DoorChange.objects.create(
        referral=contact, from_door_id=contact.front_door_id, to_door=hub, reason=reason, by=by
    )
    contact.front_door = hub
    contact.save(update_fields=["front_door"])
    _tell(contact, change, by=by, before=before)
    audit.record(
        by=by,
        action="contact.passed_to_hub",
        subjects=[contact.reference],
        detail={"to": hub.key, "change": change.pk},
    )
    return change


def _tell(
    contact: Referral, change: DoorChange, *, by: Membership, before: Membership | None
) -> None:
    """Tell whoever referred, where they read the portal, who had it, and the hub's own team."""
    hub = change.to_door
    if readers(contact):
        phones = [number.phone for number in numbers_of([hub], ContactPoint.Kind.HUB)]
        hub_messages.send_from_hub(
            by=by,
            referral=contact,
            text=passed_to_hub_words(
                hub=hub.short_name, area=hub.area, number=or_words(phones), now=timezone.now()
            ),
        )
    page = reverse("mash:contact", args=[contact.reference])
    if before is not None and before.pk != by.pk:
        notices.tell(
            membership=before,
            dedupe_key=f"contact-passed-on-{change.pk}",
            text=f"{contact.reference} was passed to the {hub.short_name}",
            path=page,
        )
    if hub.site_id is None:
        return
    team = Membership.objects.current().filter(site_id=hub.site_id, role__in=TOLD)
    # Decision 28: whoever declared an interest does not hear of it.
    for member in team.exclude(person__interests__referral=contact):
        notices.tell(
            membership=member,
            dedupe_key=f"contact-passed-{change.pk}-{member.pk}",
            text=f"{contact.reference} was passed to your team",
            path=page,
        )
