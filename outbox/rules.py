"""How often, how long, how far: the pure rules of delivery."""

import hashlib
import re
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)

# With the delays below this is more than two and a half days of trying: a mail server that
# fails on Friday evening and is repaired on Monday morning loses nothing.
MOST_ATTEMPTS = 100

# Long enough for a slow document or mail server, short enough that what a dead worker held is
# not noticed missing.
LEASE = timedelta(minutes=1)
MOST_LEASE_DOUBLINGS = 6

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@/+-]{0,199}")


class Guarantee(StrEnum):
    """What a handler promises when a worker dies in the middle of it."""

    EXACTLY_ONCE = "exactly_once"
    """It writes to the database only: its writes and the mark are one transaction."""

    AT_LEAST_ONCE = "at_least_once"
    """It reaches outside: what it sends may repeat, and then carries the same Message-ID."""


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    FAILING = "failing"
    GAVE_UP = "gave_up"
    DONE = "done"


def delay_after(attempts: int, chance: float) -> timedelta:
    """How long to wait after the `attempts`-th failure (counted from 1).

    Doubles from `FIRST_DELAY` up to `LONGEST_DELAY`; `chance` (0 to 1) takes off up to half, so
    that rows that failed together do not come back together.
    """
    # Capped before it is doubled: ninety-nine doublings are no timedelta.
    doublings = min(max(attempts, 1) - 1, 20)
    return min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY) * (1 - chance / 2)


def lease_after(attempts: int, lease: timedelta) -> timedelta:
    """How long the `attempts`-th claim (counted from 1) keeps a row from other workers.

    Doubles each time, so that a row that kills its workers kills few of them.
    """
    return lease * (1 << min(max(attempts, 1) - 1, MOST_LEASE_DOUBLINGS))


def next_due(due_at: datetime, every: timedelta, now: datetime) -> datetime:
    """The first moment after `now` that lies a whole number of `every` after `due_at`.

    Moments missed while nothing ran are not made up one by one.
    """
    if due_at > now:
        return due_at
    return due_at + every * ((now - due_at) // every + 1)


def lock_key(name: str) -> int:
    """A stable signed 64-bit key for an advisory lock on a periodic job's name."""
    digest = hashlib.sha256(f"outbox.periodic:{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def is_code(value: object) -> bool:
    """Whether a value is an id or a code: a number, a UUID or one word without spaces."""
    if isinstance(value, str):
        return _CODE.fullmatch(value) is not None
    return isinstance(value, bool | int | UUID)


def is_payload_value(value: object) -> bool:
    """Whether a value may travel in a payload: nothing, an id or code, or a list of them."""
    if isinstance(value, list | tuple):
        return all(is_code(item) for item in value)
    return value is None or is_code(value)
