"""Reading, claiming, rating, holding and passing on a contact, and telling its referrer."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed, StaleRecord
from accounts.models import Membership
from accounts.operations import audit, form_keys, notices
from accounts.rules import Permission
from govuk.words import london, time_words, when
from mash import access
from mash.errors import (
    CannotBeHeld,
    ClaimedByAnother,
    HeldBefore,
    HoldIsOver,
    MissingReason,
    NobodyToTell,
    NotHeldByAnyone,
    NothingToConfirm,
    RatingNotYours,
)
from mash.models import Claim, Hold, Note, PassedNow, RatingChange
from mash.rules import FOLLOW_UP_CLOCKS
from referrals.errors import NotPossibleNow
from referrals.models import Clock, Message, Referral, ReferredChild
from referrals.operations import hub_messages, timekeeping
from referrals.operations.life import advance, derive
from referrals.rules import RATING_ORDER, Channel, ChildKind, Rating, ReferrerKind
from referrals.workflow import STILL_THE_HUBS, WAITING_FOR_AN_ANSWER, Action, ReferralStatus

HELD = "held for more information"


def locked_contact(*, by: Membership, referral: Referral) -> Referral:
    """Return the contact with its row locked, if this hat may open it.

    Raises:
        NotAllowed: it is not this hat's to open: not sent, restricted, another partnership's.
    """
    # No joins: of a row it waited for, PostgreSQL reads the new holder but joins the old one.
    found = (
        Referral.objects.visible_to(by).sent().select_for_update().filter(pk=referral.pk).first()
    )
    if found is None or not access.may_work_queue(by):
        raise NotAllowed
    return found


def locked_children(referral: Referral, numbers: Iterable[int]) -> list[ReferredChild]:
    """Return these children of a locked contact, locked too, in their order.

    Raises:
        NotPossibleNow: the contact has no such child, or none was named.
    """
    wanted = set(numbers)
    found = list(referral.children.select_for_update().filter(number__in=wanted).order_by("number"))
    if not found or {child.number for child in found} != wanted:
        raise NotPossibleNow
    return found


# Reading -------------------------------------------------------------------------------------


@transaction.atomic
def read(*, by: Membership, referral: Referral, at: datetime | None = None) -> Referral:
    """Note the first time somebody of the hub opens the worry; later readings change nothing.

    The contact is being looked at from then, and `first_read` is met. `at` is now unless the
    officer heard it on the telephone.

    Raises:
        NotAllowed: it is not this hat's to open.
    """
    contact = locked_contact(by=by, referral=referral)
    if contact.read_at is not None:
        audit.record(by=by, action="referral.viewed", subjects=[contact.reference])
        return contact
    contact.read_at, contact.read_by = at or timezone.now(), by
    contact.save(update_fields=["read_at", "read_by"])
    if contact.status == ReferralStatus.SENT:
        advance(record=contact, action=Action.READ, by=by)
    timekeeping.meet(key="first_read", referral=contact, at=contact.read_at)
    audit.record(by=by, action="referral.read_first", subjects=[contact.reference])
    return contact


# Claiming ------------------------------------------------------------------------------------


@transaction.atomic
def claim(*, by: Membership, referral: Referral, form_key: UUID | None = None) -> Referral:
    """Take a contact nobody holds; claiming one's own again changes nothing.

    Of two at once one gets it and the other is told who did.

    Raises:
        NotAllowed: this hat does not hold contacts, or this one is closed.
        ClaimedByAnother: somebody holds it.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    if not access.may_claim(by, contact):
        raise NotAllowed
    _refuse_if_claimed(contact, by)
    form_keys.use(key=form_key, by=by, result=contact.reference)
    if contact.holder_id is None:
        _hand_over(contact, to=by, by=by, act=Claim.Act.CLAIMED)
        audit.record(by=by, action="contact.claimed", subjects=[contact.reference])
    return contact


@transaction.atomic
def claim_several(
    *, by: Membership, referrals: Iterable[Referral], form_key: UUID | None = None
) -> tuple[list[Referral], list[tuple[Referral, ClaimedByAnother]]]:
    """Claim the ticked contacts; return those claimed, and the others with who holds each.

    Raises:
        NotAllowed: one of them is not this hat's to claim; then none is claimed.
        AlreadyDone: the same form was sent before.
    """
    form_keys.use(key=form_key, by=by)
    claimed: list[Referral] = []
    taken: list[tuple[Referral, ClaimedByAnother]] = []
    # In one order, so that two people who tick the same contacts cannot wait for each other.
    for referral in sorted(referrals, key=lambda one: one.pk):
        contact = locked_contact(by=by, referral=referral)
        if not access.may_claim(by, contact):
            raise NotAllowed
        try:
            _refuse_if_claimed(contact, by)
        except ClaimedByAnother as other:
            taken.append((contact, other))
            continue
        if contact.holder_id is None:
            _hand_over(contact, to=by, by=by, act=Claim.Act.CLAIMED)
        claimed.append(contact)
    audit.record(
        by=by, action="contact.claimed", subjects=[contact.reference for contact in claimed]
    )
    return claimed, taken


