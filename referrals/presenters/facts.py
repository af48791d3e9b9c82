"""What of a draft sending asks for, and what the four questions can be filled in with."""

from collections.abc import Collection, Sequence
from typing import Literal

from django.utils import timezone

from govuk import words
from referrals.models import FamilyMember, Referral, ReferredChild
from referrals.rules import (
    Answer,
    Capacity,
    ChildFacts,
    ChildKind,
    Facts,
    Ground,
    MemberFacts,
    could_apply_to,
)

# What practitioners write for a mother, in small letters.
MOTHERS = frozenset({"mother", "birth mother", "expectant mother", "mum"})


def facts_of(referral: Referral) -> Facts:
    """Gather from the record what `rules.needed` reads, in a fixed number of queries."""
    members = list(referral.family_members.prefetch_related("relationships"))
    children = list(referral.children.prefetch_related("consents").order_by("number"))
    answered_for = {
        relationship.child_id
        for member in members
        for relationship in member.relationships.all()
        if relationship.parental_responsibility
    }
    without_responsibility = {
        (member.pk, relationship.child_id)
        for member in members
        for relationship in member.relationships.all()
        if relationship.parental_responsibility in {Answer.NO, Answer.UNKNOWN}
    }
    called = told_apart(children, by="short_name")
    policy = getattr(referral.partnership, "consent_policy", None)
    prompt_age = policy.prompt_age if policy else None
    return Facts(
        ground=Ground(referral.ground) if referral.ground else None,
        allegation=is_allegation(referral),
        callback=bool(referral.callback_number),
        worry=bool(referral.worry.strip()),
        worker_role=bool(referral.worker_role),
        must_not_know_said=bool(referral.someone_must_not_know),
        household_said=bool(members) or bool(referral.household_known),
        circumstances_said=referral.circumstances_asked,
        circumstances_of_nobody=_circumstances_of_nobody(referral, children),
        has_levels=referral.edition.has_levels,
        signs_said=bool(referral.no_indicator_because) or referral.chosen_indicators.exists(),
        signs_of_nobody=signs_of_nobody(referral, children),
        parents_know_said=bool(referral.parents_know),
        tried_said=bool(referral.tried or referral.nothing_tried_because),
        children=tuple(
            _child_facts(
                child,
                name=called[child.number],
                without_responsibility=without_responsibility,
                responsibility_said=child.pk in answered_for
                or referral.household_known == Answer.UNKNOWN,
                prompt_age=prompt_age,
            )
            for child in children
        ),
        members=tuple(
            MemberFacts(
                number=member.number,
                name=member.name,
                under_18=member.under_18,
                lives_with=member.lives_with == Answer.YES,
                safe_contact_said=bool(member.may_know),
                worried_too_said=bool(member.worried_too),
            )
            for member in members
        ),
    )


def signs_of_nobody(referral: Referral, children: Sequence[ReferredChild]) -> tuple[str, ...]:
    """Return the chosen signs of which nobody said to whom of several children they apply."""
    # Asked in any case, so that a page takes as many queries for one child as for twenty.
    found = tuple(referral.chosen_indicators.filter(children=None).values_list("text", flat=True))
    return found if len(children) > 1 else ()


def _circumstances_of_nobody(
    referral: Referral, children: Sequence[ReferredChild]
) -> tuple[tuple[str, str], ...]:
    """Return key and name of circumstances of which nobody said to whom they apply."""
    found = referral.chosen_circumstances.filter(children=None).select_related("circumstance")
    return tuple(
        (one.circumstance.key, one.circumstance.label)
        for one in found
        if len(could_be_of(one.circumstance.key, children)) > 1
    )


def could_be_of(key: str, children: Sequence[ReferredChild]) -> list[ReferredChild]:
    """Return the children a circumstance can be about; all of them where it fits none."""
    fitting = [
        child for child in children if could_apply_to(key, unborn=child.kind == ChildKind.UNBORN)
    ]
    return fitting or list(children)


def told_apart(
    children: Sequence[ReferredChild], *, by: Literal["short_name", "full_name"] = "full_name"
) -> dict[int, str]:
    """Return what each child is called, by number; children of one name are told apart.

    Two children called Amira are "Amira (child 1)" and "Amira (child 2)", two nobody could name
    "child 1" and "child 2".
    """
    called = [getattr(child, by) for child in children]
    return {
        child.number: name if called.count(name) == 1 else _with_number(name, child)
        for child, name in zip(children, called, strict=True)
    }


