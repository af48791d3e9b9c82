"""What administrators see of an edition they work on: what differs, by whom, what lacks."""

from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.rules import Role
from govuk.words import date_words, london, when
from thresholds.changes import (
    Kind,
    Sign,
    SignChange,
    TextChange,
    changed_signs,
    changed_texts,
)
from thresholds.errors import AwaitsPublication
from thresholds.exchange import Problem, Row, rows_from
from thresholds.matching import wording_key
from thresholds.models import (
    Domain,
    Edition,
    EditionEvent,
    FrozenText,
    Indicator,
)

LEVELS = (1, 2, 3, 4)
EDITION_TEXTS = ("introduction", "law", "source", "level_3_needs", "cumulative_domains")
# What the parts of a text are called in the history, on the forms and where editions differ.
PART_NAMES: dict[str, str] = {
    "name": "name",
    "summary": "summary",
    "description": "description",
    "needs": "who it is for",
    "services": "services",
    "outcome": "what comes of it",
    "how_to_get_help": "how to get help",
    "route": "what to do",
    "words": "what to do",
    "goes_to": "where a referral goes",
    "section": "section",
    "order": "place in the list",
    "label": "question",
    "tag": "short tag",
    "floor": "lowest level",
    "duty_title": "duty in short",
    "duty": "duty",
    "introduction": "how to read the signs",
    "law": "law",
    "source": "source",
    "level_3_needs": "Level 3 signs that suggest Level 3",
    "cumulative_domains": "domains in which Level 2 signs are weighed together",
}


@cache
def text_models() -> tuple[Any, ...]:
    """Return every kind of text an edition has (models), those that others point to first."""
    waiting = [
        model
        for model in apps.get_app_config("thresholds").get_models()
        if issubclass(model, FrozenText)
    ]
    ordered: list[Any] = []
    while waiting:
        ready = [
            model
            for model in waiting
            if all(to in ordered or to is model for to in _points_to(model))
        ]
        ordered += ready
        waiting = [model for model in waiting if model not in ready]
    return tuple(ordered)


def _points_to(model: type[models.Model]) -> list[type[FrozenText]]:
    return [
        column.related_model
        for column in model._meta.concrete_fields
        if column.is_relation
        and isinstance(column.related_model, type)
        and issubclass(column.related_model, FrozenText)
    ]


def draft_address(edition: Edition) -> str:
    """Return where administrators work on an edition."""
    return reverse("thresholds:edition", args=[edition.pk])


def as_compared(indicator: Indicator) -> Sign:
    """Return an indicator as it is compared and exchanged."""
    return Sign(
        code=indicator.code,
        level=indicator.level.number,
        domain=indicator.domain.slug,
        text=indicator.text,
        in_other_words=tuple(indicator.in_other_words),
        flag=indicator.flag,
    )


def signs_of(edition: Edition) -> list[Sign]:
    """Return an edition's signs in printed order, in one query."""
    rows = edition.indicators.select_related("level", "domain").order_by("order", "pk")
    return [as_compared(row) for row in rows]


def published_before(edition: Edition) -> Edition | None:
    """Return what an edition is compared with: the newest one published before it."""
    others = Edition.objects.published().filter(framework_id=edition.framework_id)
    if edition.is_draft:
        return others.first()
    return others.filter(
        models.Q(in_force_from__lt=edition.in_force_from)
        | models.Q(in_force_from=edition.in_force_from, pk__lt=edition.pk)
    ).first()


def published_sign(edition: Edition, code: str) -> Indicator | None:
    """Return the newest published indicator with a code, of the edition's framework."""
    return (
        Indicator.objects.filter(
            edition__framework_id=edition.framework_id,
            edition__published_at__isnull=False,
            code=code,
        )
        .select_related("edition", "level", "domain")
        .order_by("-edition__in_force_from", "-edition_id")
        .first()
    )


def newest_event(edition: Edition) -> EditionEvent | None:
    """Return the newest line of an edition's history, comments apart."""
    return edition.events.filter(is_comment=False).select_related("by__person").first()


def retired_signs(edition: Edition) -> list[Sign]:
    """Return the signs that the edition published before has and this one has not."""
    before = published_before(edition)
    if before is None:
        return []
    there = set(edition.indicators.values_list("code", flat=True))
    return [sign for sign in signs_of(before) if sign.code not in there]


