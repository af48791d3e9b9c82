"""The queue: its views, filters and order, and one row for each contact (pages.md 6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import Agency, Membership
from accounts.rules import Permission, Role
from directory.models import FrontDoor
from directory.opening import Calendar, end_of_day, in_london
from govuk.words import forecast_words, london, people_words, table_when, time_words, when
from mash.models import CaseSystemCheck, Decision
from mash.presenters.clocks import ClockShown, nearest, shown
from mash.presenters.people import (
    CHANNEL_WORDS,
    MADE_DECISIONS,
    followers,
    is_with,
    names_with_ages,
    referrer_agency,
    referrer_job,
)
from mash.rules import LOOK_BACK, REPEAT_CONTACTS, ordinal
from referrals import clocks
from referrals.models import Clock, DoorChange, Outcome, Referral, ReferredChild
from referrals.rules import Channel, Rating, ReferrerKind
from referrals.workflow import (
    AWAITING_DECISION,
    WAITING_FOR_AN_ANSWER,
    ChildStatus,
    ReferralStatus,
)

PAGE = 50
WORRY_CHARACTERS = 100

VIEWS: dict[str, str] = {
    "all": "All open",
    "not-read": "Not yet read",
    "mine": "Mine",
    "unclaimed": "Unclaimed",
    "due-today": "Due today",
    "late": "Late",
    "held": "Held",
    "to-decide": "To decide",
    "feedback-due": "Feedback due",
    "consent": "Consent to be sought",
    "transfer": "Transfer to be confirmed",
}
SORTS: dict[str, str] = {
    "received": "received",
    "due": "next due",
    "child": "child",
    "from": "from",
}
TO_DECIDE = frozenset({ChildStatus.WITH_MASH, ChildStatus.PASSED_NOW, ChildStatus.SECOND_DECISION})
DECISION_CLOCKS = ("mash_decision", "mash_hold")


def _with_child(*statuses: str) -> Exists:
    return Exists(ReferredChild.objects.filter(referral=OuterRef("pk"), status__in=statuses))


def _feedback_owed() -> Exists:
    return Exists(
        Outcome.objects.filter(
            child__referral=OuterRef("pk"), sent_at=None, not_possible_because=""
        ).exclude(audience=ReferrerKind.ANONYMOUS)
    )


def with_whom(membership_id: int) -> Q:
    """Return the contacts that are with somebody: they hold it, or follow a decision up.

    Whoever asks a family, or chases another authority, has the contact too (decision 10).
    """
    newest = Decision.objects.filter(child=OuterRef("pk"), state=Decision.State.MADE).order_by(
        "-decided_at", "-pk"
    )
    followed = (
        ReferredChild.objects.filter(referral=OuterRef("pk"), status__in=WAITING_FOR_AN_ANSWER)
        .annotate(followed_by=Subquery(newest.values("follow_up_by")[:1]))
        .filter(followed_by=membership_id)
    )
    return Q(holder=membership_id) | Q(Exists(followed))


def arrived_since(moment: datetime) -> Q:
    """Sent since then, or passed on by another council's team (decision 30)."""
    passed = DoorChange.objects.filter(referral=OuterRef("pk"), at__gt=moment)
    return Q(sent_at__gt=moment) | Q(Exists(passed))


def _with_nobody() -> Q:
    """Nobody holds it, and it does not wait for what somebody is following up."""
    followed = Q(_with_child(*WAITING_FOR_AN_ANSWER)) & ~Q(_with_child(*AWAITING_DECISION))
    return Q(holder=None) & ~followed


def conditions(membership: Membership, now: datetime) -> dict[str, Q]:
    """Return which contacts each view holds, for this hat at this moment.

    Feedback may still be owed when a contact is no longer in the queue, so that view alone
    looks past it (R-053).
    """
    is_open = Q(is_open=True)
    tonight = end_of_day(in_london(now).date())
    return {
        "all": is_open,
        "not-read": is_open & Q(read_at=None),
        "mine": is_open & with_whom(membership.pk),
        "unclaimed": is_open & _with_nobody(),
        "due-today": is_open & Q(next_due_at__gte=now, next_due_at__lte=tonight),
        "late": is_open & Q(next_due_at__lt=now),
        "held": is_open & Q(_with_child(ChildStatus.ON_HOLD)),
        "to-decide": is_open & Q(read_at__isnull=False) & Q(_with_child(*TO_DECIDE)),
        "feedback-due": Q(_feedback_owed()),
        "consent": is_open & Q(_with_child(ChildStatus.CONSENT_TO_BE_SOUGHT)),
        "transfer": is_open & Q(_with_child(ChildStatus.TRANSFER_TO_BE_CONFIRMED)),
    }


