"""Referrals in lists, and one referral's status, as the person who sent it reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils.text import capfirst

from govuk import words
from referrals.models import Clock, Message, Outcome, Referral, ReferralQuerySet
from referrals.presenters.facts import child_words
from referrals.workflow import (
    AWAITING_DECISION,
    REFERRER_STATUS_WORDS,
    ChildStatus,
    ReferralStatus,
)

NEEDS_ANSWER = "{front_door} needs your answer"
# Decision 10: a child passed to another authority is ours until it acknowledges.
NOT_CONFIRMED_YET = "They have not confirmed yet: until they do, we act for this child."

# What happens next, by status: the clock that says when, and the words before the time.
NEXT_CLOCKS: dict[ReferralStatus, tuple[tuple[str, str], ...]] = {
    ReferralStatus.SENT: (("first_read", "Somebody reads it"),),
    ReferralStatus.BEING_LOOKED_AT: (
        ("referrer_response", "They tell you what happens next"),
        ("mash_decision", "A manager decides"),
    ),
    ReferralStatus.ON_HOLD: (("mash_hold", "A manager decides"),),
    ReferralStatus.DECIDED: (
        ("outcome_feedback", "You are told the outcome"),
        ("transfer_confirmation", "The other authority is asked to confirm"),
    ),
    ReferralStatus.WITH_FAMILY_WELLBEING: (
        ("fws_allocation", "A keyworker is chosen"),
        ("fws_first_visit", "A keyworker visits the family"),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One referral in a list: children with ages, status and what happens next, in words."""

    reference: str
    children: str
    status: str
    next_step: str
    who: str
    started: str
    saved: str
    waited: str
    sent: str
    danger: bool


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One child's outcome as the referrer reads it; `text` has all that they are told."""

    reference: str
    child: str
    words: str
    text: str
    told: str
    unread: bool

    @property
    def rows(self) -> list[dict[str, str]]:
        """The outcome as rows of a panel; its text keeps its lines."""
        rows = [{"key": "Decision", "value": self.words}]
        return [*rows, {"key": "What we can tell you", "value": self.text}] if self.text else rows


@dataclass(frozen=True, slots=True)
class ChildLine:
    """One child of a referral and what the referrer knows of the decision."""

    name: str
    status: str


def with_parts(referrals: ReferralQuerySet) -> ReferralQuerySet:
    """Fetch what a list shows of each referral, in a fixed number of queries."""
    return referrals.select_related("author__person", "front_door").prefetch_related(
        "children",
        Prefetch(
            "clocks",
            queryset=Clock.objects.running().order_by("due_at"),
            to_attr="running_clocks",
        ),
        Prefetch("messages", queryset=_questions(), to_attr="open_questions"),
    )


def lines(referrals: Iterable[Referral], *, front_door: str, now: datetime) -> list[Line]:
    """Return referrals fetched by `with_parts` as lines of a list."""
    return [line(referral, front_door=front_door, now=now) for referral in referrals]


def line(referral: Referral, *, front_door: str, now: datetime) -> Line:
    """Return one referral fetched by `with_parts` as a line of a list."""
    return Line(
        reference=referral.reference,
        children=people(referral),
        status=status_words(referral, front_door=front_door, now=now),
        next_step=next_step(referral, now=now),
        who=referral.author.person.full_name,
        started=words.when(referral.started_at, now),
        saved=words.when(referral.saved_at, now),
        waited=waited_words(referral.started_at, now),
        sent=words.table_when(referral.sent_at, now) if referral.sent_at else "",
        danger=referral.danger_now,
    )


def people(referral: Referral) -> str:
    """Return the children of a referral with their ages, or that none is named yet."""
    named = [child_words(child) for child in referral.children.all()]
    if named:
        return "; ".join(named)
    return "About someone who works with children" if referral.about_worker else "No child yet"


def status_words(referral: Referral, *, front_door: str, now: datetime) -> str:
    """Return the status in the referrer's words (pages.md 5N).

    Args:
        front_door: what the partnership's is called, where the referral has none of its own.
    """
    status = ReferralStatus(referral.status)
    if question_of(referral) is not None:
        door = referral.front_door
        return capfirst(NEEDS_ANSWER.format(front_door=door.short_name if door else front_door))
    if status is ReferralStatus.ON_HOLD:
        until = _clock(referral, "mash_hold")
        return (
            f"On hold until {words.when(until.due_at, now)} for more information"
            if until
            else REFERRER_STATUS_WORDS[status]
        )
    return REFERRER_STATUS_WORDS[status]


