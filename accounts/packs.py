"""Load a partnership from its pack, and what every app's pack loader stands on.

A pack is data an administrator may edit once it is loaded. So a loader compares first: it adds
what was never loaded, leaves alone what is the same, and reports what differs unless it was told
to replace it. What the database has beside the pack is always kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from accounts.models import Partnership

LONGEST_QUOTE = 60


@dataclass(slots=True)
class Changes:
    """What loading did: how many rows it added and replaced, and what it found edited."""

    added: int = 0
    replaced: int = 0
    differences: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Changes") -> "Changes":
        self.added += other.added
        self.replaced += other.replaced
        self.differences += other.differences
        return self


def load(
    key: str, data: Mapping[str, Any], *, replace: bool = False
) -> tuple[Partnership, Changes]:
    """Load the partnership itself: its names and the line under the portal's name."""
    names = {name: data[name] for name in ("name", "place", "brand_line", "run_by")}
    changes = keep_in_step(
        Partnership, within={"key": key}, rows=[names], by=(), called="partnership", replace=replace
    )
    return Partnership.objects.select_for_update().get(key=key), changes


def keep_in_step(
    model: type[Model],
    *,
    within: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    by: Sequence[str],
    called: str,
    replace: bool,
) -> Changes:
    """Bring the rows of `model` that belong to `within` in step with a pack's rows.

    Args:
        within: columns every row shares, such as the partnership.
        rows: the pack's rows, as column → value in JSON's types.
        by: the columns that tell one row from another inside `within`.
        called: what a row is called where a difference is reported.
        replace: write the pack's values over edited ones instead of reporting them.

    A row that is missing where others of its kind are loaded was removed by somebody, so it is a
    difference too.
    """
    changes = Changes()
    kept = {
        tuple(getattr(found, name) for name in by): found
        for found in model._default_manager.filter(**within)
    }
    for row in rows:
        values = {name: _value(model, name, value) for name, value in row.items()}
        identity = tuple(values[name] for name in by)
        title = " ".join([called, *map(str, identity)])
        found = kept.get(identity)
        if found is None:
            if kept and not replace:
                changes.differences.append(f"{title}: the pack has it, the database does not")
            else:
                model._default_manager.create(**within, **values)
                changes.added += 1
            continue
        edited = {name: value for name, value in values.items() if getattr(found, name) != value}
        if edited and replace:
            for name, value in edited.items():
                setattr(found, name, value)
            found.save(update_fields=list(edited))
            changes.replaced += 1
            continue
        changes.differences += [
            difference(f"{title}, {name}", getattr(found, name), value)
            for name, value in edited.items()
        ]
    return changes


def difference(what: str, kept: object, packed: object) -> str:
    """One difference in words: what it is, what the database has, what the pack says."""
    return f"{what}: the database has {_quoted(kept)}, the pack {_quoted(packed)}"


def _value(model: type[Model], name: str, value: Any) -> Any:
    """A pack's JSON value as the column's own type: "09:00" is a time of day."""
    column: Any = model._meta.get_field(name)
    return value if column.is_relation else column.to_python(value)


def _quoted(value: object) -> str:
    words = " ".join(str(value).split())
    return f"“{words[:LONGEST_QUOTE]}…”" if len(words) > LONGEST_QUOTE else f"“{words}”"