@transaction.atomic
def take_over(
    *, by: Membership, referral: Referral, because: str, form_key: UUID | None = None
) -> Referral:
    """Take a contact from the person who holds it, saying why; that person is told.

    Raises:
        NotAllowed: this hat does not hold contacts, or this one is closed.
        MissingReason: nobody said why.
        NotHeldByAnyone: it was given back in the meantime.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    if not access.may_claim(by, contact):
        raise NotAllowed
    if not because.strip():
        raise MissingReason("Say why you are taking this over", field="because")
    form_keys.use(key=form_key, by=by, result=contact.reference)
    before = contact.holder
    if before is None:
        raise NotHeldByAnyone
    if before.pk == by.pk:
        return contact
    taken = _hand_over(contact, to=by, by=by, act=Claim.Act.TAKEN_OVER, reason=because)
    notices.tell(
        membership=before,
        dedupe_key=f"contact-taken-over-{taken.pk}",
        text=f"{by.person.full_name} took over {contact.reference}",
        path=reverse("mash:contact", args=[contact.reference]),
    )
    audit.record(by=by, action="contact.taken_over", subjects=[contact.reference])
    return contact


@transaction.atomic
def release(
    *, by: Membership, referral: Referral, reason: str = "", form_key: UUID | None = None
) -> Referral:
    """Give a contact back, so that anybody may claim it.

    Raises:
        NotAllowed: this person does not hold it.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    form_keys.use(key=form_key, by=by, result=contact.reference)
    if not access.may_release(by, contact):
        raise NotAllowed
    _hand_over(contact, to=None, by=by, act=Claim.Act.RELEASED, reason=reason)
    audit.record(by=by, action="contact.released", subjects=[contact.reference])
    return contact


def give_back(contact: Referral, *, by: Membership, reason: str) -> Claim:
    """Take a locked contact from whoever holds it, inside another operation; nobody has it then."""
    return _hand_over(contact, to=None, by=by, act=Claim.Act.RELEASED, reason=reason)


def _refuse_if_claimed(contact: Referral, by: Membership) -> None:
    holder = contact.holder
    if holder is None or holder.pk == by.pk:
        return
    taken = contact.claims.exclude(act=Claim.Act.RELEASED).order_by("-at", "-pk").first()
    at, now = taken.at if taken else timezone.now(), timezone.now()
    same_day = london(at).date() == london(now).date()
    raise ClaimedByAnother(
        name=holder.person.full_name,
        at=at,
        words=time_words(london(at).time()) if same_day else when(at, now),
    )


def _hand_over(
    contact: Referral, *, to: Membership | None, by: Membership, act: Claim.Act, reason: str = ""
) -> Claim:
    """Write who holds the contact and who owes its running clocks, so far as the role owes them."""
    before, contact.holder = contact.holder, to
    contact.save(update_fields=["holder"])
    running = Clock.objects.filter(referral=contact).running()
    if before:
        running.filter(owed_by_membership=before).update(owed_by_membership=None)
    if to:
        running.filter(owed_by=to.role).update(owed_by_membership=to)
    return Claim.objects.create(referral=contact, act=act, taken_from=before, reason=reason, by=by)


# Rating --------------------------------------------------------------------------------------


@transaction.atomic
def rate(
    *,
    by: Membership,
    referral: Referral,
    rating: Rating,
    reason: str,
    seen: str | None = None,
    form_key: UUID | None = None,
) -> Referral:
    """Rate how urgent a contact is (BRAG): a screener's rating waits for confirmation.

    A social worker's or decision maker's is confirmed at once, and only they lower one or make
    it Blue (decision 12). `seen` is the rating the page showed, so that nobody overwrites what
    a colleague has just given.

    Raises:
        NotAllowed: this hat does not rate, or the contact is closed.
        MissingReason: nobody said why.
        StaleRecord: somebody else has rated it since the page was opened.
        RatingNotYours: a screener lowers it or makes it Blue.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    if not access.may_rate(by, contact):
        raise NotAllowed
    form_keys.use(key=form_key, by=by, result=contact.reference)
    if seen is not None and seen != contact.rating:
        raise StaleRecord(_rated_since(contact))
    if not access.may_set_rating(by, contact, rating):
        raise RatingNotYours(field="rating")
    if not reason.strip():
        raise MissingReason("Enter why it is this urgent", field="reason")
    _write_rating(contact, by, rating, reason)
    audit.record(
        by=by,
        action="contact.rated",
        subjects=[contact.reference],
        detail={"rating": rating.value, "confirmed": access.may_confirm_rating(by)},
    )
    return contact


@transaction.atomic
def confirm_rating(
    *, by: Membership, referral: Referral, seen: str, form_key: UUID | None = None
) -> Referral:
    """Confirm a screener's provisional rating as it is (decision 12).

    Raises:
        NotAllowed: only a social worker or a decision maker confirms.
        StaleRecord: the rating is not the one the page showed.
        NothingToConfirm: it is confirmed already, or there is none.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    if not (access.may_rate(by, contact) and access.may_confirm_rating(by)):
        raise NotAllowed
    form_keys.use(key=form_key, by=by, result=contact.reference)
    if seen != contact.rating:
        raise StaleRecord(_rated_since(contact))
    if not contact.rating or contact.rating_confirmed_by_id:
        raise NothingToConfirm
    _write_rating(contact, by, Rating(contact.rating), contact.rating_reason, keep_rater=True)
    audit.record(
        by=by,
        action="contact.rating_confirmed",
        subjects=[contact.reference],
        detail={"rating": contact.rating},
    )
    return contact


