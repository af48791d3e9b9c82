"""What pages and commands show of a framework: editions, suggestions, neighbours."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from accounts.models import Partnership
from directory.models import ContactPoint, FrontDoor
from directory.notices import hours_words, numbers
from directory.presenters import front_door_for
from govuk.words import and_words, date_words
from thresholds.errors import UnknownCircumstance, UnknownFramework, UnknownIndicator
from thresholds.matching import Wordings
from thresholds.models import Circumstance, Domain, Edition, Framework, Indicator, Level
from thresholds.suggestion import Suggestion, suggest

# "002:1609, 1612-1613": a document's lines, as a pack names them.
PRINTED_LINES = re.compile(r"\d{3}:\d+(-\d+)?(, \d+(-\d+)?)*")
LEVEL_COLUMNS = (
    "number",
    "name",
    "summary",
    "description",
    "needs",
    "services",
    "outcome",
    "how_to_get_help",
)


def edition_in_force(partnership: Partnership) -> Edition:
    """Return the partnership's edition in force. Raises `UnknownFramework` where it has none."""
    edition = (
        Edition.objects.of(partnership).in_force().select_related("framework__partnership").first()
    )
    if edition is None:
        raise UnknownFramework(f"{partnership.place} has no published framework.")
    return edition


def edition_of_framework(key: str) -> Edition:
    """Return the edition in force of the framework named `key`. Raises `UnknownFramework`."""
    framework = Framework.objects.filter(key=key).select_related("partnership").first()
    if framework is None:
        raise UnknownFramework(f"No framework is called “{key}”. Load it with load_partnership.")
    return edition_in_force(framework.partnership)


def suggestion_for(
    edition: Edition,
    indicators: Iterable[Indicator],
    circumstances: Iterable[Circumstance],
) -> Suggestion:
    """Suggest a level for one child from what was chosen of an edition (decisions 15, 16)."""
    front_door = front_door_for(edition.framework.partnership)
    return suggest(
        [indicator.as_sign() for indicator in indicators],
        [circumstance.as_special() for circumstance in circumstances],
        edition.settings(front_door=front_door.short_name),
    )


def indicators_worded(edition: Edition, signs: Iterable[tuple[int, str]]) -> list[Indicator]:
    """Return the indicators with these levels and wordings. Raises `UnknownIndicator`."""
    wordings = Wordings(
        (indicator.level.number, indicator.text, indicator)
        for indicator in edition.indicators.select_related("level", "domain")
    )
    found = []
    for level, text in signs:
        indicator = wordings.find(level, text)
        if indicator is None:
            raise UnknownIndicator(f"“{text}” is not an indicator at Level {level}.")
        found.append(indicator)
    return found


def circumstances_with_keys(edition: Edition, keys: Iterable[str]) -> list[Circumstance]:
    """Return the circumstances with these keys. Raises `UnknownCircumstance`."""
    known = {circumstance.key: circumstance for circumstance in edition.circumstances.all()}
    found = []
    for key in keys:
        if key not in known:
            raise UnknownCircumstance(f"“{key}” is none of: {', '.join(known)}.")
        found.append(known[key])
    return found


def exported(edition: Edition) -> dict[str, Any]:
    """Return the edition as `export_framework` prints it, in printed order."""
    return {
        "framework": edition.framework.name,
        "edition": edition.name,
        "levels": [
            {name: getattr(level, name) for name in LEVEL_COLUMNS} for level in edition.levels.all()
        ],
        "indicators": [
            {
                "code": indicator.code,
                "level": indicator.level.number,
                "domain": indicator.domain.name,
                "text": indicator.text,
                "flag": indicator.flag,
            }
            for indicator in edition.indicators.select_related("level", "domain")
        ],
    }


def neighbours(indicator: Indicator) -> tuple[list[Indicator], list[Indicator]]:
    """Return the signs of the same domain at the level below and at the level above."""
    beside = indicator.edition.indicators.filter(domain=indicator.domain).select_related("level")
    number = indicator.level.number
    return (
        list(beside.filter(level__number=number - 1)),
        list(beside.filter(level__number=number + 1)),
    )