def first_view(membership: Membership, counts: Mapping[str, int]) -> str:
    """Return the view a hat starts in (pages.md 3)."""
    match membership.role:
        case Role.MASH_SOCIAL_WORKER:
            return "mine"
        case Role.MASH_DECISION_MAKER:
            return "to-decide"
        case _:
            return "not-read" if counts["not-read"] else "all"


def view_counts(
    contacts: QuerySet[Referral], membership: Membership, now: datetime
) -> dict[str, int]:
    """Return how many contacts each view holds, in two queries.

    What is open is few among all there ever were, and only owed feedback looks past it.
    """
    views = conditions(membership, now)
    of_open = {key: held for key, held in views.items() if key != "feedback-due"}
    counted = contacts.filter(is_open=True).aggregate(
        **{key.replace("-", "_"): Count("pk", filter=held) for key, held in of_open.items()}
    )
    counts = {key: counted[key.replace("-", "_")] for key in of_open}
    counts["feedback-due"] = contacts.filter(views["feedback-due"]).count()
    return {key: counts[key] for key in views}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the filter form asks for; empty means everything. Codes and ids, never a name."""

    state: str = ""
    brag: str = ""
    held_by: str = ""
    agency: str = ""
    channel: str = ""
    due: str = ""

    def condition(self, membership: Membership, now: datetime) -> Q:
        """Return the filters as one condition."""
        found = Q()
        if self.state == "not_read":
            found &= Q(read_at=None)
        elif self.state:
            found &= Q(status=self.state)
        if self.brag == "none":
            found &= Q(rating="")
        elif self.brag == "unconfirmed":
            found &= ~Q(rating="") & Q(rating_confirmed_by=None)
        elif self.brag:
            found &= Q(rating=self.brag)
        if self.held_by == "nobody":
            found &= _with_nobody()
        elif self.held_by:
            found &= with_whom(membership.pk if self.held_by == "me" else int(self.held_by))
        if self.agency:
            # Whoever took a call is not who it came from.
            found &= Q(site__agency=int(self.agency), channel=Channel.PORTAL)
        if self.channel:
            found &= Q(channel=self.channel)
        if self.due:
            tonight = end_of_day(in_london(now).date())
            found &= {
                "late": Q(next_due_at__lt=now),
                "today": Q(next_due_at__gte=now, next_due_at__lte=tonight),
                "later": Q(next_due_at__gt=tonight) | Q(next_due_at=None),
            }[self.due]
        return found


STATE_CHOICES = (
    ("not_read", "Not read"),
    (ReferralStatus.BEING_LOOKED_AT, "Being looked at"),
    (ReferralStatus.ON_HOLD, "On hold"),
    (ReferralStatus.DECIDED, "Decided"),
)
BRAG_CHOICES = (
    *((rating.value, rating.value.capitalize()) for rating in Rating),
    ("none", "Not rated"),
    ("unconfirmed", "Not confirmed"),
)
DUE_CHOICES = (("late", "Late"), ("today", "Today"), ("later", "Later"))


def holder_choices(membership: Membership) -> list[tuple[str, str]]:
    """Return whom a contact may be with: nobody, me, and colleagues who have one now."""
    following = Decision.objects.filter(
        state=Decision.State.MADE,
        child__referral__partnership_id=membership.partnership_id,
        child__status__in=WAITING_FOR_AN_ANSWER,
    )
    holders = (
        Membership.objects.filter(partnership_id=membership.partnership_id)
        .filter(Q(held_referrals__is_open=True) | Q(pk__in=following.values("follow_up_by")))
        .exclude(pk=membership.pk)
        .select_related("person")
        .distinct()
        .order_by("person__first_name", "person__last_name")
    )
    return [
        ("nobody", "Nobody"),
        ("me", "Me"),
        *((str(holder.pk), holder.person.full_name) for holder in holders),
    ]


def agency_choices(membership: Membership) -> list[tuple[str, str]]:
    """Return the agencies that contacts come from."""
    agencies = Agency.objects.filter(partnership_id=membership.partnership_id, ended_at=None)
    return [(str(agency.pk), agency.name) for agency in agencies]


def ordered(contacts: QuerySet[Referral], sort: str, *, descending: bool) -> QuerySet[Referral]:
    """Return contacts in queue order (decision 12), or by a header with danger on top."""
    if sort not in SORTS:
        return contacts.in_queue_order()  # type: ignore[attr-defined]
    if sort == "child":
        contacts = contacts.annotate(first_child=Min("children__name_key"))
    column = {
        "received": F("received_at"),
        "due": F("next_due_at"),
        "child": F("first_child"),
        "from": F("site__agency__name"),
    }[sort]
    by = column.desc(nulls_last=True) if descending else column.asc(nulls_last=True)
    return contacts.order_by(F("danger_now").desc(), by, "pk")


def with_row_facts(contacts: QuerySet[Referral]) -> QuerySet[Referral]:
    """Fetch what rows show, in a number of queries that does not grow with the rows."""
    return contacts.select_related(
        "author__person", "author__site", "site__agency", "holder__person", "front_door"
    ).prefetch_related(
        Prefetch(
            "children",
            ReferredChild.objects.select_related("hold").prefetch_related(
                "case_system_checks", MADE_DECISIONS
            ),
        ),
        Prefetch("clocks", Clock.objects.running(), to_attr="running_clocks"),
        "chosen_circumstances__circumstance",
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One contact in the queue, in words."""

    reference: str
    danger: bool
    unread: bool
    rating: str
    provisional: bool
    children: str
    worry: str
    tags: tuple[str, ...]
    job: str
    agency: str
    channel: str
    # Only where several councils have a hub each.
    council: str
    received: str
    received_iso: str
    due: ClockShown | None
    held_by: str
    held_by_detail: str
    claimable: bool

    @property
    def label(self) -> str:
        """What the row's tick box is called: the reference, which every list may show."""
        return f"Tick {self.reference}"


