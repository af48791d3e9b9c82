"""Load a framework's edition from a pack, and write one out again."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Partnership
from accounts.packs import Changes, difference, keep_in_step
from thresholds.errors import PublishedEdition
from thresholds.models import (
    Circumstance,
    Domain,
    Edition,
    Framework,
    Indicator,
    Level,
    Route,
)

EDITION_COLUMNS = (
    "name",
    "in_force_from",
    "introduction",
    "law",
    "source",
    "level_3_needs",
    "cumulative_domains",
)
LEVEL_COLUMNS = (
    "number",
    "name",
    "summary",
    "description",
    "needs",
    "services",
    "outcome",
    "how_to_get_help",
    "source",
)
INDICATOR_COLUMNS = ("code", "text", "flag", "source")
CIRCUMSTANCE_COLUMNS = (
    "key",
    "label",
    "name",
    "tag",
    "floor",
    "duty_title",
    "duty",
    "is_duty_to_tell",
    "rule",
)


@transaction.atomic
def load(partnership: Partnership, data: Mapping[str, Any], *, replace: bool = False) -> Changes:
    """Load the framework and publish its edition unless that edition is there already.

    An edition with the same name is compared word for word and never changed, even when told to
    replace, since referrals point to its words: that raises `PublishedEdition`.
    """
    changes = keep_in_step(
        Framework,
        within={"partnership": partnership},
        rows=[{"key": data["key"], "name": data["name"]}],
        by=("key",),
        called="framework",
        replace=replace,
    )
    framework = Framework.objects.get(partnership=partnership)
    edition = framework.editions.filter(name=data["edition"]["name"]).first()
    if edition is None:
        changes.added += _publish(framework, data)
        return changes
    differences = _differences(f"edition {edition.name}", as_data(edition), data)
    if differences and replace:
        raise PublishedEdition(f"{PublishedEdition.message} {differences[0]}.")
    changes.differences += differences
    return changes


def as_data(edition: Edition) -> dict[str, Any]:
    """Return an edition in a pack's shape, everything in printed order."""
    levels = list(edition.levels.all())
    return {
        "key": edition.framework.key,
        "name": edition.framework.name,
        "edition": _columns(edition, EDITION_COLUMNS)
        | {"in_force_from": edition.in_force_from.isoformat()},
        "levels": [_columns(level, LEVEL_COLUMNS) for level in levels],
        "domains": [_columns(domain, ("slug", "name")) for domain in edition.domains.all()],
        "indicators": [
            _columns(indicator, INDICATOR_COLUMNS)
            | {"level": indicator.level.number, "domain": indicator.domain.slug}
            for indicator in edition.indicators.select_related("level", "domain")
        ],
        "circumstances": [
            _columns(circumstance, CIRCUMSTANCE_COLUMNS)
            for circumstance in edition.circumstances.all()
        ],
        "routes": [
            _columns(route, ("words", "rule")) | {"level": route.level.number}
            for route in edition.routes.select_related("level").order_by("level__number")
        ],
    }


def _publish(framework: Framework, data: Mapping[str, Any]) -> int:
    """Write a whole edition and freeze it; return how many rows were written."""
    edition = Edition.objects.create(framework=framework, **data["edition"])
    shared = {"edition": edition, "frozen": True}
    levels = {
        level.number: level
        for level in Level.objects.bulk_create(Level(**shared, **row) for row in data["levels"])
    }
    domains = {
        domain.slug: domain
        for domain in Domain.objects.bulk_create(
            Domain(**shared, **row, order=order)
            for order, row in enumerate(data["domains"], start=1)
        )
    }
    indicators = Indicator.objects.bulk_create(
        Indicator(
            **shared,
            **{name: row[name] for name in INDICATOR_COLUMNS},
            level=levels[row["level"]],
            domain=domains[row["domain"]],
            order=order,
        )
        for order, row in enumerate(data["indicators"], start=1)
    )
    circumstances = Circumstance.objects.bulk_create(
        Circumstance(**shared, **row, order=order)
        for order, row in enumerate(data["circumstances"], start=1)
    )
    routes = Route.objects.bulk_create(
        Route(**shared, words=row["words"], rule=row["rule"], level=levels[row["level"]])
        for row in data["routes"]
    )
    edition.published_at = timezone.now()
    edition.save(update_fields=["published_at"])
    return 1 + sum(len(rows) for rows in (levels, domains, indicators, circumstances, routes))


def _columns(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _differences(what: str, kept: Any, packed: Any) -> list[str]:
    """Every place where two structures differ, named by the way to it."""
    if isinstance(kept, dict) and isinstance(packed, Mapping):
        return [
            words
            for name in kept | dict(packed)
            for words in _differences(f"{what}, {name}", kept.get(name), packed.get(name))
        ]
    if isinstance(kept, list) and isinstance(packed, list) and len(kept) == len(packed):
        return [
            words
            for number, (one, other) in enumerate(zip(kept, packed, strict=True), start=1)
            for words in _differences(f"{what} {number}", one, other)
        ]
    return [] if kept == packed else [difference(what, kept, packed)]