def rows_of(edition: Edition) -> list[Row]:
    """Return an edition's signs as a file holds them, what is retired last."""
    domains = dict(edition.domains.values_list("slug", "name"))
    return rows_from(signs_of(edition), retired_signs(edition), domains)


def import_problems(draft: Edition, rows: Sequence[Row]) -> list[Problem]:
    """Return what is wrong with rows that can be read, for this draft; three queries.

    A code nothing has ever had, a domain the draft has not, and a new sign that is there already.
    """
    domains: dict[str, str] = {}
    names = []
    for slug, name in draft.domains.values_list("slug", "name"):
        domains[slug] = slug
        names.append((name.casefold(), slug))
    ambiguous = {name for name, _ in names if [one for one, _ in names].count(name) > 1}
    domains = {name: slug for name, slug in names if name not in ambiguous} | domains
    published = Indicator.objects.filter(
        edition__framework_id=draft.framework_id, edition__published_at__isnull=False
    )
    codes = set(published.values_list("code", flat=True))
    there = signs_of(draft)
    codes |= {sign.code for sign in there}
    worded = {(sign.level, wording_key(sign.text)): f"code {sign.code}" for sign in there}
    problems = []
    for row in rows:
        if row.domain not in domains and row.domain.casefold() not in domains:
            problems.append(Problem(row.number, _no_domain(row, ambiguous)))
        if row.code and row.code not in codes:
            words = f"No sign has the code {row.code}. Leave the code empty to add a sign"
            problems.append(Problem(row.number, words))
        if not row.code:
            # Decision 15: edition, level and wording together identify a sign.
            key = (row.level, wording_key(row.text))
            if key in worded:
                words = f"Level {row.level} has this sign already: {worded[key]}"
                problems.append(Problem(row.number, words))
            worded.setdefault(key, f"row {row.number}")
    return problems


def _no_domain(row: Row, ambiguous: Container[str]) -> str:
    if row.domain.casefold() in ambiguous:
        return f"Several domains are called “{row.domain}”. Write its address instead"
    return f"No domain of this edition is called “{row.domain}”"


def import_preview(draft: Edition, rows: Sequence[Row]) -> list[dict[str, str]]:
    """Return what rows without a problem would change, row by row; what stays is left out."""
    domains: dict[str, str] = {}
    names: dict[str, str] = {}
    for slug, name in draft.domains.values_list("slug", "name"):
        domains[slug] = slug
        domains.setdefault(name.casefold(), slug)
        names[slug] = name
    there = {sign.code: sign for sign in signs_of(draft)}
    shown = []
    for row in rows:
        slug = domains.get(row.domain) or domains[row.domain.casefold()]
        now = there.get(row.code)
        what = _becomes(row, slug, now)
        if what:
            shown.append(
                {
                    "number": str(row.number),
                    "what": what,
                    "where": f"Level {row.level}, {names[slug]}",
                    "before": now.text if now else "",
                    "after": "" if row.retired else row.text,
                }
            )
    return shown


def _becomes(row: Row, domain: str, now: Sign | None) -> str:
    if row.retired:
        return Kind.RETIRED.value if now else ""
    if now is None:
        return "Put back" if row.code else Kind.ADDED.value
    differs = {
        Kind.MOVED: (now.level, now.domain) != (row.level, domain),
        Kind.REWORDED: " ".join(now.text.split()) != row.text,
        Kind.EXAMPLES: row.in_other_words not in {None, now.in_other_words},
        Kind.FLAG: row.flag not in {None, " ".join(now.flag.split())},
    }
    return ", ".join(kind.value for kind, is_so in differs.items() if is_so)


# Editions and their history ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class State:
    """Where an edition stands, in words; `rests_because` says why its text cannot be changed."""

    words: str
    is_draft: bool
    is_asked: bool = False
    rests_because: str = ""


