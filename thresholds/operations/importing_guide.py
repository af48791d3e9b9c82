"""Taking over the guide's texts of a file into a draft: all of them, or none."""

from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.errors import OperationError
from accounts.models import Membership
from accounts.operations import audit, form_keys
from thresholds.errors import DraftTextChanged, UnknownCircumstance, UnknownWay, WrongRows
from thresholds.exchange import ENTRY_NAMES, GUIDE, Entry, Guide
from thresholds.models import Edition, GlanceStep, Route
from thresholds.operations.drafting import lock, subject_of
from thresholds.operations.guide import (
    PASSAGE_TEXTS,
    STEP_TEXTS,
    TERM_TEXTS,
    add_passage,
    add_step,
    add_term,
    change_passage,
    change_step,
    change_term,
    set_answers,
)
from thresholds.operations.structure import add_domain, add_level
from thresholds.operations.texts import DOMAIN_TEXTS, LEVEL_TEXTS, change_domain, change_level
from thresholds.presenters_manage import TextRow, newest_event, text_rows, texts_of


@transaction.atomic
def import_guide(
    *,
    by: Membership,
    edition: Edition,
    guide: Guide,
    seen: int | None = None,
    form_key: UUID | None = None,
) -> int:
    """Bring a draft's levels, domains, glossary, passages and questions in step with a file.

    An entry changes what has its number, its address, its term or its title, and is added where
    nothing has. What the file does not name stays. The history has a line for each that changed.

    Args:
        guide: as `exchange.read_guide` gives it.
        seen: the newest line of the draft's history that the preview knew; None does not compare.

    Returns:
        How many texts changed or were added.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        DraftTextChanged: somebody changed the draft since the preview.
        WrongRows: with every entry that cannot be taken over.
        AlreadyDone: the same form arrived twice.
    """
    form_keys.use(key=form_key, by=by)
    draft = lock(by=by, edition=edition)
    newest = newest_event(draft)
    if seen is not None and newest is not None and newest.pk != seen:
        raise DraftTextChanged(
            version=newest.pk,
            by_name=newest.by.person.full_name,
            same_person=newest.by.person_id == by.person_id,
            at=newest.at,
        )
    before = draft.events.count()
    _Taker(by, draft).take(guide)
    changed = draft.events.count() - before
    audit.record(
        by=by,
        action="edition.guide_imported",
        subjects=[subject_of(draft)],
        detail={"changed": changed},
    )
    return changed


def what_it_would_change(*, by: Membership, edition: Edition, guide: Guide) -> list[TextRow]:
    """Return what importing a guide's texts would change, and change nothing.

    Raises as `import_guide` does.
    """
    with transaction.atomic():
        before = texts_of(edition)
        import_guide(by=by, edition=edition, guide=guide)
        rows = text_rows(before, texts_of(edition))
        # It was written to be looked at; nothing of it stays.
        transaction.set_rollback(True)
    return rows


class _Taker:
    """Takes the entries of a file over one after the other, and gathers what is wrong."""

    def __init__(self, by: Membership, draft: Edition) -> None:
        self.by, self.draft = by, draft
        self.given: dict[str, Any] = {"by": by, "edition": draft}
        self.problems: list[str] = []
        # Pages at a glance by what the file calls them; a new one may get another address.
        self.pages: dict[str, GlanceStep] = {}

    def take(self, guide: Guide) -> None:
        """Take over every list, pages before their answers. Raises `WrongRows`."""
        routes = {route["level"]: route for route in guide.get("routes", [])}
        numbers = {level["number"] for level in guide.get("levels", [])}
        levels = [
            {**level, "way": routes.get(level["number"])} for level in guide.get("levels", [])
        ]
        levels += [
            {"number": number, "way": way}
            for number, way in routes.items()
            if number not in numbers
        ]
        self._each("levels", levels, self._level)
        for name in GUIDE:
            if name not in {"levels", "routes"}:
                self._each(name, guide.get(name, []), getattr(self, f"_{name}"))
        self._each("at_a_glance", guide.get("at_a_glance", []), self._answers)
        if self.problems:
            raise WrongRows(list(dict.fromkeys(self.problems)))

    def _each(self, name: str, entries: list[Entry], take: Any) -> None:
        for number, entry in enumerate(entries, start=1):
            try:
                with transaction.atomic():
                    take(entry)
            except OperationError as refused:
                self.problems.append(f"{ENTRY_NAMES[name]} {number}: {refused.message}")

    def _level(self, entry: Entry) -> None:
        texts = {name: entry[name] for name in LEVEL_TEXTS if name in entry}
        way = entry["way"] or {}
        if way and way["goes_to"] not in Route.GoesTo.values:
            raise UnknownWay
        goes_to = Route.GoesTo(way["goes_to"]) if way else None
        level = self.draft.levels.filter(number=entry["number"]).first()
        if level is None:
            add_level(
                **self.given,
                number=entry["number"],
                texts=texts,
                route=way.get("words", ""),
                goes_to=goes_to or Route.GoesTo.HUB,
            )
        else:
            change_level(
                by=self.by,
                level=level,
                changes=texts,
                route=way.get("words"),
                goes_to=goes_to,
                version=None,
            )

    def _domains(self, entry: Entry) -> None:
        texts: dict[str, str] = {name: entry[name] for name in DOMAIN_TEXTS if name in entry}
        rows = self.draft.domains.all()
        row = rows.filter(slug=entry.get("slug") or "").first()
        row = row or rows.filter(name__iexact=entry["name"]).first()
        if row is None:
            add_domain(**self.given, name=texts["name"], section=texts.get("section", ""))
        else:
            change_domain(by=self.by, domain=row, changes=texts, version=None)

    def _glossary(self, entry: Entry) -> None:
        texts = {name: entry[name] for name in TERM_TEXTS if name in entry}
        row = self.draft.glossary.filter(term__iexact=entry["term"]).first()
        if row is None:
            add_term(**self.given, texts=texts)
        else:
            change_term(by=self.by, term=row, changes=texts, version=None)

    def _passages(self, entry: Entry) -> None:
        texts = {name: entry[name] for name in PASSAGE_TEXTS if name in entry}
        known = set(self.draft.circumstances.values_list("key", flat=True))
        if strange := set(texts.get("circumstances", [])) - known:
            raise UnknownCircumstance(f"No special circumstance is called “{min(strange)}”")
        rows = self.draft.passages.all()
        row = rows.filter(slug=entry.get("slug") or "").first()
        row = row or rows.filter(title__iexact=entry["title"]).first()
        if row is None:
            add_passage(**self.given, texts=texts)
        else:
            change_passage(by=self.by, passage=row, changes=texts, version=None)

    def _at_a_glance(self, entry: Entry) -> None:
        texts = {name: entry[name] for name in STEP_TEXTS if name in entry}
        row = self.draft.glance_steps.filter(slug=entry["slug"]).first()
        if row is None:
            row = add_step(**self.given, texts={"is_question": False, **texts})
        else:
            change_step(by=self.by, step=row, changes=texts, version=None)
        self.pages[entry["slug"]] = row

    def _answers(self, entry: Entry) -> None:
        if "choices" not in entry or entry["slug"] not in self.pages:
            return
        slugs = {given: page.slug for given, page in self.pages.items()}
        answers = [
            (choice["words"], slugs.get(choice["leads_to"], choice["leads_to"]))
            for choice in entry["choices"]
        ]
        set_answers(by=self.by, step=self.pages[entry["slug"]], answers=answers, version=None)
