"""Load a partnership's timescales, what it asks of consent, and its steps of a disagreement."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import Partnership
from accounts.packs import Changes, keep_in_step
from referrals.models import ConsentPolicy, EscalationLadder, EscalationStep, Timescale


def load(
    partnership: Partnership,
    timescales: Sequence[Mapping[str, Any]],
    consent_policy: Mapping[str, Any],
    escalation: Mapping[str, Any],
    *,
    replace: bool = False,
) -> Changes:
    """Load the timescales (decision 2), the consent policy (decision 21) and the ladder (33).

    A timescale that changes moves no running clock: it counts for clocks started later.
    """
    within = {"partnership": partnership}
    changes = keep_in_step(
        Timescale,
        within=within,
        rows=[_columns(order, row) for order, row in enumerate(timescales, start=1)],
        by=("key",),
        called="timescale",
        replace=replace,
    )
    changes += keep_in_step(
        ConsentPolicy,
        within=within,
        rows=[consent_policy],
        by=(),
        called="consent policy",
        replace=replace,
    )
    changes += keep_in_step(
        EscalationLadder,
        within=within,
        rows=[escalation["ladder"]],
        by=(),
        called="escalation",
        replace=replace,
    )
    changes += keep_in_step(
        EscalationStep,
        within=within,
        rows=[{"order": order, **row} for order, row in enumerate(escalation["steps"], start=1)],
        by=("key",),
        called="escalation step",
        replace=replace,
    )
    return changes


def _columns(order: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """A pack's timescale as columns; packs count `warn_before` in minutes."""
    columns = {name: value for name, value in row.items() if name != "warn_before"}
    return columns | {"order": order, "warn_before_minutes": row["warn_before"]}
