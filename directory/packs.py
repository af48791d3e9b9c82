"""Load a partnership's front doors, their hours and numbers, and its services."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import Partnership
from accounts.packs import Changes, keep_in_step
from directory.models import ClosureDay, ContactPoint, FrontDoor, OfficeHours, Service

DOOR_COLUMNS = ("key", "kind", "name", "short_name", "address", "area", "postcode_districts")


def load(
    partnership: Partnership,
    front_doors: Sequence[Mapping[str, Any]],
    services: Sequence[Mapping[str, Any]],
    *,
    replace: bool = False,
) -> Changes:
    """Load the front doors and the services; see `accounts.packs` for what is left alone."""
    changes = keep_in_step(
        FrontDoor,
        within={"partnership": partnership},
        rows=[{name: door[name] for name in DOOR_COLUMNS} for door in front_doors],
        by=("key",),
        called="front door",
        replace=replace,
    )
    for door in front_doors:
        changes += _load_door(
            FrontDoor.objects.get(partnership=partnership, key=door["key"]), door, replace=replace
        )
    changes += keep_in_step(
        Service,
        within={"partnership": partnership},
        rows=[{"order": order, **service} for order, service in enumerate(services, start=1)],
        by=("slug",),
        called="service",
        replace=replace,
    )
    return changes


def _load_door(front_door: FrontDoor, data: Mapping[str, Any], *, replace: bool) -> Changes:
    within = {"front_door": front_door}
    changes = keep_in_step(
        OfficeHours,
        within=within,
        rows=data["office_hours"]["days"],
        by=("weekday",),
        called=f"{front_door.key} office hours on weekday",
        replace=replace,
    )
    changes += keep_in_step(
        ClosureDay,
        within=within,
        rows=data["closure_days"],
        by=("date",),
        called=f"{front_door.key} closure day",
        replace=replace,
    )
    changes += keep_in_step(
        ContactPoint,
        within=within,
        rows=_contact_points(data["contact_points"]),
        by=("kind", "order"),
        called=f"{front_door.key} contact point",
        replace=replace,
    )
    return changes


def _contact_points(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Number the points of each kind in the pack's order.

    Whether a number was checked is left out: a pack never says that somebody rang it, and loading
    a pack again never forgets that somebody did (decision 34).
    """
    numbered: list[dict[str, Any]] = []
    for row in rows:
        order = sum(other["kind"] == row["kind"] for other in numbered)
        known = ("kind", "name", "phone", "email", "source", "invented")
        numbered.append({"order": order, **{name: row[name] for name in known}})
    return numbered
