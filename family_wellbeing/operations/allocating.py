"""Allocate: accept a family and give it a keyworker, or pass it where it belongs."""

from collections.abc import Collection, Sequence
from datetime import date
from random import SystemRandom
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.operations import audit, form_keys, notices
from family_wellbeing.access import may_allocate, may_take
from family_wellbeing.errors import (
    MissingReason,
    NeedIsHigher,
    NoAgreement,
    NoEligibility,
    NotAKeyworker,
    TakenAlready,
)
from family_wellbeing.models import Episode, Redirection
from family_wellbeing.notices import allocated_words, redirected_words
from family_wellbeing.presenters import family_name
from family_wellbeing.rules import KEYWORKER_CLOCKS, is_eligible
from govuk.references import new_reference
from outbox.operations import enqueue
from referrals.access import agreement_to_family_wellbeing
from referrals.models import Clock, Consent, Referral, ReferredChild
from referrals.operations import outcomes, timekeeping
from referrals.operations.life import advance, derive
from referrals.presenters.office import door_of
from referrals.rules import FAMILY_WELLBEING
from referrals.workflow import Action, ChildStatus

ACTION_OF: dict[str, Action] = {
    Redirection.Kind.SIGNPOSTED: Action.FAMILY_WELLBEING_SIGNPOST,
    Redirection.Kind.SENT_BACK: Action.SEND_BACK,
    Redirection.Kind.SOCIAL_CARE: Action.REDIRECT,
}


@transaction.atomic
def accept_and_allocate(
    *,
    by: Membership,
    referral: Referral,
    children: Collection[int],
    keyworker: Membership,
    eligibility: Sequence[str],
    eligibility_words: str = "",
    higher_than_level_3: bool,
    form_key: UUID | None = None,
) -> Episode:
    """Accept a family into Family Wellbeing and allocate its keyworker (R-070b, R-071, R-072).

    Args:
        children: numbers of the children in the referral who start together.
        eligibility: the criteria that apply (R-067 to R-069).
        higher_than_level_3: the manager's answer to the level re-check (R-077).

    Returns:
        The family's episode.

    Raises:
        NotAllowed: not an FWS manager, or not a record they may open (decision 28).
        TakenAlready: one of the children is no longer in the inbox.
        NeedIsHigher, NoEligibility, NoAgreement, NotAKeyworker: as their names say.
        AlreadyDone: the same form was written before.
    """
    locked, waiting = _lock(by=by, referral=referral, children=children)
    if higher_than_level_3:
        raise NeedIsHigher(field="higher")
    if not is_eligible(eligibility):
        raise NoEligibility(field="eligibility")
    if any(agreement_to_family_wellbeing(child) is None for child in waiting):
        raise NoAgreement
    if not may_take(keyworker, locked):
        raise NotAKeyworker(field="keyworker")
    now = timezone.now()
    reference = new_reference(SystemRandom())
    form_keys.use(key=form_key, by=by, result=reference)
    episode = Episode.objects.create(
        reference=reference,
        partnership=locked.partnership,
        referral=locked,
        family_name=family_name(waiting),
        keyworker=keyworker,
        received_at=min(child.passed_to_family_wellbeing_at or now for child in waiting),
        accepted_by=by,
        accepted_at=now,
        eligibility=list(eligibility),
        eligibility_words=eligibility_words,
        help_asked=locked.family_wants,
    )
    episode.children.set(waiting)
    for child in waiting:
        advance(record=child, action=Action.ALLOCATE, by=by)
        child.keyworker = keyworker
        child.save(update_fields=["keyworker"])
        timekeeping.meet(key="fws_allocation", referral=locked, child=child, at=now)
        Clock.objects.filter(child=child, key__in=KEYWORKER_CLOCKS).running().update(
            owed_by_membership=keyworker
        )
        outcomes.tell(
            child=child,
            by=by,
            words="With Family Wellbeing",
            text=allocated_words(child, now=now, front_door=door_of(locked)),
            at=now,
        )
    derive(referral=locked, by=by)
    tell_keyworker(episode)
    audit.record(
        by=by,
        action="episode.allocated",
        subjects=[episode.reference, *(child.reference for child in waiting)],
        detail={"keyworker": keyworker.pk},
    )
    return episode