def has_own_hub(contact: Referral) -> bool:
    """Say whether a contact is one of several councils' hubs', and so names it."""
    return contact.front_door is not None and contact.front_door.kind == FrontDoor.Kind.HUB


def rows(
    contacts: Sequence[Referral], *, membership: Membership, now: datetime, calendar: Calendar
) -> list[Row]:
    """Return the rows of one page; `contacts` come from `with_row_facts`."""
    numbers = contact_numbers(contacts, membership)
    today = london(now).date()
    may_claim = membership.may(Permission.RATE)
    made = []
    for contact in contacts:
        children = list(contact.children.all())
        clock = nearest(contact.running_clocks)  # type: ignore[attr-defined]
        made.append(
            Row(
                reference=contact.reference,
                danger=contact.danger_now,
                unread=contact.read_at is None,
                rating=contact.rating,
                provisional=bool(contact.rating) and contact.rating_confirmed_by_id is None,
                children=people_words(names_with_ages(children, today), show=2)
                or "Enquiry: no child is named",
                worry=_first_characters(contact.worry),
                tags=tuple(_tags(contact, children, numbers.get(contact.pk, 1))),
                job=referrer_job(contact),
                agency=referrer_agency(contact),
                channel=CHANNEL_WORDS.get(contact.channel, ""),
                council=contact.front_door.area if has_own_hub(contact) else "",  # type: ignore[union-attr]
                received=table_when(contact.received_at, now),  # type: ignore[arg-type]
                received_iso=contact.received_at.isoformat(),  # type: ignore[union-attr]
                due=shown(clock, now=now, calendar=calendar) if clock else None,
                held_by=_held_by(contact, children, membership),
                held_by_detail=" · ".join(_progress(children)),
                claimable=may_claim and contact.is_open and contact.holder_id is None,
            )
        )
    return made


def _first_characters(worry: str) -> str:
    text = " ".join(worry.split())
    return text if len(text) <= WORRY_CHARACTERS else f"{text[:WORRY_CHARACTERS].rstrip()}…"


def _tags(contact: Referral, children: Iterable[ReferredChild], number: int) -> list[str]:
    tags = [chosen.circumstance.tag for chosen in contact.chosen_circumstances.all()]
    if open_to_social_care(children):
        tags.append("Open to social care")
    if number >= REPEAT_CONTACTS:
        tags.append(f"{ordinal(number)} contact in 12 months")
    return tags


def open_to_social_care(children: Iterable[ReferredChild]) -> bool:
    """Say whether the newest case-system check of a child found an open case (R-046)."""
    for child in children:
        checks = list(child.case_system_checks.all())
        if checks and checks[-1].result == CaseSystemCheck.Result.OPEN:
            return True
    return False


def _held_by(contact: Referral, children: Sequence[ReferredChild], membership: Membership) -> str:
    names = [
        "You" if one.pk == membership.pk else one.person.full_name
        for one in is_with(contact, children)
    ]
    return people_words(names) or "Nobody"


