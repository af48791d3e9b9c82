"""The guide's other texts in a draft: its glossary, its passages, and its pages at a glance."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Membership
from accounts.operations import audit, form_keys
from thresholds.errors import (
    AnswerWithoutPage,
    NameThere,
    NoDuty,
    NoFurther,
    NoWords,
    StepInUse,
    TextGone,
    TextThere,
)
from thresholds.models import (
    Edition,
    GlanceChoice,
    GlanceStep,
    GlossaryTerm,
    Passage,
)
from thresholds.operations.drafting import lock, note, subject_of
from thresholds.operations.signs import level_of
from thresholds.operations.structure import free_slug
from thresholds.operations.texts import keep_text, locked_text, set_texts
from thresholds.presenters import PRINTED_LINES, source_words
from thresholds.presenters_manage import answers_leading_to, history_name, published_text

TERM_TEXTS = ("term", "also", "meaning", "source")
PASSAGE_TEXTS = ("title", "is_principle", "circumstances", "duty", "text", "rule", "source")
STEP_TEXTS = ("title", "is_question", "words", "level", "ring", "note", "source")
ENTER = {
    "term": "Enter the term",
    "meaning": "Enter what it means",
    "title": "Enter the title",
    "text": "Enter what the guide says",
}

GuideText = GlossaryTerm | Passage | GlanceStep


# The glossary ----------------------------------------------------------------------------------


@transaction.atomic
def add_term(
    *,
    by: Membership,
    edition: Edition,
    texts: Mapping[str, str],
    form_key: UUID | None = None,
) -> GlossaryTerm:
    """Add a term to the glossary, at its place in the alphabet.

    Args:
        texts: names of `TERM_TEXTS` and what they say.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        NoWords: it has no term or no meaning. NameThere: the glossary has the term.
        AlreadyDone: the same form arrived twice.
    """
    draft = lock(by=by, edition=edition)
    form_keys.use(key=form_key, by=by)
    _refuse_name(draft.glossary.all(), "term", texts.get("term", ""))
    added = GlossaryTerm(edition=draft, order=0)
    _set_new(added, texts, TERM_TEXTS)
    added.slug = free_slug(added.term, _slugs(GlossaryTerm, draft), otherwise="term")
    added.save()
    _in_alphabet(draft)
    _record(draft, by, "text_added", added, f"Glossary: “{added.term}” added.")
    return added


@transaction.atomic
def change_term(
    *,
    by: Membership,
    term: GlossaryTerm,
    changes: Mapping[str, str],
    version: int | None,
    form_key: UUID | None = None,
) -> GlossaryTerm:
    """Reword a term of the glossary; its address stays.

    Args:
        changes: names of `TERM_TEXTS` and what they say.
        version: the version the page was loaded from; None saves over it.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextGone: it was taken out meanwhile. DraftTextChanged: somebody changed it since.
        NoWords, NameThere: what was typed does not do.
        AlreadyDone: the same form arrived twice.
    """
    draft, row = locked_text(by, term, version, about=history_name(term))
    before = row.term
    if changes.get("term", before) != before:
        _refuse_name(draft.glossary.exclude(pk=row.pk), "term", changes["term"])
    changed = set_texts(row, changes, TERM_TEXTS, optional={"also", "source"}, enter=ENTER)
    form_keys.use(key=form_key, by=by)
    keep_text(draft, by, row, changed, about=history_name(row), called=f"Glossary: “{before}”")
    _in_alphabet(draft)
    return row


# Passages --------------------------------------------------------------------------------------


@transaction.atomic
def add_passage(
    *,
    by: Membership,
    edition: Edition,
    texts: Mapping[str, Any],
    form_key: UUID | None = None,
) -> Passage:
    """Add what the guide says of children in a special situation, or a principle, as the last.

    Args:
        texts: names of `PASSAGE_TEXTS` and what they say; `circumstances` are keys of the draft's.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        NoWords, NoDuty, NameThere: what was typed does not do.
        AlreadyDone: the same form arrived twice.
    """
    draft = lock(by=by, edition=edition)
    form_keys.use(key=form_key, by=by)
    _refuse_name(draft.passages.all(), "title", texts.get("title", ""))
    added = Passage(edition=draft, order=_last(draft.passages.all()) + 1)
    _set_new(added, texts, PASSAGE_TEXTS)
    _refuse_no_duty(added)
    # A circumstance has its address from its key; a passage of its own stands elsewhere.
    taken = _slugs(Passage, draft) | {row.slug for row in draft.circumstances.all()}
    added.slug = free_slug(added.title, taken, otherwise="passage")
    added.save()
    _record(draft, by, "text_added", added, f"Passage “{added.title}” added.")
    return added


@transaction.atomic
def change_passage(
    *,
    by: Membership,
    passage: Passage,
    changes: Mapping[str, Any],
    version: int | None,
    form_key: UUID | None = None,
) -> Passage:
    """Change a passage; one that is reworded no longer says that it is printed word for word.

    Args:
        changes: names of `PASSAGE_TEXTS` and what they say.
        version: the version the page was loaded from; None saves over it.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextGone: it was taken out meanwhile. DraftTextChanged: somebody changed it since.
        NoWords, NoDuty, NameThere: what was typed does not do.
        AlreadyDone: the same form arrived twice.
    """
    draft, row = locked_text(by, passage, version, about=history_name(passage))
    before = row.title
    if changes.get("title", before) != before:
        _refuse_name(draft.passages.exclude(pk=row.pk), "title", changes["title"])
    changed = set_texts(
        row,
        changes,
        PASSAGE_TEXTS,
        optional={"duty", "rule", "source", "circumstances"},
        enter=ENTER,
    )
    _refuse_no_duty(row)
    if "text" in changed and "source" not in changed and PRINTED_LINES.fullmatch(row.source):
        row.source = f"Reworded. The guide prints it in {source_words(row.source)}"[:100]
        changed.append("source")
    form_keys.use(key=form_key, by=by)
    keep_text(draft, by, row, changed, about=history_name(row), called=f"Passage “{before}”")
    return row


# At a glance -----------------------------------------------------------------------------------


@transaction.atomic
def add_step(
    *,
    by: Membership,
    edition: Edition,
    texts: Mapping[str, Any],
    form_key: UUID | None = None,
) -> GlanceStep:
    """Add a page at a glance, a question or what to do, as the last.

    Args:
        texts: names of `STEP_TEXTS` and what they say; `level` is a number or None.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        NoWords, NameThere, UnknownLevel: what was typed does not do.
        AlreadyDone: the same form arrived twice.
    """
    draft = lock(by=by, edition=edition)
    form_keys.use(key=form_key, by=by)
    _refuse_name(draft.glance_steps.all(), "title", texts.get("title", ""))
    added = GlanceStep(edition=draft, order=_last(draft.glance_steps.all()) + 1)
    _set_new(added, _with_level(draft, texts), STEP_TEXTS)
    added.slug = free_slug(added.title, _slugs(GlanceStep, draft), otherwise="page")
    added.save()
    _record(draft, by, "text_added", added, f"At a glance: “{added.title}” added.")
    return added


@transaction.atomic
def change_step(
    *,
    by: Membership,
    step: GlanceStep,
    changes: Mapping[str, Any],
    version: int | None,
    form_key: UUID | None = None,
) -> GlanceStep:
    """Change a page at a glance; its answers are changed by `set_answers`.

    Args:
        changes: names of `STEP_TEXTS` and what they say; `level` is a number or None.
        version: the version the page was loaded from; None saves over it.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextGone: it was taken out meanwhile. DraftTextChanged: somebody changed it since.
        NoWords, NameThere, UnknownLevel: what was typed does not do.
        AlreadyDone: the same form arrived twice.
    """
    draft, row = locked_text(by, step, version, about=history_name(step))
    before = row.title
    if changes.get("title", before) != before:
        _refuse_name(draft.glance_steps.exclude(pk=row.pk), "title", changes["title"])
    changed = set_texts(
        row,
        _with_level(draft, changes),
        STEP_TEXTS,
        optional={"words", "level", "note", "source"},
        enter=ENTER,
    )
    form_keys.use(key=form_key, by=by)
    keep_text(draft, by, row, changed, about=history_name(row), called=f"At a glance: “{before}”")
    return row


@transaction.atomic
def set_answers(
    *,
    by: Membership,
    step: GlanceStep,
    answers: Sequence[tuple[str, str]],
    version: int | None,
    form_key: UUID | None = None,
) -> GlanceStep:
    """Set the answers to a question, or what may follow what to do, in order.

    Args:
        answers: the words of each, and the slug of the page it leads to.
        version: the version the page was loaded from; None saves over it.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextGone: it was taken out meanwhile. DraftTextChanged: somebody changed it since.
        AnswerWithoutPage: an answer leads nowhere, to itself, or is there twice.
        AlreadyDone: the same form arrived twice.
    """
    draft, row = locked_text(by, step, version, about=history_name(step))
    pages = {page.slug: page for page in draft.glance_steps.all()}
    said: set[str] = set()
    for words, leads_to in answers:
        if leads_to not in pages or leads_to == row.slug:
            raise AnswerWithoutPage(f"Select where “{words}” leads")
        if not words.strip() or words.casefold() in said:
            raise AnswerWithoutPage("Enter each answer once")
        said.add(words.casefold())
    form_keys.use(key=form_key, by=by)
    before = [(one.words, one.leads_to.slug) for one in row.choices.select_related("leads_to")]
    if list(answers) == before:
        return row
    row.choices.all().delete()
    GlanceChoice.objects.bulk_create(
        GlanceChoice(edition=draft, step=row, words=words, leads_to=pages[slug], order=order)
        for order, (words, slug) in enumerate(answers, start=1)
    )
    about = history_name(row)
    keep_text(draft, by, row, ["answers"], about=about, called=f"At a glance: “{row.title}”")
    return row


# What is done with any of them -----------------------------------------------------------------


@transaction.atomic
def remove_text(
    *, by: Membership, text: GuideText, because: str = "", form_key: UUID | None = None
) -> None:
    """Take a term, a passage or a page at a glance out of the draft.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextGone: it was taken out already.
        StepInUse: answers lead to this page at a glance.
        AlreadyDone: the same form arrived twice.
    """
    form_keys.use(key=form_key, by=by)
    draft, row = locked_text(by, text, None, about=history_name(text))
    if isinstance(row, GlanceStep):
        if leading := answers_leading_to(row):
            raise StepInUse(f"{' '.join(leading)} Change that first.")
        row.choices.all().delete()
    _record(draft, by, "text_removed", row, f"“{row}” taken out. {because.strip()}".strip())
    row.delete()
    _count_again(list(type(row)._default_manager.filter(edition=draft)))


@transaction.atomic
def restore_text(
    *,
    by: Membership,
    edition: Edition,
    model: type[GuideText],
    slug: str,
    form_key: UUID | None = None,
) -> GuideText:
    """Put back what is published and was taken out, at its old place; a page with its answers.

    Answers to pages that the draft has not are left out.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextThere: it is there. TextGone: it was never published.
        AlreadyDone: the same form arrived twice.
    """
    form_keys.use(key=form_key, by=by)
    draft = lock(by=by, edition=edition)
    rows: Any = model._default_manager.filter(edition=draft)
    if rows.filter(slug=slug).exists():
        raise TextThere
    published: Any = published_text(draft, model, slug)
    if published is None:
        raise TextGone("Nothing published has this name.")
    columns = {
        GlossaryTerm: TERM_TEXTS,
        Passage: PASSAGE_TEXTS,
        GlanceStep: STEP_TEXTS,
    }[model]
    earlier = type(published).objects.filter(
        edition_id=published.edition_id, order__lt=published.order
    )
    beside = list(rows)
    stands_before = set(earlier.values_list("slug", flat=True))
    place = max((n for n, one in enumerate(beside, 1) if one.slug in stands_before), default=0)
    row: Any = model(edition=draft, slug=slug, order=0)
    for name in columns:
        setattr(row, name, getattr(published, name))
    if isinstance(row, GlanceStep):
        at = published.level
        row.level = draft.levels.filter(number=at.number).first() if at else None
    row.save()
    beside.insert(place, row)
    _count_again(beside)
    if isinstance(row, GlanceStep):
        pages = {page.slug: page for page in draft.glance_steps.all()}
        choices = published.choices.select_related("leads_to")
        kept = [one for one in choices if one.leads_to.slug in pages]
        GlanceChoice.objects.bulk_create(
            GlanceChoice(
                edition=draft,
                step=row,
                words=one.words,
                leads_to=pages[one.leads_to.slug],
                order=order,
            )
            for order, one in enumerate(kept, start=1)
        )
    if isinstance(row, GlossaryTerm):
        _in_alphabet(draft)
    _record(draft, by, "text_restored", row, f"“{row}” put back.")
    restored: GuideText = row
    return restored


@transaction.atomic
def shift_text(
    *, by: Membership, text: Passage | GlanceStep, up: bool, form_key: UUID | None = None
) -> None:
    """Move a passage or a page at a glance one place up or down; the first page is asked first.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        TextGone: it was taken out meanwhile.
        NoFurther: it is the first or the last.
        AlreadyDone: the same form arrived twice.
    """
    form_keys.use(key=form_key, by=by)
    draft, row = locked_text(by, text, None, about=history_name(text))
    model: Any = type(row)
    rows = list(model.objects.filter(edition=draft))
    place = next(index for index, one in enumerate(rows) if one.pk == row.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        raise NoFurther
    rows[place], rows[other] = rows[other], rows[place]
    _count_again(rows)
    _record(draft, by, "text_placed", row, f"“{row}” moved one place {'up' if up else 'down'}.")


def _set_new(row: Any, texts: Mapping[str, Any], names: Sequence[str]) -> None:
    """Set every text of a new row. Raises `NoWords`."""
    for name in names:
        if name in ENTER and not str(texts.get(name, "")).strip():
            raise NoWords(ENTER[name], field=name)
        if name in texts:
            setattr(row, name, texts[name])


def _with_level(draft: Edition, texts: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(texts)
    if "level" in found:
        number = found["level"]
        found["level"] = None if number is None else level_of(draft, number)
    return found


def _refuse_name(others: Any, column: str, name: str) -> None:
    if name.strip() and others.filter(**{f"{column}__iexact": name.strip()}).exists():
        raise NameThere(field=column)


def _refuse_no_duty(passage: Passage) -> None:
    if not passage.circumstances and not passage.duty.strip():
        raise NoDuty(field="duty")


def _slugs(model: type[GuideText], draft: Edition) -> set[str]:
    """Every address of this kind that the framework has used: texts are compared by it."""
    rows = model._default_manager.filter(edition__framework_id=draft.framework_id)
    return set(rows.values_list("slug", flat=True))


def _last(rows: Any) -> int:
    return max(rows.values_list("order", flat=True), default=0)


def _in_alphabet(draft: Edition) -> None:
    _count_again(sorted(draft.glossary.all(), key=lambda row: row.term.casefold()))


def _count_again(rows: Sequence[Any]) -> None:
    """Write the places of rows of one kind, from the first: readers begin with the first page."""
    for order, row in enumerate(rows, start=1):
        row.order = order
    if rows:
        type(rows[0])._default_manager.bulk_update(rows, ["order"])


def _record(draft: Edition, by: Membership, act: str, row: GuideText, words: str) -> None:
    note(draft, by, words, about=history_name(row))
    audit.record(
        by=by,
        action=f"edition.{act}",
        subjects=[subject_of(draft)],
        detail={"of": history_name(row)},
    )
