"""The steps of a disagreement as an administrator keeps them (decision 33)."""

from django.db.models import QuerySet

from accounts.models import AuditEntry, Membership
from accounts.rules import Permission
from referrals.clocks import Unit
from referrals.models import EscalationStep
from referrals.operations.escalation import STEP_UNITS
from reports.presenters.timescales import UNIT_NAMES

STEP_UNIT_NAMES: dict[Unit, str] = {unit: UNIT_NAMES[unit] for unit in STEP_UNITS}


def steps_of(membership: Membership) -> QuerySet[EscalationStep]:
    """Return the steps an administrator keeps: their own partnership's, in their order."""
    if not membership.may(Permission.ADMINISTER):
        return EscalationStep.objects.none()
    return EscalationStep.objects.filter(partnership_id=membership.partnership_id).select_related(
        "changed_by__person"
    )


def step_removed(membership: Membership, key: str) -> AuditEntry | None:
    """Return who took a step out of an administrator's ladder, and when; nothing else is read."""
    if not membership.may(Permission.ADMINISTER):
        return None
    return (
        AuditEntry.objects.filter(
            partnership_key=membership.partnership.key, action="escalation.step_removed"
        )
        .about([f"escalation-{key}"])
        .first()
    )
