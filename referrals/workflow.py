"""The whole life of a referral and of each referred child, as one table. Pure: no Django.

`Action → (from statuses, to status, permission)`. Only `referrals.operations.advance` writes a
status, and it asks this table first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from accounts.rules import Permission


class ReferralStatus(StrEnum):
    """Where the referral as a whole is; after reading it is derived from its children."""

    DRAFT = "draft"
    NOT_NEEDED = "not_needed"
    CONSULTATION_ADVISED = "consultation_advised"
    SENT = "sent"
    BEING_LOOKED_AT = "being_looked_at"
    ON_HOLD = "on_hold"
    DECIDED = "decided"
    WITH_FAMILY_WELLBEING = "with_family_wellbeing"
    CLOSED = "closed"


class ChildStatus(StrEnum):
    """Where one referred child is, from writing to closure (decision 1)."""

    WRITING = "writing"
    NOT_SENT = "not_sent"
    WITH_MASH = "with_mash"
    ON_HOLD = "on_hold"
    SECOND_DECISION = "second_decision"
    PASSED_NOW = "passed_now"
    ADVISED = "advised"
    SIGNPOSTED = "signposted"
    ACCEPTED = "accepted"
    NO_FURTHER_ACTION = "no_further_action"
    ADDED_TO_OPEN_CASE = "added_to_open_case"
    CONSENT_TO_BE_SOUGHT = "consent_to_be_sought"
    TRANSFER_TO_BE_CONFIRMED = "transfer_to_be_confirmed"
    PASSED_TO_FAMILY_WELLBEING = "passed_to_family_wellbeing"
    ALLOCATED = "allocated"
    CLOSED = "closed"


class Action(StrEnum):
    """Every move there is; START is the first line of a history, before any move."""

    START = "start"
    SEND = "send"
    DISCARD = "discard"
    KEEP_REFUSAL = "keep_refusal"
    READ = "read"
    ARRIVE = "arrive"
    HOLD = "hold"
    PASS_NOW = "pass_now"
    ASK_SECOND = "ask_second"
    DECLINE = "decline"
    ADVISE = "advise"
    SIGNPOST = "signpost"
    ACCEPT = "accept"
    NO_FURTHER_ACTION = "no_further_action"
    ADD_TO_OPEN_CASE = "add_to_open_case"
    SEEK_CONSENT = "seek_consent"
    WEIGH_REFUSAL = "weigh_refusal"
    TRANSFER = "transfer"
    CONFIRM_TRANSFER = "confirm_transfer"
    TAKE_BACK = "take_back"
    PASS_TO_FAMILY_WELLBEING = "pass_to_family_wellbeing"
    ALLOCATE = "allocate"
    FAMILY_WELLBEING_SIGNPOST = "family_wellbeing_signpost"
    SEND_BACK = "send_back"
    REDIRECT = "redirect"
    DERIVE = "derive"


@dataclass(frozen=True)
class Move:
    """One row of the table: from which statuses, to which, and who may (None: the author)."""

    sources: frozenset[str]
    target: str
    permission: Permission | None


def _move(sources: Iterable[str], target: str, permission: Permission | None) -> Move:
    return Move(frozenset(sources), target, permission)


_R = ReferralStatus
_C = ChildStatus
_DECIDABLE = {_C.WITH_MASH, _C.ON_HOLD, _C.SECOND_DECISION, _C.PASSED_NOW}

REFERRAL_MOVES: dict[Action, Move] = {
    Action.SEND: _move({_R.DRAFT}, _R.SENT, None),
    Action.DISCARD: _move({_R.DRAFT}, _R.NOT_NEEDED, None),
    # Decision 20: a refusal or "could not ask" is kept and never sent as a request for help.
    Action.KEEP_REFUSAL: _move({_R.DRAFT}, _R.CONSULTATION_ADVISED, None),
    Action.READ: _move({_R.SENT}, _R.BEING_LOOKED_AT, Permission.WORK_QUEUE),
}

CHILD_MOVES: dict[Action, Move] = {
    Action.SEND: _move({_C.WRITING}, _C.WITH_MASH, None),
    Action.DISCARD: _move({_C.WRITING}, _C.NOT_SENT, None),
    Action.KEEP_REFUSAL: _move({_C.WRITING}, _C.NOT_SENT, None),
    Action.HOLD: _move({_C.WITH_MASH}, _C.ON_HOLD, Permission.DECIDE),
    # Immediate danger waits for nobody, so neither for a family's nor another authority's answer.
    Action.PASS_NOW: _move(
        {
            _C.WITH_MASH,
            _C.ON_HOLD,
            _C.SECOND_DECISION,
            _C.CONSENT_TO_BE_SOUGHT,
            _C.TRANSFER_TO_BE_CONFIRMED,
        },
        _C.PASSED_NOW,
        Permission.PASS_NOW,
    ),
    Action.ASK_SECOND: _move(
        {_C.WITH_MASH, _C.ON_HOLD, _C.PASSED_NOW}, _C.SECOND_DECISION, Permission.DECIDE
    ),
    Action.DECLINE: _move({_C.SECOND_DECISION}, _C.WITH_MASH, Permission.DECIDE),
    Action.ADVISE: _move(_DECIDABLE, _C.ADVISED, Permission.DECIDE),
    Action.SIGNPOST: _move(
        _DECIDABLE | {_C.CONSENT_TO_BE_SOUGHT}, _C.SIGNPOSTED, Permission.DECIDE
    ),
    Action.ACCEPT: _move(_DECIDABLE, _C.ACCEPTED, Permission.DECIDE),
    Action.NO_FURTHER_ACTION: _move(_DECIDABLE, _C.NO_FURTHER_ACTION, Permission.DECIDE),
    Action.ADD_TO_OPEN_CASE: _move(_DECIDABLE, _C.ADDED_TO_OPEN_CASE, Permission.DECIDE),
    Action.SEEK_CONSENT: _move(_DECIDABLE, _C.CONSENT_TO_BE_SOUGHT, Permission.DECIDE),
    Action.WEIGH_REFUSAL: _move({_C.CONSENT_TO_BE_SOUGHT}, _C.WITH_MASH, Permission.SEEK_CONSENT),
    # Decision 10: ours until the other authority confirms; it counts as signposting then.
    Action.TRANSFER: _move(_DECIDABLE, _C.TRANSFER_TO_BE_CONFIRMED, Permission.DECIDE),
    Action.CONFIRM_TRANSFER: _move(
        {_C.TRANSFER_TO_BE_CONFIRMED}, _C.SIGNPOSTED, Permission.CHASE_TRANSFER
    ),
    Action.TAKE_BACK: _move({_C.TRANSFER_TO_BE_CONFIRMED}, _C.WITH_MASH, Permission.CHASE_TRANSFER),
    Action.PASS_TO_FAMILY_WELLBEING: _move(
        _DECIDABLE | {_C.CONSENT_TO_BE_SOUGHT},
        _C.PASSED_TO_FAMILY_WELLBEING,
        Permission.SEEK_CONSENT,
    ),
    Action.ALLOCATE: _move({_C.PASSED_TO_FAMILY_WELLBEING}, _C.ALLOCATED, Permission.ALLOCATE),
    Action.FAMILY_WELLBEING_SIGNPOST: _move(
        {_C.PASSED_TO_FAMILY_WELLBEING}, _C.SIGNPOSTED, Permission.ALLOCATE
    ),
    Action.SEND_BACK: _move({_C.PASSED_TO_FAMILY_WELLBEING}, _C.WITH_MASH, Permission.ALLOCATE),
    # R-070c, R-088: at any time the need rises, the manager redirects straight to social care.
    Action.REDIRECT: _move(
        {_C.PASSED_TO_FAMILY_WELLBEING, _C.ALLOCATED}, _C.ACCEPTED, Permission.ALLOCATE
    ),
}

_WITH_HUB = {_C.WITH_MASH, _C.SECOND_DECISION, _C.PASSED_NOW}
ENDED = frozenset(
    {
        _C.NOT_SENT,
        _C.ADVISED,
        _C.SIGNPOSTED,
        _C.ACCEPTED,
        _C.NO_FURTHER_ACTION,
        _C.ADDED_TO_OPEN_CASE,
        _C.CLOSED,
    }
)
WITH_FAMILY_WELLBEING = frozenset({_C.PASSED_TO_FAMILY_WELLBEING, _C.ALLOCATED})
AWAITING_DECISION = frozenset(_DECIDABLE)
# Decided, and still the hub's: the family, or another authority, has not answered yet.
WAITING_FOR_AN_ANSWER = frozenset({_C.CONSENT_TO_BE_SOUGHT, _C.TRANSFER_TO_BE_CONFIRMED})
# A child found at risk here is acted on here for as long as the hub has them (decision 10).
STILL_THE_HUBS = AWAITING_DECISION | WAITING_FOR_AN_ANSWER


class MoveRefused(Exception):
    """The table has no such move from this status."""


def next_status(moves: dict[Action, Move], action: Action, status: str) -> str:
    """Return the status `action` leads to from `status`.

    Raises:
        MoveRefused: the table does not list the move.
    """
    move = moves.get(action)
    if move is None or status not in move.sources:
        raise MoveRefused(f"{action} is not possible from {status}")
    return move.target


def derived_status(current: str, children: Iterable[str], *, feedback_due: bool) -> ReferralStatus:
    """Return the referral's status once it has been read, from its children (decision 1).

    It closes when every child has an outcome and everyone due feedback has had it.
    """
    now = ReferralStatus(current)
    if now in {_R.DRAFT, _R.NOT_NEEDED, _R.CONSULTATION_ADVISED, _R.SENT}:
        return now
    statuses = {ChildStatus(status) for status in children}
    if statuses & _WITH_HUB:
        return _R.BEING_LOOKED_AT
    if _C.ON_HOLD in statuses:
        return _R.ON_HOLD
    if statuses & WAITING_FOR_AN_ANSWER:
        return _R.DECIDED
    if statuses & WITH_FAMILY_WELLBEING:
        return _R.WITH_FAMILY_WELLBEING
    return _R.DECIDED if feedback_due else _R.CLOSED


# What the referrer reads (pages.md 5N).
REFERRER_STATUS_WORDS: dict[ReferralStatus, str] = {
    _R.DRAFT: "Not sent",
    _R.NOT_NEEDED: "Not needed",
    _R.CONSULTATION_ADVISED: "Not sent: ask for a consultation",
    _R.SENT: "Sent, not read yet",
    _R.BEING_LOOKED_AT: "Being looked at",
    _R.ON_HOLD: "On hold for more information",
    _R.DECIDED: "Decided: read the outcome",
    _R.WITH_FAMILY_WELLBEING: "With Family Wellbeing",
    _R.CLOSED: "Closed",
}
