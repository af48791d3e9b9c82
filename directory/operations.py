"""Keeping front doors: office hours, closure days, and numbers that somebody has rung."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership, Site
from accounts.operations import audit, form_keys
from directory.access import may_keep_front_door
from directory.errors import (
    AlreadyClosed,
    ChangedMeanwhile,
    ClosureInThePast,
    ImpossibleHours,
    NobodyReached,
    NoSuchClosure,
    NumberNotReal,
)
from directory.models import ClosureDay, ContactPoint, FrontDoor, OfficeHours
from directory.presenters import calendar_for
from govuk.words import london

Span = tuple[time, time]
# Weekends are never working days (decision 3).
WORKING_WEEK = range(5)


@transaction.atomic
def change_office_hours(
    *,
    by: Membership,
    front_door: FrontDoor,
    hours: Mapping[int, Span],
    version: int | None,
    form_key: UUID | None = None,
) -> FrontDoor:
    """Replace a front door's week (decision 3: office hours are data).

    Clocks that run keep the due time they were given (decision 2); those started from now on are
    counted by the new hours.

    Args:
        hours: when it opens and closes by day of the week, 0 being Monday and 4 Friday; a day
            that is missing is closed.
        version: the calendar's version the page was loaded from.

    Raises:
        NotAllowed: not an administrator of this partnership.
        ChangedMeanwhile: somebody changed the calendar since the page was loaded.
        ImpossibleHours: a day closes before it opens or is at the weekend, or no day is open.
        AlreadyDone: the same form arrived twice.
    """
    locked = _calendar(by, front_door, version)
    if not hours or any(
        weekday not in WORKING_WEEK or closes <= opens for weekday, (opens, closes) in hours.items()
    ):
        raise ImpossibleHours
    form_keys.use(key=form_key, by=by)
    locked.office_hours.all().delete()
    OfficeHours.objects.bulk_create(
        OfficeHours(front_door=locked, weekday=weekday, opens=opens, closes=closes)
        for weekday, (opens, closes) in sorted(hours.items())
    )
    _changed(locked, by)
    audit.record(
        by=by,
        action="calendar.hours_changed",
        subjects=[f"front-door-{locked.key}"],
        detail={
            "hours": {
                str(weekday): f"{opens:%H:%M}-{closes:%H:%M}"
                for weekday, (opens, closes) in sorted(hours.items())
            }
        },
    )
    return locked


@transaction.atomic
def add_closure_day(
    *,
    by: Membership,
    front_door: FrontDoor,
    day: date,
    reason: str,
    form_key: UUID | None = None,
) -> ClosureDay:
    """Close a front door on a day beside weekends and bank holidays (decision 3).

    Raises:
        NotAllowed: not an administrator of this partnership.
        ClosureInThePast: the day has begun.
        AlreadyClosed: the office is closed on this day anyway.
        AlreadyDone: the same form arrived twice.
    """
    locked = _calendar(by, front_door, None)
    if day <= london(timezone.now()).date():
        raise ClosureInThePast(field="day")
    if not calendar_for(locked).is_working_day(day):
        raise AlreadyClosed(field="day")
    form_keys.use(key=form_key, by=by)
    closure = ClosureDay.objects.create(front_door=locked, date=day, reason=reason)
    _changed(locked, by)
    audit.record(
        by=by,
        action="calendar.closure_added",
        subjects=[f"front-door-{locked.key}"],
        detail={"date": day.isoformat()},
    )
    return closure


@transaction.atomic
def remove_closure_day(*, by: Membership, front_door: FrontDoor, day: date) -> None:
    """Open a front door again on a day it was to be closed.

    Raises:
        NotAllowed: not an administrator of this partnership.
        ClosureInThePast: the day has begun; what was true then stays.
        NoSuchClosure: it is not a closure day (any more).
    """
    locked = _calendar(by, front_door, None)
    if day <= london(timezone.now()).date():
        raise ClosureInThePast
    deleted, _ = ClosureDay.objects.filter(front_door=locked, date=day).delete()
    if not deleted:
        raise NoSuchClosure
    _changed(locked, by)
    audit.record(
        by=by,
        action="calendar.closure_removed",
        subjects=[f"front-door-{locked.key}"],
        detail={"date": day.isoformat()},
    )


@transaction.atomic
def change_number(
    *,
    by: Membership,
    contact_point: ContactPoint,
    name: str,
    phone: str,
    email: str,
    source: str,
    version: int | None,
    form_key: UUID | None = None,
) -> ContactPoint:
    """Change whom a front door's number reaches; it then waits to be checked (decision 34).

    Where the number itself changes, it is no longer an invented one (decision 35).

    Raises:
        NotAllowed: not an administrator of this partnership.
        ChangedMeanwhile: somebody changed it since the page was loaded.
        NobodyReached: neither a phone number nor an e-mail address.
        AlreadyDone: the same form arrived twice.
    """
    locked = _number(by, contact_point, version)
    if not phone and not email:
        raise NobodyReached(field="phone")
    form_keys.use(key=form_key, by=by)
    if (phone, email) != (locked.phone, locked.email):
        locked.invented = False
    locked.name, locked.phone, locked.email, locked.source = name, phone, email, source
    locked.checked_at, locked.checked_by = None, None
    locked.version += 1
    locked.save()
    audit.record(
        by=by,
        action="number.changed",
        subjects=[f"front-door-{locked.front_door.key}", f"number-{locked.pk}"],
    )
    return locked


@transaction.atomic
def change_team(
    *,
    by: Membership,
    front_door: FrontDoor,
    site: Site | None,
    postcode_districts: Sequence[str],
    version: int | None,
    form_key: UUID | None = None,
) -> FrontDoor:
    """Say whose team reads what arrives at a front door, and which addresses it serves.

    Decision 30: what is sent to a door with a team is open to that team alone from now on, what
    was sent before with it.

    Args:
        site: the team's site; None opens the door to every hat of the hub.
        postcode_districts: first halves of postcodes, as "B63".
        version: the front door's version the page was loaded from.

    Raises:
        NotAllowed: not an administrator of this partnership, or another partnership's site.
        ChangedMeanwhile: somebody changed the front door since the page was loaded.
        AlreadyDone: the same form arrived twice.
    """
    locked = _calendar(by, front_door, version)
    if site is not None and site.agency.partnership_id != locked.partnership_id:
        raise NotAllowed
    form_keys.use(key=form_key, by=by)
    locked.site, locked.postcode_districts = site, list(postcode_districts)
    locked.save(update_fields=["site", "postcode_districts"])
    _changed(locked, by)
    audit.record(
        by=by,
        action="front_door.team_changed",
        subjects=[f"front-door-{locked.key}"],
        detail={
            "site": site.name if site else "",
            "postcode_districts": locked.postcode_districts,
        },
    )
    return locked


@transaction.atomic
def confirm_number(
    *,
    by: Membership,
    contact_point: ContactPoint,
    version: int | None,
    form_key: UUID | None = None,
) -> ContactPoint:
    """Say that somebody has rung a number and it reaches whom it should (decision 34).

    Raises:
        NotAllowed: not an administrator of this partnership.
        ChangedMeanwhile: the number was changed after it was rung.
        NumberNotReal: it was invented for the demo (decision 35).
        AlreadyDone: the same form arrived twice.
    """
    locked = _number(by, contact_point, version)
    if locked.invented:
        raise NumberNotReal
    form_keys.use(key=form_key, by=by)
    locked.checked_at, locked.checked_by = timezone.now(), by.person
    locked.version += 1
    locked.save(update_fields=["checked_at", "checked_by", "version"])
    audit.record(
        by=by,
        action="number.checked",
        subjects=[f"front-door-{locked.front_door.key}", f"number-{locked.pk}"],
    )
    return locked


def _calendar(by: Membership, front_door: FrontDoor, version: int | None) -> FrontDoor:
    locked = FrontDoor.objects.select_for_update(of=("self",)).get(pk=front_door.pk)
    if not may_keep_front_door(by, locked):
        raise NotAllowed
    if version is not None and version != locked.calendar_version:
        raise ChangedMeanwhile(
            version=locked.calendar_version,
            by_name=locked.calendar_changed_by.full_name if locked.calendar_changed_by else "",
            at=locked.calendar_changed_at,
        )
    return locked


def _changed(front_door: FrontDoor, by: Membership) -> None:
    front_door.calendar_version += 1
    front_door.calendar_changed_at = timezone.now()
    front_door.calendar_changed_by = by.person
    front_door.save(
        update_fields=["calendar_version", "calendar_changed_at", "calendar_changed_by"]
    )


def _number(by: Membership, contact_point: ContactPoint, version: int | None) -> ContactPoint:
    locked = (
        ContactPoint.objects.select_for_update(of=("self",))
        .select_related("front_door")
        .get(pk=contact_point.pk)
    )
    if not may_keep_front_door(by, locked.front_door):
        raise NotAllowed
    if version is not None and version != locked.version:
        raise ChangedMeanwhile(version=locked.version)
    return locked
