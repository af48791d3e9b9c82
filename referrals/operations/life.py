"""The only writer of status: every move is looked up, written and remembered with who and why."""

from django.utils import timezone

from accounts.models import Membership
from referrals.errors import NotPossibleNow
from referrals.models import Referral, ReferredChild, StatusChange
from referrals.workflow import (
    CHILD_MOVES,
    REFERRAL_MOVES,
    Action,
    MoveRefused,
    ReferralStatus,
    derived_status,
    next_status,
)


def begin(*, referral: Referral, by: Membership | None) -> None:
    """Remember who started a referral and when, as the first line of its history."""
    StatusChange.objects.create(
        referral=referral,
        action=Action.START,
        from_status="",
        to_status=referral.status,
        by=by,
    )


def advance(
    *,
    record: Referral | ReferredChild,
    action: Action,
    by: Membership | None,
    reason: str = "",
) -> None:
    """Move a referral or a referred child by one action of the workflow.

    The caller has locked the row and checked access; this is the one place a status is set.

    Raises:
        NotPossibleNow: the table has no such move from the record's status.
    """
    moves = REFERRAL_MOVES if isinstance(record, Referral) else CHILD_MOVES
    try:
        target = next_status(moves, action, record.status)
    except MoveRefused as error:
        raise NotPossibleNow from error
    _write(record=record, action=action, target=target, by=by, reason=reason)


def derive(*, referral: Referral, by: Membership | None) -> None:
    """Set the referral's status from its children's and close it when nothing is owed (decision 1).

    Call it after a child moved or feedback was given, with the referral's row locked.
    """
    statuses = list(referral.children.values_list("status", flat=True))
    feedback_due = referral.outcomes_owed().exists()
    target = derived_status(referral.status, statuses, feedback_due=feedback_due)
    if target != referral.status:
        _write(record=referral, action=Action.DERIVE, target=target, by=by, reason="")
    ended = target in {
        ReferralStatus.CLOSED,
        ReferralStatus.NOT_NEEDED,
        ReferralStatus.CONSULTATION_ADVISED,
    }
    with_hub = target in {
        ReferralStatus.SENT,
        ReferralStatus.BEING_LOOKED_AT,
        ReferralStatus.ON_HOLD,
        ReferralStatus.DECIDED,
    }
    Referral.objects.filter(pk=referral.pk).update(
        is_open=with_hub,
        closed_at=(referral.closed_at or timezone.now()) if ended else None,
    )
    referral.refresh_from_db(fields=["is_open", "closed_at"])


def _write(
    *,
    record: Referral | ReferredChild,
    action: Action,
    target: str,
    by: Membership | None,
    reason: str,
) -> None:
    about = (
        {"referral_id": record.pk}
        if isinstance(record, Referral)
        else {"referral_id": record.referral_id, "child_id": record.pk}
    )
    StatusChange.objects.create(
        **about,
        action=action,
        from_status=record.status,
        to_status=target,
        by=by,
        reason=reason,
    )
    record.status = target
    record.save(update_fields=["status"])
