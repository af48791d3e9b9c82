"""The front door by the hour: what stands above every page of the form, and the receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Partnership
from directory.models import ContactPoint, FrontDoor
from directory.opening import Calendar
from directory.presenters import (
    Number,
    calendar_for,
    closes_at,
    doors_for,
    front_door_for,
    name_of,
    numbers_of,
    open_at,
    opens_next,
)
from govuk import words
from referrals import clocks
from referrals.models import Clock, Referral, Timescale
from referrals.names import help_names
from referrals.rules import Ground, passes_the_hub_by
from thresholds.models import Route


@dataclass(frozen=True, slots=True)
class Office:
    """A front door at one moment: open or not, until when, and whom to ring.

    Where several councils have a hub each and nobody has said which, it stands for all of them:
    `phone` has each number with its area, and `hubs` are the numbers one by one.
    """

    name: str
    phone: str
    hubs: tuple[Number, ...]
    others_name: str
    others: tuple[str, ...]
    is_open: bool
    closes: datetime | None
    next_opening: datetime
    calendar: Calendar

    @property
    def others_phones(self) -> str:
        """The out-of-hours numbers in words: "020 8303 7777 or 020 8303 7171"."""
        return " or ".join(self.others)

    @property
    def rings(self) -> str:
        """Whom to ring at this hour: "the MASH on …" or "the emergency duty team on …"."""
        if self.is_open or not self.others:
            return f"the {self.name} on {self.phone}"
        return f"the {self.others_name} on {self.others_phones}"


def door_id_of(referral: Referral) -> int | None:
    """Return the front door a referral was sent to or, of a draft, would go to (decision 30).

    None is the partnership's hub; where there are several hubs, that nobody knows which council's
    yet. Where the highest level's route leads to the family centre for the child's address
    (Dudley, R-125), it is the one that serves the first known postcode.
    """
    if referral.received_at:
        return referral.front_door_id
    return _centre_id_of(referral) or referral.front_door_id


def _centre_id_of(referral: Referral) -> int | None:
    children = list(referral.children.all())
    if (
        not passes_the_hub_by(
            ground=Ground(referral.ground) if referral.ground else None,
            danger=referral.danger_now,
            about_worker=referral.about_worker,
            duty=referral.chosen_circumstances.binding().exists(),
        )
        or not referral.edition.routes.filter(
            level__number=_highest_level(referral), goes_to=Route.GoesTo.FAMILY_CENTRE
        ).exists()
    ):
        return None
    centres = FrontDoor.objects.filter(
        partnership_id=referral.partnership_id,
        kind=FrontDoor.Kind.FAMILY_CENTRE,
        postcode_districts__overlap=[
            district for child in children if (district := _district(child.postcode))
        ][:1],
    )
    return centres.values_list("pk", flat=True).first()


def _district(postcode: str) -> str:
    """Return the first half of a postcode: "MK40" of "mk40 2ab"; nothing of nothing."""
    return (postcode.upper().split() or [""])[0]


# The council of the child's address ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Destination:
    """The hub a referral goes to among several, and why, in words for the check page."""

    door: FrontDoor
    why: str


def hubs_of(partnership: Partnership) -> list[FrontDoor]:
    """Return the partnership's hubs where there are several, one for each council; else none."""
    hubs = FrontDoor.objects.filter(partnership=partnership, kind=FrontDoor.Kind.HUB).whole()
    return hubs if len(hubs) > 1 else []


def hub_among(referral: Referral, hubs: Sequence[FrontDoor]) -> Destination | None:
    """Return to which of several hubs a draft or a call goes; None where there is but one.

    The council its writer named. Where they do not know, a hub still reads it at once and passes
    it on if it is another's: the hub whose own team wrote it down; the one the first known
    postcode lies in; the one the writer's site lies in; else the first.
    """
    if not hubs:
        return None
    named = next((hub for hub in hubs if hub.pk == referral.front_door_id), None)
    if named:
        return Destination(named, f"You said that the child lives in {named.area}.")
    team = next((hub for hub in hubs if hub.site_id == referral.site_id), None)
    if team:
        return Destination(team, f"You work for {team.name}.")
    for child in referral.children.all():
        if door := hub_of_postcode(child.postcode, hubs):
            why = f"The postcode {_district(child.postcode)} looks like {door.area}."
            return Destination(door, why)
    if door := hub_of_postcode(referral.site.postcode, hubs):
        return Destination(door, f"You work in {door.area}, at {referral.site.name}.")
    return Destination(hubs[0], "Nothing says which council it is, so it goes to the first.")


