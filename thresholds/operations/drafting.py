"""Opening a draft, talking about it, throwing it away; what every change of a draft stands on."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.operations import audit, form_keys
from govuk.words import date_words, london
from thresholds.access import may_keep_edition
from thresholds.errors import (
    AwaitsPublication,
    DraftExists,
    DraftTextChanged,
    NoWords,
    PublishedEdition,
)
from thresholds.models import Edition, EditionEvent, Framework, FrozenText, Indicator
from thresholds.presenters_manage import text_models

# What a draft takes over of the edition it begins with, beside its texts.
SETTINGS = ("law", "introduction", "source", "level_3_needs", "cumulative_domains")
LONGEST_TOLD = 200


@transaction.atomic
def open_draft(*, by: Membership, based_on: Edition, form_key: UUID | None = None) -> Edition:
    """Open a draft with the whole text of a published edition.

    Beginning with an older edition is the way back: its text becomes a new edition, and what was
    published stays as it was.

    Raises:
        NotAllowed: not an administrator of this partnership, or the edition is no published one.
        DraftExists: there is a draft already.
        AlreadyDone: the same form arrived twice; its result is the draft's number.
    """
    if not may_keep_edition(by, based_on) or based_on.is_draft:
        raise NotAllowed
    framework = Framework.objects.select_for_update().get(pk=based_on.framework_id)
    if framework.editions.drafts().exists():
        form_keys.use(key=form_key, by=by)
        raise DraftExists
    today = london(timezone.now()).date()
    draft = Edition.objects.create(
        framework=framework,
        name=_name(framework, today),
        in_force_from=today,
        based_on=based_on,
        opened_by=by,
        opened_at=timezone.now(),
        **{name: getattr(based_on, name) for name in SETTINGS},
    )
    form_keys.use(key=form_key, by=by, result=str(draft.pk))
    _copy_texts(based_on, draft)
    note(draft, by, f"Opened with the text of “{based_on.name}”.")
    audit.record(
        by=by,
        action="edition.draft_opened",
        subjects=[subject_of(draft)],
        detail={"based_on": subject_of(based_on)},
    )
    return draft


@transaction.atomic
def discard_draft(*, by: Membership, edition: Edition, form_key: UUID | None = None) -> None:
    """Delete a draft with its history; nothing that was published is touched.

    Raises:
        NotAllowed: not an administrator of this partnership.
        PublishedEdition: it is published.
        AwaitsPublication: a second administrator is asked to publish it.
        AlreadyDone: the same form arrived twice.
    """
    form_keys.use(key=form_key, by=by)
    draft = lock(by=by, edition=edition)
    audit.record(
        by=by,
        action="edition.draft_discarded",
        subjects=[subject_of(draft)],
        detail={"name": draft.name, "changes": draft.events.filter(is_comment=False).count()},
    )
    for model in reversed(text_models()):
        model.objects.filter(edition=draft).delete()
    draft.delete()


@transaction.atomic
def comment(
    *, by: Membership, edition: Edition, words: str, about: str = "", form_key: UUID | None = None
) -> EditionEvent:
    """Say something about a draft, also while it waits to be published.

    Args:
        about: the code of the sign it is about; empty for the whole draft.

    Raises:
        NotAllowed: not an administrator of this partnership.
        PublishedEdition: it is published.
        NoWords: nothing was said.
        AlreadyDone: the same form arrived twice.
    """
    draft = lock(by=by, edition=edition, even_asked=True)
    if not words.strip():
        raise NoWords("Enter a comment", field="comment")
    form_keys.use(key=form_key, by=by)
    said = EditionEvent.objects.create(
        edition=draft, by=by, about=about, words=words.strip(), is_comment=True
    )
    audit.record(by=by, action="edition.commented", subjects=[subject_of(draft)])
    return said


# What every change of a draft stands on --------------------------------------------------------


def lock(*, by: Membership, edition: Edition, even_asked: bool = False) -> Edition:
    """Lock a draft for writing.

    Args:
        even_asked: whether it may be touched while a second administrator is asked to publish it.

    Raises:
        NotAllowed: not an administrator of this partnership, or the draft was discarded.
        PublishedEdition: it is published, and its text never changes.
        AwaitsPublication: a second administrator is asked to publish it.
    """
    locked = (
        Edition.objects.select_for_update(of=("self",))
        .select_related("framework__partnership", "asked_by__person", "based_on")
        .filter(pk=edition.pk)
        .first()
    )
    if locked is None or not may_keep_edition(by, locked):
        raise NotAllowed
    if not locked.is_draft:
        raise PublishedEdition(
            "This edition is published and its text never changes. Open a draft to change it."
        )
    if locked.asked_by_id and not even_asked:
        raise AwaitsPublication
    return locked


def subject_of(edition: Edition) -> str:
    """Return how the audit trail names an edition."""
    return f"edition-{edition.pk}"


def note(draft: Edition, by: Membership, words: str, *, about: str = "") -> EditionEvent:
    """Write a line into a draft's history."""
    return EditionEvent.objects.create(edition=draft, by=by, about=about, words=words)


