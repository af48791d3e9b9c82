"""A draft that was written while another edition of the levels of need took effect."""

from typing import Any

from django.db import transaction

from accounts.models import Membership
from accounts.operations import audit
from referrals.models import ChosenIndicator, Referral
from referrals.operations.drafts.signs import settle
from referrals.operations.drafts.writing import lock
from thresholds.models import Edition


@transaction.atomic
def follow_edition(*, by: Membership, referral: Referral) -> Referral:
    """Move a draft to the edition in force, with what was chosen, and suggest again.

    A chosen sign is the same sign while its code is the same: it takes the new wording and level.
    One that was retired is taken out; what became of each is kept for the draft's pages to tell.
    A level that was confirmed on another suggestion is asked again. What was sent never changes.

    Raises:
        NotAllowed: not a draft of theirs.
    """
    locked = lock(by=by, referral=referral)
    edition = (
        Edition.objects.of(locked.partnership)
        .in_force()
        .select_related("framework__partnership")
        .first()
    )
    if edition is None or edition.pk == locked.edition_id:
        return locked
    before = locked.edition_id
    told: dict[str, Any] = {
        "on": edition.in_force_from.isoformat(),
        "edition": edition.name,
        **_follow_signs(locked, edition),
        "circumstances": _follow_circumstances(locked, edition),
    }
    locked.edition = edition
    confirmed = dict(
        locked.children.filter(confirmed_level__isnull=False).values_list(
            "number", "suggested_level"
        )
    )
    for child in locked.children.filter(suggested_level__isnull=False):
        settle(locked, only=child.pk)
    told["levels_asked_again"] = sorted(
        locked.children.filter(number__in=confirmed, confirmed_level=None).values_list(
            "number", flat=True
        )
    )
    locked.edition_followed = told
    locked.save(update_fields=["edition", "edition_followed"])
    audit.record(
        by=by,
        action="draft.edition_followed",
        subjects=[locked.reference],
        detail={
            "from": f"edition-{before}",
            "to": f"edition-{edition.pk}",
            "retired": [sign["code"] for sign in told["retired"]],
        },
    )
    return locked


def _follow_signs(locked: Referral, edition: Edition) -> dict[str, list[dict[str, Any]]]:
    """Point what was chosen to the new edition's signs; return what became of them."""
    chosen = list(locked.chosen_indicators.select_related("indicator"))
    codes = [row.indicator.code for row in chosen]
    now = {
        sign.code: sign
        for sign in edition.indicators.filter(code__in=codes).select_related("level", "domain")
    }
    retired, reworded, moved = [], [], []
    for row in chosen:
        code, sign = row.indicator.code, now.get(row.indicator.code)
        if sign is None:
            retired.append({"code": code, "text": row.text})
            row.delete()
            continue
        if sign.text != row.text:
            reworded.append({"code": code, "before": row.text, "after": sign.text})
        if sign.level.number != row.level:
            moved.append({"code": code, "text": sign.text, "level": sign.level.number})
        row.indicator, row.text = sign, sign.text
        row.level, row.domain = sign.level.number, sign.domain.name
    ChosenIndicator.objects.bulk_update(
        [row for row in chosen if row.pk is not None], ["indicator", "text", "level", "domain"]
    )
    return {"retired": retired, "reworded": reworded, "moved": moved}


def _follow_circumstances(locked: Referral, edition: Edition) -> list[str]:
    """Point the chosen circumstances to the new edition's; return the names of those it has not."""
    now = {row.key: row for row in edition.circumstances.all()}
    gone = []
    for row in locked.chosen_circumstances.select_related("circumstance"):
        if row.circumstance.key not in now:
            gone.append(row.circumstance.name)
            row.delete()
            continue
        row.circumstance = now[row.circumstance.key]
        row.save(update_fields=["circumstance"])
    return gone
