"""Levels and domains of a draft: adding, retiring and putting back."""

from collections.abc import Mapping
from uuid import UUID

from django.db import models, transaction
from django.utils.text import slugify

from accounts.models import Membership
from accounts.operations import audit, form_keys
from thresholds.changes import same_wording
from thresholds.errors import (
    LevelInUse,
    LevelThere,
    MoreHeldNow,
    NameThere,
    NotInThisList,
    NoWords,
    TextGone,
    TextThere,
    UnknownLevel,
)
from thresholds.models import Domain, Edition, EditionEvent, Indicator, Level, Route
from thresholds.operations.drafting import lock, note, place_last, subject_of
from thresholds.operations.signs import retired_words
from thresholds.operations.texts import LEVEL_TEXTS, MAY_BE_EMPTY
from thresholds.presenters_manage import (
    LEVELS,
    in_the_way_of_retiring,
    published_before,
    signs_of,
)


@transaction.atomic
def add_level(
    *,
    by: Membership,
    edition: Edition,
    number: int,
    texts: Mapping[str, str],
    route: str,
    goes_to: Route.GoesTo,
    form_key: UUID | None = None,
) -> Level:
    """Add one of the four levels with its texts and its route (R-002, decision 30).

    Args:
        number: 1 to 4.
        texts: names of `LEVEL_TEXTS` and what they say.
        route: what the guide says to do at this level.
        goes_to: where a referral at this level goes.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        UnknownLevel: none of the four. LevelThere: it is there already.
        NoWords: a text that must say something is empty.
        AlreadyDone: the same form arrived twice.
    """
    draft = lock(by=by, edition=edition)
    if number not in LEVELS:
        raise UnknownLevel(field="number")
    # A second press of the button finds the first one's level, not a fault of its own.
    form_keys.use(key=form_key, by=by)
    if draft.levels.filter(number=number).exists():
        raise LevelThere(f"Level {number} is in the draft already. Change it there", field="number")
    said = {name: texts.get(name, "") for name in LEVEL_TEXTS}
    for name, words in {**said, "route": route}.items():
        if name not in MAY_BE_EMPTY and not words.strip():
            raise NoWords(field=name)
    added = Level.objects.create(edition=draft, number=number, **said)
    Route.objects.create(edition=draft, level=added, words=route, goes_to=goes_to)
    _record(draft, by, "level_added", f"level-{number}", f"Level {number} “{added.name}” added.")
    return added


@transaction.atomic
def retire_level(
    *, by: Membership, level: Level, because: str = "", form_key: UUID | None = None
) -> None:
    """Take a level out of the draft, with its route.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextGone: it was taken out already.
        LevelInUse: signs, questions at a glance or special circumstances stand on it.
        AlreadyDone: the same form arrived twice.
    """
    form_keys.use(key=form_key, by=by)
    draft = lock(by=by, edition=level.edition)
    row = draft.levels.select_for_update().filter(pk=level.pk).first()
    if row is None:
        raise TextGone
    if reasons := in_the_way_of_retiring(row):
        raise LevelInUse(" ".join(reasons))
    number, name = row.number, row.name
    row.routes.all().delete()
    row.delete()
    words = _with_reason(f"Level {number} “{name}” retired.", because)
    _record(draft, by, "level_retired", f"level-{number}", words)


@transaction.atomic
def restore_level(
    *, by: Membership, edition: Edition, number: int, form_key: UUID | None = None
) -> Level:
    """Put a level back as it is published, with its route.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextThere: it is there. TextGone: the published edition has none either.
        AlreadyDone: the same form arrived twice.
    """
    form_keys.use(key=form_key, by=by)
    draft = lock(by=by, edition=edition)
    if draft.levels.filter(number=number).exists():
        raise TextThere
    before = published_before(draft)
    published = before.levels.filter(number=number).first() if before else None
    if published is None:
        raise TextGone("No published edition has this level.")
    row = Level.objects.create(
        edition=draft,
        number=number,
        source=published.source,
        **{name: getattr(published, name) for name in LEVEL_TEXTS},
    )
    for route in published.routes.all():
        Route.objects.create(
            edition=draft, level=row, goes_to=route.goes_to, words=route.words, rule=route.rule
        )
    _record(draft, by, "level_restored", f"level-{number}", f"Level {number} put back.")
    return row


# Domains ---------------------------------------------------------------------------------------


@transaction.atomic
def add_domain(
    *,
    by: Membership,
    edition: Edition,
    name: str,
    section: str = "",
    after: str | None = None,
    form_key: UUID | None = None,
) -> Domain:
    """Add a domain, in its place in the order.

    Args:
        section: the heading over several domains, where the document has sections.
        after: the slug of the domain it stands after; empty places it first, None last.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        NoWords: it has no name. NameThere: the draft, or what is retired of it, has this name.
        NotInThisList: there is no domain to stand after.
        AlreadyDone: the same form arrived twice.
    """
    draft = lock(by=by, edition=edition)
    if not name.strip():
        raise NoWords("Enter the domain's name", field="name")
    form_keys.use(key=form_key, by=by)
    rows = list(draft.domains.all())
    if any((row.name.casefold(), row.section) == (name.casefold(), section) for row in rows):
        raise NameThere(field="name")
    before = published_before(draft)
    retired = (
        before.domains.exclude(slug__in=[row.slug for row in rows]).filter(
            name__iexact=name, section=section
        )
        if before
        else Domain.objects.none()
    )
    if retired.exists():
        raise NameThere("This domain was retired. Put it back instead", field="name")
    place = len(rows)
    if after is not None:
        slugs = ["", *(row.slug for row in rows)]
        if after not in slugs:
            raise NotInThisList("Choose a place among the domains", field="after")
        place = slugs.index(after)
    added = Domain(edition=draft, name=name, section=section, slug=_slug(draft, name), order=0)
    rows.insert(place, added)
    for order, row in enumerate(rows, start=1):
        row.order = order
    added.save()
    Domain.objects.bulk_update([row for row in rows if row.pk != added.pk], ["order"])
    _record(draft, by, "domain_added", f"domain-{added.slug}", f"Domain “{name}” added.")
    return added


