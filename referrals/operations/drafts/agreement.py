"""Who agreed, to what and how: consent, recorded apart from the ground (decisions 20 to 22)."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.models import Membership
from accounts.operations import audit, form_keys
from referrals.models import Consent, Referral, ReferredChild
from referrals.operations.drafts.writing import Answers, lock, touch
from referrals.rules import Answer

CONSENT_ANSWERS = frozenset(
    {
        "giver",
        "giver_member",
        "by_young_person",
        "capacity",
        "capacity_words",
        "purposes",
        "how",
        "witness",
        "signature",
        "given_on",
        "language",
        "interpreter",
        "until",
        "words",
    }
)
YOUNG_PERSON = "young_person"
AGREED, REFUSED, NOT_ASKED = "agreed", "refused", "not_asked"
_SAID: dict[str, str] = {Answer.YES: AGREED, Answer.NO: REFUSED, NOT_ASKED: NOT_ASKED}
# A young person's own answer stands beside the parents', it is no act of agreeing for others.
OWN_ANSWER = 0


@transaction.atomic
def record_agreement(
    *,
    by: Membership,
    referral: Referral,
    children: Collection[int],
    answers: Answers,
    form_key: UUID | None = None,
) -> int:
    """Record that somebody agreed for these children: one row each (decision 22).

    Args:
        children: the children's numbers; one act may hold for all of them.
        answers: who, in what capacity and so on, by field (`CONSENT_ANSWERS`).
        form_key: its result is the agreement's number.

    Returns:
        The agreement's number in the referral.

    Raises:
        NotAllowed: not a draft of theirs.
        AlreadyDone: this form was written before.
    """
    _refuse_unknown(answers)
    locked = lock(by=by, referral=referral)
    highest = Consent.objects.filter(child__referral=locked).aggregate(highest=Max("number"))
    number = (highest["highest"] or 0) + 1
    form_keys.use(key=form_key, by=by, result=str(number))
    for child in locked.children.filter(number__in=children):
        Consent.objects.create(child=child, number=number, recorded_by=by, **answers)
    touch(locked, by=by, question="agreements/add")
    audit.record(
        by=by,
        action="draft.agreement_recorded",
        subjects=[f"{locked.reference}/{child}" for child in sorted(children)],
        detail={"agreement": number},
    )
    return number


@transaction.atomic
def change_agreement(
    *,
    by: Membership,
    referral: Referral,
    number: int,
    answers: Answers,
    children: Collection[int] | None = None,
    question: str = "",
) -> None:
    """Save answers about one act of agreeing, for all the children it holds for.

    Args:
        number: the agreement's number in the referral.
        children: the children it holds for; None leaves them as they are.

    Raises:
        NotAllowed: not a draft of theirs.
    """
    _refuse_unknown(answers)
    locked = lock(by=by, referral=referral)
    rows = Consent.objects.select_for_update(of=("self",)).filter(
        child__referral=locked, number=number
    )
    pattern = rows.first()
    rows.update(**answers)
    if children is not None and pattern is not None:
        rows.exclude(child__number__in=children).delete()
        has = set(rows.values_list("child__number", flat=True))
        kept = {name: getattr(pattern, name) for name in CONSENT_ANSWERS} | dict(answers)
        for child in locked.children.filter(number__in=set(children) - has):
            Consent.objects.create(child=child, number=number, recorded_by=by, **kept)
    touch(locked, by=by, question=question)
    audit.record(
        by=by,
        action="draft.agreement_changed",
        subjects=[locked.reference],
        detail={"agreement": number, "fields": sorted(answers)},
    )


@transaction.atomic
def remove_agreement(*, by: Membership, referral: Referral, number: int) -> None:
    """Remove an act of agreeing from a draft.

    Raises:
        NotAllowed: not a draft of theirs; after sending it is withdrawn, never removed.
    """
    locked = lock(by=by, referral=referral)
    Consent.objects.filter(child__referral=locked, number=number).exclude(
        number=OWN_ANSWER
    ).delete()
    touch(locked, by=by)
    audit.record(
        by=by,
        action="draft.agreement_removed",
        subjects=[locked.reference],
        detail={"agreement": number},
    )


@transaction.atomic
def ask_young_person(
    *,
    by: Membership,
    child: ReferredChild,
    answer: str,
    because: str = "",
    judged: str = "",
) -> Consent:
    """Record whether the young person agrees as well, or why not asked (R-023, decision 21).

    Args:
        answer: yes, no, or "not_asked".
        because: why they were not asked.
        judged: how it was judged that they understand.

    Raises:
        NotAllowed: not a draft of theirs.
    """
    locked = lock(by=by, referral=child.referral)
    said = _SAID[answer]
    consent, _ = Consent.objects.update_or_create(
        child=locked.children.get(pk=child.pk),
        by_young_person=True,
        number=OWN_ANSWER,
        defaults={
            "giver": child.full_name,
            "capacity": YOUNG_PERSON,
            "capacity_words": judged,
            "answer": said,
            "words": because,
            "recorded_by": by,
        },
    )
    touch(locked, by=by, question=f"children/{child.number}/agrees")
    audit.record(
        by=by,
        action="draft.young_person_asked",
        subjects=[f"{locked.reference}/{child.number}"],
        detail={"answer": said},
    )
    return consent


def _refuse_unknown(answers: Answers) -> None:
    unknown = set(answers) - CONSENT_ANSWERS
    if unknown:
        raise ValueError(f"Not an answer of the form: {', '.join(sorted(unknown))}")
