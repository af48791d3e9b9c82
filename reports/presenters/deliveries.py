"""Deliveries by where they stand; of what they carry, nothing is shown."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db.models import Count, Q, QuerySet

from govuk.words import LONDON, count_words, london, table_when
from outbox.models import Delivery, PeriodicJob
from outbox.rules import MOST_ATTEMPTS

STATES = {
    "failing": "Failing",
    "gave-up": "Given up",
    "waiting": "Waiting",
    "done": "Done today",
}


def _today(now: datetime) -> datetime:
    return datetime.combine(london(now).date(), time.min, tzinfo=LONDON)


def counts(now: datetime) -> dict[str, int]:
    """Return how many deliveries stand where, in one query."""
    return Delivery.objects.aggregate(
        **{
            "failing": Count("pk", filter=Q(done_at=None, gave_up_at=None) & ~Q(last_error="")),
            "gave-up": Count("pk", filter=Q(gave_up_at__isnull=False)),
            "waiting": Count("pk", filter=Q(done_at=None, gave_up_at=None, last_error="")),
            "done": Count("pk", filter=Q(done_at__gte=_today(now))),
        }
    )


def in_state(state: str, now: datetime) -> QuerySet[Delivery]:
    """Return the deliveries of one list, those that need a person longest first."""
    deliveries = Delivery.objects.all()
    match state:
        case "gave-up":
            return deliveries.gave_up().order_by("gave_up_at", "pk")
        case "waiting":
            return deliveries.waiting().filter(last_error="").order_by("due_at", "created_at")
        case "done":
            return deliveries.done().filter(done_at__gte=_today(now)).order_by("-done_at", "pk")
        case _:
            return deliveries.waiting().exclude(last_error="").order_by("created_at", "pk")


def delivery_rows(deliveries: Iterable[Delivery], now: datetime) -> list[dict[str, object]]:
    """Return deliveries as rows: what kind, since when, how often tried, what went wrong."""
    return [
        {
            "delivery": delivery,
            "kind": kind_words(delivery.handler),
            "since": table_when(delivery.created_at, now),
            "tried": f"{delivery.attempts} of {MOST_ATTEMPTS}",
            "state": _state(delivery, now),
            "error": delivery.last_error,
            "can_retry": delivery.done_at is None,
        }
        for delivery in deliveries
    ]


def kind_words(handler: str) -> str:
    """Return a handler's name as words: "referrals.receipt_email" is "Referrals: receipt email"."""
    app, _, what = handler.partition(".")
    return f"{app.replace('_', ' ').capitalize()}: {what.replace('_', ' ')}" if what else app


def _state(delivery: Delivery, now: datetime) -> str:
    if delivery.done_at:
        return f"Done {table_when(delivery.done_at, now)}"
    if delivery.gave_up_at:
        return f"Given up {table_when(delivery.gave_up_at, now)}"
    if delivery.leased_until and delivery.leased_until > now:
        return "Being delivered now"
    return f"Next try {table_when(delivery.due_at, now)}"


def failing_jobs(now: datetime) -> list[dict[str, object]]:
    """Return the regular jobs whose last round failed."""
    return [
        {
            "name": kind_words(job.name),
            "words": f"Failed {count_words(job.failures, 'time')} in a row: {job.last_error}",
            "next": table_when(job.next_due_at, now),
        }
        for job in PeriodicJob.objects.filter(failures__gt=0).order_by("name")
    ]
