"""Load a framework's edition from a pack, and write one out again."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Partnership
from accounts.packs import Changes, difference, keep_in_step
from thresholds.errors import PublishedEdition
from thresholds.models import (
    Circumstance,
    Domain,
    Edition,
    Framework,
    GlanceChoice,
    GlanceStep,
    GlossaryTerm,
    Indicator,
    Level,
    Passage,
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
DOMAIN_COLUMNS = ("slug", "name", "section")
ROUTE_COLUMNS = ("goes_to", "words", "rule")
GLOSSARY_COLUMNS = ("term", "also", "meaning", "source")
PASSAGE_COLUMNS = (
    "slug",
    "title",
    "circumstances",
    "is_principle",
    "duty",
    "text",
    "rule",
    "source",
)
GLANCE_COLUMNS = ("slug", "title", "words", "is_question", "ring", "source", "note")
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

    A pack whose document leaves its levels to the authorities (R-145) publishes what it prints:
    principles, special circumstances, a glossary. The levels come with the administrators' first
    draft. A pack whose text nobody has agreed yet says `"published": false` and waits as a draft.

    An edition with the same name is compared word for word. A published one is never changed, even
    when told to replace, since referrals point to its words: that raises `PublishedEdition`.
    """
    passages = [{"is_principle": False, **row} for row in data["passages"]]
    data = {"published": True, **data, "passages": passages}
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
        edition = Edition.objects.create(framework=framework, **data["edition"])
        changes.added += 1 + _fill(edition, data)
        return changes
    differences = _differences(f"edition {edition.name}", as_data(edition), data)
    if differences and replace and edition.published_at is None:
        _empty(edition)
        for name, value in data["edition"].items():
            setattr(edition, name, value)
        edition.save(update_fields=list(data["edition"]))
        changes.replaced += _fill(edition, data)
        return changes
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
        "published": edition.published_at is not None,
        "edition": _columns(edition, EDITION_COLUMNS)
        | {"in_force_from": edition.in_force_from.isoformat()},
        "levels": [_columns(level, LEVEL_COLUMNS) for level in levels],
        "domains": [_columns(domain, DOMAIN_COLUMNS) for domain in edition.domains.all()],
        "indicators": [
            _columns(indicator, INDICATOR_COLUMNS)
            | {"level": indicator.level.number, "domain": indicator.domain.slug}
            for indicator in edition.indicators.select_related("level", "domain")
        ],
        "in_other_words": [
            _columns(indicator, ("text", "in_other_words"))
            | {"level": indicator.level.number, "domain": indicator.domain.slug}
            for indicator in edition.indicators.select_related("level", "domain")
            if indicator.in_other_words
        ],
        "circumstances": [
            _columns(circumstance, CIRCUMSTANCE_COLUMNS)
            for circumstance in edition.circumstances.all()
        ],
        "routes": [
            _columns(route, ROUTE_COLUMNS) | {"level": route.level.number}
            for route in edition.routes.select_related("level").order_by("level__number")
        ],
        "glossary": [_columns(term, GLOSSARY_COLUMNS) for term in edition.glossary.all()],
        "passages": [_columns(passage, PASSAGE_COLUMNS) for passage in edition.passages.all()],
        "at_a_glance": [
            _columns(step, GLANCE_COLUMNS)
            | {
                "level": step.level.number if step.level else None,
                "choices": [
                    {"words": choice.words, "leads_to": choice.leads_to.slug}
                    for choice in step.choices.all()
                ],
            }
            for step in edition.glance_steps.select_related("level").prefetch_related(
                "choices__leads_to"
            )
        ],
    }


def _empty(edition: Edition) -> None:
    """Take away everything a draft holds."""
    for rows in (
        edition.glance_choices,
        edition.glance_steps,
        edition.passages,
        edition.glossary,
        edition.routes,
        edition.circumstances,
        edition.indicators,
        edition.domains,
        edition.levels,
    ):
        rows.all().delete()


def _fill(edition: Edition, data: Mapping[str, Any]) -> int:
    """Write all of an edition, freeze it if it is published; return how many rows were written."""
    shared = {"edition": edition, "frozen": data["published"]}
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
    examples = {
        (row["level"], row["domain"], row["text"]): row["in_other_words"]
        for row in data["in_other_words"]
    }
    indicators = Indicator.objects.bulk_create(
        Indicator(
            **shared,
            **{name: row[name] for name in INDICATOR_COLUMNS},
            in_other_words=examples.get((row["level"], row["domain"], row["text"]), []),
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
        Route(
            **shared,
            **{name: row[name] for name in ROUTE_COLUMNS},
            level=levels[row["level"]],
        )
        for row in data["routes"]
    )
    passages = Passage.objects.bulk_create(
        Passage(**shared, **row, order=order) for order, row in enumerate(data["passages"], start=1)
    )
    reading = _glossary(data["glossary"], shared) + _at_a_glance(
        data["at_a_glance"], shared, levels
    )
    if data["published"]:
        edition.published_at = timezone.now()
        edition.save(update_fields=["published_at"])
    rows = (levels, domains, indicators, circumstances, routes, passages)
    return reading + sum(len(written) for written in rows)


def _glossary(rows: list[dict[str, Any]], shared: Mapping[str, Any]) -> int:
    terms = GlossaryTerm.objects.bulk_create(
        GlossaryTerm(**shared, **row, slug=slugify(row["term"]), order=order)
        for order, row in enumerate(rows, start=1)
    )
    return len(terms)


def _at_a_glance(
    rows: list[dict[str, Any]], shared: Mapping[str, Any], levels: Mapping[int, Level]
) -> int:
    steps = {
        step.slug: step
        for step in GlanceStep.objects.bulk_create(
            GlanceStep(
                **shared,
                **{name: row[name] for name in GLANCE_COLUMNS},
                level=levels[row["level"]] if row["level"] else None,
                order=order,
            )
            for order, row in enumerate(rows, start=1)
        )
    }
    choices = GlanceChoice.objects.bulk_create(
        GlanceChoice(
            **shared,
            step=steps[row["slug"]],
            words=choice["words"],
            leads_to=steps[choice["leads_to"]],
            order=order,
        )
        for row in rows
        for order, choice in enumerate(row["choices"], start=1)
    )
    return len(steps) + len(choices)


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
