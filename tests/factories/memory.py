"""What operations wrote for one test, written again for the next in a few queries.

Hundreds of tests begin with the same referral. The operations write the first of each kind in a
process; from then on its rows are copied: a new reference, the asking practitioner, the time of
now. It is the same kind only within one minute and while nothing that clocks, front doors and
levels are settled by has changed.
"""

from collections.abc import Sequence
from datetime import timedelta
from random import SystemRandom
from typing import Any, TypeVar

from django.db import connection, models
from django.utils import timezone

from accounts.models import AuditEntry, Membership, Partnership, Site
from directory.models import ClosureDay, ContactPoint, FrontDoor, OfficeHours
from govuk.references import new_reference
from outbox.models import Delivery
from referrals.models import (
    Clock,
    Consent,
    ConsentPolicy,
    FamilyMember,
    Referral,
    ReferredChild,
    Relationship,
    StatusChange,
    Timescale,
)
from thresholds.models import Edition, Level, Route

Row = TypeVar("Row", bound=models.Model)

A_MINUTE = timedelta(minutes=1)

# The tables of a referral and how a row leads to it, in the order of writing.
TABLES: tuple[tuple[type[models.Model], str], ...] = (
    (ReferredChild, "referral"),
    (FamilyMember, "referral"),
    (Relationship, "child__referral"),
    (Consent, "child__referral"),
    (StatusChange, "referral"),
    (Clock, "referral"),
)
# What an operation settles a referral by.
SETTINGS = (
    Timescale,
    ConsentPolicy,
    FrontDoor,
    OfficeHours,
    ClosureDay,
    ContactPoint,
    Edition,
    Level,
    Route,
)


class Memory:
    """The rows of one referral that operations wrote for its author."""

    def __init__(self, referral: Referral) -> None:
        self.by = referral.author
        self.referral = Referral.objects.get(pk=referral.pk)
        self.tables: list[Sequence[models.Model]] = [
            list(model._default_manager.filter(**{way: referral}).order_by("pk"))
            for model, way in TABLES
        ]
        self.entries = list(
            AuditEntry.objects.filter(subjects__contains=[referral.reference]).order_by("pk")
        )
        self.deliveries = list(Delivery.objects.filter(payload__referral_id=referral.pk))

    def write_again(self, by: Membership, **answers: Any) -> Referral:
        """Write the referral for `by`, with these fields changed."""
        new_for: dict[tuple[type[models.Model], Any], Any] = {
            (Membership, self.by.pk): by.pk,
            (Site, self.by.site_id): by.site_id,
            (Partnership, self.by.partnership_id): by.partnership_id,
        }
        old, new = self.referral.reference, new_reference(SystemRandom())
        referral = _copy(self.referral, new_for, reference=new, **answers)
        referral.save(force_insert=True)
        new_for[Referral, self.referral.pk] = referral.pk
        for rows in self.tables:
            _write(rows, new_for)
        who = {
            "partnership_key": by.partnership.key,
            "actor_id": by.person_id,
            "actor_name": by.person.full_name,
            "membership_id": by.pk,
            "role": by.role,
            "site_name": by.site.name,
        }
        AuditEntry.objects.bulk_create(
            _copy(row, new_for, subjects=[new if it == old else it for it in row.subjects], **who)
            for row in self.entries
        )
        Delivery.objects.bulk_create(
            _copy(
                row,
                new_for,
                payload={"referral_id": referral.pk, "membership_id": by.pk},
                dedupe_key=f"referrals.receipt:{new}:{by.pk}",
            )
            for row in self.deliveries
        )
        return referral


def kind(by: Membership, **asked: Any) -> tuple[object, ...]:
    """Return what two referrals must share to be copies of one another."""
    tables = " UNION ALL ".join(f"SELECT xmin FROM {model._meta.db_table}" for model in SETTINGS)
    with connection.cursor() as cursor:
        # A row that is written again has a higher number of the transaction that wrote it.
        cursor.execute(f"SELECT count(*), max(xmin::text::bigint) FROM ({tables}) rows")
        settings = cursor.fetchone()
    minute = timezone.now().replace(second=0, microsecond=0)
    return by.partnership.key, minute, settings, repr(sorted(asked.items()))


def _write(rows: Sequence[models.Model], new_for: dict[Any, Any]) -> None:
    """Copy the rows of one table, and remember which became which."""
    if rows:
        made = type(rows[0])._default_manager.bulk_create(_copy(row, new_for) for row in rows)
        new_for |= {(type(row), row.pk): new.pk for row, new in zip(rows, made, strict=True)}


def _copy(row: Row, new_for: dict[Any, Any], **changes: Any) -> Row:
    """Return an unwritten copy of a row: now, and pointing to the copies made before it."""
    values: dict[str, Any] = {}
    now = timezone.now()
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, models.DateTimeField) and value and abs(value - now) < A_MINUTE:
            value = now
        if isinstance(field, models.ForeignKey):
            value = new_for.get((field.related_model, value), value)
        if not field.primary_key:
            values[field.attname] = value
    return type(row)(**values | changes)
