"""Signs of a draft: adding, rewording, moving, placing, retiring and putting back."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.models import Membership
from accounts.operations import audit, form_keys
from thresholds.changes import new_code, same_wording
from thresholds.errors import (
    NoFurther,
    NotInThisList,
    NoWords,
    SameWording,
    SignGone,
    SignThere,
    UnknownDomain,
    UnknownLevel,
)
from thresholds.models import Domain, Edition, Indicator, Level
from thresholds.operations.drafting import (
    lock,
    note,
    place_after,
    place_last,
    refuse_old_version,
    shortened,
    subject_of,
)
from thresholds.presenters_manage import published_sign, signs_of


@transaction.atomic
def add_sign(
    *,
    by: Membership,
    edition: Edition,
    level: int,
    domain: str,
    text: str,
    in_other_words: Sequence[str] = (),
    flag: str = "",
    form_key: UUID | None = None,
) -> Indicator:
    """Add an indicator at the end of its level and domain.

    Args:
        level: 1 to 4.
        domain: the domain's slug.
        text: its wording, which with edition and level identifies it (decision 15).
        in_other_words: examples of how practitioners say it, which the search reads.
        flag: what a reader should know about how it is printed (decision 19).

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        UnknownLevel, UnknownDomain, NoWords, SameWording: what was typed does not do.
        AlreadyDone: the same form arrived twice.
    """
    draft = lock(by=by, edition=edition)
    at_level, in_domain = level_of(draft, level), domain_of(draft, domain)
    _refuse_wording(draft, level, text)
    form_keys.use(key=form_key, by=by)
    added = write_new(draft, at_level, in_domain, text, in_other_words=in_other_words, flag=flag)
    _record(draft, by, "sign_added", added, f"Added: “{shortened(text)}”.")
    return added


@transaction.atomic
def change_sign(
    *,
    by: Membership,
    indicator: Indicator,
    text: str,
    in_other_words: Sequence[str] | None = None,
    flag: str | None = None,
    version: int | None,
    form_key: UUID | None = None,
) -> Indicator:
    """Reword an indicator, or change its examples or its note; its code stays.

    Args:
        in_other_words: examples of how practitioners say it; None leaves them as they are.
        flag: the note; None leaves it as it is.
        version: the version the page was loaded from; None saves over it.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        SignGone: it was retired meanwhile.
        DraftTextChanged: somebody changed it since the page was loaded.
        NoWords, SameWording: what was typed does not do.
        AlreadyDone: the same form arrived twice.
    """
    draft, row = _locked(by, indicator)
    refuse_old_version(draft, row, version, about=row.code, by=by)
    if text != row.text:
        _refuse_wording(draft, row.level.number, text, besides=row.code)
    form_keys.use(key=form_key, by=by)
    words = rewrite(row, text=text, in_other_words=in_other_words, flag=flag)
    if words:
        _record(draft, by, "sign_changed", row, words)
    return row


@transaction.atomic
def move_sign(
    *,
    by: Membership,
    indicator: Indicator,
    level: int,
    domain: str,
    version: int | None,
    form_key: UUID | None = None,
) -> Indicator:
    """Move an indicator to the end of another level or domain; its code stays.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        SignGone: it was retired meanwhile.
        DraftTextChanged: somebody changed it since the page was loaded.
        UnknownLevel, UnknownDomain, SameWording: it cannot stand there.
        AlreadyDone: the same form arrived twice.
    """
    draft, row = _locked(by, indicator)
    refuse_old_version(draft, row, version, about=row.code, by=by)
    at_level, in_domain = level_of(draft, level), domain_of(draft, domain)
    if at_level.pk != row.level_id:
        _refuse_wording(draft, level, row.text, besides=row.code)
    form_keys.use(key=form_key, by=by)
    if words := write_move(draft, row, at_level, in_domain):
        _record(draft, by, "sign_moved", row, words)
    return row


@transaction.atomic
def shift_sign(
    *, by: Membership, indicator: Indicator, up: bool, form_key: UUID | None = None
) -> Indicator:
    """Move an indicator one place up or down among those of its level and domain.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        SignGone: it was retired meanwhile.
        NoFurther: it is the first or the last of them.
        AlreadyDone: the same form arrived twice.
    """
    draft, row = _locked(by, indicator)
    form_keys.use(key=form_key, by=by)
    beside = _beside(draft, row)
    place = next(index for index, one in enumerate(beside) if one.pk == row.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(beside):
        raise NoFurther
    beside[place].order, beside[other].order = beside[other].order, beside[place].order
    Indicator.objects.bulk_update([beside[place], beside[other]], ["order"])
    _record(draft, by, "sign_placed", row, f"Moved one place {'up' if up else 'down'}.")
    return beside[place]


@transaction.atomic
def place_sign(
    *, by: Membership, indicator: Indicator, after: str, form_key: UUID | None = None
) -> Indicator:
    """Place an indicator after another of its level and domain.

    Args:
        after: the other one's code; empty places it first.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        SignGone: it was retired meanwhile.
        NotInThisList: the other one is not of the same level and domain.
        AlreadyDone: the same form arrived twice.
    """
    draft, row = _locked(by, indicator)
    others = [one for one in _beside(draft, row) if one.pk != row.pk]
    before = next((one for one in others if one.code == after), None)
    if after and before is None:
        raise NotInThisList(field="after")
    form_keys.use(key=form_key, by=by)
    if before is not None:
        place_after(draft, row, before.order)
    elif others:
        place_after(draft, row, others[0].order - 1)
    row.save(update_fields=["order"])
    where = f"after “{shortened(before.text)}”" if before else "first"
    _record(draft, by, "sign_placed", row, f"Placed {where}.")
    return row


@transaction.atomic
def retire_sign(
    *, by: Membership, indicator: Indicator, because: str = "", form_key: UUID | None = None
) -> None:
    """Leave an indicator out of the draft; referrals that used it keep its words.

    It stays in the editions it was published with, is shown as retired, and can be put back.

    Args:
        because: why, for whoever publishes the draft.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        SignGone: it was retired already.
        AlreadyDone: the same form arrived twice.
    """
    form_keys.use(key=form_key, by=by)
    draft, row = _locked(by, indicator)
    _record(draft, by, "sign_retired", row, retired_words(row, because))
    row.delete()


@transaction.atomic
def restore_sign(
    *, by: Membership, edition: Edition, code: str, form_key: UUID | None = None
) -> Indicator:
    """Put a retired indicator back as it was published, near its old place.

    Raises:
        NotAllowed, PublishedEdition, AwaitsPublication: as `lock` does.
        SignThere: it is in the draft already.
        SignGone: no published edition has this code.
        UnknownDomain: the draft has no such domain any more.
        AlreadyDone: the same form arrived twice.
    """
    draft = lock(by=by, edition=edition)
    if draft.indicators.filter(code=code).exists():
        raise SignThere
    form_keys.use(key=form_key, by=by)
    restored = write_back(draft, code)
    _record(draft, by, "sign_restored", restored, "Put back.")
    return restored


# Parts of these, which an import uses too ------------------------------------------------------


def level_of(draft: Edition, number: int) -> Level:
    """Return a level of the draft. Raises `UnknownLevel`."""
    found = draft.levels.filter(number=number).first()
    if found is None:
        raise UnknownLevel(field="level")
    return found


def domain_of(draft: Edition, slug: str) -> Domain:
    """Return a domain of the draft. Raises `UnknownDomain`."""
    found = draft.domains.filter(slug=slug).first()
    if found is None:
        raise UnknownDomain(field="domain")
    return found


def write_new(
    draft: Edition,
    level: Level,
    domain: Domain,
    text: str,
    *,
    in_other_words: Sequence[str] = (),
    flag: str = "",
) -> Indicator:
    """Write a new indicator of a locked draft, at the end of its level and domain."""
    everywhere = Indicator.objects.filter(edition__framework_id=draft.framework_id).order_by("code")
    code = new_code(
        level.number,
        domain.slug,
        codes=list(everywhere.values_list("code", flat=True)),
        beside=list(everywhere.filter(domain__slug=domain.slug).values_list("code", flat=True)),
        # A code that was in the draft for a while is not given to another sign either.
        taken=draft.events.values_list("about", flat=True),
    )
    added = Indicator(
        edition=draft,
        level=level,
        domain=domain,
        code=code,
        text=text,
        in_other_words=list(in_other_words),
        flag=flag,
    )
    place_last(draft, added)
    added.save()
    return added


def write_back(draft: Edition, code: str) -> Indicator:
    """Write a published indicator into a locked draft again. Raises as `restore_sign` does."""
    published = published_sign(draft, code)
    if published is None:
        raise SignGone("No published edition has a sign with this code.")
    if not draft.domains.filter(slug=published.domain.slug).exists():
        raise UnknownDomain(f"Put the domain “{published.domain.name}” back first.")
    restored = Indicator(
        edition=draft,
        level=level_of(draft, published.level.number),
        domain=domain_of(draft, published.domain.slug),
        code=published.code,
        text=published.text,
        in_other_words=published.in_other_words,
        flag=published.flag,
        source=published.source,
    )
    earlier = published.edition.indicators.filter(
        level=published.level, domain=published.domain, order__lt=published.order
    ).values("code")
    beside = draft.indicators.filter(level=restored.level, domain=restored.domain)
    before = beside.filter(code__in=earlier).order_by("-order").first()
    if before is not None:
        place_after(draft, restored, before.order)
    elif (first := beside.order_by("order").first()) is not None:
        place_after(draft, restored, first.order - 1)
    else:
        place_last(draft, restored)
    restored.save()
    return restored


def rewrite(
    row: Indicator,
    *,
    text: str,
    in_other_words: Sequence[str] | None = None,
    flag: str | None = None,
) -> str:
    """Write what differs of an indicator's words; return the history's line, empty for nothing."""
    said = reworded(row, text=text, in_other_words=in_other_words, flag=flag)
    if said:
        row.save(update_fields=["text", "in_other_words", "flag", "version"])
    return said


def reworded(
    row: Indicator,
    *,
    text: str,
    in_other_words: Sequence[str] | None = None,
    flag: str | None = None,
) -> str:
    """Set what differs of an indicator's words, unsaved; return the history's line."""
    said = []
    if text != row.text:
        said.append(f"Reworded from “{shortened(row.text)}” to “{shortened(text)}”.")
        row.text = text
    if in_other_words is not None and list(in_other_words) != list(row.in_other_words):
        said.append("Other words changed.")
        row.in_other_words = list(in_other_words)
    if flag is not None and flag != row.flag:
        said.append("Note changed." if flag else "Note removed.")
        row.flag = flag
    row.version += bool(said)
    return " ".join(said)


def write_move(draft: Edition, row: Indicator, level: Level, domain: Domain) -> str:
    """Write another level or domain of an indicator; return the history's line."""
    if (row.level_id, row.domain_id) == (level.pk, domain.pk):
        return ""
    words = moved(row, level, domain)
    place_last(draft, row)
    row.save(update_fields=["level", "domain", "order", "version"])
    return words