def _progress(children: Sequence[ReferredChild]) -> list[str]:
    said = []
    holds = [child.hold for child in children if child.status == ChildStatus.ON_HOLD]
    if holds:
        said.append(f"Held: waiting for {people_words([h.from_whom for h in holds], show=1)}")
    if any(child.status == ChildStatus.PASSED_NOW for child in children):
        said.append("Passed now, decision to be written")
    if any(child.status == ChildStatus.SECOND_DECISION for child in children):
        said.append("Waiting for a second decision maker")
    if any(child.status == ChildStatus.TRANSFER_TO_BE_CONFIRMED for child in children):
        said.append("Ours until another authority confirms")
    decided = sum(child.status not in AWAITING_DECISION for child in children)
    asking = followers(
        child for child in children if child.status == ChildStatus.CONSENT_TO_BE_SOUGHT
    )
    if asking:
        said.append(f"{people_words([one.person.full_name for one in asking])} asks the family")
    if decided:
        said.append(f"{decided} of {len(children)} decided" if len(children) > 1 else "Decided")
    return said


def contact_numbers(contacts: Sequence[Referral], membership: Membership) -> dict[int, int]:
    """Return which contact in 12 months each one is about any of its children, in one query.

    Counted up to its own receipt and including itself; contacts this hat may not open are not
    counted. `contacts` have their children prefetched.
    """
    children = [child for contact in contacts for child in contact.children.all()]
    known = (
        ReferredChild.objects.with_identity_of(children)
        .filter(referral__in=Referral.objects.visible_to(membership).sent())
        .values_list(
            "referral_id", "referral__received_at", "nhs_number", "name_key", "date_of_birth"
        )
    )
    seen: dict[object, set[tuple[int, datetime]]] = defaultdict(set)
    for referral_id, received_at, nhs_number, name_key, born in known:
        for key in _identities(nhs_number, name_key, born):
            if received_at:
                seen[key].add((referral_id, received_at))
    numbers = {}
    for contact in contacts:
        at: datetime = contact.received_at  # type: ignore[assignment]
        numbers[contact.pk] = len(
            {contact.pk}
            | {
                other
                for child in contact.children.all()
                for key in _identities(child.nhs_number, child.name_key, child.date_of_birth)
                for other, received_at in seen[key]
                if at - LOOK_BACK <= received_at <= at
            }
        )
    return numbers


def _identities(nhs_number: str, name_key: str, born: object) -> list[object]:
    keys: list[object] = [nhs_number] if nhs_number else []
    return [*keys, (name_key, born)] if name_key and born else keys


def forecast_line(contacts: QuerySet[Referral], *, now: datetime, calendar: Calendar) -> str:
    """Return "3 will be late by 10:40am tomorrow if nothing changes.", or nothing.

    Looks ahead to the close of the next working day, and counts each contact once by its first
    decision due.
    """
    next_day = calendar.add_working_days(calendar.effective_start(now).date(), 1)
    running = (
        Clock.objects.running()
        .filter(referral__in=contacts, key__in=DECISION_CLOCKS)
        .filter(due_at__lte=calendar.closes(next_day))
        .order_by("referral_id", "due_at")
        .distinct("referral_id")
    )
    facts = [clock.facts() for clock in running]
    if not facts:
        return ""
    last = max(now, *(fact.deadline for fact in facts))
    # Due exactly now is not yet late.
    number = clocks.forecast(facts, last + timedelta(seconds=1))
    return f"{forecast_words(number, last, now)}."


def closed_since(now: datetime, calendar: Calendar) -> datetime:
    """Return when the office last closed."""
    day = calendar.working_day_on_or_before(london(now).date())
    if now < calendar.closes(day):
        day = calendar.previous_working_day(day)
    return calendar.closes(day)


def empty_words(view: str, counts: Mapping[str, int]) -> str:
    """Return the sentence of a view without contacts."""
    return "Nothing is waiting in this view." if counts["all"] else "No open contacts."


def last_decided_words(contacts: QuerySet[Referral], now: datetime) -> str:
    """Return "Last one decided at 3:40pm." for an empty queue, or nothing."""
    last = contacts.filter(closed_at__isnull=False).order_by("-closed_at").first()
    if last is None or last.closed_at is None:
        return ""
    same_day = london(last.closed_at).date() == london(now).date()
    at = time_words(london(last.closed_at).time()) if same_day else when(last.closed_at, now)
    return f"Last one decided at {at}."


def neighbours(references: Sequence[str], reference: str) -> tuple[str, str]:
    """Return the references before and after one in a view; empty at the ends."""
    if reference not in references:
        return "", references[0] if references else ""
    place = list(references).index(reference)
    before = references[place - 1] if place else ""
    after = references[place + 1] if place + 1 < len(references) else ""
    return before, after