def _write_rating(
    contact: Referral, by: Membership, rating: Rating, reason: str, *, keep_rater: bool = False
) -> None:
    confirmed = access.may_confirm_rating(by)
    contact.rating, contact.rating_order = rating.value, RATING_ORDER[rating]
    contact.rating_reason = reason
    contact.rated_by = contact.rated_by if keep_rater else by
    contact.rating_confirmed_by = by if confirmed else None
    contact.save(
        update_fields=[
            "rating",
            "rating_order",
            "rating_reason",
            "rated_by",
            "rating_confirmed_by",
        ]
    )
    RatingChange.objects.create(
        referral=contact, rating=rating, confirmed=confirmed, reason=reason, rated_by=by
    )


def _rated_since(contact: Referral) -> str:
    last = contact.rating_changes.select_related("rated_by__person").last()
    if last is None:
        return StaleRecord.message
    return (
        f"{last.rated_by.person.full_name} rated this {Rating(last.rating).value.capitalize()} "
        f"at {when(last.rated_at, timezone.now())}. Look again before you change it."
    )


@transaction.atomic
def flag_danger(
    *, by: Membership, referral: Referral, because: str, form_key: UUID | None = None
) -> Referral:
    """Flag immediate danger that nobody had ticked: first in the queue, seen the same day.

    R-049, decision 6. The reason is kept as a note.

    Raises:
        NotAllowed: it is flagged already, closed, or not this hat's.
        MissingReason: nobody said why.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    form_keys.use(key=form_key, by=by, result=contact.reference)
    if not access.may_flag_danger(by, contact):
        raise NotAllowed
    if not because.strip():
        raise MissingReason("Enter why a child is in immediate danger", field="because")
    contact.danger_now = True
    contact.save(update_fields=["danger_now"])
    Note.objects.create(
        referral=contact, text=f"Flagged as immediate danger. {because}", written_by=by
    )
    for child in contact.children.filter(status__in=STILL_THE_HUBS):
        start_seen_today(contact, child)
    audit.record(by=by, action="contact.danger_flagged", subjects=[contact.reference])
    return contact


def start_seen_today(contact: Referral, child: ReferredChild) -> None:
    """Start the clock by which a child in immediate danger is seen: the same day (R-049)."""
    if child.kind == ChildKind.UNBORN:
        return
    timekeeping.start(
        key="child_seen_immediate", referral=contact, child=child, at=contact.received_at
    )


@transaction.atomic
def write_note(
    *, by: Membership, referral: Referral, text: str, form_key: UUID | None = None
) -> Note:
    """Write a note for the hub alone; anybody there may, whoever holds the contact.

    Raises:
        NotAllowed: it is not this hat's to open.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    form_keys.use(key=form_key, by=by, result=contact.reference)
    note = Note.objects.create(referral=contact, text=text, written_by=by)
    audit.record(by=by, action="contact.note_written", subjects=[contact.reference])
    return note


# Telling the referrer, holding, passing on ---------------------------------------------------


