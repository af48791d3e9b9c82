"""Starting a draft and saving its answers, with what every other draft operation stands on."""

from collections.abc import Mapping
from random import SystemRandom
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.operations import audit, form_keys
from govuk.references import new_reference
from referrals.access import may_edit_draft, may_refer
from referrals.errors import DraftChanged, NoEdition
from referrals.models import FamilyMember, Referral, ReferredChild
from referrals.operations.life import begin
from referrals.rules import Channel
from thresholds.models import Edition

# The answers `save` may write. What follows from the first questions (danger, agreement, ground)
# and everything of the hub's has operations of its own.
ANSWERS = frozenset(
    {
        "callback_number",
        "callback_times",
        "relationship_to_child",
        "staying_involved",
        "not_involved_because",
        "someone_must_not_know",
        "must_not_know",
        "worry",
        "if_nothing_changes",
        "complicating",
        "complicating_words",
        "development",
        "parenting",
        "environment",
        "strengths",
        "existing_safety",
        "needed_now",
        "family_wants",
        "how_known",
        "how_known_who",
        "last_seen_on",
        "last_seen_time",
        "not_seen",
        "before",
        "risk_person",
        "harm_said",
        "harm_parents_say",
        "harm_condition",
        "harm_deadline",
        "harm_parents_where",
        "harm_contexts",
        "household_known",
        "nobody_helping",
        "no_indicator_because",
        "parents_know",
        "parents_know_who",
        "ground_because",
        "lead_consulted",
        "lead_consulted_name",
        "objection",
        "objection_words",
        "tried",
        "nothing_tried_because",
        "why_now",
        "what_next",
        "sections_done",
    }
)
REFERENCE_TRIES = 5
_RANDOM = SystemRandom()

Answers = Mapping[str, Any]


def new_referral(*, by: Membership, channel: Channel = Channel.PORTAL) -> Referral:
    """Write an empty referral with a fresh reference and the edition in force.

    For operations that have checked who may: `start_draft` here, a logged call in the hub.

    Args:
        by: its author; the referral belongs to their partnership and site.
        channel: how it reached us.

    Raises:
        NoEdition: the partnership has published no levels of need.
    """
    edition = Edition.objects.of(by.partnership).in_force().first()
    if edition is None:
        raise NoEdition
    referral = _with_reference(
        partnership=by.partnership,
        site=by.site,
        author=by,
        edition=edition,
        channel=channel,
        saved_by=by,
    )
    begin(referral=referral, by=by)
    return referral


@transaction.atomic
def start_draft(*, by: Membership, form_key: UUID | None = None) -> Referral:
    """Start a referral: a draft of the practitioner's, seen by nobody else yet.

    Args:
        by: the practitioner or safeguarding lead who starts it.
        form_key: the start page's key; its result is the draft's reference.

    Raises:
        NotAllowed: this role does not refer.
        AlreadyDone: the same press arrived twice; `form_keys.result_of` has the reference.
        NoEdition: the partnership has published no levels of need.
    """
    if not may_refer(by):
        raise NotAllowed
    referral = new_referral(by=by)
    form_keys.use(key=form_key, by=by, result=referral.reference)
    audit.record(by=by, action="draft.started", subjects=[referral.reference])
    return referral


@transaction.atomic
def save(
    *,
    by: Membership,
    referral: Referral,
    version: int | None,
    changes: Answers,
    form_key: UUID | None = None,
    question: str = "",
) -> Referral:
    """Save answers of the draft as a whole; an answer that says the same writes nothing.

    Args:
        version: the version the page was loaded from; None saves over whatever is there.
        changes: answers by their field's name (`ANSWERS`).
        question: the page's place in the form, whose unfinished text is dropped.

    Raises:
        NotAllowed: not a draft of theirs.
        DraftChanged: somebody changed one of these answers since; nothing is lost (pages.md 10).
        AlreadyDone: this form was written before.
        ValueError: a name that is no answer of the form.
    """
    unknown = set(changes) - ANSWERS
    if unknown:
        raise ValueError(f"Not an answer of the form: {', '.join(sorted(unknown))}")
    locked = lock(by=by, referral=referral)
    form_keys.use(key=form_key, by=by, result=locked.reference)
    refuse_lost_update(locked, locked, version, changes, by)
    changed = assign(locked, changes)
    if changed or is_unfinished(locked, by=by, question=question):
        touch(locked, by=by, fields=changed, question=question)
        audit.record(
            by=by, action="draft.saved", subjects=[locked.reference], detail={"fields": changed}
        )
    return locked


