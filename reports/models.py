"""What somebody asked of the audit trail; reports own no case data."""

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import AuditEntry, Membership
from accounts.rules import Permission
from govuk.words import LONDON

# More children than one referral ever has: a referral's search finds its children's entries too.
CHILDREN_LOOKED_FOR = 30


class AuditSearchQuerySet(models.QuerySet["AuditSearch"]):
    """Questions about searches of the audit trail."""

    def visible_to(self, membership: Membership) -> "AuditSearchQuerySet":
        """Return a hat's own searches, while it may read the trail."""
        if not membership.may(Permission.READ_AUDIT):
            return self.none()
        return self.filter(membership=membership)


class AuditSearch(models.Model):
    """One search of the audit trail: a row of its owner's, so that no name stands in an address."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # The newest entry at the time: pages of the same search stay the same pages.
    up_to = models.BigIntegerField()
    # How many entries it found, counted once: the trail of years is long, and every page says it.
    found = models.PositiveIntegerField(null=True, blank=True)
    person = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    objects = AuditSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day=None)
                | Q(last_day=None)
                | Q(last_day__gte=models.F("first_day")),
                name="audit_search_days_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"audit-search-{self.pk}"

    def entries(self) -> models.QuerySet[AuditEntry]:
        """Return what the search finds in the owner's partnership, newest first."""
        found = AuditEntry.objects.visible_to(self.membership).filter(pk__lte=self.up_to)
        if self.person:
            found = found.filter(
                Q(actor_id__in=self.people_found()) | Q(actor_name__iexact=self.person)
            )
        if self.action:
            found = found.filter(action=self.action)
        if self.reference:
            found = found.about(subjects_of(self.reference))
        if self.first_day:
            found = found.filter(at__gte=datetime.combine(self.first_day, time.min, tzinfo=LONDON))
        if self.last_day:
            after = self.last_day + timedelta(days=1)
            found = found.filter(at__lt=datetime.combine(after, time.min, tzinfo=LONDON))
        return found

    def people_found(self) -> list[int]:
        """Return the ids of the partnership's people whose name or e-mail has every word."""
        found = Membership.objects.filter(partnership_id=self.membership.partnership_id)
        for word in self.person.split():
            found = found.filter(
                Q(person__first_name__icontains=word)
                | Q(person__last_name__icontains=word)
                | Q(person__email__icontains=word)
            )
        return sorted(set(found.values_list("person_id", flat=True)))


def subjects_of(reference: str) -> list[str]:
    """Return a reference with its children's: "7KT-4MR-9HX", "7KT-4MR-9HX/1", …"""
    if "/" in reference:
        return [reference]
    return [reference, *(f"{reference}/{n}" for n in range(1, CHILDREN_LOOKED_FOR + 1))]