def hub_of_postcode(postcode: str, hubs: Sequence[FrontDoor]) -> FrontDoor | None:
    """Return the only one of several hubs whose council's area a postcode is known to lie in."""
    district = _district(postcode)
    found = [hub for hub in hubs if district in hub.postcode_districts]
    return found[0] if len(found) == 1 else None


def area_doubt(referral: Referral, hubs: Sequence[FrontDoor]) -> str:
    """Return what speaks against the council a draft's writer named: a child's postcode."""
    named = next((hub for hub in hubs if hub.pk == referral.front_door_id), None)
    for child in referral.children.all():
        looks = hub_of_postcode(child.postcode, hubs)
        if named and looks and looks != named:
            return (
                f"You said that the child lives in {named.area}. The postcode "
                f"{_district(child.postcode)} looks like {looks.area}. Check which council it is."
            )
    return ""


@dataclass(frozen=True, slots=True)
class Council:
    """Which council's hub a draft goes to: the answer, where that leads, and what speaks against.

    `answer` is the area named, "I do not know" or nothing; `numbers` are every hub's.
    """

    answer: str
    goes_to: str
    why: str
    doubt: str
    numbers: tuple[Number, ...]


def council_of(referral: Referral) -> Council | None:
    """Return whose hub a draft goes to; None where one hub serves the whole partnership."""
    hubs = hubs_of(referral.partnership)
    to = hub_among(referral, hubs)
    if to is None:
        return None
    named = next((hub.area for hub in hubs if hub.pk == referral.front_door_id), "")
    return Council(
        answer=named or ("I do not know" if referral.area_asked else ""),
        goes_to=to.door.name,
        why="" if named else to.why,
        doubt=area_doubt(referral, hubs),
        numbers=tuple(numbers_of(hubs, ContactPoint.Kind.HUB)),
    )


def door_of(referral: Referral) -> FrontDoor:
    """Return the front door a referral was sent to, with its hours and numbers."""
    return front_door_for(referral.partnership, door_id=referral.front_door_id)


def hub_at(referral: Referral, moment: datetime) -> Office:
    """Return the hub of a draft as it is at a moment: that of the council its writer named."""
    return office_at(referral.partnership, moment, door_id=referral.front_door_id)


def office_of(referral: Referral, moment: datetime) -> Office:
    """Return the front door of a referral (`door_id_of`) as it is at a moment."""
    return office_at(referral.partnership, moment, door_id=door_id_of(referral))


def office_at(partnership: Partnership, moment: datetime, *, door_id: int | None = None) -> Office:
    """Return a front door of the partnership, its hubs unless named, as it is at a moment."""
    doors = doors_for(partnership, door_id=door_id)
    hubs = numbers_of(doors, ContactPoint.Kind.HUB)
    others = numbers_of(doors, ContactPoint.Kind.OUT_OF_HOURS)
    is_open = open_at(doors, moment)
    said = hubs[:1] if len(doors) == 1 else hubs
    return Office(
        name=name_of(doors),
        phone=words.or_words([number.words for number in said]),
        hubs=tuple(hubs),
        others_name=_in_a_sentence(others[0].name) if others else "",
        others=tuple(number.phone for number in others),
        is_open=is_open,
        closes=closes_at(doors, moment) if is_open else None,
        next_opening=opens_next(doors, moment),
        calendar=calendar_for(doors[0]),
    )


def helps_of(referral: Referral) -> dict[str, str]:
    """Return what a family may agree to, in the partnership's own names (decisions 22, 30)."""
    policy = getattr(referral.partnership, "consent_policy", None)
    hub_id = None if passed_by(referral.front_door_id) else referral.front_door_id
    return help_names(
        name_of(doors_for(referral.partnership, door_id=hub_id)),
        policy.early_help if policy else "early help",
    )


def route_words(referral: Referral, *, door_id: int | None) -> str:
    """Return what its level's route says of a referral that passes the hub by; else nothing.

    Args:
        door_id: what `door_id_of` says of it.
    """
    if not passed_by(door_id):
        return ""
    route = referral.edition.routes.filter(level__number=_highest_level(referral)).first()
    return route.words if route else ""