def state_of(edition: Edition) -> State:
    """Return where an edition stands."""
    day = date_words(edition.in_force_from)
    if edition.published_at is not None:
        ahead = edition.in_force_from > london(timezone.now()).date()
        return State(
            f"Published. Takes effect on {day}" if ahead else f"Published. In force from {day}",
            is_draft=False,
            rests_because="This edition is published and its text never changes. "
            "Open a draft to change it.",
        )
    if edition.asked_by is not None:
        return State(
            f"Waits for a second administrator, to take effect on {day}",
            is_draft=True,
            is_asked=True,
            rests_because=AwaitsPublication.message,
        )
    return State("Draft. Only administrators see it", is_draft=True)


def edition_rows(membership: Membership, now: datetime) -> list[dict[str, Any]]:
    """Return a partnership's editions, drafts first, then the newest, each with what it is."""
    editions = list(
        Edition.objects.of(membership.partnership)
        .select_related("opened_by__person", "published_by__person", "asked_by__person")
        .order_by("-in_force_from", "-pk")
    )
    today = london(now).date()
    in_force = next(
        (one for one in editions if not one.is_draft and one.in_force_from <= today), None
    )
    has_draft = any(one.is_draft for one in editions)
    return [
        {
            "edition": one,
            "state": "In force" if one == in_force else _state_in_list(one, today),
            "day": date_words(one.in_force_from) if not one.is_draft else "",
            "may_open": not one.is_draft and not has_draft,
            "is_newest": one == next((other for other in editions if not other.is_draft), None),
        }
        for one in sorted(editions, key=lambda one: not one.is_draft)
    ]


def _state_in_list(edition: Edition, today: date) -> str:
    if edition.is_draft:
        return "Waits for a second administrator" if edition.asked_by_id else "Draft"
    return "Takes effect later" if edition.in_force_from > today else "Older"


def history_rows(events: Iterable[EditionEvent], now: datetime) -> list[dict[str, Any]]:
    """Return lines of an edition's history as a timeline shows them, the newest first."""
    return [
        {
            "title": f"{event.about}: {event.words}" if event.about[:1].isupper() else event.words,
            "when": when(event.at, now),
            "iso": event.at.isoformat(),
            "by": event.by.person.full_name,
        }
        for event in events
    ]


def comment_rows(edition: Edition, now: datetime) -> list[dict[str, Any]]:
    """Return what people said about an edition, the newest first."""
    said = edition.events.filter(is_comment=True).select_related("by__person")
    return [
        {
            "who": event.by.person.full_name,
            "when": when(event.at, now),
            "words": event.words,
            "about": event.about,
        }
        for event in said
    ]


def other_administrators(membership: Membership) -> list[Membership]:
    """Return who could publish what this person asks for, by name."""
    others = Membership.objects.visible_to(membership).current().filter(role=Role.ADMINISTRATOR)
    return list(
        others.exclude(person_id=membership.person_id)
        .select_related("person")
        .order_by("person__last_name", "person__first_name", "pk")
    )


# What differs --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who last changed something in a draft, when, and what the history says of it."""

    who: str
    when: str
    words: str


@dataclass(frozen=True, slots=True)
class SignRow:
    """One sign that differs, with where it stood and stands, and who last changed it."""

    change: SignChange
    was_in: str
    is_in: str
    last: LastChange | None


