"""The suggested level of need and why (decisions 15 to 18): pure, advice and never a score.

An edition's settings are data; nothing here knows a partnership's numbers or names.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

LOWEST_LEVEL = 1
HIGHEST_LEVEL = 4
HIGHEST_LEVEL_WITHOUT_REFERRAL = 2

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class ChosenSign:
    """An indicator the practitioner chose, worded as printed; `domain` is the domain's name."""

    level: int
    domain: str
    text: str


@dataclass(frozen=True, slots=True)
class SpecialCircumstance:
    """A circumstance that may apply: the lowest level it allows (None sets none) and its duty."""

    key: str
    name: str
    floor: int | None
    duty: str

    def always(self) -> str:
        """Its lowest level in words (decision 16): "Private fostering is always Level 4 here."."""
        above = "" if self.floor == HIGHEST_LEVEL else " or above"
        return f"{self.name} is always Level {self.floor}{above} here."


@dataclass(frozen=True, slots=True)
class Settings:
    """What an edition and its partnership set.

    `level_3_needs` is how many Level 3 signs suggest Level 3 (R-004), `cumulative_domains` in how
    many domains Level 2 signs are weighed together (R-138). `place` and `front_door` are named in
    the reasons: "Bexley", "MASH".
    """

    place: str
    front_door: str
    level_3_needs: int
    cumulative_domains: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The level suggested, the reasons for it, what to do, and what would change it."""

    level: int
    reasons: list[str]
    advice: list[str]
    would_change: list[str]


def suggest(
    indicators: Collection[ChosenSign],
    circumstances: Collection[SpecialCircumstance],
    settings: Settings,
) -> Suggestion:
    """Suggest a level from 1 to 4 for one child, with its reasons (decisions 15 and 16).

    The order of what was chosen never matters and choosing a sign twice counts once; choosing more
    never lowers the level, and nothing is added up (R-002, R-003).
    """
    signs = sorted(set(indicators), key=lambda sign: (-sign.level, sign.domain, sign.text))
    special = sorted(set(circumstances), key=lambda one: (-(one.floor or 0), one.key))
    level = _level(signs, special, settings)
    return Suggestion(
        level=level,
        reasons=_reasons(level, signs, special, settings),
        advice=_advice(level, signs, special, settings),
        would_change=_would_change(level, signs, special, settings),
    )


def may_not_need_to_refer(
    level: int,
    indicators: Collection[ChosenSign],
    circumstances: Collection[SpecialCircumstance],
    *,
    worried_about_safety: bool,
) -> bool:
    """Say whether the page "You may not need to refer" may be shown (decision 18).

    Never with a duty (each special circumstance carries one), with any Level 3 or 4 sign, or with
    a stated worry about safety; `level` is the one the practitioner holds to.
    """
    return (
        level <= HIGHEST_LEVEL_WITHOUT_REFERRAL
        and not circumstances
        and not worried_about_safety
        and all(sign.level <= HIGHEST_LEVEL_WITHOUT_REFERRAL for sign in indicators)
    )


def _level(
    signs: Sequence[ChosenSign], special: Sequence[SpecialCircumstance], settings: Settings
) -> int:
    floors = (one.floor for one in special if one.floor is not None)
    return max(_level_of_signs(signs, settings), *floors, LOWEST_LEVEL)


def _level_of_signs(signs: Sequence[ChosenSign], settings: Settings) -> int:
    """Decision 15, R-002 and R-004."""
    if _at(4, signs):
        return 4
    if len(_at(3, signs)) >= settings.level_3_needs:
        return 3
    if _at(3, signs) or _at(2, signs):
        return 2
    return LOWEST_LEVEL


def _at(level: int, signs: Sequence[ChosenSign]) -> list[ChosenSign]:
    return [sign for sign in signs if sign.level == level]


def _few_at_level_3(signs: Sequence[ChosenSign], settings: Settings) -> bool:
    return 0 < len(_at(3, signs)) < settings.level_3_needs


def _reasons(
    level: int,
    signs: Sequence[ChosenSign],
    special: Sequence[SpecialCircumstance],
    settings: Settings,
) -> list[str]:
    """The reasons for the level, strongest first: what sets it, then the signs themselves."""
    reasons = [one.always() for one in special if one.floor == level]
    if level > LOWEST_LEVEL and _level_of_signs(signs, settings) == level:
        if level == 2 and (few := _at(3, signs)):
            rule = _rule(3, settings).removesuffix(".")
            reasons.append(f"{_chose(few)} {rule}, and fewer suggest Level 2.")
            reasons += [_with_domain(sign) for sign in few]
        if chosen := _at(level, signs):
            reasons.append(f"{_chose(chosen)} {_rule(level, settings)}")
            reasons += [_with_domain(sign) for sign in chosen]
    if level == LOWEST_LEVEL:
        reasons.append(
            "Every sign you chose is at Level 1." if signs else "You chose no sign above Level 1."
        )
        reasons += [_with_domain(sign) for sign in signs]
    return reasons


def _rule(level: int, settings: Settings) -> str:
    if level == 3 and settings.level_3_needs > 1:
        return f"In {settings.place} {settings.level_3_needs} or more suggest Level 3."
    return f"In {settings.place} any sign at Level {level} suggests Level {level}."


def _advice(
    level: int,
    signs: Sequence[ChosenSign],
    special: Sequence[SpecialCircumstance],
    settings: Settings,
) -> list[str]:
    """Each circumstance's duty first, then what to weigh before deciding."""
    advice = [one.duty for one in special]
    if level == 2 and _few_at_level_3(signs, settings):
        few = _signs(len(_at(3, signs)))
        advice.append(
            f"Consult the {settings.front_door}: you chose {few} at Level 3, fewer than "
            f"{settings.place} needs to suggest it. Ask for a consultation with a "
            "social worker before you decide."
        )
    areas = len({sign.domain for sign in _at(2, signs)})
    if areas >= settings.cumulative_domains:
        # many small things together can matter more than one large one.
        advice.append(
            f"There are Level 2 signs in {areas} areas. Together they may matter more than each "
            "alone."
        )
    return advice


