"""What the author of a draft is told when another edition of the levels of need took effect."""

from dataclasses import dataclass
from datetime import date

from govuk.words import date_words
from referrals.models import Referral
from thresholds.models import Edition


@dataclass(frozen=True, slots=True)
class EditionTold:
    """That the levels of need changed, and what became of what was chosen, line by line."""

    changed: str
    lines: tuple[str, ...]


def follows_another_edition(referral: Referral) -> bool:
    """Say whether another edition is in force than the one the draft was written with."""
    in_force = Edition.objects.of(referral.partnership).in_force().values_list("pk", flat=True)
    newest = in_force.first()
    return newest is not None and newest != referral.edition_id


def edition_told(referral: Referral) -> EditionTold | None:
    """Return what changed while the draft was written, or None where nothing did."""
    told = referral.edition_followed
    if not told:
        return None
    lines = [
        f"“{sign['text']}” is no longer one of the signs, so it was taken out here. If it worries "
        "you, write it in the worry."
        for sign in told["retired"]
    ]
    lines += [f"“{sign['before']}” now reads “{sign['after']}”." for sign in told["reworded"]]
    lines += [f"“{sign['text']}” is now a sign of Level {sign['level']}." for sign in told["moved"]]
    lines += [
        f"“{name}” is no longer asked about, so it was taken out here. If it worries you, write it "
        "in the worry."
        for name in told["circumstances"]
    ]
    if told["levels_asked_again"]:
        lines.append("The suggested level changed. Look at it and confirm the level again.")
    return EditionTold(
        f"The levels of need changed on {date_words(date.fromisoformat(told['on']))}.",
        tuple(lines) or ("Nothing you chose has changed.",),
    )
