"""Taking over the signs of a file into a draft: all of it, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.models import Membership
from accounts.operations import audit, form_keys
from thresholds.changes import new_code
from thresholds.errors import DraftTextChanged, WrongRows
from thresholds.exchange import Row
from thresholds.models import Domain, Edition, EditionEvent, Indicator, Level
from thresholds.operations.drafting import lock, shortened, subject_of
from thresholds.operations.signs import moved, retired_words, reworded
from thresholds.presenters_manage import (
    import_problems,
    newest_event,
    published_before,
    published_sign,
    signs_of,
)


@dataclass(slots=True)
class Imported:
    """What an import did, in numbers of signs."""

    added: int = 0
    changed: int = 0
    retired: int = 0
    put_back: int = 0
    unchanged: int = 0


@transaction.atomic
def import_signs(
    *,
    by: Membership,
    edition: Edition,
    rows: Sequence[Row],
    seen: int | None = None,
    form_key: UUID | None = None,
) -> Imported:
    """Bring the signs of a draft in step with a file's rows, all of them or none.

    A row with a code changes that sign, a row without one adds a sign, a row marked retired
    retires it, a row of a retired sign that is not marked puts it back. Signs the file does not
    name stay as they are, and so does the order of the list.

    Args:
        rows: as `exchange.read` gives them.
        seen: the newest line of the draft's history that the preview knew; None does not compare.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        DraftTextChanged: somebody changed the draft since the preview.
        WrongRows: with every row that cannot be taken over.
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
    if problems := import_problems(draft, rows):
        raise WrongRows([str(problem) for problem in problems])
    writer = _Writer(draft)
    for row in rows:
        writer.take(row)
    writer.save()
    EditionEvent.objects.bulk_create(
        EditionEvent(edition=draft, by=by, about=code, words=words) for code, words in writer.lines
    )
    done = writer.done
    audit.record(
        by=by,
        action="edition.signs_imported",
        subjects=[subject_of(draft)],
        detail={
            "added": done.added,
            "changed": done.changed,
            "retired": done.retired,
            "put_back": done.put_back,
            "unchanged": done.unchanged,
        },
    )
    return done