@transaction.atomic
def retire_domain(
    *,
    by: Membership,
    domain: Domain,
    signs: int | None = None,
    because: str = "",
    form_key: UUID | None = None,
) -> int:
    """Take a domain out of the draft with the signs it holds, and return how many there were.

    Published signs stay in their editions and come back with the domain; a sign that was never
    published is lost.

    Args:
        signs: how many signs the page said it holds; None does not compare.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextGone: it was taken out already.
        MoreHeldNow: signs came or went since the page was loaded.
        AlreadyDone: the same form arrived twice.
    """
    draft = lock(by=by, edition=domain.edition)
    row = draft.domains.select_for_update().filter(pk=domain.pk).first()
    if row is None:
        raise TextGone
    held = list(row.indicators.select_related("level", "domain"))
    if signs is not None and signs != len(held):
        raise MoreHeldNow
    form_keys.use(key=form_key, by=by)
    EditionEvent.objects.bulk_create(
        EditionEvent(edition=draft, by=by, about=sign.code, words=retired_words(sign))
        for sign in held
    )
    row.indicators.all().delete()
    slug, name = row.slug, row.name
    row.delete()
    with_signs = {0: "", 1: " with 1 sign"}.get(len(held), f" with {len(held)} signs")
    words = _with_reason(f"Domain “{name}” retired{with_signs}.", because)
    _record(draft, by, "domain_retired", f"domain-{slug}", words)
    return len(held)


@transaction.atomic
def restore_domain(
    *, by: Membership, edition: Edition, slug: str, form_key: UUID | None = None
) -> Domain:
    """Put a domain back as it is published, at its old place, with its signs.

    A sign that stands in another domain now stays there. One whose level is not in the draft, or
    whose words its level has again, is left out and can be put back by itself.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextThere: it is there. TextGone: the published edition has none either.
        AlreadyDone: the same form arrived twice.
    """
    form_keys.use(key=form_key, by=by)
    draft = lock(by=by, edition=edition)
    if draft.domains.filter(slug=slug).exists():
        raise TextThere
    before = published_before(draft)
    published = before.domains.filter(slug=slug).first() if before else None
    if before is None or published is None:
        raise TextGone("No published edition has this domain.")
    earlier = before.domains.filter(order__lt=published.order).values("slug")
    after = draft.domains.filter(slug__in=earlier).aggregate(last=models.Max("order"))["last"] or 0
    draft.domains.filter(order__gt=after).update(order=models.F("order") + 1)
    row = Domain.objects.create(
        edition=draft,
        slug=slug,
        name=published.name,
        section=published.section,
        order=after + 1,
    )
    back = _signs_back(by, draft, row, published)
    with_signs = {0: "", 1: " with 1 sign"}.get(back, f" with {back} signs")
    words = f"Domain “{row.name}” put back{with_signs}."
    _record(draft, by, "domain_restored", f"domain-{slug}", words)
    return row


def _signs_back(by: Membership, draft: Edition, domain: Domain, published: Domain) -> int:
    there = set(draft.indicators.values_list("code", flat=True))
    levels = {level.number: level for level in draft.levels.all()}
    now = signs_of(draft)
    back = 0
    for sign in published.indicators.select_related("level").order_by("order"):
        level = levels.get(sign.level.number)
        if sign.code in there or level is None or same_wording(now, level.number, sign.text):
            continue
        row = Indicator(
            edition=draft,
            level=level,
            domain=domain,
            code=sign.code,
            text=sign.text,
            in_other_words=sign.in_other_words,
            flag=sign.flag,
            source=sign.source,
        )
        place_last(draft, row)
        row.save()
        note(draft, by, "Put back with its domain.", about=sign.code)
        back += 1
    return back


def _slug(draft: Edition, name: str) -> str:
    """Return an address that no domain of the framework has or had: signs are compared by it."""
    taken = set(
        Domain.objects.filter(edition__framework_id=draft.framework_id).values_list(
            "slug", flat=True
        )
    )
    return free_slug(name, taken, otherwise="domain")


def free_slug(name: str, taken: set[str], *, otherwise: str) -> str:
    """Return a name as an address says it, with a number where another has it."""
    first = slugify(name)[:110] or otherwise
    slug, number = first, 2
    while slug in taken:
        slug, number = f"{first}-{number}", number + 1
    return slug


def _with_reason(words: str, because: str) -> str:
    return f"{words} {because.strip()}".strip()


def _record(draft: Edition, by: Membership, act: str, about: str, words: str) -> None:
    note(draft, by, words, about=about)
    audit.record(
        by=by,
        action=f"edition.{act}",
        subjects=[subject_of(draft)],
        detail={"of": about},
    )
