"""The edges of a draft: the first answers, the four questions, sending, and setting it aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.operations import audit, form_keys, notices
from accounts.rules import Permission, Role, permits
from outbox.operations import enqueue
from referrals.access import is_theirs, may_refer
from referrals.errors import (
    AboutAWorker,
    CannotBeSent,
    MissingAnswers,
    MissingGround,
    NoSuchCouncil,
    NotAColleague,
    NotPossibleNow,
)
from referrals.models import NamedColleague, Referral, ReferredChild
from referrals.operations import timekeeping
from referrals.operations.drafts.signs import settle
from referrals.operations.drafts.writing import assign, refuse_lost_update, touch
from referrals.operations.life import advance, derive
from referrals.presenters import facts_of, where_words, which_words
from referrals.presenters.office import door_id_of, hub_among, hubs_of, passed_by
from referrals.rules import (
    SOONEST_REMINDER,
    Agreement,
    Answer,
    ChildKind,
    Ground,
    Reminder,
    gathers_information,
    ground_after,
    missing,
    reminder_due,
)
from referrals.workflow import Action, ReferralStatus

# What `answer_before` may write; everything else of a draft is written by its own question.
BEFORE_ANSWERS = frozenset(
    {
        "danger_now",
        "danger_asked",
        "danger_call",
        "works_with_children",
        "risk_at_home",
        "has_worker",
        "told_worker",
        "agreement",
        "not_asked_because",
        "refusal_words",
        "area_asked",
        "front_door_id",
    }
)
FGM = "fgm"
# How long a draft's own line may be that says why it was not needed, in characters.
A_LINE = 200
CHILDREN_OF_A_WORKER = "Children this person works with"
LEADS = [role for role in Role if permits(role, Permission.READ_SITE)]


@dataclass(frozen=True, slots=True)
class UrgentAnswers:
    """The four questions and the two beside them (pages.md 5B)."""

    callback_number: str
    which: str
    where: str
    worry: str
    must_not_tell: str = ""
    about_worker: bool = False


@dataclass(frozen=True, slots=True)
class AllegationAnswers:
    """The short record about someone who works or volunteers with children (decision 27)."""

    worker_name: str
    worker_role: str
    worry: str
    callback_number: str
    which: str = ""


# The first answers ---------------------------------------------------------------------------


@transaction.atomic
def answer_before(
    *,
    by: Membership,
    referral: Referral,
    version: int | None,
    changes: Mapping[str, object],
    question: str = "",
    form_key: UUID | None = None,
) -> Referral:
    """Write answers of "Before you start" and the ground that follows from them.

    Args:
        version: the draft's version the page was loaded from; None does not compare.
        changes: field names of `BEFORE_ANSWERS` and their values.
        question: the page's place in the form, whose unfinished text is dropped.

    A worry about someone who works with children hides the record from the site's lead and
    colleagues (decision 27); danger and the family's answer decide the ground (decision 20).

    Raises:
        NotAllowed, AlreadyDone, NotPossibleNow: not a draft any more.
        DraftChanged: somebody changed one of these answers since (pages.md 10).
        NoSuchCouncil: the council named has no hub of this partnership.
    """
    unknown = set(changes) - BEFORE_ANSWERS
    if unknown:
        raise ValueError(f"Not an answer of the first questions: {', '.join(sorted(unknown))}")
    draft = _draft(by=by, referral=referral, form_key=form_key)
    council = changes.get("front_door_id")
    if council is not None and council not in {hub.pk for hub in hubs_of(draft.partnership)}:
        raise NoSuchCouncil(field="area")
    answers = dict(changes)
    if "works_with_children" in changes:
        answers["about_worker"] = changes["works_with_children"] == Answer.YES
        answers.setdefault("risk_at_home", "")
    if changes.keys() & {"danger_now", "agreement"}:
        agreement = str(changes.get("agreement", draft.agreement))
        answers["ground"] = (
            ground_after(
                Agreement(agreement) if agreement else None,
                danger=bool(changes.get("danger_now", draft.danger_now)),
            )
            or ""
        )
    _write(draft, by=by, version=version, answers=answers, question=question)
    if "front_door_id" in changes:
        # What was suggested says whom to ask.
        for child in draft.children.filter(suggested_level__isnull=False):
            settle(draft, only=child.pk)
    return draft


@transaction.atomic
def answer_urgent(
    *,
    by: Membership,
    referral: Referral,
    version: int | None,
    answers: UrgentAnswers,
    question: str = "",
    form_key: UUID | None = None,
) -> Referral:
    """Write the four answers that are all that is needed to send now (decision 20, R-155).

    Where no child has been added yet the words of "Which child or children?" become one child
    whose name is not known; where there are some, changed words are kept with the first of them.

    Raises:
        NotAllowed, AlreadyDone, NotPossibleNow, DraftChanged.
    """
    draft = _draft(by=by, referral=referral, form_key=form_key)
    written: dict[str, object] = {
        "urgent": True,
        "callback_number": answers.callback_number,
        "worry": answers.worry,
        "must_not_know": answers.must_not_tell,
        "about_worker": answers.about_worker,
    }
    if bool(answers.must_not_tell) != (draft.someone_must_not_know == Answer.YES):
        written["someone_must_not_know"] = Answer.YES if answers.must_not_tell else ""
    if answers.about_worker != (draft.works_with_children == Answer.YES):
        said = Answer.YES if answers.about_worker else ""
        written |= {"works_with_children": said, "risk_at_home": said}
    _describe_children(draft, which=answers.which, where=answers.where)
    _write(draft, by=by, version=version, answers=written, question=question)
    return draft


@transaction.atomic
def answer_allegation(
    *,
    by: Membership,
    referral: Referral,
    version: int | None,
    answers: AllegationAnswers,
    question: str = "",
    form_key: UUID | None = None,
) -> Referral:
    """Write the short record about someone who works or volunteers with children (decision 27).

    It holds one child without a name, so that a manager decides it like every other contact
    (R-050); only its author and the hub see it.

    Raises:
        NotAllowed, AlreadyDone, NotPossibleNow, DraftChanged.
    """
    draft = _draft(by=by, referral=referral, form_key=form_key)
    _describe_children(draft, which=answers.which or CHILDREN_OF_A_WORKER, where="")
    _write(
        draft,
        by=by,
        version=version,
        question=question,
        answers={
            "works_with_children": Answer.YES,
            "about_worker": True,
            "risk_at_home": Answer.NO,
            "worker_name": answers.worker_name,
            "worker_role": answers.worker_role,
            "worry": answers.worry,
            "callback_number": answers.callback_number,
        },
    )
    return draft


def _describe_children(draft: Referral, *, which: str, where: str) -> None:
    children = list(draft.children.order_by("number"))
    if not children:
        ReferredChild.objects.create(
            referral=draft,
            number=1,
            kind=ChildKind.UNNAMED,
            description=which,
            where_now=where,
        )
        return
    if which != which_words(children):
        children[0].description = which
        children[0].save(update_fields=["description"])
    if where != where_words(children):
        draft.children.update(where_now=where)


# Sending -------------------------------------------------------------------------------------


@transaction.atomic
def submit(*, by: Membership, referral: Referral, form_key: UUID | None = None) -> Referral:
    """Send a draft to the hub, once.

    What is needed follows from the ground (pages.md 5, decision 20, R-116, R-117, R-155, R-156);
    the same table is shown by the task list and the check page.

    Raises:
        NotAllowed: not the author nor a colleague the draft was given to.
        AlreadyDone: the same form was sent before.
        NotPossibleNow: it is not a draft any more.
        MissingGround: nobody said whether the family has agreed.
        CannotBeSent: refused or not asked, and no ground: a consultation instead (R-121).
        MissingAnswers: with the needs that are missing.
    """
    sent = reverse("referrals:sent", args=[referral.reference])
    draft = _draft(by=by, referral=referral, form_key=form_key, result=sent)
    facts = facts_of(draft)
    if facts.ground is Ground.COULD_NOT_ASK:
        raise CannotBeSent
    if facts.ground is None and not facts.allegation:
        raise MissingGround
    needs = missing(facts)
    if needs:
        raise MissingAnswers(needs)
    receive(referral=draft, at=timezone.now(), by=by)
    audit.record(
        by=by,
        action="referral.sent",
        subjects=[draft.reference],
        detail={
            "ground": draft.ground,
            "urgent": draft.urgent,
            "children": len(facts.children),
        },
    )
    for reader in {by.pk, draft.author_id}:
        enqueue(
            handler="referrals.receipt_email",
            payload={"referral_id": draft.pk, "membership_id": reader},
            dedupe_key=f"referrals.receipt:{draft.reference}:{reader}",
        )
    return draft


def receive(*, referral: Referral, at: datetime, by: Membership) -> None:
    """Put a locked draft into the hub's queue: receipt, statuses and clocks.

    A part of `submit` and of logging a call, inside their transaction; it writes no audit entry
    and no delivery. Every contact is one, whatever its channel (R-045).

    Args:
        referral: the draft, locked by the caller, with its children saved.
        at: receipt: the moment of submission, or when the call was taken (decision 4).

    Clocks from receipt: first read and the answer to the referrer (R-048); more information the
    same day where a child may be in need or at risk (R-047); one decision for each child (R-050);
    each child seen today in immediate danger (R-049); the police told of FGM (R-108).

    Raises:
        NotPossibleNow: it was received before.
    """
    door_id = door_id_of(referral)
    passes_by = passed_by(door_id)
    if not passes_by:
        hub = hub_among(referral, hubs_of(referral.partnership))
        door_id = hub.door.pk if hub else None
    referral.front_door_id = door_id
    referral.received_at = at
    referral.sent_at = timezone.now()
    referral.is_open = True
    referral.save(update_fields=["front_door", "received_at", "sent_at", "is_open"])
    children = list(referral.children.select_for_update().order_by("number"))
    for child in children:
        advance(record=child, action=Action.SEND, by=by)
    advance(record=referral, action=Action.SEND, by=by)
    _start_clocks(referral, children, at, passes_by=passes_by)


def _start_clocks(
    referral: Referral, children: list[ReferredChild], at: datetime, *, passes_by: bool
) -> None:
    if passes_by:
        # No document promises by when a family centre acts; that it is read is ours to promise.
        timekeeping.start(
            key="first_read", referral=referral, at=at, start_words="when it was received"
        )
        return
    keys = ["first_read", "referrer_response"]
    if gathers_information(
        ground=Ground(referral.ground) if referral.ground else None,
        levels=(child.confirmed_level or child.suggested_level for child in children),
        danger=referral.danger_now,
    ):
        keys.append("gather_information")
    if _owes_fgm_report(referral):
        keys.append("fgm_police_report")
    per_child = ["mash_decision", *(["child_seen_immediate"] if referral.danger_now else [])]
    timekeeping.start_several(
        wanted=[(key, None) for key in keys]
        + [(key, child) for child in children for key in per_child],
        referral=referral,
        at=at,
        start_words="when it was received",
    )


def _owes_fgm_report(referral: Referral) -> bool:
    return (
        referral.chosen_circumstances.filter(circumstance__key=FGM)
        .exclude(duty_done=Answer.YES)
        .exists()
    )


# Setting a draft aside -----------------------------------------------------------------------


@transaction.atomic
def keep_refusal(*, by: Membership, referral: Referral, form_key: UUID | None = None) -> Referral:
    """Close a draft that the family refused or could not be asked about, and keep the record.

    Decision 20, R-121, R-141: it is not sent as a request for help; that it was not shared, what
    was asked and what was said is kept.

    Raises:
        NotAllowed, AlreadyDone; NotPossibleNow: not a draft, or the family's answer is another.
    """
    kept = reverse("referrals:record", args=[referral.reference])
    draft = _draft(by=by, referral=referral, form_key=form_key, result=kept)
    if draft.ground != Ground.COULD_NOT_ASK:
        raise NotPossibleNow
    _end(draft, action=Action.KEEP_REFUSAL, by=by, reason=draft.agreement)
    audit.record(
        by=by,
        action="referral.refusal_kept",
        subjects=[draft.reference],
        detail={"agreement": draft.agreement},
    )
    return draft


@transaction.atomic
def discard(
    *,
    by: Membership,
    referral: Referral,
    because: str,
    services: Sequence[str] = (),
    form_key: UUID | None = None,
) -> Referral:
    """Close a draft as not needed, saying why; nothing is deleted (decision 32, R-151).

    Args:
        because: why, kept whole with the step; the draft's own line of it is cut where it is long.
        services: slugs of the services the family was told about instead (R-001).

    Raises:
        NotAllowed, AlreadyDone, NotPossibleNow.
    """
    home = reverse("referrals:home")
    draft = _draft(by=by, referral=referral, form_key=form_key, result=home)
    draft.not_needed_because = because if len(because) <= A_LINE else f"{because[: A_LINE - 1]}…"
    draft.save(update_fields=["not_needed_because"])
    _end(draft, action=Action.DISCARD, by=by, reason=because)
    audit.record(
        by=by,
        action="referral.discarded",
        subjects=[draft.reference],
        detail={"signposted_to": list(services)} if services else {},
    )
    return draft


def _end(draft: Referral, *, action: Action, by: Membership, reason: str) -> None:
    for child in draft.children.select_for_update().order_by("number"):
        advance(record=child, action=action, by=by, reason=reason)
    advance(record=draft, action=action, by=by, reason=reason)
    derive(referral=draft, by=by)


@transaction.atomic
def give_to_colleague(
    *, by: Membership, referral: Referral, to: Membership, form_key: UUID | None = None
) -> Referral:
    """Let a colleague of the same site write in a draft and send it; they are told.

    Raises:
        NotAllowed, AlreadyDone, NotPossibleNow.
        AboutAWorker: only its author and the hub see an allegation (decision 27).
        NotAColleague: they work elsewhere, have left, or may not refer.
    """
    home = reverse("referrals:home")
    draft = _draft(by=by, referral=referral, form_key=form_key, result=home)
    if draft.about_worker:
        raise AboutAWorker
    if to.site_id != draft.site_id or not may_refer(to) or to.person_id == by.person_id:
        raise NotAColleague(field="to")
    NamedColleague.objects.get_or_create(referral=draft, membership=to)
    notices.tell(
        membership=to,
        dedupe_key=f"referrals.given:{draft.reference}:{to.pk}",
        text=f"{by.person.full_name} gave you a draft, {draft.reference}. It is not sent.",
        path=reverse("referrals:record", args=[draft.reference]),
    )
    audit.record(
        by=by,
        action="referral.given",
        subjects=[draft.reference],
        detail={"to_membership": to.pk},
    )
    return draft


# Reminding -----------------------------------------------------------------------------------


@transaction.atomic
def remind_of_drafts() -> int:
    """Remind the authors of drafts that wait, and tell the site's lead of alarming ones.

    Decision 32: after 30 minutes and 2 hours with a Level 4 sign, danger or a duty, by day or
    evening, the lead at 2 hours; other drafts after 3 and 10 days. A lead never hears of a
    record about a worker (decision 27) or of a restricted one (decision 28).

    Returns how many drafts were reminded of.
    """
    now = timezone.now()
    waiting = (
        Referral.objects.drafts()
        .filter(started_at__lte=now - SOONEST_REMINDER, danger_asked=True)
        .with_alarm()
        .select_for_update(skip_locked=True, of=("self",))
    )
    reminded = 0
    for draft in waiting:
        reminder = reminder_due(waited=now - draft.started_at, alarming=draft.alarming)
        if reminder is None or reminder in draft.reminders:
            continue
        draft.reminders = [*draft.reminders, reminder]
        draft.save(update_fields=["reminders"])
        _remind(draft, reminder)
        reminded += 1
    return reminded


def _remind(draft: Referral, reminder: Reminder) -> None:
    writers = Membership.objects.current().filter(
        pk__in=[draft.author_id, *draft.named.values_list("membership_id", flat=True)]
    )
    for writer in writers:
        notices.tell(
            membership=writer,
            dedupe_key=f"referrals.not_sent:{draft.reference}:{reminder}:{writer.pk}",
            text=f"NOT SENT: {draft.reference}, a referral you started. Nobody has seen it.",
            path=reverse("referrals:record", args=[draft.reference]),
        )
        enqueue(
            handler="referrals.not_sent_email",
            payload={"referral_id": draft.pk, "membership_id": writer.pk},
            dedupe_key=f"referrals.not_sent:{draft.reference}:{reminder}:{writer.pk}",
        )
    if reminder is not Reminder.AFTER_2_HOURS or draft.about_worker or draft.restricted:
        return
    for lead in Membership.objects.current().filter(site_id=draft.site_id, role__in=LEADS):
        notices.tell(
            membership=lead,
            dedupe_key=f"referrals.site_not_sent:{draft.reference}:{lead.pk}",
            text=f"NOT SENT: {draft.reference}, a referral started at your site.",
            path=reverse("referrals:site"),
        )
        enqueue(
            handler="referrals.site_not_sent_email",
            payload={"referral_id": draft.pk, "membership_id": lead.pk},
            dedupe_key=f"referrals.site_not_sent:{draft.reference}:{lead.pk}",
        )


# What they share -----------------------------------------------------------------------------


def _draft(
    *, by: Membership, referral: Referral, form_key: UUID | None, result: str = ""
) -> Referral:
    """Lock a draft for its writer; a form that was written before is told from an old page."""
    draft = Referral.objects.select_for_update().get(pk=referral.pk)
    if not may_refer(by) or not is_theirs(by, draft):
        raise NotAllowed
    form_keys.use(key=form_key, by=by, result=result)
    if draft.status != ReferralStatus.DRAFT:
        raise NotPossibleNow
    return draft


def _write(
    draft: Referral,
    *,
    by: Membership,
    version: int | None,
    answers: Mapping[str, object],
    question: str,
) -> None:
    refuse_lost_update(draft, draft, version, answers, by)
    changed = assign(draft, answers)
    touch(draft, by=by, fields=changed, question=question)
    detail: dict[str, object] = {"fields": changed}
    if draft.about_worker:
        # Decision 27: it may be about the very colleague who was given the draft before.
        others = draft.named.exclude(membership__person_id=by.person_id)
        if no_longer := list(others.values_list("membership_id", flat=True)):
            others.delete()
            detail["no_longer_named"] = no_longer
    audit.record(by=by, action="draft.saved", subjects=[draft.reference], detail=detail)
