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

from accounts.models import AuditEntry, Membership
from accounts.rules import Role
from directory.models import FrontDoor
from govuk.words import count_words, date_words, london, when
from thresholds.changes import (
    Kind,
    Sign,
    SignChange,
    TextChange,
    changed_signs,
    changed_texts,
    put_elsewhere,
)
from thresholds.errors import AwaitsPublication
from thresholds.exchange import Problem, Row, rows_from
from thresholds.matching import wording_key
from thresholds.models import (
    Circumstance,
    Domain,
    Edition,
    EditionEvent,
    Framework,
    FrozenText,
    GlanceChoice,
    GlanceStep,
    GlossaryTerm,
    Indicator,
    Level,
    Passage,
    Route,
)
from thresholds.rules import Answer, Step, tree_problems

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
    "term": "term",
    "also": "other names",
    "meaning": "meaning",
    "title": "title",
    "text": "what the guide says",
    "circumstances": "special circumstances it is about",
    "is_principle": "whether it is a principle",
    "is_question": "whether it is a question",
    "ring": "whether it says whom to ring",
    "note": "what the guide does not say outright",
    "answers": "answers",
    "rule": "rule",
    "is_duty_to_tell": "whether it is a duty to tell",
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


# What stands beside the signs ------------------------------------------------------------------


def published_text(edition: Edition, model: Any, slug: str) -> Any:
    """Return the text with this slug of the edition published before, or None."""
    before = published_before(edition)
    return model._default_manager.filter(edition=before, slug=slug).first() if before else None


def retired_texts(edition: Edition, model: Any, by: str = "slug") -> list[Any]:
    """Return what the edition published before has of this kind and this one has not.

    Args:
        by: the column that tells rows apart: a level's number, a domain's slug.
    """
    before = published_before(edition)
    if before is None:
        return []
    there = model._default_manager.filter(edition=edition).values(by)
    return list(model._default_manager.filter(edition=before).exclude(**{f"{by}__in": there}))


def history_name(row: Any) -> str:
    """Return how a draft's history names a term, a passage or a page at a glance."""
    return f"{row._meta.model_name}-{row.slug}"


def in_the_way_of_retiring(level: Level) -> list[str]:
    """Return in words what still stands on a level of a draft, so that it cannot be retired."""
    found = []
    if signs := level.indicators.count():
        found.append(
            f"Level {level.number} holds {count_words(signs, 'sign')}. Move or retire them first."
        )
    steps = GlanceStep.objects.filter(level=level).values_list("title", flat=True)
    found += [f"“{title}” at a glance says what to do at this level." for title in steps]
    floors = level.edition.circumstances.filter(floor=level.number).values_list("name", flat=True)
    found += [f"{name} is always Level {level.number} or above." for name in floors]
    return found


def answers_leading_to(step: GlanceStep) -> list[str]:
    """Return in words which answers lead to a page at a glance."""
    return [
        f"“{choice.words}” under “{choice.step.title}” leads here."
        for choice in step.reached_by.select_related("step").order_by("step__order", "order")
    ]


def glance_rows(edition: Edition) -> list[GlanceStep]:
    """Return the pages at a glance in order, each with its answers, in a fixed few queries."""
    rows = edition.glance_steps.select_related("level").prefetch_related("choices__leads_to")
    return list(rows)


def glance_problems(steps: Iterable[GlanceStep]) -> list[str]:
    """Return in words why somebody could get lost in the pages at a glance."""
    return tree_problems(
        [
            Step(
                slug=step.slug,
                title=step.title,
                is_question=step.is_question,
                answers=tuple(
                    Answer(choice.words, choice.leads_to.slug) for choice in step.choices.all()
                ),
            )
            for step in steps
        ]
    )


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


@dataclass(frozen=True, slots=True)
class GoesOn:
    """Where somebody goes on whose draft is no more: the draft there is, or what to open one of."""

    draft: Edition | None
    newest: Edition | None


