"""Work that comes round again: found by its due row, under an advisory lock.

Every app registers its own jobs in its `schedule.py`, which its AppConfig imports when it is
ready:

    register("referrals.remind_of_drafts", remind_of_drafts, every=timedelta(minutes=5))
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

from django.db import connection, transaction
from django.utils import timezone

from outbox.errors import AlreadyRegistered
from outbox.models import PeriodicJob
from outbox.rules import delay_after, lock_key, next_due

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One periodic job: its name, what does it, and how often."""

    name: str
    function: Callable[[], object]
    every: timedelta


_jobs: dict[str, Job] = {}


def register(name: str, function: Callable[[], object], *, every: timedelta) -> None:
    """Register `function` to run once in each stretch of `every`, starting at the next beat.

    The function runs in one transaction with the mark that it ran: it writes and enqueues,
    and sends nothing itself. Raises AlreadyRegistered when another function has the name, and
    ValueError when `every` is not positive.
    """
    if every <= timedelta(0):
        raise ValueError("A periodic job comes round after some time.")
    known = _jobs.get(name)
    if known is not None and known.function is not function:
        raise AlreadyRegistered(name)
    _jobs[name] = Job(name, function, every)


def run_due_periodic() -> list[str]:
    """Run the jobs that are due, and return the names of those that ran to their end.

    Two runners at once do no harm: the second finds the lock taken or the row no longer due.
    A job that fails is rolled back and comes round sooner than its turn.
    """
    now = timezone.now()
    rows = PeriodicJob.objects.in_bulk(list(_jobs))
    return [job.name for job in _jobs.values() if _is_due(job, rows, now) and _run(job, now)]


def _is_due(job: Job, rows: dict[str, PeriodicJob], now: datetime) -> bool:
    """Whether to ask for the lock at all."""
    row = rows.get(job.name)
    return row is None or row.next_due_at <= now or row.every != job.every


@transaction.atomic(durable=True)
def _run(job: Job, now: datetime) -> bool:
    """Run one job if it is still due once the lock is ours, and say whether it succeeded."""
    if not _lock(job.name):
        return False
    row, _ = PeriodicJob.objects.get_or_create(
        name=job.name, defaults={"every": job.every, "next_due_at": now}
    )
    if row.every != job.every:
        # A release changed how often: sooner takes effect now, later from the next turn.
        row.every = job.every
        row.next_due_at = min(row.next_due_at, now + job.every)
        row.save()
    if row.next_due_at > now:
        return False
    row.next_due_at = next_due(row.next_due_at, job.every, now)
    try:
        with transaction.atomic():
            job.function()
    except Exception as error:
        logger.warning("Periodic job %s failed: %s", job.name, type(error).__name__)
        row.failures = min(row.failures + 1, 1000)
        row.last_error = type(error).__name__
        row.next_due_at = min(
            row.next_due_at, now + delay_after(row.failures, SystemRandom().random())
        )
    else:
        row.failures = 0
        row.last_error = ""
    row.last_ran_at = now
    row.save()
    return row.failures == 0


def _lock(name: str) -> bool:
    """Take the job's lock until the transaction ends, or return at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock_key(name)])
        (taken,) = cursor.fetchone()
    return bool(taken)
