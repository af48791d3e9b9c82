"""How families waiting, caseloads and episodes read on a page; a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from accounts.models import Membership
from accounts.rules import Role
from directory.opening import Calendar
from family_wellbeing.models import Episode, KeyworkerProfile
from govuk.words import adult_words, count_words, date_words, day_words, london, table_when, when
from mash.models import Decision
from mash.presenters.clocks import ClockShown, nearest
from mash.presenters.clocks import shown as shown_in_hub
from mash.presenters.people import names_with_ages, youngest_first
from referrals import clocks
from referrals.access import Purpose, agreement_of, contactable, withholds_addresses
from referrals.models import Clock, FamilyMember, Referral, ReferredChild
from referrals.presenters.additions import kept_from_since
from referrals.presenters.facts import mother_of, relation_words
from referrals.rules import Answer, ChildKind, HowAgreed

# Compared in family_wellbeing/family_title.html too.
NAME_NOT_KNOWN = "Name not known"
FAMILY_OF = "Family of "
NONE_CANNOT_START = "None: cannot start"
OPEN_CLOCKS = Prefetch("clocks", Clock.objects.filter(stopped_at=None), to_attr="running_clocks")


def shown(clock: Clock, *, now: datetime, calendar: Calendar, about: str = "") -> ClockShown:
    """Return a clock as Family Wellbeing shows it: one that starts later says its due time too.

    Whoever plans a visit needs the day it is due by, also while the office is closed.
    """
    found = shown_in_hub(clock, now=now, calendar=calendar, about=about)
    if found.state != clocks.ClockState.WAITING:
        return found
    starts = found.words[0].lower() + found.words[1:]
    return replace(found, words=f"Due by {when(found.deadline, now)} ({starts})")


def family_name(children: Sequence[ReferredChild]) -> str:
    """Return what a family is called: its children's last names, in their order, once each.

    An unborn baby has no name: the family is called after the brothers and sisters of the
    referral, else after the mother ("Family of Sana Khatun").
    """
    siblings = (child for one in children[:1] for child in one.referral.children.all())
    for named in (children, siblings):
        if names := dict.fromkeys(child.last_name for child in named if child.last_name):
            return " and ".join(names)
    mother = next(filter(None, map(mother_of, children)), "")
    return f"{FAMILY_OF}{mother}" if mother else NAME_NOT_KNOWN


def family_title(name: str) -> str:
    """Return what a family is called on its page: "The Khatun family"."""
    if name == NAME_NOT_KNOWN:
        return "Family of a child whose name is not known"
    return name if name.startswith(FAMILY_OF) else f"The {name} family"


@dataclass(frozen=True, slots=True)
class WaitingFamily:
    """One row of the inbox: a family the MASH passed on."""

    referral: Referral
    children: tuple[ReferredChild, ...]
    name: str
    people: str
    passed: str
    help_asked: str
    agreement: str
    can_start: bool
    clock: ClockShown | None

    @property
    def number(self) -> int:
        """The number of the child the family's page opens on."""
        return self.children[0].number


def waiting_children(membership: Membership) -> QuerySet[ReferredChild]:
    """Return the inbox's children with what its rows show, oldest first."""
    return (
        ReferredChild.objects.visible_to(membership)
        .in_family_wellbeing_inbox()
        .select_related("referral__partnership")
        .prefetch_related(
            "consents",
            "referral__children",
            "referral__family_members__relationships",
            "referral__additions",
            "relationships__member",
            OPEN_CLOCKS,
        )
        .order_by("passed_to_family_wellbeing_at", "referral_id", "number")
    )


def waiting_families(
    children: Iterable[ReferredChild], *, now: datetime, calendar: Calendar
) -> list[WaitingFamily]:
    """Group the inbox's children by referral: one row is one family."""
    grouped: dict[int, list[ReferredChild]] = defaultdict(list)
    for child in children:
        grouped[child.referral_id].append(child)
    return [_waiting(siblings, now=now, calendar=calendar) for siblings in grouped.values()]


def _waiting(
    children: Sequence[ReferredChild], *, now: datetime, calendar: Calendar
) -> WaitingFamily:
    today = london(now).date()
    referral = children[0].referral
    running = [clock for child in children for clock in child.running_clocks]  # type: ignore[attr-defined]
    due = nearest(clock for clock in running if clock.key == "fws_allocation")
    passed = min(c.passed_to_family_wellbeing_at for c in children)  # type: ignore[type-var]
    agreements = [agreement_words(child, today=today) for child in children]
    return WaitingFamily(
        referral=referral,
        children=tuple(children),
        name=family_name(children),
        people=", ".join(names_with_ages(children, today)),
        passed=table_when(passed, now),  # type: ignore[arg-type]
        help_asked=referral.family_wants or referral.what_next or referral.needed_now,
        agreement=", ".join(dict.fromkeys(agreements)),
        can_start=NONE_CANNOT_START not in agreements,
        clock=shown(due, now=now, calendar=calendar) if due else None,
    )