class _Writer:
    """Takes rows over in memory, one after the other, and writes them in a fixed few queries.

    The draft is locked and the rows are right.
    """

    def __init__(self, draft: Edition) -> None:
        self.draft = draft
        self.levels: dict[int, Level] = {level.number: level for level in draft.levels.all()}
        self.domains: dict[str, Domain] = {}
        for domain in draft.domains.all():
            self.domains[domain.slug] = domain
            self.domains.setdefault(domain.name.casefold(), domain)
        self.listed = list(
            draft.indicators.select_related("level", "domain").order_by("order", "pk")
        )
        self.there = {row.code: row for row in self.listed}
        everywhere = Indicator.objects.filter(edition__framework_id=draft.framework_id)
        self.codes: list[str] = []
        self.codes_of: dict[str, list[str]] = {}
        for code, slug in everywhere.order_by("code").values_list("code", "domain__slug"):
            self.codes.append(code)
            self.codes_of.setdefault(slug, []).append(code)
        self.taken = list(draft.events.values_list("about", flat=True))
        before = published_before(draft)
        self.before = signs_of(before) if before else []
        self.changed: list[Indicator] = []
        self.removed: list[int] = []
        self.lines: list[tuple[str, str]] = []
        self.done = Imported()

    def take(self, row: Row) -> None:
        there = self.there.get(row.code)
        if row.retired:
            self._retire(there)
        elif not row.code:
            self._add(row)
        elif there is None:
            self._put_back(row)
        elif words := self._change(there, row):
            self.done.changed += 1
            self._tell(row.code, words)
        else:
            self.done.unchanged += 1

    def save(self) -> None:
        """Write everything, and the new order where it changed."""
        Indicator.objects.filter(pk__in=self.removed).delete()
        for place, row in enumerate(self.listed, start=1):
            if row.order != place:
                row.order = place
                self.changed.append(row)
        Indicator.objects.bulk_create(row for row in self.listed if row.pk is None)
        again = {row.pk: row for row in self.changed if row.pk is not None}
        Indicator.objects.bulk_update(
            [row for row in again.values() if not row._state.adding],
            ["level", "domain", "text", "in_other_words", "flag", "order", "version"],
            batch_size=500,
        )

    def _tell(self, code: str, words: str) -> None:
        self.lines.append((code, f"From a file: {words}"))

    def _retire(self, there: Indicator | None) -> None:
        if there is None:
            self.done.unchanged += 1
            return
        self.done.retired += 1
        self._tell(there.code, retired_words(there))
        self.removed.append(there.pk)
        self.listed.remove(there)

    def _add(self, row: Row) -> None:
        level, domain = self.levels[row.level], self._domain(row)
        code = new_code(
            level.number,
            domain.slug,
            codes=self.codes,
            beside=self.codes_of.get(domain.slug, []),
            taken=self.taken,
        )
        self.taken.append(code)
        self.done.added += 1
        self._tell(code, f"Added: “{shortened(row.text)}”.")
        self._insert(self._new(row, code, level, domain), self._last_of(level, domain))

    def _put_back(self, row: Row) -> None:
        published = published_sign(self.draft, row.code)
        level, domain = self.levels[row.level], self._domain(row)
        restored = self._new(row, row.code, level, domain)
        said = "Put back."
        if published is not None:
            restored.source = published.source
            if row.in_other_words is None:
                restored.in_other_words = published.in_other_words
            if row.flag is None:
                restored.flag = published.flag
            if published.text != row.text:
                said += f" Reworded from “{shortened(published.text)}”."
        self._insert(restored, self._near_its_place(restored))
        self.done.put_back += 1
        self._tell(row.code, said)

    def _new(self, row: Row, code: str, level: Level, domain: Domain) -> Indicator:
        return Indicator(
            edition=self.draft,
            level=level,
            domain=domain,
            code=code,
            text=row.text,
            in_other_words=list(row.in_other_words or ()),
            flag=row.flag or "",
            order=0,
        )

    def _change(self, there: Indicator, row: Row) -> str:
        level, domain = self.levels[row.level], self._domain(row)
        said = []
        if (there.level_id, there.domain_id) != (level.pk, domain.pk):
            self.listed.remove(there)
            said.append(moved(there, level, domain))
            self._insert(there, self._last_of(level, domain))
        # A line break within a text that was published is no change of its words.
        text = there.text if " ".join(there.text.split()) == row.text else row.text
        flag = None if row.flag == " ".join(there.flag.split()) else row.flag
        if words := reworded(there, text=text, in_other_words=row.in_other_words, flag=flag):
            said.append(words)
        if said:
            self.changed.append(there)
        return " ".join(said)

    # Places in the list --------------------------------------------------------------------

    def _insert(self, row: Indicator, after: int) -> None:
        self.listed.insert(after + 1, row)

    def _last_of(self, level: Level, domain: Domain) -> int:
        """The place of the last sign of a level and domain, else of the level, else of all."""
        last_of_level = len(self.listed) - 1
        for place in range(len(self.listed) - 1, -1, -1):
            row = self.listed[place]
            if row.level_id == level.pk:
                if row.domain_id == domain.pk:
                    return place
                if last_of_level == len(self.listed) - 1:
                    last_of_level = place
        return last_of_level

    def _near_its_place(self, row: Indicator) -> int:
        """The place of the sign that stood before it when it was published."""
        group = [
            sign.code
            for sign in self.before
            if (sign.level, sign.domain) == (row.level.number, row.domain.slug)
        ]
        places = {
            one.code: place
            for place, one in enumerate(self.listed)
            if (one.level_id, one.domain_id) == (row.level_id, row.domain_id)
        }
        if row.code not in group:
            return self._last_of(row.level, row.domain)
        at = group.index(row.code)
        earlier = [places[code] for code in group[:at] if code in places]
        later = [places[code] for code in group[at + 1 :] if code in places]
        if earlier:
            return earlier[-1]
        return later[0] - 1 if later else self._last_of(row.level, row.domain)

    def _domain(self, row: Row) -> Domain:
        return self.domains.get(row.domain) or self.domains[row.domain.casefold()]