def goes_on_in(framework: Framework) -> GoesOn:
    """Return the framework's draft, if there is one, and its newest published edition."""
    return GoesOn(framework.editions.drafts().first(), framework.editions.published().first())


@dataclass(frozen=True, slots=True)
class Discarded:
    """A draft that somebody discarded: its name, by whom and when."""

    name: str
    who: str
    when: str


def discarded_draft(membership: Membership, number: int, now: datetime) -> Discarded | None:
    """Return who discarded a draft of this partnership, from the only place that still knows.

    Args:
        number: the number in the addresses of its pages.
    """
    told = AuditEntry.objects.filter(
        partnership_key=membership.partnership.key,
        action="edition.draft_discarded",
        subjects__contains=[f"edition-{number}"],
    ).first()
    if told is None:
        return None
    return Discarded(str(told.detail.get("name", "")), told.actor_name, when(told.at, now))


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
    # Slugs of the edition's own domains: a sign is put back where its domain still is.
    domains: frozenset[str] = frozenset()

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
    old_texts, new_texts = texts_of(before), texts_of(edition)
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
    texts = text_rows(old_texts, new_texts, last)
    return Differences(before, signs, texts, frozenset(new_texts.domains))


def text_rows(
    before: "Texts", after: "Texts", last: Mapping[str, LastChange] | None = None
) -> list[TextRow]:
    """Return every part in which the texts beside the signs differ.

    Args:
        last: the newest line of the history about each text.
    """
    moved = {
        key
        for kind in (Domain, Passage, GlanceStep)
        for key in put_elsewhere(before.in_order(kind), after.in_order(kind))
    }
    for texts in (before, after):
        for key in moved:
            texts.parts[key]["order"] = str(texts.places[key])
    names_of = {**before.titles, **after.titles}
    return [
        TextRow(
            of=names_of.get(_key(change), "The edition"),
            part=PART_NAMES.get(change.part, change.part.replace("_", " ")),
            before=change.before,
            after=change.after,
            last=(last or {}).get(_about(change)),
        )
        for change in changed_texts(before.parts, after.parts)
    ]


def not_ready_because(draft: Edition) -> list[str]:
    """Return in words why a draft cannot be published: where somebody would find no answer.

    The suggestion, consent and the hub count on four levels (R-002, decision 15), so all four are
    there, each with its words, its signs and where its referrals go (decision 30).
    """
    reasons = [
        *_levels_not_ready(draft),
        *_domains_not_ready(draft),
        *_passages_not_ready(draft),
        *glance_problems(glance_rows(draft)),
    ]
    if not reasons and published_before(draft) and not differences_of(draft):
        reasons.append("Nothing differs from the published edition. Change something first.")
    return reasons


def _levels_not_ready(draft: Edition) -> list[str]:
    levels = {level.number: level for level in draft.levels.all()}
    if not levels:
        return ["There are no levels. Add Levels 1 to 4."]
    held = set(draft.indicators.values_list("level__number", flat=True))
    ways = {route.level_id: route for route in draft.routes.all()}
    found = []
    for number in LEVELS:
        level = levels.get(number)
        if level is None:
            found.append(f"Level {number} is not there. Add it: suggestions count on four levels.")
            continue
        found += [
            f"Level {number} has no {PART_NAMES[part]}. Enter it."
            for part in ("name", "summary", "description", "how_to_get_help")
            if not getattr(level, part).strip()
        ]
        if number not in held:
            found.append(f"Level {number} has no signs. Add one, or put one back.")
        way = ways.get(level.pk)
        if way is None or not way.words.strip():
            found.append(
                f"Level {number} does not say what to do and where a referral goes. Enter it."
            )
        elif way.goes_to == Route.GoesTo.FAMILY_CENTRE and not _has_family_centres(draft):
            found.append(
                f"A referral at Level {number} goes to a family centre, and none is set up. "
                "Choose another way."
            )
    return found