def passed_by(door_id: int | None) -> bool:
    """Say whether what goes to this front door passes the hub by (decision 30)."""
    if door_id is None:
        return False
    return FrontDoor.objects.filter(pk=door_id, kind=FrontDoor.Kind.FAMILY_CENTRE).exists()


def _highest_level(referral: Referral) -> int:
    children = referral.children.all()
    levels = (child.confirmed_level or child.suggested_level or 0 for child in children)
    return max(levels, default=0)


def _in_a_sentence(name: str) -> str:
    """Return "emergency duty team" for "Emergency duty team"; an abbreviation stays."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def insets_for(
    partnership: Partnership, now: datetime, *, door_id: int | None = None
) -> tuple[str, ...]:
    """Return what stands above every page of the form by the hour (decision 6; pages.md 5).

    Closed: nobody reads it until the opening, and whom to ring. Open, but the hour of first
    reading ends on a later day: it may not be read before then.
    """
    office = office_at(partnership, now, door_id=door_id)
    if not office.is_open:
        opening = _at_day(office.next_opening, now)
        return (
            f"The {office.name} will not read this until {opening}. Do not wait for it. If a "
            f"child is at risk now, ring {office.rings}, or 999.",
        )
    late = _late_reading(partnership, office, now)
    return (late,) if late else ()


def _late_reading(partnership: Partnership, office: Office, now: datetime) -> str:
    rule = Timescale.objects.filter(partnership=partnership, key="first_read").first()
    if rule is None or office.closes is None:
        return ""
    due = clocks.due_at(rule.as_rule(), now, office.calendar).at
    if words.london(due).date() == words.london(now).date():
        return ""
    return " ".join(late_reading_words(office, due, now))


def late_reading_words(office: Office, due: datetime, now: datetime) -> tuple[str, str, str]:
    """Return the three sentences said when first reading falls on a later day (pages.md 5N)."""
    closes = words.time_words(office.closes.time()) if office.closes else ""
    return (
        f"The {office.name} closes at {closes}.",
        f"It may not be read before {_at_day(due, now)}.",
        f"If it cannot wait, ring {office.phone} now; after {closes} ring the "
        f"{office.others_name} on {office.others_phones}.",
    )


def _at_day(moment: datetime, now: datetime) -> str:
    """Return "9am on Monday 23 November": the day is named even when it is tomorrow."""
    local = words.london(moment)
    day = words.day_words(local.date(), words.london(now).date())
    return f"{words.time_words(local.time())} on {day}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sent page says at this hour (pages.md 5N); moments are in words.

    `late_reading` has the three sentences for a reading that falls on a later day.
    """

    danger: bool
    open_line: str
    closed_until: str
    late_reading: tuple[str, ...]
    read_by: str
    told_by: str
    decided_by: str
    read_spoken: str


def receipt(referral: Referral, office: Office, now: datetime) -> Receipt:
    """Return the receipt of a referral that was sent, true at `now`.

    The closed and the later-day variants are said until somebody has read it.
    """
    due = {
        clock.key: clock.due_at
        for clock in Clock.objects.filter(
            referral=referral, key__in=("first_read", "referrer_response", "mash_decision")
        ).order_by("-due_at")
    }
    read_by = due.get("first_read")
    unread = referral.read_at is None
    closed = unread and not office.is_open
    late = (
        unread
        and office.is_open
        and read_by is not None
        and words.london(read_by).date() > words.london(now).date()
    )
    open_line = ""
    if office.closes and not late:
        open_line = (
            f"It is {words.time_words(words.london(now).time().replace(second=0, microsecond=0))}"
            f" and the {office.name} is open until {words.time_words(office.closes.time())}."
        )
    return Receipt(
        danger=referral.danger_now,
        open_line=open_line,
        closed_until=_at_day(office.next_opening, now) if closed else "",
        late_reading=late_reading_words(office, read_by, now) if late and read_by else (),
        read_by=words.when(read_by, now) if read_by and unread else "",
        told_by=_when(due.get("referrer_response"), now),
        decided_by=_when(due.get("mash_decision"), now),
        read_spoken=words.reference_words(referral.reference),
    )


def _when(moment: datetime | None, now: datetime) -> str:
    return words.when(moment, now) if moment else ""