@transaction.atomic
def redirect(
    *,
    by: Membership,
    referral: Referral,
    children: Collection[int],
    kind: Redirection.Kind,
    why: str,
    told_referrer: str,
    form_key: UUID | None = None,
) -> None:
    """Signpost a family, send it back to the MASH, or redirect it to social care now (R-070).

    Redirecting to social care is possible at any time, also from an open episode (R-088).

    Args:
        why: the manager's reason, kept with the child.
        told_referrer: what the referrer reads, as previewed.

    Raises:
        NotAllowed: not an FWS manager, or not a record they may open (decision 28).
        MissingReason: no reason was given.
        TakenAlready: one of the children is no longer where it was.
        AlreadyDone: the same form was written before.
    """
    if not why.strip():
        raise MissingReason(field="why")
    allowed = {ChildStatus.PASSED_TO_FAMILY_WELLBEING}
    if kind == Redirection.Kind.SOCIAL_CARE:
        allowed.add(ChildStatus.ALLOCATED)
    locked, moved = _lock(by=by, referral=referral, children=children, allowed=allowed)
    form_keys.use(key=form_key, by=by)
    now = timezone.now()
    for child in moved:
        advance(record=child, action=ACTION_OF[kind], by=by, reason=why)
        Redirection.objects.create(
            child=child, kind=kind, why=why, told_referrer=told_referrer, redirected_by=by
        )
        timekeeping.meet(key="fws_allocation", referral=locked, child=child, at=now)
        timekeeping.stop(
            because=redirected_words(kind),
            referral=locked,
            child=child,
            keys=list(KEYWORKER_CLOCKS),
            at=now,
        )
        if kind == Redirection.Kind.SENT_BACK:
            # Back with the hub: a new decision is owed on its own clock.
            child.passed_to_family_wellbeing_at = None
            child.save(update_fields=["passed_to_family_wellbeing_at"])
            timekeeping.start(
                key="mash_decision",
                referral=locked,
                child=child,
                at=now,
                start_words="when Family Wellbeing sent it back",
            )
        outcomes.tell(child=child, by=by, words=redirected_words(kind), text=told_referrer, at=now)
    _end_empty_episodes(moved, now)
    derive(referral=locked, by=by)
    audit.record(
        by=by,
        action=f"family_wellbeing.{kind}",
        subjects=[child.reference for child in moved],
    )


@transaction.atomic
def record_agreement(
    *,
    by: Membership,
    referral: Referral,
    children: Collection[int],
    giver: str,
    capacity: str,
    capacity_words: str = "",
    how: str,
    witness: str = "",
    given_on: date,
    form_key: UUID | None = None,
) -> None:
    """Record that a parent or carer agreed to Family Wellbeing, for children in the inbox.

    R-025, R-026 and decision 22. "Said yes" counts until it is signed at the first visit.

    Raises:
        NotAllowed: not an FWS manager, or not a record they may open (decision 28).
        TakenAlready: one of the children is no longer in the inbox.
    """
    locked, waiting = _lock(by=by, referral=referral, children=children)
    form_keys.use(key=form_key, by=by)
    for child in waiting:
        Consent.objects.create(
            child=child,
            giver=giver,
            capacity=capacity,
            capacity_words=capacity_words,
            purposes=[FAMILY_WELLBEING],
            how=how,
            witness=witness,
            given_on=given_on,
            recorded_by=by,
        )
    audit.record(
        by=by,
        action="family_wellbeing.agreement_recorded",
        subjects=[locked.reference, *(child.reference for child in waiting)],
    )


def was_written(*, key: str, by: Membership) -> bool:
    """Say whether a form with this key was written before: a second press of its button."""
    try:
        return form_keys.result_of(key=UUID(key), by=by) is not None
    except ValueError:
        return False


def _lock(
    *,
    by: Membership,
    referral: Referral,
    children: Collection[int],
    allowed: Collection[str] = (ChildStatus.PASSED_TO_FAMILY_WELLBEING,),
) -> tuple[Referral, list[ReferredChild]]:
    # Only a record this hat may open: not restricted, not one they declared an interest in.
    locked = Referral.objects.visible_to(by).select_for_update().filter(pk=referral.pk).first()
    if locked is None or not may_allocate(by):
        raise NotAllowed
    found = list(
        ReferredChild.objects.select_for_update()
        .filter(referral=locked, number__in=children)
        .select_related("referral")
        .order_by("number")
    )
    if not found or {child.number for child in found} != set(children):
        raise NotAllowed
    if any(child.status not in allowed for child in found):
        raise TakenAlready
    for child in found:
        child.referral = locked
    return locked, found


def tell_keyworker(episode: Episode) -> None:
    """Put a notice on the keyworker's bell and queue an e-mail; both name only the reference."""
    key = f"episode:{episode.pk}:{episode.keyworker_id}"
    notices.tell(
        membership=episode.keyworker,
        dedupe_key=key,
        text=f"A family has been allocated to you: {episode.reference}",
        path=reverse("family_wellbeing:episode", args=[episode.reference]),
    )
    enqueue(
        handler="family_wellbeing.allocated",
        payload={"episode_id": episode.pk, "membership_id": episode.keyworker_id},
        dedupe_key=key,
    )


def _end_empty_episodes(children: Sequence[ReferredChild], at: object) -> None:
    """End an episode none of whose children is with Family Wellbeing any more."""
    for episode in Episode.objects.filter(children__in=children, ended_at=None).distinct():
        if not episode.children.with_family_wellbeing().exists():
            episode.ended_at = at  # type: ignore[assignment]
            episode.save(update_fields=["ended_at"])