def shortened(text: str) -> str:
    """Return a text as the history quotes it."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TOLD else f"{line[: LONGEST_TOLD - 1].rstrip()}…"


def refuse_old_version(
    draft: Edition, row: Edition | FrozenText, version: int | None, *, about: str, by: Membership
) -> None:
    """Refuse to write over what somebody changed after the page was loaded.

    Args:
        version: the version the page was loaded from; None saves over whatever is there.
        about: how the draft's history names the row.

    Raises:
        DraftTextChanged: with who changed it and when.
    """
    if version is None or version == row.version:
        return
    last = (
        draft.events.filter(about=about, is_comment=False).select_related("by__person").first()
        or draft.events.select_related("by__person").first()
    )
    raise DraftTextChanged(
        version=row.version,
        by_name=last.by.person.full_name if last else "",
        same_person=last is not None and last.by.person_id == by.person_id,
        at=last.at if last else timezone.now(),
    )


def place_last(draft: Edition, sign: Indicator) -> None:
    """Give a sign the place after the last one of its level and domain, or after its domain's."""
    others = draft.indicators.exclude(pk=sign.pk)
    beside = others.filter(level_id=sign.level_id, domain_id=sign.domain_id)
    last = (
        beside.aggregate(last=models.Max("order"))["last"]
        or others.filter(level_id=sign.level_id).aggregate(last=models.Max("order"))["last"]
        or others.aggregate(last=models.Max("order"))["last"]
        or 0
    )
    place_after(draft, sign, last)


def place_after(draft: Edition, sign: Indicator, order: int) -> None:
    """Give a sign the place just after `order`; those that follow move on by one."""
    draft.indicators.exclude(pk=sign.pk).filter(order__gt=order).update(order=models.F("order") + 1)
    sign.order = order + 1


def _name(framework: Framework, today: date) -> str:
    taken = set(framework.editions.values_list("name", flat=True))
    name, number = (first := f"Edition of {date_words(today)}"), 2
    while name in taken:
        name, number = f"{first} ({number})", number + 1
    return name


def _copy_texts(source: Edition, draft: Edition) -> None:
    """Copy every text of an edition, row for row; what pointed inside it points inside the copy."""
    copies: dict[tuple[type, int], int] = {}
    for model in text_models():
        rows = list(model.objects.filter(edition=source).order_by("pk"))
        made = model.objects.bulk_create(
            model(**_values(row, copies), edition=draft) for row in rows
        )
        copies |= {(model, row.pk): copy.pk for row, copy in zip(rows, made, strict=True)}


def _values(row: FrozenText, copies: dict[tuple[type[models.Model], int], int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        if column.primary_key or column.name in {"edition", "frozen", "version"}:
            continue
        value = getattr(row, column.attname)
        target = column.related_model if column.is_relation else None
        if isinstance(target, type) and issubclass(target, FrozenText) and value is not None:
            value = copies[target, value]
        values[column.attname] = value
    return values
