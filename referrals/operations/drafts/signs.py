"""Signs, circumstances, the suggestion and the level the practitioner holds to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.models import Membership
from accounts.operations import audit
from referrals import duties
from referrals.errors import DraftChanged
from referrals.models import (
    ChosenCircumstance,
    ChosenIndicator,
    Referral,
    ReferredChild,
)
from referrals.operations.drafts.writing import is_unfinished, lock, refuse_lost_update, touch
from referrals.presenters.duties import door_name
from referrals.presenters.facts import could_be_of
from referrals.rules import Answer
from thresholds.models import Circumstance, Indicator
from thresholds.suggestion import Settings, Suggestion, suggest


@transaction.atomic
def choose_indicators(
    *,
    by: Membership,
    referral: Referral,
    shown: Collection[int],
    chosen: Collection[int],
    question: str = "",
) -> Referral:
    """Choose and unchoose the signs of one page; signs of other pages stay as they are.

    With one child each new sign applies to that child; with several, `apply_indicators` says to
    whom. The wording is kept with the choice (decision 17).

    A page may have been opened before the draft moved to another edition: a sign is the same sign
    while its code is the same, and one that is gone is told on the draft's pages.

    Args:
        shown: ids of the indicators the page offered, of the referral's edition or an earlier one.
        chosen: ids of those ticked.

    Raises:
        NotAllowed: not a draft of theirs.
    """
    locked = lock(by=by, referral=referral)
    offered, wanted, gone = _as_they_are_now(locked, shown=shown, chosen=chosen)
    before = set(
        locked.chosen_indicators.filter(indicator_id__in=offered).values_list(
            "indicator_id", flat=True
        )
    )
    added, removed = wanted - before, before - wanted
    locked.chosen_indicators.filter(indicator_id__in=removed).delete()
    only = _only_child(locked)
    for pk in added:
        indicator = offered[pk]
        row = ChosenIndicator.objects.create(
            referral=locked,
            indicator=indicator,
            text=indicator.text,
            level=indicator.level.number,
            domain=indicator.domain.name,
        )
        if only:
            row.children.add(only)
    fields = []
    if added and locked.no_indicator_because:
        locked.no_indicator_because = ""
        fields = ["no_indicator_because"]
    if _tell_gone(locked, gone):
        fields = [*fields, "edition_followed"]
    if added or removed or gone or is_unfinished(locked, by=by, question=question):
        settle(locked)
        touch(locked, by=by, fields=fields, question=question)
        audit.record(
            by=by,
            action="draft.signs_chosen",
            subjects=[locked.reference],
            detail={
                "added": sorted(offered[pk].code for pk in added),
                "removed": sorted(offered[pk].code for pk in removed),
            },
        )
    return locked


def _as_they_are_now(
    locked: Referral, *, shown: Collection[int], chosen: Collection[int]
) -> tuple[dict[int, Indicator], set[int], list[Indicator]]:
    """Return the signs a page offered as they are in the draft's edition, those ticked, those gone.

    An id that is of no edition of this framework counts for nothing.
    """
    asked = Indicator.objects.filter(
        pk__in=shown, edition__framework=locked.edition.framework
    ).select_related("level", "domain")
    posted = {indicator.pk: indicator for indicator in asked}
    earlier = [one for one in posted.values() if one.edition_id != locked.edition_id]
    now = {
        sign.code: sign
        for sign in Indicator.objects.filter(
            edition_id=locked.edition_id, code__in=[one.code for one in earlier]
        ).select_related("level", "domain")
    }
    same = {
        pk: one if one.edition_id == locked.edition_id else now.get(one.code)
        for pk, one in posted.items()
    }
    ticked = [pk for pk in chosen if pk in same]
    return (
        {sign.pk: sign for sign in same.values() if sign},
        {sign.pk for pk in ticked if (sign := same[pk])},
        [posted[pk] for pk in ticked if same[pk] is None],
    )


def _tell_gone(locked: Referral, gone: Collection[Indicator]) -> bool:
    """Keep which ticked signs are gone, for the pages to tell; say whether any is new."""
    told = locked.edition_followed
    new = [
        {"code": sign.code, "text": sign.text}
        for sign in gone
        if told and sign.code not in {known["code"] for known in told["retired"]}
    ]
    if new:
        locked.edition_followed = told | {"retired": [*told["retired"], *new]}
    return bool(new)


@transaction.atomic
def apply_indicators(
    *, by: Membership, referral: Referral, children_of: Mapping[int, Collection[int]]
) -> Referral:
    """Say to which children each chosen sign applies.

    Args:
        children_of: children's numbers by the chosen indicator's id.

    Raises:
        NotAllowed: not a draft of theirs.
    """
    locked = lock(by=by, referral=referral)
    children = {child.number: child for child in locked.children.all()}
    for row in locked.chosen_indicators.filter(indicator_id__in=children_of):
        numbers = children_of[row.indicator_id]
        row.children.set(child for number, child in children.items() if number in numbers)
    settle(locked)
    touch(locked, by=by, question="signs/apply")
    audit.record(by=by, action="draft.signs_applied", subjects=[locked.reference])
    return locked


@transaction.atomic
def choose_circumstances(*, by: Membership, referral: Referral, keys: Collection[str]) -> Referral:
    """Choose the special circumstances that may apply; none is an answer too (decision 16).

    What was recorded of a duty stays while its circumstance stays chosen.

    Args:
        keys: keys of the edition's circumstances, as "private_fostering".

    Raises:
        NotAllowed: not a draft of theirs.
    """
    locked = lock(by=by, referral=referral)
    wanted = {
        row.key: row
        for row in Circumstance.objects.filter(edition_id=locked.edition_id, key__in=keys)
    }
    locked.chosen_circumstances.exclude(circumstance__key__in=wanted).delete()
    before = set(locked.chosen_circumstances.values_list("circumstance__key", flat=True))
    children = list(locked.children.all())
    for key, circumstance in wanted.items():
        if key not in before:
            row = ChosenCircumstance.objects.create(referral=locked, circumstance=circumstance)
            fitting = could_be_of(key, children)
            if len(fitting) == 1:
                row.children.set(fitting)
    locked.circumstances_asked = True
    settle(locked)
    touch(locked, by=by, fields=["circumstances_asked"], question="circumstances")
    audit.record(
        by=by,
        action="draft.circumstances_chosen",
        subjects=[locked.reference],
        detail={"circumstances": sorted(wanted)},
    )
    return locked


@transaction.atomic
def record_duty(
    *,
    by: Membership,
    referral: Referral,
    key: str,
    done: Answer | str,
    who: str = "",
    when: str = "",
    answers: Mapping[str, str] | None = None,
    children: Collection[int] | None = None,
    version: int | None = None,
) -> ChosenCircumstance:
    """Record whether a circumstance's duty has been done, and to which children it applies.

    Args:
        key: the chosen circumstance's key.
        done: yes, no ("Not yet"), or nothing said.
        who: whom they told; when: as they wrote it.
        answers: what else this duty asks, by the question's name (`duties.DUTIES`); what is not
            its own is left out, None leaves them as they are.
        children: numbers of the children it applies to; None leaves them as they are. With
            none of them it holds for every child until somebody says whom it is about.
        version: the record's version the page was loaded from; None saves over it.

    Raises:
        NotAllowed: not a draft of theirs.
        DraftChanged: somebody recorded something else since.
    """
    locked = lock(by=by, referral=referral)
    row = locked.chosen_circumstances.select_related("circumstance").get(circumstance__key=key)
    before = row.recorded
    row.duty_done = done
    row.duty_who, row.duty_when = (who, when) if done == Answer.YES else ("", "")
    if answers is not None:
        row.answers = duties.kept(key, answers, done=str(done))
    if row.recorded != before:
        _refuse_lost_record(locked, row, before, version, by)
        row.version += 1
        row.save(update_fields=["duty_done", "duty_who", "duty_when", "answers", "version"])
    if children is not None:
        row.children.set(locked.children.filter(number__in=children))
    settle(locked)
    touch(locked, by=by, question=duties.place_of(key))
    audit.record(
        by=by,
        action="draft.duty_recorded",
        subjects=[locked.reference],
        detail={"circumstance": key, "done": str(done)},
    )
    return row


def _refuse_lost_record(
    locked: Referral,
    row: ChosenCircumstance,
    before: Mapping[str, str],
    version: int | None,
    by: Membership,
) -> None:
    """Refuse to write over what somebody recorded after the page was loaded.

    Raises:
        DraftChanged: with the present answers.
    """
    if version is None or version == row.version:
        return
    mine = row.recorded
    # Where one of the two said nothing there is nothing to choose between.
    theirs = {name: said for name, said in before.items() if said and mine.get(name, "") != said}
    if theirs:
        saved_by = locked.saved_by or locked.author
        raise DraftChanged(
            theirs=theirs,
            version=row.version,
            by_name=saved_by.person.full_name,
            at=locked.saved_at,
            same_person=saved_by.person_id == by.person_id,
        )


@transaction.atomic
def settle_suggestion(*, by: Membership, child: ReferredChild) -> ReferredChild:
    """Work out the suggestion for one child again from what is chosen, and keep it.

    Every operation on signs, circumstances and children does so already.

    Raises:
        NotAllowed: not a draft of theirs.
    """
    locked = lock(by=by, referral=child.referral)
    settle(locked, only=child.pk)
    audit.record(by=by, action="draft.suggestion_settled", subjects=[child.reference])
    return ReferredChild.objects.select_related("referral").get(pk=child.pk)


@transaction.atomic
def confirm_level(
    *,
    by: Membership,
    child: ReferredChild,
    level: int,
    because: str = "",
    version: int | None = None,
    also: Iterable[int] = (),
) -> ReferredChild:
    """Record the level the practitioner holds to, and why where it differs (decision 17).

    Args:
        level: 1 to 4.
        because: why it differs from the suggestion; dropped where it does not.
        version: the child's version the page was loaded from; None saves over it.
        also: numbers of other children with the same suggestion who get the same level.

    Raises:
        NotAllowed: not a draft of theirs.
        DraftChanged: somebody confirmed another level since.
    """
    locked = lock(by=by, referral=child.referral)
    numbers = {child.number, *also}
    rows = list(locked.children.select_for_update().filter(number__in=numbers))
    first = next(row for row in rows if row.pk == child.pk)
    refuse_lost_update(locked, first, version, {"confirmed_level": level}, by)
    for row in rows:
        if row.pk != child.pk and row.suggested_level != first.suggested_level:
            continue
        row.confirmed_level = level
        row.level_differs_because = because if level != row.suggested_level else ""
        row.version += 1
        row.save(update_fields=["confirmed_level", "level_differs_because", "version"])
    touch(locked, by=by, question=f"children/{child.number}/level")
    audit.record(
        by=by,
        action="draft.level_confirmed",
        subjects=[f"{locked.reference}/{row.number}" for row in rows],
        detail={"level": level, "suggested": first.suggested_level},
    )
    return first


def settle(locked: Referral, *, only: int | None = None) -> None:
    """Store each child's suggestion with edition and wording (decisions 15 to 17).

    A sign or circumstance of which nobody said to whom it applies holds for every child it could
    be about: a Level 4 sign or a floor (decision 16) is never lost for want of that answer.
    A level confirmed on another suggestion is asked again: the practitioner looks at the new one.
    Where the partnership has no levels yet nothing is suggested (R-145).
    """
    if not locked.edition.has_levels:
        return
    settings = _settings(locked)
    children = list(
        locked.children.select_for_update().prefetch_related(
            "chosen_indicators__indicator__level",
            "chosen_indicators__indicator__domain",
            "chosen_circumstances__circumstance",
        )
    )
    of_nobody = _of_nobody(locked)
    for child in children:
        if only is not None and child.pk != only:
            continue
        stored = suggestion_for(child, locked, settings, of_nobody=of_nobody.for_(child, children))
        if stored == child.suggestion:
            continue
        if child.suggested_level is not None and stored["level"] != child.suggested_level:
            child.confirmed_level = None
        child.suggestion = stored
        child.suggested_level = int(str(stored["level"]))
        child.version += 1
        child.save(update_fields=["suggestion", "suggested_level", "confirmed_level", "version"])


@dataclass(frozen=True, slots=True)
class OfNobody:
    """Signs and circumstances of which nobody said to whom they apply."""

    indicators: tuple[Indicator, ...]
    circumstances: tuple[Circumstance, ...]

    def for_(self, child: ReferredChild, children: Sequence[ReferredChild]) -> "OfNobody":
        """Return those that hold for this child of the referral."""
        return OfNobody(
            self.indicators,
            tuple(one for one in self.circumstances if child in could_be_of(one.key, children)),
        )


def _of_nobody(locked: Referral) -> OfNobody:
    signs = locked.chosen_indicators.filter(children=None).select_related(
        "indicator__level", "indicator__domain"
    )
    special = locked.chosen_circumstances.filter(children=None).select_related("circumstance")
    return OfNobody(
        tuple(row.indicator for row in signs), tuple(row.circumstance for row in special)
    )


def suggestion_for(
    child: ReferredChild, referral: Referral, settings: Settings, *, of_nobody: OfNobody
) -> dict[str, object]:
    """Return what is stored of a suggestion: the level, why, and the words it was made from.

    Args:
        of_nobody: signs and circumstances not said of any child, which hold for this one too.
    """
    indicators = [row.indicator for row in child.chosen_indicators.all()]
    indicators += of_nobody.indicators
    circumstances = [row.circumstance for row in child.chosen_circumstances.all()]
    circumstances += of_nobody.circumstances
    found: Suggestion = suggest(
        [indicator.as_sign() for indicator in indicators],
        [circumstance.as_special() for circumstance in circumstances],
        settings,
    )
    return {
        **asdict(found),
        "edition": {
            "id": referral.edition_id,
            "framework": referral.edition.framework.name,
            "name": referral.edition.name,
        },
        "signs": [
            {
                "code": indicator.code,
                "level": indicator.level.number,
                "domain": indicator.domain.name,
                "text": indicator.text,
            }
            for indicator in sorted(indicators, key=lambda one: one.order)
        ],
        "circumstances": [
            {"key": circumstance.key, "name": circumstance.name, "floor": circumstance.floor}
            for circumstance in sorted(circumstances, key=lambda one: one.order)
        ],
    }


def _settings(referral: Referral) -> Settings:
    return referral.edition.settings(front_door=door_name(referral))


def _only_child(locked: Referral) -> ReferredChild | None:
    children = list(locked.children.all()[:2])
    return children[0] if len(children) == 1 else None
