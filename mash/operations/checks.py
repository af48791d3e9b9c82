"""What the council's case system says of a child (decision 9)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Membership
from accounts.operations import audit, form_keys
from mash.models import CaseSystemCheck
from mash.operations.screening import locked_children, locked_contact
from referrals.models import Referral
from referrals.operations import timekeeping


@transaction.atomic
def record_case_system_check(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    result: CaseSystemCheck.Result,
    system: str,
    checked_at: datetime,
    worker: str = "",
    team: str = "",
    plans: Sequence[str] = (),
    form_key: UUID | None = None,
) -> CaseSystemCheck:
    """Record a look into the council's case system for one child; a later one stands beside it.

    This portal is not that system, so no child is decided without one (decision 9, R-046).
    `worker`, `team` and `plans` belong to an open case. The first check of the contact's last
    unchecked child is the information gathered that day (R-047).

    Raises:
        NotAllowed: it is not this hat's to open.
        NotPossibleNow: the contact has no such child.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    (child,) = locked_children(contact, [child_number])
    form_keys.use(key=form_key, by=by, result=contact.reference)
    is_open = result == CaseSystemCheck.Result.OPEN
    check = CaseSystemCheck.objects.create(
        child=child,
        result=result,
        system=system,
        checked_at=checked_at,
        worker=worker if is_open else "",
        team=team if is_open else "",
        plans=list(plans) if is_open else [],
        checked_by=by,
    )
    timekeeping.meet(key="case_system_check", referral=contact, child=child)
    if not contact.children.filter(case_system_checks=None).exists():
        timekeeping.meet(key="gather_information", referral=contact)
    audit.record(by=by, action="contact.case_system_checked", subjects=[child.reference])
    return check
