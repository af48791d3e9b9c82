"""The words of feedback: what whoever referred reads of a decision (decision 13, pages.md 6)."""

from dataclasses import dataclass
from datetime import datetime

from govuk.words import and_words, london, time_words
from mash.rules import DESTINATION_WORDS, OUTCOME_WORDS, Destination, Outcome
from referrals.rules import ReferrerKind

MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Feedback:
    """One card: fixed first and last lines, and between them what the decision maker writes."""

    first: str
    middle: tuple[str, ...]
    last: str

    @property
    def text(self) -> str:
        """All of it, as it is sent."""
        return "\n\n".join(line for line in (self.first, *self.middle, self.last) if line)


def outcome_words(
    outcome: Outcome, destination: Destination, audience: ReferrerKind, *, service: str = ""
) -> str:
    """Return the outcome as this audience may read it, at most 200 characters (decisions 13, 36).

    Where an accepted child goes inside social care is not theirs to read; where a family is
    signposted is.
    """
    if audience not in {ReferrerKind.PROFESSIONAL_INVOLVED, ReferrerKind.PROFESSIONAL}:
        return "Received"
    if outcome is Outcome.NO_FURTHER_ACTION:
        return "No further action by the MASH"
    words = OUTCOME_WORDS[outcome]
    if outcome is Outcome.SIGNPOSTED and destination:
        named = f"{words}: {service or DESTINATION_WORDS[destination]}"
        return named if len(named) <= MOST_WORDS else words
    return words


def passed_to_hub_words(*, hub: str, area: str, number: str, now: datetime) -> str:
    """Return what whoever referred reads when another council's team has their referral."""
    at = time_words(london(now).time())
    return (
        f"The child lives in {area}’s area, so we passed your referral to the {hub} at {at}. "
        f"They have all that you wrote, and the times you were given stay the same. Ring them on "
        f"{number} if things get worse, or 999 in danger."
    )


def feedback(
    *,
    audience: ReferrerKind,
    reference: str,
    outcome: Outcome,
    words: str,
    phone: str,
    why: str = "",
    next_step: str = "",
    ask: str = "",
) -> Feedback:
    """Return what one person reads of a decision, by who they are (decision 13).

    Args:
        words: the outcome in words, from `outcome_words`.
        phone: the front door's number.
        why, next_step, ask: the reason, what happens next and what is asked of them, as written by
            the decision maker between the fixed lines.
    """
    if audience is ReferrerKind.ANONYMOUS:
        return Feedback("", (), "")
    if audience is ReferrerKind.FAMILY_OR_PUBLIC:
        return Feedback(
            "We have received what you told us and will act as needed. We cannot tell you more. "
            "Thank you for telling us.",
            (),
            f"If you are worried again, ring {phone}, or 999 in danger.",
        )
    then = "What you can do next" if outcome is Outcome.NO_FURTHER_ACTION else "What happens next"
    middle = tuple(
        f"{label}: {sentence(text)}"
        for label, text in (("Why", why), (then, next_step), ("What we ask of you", ask))
        if text.strip()
    )
    first = f"Decision on your referral {reference}: {sentence(words)}"
    if audience is ReferrerKind.PROFESSIONAL:
        return Feedback(f"{first} Thank you.", middle, f"If your worry grows, ring {phone}.")
    return Feedback(
        first,
        middle,
        f"If you do not agree, send us a message here or ring {phone}. In danger, ring 999.",
    )


def next_words(
    *,
    outcome: Outcome,
    destination: Destination,
    child: str,
    by_when: str = "",
    level: int | None = None,
    service: str = "",
    how_to_reach: str = "",
    team: str = "",
    worker: str = "",
    seeker: str = "",
    unborn: bool = False,
) -> str:
    """Return the first draft of what happens next, for the decision maker to change.

    Args:
        by_when: a day, as "Friday 27 November", of the clock that the decision starts.
        how_to_reach: how somebody gets the service.
        seeker: who will ask the family whether they want Family Wellbeing, or makes sure that
            another authority confirms.
    """
    if outcome is Outcome.NO_FURTHER_ACTION:
        support = f"support at level {level}" if level else "support near the family"
        choices = and_words(
            [
                f"Look for {support} under Find help",
                "ask a MASH social worker for a consultation",
                "send us a message here if you do not agree",
            ]
        )
        return f"{choices}."
    if outcome is Outcome.OPEN_CASE:
        return f"What you told us is with {child}'s worker, {and_words([worker, team])}."
    if outcome is Outcome.ACCEPTED:
        seen = f"contact the family about {child}" if unborn else f"see {child}"
        return f"A social worker from {team} will {seen} by {by_when}."
    return {
        Destination.SERVICE: f"{service}: {how_to_reach}",
        Destination.FAMILY_WELLBEING: f"A keyworker will contact the family by {by_when}.",
        Destination.CONSENT_TO_BE_SOUGHT: (
            f"{seeker} will ask the family by {by_when} whether they want help from "
            "Family Wellbeing."
        ),
        Destination.CONSULTATION: "A MASH social worker will ring you to talk it through.",
        Destination.LADO: "The LADO (designated officer) will contact you.",
        Destination.OTHER_AUTHORITY: (
            f"We have asked {team} to take this on. It is ours until they confirm; "
            f"{seeker} makes sure of it by {by_when}."
        ),
    }.get(destination, "")


def ask_words(*, destination: Destination, child: str, phone: str) -> str:
    """Return the first draft of what is asked of somebody still involved."""
    if destination in {Destination.FAMILY_WELLBEING, Destination.CONSENT_TO_BE_SOUGHT}:
        return "Please stay involved."
    return f"Keep supporting {child}. If things get worse, ring {phone}, or 999 in danger."


def passed_words(*, by_when: str) -> str:
    """Return what a professional reads when a family has agreed to Family Wellbeing."""
    return f"The family has agreed. A keyworker will contact the family by {by_when}. " + (
        "Please stay involved."
    )


def taken_on_words(*, authority: str, at: str, phone: str) -> str:
    """Return what a professional reads when another authority has confirmed (decision 10)."""
    return (
        f"{authority} confirmed at {at} that they have taken this on. Tell them what else you "
        f"learn. If a child is at risk here, ring {phone}, or 999 in danger."
    )


def taken_back_words(*, authority: str, by_when: str, phone: str) -> str:
    """Return what a professional reads when another authority has not taken a child on."""
    return (
        f"{authority} has not taken this on, so it is still with us. A manager decides again by "
        f"{by_when}. If things get worse, ring {phone}, or 999 in danger."
    )


def sentence(text: str) -> str:
    """Return text that ends as a sentence does."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."