def moved(row: Indicator, level: Level, domain: Domain) -> str:
    """Set another level or domain of an indicator, unsaved; return the history's line."""
    words = (
        f"Moved from Level {row.level.number}, {row.domain.name}, "
        f"to Level {level.number}, {domain.name}."
    )
    row.level, row.domain = level, domain
    row.version += 1
    return words


def retired_words(row: Indicator, because: str = "") -> str:
    """Return the history's line about a retired indicator."""
    why = f" {because.strip()}" if because.strip() else ""
    return f"Retired: “{shortened(row.text)}”.{why}"


def _locked(by: Membership, indicator: Indicator) -> tuple[Edition, Indicator]:
    draft = lock(by=by, edition=indicator.edition)
    row = (
        Indicator.objects.select_for_update(of=("self",))
        .select_related("level", "domain")
        .filter(pk=indicator.pk, edition=draft)
        .first()
    )
    if row is None:
        raise SignGone
    return draft, row


def _beside(draft: Edition, row: Indicator) -> list[Indicator]:
    """The signs of the same level and domain, in printed order."""
    return list(draft.indicators.filter(level_id=row.level_id, domain_id=row.domain_id))


def _refuse_wording(draft: Edition, level: int, text: str, *, besides: str = "") -> None:
    if not text.strip():
        raise NoWords("Enter the sign", field="text")
    if same_wording(signs_of(draft), level, text, besides=besides):
        raise SameWording(field="text")


def _record(draft: Edition, by: Membership, act: str, row: Indicator, words: str) -> None:
    note(draft, by, words, about=row.code)
    audit.record(
        by=by,
        action=f"edition.{act}",
        subjects=[subject_of(draft)],
        detail={"code": row.code, "level": row.level.number, "domain": row.domain.slug},
    )