def _has_family_centres(draft: Edition) -> bool:
    return FrontDoor.objects.filter(
        partnership_id=draft.framework.partnership_id, kind=FrontDoor.Kind.FAMILY_CENTRE
    ).exists()


def _domains_not_ready(draft: Edition) -> list[str]:
    return [
        f"The domain “{name}” has no signs. Add one, or retire the domain."
        for name in draft.domains.filter(indicators=None).values_list("name", flat=True)
    ]


def _passages_not_ready(draft: Edition) -> list[str]:
    known = set(draft.circumstances.values_list("key", flat=True))
    found = []
    for passage in draft.passages.all():
        if set(passage.circumstances) - known:
            found.append(f"“{passage.title}” is about a special circumstance that is not there.")
        elif not passage.circumstances and not passage.duty.strip():
            found.append(f"“{passage.title}” does not say what to do. Enter it.")
    return found


def _stands(sign: Sign | None, domains: Mapping[str, str]) -> str:
    return f"Level {sign.level}, {domains.get(sign.domain, sign.domain)}" if sign else ""


# The other texts, row by row -------------------------------------------------------------------

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Every text but the signs: its parts, what it is called, and its place among its kind."""

    parts: dict[Hashable, dict[str, str]]
    titles: dict[Hashable, str]
    places: dict[Hashable, int]
    domains: dict[str, str]

    def in_order(self, model: type[FrozenText]) -> list[Hashable]:
        """Return the keys of one kind in their order."""
        name = model._meta.model_name
        return [key for key in self.places if isinstance(key, tuple) and key[0] == name]


def texts_of(edition: Edition) -> Texts:
    """Every text but the signs, by what it is; a fixed few queries for each kind."""
    found = Texts(
        parts={("edition",): {name: _said(getattr(edition, name)) for name in EDITION_TEXTS}},
        titles={},
        places={},
        domains=dict(edition.domains.values_list("slug", "name")),
    )
    for model in text_models():
        # Answers stand with their question, as one list.
        if model in {Indicator, GlanceChoice}:
            continue
        inside = [column.name for column in model._meta.concrete_fields if _is_inside(column)]
        rows = model._default_manager.filter(edition=edition).select_related(*inside)
        if model is GlanceStep:
            rows = rows.prefetch_related("choices__leads_to")
        for place, row in enumerate(rows, start=1):
            key: Key = (model._meta.model_name or "", *_natural(row))
            found.parts[key] = _parts(row)
            found.titles[key] = _title(row)
            found.places[key] = place
    return found


def _title(row: FrozenText) -> str:
    """Return what a text is called where it differs: "Level 3", "Domain: Health"."""
    match row:
        case Level(number=number) | Route(level=Level(number=number)):
            return f"Level {number}"
        case Domain(name=name):
            return f"Domain: {name}"
        case Circumstance(name=name):
            return f"Special circumstance: {name}"
        case GlossaryTerm(term=term):
            return f"Glossary: {term}"
        case Passage(title=title):
            return f"Passage: {title}"
        case GlanceStep(title=title):
            return f"At a glance: {title}"
        case _:
            return str(row._meta.verbose_name).capitalize()


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
        if isinstance(value, FrozenText):
            parts[column.name] = str(value)
        elif column.choices:
            parts[column.name] = str(dict(column.flatchoices).get(value, value))
        else:
            parts[column.name] = _said(value)
    if isinstance(row, GlanceStep):
        parts["answers"] = "\n".join(
            f"{choice.words}: {choice.leads_to.title}" for choice in row.choices.all()
        )
    return parts


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(one).replace("_", " ") for one in value)
    return str(value)


def _key(change: TextChange) -> Key:
    return change.of if isinstance(change.of, tuple) else (str(change.of),)


def _about(change: TextChange) -> str:
    kind, *key = _key(change)
    rest = "-".join(key).replace("_", "-")
    return {"edition": "settings", "route": f"level-{rest}"}.get(kind, f"{kind}-{rest}")