def _with_number(name: str, child: ReferredChild) -> str:
    if child.first_name or child.last_name or child.description:
        return f"{name} (child {child.number})"
    return f"{'baby' if child.kind == ChildKind.UNBORN else 'child'} {child.number}"


def is_allegation(referral: Referral) -> bool:
    """Say whether it is about somebody who works with children and no child at home is at risk."""
    return referral.about_worker and referral.risk_at_home == Answer.NO


def _years(child: ReferredChild) -> int:
    """Return the child's age in whole years; 0 where it is not known."""
    if child.date_of_birth:
        return words.years_between(child.date_of_birth, timezone.localdate())
    return child.about_age or 0


def _child_facts(
    child: ReferredChild,
    *,
    name: str,
    without_responsibility: Collection[tuple[int, int]],
    responsibility_said: bool,
    prompt_age: int | None,
) -> ChildFacts:
    unborn = child.kind == ChildKind.UNBORN
    consents = list(child.consents.all())
    doubted = {
        consent.pk
        for consent in consents
        if consent.capacity == Capacity.PARENTAL_RESPONSIBILITY
        and (consent.giver_member_id, child.pk) in without_responsibility
    }
    recorded = {
        consent.pk
        for consent in consents
        if consent.answer == "agreed"
        and consent.withdrawn_at is None
        and consent.giver
        and consent.purposes
        and consent.how
        and (consent.until is None or consent.until >= timezone.localdate())
    }
    return ChildFacts(
        number=child.number,
        name=name,
        unborn=unborn,
        identified=bool(unborn or child.first_name or child.last_name or child.description),
        placed=bool(child.address or child.postcode or child.address_unknown or child.where_now),
        age_said=bool(child.date_of_birth or child.due_on or child.age_unknown)
        or child.about_age is not None,
        young_carer_said=bool(child.young_carer),
        responsibility_said=responsibility_said,
        level=child.confirmed_level,
        consent_recorded=bool(recorded - doubted),
        consent_doubted=bool(doubted) and not recorded - doubted,
        young_person_asked=prompt_age is not None and _years(child) >= prompt_age,
        young_person_said=any(consent.by_young_person for consent in consents),
    )


def is_whole(child: ReferredChild) -> bool:
    """Say whether a child's name, age and address were told, which four answers may leave out."""
    named = child.kind == ChildKind.UNBORN or bool(child.first_name and child.last_name)
    aged = child.date_of_birth or child.due_on or child.about_age is not None
    return bool(named and aged and (child.address or child.postcode))


# The four questions --------------------------------------------------------------------------


def which_words(children: list[ReferredChild]) -> str:
    """Return "Which child or children?" as far as the draft says it already."""
    return "\n".join(child_words(child) for child in children)


def where_words(children: list[ReferredChild]) -> str:
    """Return "Where are they now?" as far as the draft says it already, each place once."""
    places = [child.where_now or _home(child) for child in children]
    return "\n".join(dict.fromkeys(place for place in places if place))


def _home(child: ReferredChild) -> str:
    return ", ".join(part for part in (child.address, child.postcode) if part)


def child_words(child: ReferredChild) -> str:
    """Return a child with the age: "Amira, 7 months"; a description stands for itself."""
    described = child.description and not (child.first_name or child.last_name)
    if described and child.about_age is None and child.date_of_birth is None:
        return child.full_name
    return words.with_age(child.full_name, child_age(child))


def relation_words(member: FamilyMember) -> str:
    """Return what somebody is to the children: "mother", or each relation once."""
    found = [row.relation for row in member.relationships.all() if row.relation]
    return ", ".join(dict.fromkeys(found))


def mother_of(child: ReferredChild) -> str:
    """Return the name of a child's mother, where somebody was said to be; else nothing."""
    return next(
        (
            one.member.name
            for one in child.relationships.all()
            if one.relation.strip().lower() in MOTHERS and one.member.name
        ),
        "",
    )


def child_age(child: ReferredChild) -> str:
    """Return a child's age in words (pages.md 9)."""
    return words.age_words(
        today=timezone.localdate(),
        born=child.date_of_birth,
        due=child.due_on,
        due_day_known=child.due_day_known,
        about=child.about_age,
    )
