"""The other texts of a draft: levels, domains, special circumstances, and its settings."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from accounts.models import Membership
from accounts.operations import audit, form_keys
from thresholds.errors import (
    ImpossibleSetting,
    NameOfAnotherEdition,
    NoFurther,
    NoWords,
    TextGone,
)
from thresholds.models import Circumstance, Domain, Edition, FrozenText, Level, Route
from thresholds.operations.drafting import lock, note, refuse_old_version, subject_of
from thresholds.operations.signs import level_of
from thresholds.presenters_manage import PART_NAMES

LEVEL_TEXTS = (
    "name",
    "summary",
    "description",
    "needs",
    "services",
    "outcome",
    "how_to_get_help",
)
DOMAIN_TEXTS = ("name", "section")
CIRCUMSTANCE_TEXTS = ("label", "name", "tag", "floor", "duty_title", "duty")
SETTINGS = ("name", "introduction", "law", "source", "level_3_needs", "cumulative_domains")
# What may be left empty; everything else must say something.
MAY_BE_EMPTY = frozenset(
    {"needs", "services", "outcome", "section", "floor", "tag", "introduction", "source"}
)
# What is said of a text and kept in rows of its own.
OWN_ROWS = frozenset({"route", "goes_to", "answers"})
NUMBERS = ("level_3_needs", "cumulative_domains")
MOST = 20

Text = TypeVar("Text", bound=FrozenText)


@transaction.atomic
def change_level(
    *,
    by: Membership,
    level: Level,
    changes: Mapping[str, str],
    route: str | None = None,
    goes_to: Route.GoesTo | None = None,
    version: int | None,
    form_key: UUID | None = None,
) -> Level:
    """Change a level's texts and where its referrals go (decision 30).

    Args:
        changes: names of `LEVEL_TEXTS` and what they say.
        route: what the guide says to do at this level; None leaves it as it is.
        goes_to: where a referral at this level goes; None leaves it as it is.
        version: the version the page was loaded from; None saves over it.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        DraftTextChanged: somebody changed it since the page was loaded.
        NoWords: a text that must say something is empty.
        AlreadyDone: the same form arrived twice.
    """
    about = f"level-{level.number}"
    draft, row = locked_text(by, level, version, about=about)
    changed = set_texts(row, changes, LEVEL_TEXTS)
    way = row.routes.first() or Route(edition=draft, level=row, words="")
    if route is not None and route != way.words:
        if not route.strip():
            raise NoWords("Enter what to do at this level", field="route")
        changed.append("route")
        way.words = route
    if goes_to is not None and goes_to != way.goes_to:
        changed.append("goes_to")
        way.goes_to = goes_to
    if {"route", "goes_to"} & set(changed):
        way.save()
    form_keys.use(key=form_key, by=by)
    keep_text(draft, by, row, changed, about=about, called=f"Level {row.number}")
    return row


@transaction.atomic
def change_domain(
    *,
    by: Membership,
    domain: Domain,
    changes: Mapping[str, str],
    version: int | None,
    form_key: UUID | None = None,
) -> Domain:
    """Rename a domain; its address stays, so that its signs are still found under it.

    Args:
        changes: names of `DOMAIN_TEXTS` and what they say.
        version: the version the page was loaded from; None saves over it.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        DraftTextChanged: somebody changed it since the page was loaded.
        NoWords: it has no name.
        AlreadyDone: the same form arrived twice.
    """
    about = f"domain-{domain.slug}"
    draft, row = locked_text(by, domain, version, about=about)
    before = row.name
    changed = set_texts(row, changes, DOMAIN_TEXTS)
    form_keys.use(key=form_key, by=by)
    keep_text(draft, by, row, changed, about=about, called=f"Domain “{before}”")
    return row


@transaction.atomic
def shift_domain(
    *, by: Membership, domain: Domain, up: bool, form_key: UUID | None = None
) -> Domain:
    """Move a domain one place up or down in the list of domains.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextGone: it was retired meanwhile.
        NoFurther: it is the first or the last.
        AlreadyDone: the same form arrived twice.
    """
    draft = lock(by=by, edition=domain.edition)
    form_keys.use(key=form_key, by=by)
    rows = list(draft.domains.all())
    place = next((index for index, row in enumerate(rows) if row.pk == domain.pk), None)
    if place is None:
        raise TextGone
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        raise NoFurther
    rows[place].order, rows[other].order = rows[other].order, rows[place].order
    Domain.objects.bulk_update([rows[place], rows[other]], ["order"])
    about = f"domain-{domain.slug}"
    direction = "up" if up else "down"
    note(draft, by, f"Domain “{domain.name}” moved one place {direction}.", about=about)
    audit.record(
        by=by,
        action="edition.domain_placed",
        subjects=[subject_of(draft)],
        detail={"domain": domain.slug, "direction": direction},
    )
    return rows[place]


@transaction.atomic
def change_circumstance(
    *,
    by: Membership,
    circumstance: Circumstance,
    changes: Mapping[str, Any],
    version: int | None,
    form_key: UUID | None = None,
) -> Circumstance:
    """Change what a special circumstance is called, its lowest level and its duty (decision 16).

    Args:
        changes: names of `CIRCUMSTANCE_TEXTS` and what they say; `floor` is a level or None.
        version: the version the page was loaded from; None saves over it.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        DraftTextChanged: somebody changed it since the page was loaded.
        NoWords: a text that must say something is empty.
        AlreadyDone: the same form arrived twice.
    """
    about = f"circumstance-{circumstance.slug}"
    draft, row = locked_text(by, circumstance, version, about=about)
    if changes.get("floor") is not None:
        level_of(draft, int(changes["floor"]))
    before = row.name
    changed = set_texts(row, changes, CIRCUMSTANCE_TEXTS)
    form_keys.use(key=form_key, by=by)
    keep_text(draft, by, row, changed, about=about, called=f"Special circumstance “{before}”")
    return row


@transaction.atomic
def change_settings(
    *,
    by: Membership,
    edition: Edition,
    changes: Mapping[str, Any],
    version: int | None,
    form_key: UUID | None = None,
) -> Edition:
    """Change the edition's name, its law, and the numbers of the suggestion (decision 15, R-004).

    Args:
        changes: names of `SETTINGS` and what they say.
        version: the version the page was loaded from; None saves over it.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        DraftTextChanged: somebody changed it since the page was loaded.
        NoWords, ImpossibleSetting, NameOfAnotherEdition: what was typed does not do.
        AlreadyDone: the same form arrived twice.
    """
    draft = lock(by=by, edition=edition)
    refuse_old_version(draft, draft, version, about="settings", by=by)
    for name in NUMBERS:
        if name in changes and not 1 <= changes[name] <= MOST:
            raise ImpossibleSetting(field=name)
    others = draft.framework.editions.exclude(pk=draft.pk)
    if "name" in changes and others.filter(name=changes["name"]).exists():
        raise NameOfAnotherEdition(field="name")
    changed = set_texts(draft, changes, SETTINGS)
    form_keys.use(key=form_key, by=by)
    keep_text(draft, by, draft, changed, about="settings", called="Settings")
    return draft


def locked_text(
    by: Membership, text: Text, version: int | None, *, about: str
) -> tuple[Edition, Text]:
    """Lock a text with its draft, and refuse a page that was loaded before somebody changed it.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextGone: somebody took it out meanwhile.
        DraftTextChanged: somebody changed it since the page was loaded.
    """
    draft = lock(by=by, edition=text.edition)  # type: ignore[attr-defined]
    row = type(text)._default_manager.select_for_update().filter(pk=text.pk).first()
    if row is None:
        raise TextGone
    refuse_old_version(draft, row, version, about=about, by=by)
    return draft, row


def set_texts(
    row: FrozenText | Edition,
    changes: Mapping[str, Any],
    known: tuple[str, ...],
    *,
    optional: Collection[str] = MAY_BE_EMPTY,
    enter: Mapping[str, str] | None = None,
) -> list[str]:
    """Set what differs, unsaved, and return its names.

    Args:
        optional: what may be left empty.
        enter: what to ask for where something else is empty.

    Raises:
        NoWords: something is empty that must say something.
        ValueError: a strange name.
    """
    if unknown := set(changes) - set(known):
        raise ValueError(f"Not a text of it: {', '.join(sorted(unknown))}")
    changed = [name for name in known if name in changes and getattr(row, name) != changes[name]]
    for name in changed:
        if name not in optional and not str(changes[name]).strip():
            raise NoWords((enter or {}).get(name), field=name)
        setattr(row, name, changes[name])
    return changed


def keep_text(
    draft: Edition,
    by: Membership,
    row: FrozenText | Edition,
    changed: list[str],
    *,
    about: str,
    called: str,
) -> None:
    """Save what changed with one line of history; what says the same writes nothing.

    Args:
        changed: names of what changed; those that are rows of their own are written by the caller.
        about: how the history names the text. called: what it is called there.
    """
    if not changed:
        return
    row.version += 1
    own = [name for name in changed if name not in OWN_ROWS]
    row.save(update_fields=[*own, "version"])
    parts = ", ".join(PART_NAMES.get(name, name) for name in changed)
    note(draft, by, f"{called}: {parts} changed.", about=about)
    _record(draft, by, about, changed)


def _record(draft: Edition, by: Membership, about: str, changed: list[str]) -> None:
    audit.record(
        by=by,
        action=f"edition.{about.partition('-')[0]}_changed",
        subjects=[subject_of(draft)],
        detail={"of": about, "fields": changed},
    )