def agreement_words(child: ReferredChild, *, today: date) -> str:
    """Return how the family agreed, read from prefetched consents (pages.md 7, R-026)."""
    consent = agreement_of(child.consents.all(), today=today)
    if consent is None:
        return NONE_CANNOT_START
    if consent.how in {HowAgreed.PAPER, HowAgreed.SCREEN}:
        given = consent.given_on or london(consent.recorded_at).date()
        return f"Signed {date_words(given)}"
    return "Said yes, signature at first visit"


@dataclass(slots=True)
class Caseload:
    """What a manager weighs about one keyworker."""

    keyworker: Membership
    profile: KeyworkerProfile | None
    families: int = 0
    children: int = 0
    late: int = 0
    visits_this_week: int = 0
    conflict: bool = False
    away: str = ""
    knew: str = ""
    episodes: list["Family"] = field(default_factory=list)

    @property
    def room(self) -> str:
        """Room left: "2 of 12 free"."""
        most = self.profile.room if self.profile else DEFAULT_ROOM
        return f"{max(most - self.families, 0)} of {most} free"

    @property
    def words(self) -> str:
        """One line for a choice: families, children, late, visits, room, languages, area."""
        parts = [
            count_words(self.families, "family", "families"),
            count_words(self.children, "child", "children"),
            f"{self.late} late",
            f"{count_words(self.visits_this_week, 'first visit', 'first visits')} this week",
            self.room,
        ]
        if self.profile and self.profile.languages:
            parts.append(f"speaks {self.profile.languages}")
        if self.profile and self.profile.area:
            parts.append(self.profile.area)
        if self.away:
            parts.append(self.away)
        if self.knew:
            parts.append(self.knew)
        return " · ".join(parts)


DEFAULT_ROOM = KeyworkerProfile._meta.get_field("room").default


@dataclass(frozen=True, slots=True)
class Family:
    """One open episode in a list."""

    episode: Episode
    people: str
    clock: ClockShown | None
    first_visit: ClockShown | None
    first_visit_due: datetime | None
    street: str
    warning: str


def caseloads(
    membership: Membership,
    *,
    now: datetime,
    calendar: Calendar,
    referral: Referral | None = None,
) -> list[Caseload]:
    """Return every keyworker's caseload; `referral` marks conflicts and who knew the family."""
    keyworkers = (
        Membership.objects.current()
        .with_names()
        .filter(partnership_id=membership.partnership_id, role=Role.FAMILY_KEYWORKER)
        .select_related("keyworker_profile")
        .order_by("person__last_name", "person__first_name")
    )
    found: dict[int, Caseload] = {}
    today = london(now).date()
    for keyworker in keyworkers:
        profile = getattr(keyworker, "keyworker_profile", None)
        away = ""
        if profile and profile.away_until and profile.away_until >= today:
            away = f"away until {day_words(profile.away_until, today)}"
        found[keyworker.pk] = Caseload(keyworker, profile, away=away)
    for family in open_families(Episode.objects.visible_to(membership), now=now, calendar=calendar):
        load = found.get(family.episode.keyworker_id)
        if load:
            _count(load, family, now)
    if referral:
        _mark(found, referral, membership)
    return list(found.values())


def _count(load: Caseload, family: Family, now: datetime) -> None:
    load.episodes.append(family)
    load.families += 1
    load.children += len(family.episode.children.all())
    load.late += family.clock is not None and family.clock.state == clocks.ClockState.LATE
    due = family.first_visit_due
    same_week = due and london(due).isocalendar()[:2] == london(now).isocalendar()[:2]
    load.visits_this_week += bool(same_week)


def _mark(found: dict[int, Caseload], referral: Referral, membership: Membership) -> None:
    """Grey declared interests (decision 28) and say who worked with the family before."""
    interested = set(referral.interests.values_list("person_id", flat=True))
    keys = [
        (child.name_key, child.date_of_birth)
        for child in referral.children.all()
        if child.name_key and child.date_of_birth
    ]
    knew: dict[int, int] = {}
    if keys:
        earlier = (
            Episode.objects.visible_to(membership)
            .filter(
                children__name_key__in=[name for name, _ in keys],
                children__date_of_birth__in=[born for _, born in keys],
            )
            .values_list("keyworker_id", "accepted_at")
        )
        knew = {keyworker: london(at).year for keyworker, at in earlier}
    for pk, load in found.items():
        load.conflict = load.keyworker.person_id in interested
        if pk in knew:
            load.knew = f"worked with this family in {knew[pk]}"


def references_of(episode: Episode) -> list[str]:
    """Return what an audit entry names where an episode is shown: itself and its children.

    Who asks who looked at a referral asks for its reference, which an episode's own is not.
    """
    referral = episode.referral.reference
    return [episode.reference, *(f"{referral}/{child.number}" for child in episode.children.all())]


def open_families(
    episodes: QuerySet[Episode], *, now: datetime, calendar: Calendar
) -> list[Family]:
    """Return open episodes with their clocks, the nearest due first."""
    rows = (
        episodes.open()  # type: ignore[attr-defined]
        .select_related("referral", "keyworker__person")
        .prefetch_related(
            Prefetch("children", ReferredChild.objects.prefetch_related(OPEN_CLOCKS)),
            "referral__children",
            "referral__family_members",
            "referral__additions",
        )
    )
    families = [_family(episode, now=now, calendar=calendar) for episode in rows]
    last = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(families, key=lambda f: (f.clock.deadline if f.clock else last, f.episode.pk))


