"""Starting, meeting and stopping clocks; keeps `referral.next_due_at` for the queue."""

from collections.abc import Collection, Sequence
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
    rules = _timescales(referral, [key])
    if key not in rules:
        raise _unknown(key)
    return rules[key]


def start(
    *,
    key: str,
    referral: Referral,
    child: ReferredChild | None = None,
    at: datetime | None = None,
    second_start: datetime | None = None,
    immediate: bool = False,
    start_words: str = "",
) -> Clock | None:
    """Start a clock; one that already runs is left as it is, never re-based (decision 2).

    Returns None where the partnership's guidance has no such timescale (decision 30).

    Args:
        key: the timescale, as "mash_decision".
        at: what starts it; now, if none is given.
        second_start: the second event of a timescale with two starts.
        immediate: take the shorter length of a danger.
        start_words: how the start reads, as "when you sent it".

    Raises:
        UnknownTimescale: the partnership has none with this key.
    """
    started = start_several(
        wanted=[(key, child)],
        referral=referral,
        at=at,
        second_start=second_start,
        immediate=immediate,
        start_words=start_words,
    )
    return started[0] if started else None


def start_several(
    *,
    wanted: Sequence[tuple[str, ReferredChild | None]],
    referral: Referral,
    at: datetime | None = None,
    second_start: datetime | None = None,
    immediate: bool = False,
    start_words: str = "",
) -> list[Clock]:
    """Start the clocks that one event starts, and return them in the order wanted.

    One that already runs is left as it is, never re-based (decision 2). One that this
    partnership's guidance does not have is left out (`clocks.NOT_EVERYWHERE`).

    Args:
        wanted: each timescale's key and the child it is about; None for the whole referral.

    The other arguments are those of `start`.

    Raises:
        UnknownTimescale: the partnership has none with one of the keys.
    """
    keys = {key for key, _child in wanted}
    rules = _timescales(referral, keys)
    running = {
        (clock.key, clock.child_id): clock
        for clock in Clock.objects.filter(referral=referral, key__in=keys).running()
    }
    begins = at or timezone.now()
    calendar = calendar_for(front_door_for(referral.partnership, door_id=referral.front_door_id))
    new = []
    for key, child in wanted:
        who = child.pk if child else None
        if (key, who) in running or key not in rules:
            continue
        rule = rules[key]
        due = clocks.due_at(
            rule,
            begins,
            calendar,
            second_start=second_start,
            immediate=immediate,
            start_words=start_words,
        )
        running[key, who] = clock = Clock(
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
        new.append(clock)
    if new:
        Clock.objects.bulk_create(new)
        refresh_next_due(referral)
    whose = [(key, child.pk if child else None) for key, child in wanted]
    return [running[one] for one in whose if one in running]


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


def _timescales(referral: Referral, keys: Collection[str]) -> dict[str, clocks.Timescale]:
    rows = Timescale.objects.filter(partnership_id=referral.partnership_id, key__in=keys)
    rules = {row.key: row.as_rule() for row in rows}
    for key in sorted(set(keys) - set(rules) - clocks.NOT_EVERYWHERE):
        raise _unknown(key)
    return rules


def _unknown(key: str) -> UnknownTimescale:
    return UnknownTimescale(f"The timescale {key} is not set up. Ask your administrator.")
