"""What pages and commands show of a framework: editions, suggestions, neighbours."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Partnership
from directory.presenters import front_door_for
from thresholds.errors import UnknownCircumstance, UnknownFramework, UnknownIndicator
from thresholds.matching import Wordings
from thresholds.models import Circumstance, Edition, Framework, Indicator
from thresholds.suggestion import Suggestion, suggest

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


def source_words(indicator: Indicator) -> str:
    """Return where the guide prints a sign: "line 1609", "lines 1612 to 1613"."""
    first, _, last = indicator.source.partition(":")[2].partition("-")
    return f"lines {first} to {last}" if last else f"line {first}"
