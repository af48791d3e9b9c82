"""Starting, meeting and stopping clocks; keeps `referral.next_due_at` for the queue."""

from datetime import datetime

from django.utils import timezone

from directory.presenters import calendar_for, front_door_for
from referrals import clocks
from referrals.errors import UnknownTimescale
from referrals.models import Clock, ClockQuerySet, Referral, ReferredChild, Timescale


def timescale(*, referral: Referral, key: str) -> clocks.Timescale:
    """Return the partnership's timescale (decision 2).

    Raises:
        UnknownTimescale: the partnership has none with this key.
    """
    row = Timescale.objects.filter(partnership_id=referral.partnership_id, key=key).first()
    if row is None:
        raise UnknownTimescale(f"The timescale {key} is not set up. Ask your administrator.")
    return row.as_rule()


def start(
    *,
    key: str,
    referral: Referral,
    child: ReferredChild | None = None,
    at: datetime | None = None,
    second_start: datetime | None = None,
    immediate: bool = False,
    start_words: str = "",
) -> Clock:
    """Start a clock; one that already runs is left as it is, never re-based (decision 2).

    Args:
        key: the timescale, as "mash_decision".
        at: what starts it; now, if none is given.
        second_start: the second event of a timescale with two starts.
        immediate: take the shorter length of a danger.
        start_words: how the start reads, as "when you sent it".
    """
    running = _of(referral, child, key).running().first()
    if running:
        return running
    rule = timescale(referral=referral, key=key)
    begins = at or timezone.now()
    due = clocks.due_at(
        rule,
        begins,
        calendar_for(front_door_for(referral.partnership)),
        second_start=second_start,
        immediate=immediate,
        start_words=start_words,
    )
    clock = Clock.objects.create(
        referral=referral,
        child=child,
        key=key,
        name=rule.name,
        started_at=begins,
        runs_from=due.runs_from,
        due_at=due.at,
        warn_at=due.warn_at,
        why=due.why,
        minimum=rule.minimum,
        owed_by=due.owed_by,
    )
    refresh_next_due(referral)
    return clock


def meet(
    *,
    key: str,
    referral: Referral,
    child: ReferredChild | None = None,
    at: datetime | None = None,
) -> None:
    """Mark a running clock met; late ones stay visible as met late (decision 2)."""
    done = at or timezone.now()
    for clock in _of(referral, child, key).running():
        clock.result = Clock.Result.MET if done <= clock.facts().deadline else Clock.Result.MET_LATE
        clock.stopped_at = done
        clock.save(update_fields=["result", "stopped_at"])
    refresh_next_due(referral)


def stop(
    *,
    because: str,
    referral: Referral,
    child: ReferredChild | None = None,
    keys: list[str] | None = None,
    at: datetime | None = None,
) -> None:
    """Stop running clocks that no longer apply, saying why; all of the child's without `keys`."""
    found = Clock.objects.filter(referral=referral, child=child).running()
    if keys is not None:
        found = found.filter(key__in=keys)
    found.update(
        result=Clock.Result.STOPPED, stopped_at=at or timezone.now(), stopped_because=because
    )
    refresh_next_due(referral)


def refresh_next_due(referral: Referral) -> None:
    """Keep the nearest running due time on the referral, where the queue's index needs it."""
    nearest = Clock.objects.filter(referral=referral).running().order_by("due_at").first()
    referral.next_due_at = nearest.due_at if nearest else None
    referral.next_due_key = nearest.key if nearest else ""
    referral.save(update_fields=["next_due_at", "next_due_key"])


def _of(referral: Referral, child: ReferredChild | None, key: str) -> ClockQuerySet:
    return Clock.objects.filter(referral=referral, child=child, key=key)
