"""After sending: additions, the wish to withdraw, messages, and reading what the hub wrote."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.operations import audit, form_keys, notices
from referrals.access import is_theirs, may_add
from referrals.errors import NotPossibleNow
from referrals.models import Addition, Message, Outcome, Referral
from referrals.operations import timekeeping
from referrals.operations.sending import FGM

WITHDRAWAL = "Asked to withdraw"
FGM_REPORT = "fgm_police_report"


@transaction.atomic
def add(
    *,
    by: Membership,
    referral: Referral,
    text: str,
    about: str = "",
    form_key: UUID | None = None,
) -> Addition:
    """Add to a referral that was sent: with author and time, and nothing is overwritten.

    Args:
        about: what it adds to or corrects, in a few words.

    Raises:
        NotAllowed: not the author nor a named colleague.
        AlreadyDone: the same form was added before.
        NotPossibleNow: the referral is closed, so nobody would read it.
    """
    return add_answers(by=by, referral=referral, answers=[(about, text)], form_key=form_key)[0]


@transaction.atomic
def add_answers(
    *,
    by: Membership,
    referral: Referral,
    answers: Sequence[tuple[str, str]],
    circumstances: Collection[str] = (),
    duties_done: Collection[str] = (),
    duties_not_done: Collection[str] = (),
    form_key: UUID | None = None,
) -> list[Addition]:
    """Add several things at once, each an addition of its own (pages.md 5B).

    Nothing that was sent changes, nor any clock but one: the report of FGM to the police is owed
    by the practitioner, by law and whoever else knows, and its time does not wait for a form
    (R-108). So the clock starts when FGM is added, as it does when it is sent; one that runs is
    left as it is; and it is met when they add that the police have been told. It starts anew only
    when they take that back.

    Args:
        answers: of each, what it is about and the text; at least one.
        circumstances: keys of the special circumstances that the answers tell of.
        duties_done: keys of those whose main act the answers say is done.
        duties_not_done: keys of those whose main act they say is not done yet.

    Raises:
        NotAllowed, AlreadyDone, NotPossibleNow: as `add`.
        ValueError: there is nothing to add.
    """
    if not answers:
        raise ValueError("There is nothing to add.")
    locked = _sent(by=by, referral=referral, form_key=form_key)
    now = timezone.now()
    made = [
        Addition.objects.create(referral=locked, about=about, text=text, added_by=by, added_at=now)
        for about, text in answers
    ]
    _keep_fgm_clock(
        locked, circumstances=circumstances, done=duties_done, not_done=duties_not_done, at=now
    )
    _tell_holder(locked, f"addition:{made[0].pk}", "Something was added to {}.")
    audit.record(by=by, action="referral.added_to", subjects=[locked.reference])
    return made


@transaction.atomic
def ask_to_withdraw(
    *, by: Membership, referral: Referral, because: str, form_key: UUID | None = None
) -> Addition:
    """Ask the hub to set a referral aside; it still looks and decides, and clocks run.

    Decision 14: a wish, never an order, so no status and no clock changes.

    Raises:
        NotAllowed, AlreadyDone; NotPossibleNow: the referral is closed.
    """
    locked = _sent(by=by, referral=referral, form_key=form_key)
    wish = Addition.objects.create(
        referral=locked,
        about=WITHDRAWAL,
        text=because,
        is_withdrawal_request=True,
        added_by=by,
    )
    _tell_holder(locked, f"withdrawal:{wish.pk}", "Whoever sent {} asks to withdraw it.")
    audit.record(by=by, action="referral.withdrawal_asked", subjects=[locked.reference])
    return wish


@transaction.atomic
def send_message(
    *, by: Membership, referral: Referral, text: str, form_key: UUID | None = None
) -> Message:
    """Write to the hub; it answers every question the hub is waiting for.

    Raises:
        NotAllowed, AlreadyDone; NotPossibleNow: the referral is closed.
    """
    locked = _sent(by=by, referral=referral, form_key=form_key)
    now = timezone.now()
    message = Message.objects.create(referral=locked, from_hub=False, text=text, sent_by=by)
    locked.messages.filter(from_hub=True, answered_at=None, needs_answer_by__isnull=False).update(
        answered_at=now
    )
    _tell_holder(locked, f"message:{message.pk}", "There is a message about {}.")
    audit.record(by=by, action="referral.message_sent", subjects=[locked.reference])
    return message


@transaction.atomic
def open_record(*, by: Membership, referral: Referral) -> None:
    """Remember that a record's page was opened, and by the referrer that outcomes were read.

    One audit entry for the page; a lead who looks does not read for the author.
    """
    if is_theirs(by, referral):
        Outcome.objects.filter(
            child__referral=referral, sent_at__isnull=False, read_at=None
        ).update(read_at=timezone.now())
    audit.record(by=by, action="referral.viewed", subjects=[referral.reference])


@transaction.atomic
def open_messages(*, by: Membership, referral: Referral) -> None:
    """Remember that the messages' page was opened, and by the referrer that they were read."""
    if is_theirs(by, referral):
        referral.messages.filter(from_hub=True, read_at=None).update(read_at=timezone.now())
    audit.record(by=by, action="referral.messages_viewed", subjects=[referral.reference])


def _sent(*, by: Membership, referral: Referral, form_key: UUID | None) -> Referral:
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if not may_add(by, locked):
        raise NotAllowed
    form_keys.use(key=form_key, by=by, result=reverse("referrals:record", args=[locked.reference]))
    if locked.closed_at is not None:
        raise NotPossibleNow(
            "This referral is closed, so nobody would read it. Start a new one, or ring."
        )
    return locked


def _keep_fgm_clock(
    referral: Referral,
    *,
    circumstances: Collection[str],
    done: Collection[str],
    not_done: Collection[str],
    at: datetime,
) -> None:
    told_first = FGM in circumstances and not referral.clocks.filter(key=FGM_REPORT).exists()
    if told_first or FGM in not_done:
        timekeeping.start(key=FGM_REPORT, referral=referral, at=at, start_words="when it was added")
    if FGM in done:
        timekeeping.meet(key=FGM_REPORT, referral=referral, at=at)


def _tell_holder(referral: Referral, key: str, words: str) -> None:
    if referral.holder is not None:
        notices.tell(
            membership=referral.holder,
            dedupe_key=f"referrals.{key}",
            text=words.format(referral.reference),
            path=reverse("referrals:record", args=[referral.reference]),
        )