@dataclass(frozen=True, slots=True)
class TextRow:
    """One part of another text that differs."""

    of: str
    part: str
    before: str
    after: str
    last: LastChange | None


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything in which an edition differs from the one published before it."""

    before: Edition | None
    signs: list[SignRow]
    texts: list[TextRow]

    def __bool__(self) -> bool:
        return bool(self.signs or self.texts)

    def count(self, kind: Kind) -> int:
        """Return of how many signs this became."""
        return sum(kind in row.change.kinds for row in self.signs)

    @property
    def counted(self) -> list[tuple[str, int]]:
        """Return how many signs were added, retired and so on, without what nothing became."""
        rows = [(kind.value, self.count(kind)) for kind in Kind]
        return [(words, number) for words, number in rows if number]


def differences_of(edition: Edition) -> Differences:
    """Return what differs from the edition published before it, in a fixed number of queries."""
    before = published_before(edition)
    if before is None:
        return Differences(None, [], [])
    last: dict[str, LastChange] = {}
    now = timezone.now()
    for event in edition.events.filter(is_comment=False).select_related("by__person"):
        change = LastChange(event.by.person.full_name, when(event.at, now), event.words)
        last.setdefault(event.about, change)
    old_texts, new_texts = _texts_of(before), _texts_of(edition)
    names = {**old_texts.domains, **new_texts.domains}
    signs = [
        SignRow(
            change=change,
            was_in=_stands(change.before, names),
            is_in=_stands(change.after, names),
            last=last.get(change.code),
        )
        for change in changed_signs(signs_of(before), signs_of(edition))
    ]
    texts = [
        TextRow(
            of=called(change),
            part=PART_NAMES.get(change.part, change.part.replace("_", " ")),
            before=change.before,
            after=change.after,
            last=last.get(_about(change)),
        )
        for change in changed_texts(old_texts.parts, new_texts.parts)
    ]
    return Differences(before, signs, texts)


def not_ready_because(draft: Edition) -> list[str]:
    """Return why a draft cannot be published: a level nobody could reach, or nothing new."""
    held = set(draft.indicators.values_list("level__number", flat=True))
    reasons = [
        f"Level {number} has no signs. Add one, or put one back."
        for number in LEVELS
        if number not in held
    ]
    if not reasons and published_before(draft) and not differences_of(draft):
        reasons.append("Nothing differs from the published edition. Change something first.")
    return reasons


def _stands(sign: Sign | None, domains: Mapping[str, str]) -> str:
    return f"Level {sign.level}, {domains.get(sign.domain, sign.domain)}" if sign else ""


# The other texts, row by row -------------------------------------------------------------------

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Texts:
    parts: dict[Hashable, dict[str, str]]
    domains: dict[str, str]


def _texts_of(edition: Edition) -> _Texts:
    """Every text but the signs, by what it is; one query for each kind."""
    parts: dict[Hashable, dict[str, str]] = {
        ("edition",): {name: _said(getattr(edition, name)) for name in EDITION_TEXTS}
    }
    domains: dict[str, str] = {}
    for model in text_models():
        if model is Indicator:
            continue
        inside = [column.name for column in model._meta.concrete_fields if _is_inside(column)]
        rows = model._default_manager.filter(edition=edition).select_related(*inside)
        for place, row in enumerate(rows, start=1):
            key = (model._meta.model_name or "", *_natural(row))
            parts[key] = _parts(row)
            if isinstance(row, Domain):
                domains[row.slug] = row.name
                parts[key]["order"] = str(place)
    return _Texts(parts, domains)


def _is_inside(column: Any) -> bool:
    to = column.related_model if column.is_relation else None
    return isinstance(to, type) and issubclass(to, FrozenText)


def _natural(row: FrozenText) -> Key:
    """What tells a row from its neighbours in every edition: its slug, number or key."""
    unique = next(
        constraint.fields
        for constraint in row._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    )
    key: list[str] = []
    for name in unique:
        value = getattr(row, name) if name != "edition" else None
        if isinstance(value, FrozenText):
            key += _natural(value)
        elif value is not None:
            key.append(str(value))
    return tuple(key)


def _parts(row: FrozenText) -> dict[str, str]:
    skipped = {"id", "edition", "frozen", "version", "order"}
    natural = {
        name
        for constraint in row._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        for name in constraint.fields
    }
    parts = {}
    for column in row._meta.concrete_fields:
        if column.name in skipped or column.name in natural:
            continue
        value = getattr(row, column.name)
        parts[column.name] = (
            " ".join(_natural(value)) if isinstance(value, FrozenText) else _said(value)
        )
    return parts


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _key(change: TextChange) -> Key:
    return change.of if isinstance(change.of, tuple) else (str(change.of),)


def called(change: TextChange) -> str:
    """Return what a text is called where it differs: "Level 3", "Domain health"."""
    kind, *key = _key(change)
    rest = " ".join(key).replace("_", " ").replace("-", " ")
    match kind:
        case "edition":
            return "The edition"
        case "level" | "route":
            return f"Level {rest}"
        case "circumstance":
            return f"Special circumstance: {rest}"
        case _:
            name = {model._meta.model_name: model._meta.verbose_name for model in text_models()}
            return f"{str(name.get(kind, kind)).capitalize()}: {rest}"


def _about(change: TextChange) -> str:
    kind, *key = _key(change)
    rest = "-".join(key).replace("_", "-")
    return {"edition": "settings", "route": f"level-{rest}"}.get(kind, f"{kind}-{rest}")