def _family(episode: Episode, *, now: datetime, calendar: Calendar) -> Family:
    children = list(episode.children.all())
    running = [clock for child in children for clock in child.running_clocks]  # type: ignore[attr-defined]
    due = nearest(running)
    visit = nearest(clock for clock in running if clock.key == "fws_first_visit")
    return Family(
        episode=episode,
        people=", ".join(names_with_ages(children, london(now).date())),
        clock=shown(due, now=now, calendar=calendar) if due else None,
        first_visit=shown(visit, now=now, calendar=calendar) if visit else None,
        first_visit_due=visit.due_at if visit else None,
        street=street_of(episode.referral, children),
        warning=do_not_mention(episode.referral),
    )


def street_of(referral: Referral, children: Sequence[ReferredChild]) -> str:
    """Return the first line of the family's address, or "Address withheld" (decision 24)."""
    if withholds_addresses(referral):
        return "Address withheld"
    addresses = [child.address for child in children if child.address]
    return addresses[0].splitlines()[0] if addresses else ""


def places_now(referral: Referral, children: Iterable[ReferredChild]) -> list[tuple[str, str]]:
    """Return where each child is said to be now, by name; nothing where addresses are withheld."""
    if withholds_addresses(referral):
        return []
    return [(child.full_name, child.where_now) for child in children if child.where_now]


def do_not_mention(referral: Referral) -> str:
    """Return in front of whom the referral must not be mentioned, from safe contact.

    What was added of it after sending is said as it was written: nothing that was sent changes.
    """
    said = referral.must_not_know if referral.someone_must_not_know == Answer.YES else ""
    names = [
        member.name
        for member in referral.family_members.all()
        if member.may_know == Answer.NO and not member.under_18 and member.name not in said
    ]
    if said:
        names.append(said)
    warnings = [f"Do not mention the referral in front of: {'; '.join(names)}"] if names else []
    warnings += [f"Added after sending: {one}" for one in kept_from_since(referral.additions.all())]
    return ". ".join(warnings)


@dataclass(frozen=True, slots=True)
class SafePerson:
    """One person of the family, with how it is safe to reach them."""

    name: str
    reach: tuple[str, ...]
    warning: str


def safe_people(members: Iterable[FamilyMember | ReferredChild]) -> list[SafePerson]:
    """Return how each person may be reached, always through `contactable` (decision 24).

    Nobody reaches a baby who is not born: there is no row for one.
    """
    return [_safe(one) for one in members if getattr(one, "kind", "") != ChildKind.UNBORN]


def _safe(person: FamilyMember | ReferredChild) -> SafePerson:
    name = (
        person.full_name
        if isinstance(person, ReferredChild)
        else adult_words(person.name, relation_words(person))
    )
    call = contactable(person, Purpose.CALL)
    reach = []
    if call.allowed:
        times = f" ({call.times})" if call.times else ""
        voicemail = contactable(person, Purpose.VOICEMAIL).allowed
        message = "you may leave a message" if voicemail else "leave no message"
        reach.append(f"Ring {call.number}{times}, {message}")
    email = contactable(person, Purpose.EMAIL)
    if email.allowed:
        reach.append(f"E-mail {email.email}")
    if contactable(person, Purpose.WRITE).allowed:
        reach.append("You may write to them")
    warning = "" if reach else call.because
    return SafePerson(name=name, reach=tuple(reach), warning=warning)


def reasons_of(children: Sequence[ReferredChild]) -> list[str]:
    """Return why the MASH passed these children on and what it said comes next, each text once.

    These are the words the referrer was given. The MASH's own rationale stays with the MASH.
    """
    made = Decision.objects.filter(child__in=children, state=Decision.State.MADE)
    latest = {decision.child_id: decision for decision in made.order_by("decided_at", "pk")}
    texts = [
        text
        for decision in latest.values()
        for text in (decision.reason_for_referrer, decision.next_for_referrer)
        if text
    ]
    return list(dict.fromkeys(texts))


def identity_of(episode: Episode, *, now: datetime) -> dict[str, object]:
    """Return what the identity bar says of a family: every member, and the warnings."""
    today = london(now).date()
    children = list(episode.children.all())
    warnings = []
    if do_not_mention(episode.referral):
        warnings.append("Do not contact: see safe contact")
    if withholds_addresses(episode.referral):
        warnings.append("Address withheld")
    languages = {child.first_language for child in children if child.needs_interpreter == "yes"}
    warnings += [f"Interpreter: {language}" for language in sorted(languages) if language]
    people = names_with_ages(children, today)
    return {
        "name": family_title(episode.family_name),
        "reference": episode.reference,
        "line": f"{count_words(len(people), 'child', 'children')}: {'; '.join(people)}",
        "warnings": warnings,
    }


def ordered(children: Iterable[ReferredChild], *, now: datetime) -> list[ReferredChild]:
    """Return children youngest first."""
    return youngest_first(children, london(now).date())