def source_words(source: str) -> str:
    """Return where a text is printed: "lines 1612 to 1613 and 1620 of the guide’s text".

    What an administrator wrote names its source in words or not at all; those stay as they are.
    """
    if not PRINTED_LINES.fullmatch(source):
        return source
    parts = source.partition(":")[2].split(", ")
    places = [part.replace("-", " to ") for part in parts]
    several = len(places) > 1 or "-" in source
    return f"line{'s' if several else ''} {and_words(places)} of the guide’s text"


def passage_source(source: str) -> str:
    """Return where a passage is printed, and that it stands here word for word."""
    words = source_words(source)
    return f"{words}, word for word" if words != source else words


@dataclass(frozen=True, slots=True)
class Door:
    """A front door as a reader of the document finds it: where it is for, its hours, its numbers.

    `points` are its own, then whoever answers when it is closed.
    """

    door: FrontDoor
    hours: str
    points: list[ContactPoint]


def doors_of(partnership: Partnership) -> list[Door]:
    """Return a partnership's front doors in order, each with its numbers, in three queries."""
    doors = FrontDoor.objects.filter(partnership=partnership, kind=FrontDoor.Kind.HUB)
    kinds = (ContactPoint.Kind.HUB, ContactPoint.Kind.OUT_OF_HOURS)
    return [
        Door(door, hours_words(door), [point for kind in kinds for point in numbers(door, kind)])
        for door in doors.prefetch_related("contact_points", "office_hours")
    ]


# Reading an edition ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One domain across the levels: a level and its signs, in the levels' order."""

    domain: Domain
    cells: list[tuple[Level, list[Indicator]]]


def matrix(edition: Edition) -> list[tuple[str, list[Row]]]:
    """Return an edition as a matrix of domain by level, by section, in three queries.

    A document that prints its domains in no sections has one section without a name.
    """
    levels = list(edition.levels.all())
    signs: defaultdict[tuple[int, int], list[Indicator]] = defaultdict(list)
    for sign in edition.indicators.all():
        signs[sign.domain_id, sign.level_id].append(sign)
    rows = [
        Row(domain, [(level, signs[domain.pk, level.pk]) for level in levels])
        for domain in edition.domains.all()
    ]
    return [
        (section, list(within)) for section, within in groupby(rows, lambda row: row.domain.section)
    ]


def published_editions(edition: Edition) -> list[Edition]:
    """Return the published editions of an edition's framework, the newest first."""
    return list(edition.framework.editions.published())


def standing(one: Edition, in_force: Edition, published: list[Edition]) -> str:
    """Return where an edition stands in words; empty for the one in force.

    "In force from 1 September 2018 to 31 March 2027. It is kept to be read."
    """
    since = date_words(one.in_force_from)
    if one.pk == in_force.pk:
        return ""
    ends = _last_day(one, published)
    if ends is None or one.in_force_from > in_force.in_force_from:
        return f"It takes effect on {since}. Until then it is there to be read."
    if ends < one.in_force_from:
        return f"Published for {since} and replaced the same day. It is kept to be read."
    return f"In force from {since} to {date_words(ends)}. It is kept to be read."


def _last_day(one: Edition, published: list[Edition]) -> date | None:
    """The day before the next edition takes effect; None where none follows."""
    place = next(number for number, other in enumerate(published) if other.pk == one.pk)
    return published[place - 1].in_force_from - timedelta(days=1) if place else None


def indicator_last_printed(edition: Edition, code: str) -> Indicator | None:
    """Return the sign with this code in the newest older edition that has it."""
    return (
        Indicator.objects.filter(
            edition__in=edition.framework.editions.in_force().exclude(pk=edition.pk),
            code__iexact=code,
        )
        .select_related("edition__framework__partnership", "level", "domain")
        .order_by("-edition__in_force_from", "-edition_id")
        .first()
    )