def _would_change(
    level: int,
    signs: Sequence[ChosenSign],
    special: Sequence[SpecialCircumstance],
    settings: Settings,
) -> list[str]:
    """What would raise the level, then what would lower it, as the next thing to talk about."""
    changes = []
    if level < 4:
        changes.append("Any sign at Level 4 would suggest Level 4.")
    if level < 3:
        missing = settings.level_3_needs - len(_at(3, signs))
        more = "more " if _at(3, signs) else ""
        signs_word = "sign" if missing == 1 else "signs"
        changes.append(
            f"{_number(missing).capitalize()} {more}{signs_word} at Level 3 would suggest Level 3."
        )
    if level == LOWEST_LEVEL:
        changes.append("Any sign at Level 2 would suggest Level 2.")
    return changes + _would_lower(level, signs, special, settings)


def _would_lower(
    level: int,
    signs: Sequence[ChosenSign],
    special: Sequence[SpecialCircumstance],
    settings: Settings,
) -> list[str]:
    """What the level rests on: without it, it would be another."""
    if level == LOWEST_LEVEL:
        return []
    deciding = [one for one in special if one.floor == level]
    rest = [one for one in special if one.floor != level]
    resting: list[ChosenSign] = []
    if _level_of_signs(signs, settings) == level:
        # Too few signs at Level 3 suggest Level 2, as those at Level 2 do.
        resting = [sign for sign in signs if sign.level == level or (level, sign.level) == (2, 3)]
    others = [sign for sign in signs if sign not in resting]
    if level == 3 and not deciding and settings.level_3_needs > 1:
        # The rule counts these: one fewer than it needs suggests another level.
        left = resting[: settings.level_3_needs - 1]
        without = _level([*left, *others], rest, settings)
        return [
            f"With only {_number(len(left))} at Level 3 it would be Level {without}, with advice "
            f"to talk to the {settings.front_door}."
        ]
    parts = [_in_a_sentence(one.name) for one in deciding]
    if resting:
        levels = " or ".join(str(number) for number in sorted({sign.level for sign in resting}))
        parts.append(f"{'the sign' if len(resting) == 1 else 'the signs'} at Level {levels}")
    return [f"Without {_and(parts)} it would be Level {_level(others, rest, settings)}."]


def _and(parts: Sequence[str]) -> str:
    """Things in a sentence: "a, b and c"."""
    return " and ".join([*([", ".join(parts[:-1])] if parts[1:] else []), parts[-1]])


def _number(count: int) -> str:
    """A number inside a sentence, in letters up to nine."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _chose(signs: Sequence[ChosenSign]) -> str:
    return f"You chose {_signs(len(signs))} at Level {signs[0].level}."


def _signs(count: int) -> str:
    return f"{count} sign" if count == 1 else f"{count} signs"


def _with_domain(sign: ChosenSign) -> str:
    return f"{sign.domain}: {sign.text}"


def _in_a_sentence(name: str) -> str:
    return name[0].lower() + name[1:]