@transaction.atomic
def keep_typed(
    *, by: Membership, referral: Referral, question: str, typed: Mapping[str, list[str]]
) -> Referral:
    """Keep what was typed on a question's page that is no answer yet, so that nothing is lost.

    Args:
        question: the page's place in the form, as "children/1/date-of-birth".
        typed: the posted texts by input name.

    Raises:
        NotAllowed: not a draft of theirs.
    """
    locked = lock(by=by, referral=referral)
    kept = {name: texts for name, texts in typed.items() if any(texts)}
    key = unfinished_key(by, question)
    if locked.unfinished.get(key, {}) != kept:
        locked.unfinished = {**locked.unfinished, key: kept}
        locked.saved_at, locked.saved_by = timezone.now(), by
        locked.save(update_fields=["unfinished", "saved_at", "saved_by"])
        audit.record(
            by=by,
            action="draft.kept_unfinished",
            subjects=[locked.reference],
            detail={"question": question},
        )
    return locked


# What every draft operation stands on --------------------------------------------------------


def lock(*, by: Membership, referral: Referral) -> Referral:
    """Lock a draft for writing.

    Raises:
        NotAllowed: it is no draft any more, or neither theirs nor given to them.
    """
    locked = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("author", "partnership", "edition__framework__partnership")
        .get(pk=referral.pk)
    )
    if not may_edit_draft(by, locked):
        raise NotAllowed
    return locked


def assign(record: models.Model, changes: Answers) -> list[str]:
    """Set the answers on a row and return the names of those that changed."""
    changed = sorted(name for name, value in changes.items() if getattr(record, name) != value)
    for name in changed:
        setattr(record, name, changes[name])
    return changed


def touch(
    locked: Referral, *, by: Membership, fields: list[str] | None = None, question: str = ""
) -> None:
    """Raise the draft's version, say when and by whom it was saved, drop what was unfinished."""
    locked.version += 1
    locked.saved_at, locked.saved_by = timezone.now(), by
    done = unfinished_key(by, question)
    locked.unfinished = {key: typed for key, typed in locked.unfinished.items() if key != done}
    locked.save(update_fields=[*(fields or []), "version", "saved_at", "saved_by", "unfinished"])


def unfinished_key(by: Membership, question: str) -> str:
    """Return under which name a person's unfinished text of a question is kept."""
    return f"{by.person_id}:{question}"


def is_unfinished(locked: Referral, *, by: Membership, question: str) -> bool:
    """Say whether this person left a question unfinished."""
    return unfinished_key(by, question) in locked.unfinished


def forget_unfinished(locked: Referral, *, of: str) -> None:
    """Drop what was unfinished on the pages of something that was removed; `touch` writes it.

    Args:
        of: the place of what was removed, as "people/2".
    """
    locked.unfinished = {
        key: typed
        for key, typed in locked.unfinished.items()
        if not f"{key.partition(':')[2]}/".startswith(f"{of}/")
    }


def refuse_lost_update(
    locked: Referral,
    record: Referral | ReferredChild | FamilyMember,
    version: int | None,
    changes: Answers,
    by: Membership,
) -> None:
    """Refuse to write over an answer that changed after the page was loaded.

    Other questions may have been answered meanwhile, in another window or by a colleague: only
    an answer that differs now from what it was at `version`, and from what is being written,
    is a conflict. The row's history knows what it was.

    Raises:
        DraftChanged: with the present answers.
    """
    if version is None or version == record.version:
        return
    # django-pghistory adds the model of the row's history when the class is tracked.
    history = record.pgh_event_model  # type: ignore[union-attr]
    loaded = (
        history.objects.filter(pgh_obj_id=record.pk, version=version).order_by("-pgh_id").first()
    )
    theirs = {
        name: getattr(record, name)
        for name, mine in changes.items()
        if name != "sections_done"
        and getattr(record, name) != mine
        and (loaded is None or getattr(loaded, name) != getattr(record, name))
    }
    if theirs:
        saved_by = locked.saved_by or locked.author
        raise DraftChanged(
            theirs=theirs,
            version=record.version,
            by_name=saved_by.person.full_name,
            at=locked.saved_at,
            same_person=saved_by.person_id == by.person_id,
        )


def next_number(rows: "models.QuerySet[Any]") -> int:
    """Return the number of the next row: one more than the highest in use."""
    return (rows.aggregate(highest=models.Max("number"))["highest"] or 0) + 1


def _with_reference(**fields: object) -> Referral:
    """Write the row; a reference that was taken a moment ago is drawn again."""
    for attempt in range(REFERENCE_TRIES):
        try:
            with transaction.atomic():
                return Referral.objects.create(reference=new_reference(_RANDOM), **fields)
        except IntegrityError:
            if attempt == REFERENCE_TRIES - 1:
                raise
    raise AssertionError("a reference is drawn at least once")
