"""What operations wrote for one test, written again for the next in a few queries.

Hundreds of tests begin with the same draft. The operations write the first of each kind in a
process; from then on its rows are copied: a new reference, the asking practitioner, the time of
now.
"""

from collections.abc import Sequence
from random import SystemRandom
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from accounts.models import AuditEntry, Membership, Partnership, Site
from accounts.operations import audit
from govuk.references import new_reference
from referrals.models import (
    Consent,
    FamilyMember,
    Referral,
    ReferredChild,
    Relationship,
    StatusChange,
)

Row = TypeVar("Row", bound=models.Model)

# The tables of a draft and how a row leads to its referral, in the order of writing.
TABLES: tuple[tuple[type[models.Model], str], ...] = (
    (ReferredChild, "referral"),
    (FamilyMember, "referral"),
    (Relationship, "child__referral"),
    (Consent, "child__referral"),
    (StatusChange, "referral"),
)


class Memory:
    """The rows of one draft that operations wrote for one membership."""

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

    def write_again(self, by: Membership, **answers: Any) -> Referral:
        """Write the draft for `by`, with these fields of the referral changed."""
        new_for: dict[tuple[type[models.Model], Any], Any] = {
            (Membership, self.by.pk): by.pk,
            (Site, self.by.site_id): by.site_id,
            (Partnership, self.by.partnership_id): by.partnership_id,
        }
        reference = new_reference(SystemRandom())
        referral = _copy(self.referral, new_for, reference=reference, **answers)
        referral.save(force_insert=True)
        new_for[Referral, self.referral.pk] = referral.pk
        for rows in self.tables:
            _write(rows, new_for)
        old = self.referral.reference
        for entry in self.entries:
            audit.record(
                by=by,
                action=entry.action,
                subjects=[reference if it == old else it for it in entry.subjects],
                detail=entry.detail,
            )
        return referral


def _write(rows: Sequence[models.Model], new_for: dict[Any, Any]) -> None:
    """Copy the rows of one table, and remember which became which."""
    if rows:
        made = type(rows[0])._default_manager.bulk_create(_copy(row, new_for) for row in rows)
        new_for |= {(type(row), row.pk): new.pk for row, new in zip(rows, made, strict=True)}


def _copy(row: Row, new_for: dict[Any, Any], **changes: Any) -> Row:
    """Return an unwritten copy of a row: now, and pointing to the copies made before it."""
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, models.DateTimeField) and value:
            value = timezone.now()
        if isinstance(field, models.ForeignKey):
            value = new_for.get((field.related_model, value), value)
        if not field.primary_key:
            values[field.attname] = value
    return type(row)(**values | changes)