def next_step(referral: Referral, *, now: datetime) -> str:
    """Return what happens next and by when: "Somebody reads it by 10:15am tomorrow"."""
    question = question_of(referral)
    if question is not None and question.needs_answer_by:
        return f"Answer by {words.when(question.needs_answer_by, now)}"
    for key, what in NEXT_CLOCKS.get(ReferralStatus(referral.status), ()):
        clock = _clock(referral, key)
        if clock:
            late = " (late)" if clock.due_at < now else ""
            return f"{what} by {words.when(clock.due_at, now)}{late}"
    return ""


def question_of(referral: Referral) -> Message | None:
    """Return the hub's oldest question that nobody has answered."""
    found: list[Message] = getattr(referral, "open_questions", None) or []
    return found[0] if found else None


def outcome_lines(outcomes: Iterable[Outcome], now: datetime) -> list[OutcomeLine]:
    """Return children's outcomes that were told, as the referrer reads them."""
    return [
        OutcomeLine(
            reference=outcome.child.referral.reference,
            child=child_words(outcome.child),
            words=outcome.outcome_words,
            text=outcome.text,
            told=words.when(outcome.sent_at, now) if outcome.sent_at else "",
            unread=outcome.read_at is None,
        )
        for outcome in outcomes
    ]


def child_lines(referral: Referral, outcomes: Iterable[Outcome]) -> list[ChildLine]:
    """Return each child with where they are: what the referrer was told, else that it is open."""
    told = {outcome.child_id: outcome.outcome_words for outcome in outcomes}
    return [
        ChildLine(
            name=child_words(child),
            status=_where(
                ChildStatus(child.status),
                told.get(child.pk, ""),
                unread=referral.status == ReferralStatus.SENT,
            ),
        )
        for child in referral.children.all()
    ]


def _where(status: ChildStatus, told: str, *, unread: bool) -> str:
    if not told:
        return _undecided(status, unread=unread)
    if status in AWAITING_DECISION:
        # What they were told has been overtaken: the family said no, or no authority took it on.
        return "Being looked at again"
    if status is ChildStatus.TRANSFER_TO_BE_CONFIRMED:
        return f"{told}. {NOT_CONFIRMED_YET}"
    return told


def _undecided(status: ChildStatus, *, unread: bool) -> str:
    if status in {ChildStatus.WRITING, ChildStatus.NOT_SENT}:
        return "Not sent"
    if status is ChildStatus.ON_HOLD:
        return "On hold for more information"
    if status in AWAITING_DECISION:
        return "Not read yet" if unread else "Being looked at"
    return "Decided: you will be told"


def message_lines(
    messages: Iterable[Message], *, front_door: str, now: datetime
) -> list[dict[str, object]]:
    """Return messages as entries of a timeline."""
    return [
        {
            "title": f"From the {front_door}" if message.from_hub else f"To the {front_door}",
            "when": words.when(message.sent_at, now),
            "iso": message.sent_at.isoformat(),
            "by": f"{message.sent_by.person.full_name}, {message.sent_by.site.name}",
            "text": message.text,
        }
        for message in messages
    ]


def waited_words(since: datetime, now: datetime) -> str:
    """Return how long a draft has waited: "40 minutes", "3 hours", "2 days"."""
    waited = now - since
    if waited < words.HOUR:
        return words.count_words(max(1, waited // words.MINUTE), "minute")
    if waited < words.DAY:
        return words.count_words(waited // words.HOUR, "hour")
    return words.count_words(waited // words.DAY, "day")


def _clock(referral: Referral, key: str) -> Clock | None:
    clocks: list[Clock] = getattr(referral, "running_clocks", [])
    return next((clock for clock in clocks if clock.key == key), None)


def _questions() -> QuerySet[Message]:
    return Message.objects.filter(
        from_hub=True, answered_at=None, needs_answer_by__isnull=False
    ).order_by("needs_answer_by")
