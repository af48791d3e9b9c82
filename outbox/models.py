"""The rows: what is to be delivered, and what is to be done again and again."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from outbox.rules import MOST_ATTEMPTS, State


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries by where they stand."""

    def done(self) -> Self:
        """Delivered."""
        return self.filter(done_at__isnull=False)

    def waiting(self) -> Self:
        """Still to be delivered, tried before or not."""
        return self.filter(done_at__isnull=True, gave_up_at__isnull=True)

    def gave_up(self) -> Self:
        """Tried as often as allowed; stays until somebody tries it again."""
        return self.filter(gave_up_at__isnull=False)

    def failing(self) -> Self:
        """Tried without success, whether still waiting for another try or given up."""
        return self.filter(done_at__isnull=True).exclude(last_error="")

    def claimable(self, now: datetime) -> Self:
        """Waiting, due, under no lease and with attempts left, the longest due first."""
        return (
            self.waiting()
            .filter(
                Q(leased_until__isnull=True) | Q(leased_until__lte=now),
                due_at__lte=now,
                attempts__lt=MOST_ATTEMPTS,
            )
            .order_by("due_at", "created_at")
        )

    def lost(self, now: datetime) -> Self:
        """No attempts left, and the last worker's lease has ended without a word."""
        return self.waiting().filter(attempts__gte=MOST_ATTEMPTS, leased_until__lte=now)


class Delivery(models.Model):
    """One thing to deliver, written in the same transaction as the fact it reports.

    It carries ids only: what a notice or an e-mail says is read from the record when it is
    delivered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handler = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(
        max_length=100, blank=True, help_text="The exception's class name, never its message"
    )
    message_id = models.CharField(max_length=255, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                name="outbox_delivery_named",
                condition=~Q(handler="") & ~Q(dedupe_key=""),
            ),
            models.CheckConstraint(
                name="outbox_delivery_done_or_given_up",
                condition=Q(done_at__isnull=True) | Q(gave_up_at__isnull=True),
            ),
            models.CheckConstraint(
                name="outbox_delivery_whole_lease",
                condition=Q(leased_until__isnull=True, lease_token__isnull=True)
                | Q(leased_until__isnull=False, lease_token__isnull=False),
            ),
            models.CheckConstraint(
                name="outbox_delivery_settled_without_lease",
                condition=Q(done_at__isnull=True, gave_up_at__isnull=True)
                | Q(leased_until__isnull=True),
            ),
            models.UniqueConstraint(
                name="outbox_delivery_message_id",
                fields=["message_id"],
                condition=~Q(message_id=""),
            ),
        ]
        indexes = [
            models.Index(
                F("due_at"),
                F("created_at"),
                name="outbox_delivery_waiting",
                condition=Q(done_at__isnull=True, gave_up_at__isnull=True),
            ),
            models.Index(
                F("created_at").desc(),
                name="outbox_delivery_failing",
                condition=Q(done_at__isnull=True) & ~Q(last_error=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.id}"

    @property
    def state(self) -> State:
        """Where this delivery stands."""
        if self.done_at is not None:
            return State.DONE
        if self.gave_up_at is not None:
            return State.GAVE_UP
        return State.FAILING if self.last_error else State.WAITING


class PeriodicJob(models.Model):
    """When a job that is done again and again is due next, and how it went last time."""

    name = models.CharField(max_length=100, primary_key=True)
    every = models.DurationField()
    next_due_at = models.DateTimeField()
    last_ran_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row")
    last_error = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="outbox_periodicjob_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
