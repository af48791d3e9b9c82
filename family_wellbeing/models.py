"""Allocate: one family's time with Family Wellbeing."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import APPEND_ONLY, Membership, Partnership
from accounts.rules import Permission
from referrals.models import Referral, ReferredChild


class EpisodeQuerySet(models.QuerySet["Episode"]):
    """Questions about episodes."""

    def visible_to(self, membership: Membership) -> "EpisodeQuerySet":
        """A manager sees the service's episodes, a keyworker the families allocated to them.

        Always of records this hat may open at all: who declared an interest finds nothing, and a
        restricted record is its own keyworker's (decision 28).
        """
        records = Referral.objects.visible_to(membership).filter(pk=OuterRef("referral_id"))
        found = self.filter(Exists(records), partnership_id=membership.partnership_id)
        if membership.may(Permission.ALLOCATE):
            return found
        if membership.may(Permission.WORK_WITH_FAMILIES):
            return found.filter(keyworker=membership)
        return found.none()

    def open(self) -> "EpisodeQuerySet":
        """Episodes that have not ended."""
        return self.filter(ended_at=None)


@pghistory.track()
class Episode(models.Model):
    """One family's time with Family Wellbeing (R-072)."""

    reference = models.CharField(max_length=11, unique=True)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="episodes")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="episodes")
    family_name = models.CharField(max_length=200)
    children = models.ManyToManyField(ReferredChild, related_name="episodes")
    keyworker = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="episodes")
    # FWS receipt: passed and the family's consent recorded (decision 4).
    received_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(default=timezone.now)
    eligibility = ArrayField(models.CharField(max_length=60), default=list)
    eligibility_words = models.TextField(blank=True)
    help_asked = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        ordering = ["-accepted_at"]
        indexes = [
            models.Index(fields=["keyworker"], condition=Q(ended_at=None), name="episode_caseload")
        ]

    def __str__(self) -> str:
        return self.reference


class Redirection(models.Model):
    """A child Family Wellbeing did not take: signposted, sent back or redirected, and why."""

    class Kind(models.TextChoices):
        SIGNPOSTED = "signposted", "Signpost"
        SENT_BACK = "sent_back", "Send back to the MASH"
        SOCIAL_CARE = "social_care", "Redirect to social care now"

    child = models.ForeignKey(ReferredChild, on_delete=models.PROTECT, related_name="redirections")
    kind = models.CharField(max_length=20, choices=Kind)
    why = models.TextField()
    told_referrer = models.TextField(blank=True)
    redirected_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    redirected_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["redirected_at", "pk"]
        triggers = APPEND_ONLY


class KeyworkerProfile(models.Model):
    """What the manager weighs when allocating: room, languages, area, away."""

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="keyworker_profile"
    )
    room = models.PositiveSmallIntegerField(default=12)
    languages = models.CharField(max_length=200, blank=True)
    area = models.CharField(max_length=200, blank=True)
    away_until = models.DateField(null=True, blank=True)
