"""Changing what the partnership promises about time (decision 2)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.operations import audit, form_keys
from accounts.rules import Role
from referrals.access import may_change_timescale
from referrals.clocks import ImpossibleLength, Length, Unit
from referrals.errors import ImpossibleTimescale, TimescaleChanged
from referrals.models import Timescale

# Longer than the longest promise of any framework: what is over it was mistyped.
MOST_AMOUNT = 366
MOST_WARNING_MINUTES = 60 * 24 * 60
CHANGEABLE = ("amount", "unit", "warn_before_minutes", "owed_by")


@transaction.atomic
def change_timescale(
    *,
    by: Membership,
    timescale: Timescale,
    amount: int,
    unit: Unit,
    warn_before_minutes: int,
    owed_by: Role,
    version: int | None,
    form_key: UUID | None = None,
) -> Timescale:
    """Change a timescale for clocks started from now on; running ones never move (decision 2).

    Args:
        amount: how many of the unit.
        unit: how the length is counted (decision 3).
        warn_before_minutes: minutes of office time before the due time at which it is soon.
        owed_by: the role that owes it.
        version: the version the page was loaded from.

    Raises:
        NotAllowed: not an administrator of this partnership.
        TimescaleChanged: somebody changed it since the page was loaded.
        ImpossibleTimescale: the unit cannot count the amount, or a number is out of range.
        AlreadyDone: the same form arrived twice.
    """
    locked = (
        Timescale.objects.select_for_update(of=("self",))
        .select_related("changed_by__person")
        .get(pk=timescale.pk)
    )
    if not may_change_timescale(by, locked):
        raise NotAllowed
    if version is not None and version != locked.version:
        raise TimescaleChanged(
            version=locked.version,
            by_name=locked.changed_by.person.full_name if locked.changed_by else "",
            same_person=bool(locked.changed_by and locked.changed_by.person_id == by.person_id),
            at=locked.changed_at,
        )
    check_length(amount, unit)
    if not 0 <= warn_before_minutes <= MOST_WARNING_MINUTES:
        raise ImpossibleTimescale(
            f"Enter a warning of {MOST_WARNING_MINUTES:,} minutes or fewer",
            field="warn_before_minutes",
        )
    form_keys.use(key=form_key, by=by)
    values = {
        "amount": amount,
        "unit": unit.value,
        "warn_before_minutes": warn_before_minutes,
        "owed_by": owed_by.value,
    }
    before = {name: getattr(locked, name) for name in CHANGEABLE}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.changed_at, locked.changed_by = timezone.now(), by
    locked.save(update_fields=[*CHANGEABLE, "version", "changed_at", "changed_by"])
    audit.record(
        by=by,
        action="timescale.changed",
        subjects=[f"timescale-{locked.key}"],
        detail={"before": before, "after": values},
    )
    return locked


def check_length(amount: int, unit: Unit) -> None:
    """Say in a practitioner's words what is wrong with a length.

    Raises:
        ImpossibleTimescale: the unit cannot count the amount, or the amount is out of range.
    """
    try:
        Length(amount, unit)
    except ImpossibleLength as impossible:
        asked = (
            "Enter a multiple of 24, such as 24 or 48"
            if unit is Unit.HOURS and amount > 0
            else "Enter 1"
            if amount > 1
            else "Enter a number of 1 or more"
        )
        raise ImpossibleTimescale(asked, field="amount") from impossible
    if amount > MOST_AMOUNT:
        raise ImpossibleTimescale(f"Enter a number of {MOST_AMOUNT} or fewer", field="amount")
