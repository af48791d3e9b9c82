"""What differs between two editions: pure comparison, sign by sign and text by text."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from thresholds.matching import wording_key

# Framework, level, domain, number.
CODE_PARTS = 4


@dataclass(frozen=True, slots=True)
class Sign:
    """An indicator as it is compared, listed and exchanged; its code stays through editions.

    `domain` is the domain's slug. `in_other_words` are examples of how practitioners say it.
    """

    code: str
    level: int
    domain: str
    text: str
    in_other_words: tuple[str, ...] = ()
    flag: str = ""


class Kind(StrEnum):
    """What became of a sign, in the words of the page."""

    ADDED = "Added"
    RETIRED = "Retired"
    MOVED = "Moved"
    REWORDED = "Reworded"
    EXAMPLES = "Other words changed"
    FLAG = "Note changed"
    PLACED = "Put in another place"


@dataclass(frozen=True, slots=True)
class SignChange:
    """One sign that differs; without `before` it is new, without `after` it is retired."""

    code: str
    kinds: tuple[Kind, ...]
    before: Sign | None
    after: Sign | None


@dataclass(frozen=True, slots=True)
class TextChange:
    """One part of another text that differs: a level's summary, a circumstance's duty."""

    of: Hashable
    part: str
    before: str
    after: str


def changed_signs(before: Sequence[Sign], after: Sequence[Sign]) -> list[SignChange]:
    """Return what differs, in the order of `after`, then what is retired in the order of `before`.

    Both are in printed order. A sign counts as put in another place only where its level and
    domain are the same and signs around it are not what moved.
    """
    old = {sign.code: sign for sign in before}
    new = {sign.code: sign for sign in after}
    placed = _placed(before, after)
    found = []
    for sign in after:
        kinds = _kinds(old.get(sign.code), sign, placed=sign.code in placed)
        if kinds:
            found.append(SignChange(sign.code, kinds, old.get(sign.code), sign))
    found += [
        SignChange(sign.code, (Kind.RETIRED,), sign, None)
        for sign in before
        if sign.code not in new
    ]
    return found


def _kinds(before: Sign | None, after: Sign, *, placed: bool) -> tuple[Kind, ...]:
    if before is None:
        return (Kind.ADDED,)
    differs = {
        Kind.MOVED: (before.level, before.domain) != (after.level, after.domain),
        Kind.REWORDED: before.text != after.text,
        Kind.EXAMPLES: before.in_other_words != after.in_other_words,
        Kind.FLAG: before.flag != after.flag,
        Kind.PLACED: placed,
    }
    return tuple(kind for kind, is_so in differs.items() if is_so)


def _placed(before: Sequence[Sign], after: Sequence[Sign]) -> set[str]:
    """Return the fewest signs that must have been moved up or down within their list."""
    was: dict[tuple[int, str], dict[str, int]] = {}
    for sign in before:
        group = was.setdefault((sign.level, sign.domain), {})
        group[sign.code] = len(group)
    now: dict[tuple[int, str], list[str]] = {}
    for sign in after:
        if sign.code in was.get((sign.level, sign.domain), {}):
            now.setdefault((sign.level, sign.domain), []).append(sign.code)
    moved: set[str] = set()
    for group_key, codes in now.items():
        places = [was[group_key][code] for code in codes]
        moved |= {code for code, stays in zip(codes, _in_order(places), strict=True) if not stays}
    return moved


def _in_order(places: Sequence[int]) -> list[bool]:
    """Mark a longest run of places that still rises: everything else was moved."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, place in enumerate(places):
        at = bisect_left(tails, place)
        before.append(last[at - 1] if at else -1)
        tails[at : at + 1] = [place]
        last[at : at + 1] = [index]
    stays = [False] * len(places)
    index = last[-1] if last else -1
    while index >= 0:
        stays[index] = True
        index = before[index]
    return stays


def changed_texts(
    before: Mapping[Hashable, Mapping[str, str]], after: Mapping[Hashable, Mapping[str, str]]
) -> list[TextChange]:
    """Return the parts that differ, text by text; what only one of the two has is empty there."""
    found = []
    for of in [*after, *(key for key in before if key not in after)]:
        old, new = before.get(of, {}), after.get(of, {})
        found += [
            TextChange(of, part, old.get(part, ""), new.get(part, ""))
            for part in [*new, *(part for part in old if part not in new)]
            if old.get(part, "") != new.get(part, "")
        ]
    return found


def put_elsewhere(before: Sequence[Hashable], after: Sequence[Hashable]) -> set[Hashable]:
    """Return the fewest things that must have been moved to come from one order to the other.

    What only one of the two has was added or taken out, not moved.
    """
    was = {key: place for place, key in enumerate(before)}
    both = [key for key in after if key in was]
    stays = _in_order([was[key] for key in both])
    return {key for key, stayed in zip(both, stays, strict=True) if not stayed}


def same_wording(signs: Iterable[Sign], level: int, text: str, *, besides: str = "") -> Sign | None:
    """Return a sign of the level that reads like `text`, if there is one (decision 15)."""
    key = wording_key(text)
    for sign in signs:
        if sign.level == level and sign.code != besides and wording_key(sign.text) == key:
            return sign
    return None


def new_code(
    level: int, domain: str, *, codes: Sequence[str], beside: Sequence[str], taken: Iterable[str]
) -> str:
    """Return a code nothing has or had: "BX-3-HEA-07", after the manner of the ones there are.

    Args:
        level: the level the sign is added at; its code stays when it is moved later.
        domain: the domain's slug, which gives three letters where the domain has no signs.
        codes: every code the framework has used; they begin alike.
        beside: codes of the domain's signs, which give its three letters.
        taken: further codes that are not to be used again.
    """
    prefix = codes[0].partition("-")[0] if codes else "S"
    named = [parts for parts in (code.split("-") for code in beside) if len(parts) == CODE_PARTS]
    letters = named[0][2] if named else domain.replace("-", "")[:3].upper()
    used, number = {*codes, *taken}, 1
    while (code := f"{prefix}-{level}-{letters}-{number:02}") in used:
        number += 1
    return code
