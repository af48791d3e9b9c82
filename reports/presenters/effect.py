"""Whom a draft edition would have affected: last year's children, suggested again (decision 15)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from directory.presenters import doors_for, name_of
from referrals.models import ReferredChild
from thresholds.models import Edition
from thresholds.suggestion import ChosenSign, Settings, SpecialCircumstance, suggest

LOOKED_BACK = timedelta(days=365)
MOST_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Step:
    """How many children would have moved from one suggested level to another."""

    before: int
    after: int
    children: int


@dataclass(frozen=True, slots=True)
class Example:
    """One child who would have been suggested another level; a reference and no name."""

    reference: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a draft's text and numbers would have suggested for last year's children.

    `looked_at` children had a suggestion; `without` more had none, for example where four questions
    were answered. `retired` of those looked at had a sign or circumstance the draft has not.
    """

    looked_at: int
    without: int
    retired: int
    steps: list[Step]
    examples: list[Example]

    @property
    def moved(self) -> int:
        """How many would have been suggested another level."""
        return sum(step.children for step in self.steps)


class Suggester:
    """Suggests a level from codes, with an edition's text; each combination once."""

    def __init__(
        self,
        signs: dict[str, ChosenSign],
        circumstances: dict[str, SpecialCircumstance],
        settings: Settings,
    ) -> None:
        self.signs, self.circumstances, self.settings = signs, circumstances, settings
        self._known: dict[tuple[frozenset[str], frozenset[str]], int] = {}

    def level(self, codes: frozenset[str], keys: frozenset[str]) -> int:
        """Return the level; what the edition has not is passed over."""
        there = (codes.intersection(self.signs), keys.intersection(self.circumstances))
        if there not in self._known:
            self._known[there] = suggest(
                [self.signs[code] for code in there[0]],
                [self.circumstances[key] for key in there[1]],
                self.settings,
            ).level
        return self._known[there]

    def has_all(self, codes: frozenset[str], keys: frozenset[str]) -> bool:
        """Say whether the edition has everything that was chosen."""
        return codes <= self.signs.keys() and keys <= self.circumstances.keys()


def effect_of(edition: Edition, now: datetime) -> Effect:
    """Suggest again for every child received in the last year, with this edition; five queries.

    The signs a child's suggestion was made from are found in the edition by their codes. Signs the
    edition adds were never offered, so nothing can be said about them. A restricted record, or one
    about a worker, is counted and is never an example.
    """
    suggester = _suggester(edition)
    children = ReferredChild.objects.filter(
        referral__partnership_id=edition.framework.partnership_id,
        referral__received_at__gt=now - LOOKED_BACK,
        referral__received_at__lte=now,
    )
    rows = (
        children.filter(suggested_level__isnull=False)
        .order_by("-referral__received_at", "referral_id", "number")
        .values_list(
            "referral__reference",
            "number",
            "suggested_level",
            "suggestion__signs",
            "suggestion__circumstances",
            "referral__restricted",
            "referral__about_worker",
        )
    )
    looked_at = retired = 0
    moved: Counter[tuple[int, int]] = Counter()
    examples: list[Example] = []
    for (
        reference,
        number,
        before,
        signs,
        circumstances,
        restricted,
        about_worker,
    ) in rows.iterator():
        codes, keys = _named(signs, "code"), _named(circumstances, "key")
        looked_at += 1
        retired += not suggester.has_all(codes, keys)
        after = suggester.level(codes, keys)
        if before is None or after == before:
            continue
        moved[before, after] += 1
        if not restricted and not about_worker:
            examples.append(Example(f"{reference}/{number}", before, after))
    # What was suggested higher before comes first: it is what may be missed.
    examples.sort(key=lambda one: (one.after - one.before, -one.before))
    return Effect(
        looked_at=looked_at,
        without=children.filter(suggested_level=None).count(),
        retired=retired,
        steps=[Step(before, after, n) for (before, after), n in sorted(moved.items())],
        examples=examples[:MOST_EXAMPLES],
    )


def _suggester(edition: Edition) -> Suggester:
    doors = doors_for(edition.framework.partnership)
    return Suggester(
        {
            sign.code: sign.as_sign()
            for sign in edition.indicators.select_related("level", "domain")
        },
        {row.key: row.as_special() for row in edition.circumstances.all()},
        edition.settings(front_door=name_of(doors)),
    )


def _named(rows: Sequence[dict[str, Any]] | None, name: str) -> frozenset[str]:
    return frozenset(row[name] for row in rows or ())