@transaction.atomic
def send_holding_reply(
    *,
    by: Membership,
    referral: Referral,
    text: str,
    needs_answer_by: datetime | None = None,
    form_key: UUID | None = None,
) -> Message:
    """Tell the referrer what happens next and by when; it meets `referrer_response`.

    R-048, decision 5. Somebody who rang is told on the telephone, and this keeps what they
    were told; a practitioner of the portal finds it there and gets an e-mail.

    Raises:
        NotAllowed: it is not this hat's to open.
        NobodyToTell: the caller gave no name.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    if contact.referrer_kind == ReferrerKind.ANONYMOUS:
        raise NobodyToTell
    form_keys.use(key=form_key, by=by, result=contact.reference)
    message = _tell_referrer(contact, by, text, needs_answer_by)
    audit.record(by=by, action="contact.referrer_told", subjects=[contact.reference])
    return message


def _tell_referrer(
    contact: Referral, by: Membership, text: str, needs_answer_by: datetime | None = None
) -> Message:
    owed = contact.clocks.running().filter(key="referrer_response").exists()
    kind = "holding_reply" if owed else "message"
    message = hub_messages.send_from_hub(
        by=by,
        referral=contact,
        text=text,
        kind=kind if contact.channel == Channel.PORTAL else "told_by_phone",
        needs_answer_by=needs_answer_by,
    )
    timekeeping.meet(key="referrer_response", referral=contact)
    return message


@transaction.atomic
def hold(
    *,
    by: Membership,
    referral: Referral,
    children: Sequence[int],
    waiting_for: str,
    from_whom: str,
    tell_referrer: str = "",
    form_key: UUID | None = None,
) -> datetime:
    """Hold children for more information and return until when, the same for all of them.

    A decision maker's next step (R-051c), once per child: it stops `mash_decision` and starts
    `mash_hold` from receipt, to the end of the next working day at most (R-052, decision 5).
    `children` are their numbers; `tell_referrer` is what the referrer hears, where there is one
    to tell.

    Raises:
        NotAllowed: only a decision maker holds.
        HeldBefore: one of the children was held before.
        CannotBeHeld: one of the children is decided, passed on, or with a second decision maker.
        HoldIsOver: the latest moment has passed.
        NotPossibleNow: a child is not with the MASH any more.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    form_keys.use(key=form_key, by=by, result=contact.reference)
    held = locked_children(contact, children)
    if Hold.objects.filter(child__in=held).exists():
        raise HeldBefore
    if not by.may(Permission.DECIDE):
        raise NotAllowed
    if not all(access.may_hold(by, child) for child in held):
        raise CannotBeHeld(field="children")
    now = timezone.now()
    for child in held:
        advance(record=child, action=Action.HOLD, by=by, reason=waiting_for)
        timekeeping.stop(because=HELD, referral=contact, child=child, keys=["mash_decision"])
        clock = timekeeping.start(
            key="mash_hold", referral=contact, child=child, at=contact.received_at
        )
        if clock is None:
            raise CannotBeHeld(field="children")
        if (until := clock.due_at) <= now:
            raise HoldIsOver
        clock.held_until = until
        clock.save(update_fields=["held_until"])
        Hold.objects.create(
            child=child,
            waiting_for=waiting_for,
            from_whom=from_whom,
            until=until,
            held_by=by,
        )
    derive(referral=contact, by=by)
    if tell_referrer:
        _tell_referrer(contact, by, tell_referrer)
    audit.record(
        by=by, action="contact.held", subjects=[f"{contact.reference}/{n}" for n in children]
    )
    return until


@transaction.atomic
def pass_now(
    *,
    by: Membership,
    referral: Referral,
    children: Sequence[int],
    told: str,
    told_at: datetime,
    form_key: UUID | None = None,
) -> list[PassedNow]:
    """Record that immediate danger went to referral and assessment: who was told, and when.

    It waits for no check, match or second person (decision 9, R-049); the decision is written
    afterwards, and the case-system check of each child is owed within the hour.

    Raises:
        NotAllowed: this hat does not pass children on.
        NotPossibleNow: a child has gone from the hub, or was passed already.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    form_keys.use(key=form_key, by=by, result=contact.reference)
    going = locked_children(contact, children)
    passed = []
    for child in going:
        if not access.may_pass_now(by, child):
            raise NotPossibleNow
        decided_before = child.status in WAITING_FOR_AN_ANSWER
        advance(record=child, action=Action.PASS_NOW, by=by)
        if decided_before:
            _decide_again(contact, child)
        passed.append(
            PassedNow.objects.create(child=child, told=told, told_at=told_at, passed_by=by)
        )
        start_seen_today(contact, child)
        if not child.case_system_checks.exists():
            timekeeping.start(key="case_system_check", referral=contact, child=child, at=told_at)
    derive(referral=contact, by=by)
    audit.record(
        by=by,
        action="contact.passed_now",
        subjects=[f"{contact.reference}/{n}" for n in children],
    )
    return passed


def _decide_again(contact: Referral, child: ReferredChild) -> None:
    """What was decided has been overtaken: nobody waits for an answer, and a decision is owed."""
    passed = "passed to referral and assessment"
    timekeeping.stop(because=passed, referral=contact, child=child, keys=FOLLOW_UP_CLOCKS)
    timekeeping.start(
        key="mash_decision", referral=contact, child=child, start_words=f"when they were {passed}"
    )
