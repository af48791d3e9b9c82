"""Who may do what in the hub.

Each question is asked of a record the membership can open: operations lock it through
`visible_to` and views look it up there, so these answers are about permission alone.
"""

from accounts.models import Membership
from accounts.rules import Permission
from directory.models import FrontDoor
from mash.models import Decision
from mash.rules import must_be_acted_on_here
from referrals.access import keeps_timescale
from referrals.models import Referral, ReferredChild
from referrals.rules import RATING_ORDER, Rating
from referrals.workflow import (
    AWAITING_DECISION,
    STILL_THE_HUBS,
    WAITING_FOR_AN_ANSWER,
    ChildStatus,
)


def may_work_queue(membership: Membership) -> bool:
    """The hub and the emergency duty team read contacts and write notes."""
    return membership.may(Permission.WORK_QUEUE)


def may_claim(membership: Membership, referral: Referral) -> bool:
    """Screeners, social workers and decision makers hold open contacts."""
    return referral.is_open and membership.may(Permission.RATE)


def may_release(membership: Membership, referral: Referral) -> bool:
    """Whoever holds a contact may give it back."""
    return referral.holder_id is not None and referral.holder_id == membership.pk


def may_rate(membership: Membership, referral: Referral) -> bool:
    """Screeners rate provisionally; a social worker or decision maker confirms (decision 12)."""
    return referral.is_open and membership.may(Permission.RATE)


def may_confirm_rating(membership: Membership) -> bool:
    """Only a social worker or decision maker confirms, lowers or makes it Blue (decision 12)."""
    return membership.may(Permission.CONFIRM_RATING)


def may_set_rating(membership: Membership, referral: Referral, rating: Rating) -> bool:
    """Say whether this hat may give this rating now (decision 12)."""
    if may_confirm_rating(membership):
        return True
    lowers = RATING_ORDER[rating] > RATING_ORDER[referral.rating]
    return rating is not Rating.BLUE and not (referral.rating and lowers)


def may_flag_danger(membership: Membership, referral: Referral) -> bool:
    """Anybody in the hub, and the emergency duty officer, flags danger (decision 6)."""
    return referral.is_open and not referral.danger_now and may_work_queue(membership)


def may_pass_to_hub(membership: Membership, referral: Referral) -> bool:
    """Who screens passes an open contact to another council's hub (decision 30)."""
    door = referral.front_door
    return (
        referral.is_open
        and membership.may(Permission.RATE)
        and door is not None
        and door.kind == FrontDoor.Kind.HUB
        and not waits_for_somebody_here(referral)
    )


def waits_for_somebody_here(referral: Referral) -> bool:
    """Say whether a child waits for what somebody of the team was asked by name (decision 10).

    They ask the family, chase another authority or give the second decision.
    """
    asked = WAITING_FOR_AN_ANSWER | {ChildStatus.SECOND_DECISION}
    return any(child.status in asked for child in referral.children.all())


def may_hold(membership: Membership, child: ReferredChild) -> bool:
    """Holding is a decision maker's next step (decision 5, R-051c)."""
    return (
        child.status == ChildStatus.WITH_MASH
        and membership.may(Permission.DECIDE)
        # Not every partnership's guidance has a hold (decision 30).
        and keeps_timescale(membership.partnership_id, "mash_hold")
    )


def may_pass_now(membership: Membership, child: ReferredChild) -> bool:
    """Everybody in the hub passes immediate danger on; it waits for nothing (decision 9).

    Once for a child, and also while a family or another authority has not answered (decision 10).
    """
    return (
        child.status in STILL_THE_HUBS
        and not hasattr(child, "passed_now")
        and membership.may(Permission.PASS_NOW)
    )


def may_decide(membership: Membership, child: ReferredChild) -> bool:
    """A MASH manager or senior practitioner decides each child (R-050, decision 8)."""
    return child.status in AWAITING_DECISION and membership.may(Permission.DECIDE)


def may_log_call(membership: Membership) -> bool:
    """The hub and the emergency duty team log what they are told (R-045)."""
    return membership.may(Permission.LOG_CALL)


def may_fill_in_call(membership: Membership, referral: Referral) -> bool:
    """Whoever took the call writes down the rest of it while the contact is open."""
    return (
        referral.is_open
        and referral.author_id == membership.pk
        and membership.may(Permission.LOG_CALL)
    )


def may_close_enquiry(membership: Membership, referral: Referral) -> bool:
    """A screener closes a question about no named child, and nothing else (decision 8, R-018)."""
    return referral.is_open and membership.may(Permission.RATE) and not referral.children.exists()


def may_read_second(membership: Membership, child: ReferredChild) -> bool:
    """Decision makers read a decision that waits for a second person (decision 11)."""
    return child.status == ChildStatus.SECOND_DECISION and membership.may(Permission.DECIDE)


def may_give_second(membership: Membership, decision: Decision) -> bool:
    """Another decision maker agrees or not; never the person who decided (decision 11)."""
    return (
        membership.may(Permission.DECIDE) and decision.decided_by.person_id != membership.person_id
    )


def may_seek_consent(membership: Membership, child: ReferredChild) -> bool:
    """A MASH social worker or decision maker asks a family about Family Wellbeing (decision 10)."""
    return child.status == ChildStatus.CONSENT_TO_BE_SOUGHT and membership.may(
        Permission.SEEK_CONSENT
    )


def may_chase_transfer(membership: Membership, child: ReferredChild) -> bool:
    """A MASH social worker or decision maker records what another authority says (decision 10)."""
    return child.status == ChildStatus.TRANSFER_TO_BE_CONFIRMED and membership.may(
        Permission.CHASE_TRANSFER
    )


def must_act_here(child: ReferredChild) -> bool:
    """Say whether a child is in immediate danger and nobody has acted on it here (R-049)."""
    return must_be_acted_on_here(
        danger=child.referral.danger_now, passed_now=hasattr(child, "passed_now")
    )


def may_record_milestone(membership: Membership) -> bool:
    """Whoever in the hub or the duty team is told writes down that a child was seen (R-049)."""
    return may_work_queue(membership)


def may_give_feedback(membership: Membership) -> bool:
    """The hub tells whoever referred what was decided (R-053)."""
    return membership.may(Permission.RATE)
