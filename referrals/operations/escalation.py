"""Keeping the steps of a disagreement (decision 33): add, change, remove, put in order."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.errors import NotAllowed
from accounts.models import Membership, Partnership
from accounts.operations import audit, form_keys
from referrals.access import may_change_escalation
from referrals.clocks import Unit
from referrals.errors import EmptyStep, EscalationChanged, ImpossibleTimescale, LastStep
from referrals.models import EscalationStep
from referrals.operations.timescales import check_length

# How a step may be counted; the other units are promises of the hub's, to the hour.
STEP_UNITS = (Unit.WORKING_DAYS, Unit.SAME_WORKING_DAY, Unit.OFFICE_HOURS, Unit.WEEKS)
KEY_LENGTH = 50


@dataclass(frozen=True, slots=True)
class StepAnswers:
    """What a step says: who talks to whom, what they do, how long it may take, which lane."""

    who: str
    what: str
    amount: int
    unit: Unit
    urgent: bool


@transaction.atomic
def add_step(
    *,
    by: Membership,
    answers: StepAnswers,
    after: str = "",
    form_key: UUID | None = None,
) -> EscalationStep:
    """Add a step to the ladder of the administrator's partnership.

    Args:
        after: the key of the step of the same lane it follows; nothing makes it the first.

    Raises:
        NotAllowed: not an administrator.
        EmptyStep: it does not say who talks to whom.
        ImpossibleTimescale: the unit cannot count the amount, or is none for a step.
        AlreadyDone: the same form arrived twice.
    """
    rows = _locked(by)
    _check(answers)
    form_keys.use(key=form_key, by=by)
    step = EscalationStep(
        partnership=by.partnership,
        key=_new_key(answers.who, rows),
        order=0,
        changed_at=timezone.now(),
        changed_by=by,
        **asdict(answers),
    )
    step.save()
    _put(step, rows, after)
    audit.record(
        by=by,
        action="escalation.step_added",
        subjects=[_subject(step)],
        detail={"after": after, **asdict(answers)},
    )
    return step


@transaction.atomic
def change_step(
    *,
    by: Membership,
    step: EscalationStep,
    answers: StepAnswers,
    after: str = "",
    version: int | None,
    form_key: UUID | None = None,
) -> EscalationStep:
    """Change what a step says, how long it may take, its lane and its place.

    Args:
        after: the key of the step of the same lane it follows; nothing makes it the first.
        version: the version the page was loaded from.

    Raises:
        NotAllowed: not an administrator of this partnership, or the step was removed.
        EscalationChanged: somebody changed it since the page was loaded.
        EmptyStep: it does not say who talks to whom.
        LastStep: no step would be left beside the urgent ones.
        ImpossibleTimescale: the unit cannot count the amount, or is none for a step.
        AlreadyDone: the same form arrived twice.
    """
    rows = _locked(by)
    locked = _found(rows, step)
    _refuse_if_changed(locked, by, version)
    _check(answers)
    if answers.urgent:
        _refuse_if_last(locked, rows)
    form_keys.use(key=form_key, by=by)
    before = {name: getattr(locked, name) for name in asdict(answers)}
    for name, value in asdict(answers).items():
        setattr(locked, name, value)
    locked.version += 1
    locked.changed_at, locked.changed_by = timezone.now(), by
    locked.save()
    _put(locked, rows, after)
    audit.record(
        by=by,
        action="escalation.step_changed",
        subjects=[_subject(locked)],
        detail={"before": before, "after": asdict(answers), "follows": after},
    )
    return locked


@transaction.atomic
def remove_step(
    *, by: Membership, step: EscalationStep, version: int | None, form_key: UUID | None = None
) -> None:
    """Take a step out of the ladder; what it said stays in the audit trail.

    Raises:
        NotAllowed: not an administrator of this partnership, or the step was removed.
        EscalationChanged: somebody changed it since the page was loaded.
        LastStep: no step would be left beside the urgent ones.
        AlreadyDone: the same form arrived twice.
    """
    rows = _locked(by)
    locked = _found(rows, step)
    _refuse_if_changed(locked, by, version)
    _refuse_if_last(locked, rows)
    form_keys.use(key=form_key, by=by)
    said = {name: getattr(locked, name) for name in ("who", "what", "amount", "unit", "urgent")}
    subject = _subject(locked)
    locked.delete()
    audit.record(by=by, action="escalation.step_removed", subjects=[subject], detail=said)


def _locked(by: Membership) -> list[EscalationStep]:
    """Lock the partnership's steps: order is theirs together, so they change one at a time."""
    if not may_change_escalation(by, by.partnership_id):
        raise NotAllowed
    Partnership.objects.select_for_update().get(pk=by.partnership_id)
    return list(
        EscalationStep.objects.filter(partnership_id=by.partnership_id)
        .select_for_update(of=("self",))
        .select_related("changed_by__person")
    )


def _found(rows: Sequence[EscalationStep], step: EscalationStep) -> EscalationStep:
    locked = next((row for row in rows if row.pk == step.pk), None)
    if locked is None:
        raise NotAllowed
    return locked


def _refuse_if_changed(locked: EscalationStep, by: Membership, version: int | None) -> None:
    if version is None or version == locked.version:
        return
    changed_by = locked.changed_by
    raise EscalationChanged(
        version=locked.version,
        by_name=changed_by.person.full_name if changed_by else "",
        same_person=bool(changed_by and changed_by.person_id == by.person_id),
        at=locked.changed_at,
    )


def _refuse_if_last(locked: EscalationStep, rows: Sequence[EscalationStep]) -> None:
    if not any(row for row in rows if row.pk != locked.pk and not row.urgent):
        raise LastStep


def _check(answers: StepAnswers) -> None:
    if not answers.who.strip():
        raise EmptyStep(field="who")
    if answers.unit not in STEP_UNITS:
        raise ImpossibleTimescale("Select the unit", field="unit")
    check_length(answers.amount, answers.unit)


def _put(step: EscalationStep, rows: Sequence[EscalationStep], after: str) -> None:
    """Number the steps again, with `step` behind the one named, or first in its lane."""
    others = [row for row in rows if row.pk != step.pk]
    lane = [row for row in others if row.urgent == step.urgent]
    at = next((index + 1 for index, row in enumerate(lane) if row.key == after), 0)
    lane.insert(at, step)
    rest = [row for row in others if row.urgent != step.urgent]
    ordered = [*rest, *lane] if step.urgent else [*lane, *rest]
    for order, row in enumerate(ordered, start=1):
        if row.order != order:
            row.order = order
            row.save(update_fields=["order"])


def _new_key(who: str, rows: Sequence[EscalationStep]) -> str:
    """Return a name of its own for a new step, that stays when its words change."""
    base, taken = slugify(who)[:KEY_LENGTH] or "step", {row.key for row in rows}
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _subject(step: EscalationStep) -> str:
    return f"escalation-{step.key}"
