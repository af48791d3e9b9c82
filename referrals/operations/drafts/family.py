"""Children, family and professionals of a draft: adding, changing and removing them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction

from accounts.models import Membership
from accounts.operations import audit, form_keys
from directory.names import name_key
from referrals.errors import AlreadyAChild
from referrals.models import (
    FamilyMember,
    Professional,
    Referral,
    ReferredChild,
    Relationship,
)
from referrals.operations.drafts.signs import settle
from referrals.operations.drafts.writing import (
    Answers,
    assign,
    forget_unfinished,
    is_unfinished,
    lock,
    next_number,
    refuse_lost_update,
    touch,
)
from referrals.rules import Answer, ChildKind

_SAFE_CONTACT = {
    "may_know",
    "may_not_know_because",
    "safe_phone",
    "safe_email",
    "safe_times",
    "voicemail_safe",
    "may_write",
    "address_confidential",
}
CHILD_ANSWERS = frozenset(
    _SAFE_CONTACT
    | {
        "kind",
        "first_name",
        "last_name",
        "known_as",
        "description",
        "date_of_birth",
        "about_age",
        "due_on",
        "due_day_known",
        "age_unknown",
        "sex",
        "gender",
        "address",
        "postcode",
        "address_unknown",
        "where_now",
        "previous_addresses",
        "ethnicity",
        "ethnicity_other",
        "religion",
        "first_language",
        "needs_interpreter",
        "communication",
        "disabled",
        "disabilities",
        "special_needs",
        "young_carer",
        "young_carer_for",
        "school",
        "gp",
        "health_visitor",
        "nhs_number",
        "pupil_number",
        "said",
        "not_asked_because",
        "already_knows",
    }
)
MEMBER_ANSWERS = frozenset(
    _SAFE_CONTACT
    | {
        "name",
        "date_of_birth",
        "about_age",
        "under_18",
        "lives_with",
        "address",
        "ethnicity",
        "religion",
        "first_language",
        "needs_interpreter",
    }
)
PROFESSIONAL_ANSWERS = frozenset({"name", "job", "agency", "phone", "working_now"})

# What a child who was first listed as family brings along (decision 1).
_BROUGHT_ALONG = (
    "date_of_birth",
    "about_age",
    "ethnicity",
    "religion",
    "first_language",
    "needs_interpreter",
    "address",
    *sorted(_SAFE_CONTACT),
)

Numbered = TypeVar("Numbered", FamilyMember, Professional)
# What somebody is to each child, by the child's number: relation, parental responsibility.
Relations = Mapping[int, Mapping[str, str]]


@transaction.atomic
def add_child(
    *,
    by: Membership,
    referral: Referral,
    kind: ChildKind,
    answers: Answers | None = None,
    form_key: UUID | None = None,
) -> ReferredChild:
    """Add a child, an unborn baby or a child without a known name to a draft (decision 1).

    Args:
        answers: first answers by field, as `{"first_name": "Amira"}`.
        form_key: its result is the child's number.

    Raises:
        NotAllowed: not a draft of theirs.
        AlreadyDone: this form was written before.
    """
    locked = lock(by=by, referral=referral)
    child = _new_child(locked, by=by, kind=kind, answers=answers or {}, form_key=form_key)
    settle(locked)
    touch(locked, by=by, question="children/add")
    audit.record(by=by, action="draft.child_added", subjects=[child.reference])
    return child


@transaction.atomic
def change_child(
    *,
    by: Membership,
    child: ReferredChild,
    version: int | None,
    changes: Answers,
    question: str = "",
) -> ReferredChild:
    """Save answers about one child of a draft.

    Args:
        version: the child's version the page was loaded from; None saves over it.
        changes: answers by their field's name (`CHILD_ANSWERS`).

    Raises:
        NotAllowed: not a draft of theirs.
        DraftChanged: somebody changed one of these answers since.
        ValueError: a name that is no answer about a child.
    """
    _refuse_unknown(changes, CHILD_ANSWERS)
    locked = lock(by=by, referral=child.referral)
    row = ReferredChild.objects.select_for_update().get(pk=child.pk, referral=locked)
    row.referral = locked
    refuse_lost_update(locked, row, version, changes, by)
    changed = assign(row, changes)
    if changed or is_unfinished(locked, by=by, question=question):
        row.name_key = name_key(row.first_name, row.last_name)
        row.version += 1
        row.save(update_fields=[*changed, "name_key", "version"])
        touch(locked, by=by, question=question)
        audit.record(
            by=by, action="draft.saved", subjects=[row.reference], detail={"fields": changed}
        )
    return row


@transaction.atomic
def remove_child(*, by: Membership, child: ReferredChild) -> None:
    """Remove a child from a draft with everything written about them.

    Raises:
        NotAllowed: not a draft of theirs; after sending nothing can be removed (pages.md 10).
    """
    locked = lock(by=by, referral=child.referral)
    row = ReferredChild.objects.select_for_update().get(pk=child.pk, referral=locked)
    reference = row.reference
    FamilyMember.objects.filter(became=row).update(worried_too="", version=models.F("version") + 1)
    forget_unfinished(locked, of=f"children/{row.number}")
    row.delete()
    settle(locked)
    touch(locked, by=by)
    audit.record(by=by, action="draft.child_removed", subjects=[reference])


@transaction.atomic
def add_member(
    *,
    by: Membership,
    referral: Referral,
    answers: Answers,
    relations: Relations | None = None,
    form_key: UUID | None = None,
) -> FamilyMember:
    """Add somebody of the family, household or network to a draft.

    Args:
        answers: answers by field (`MEMBER_ANSWERS`); a name at least.
        relations: what they are to each child, by the child's number.
        form_key: its result is the person's number.

    Raises:
        NotAllowed: not a draft of theirs.
        AlreadyDone: this form was written before.
    """
    _refuse_unknown(answers, MEMBER_ANSWERS)
    locked = lock(by=by, referral=referral)
    number = next_number(locked.family_members.all())
    form_keys.use(key=form_key, by=by, result=str(number))
    member = FamilyMember.objects.create(referral=locked, number=number, **answers)
    _relate(member, relations or {})
    locked.household_known = Answer.YES
    touch(locked, by=by, fields=["household_known"], question="people/add")
    audit.record(
        by=by,
        action="draft.member_added",
        subjects=[locked.reference],
        detail={"person": number},
    )
    return member


@transaction.atomic
def change_member(
    *,
    by: Membership,
    member: FamilyMember,
    version: int | None,
    changes: Answers,
    relations: Relations | None = None,
    question: str = "",
) -> FamilyMember:
    """Save answers about somebody of the family.

    Args:
        version: the person's version the page was loaded from; None saves over it.
        changes: answers by field (`MEMBER_ANSWERS`).
        relations: what they are to each child, by the child's number; what is left out stays.

    Raises:
        NotAllowed: not a draft of theirs.
        DraftChanged: somebody changed one of these answers since.
    """
    _refuse_unknown(changes, MEMBER_ANSWERS)
    locked = lock(by=by, referral=member.referral)
    row = FamilyMember.objects.select_for_update().get(pk=member.pk, referral=locked)
    refuse_lost_update(locked, row, version, changes, by)
    changed = assign(row, changes)
    related = _relate(row, relations or {})
    if changed or related or is_unfinished(locked, by=by, question=question):
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        touch(locked, by=by, question=question)
        audit.record(
            by=by,
            action="draft.saved",
            subjects=[locked.reference],
            detail={"person": row.number, "fields": [*changed, *related]},
        )
    return row


@transaction.atomic
def say_whether_worried_too(
    *, by: Membership, member: FamilyMember, worried: Answer, because: str = ""
) -> FamilyMember:
    """Answer "Are you worried about them too?" for a child of the home (decision 1).

    Yes makes them a child of the referral, who brings along what was written about them; no
    needs a reason. Answering yes twice makes one child.

    Raises:
        NotAllowed: not a draft of theirs.
        AlreadyAChild: no, but they have become a child of the referral.
    """
    locked = lock(by=by, referral=member.referral)
    row = FamilyMember.objects.select_for_update().get(pk=member.pk, referral=locked)
    if worried == Answer.YES and row.became_id is None:
        first, _, last = row.name.partition(" ")
        brought = {name: getattr(row, name) for name in _BROUGHT_ALONG}
        row.became = _new_child(
            locked,
            by=by,
            kind=ChildKind.CHILD,
            answers={"first_name": first, "last_name": last, **brought},
        )
        settle(locked)
    elif worried != Answer.YES and row.became_id is not None:
        raise AlreadyAChild(field="worried_too")
    row.worried_too = worried
    row.not_referred_because = because if worried == Answer.NO else ""
    row.version += 1
    row.save(update_fields=["became", "worried_too", "not_referred_because", "version"])
    touch(locked, by=by, question=f"people/{row.number}/worried-too")
    audit.record(
        by=by,
        action="draft.saved",
        subjects=[locked.reference],
        detail={"person": row.number, "fields": ["worried_too"]},
    )
    return row


@transaction.atomic
def remove_member(*, by: Membership, member: FamilyMember) -> None:
    """Remove somebody of the family from a draft.

    Raises:
        NotAllowed: not a draft of theirs.
    """
    _remove(by=by, row=member, place="people", action="draft.member_removed")


@transaction.atomic
def add_professional(
    *, by: Membership, referral: Referral, answers: Answers, form_key: UUID | None = None
) -> Professional:
    """Add somebody else who is helping the family.

    Raises:
        NotAllowed: not a draft of theirs.
        AlreadyDone: this form was written before.
    """
    _refuse_unknown(answers, PROFESSIONAL_ANSWERS)
    locked = lock(by=by, referral=referral)
    number = next_number(locked.professionals.all())
    form_keys.use(key=form_key, by=by, result=str(number))
    professional = Professional.objects.create(referral=locked, number=number, **answers)
    locked.nobody_helping = Answer.NO
    touch(locked, by=by, fields=["nobody_helping"], question="professionals/add")
    audit.record(
        by=by,
        action="draft.professional_added",
        subjects=[locked.reference],
        detail={"professional": number},
    )
    return professional


@transaction.atomic
def change_professional(
    *, by: Membership, professional: Professional, changes: Answers
) -> Professional:
    """Save answers about a professional.

    Raises:
        NotAllowed: not a draft of theirs.
    """
    _refuse_unknown(changes, PROFESSIONAL_ANSWERS)
    locked = lock(by=by, referral=professional.referral)
    row = Professional.objects.select_for_update().get(pk=professional.pk, referral=locked)
    changed = assign(row, changes)
    question = f"professionals/{row.number}"
    if changed or is_unfinished(locked, by=by, question=question):
        if changed:
            row.save(update_fields=changed)
        touch(locked, by=by, question=question)
        audit.record(
            by=by,
            action="draft.saved",
            subjects=[locked.reference],
            detail={"professional": row.number, "fields": changed},
        )
    return row


@transaction.atomic
def remove_professional(*, by: Membership, professional: Professional) -> None:
    """Remove a professional from a draft.

    Raises:
        NotAllowed: not a draft of theirs.
    """
    _remove(by=by, row=professional, place="professionals", action="draft.professional_removed")


def _new_child(
    locked: Referral,
    *,
    by: Membership,
    kind: ChildKind,
    answers: Answers,
    form_key: UUID | None = None,
) -> ReferredChild:
    _refuse_unknown(answers, CHILD_ANSWERS)
    number = next_number(locked.children.all())
    form_keys.use(key=form_key, by=by, result=str(number))
    child = ReferredChild(referral=locked, number=number, kind=kind)
    assign(child, answers)
    child.name_key = name_key(child.first_name, child.last_name)
    child.save()
    return child


def _relate(member: FamilyMember, relations: Relations) -> list[str]:
    """Write what a person is to the children named by number; return what changed."""
    children = {child.number: child for child in member.referral.children.all()}
    changed: set[str] = set()
    for number, answers in relations.items():
        row = Relationship.objects.filter(member=member, child=children[number]).first()
        row = row or Relationship(member=member, child=children[number])
        names = assign(row, answers)
        if names:
            row.save()
            changed.update(names)
    return sorted(changed)


def _remove(*, by: Membership, row: Numbered, place: str, action: str) -> None:
    locked = lock(by=by, referral=row.referral)
    number = row.number
    found: Callable[..., Any] = type(row)._default_manager.select_for_update().get
    found(pk=row.pk, referral=locked).delete()
    forget_unfinished(locked, of=f"{place}/{number}")
    touch(locked, by=by)
    audit.record(by=by, action=action, subjects=[locked.reference], detail={"number": number})


def _refuse_unknown(answers: Answers, known: frozenset[str]) -> None:
    unknown = set(answers) - known
    if unknown:
        raise ValueError(f"Not an answer of the form: {', '.join(sorted(unknown))}")
