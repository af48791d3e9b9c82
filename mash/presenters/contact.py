"""The contact page: what was said, about whom, what is known, and what happened (pages.md 6)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from accounts.models import Membership
from directory.models import ContactPoint, FrontDoor
from directory.notices import numbers
from directory.opening import Calendar
from govuk.words import (
    and_words,
    count_words,
    date_words,
    london,
    table_when,
    time_words,
    when,
)
from mash.models import (
    CaseSystemCheck,
    ChildSeen,
    Claim,
    ConsentAttempt,
    Decision,
    RestrictedMatchAnswer,
    StrategyDiscussion,
    TransferAttempt,
)
from mash.presenters.clocks import ClockShown, nearest, shown
from mash.presenters.people import (
    CHANNEL_WORDS,
    KIND_WORDS,
    MADE_DECISIONS,
    PUBLIC_KINDS,
    age_of,
    is_with,
    referrer_agency,
    referrer_job,
    referrer_name,
    staff,
)
from mash.presenters.queue import open_to_social_care
from mash.rules import LOOK_BACK, SEEN_CLOCKS, STRATEGY_CLOCKS
from referrals.models import Addition, Clock, FamilyMember, Referral, ReferredChild
from referrals.names import (
    ANSWER_NAMES,
    COMPLICATING_NAMES,
    DISABILITY_NAMES,
    HOW_KNOWN_NAMES,
    SEX_NAMES,
    SPECIAL_NEEDS_NAMES,
    names_of,
)
from referrals.presenters.additions import addition_entries, circumstances_added, section_of
from referrals.presenters.duties import door_name, duty_rows
from referrals.presenters.summary import (
    agreed_words,
    by_child,
    consent_words,
    due_words,
    ethnic_group,
    lead_words,
    may_know_words,
    objection_words,
    parents_know_words,
    said_of_children,
    staying_words,
    working_words,
)
from referrals.rules import GROUND_WORDS, Answer, Channel, ChildKind, Ground, ReferrerKind
from referrals.workflow import REFERRER_STATUS_WORDS, ChildStatus, ReferralStatus

Row = dict[str, object]

NO_MATCH = "No match in this portal. This does not mean the child is not known."

CHILD_STATUS_WORDS: dict[str, str] = {
    ChildStatus.WITH_MASH: "With the MASH",
    ChildStatus.ON_HOLD: "On hold",
    ChildStatus.SECOND_DECISION: "Waiting for a second decision maker",
    ChildStatus.PASSED_NOW: "Passed to referral and assessment now",
    ChildStatus.ADVISED: "Advice and information given",
    ChildStatus.SIGNPOSTED: "Signposted",
    ChildStatus.ACCEPTED: "Accepted as a referral",
    ChildStatus.NO_FURTHER_ACTION: "No further action",
    ChildStatus.ADDED_TO_OPEN_CASE: "Added to an open case",
    ChildStatus.CONSENT_TO_BE_SOUGHT: "Consent to be sought",
    ChildStatus.TRANSFER_TO_BE_CONFIRMED: "Transfer to another authority, to be confirmed",
    ChildStatus.PASSED_TO_FAMILY_WELLBEING: "With Family Wellbeing",
    ChildStatus.ALLOCATED: "With a keyworker of Family Wellbeing",
    ChildStatus.CLOSED: "Closed",
}

# What the practitioner was asked, in the order it is read.
WORRY_QUESTIONS: tuple[tuple[str, str], ...] = (
    ("What will happen if nothing changes", "if_nothing_changes"),
    ("The child's development", "development"),
    ("The parenting", "parenting"),
    ("Home, money, neighbourhood", "environment"),
    ("Who may be a risk", "risk_person"),
    ("What is going well", "strengths"),
    ("What already keeps the child safe", "existing_safety"),
    ("What needs to happen now", "needed_now"),
    ("What the family wants", "family_wants"),
    ("What has happened before", "before"),
    ("What has been tried", "tried"),
    ("Nothing has been tried, because", "nothing_tried_because"),
    ("Why now is the right time", "why_now"),
    ("What they think should happen next", "what_next"),
)
HARM_QUESTIONS: tuple[tuple[str, str], ...] = (
    ("What exactly was said or seen", "harm_said"),
    ("What the parents or carers say", "harm_parents_say"),
    ("How the child is now", "harm_condition"),
    ("Safe until tomorrow, or a deadline", "harm_deadline"),
    ("Where the parents or carers are", "harm_parents_where"),
    ("What makes it more dangerous", "harm_contexts"),
)
REPLY = (
    "Thank you. We have read your referral. Next we will {next}. We will tell you the decision "
    "{by}. If things get worse, ring {number}, or 999 in danger."
)
HOLD_REPLY = (
    "Thank you. We have read your referral. We need more information before we decide. We will "
    "tell you the decision {by}. If things get worse, ring {number}, or 999 in danger."
)


def with_contact_facts(contacts: QuerySet[Referral]) -> QuerySet[Referral]:
    """Fetch what every tab of the contact page shows."""
    return contacts.select_related(
        "partnership",
        "author__person",
        "author__site",
        "site__agency",
        "front_door",
        "holder__person",
        "read_by__person",
        "rated_by__person",
        "rating_confirmed_by__person",
    ).prefetch_related(
        Prefetch(
            "children",
            ReferredChild.objects.select_related("hold", "passed_now").prefetch_related(
                "case_system_checks__checked_by__person", "consents", MADE_DECISIONS
            ),
        ),
        Prefetch("clocks", Clock.objects.select_related("child")),
        "family_members__relationships__child",
        "chosen_circumstances__circumstance",
    )


# The panel beside every tab --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands beside every tab of a contact."""

    next_due: ClockShown | None
    clocks: tuple[ClockShown, ...]
    held_by: str
    held_since: str
    rating_by: str
    agreement: tuple[Row, ...]
    safe_contact: tuple[str, ...]
    referrer: tuple[Row, ...]
    can_be_told: bool


def panel(contact: Referral, *, now: datetime, calendar: Calendar) -> Panel:
    """Return the side panel: clocks, who holds it, rating, ground, safe contact, referrer."""
    children = list(contact.children.all())
    several = len(children) > 1
    running = [clock for clock in contact.clocks.all() if clock.stopped_at is None]
    ended = [clock for clock in contact.clocks.all() if clock.stopped_at is not None]

    def say(clock: Clock) -> ClockShown:
        about = clock.child.short_name if several and clock.child else ""
        return _with_record(contact, clock, shown(clock, now=now, calendar=calendar, about=about))

    first = nearest(running)
    held_by = is_with(contact, children)
    claim = contact.claims.order_by("-at", "-pk").first() if contact.holder_id else None
    return Panel(
        next_due=say(first) if first else None,
        clocks=tuple(map(say, chain(running, ended))),
        held_by="; ".join(staff(one) for one in held_by) or "Nobody",
        held_since=f"{_acted(claim)} {when(claim.at, now)}"
        if claim and held_by == [contact.holder]
        else "",
        rating_by=rating_words(contact),
        agreement=tuple(_agreement(contact, children)),
        safe_contact=tuple(safe_contact_warnings(contact, children)),
        referrer=tuple(referrer_rows(contact)),
        can_be_told=contact.referrer_kind != ReferrerKind.ANONYMOUS,
    )


# The page that meets a clock, and what is recorded there.
RECORDS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(SEEN_CLOCKS, ("mash:child_seen", "Record that the child was seen")),
    **dict.fromkeys(STRATEGY_CLOCKS, ("mash:strategy_discussion", "Record that it was held")),
}


def _with_record(contact: Referral, clock: Clock, said: ClockShown) -> ClockShown:
    page, words = RECORDS.get(clock.key, ("", ""))
    if not page or clock.child is None or clock.stopped_at is not None:
        return said
    address = reverse(page, args=[contact.reference, clock.child.number])
    return replace(said, record_url=address, record_words=words)


def _acted(claim: Claim) -> str:
    return "Took it over at" if claim.act == Claim.Act.TAKEN_OVER else "Claimed it at"


def rating_words(contact: Referral) -> str:
    """Return who rated a contact and who confirmed it."""
    if not contact.rating:
        return ""
    rated = f"Rated by {staff(contact.rated_by)}."
    if contact.rating_confirmed_by_id is None:
        return f"{rated} A social worker has not confirmed it."
    if contact.rating_confirmed_by_id == contact.rated_by_id:
        return rated
    return f"{rated} Confirmed by {staff(contact.rating_confirmed_by)}."


def _agreement(contact: Referral, children: Iterable[ReferredChild]) -> list[Row]:
    ground = GROUND_WORDS[Ground(contact.ground)] if contact.ground else "Not said yet"
    if contact.ground_because:
        ground = f"{ground}, because: {contact.ground_because}"
    rows: list[Row] = [{"key": "Ground for sharing", "value": ground}]
    for child in children:
        rows.append({"key": f"Agreement for {child.short_name}", "value": agreement_words(child)})
    return [
        *rows,
        *_filled(
            [
                ("Parents or carers know", "\n".join(parents_know_words(contact))),
                ("Objects, with parental responsibility", "\n".join(objection_words(contact))),
                ("Safeguarding lead consulted", "\n".join(lead_words(contact))),
            ]
        ),
    ]


def agreement_words(child: ReferredChild) -> str:
    """Return one child's agreement in words: who agreed, how, or that none is recorded."""
    consents = list(child.consents.all())
    said = []
    for consent in consents:
        on = f" on {date_words(consent.given_on)}" if consent.given_on else ""
        back = ", and has taken it back" if consent.withdrawn_at else ""
        said.append(f"{agreed_words(consent)}{on}{back}")
    return "\n".join(said) or "None recorded"


def safe_contact_warnings(contact: Referral, children: Sequence[ReferredChild]) -> list[str]:
    """Return who must not know or be left a message, and confidential addresses (decision 24)."""
    warnings = []
    if contact.someone_must_not_know == Answer.YES:
        warnings.append(f"Must not find out: {contact.must_not_know}")
    people: list[tuple[str, ReferredChild | FamilyMember]] = [
        *((child.full_name, child) for child in children),
        *((member.name, member) for member in contact.family_members.all()),
    ]
    for name, person in people:
        if person.may_know == Answer.NO:
            why = f": {person.may_not_know_because}" if person.may_not_know_because else "."
            warnings.append(f"{name} must not know{why}")
        if person.address_confidential:
            warnings.append(f"The address of {name} is confidential.")
        if person.may_know == Answer.YES and person.voicemail_safe == Answer.NO:
            warnings.append(f"Do not leave {name} a message.")
    return warnings


def referrer_rows(contact: Referral) -> list[Row]:
    """Return who told us, and the number to call back; the hub alone reads it (decision 13)."""
    rows: list[Row] = [
        {"key": "Name", "value": referrer_name(contact)},
        {
            "key": "Who",
            "value": ", ".join(filter(None, [referrer_job(contact), referrer_agency(contact)])),
        },
        {"key": "Call back on", "value": contact.callback_number or "No number given"},
    ]
    rows += _filled(
        [
            ("When", contact.callback_times),
            ("How they know the child", contact.relationship_to_child),
            ("How they stay involved", "\n".join(staying_words(contact))),
        ]
    )
    if contact.referrer_kind in PUBLIC_KINDS:
        rows.append({"key": "Keep private", "value": "Never name this person to the family."})
    elif contact.channel != Channel.PORTAL:
        rows.append({"key": "Part in it", "value": KIND_WORDS.get(contact.referrer_kind, "")})
    rows.append({"key": "Came by", "value": CHANNEL_WORDS.get(contact.channel, "")})
    return rows


# Worry -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DutyShown:
    """A special circumstance that may apply: for whom, and what they recorded of its duty."""

    label: str
    whom: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class WorryPage:
    """The first tab: the worry in their own words, then the rest of what was said."""

    danger_call: str
    about_worker: str
    worry: str
    tags: tuple[str, ...]
    childrens_words: tuple[Row, ...]
    harm: tuple[Row, ...]
    more: tuple[Row, ...]
    duties: tuple[DutyShown, ...]
    additions: tuple[Row, ...]


def worry_page(contact: Referral, now: datetime) -> WorryPage:
    """Return what the Worry tab shows."""
    worker = ", ".join(filter(None, [contact.worker_name, contact.worker_role]))
    additions = list(contact.additions.select_related("added_by__person"))
    tags = set(contact.edition.circumstances.values_list("tag", flat=True)) if additions else set()
    since = [tag for tag in circumstances_added(additions) if tag in tags]
    return WorryPage(
        danger_call=contact.danger_call,
        about_worker=worker if contact.about_worker else "",
        worry=contact.worry,
        tags=(
            *(c.circumstance.label for c in contact.chosen_circumstances.all()),
            *(f"{tag}, added since it was sent" for tag in since),
        ),
        childrens_words=tuple(_childrens_words(contact.children.all())),
        harm=tuple(_answered(contact, HARM_QUESTIONS)),
        more=(
            *_ticked(
                "What makes things harder",
                contact.complicating,
                COMPLICATING_NAMES,
                contact.complicating_words,
            ),
            *_answered(contact, WORRY_QUESTIONS),
            *_ticked(
                "How they know this", contact.how_known, HOW_KNOWN_NAMES, contact.how_known_who
            ),
            *_last_seen(contact),
        ),
        duties=tuple(_duties(contact)),
        additions=tuple(
            addition_entries(
                additions,
                now=now,
                by=staff,
                title=_addition_title,
            )
        ),
    )


def _duties(contact: Referral) -> Iterator[DutyShown]:
    chosen = list(
        contact.chosen_circumstances.select_related("circumstance").prefetch_related("children")
    )
    if not chosen:
        return
    office = door_name(contact)
    several = len(contact.children.all()) > 1
    for one in chosen:
        names = [child.short_name for child in one.children.all()]
        whom = and_words(names) if names else "Not said for whom: counts for every child"
        yield DutyShown(
            label=one.circumstance.label,
            whom=whom if several else "",
            rows=tuple(
                {"key": said.about, "value": said.words} for said in duty_rows(one, office=office)
            ),
        )


def _addition_title(addition: Addition) -> str:
    # Decision 14: the MASH still looks and decides.
    if addition.is_withdrawal_request:
        return "Asked to withdraw. The MASH still decides."
    if section_of(addition.about):
        return addition.about
    return f"Added about {addition.about}" if addition.about else "Added"


def _answered(contact: Referral, questions: Iterable[tuple[str, str]]) -> list[Row]:
    found = ((words, getattr(contact, name)) for words, name in questions)
    return [{"key": words, "value": value} for words, value in found if value]


def _ticked(question: str, codes: Iterable[str], names: Mapping[str, str], text: str) -> list[Row]:
    said = "\n".join(filter(None, [and_words(names_of(codes, names)), text]))
    return [{"key": question, "value": said}] if said else []


def _last_seen(contact: Referral) -> list[Row]:
    if contact.not_seen:
        return [{"key": "Last saw the child", "value": "They have not seen the child"}]
    if not contact.last_seen_on:
        return []
    at = f", {time_words(contact.last_seen_time)}" if contact.last_seen_time else ""
    return [{"key": "Last saw the child", "value": f"{date_words(contact.last_seen_on)}{at}"}]


def _childrens_words(children: Iterable[ReferredChild]) -> list[Row]:
    rows: list[Row] = []
    for child in children:
        if child.said:
            rows.append({"key": f"What {child.short_name} said", "value": child.said})
        if child.not_asked_because:
            rows.append(
                {
                    "key": f"{capfirst(child.short_name)} was not asked, because",
                    "value": child.not_asked_because,
                }
            )
    return rows


# Children and family ---------------------------------------------------------------------------


def child_card(child: ReferredChild, today: date, *, helps: Mapping[str, str]) -> dict[str, object]:
    """Return one child's card; a confidential address is shown to the hub and says so.

    Args:
        helps: what a family may agree to (`helps_of`).
    """
    rows = [
        ("Known as", child.known_as),
        ("Age", age_of(child, today)),
        ("Date of birth", date_words(child.date_of_birth) if child.date_of_birth else ""),
        ("Due", due_words(child)),
        ("Description", child.description),
        ("Sex", SEX_NAMES.get(child.sex, "")),
        ("How they describe their gender", child.gender),
        ("Lives at", _address(child, child.address, child.postcode)),
        ("Is now", child.where_now),
        ("Lived before at", child.previous_addresses),
        ("Ethnic group", ethnic_group(child)),
        ("Religion", child.religion),
        ("First language", child.first_language),
        ("Interpreter", ANSWER_NAMES.get(child.needs_interpreter, "")),
        ("Communication", child.communication),
        (
            "Disability",
            _with_reason(child.disabled, and_words(names_of(child.disabilities, DISABILITY_NAMES))),
        ),
        ("Help at school", SPECIAL_NEEDS_NAMES.get(child.special_needs, "")),
        ("Helps to look after someone", _with_reason(child.young_carer, child.young_carer_for)),
        ("School", child.school),
        ("GP", child.gp),
        ("Health visitor or midwife", child.health_visitor),
        ("NHS number", child.nhs_number),
        ("Unique pupil number", child.pupil_number),
        *_safe_contact(child),
        *(("Agreement", "\n".join(consent_words(one, helps))) for one in child.consents.all()),
    ]
    return {"title": child.full_name, "rows": _filled(rows)}


def member_card(member: FamilyMember, today: date) -> dict[str, object]:
    """Return one adult's or other child's card: who they are to each child, how to reach them."""
    relations = said_of_children(
        (
            link.child,
            (link.relation or "relation not known")
            + (
                ", with parental responsibility"
                if link.parental_responsibility == Answer.YES
                else ""
            ),
        )
        for link in by_child(member)
    )
    not_referred = (
        _with_reason(member.worried_too, member.not_referred_because) if member.under_18 else ""
    )
    rows = [
        ("Who they are", "\n".join(relations)),
        ("Age", age_of(member, today) if member.date_of_birth or member.about_age else ""),
        ("Lives with the child", ANSWER_NAMES.get(member.lives_with, "")),
        ("Address", _address(member, member.address, "")),
        ("Ethnic group", ethnic_group(member)),
        ("Religion", member.religion),
        ("First language", member.first_language),
        ("Interpreter", ANSWER_NAMES.get(member.needs_interpreter, "")),
        ("Worried about too", not_referred),
        *_safe_contact(member),
    ]
    return {"title": member.name, "rows": _filled(rows)}


def _safe_contact(person: ReferredChild | FamilyMember) -> list[tuple[str, str]]:
    number = " ".join(
        filter(None, [person.safe_phone, person.safe_times and f"({person.safe_times})"])
    )
    is_unborn = isinstance(person, ReferredChild) and person.kind == ChildKind.UNBORN
    return [
        ("May know about this", "" if is_unborn else _may_know(person)),
        ("Safe number", number),
        ("Safe e-mail", person.safe_email),
        ("May we leave a message", ANSWER_NAMES.get(person.voicemail_safe, "")),
        ("May we write", ANSWER_NAMES.get(person.may_write, "")),
    ]


def _may_know(person: ReferredChild | FamilyMember) -> str:
    if isinstance(person, ReferredChild) and person.may_know == Answer.YES:
        return may_know_words(person)
    return _with_reason(person.may_know, person.may_not_know_because) or "Not said"


def _address(person: ReferredChild | FamilyMember, address: str, postcode: str) -> str:
    text = "\n".join(filter(None, [address, postcode]))
    return (
        f"{text}\nConfidential: never on a letter, copy or request."
        if (text and person.address_confidential)
        else text
    )


def _with_reason(answer: str, reason: str) -> str:
    word = ANSWER_NAMES.get(answer, "")
    return f"{word}: {reason}" if word and reason else word


def _filled(rows: Iterable[tuple[str, str]]) -> list[Row]:
    return [{"key": key, "value": value} for key, value in rows if value]


def professional_rows(contact: Referral) -> list[Row]:
    """Return who else is helping the family."""
    return [
        {
            "key": one.name,
            "value": "\n".join(
                filter(
                    None,
                    [
                        ", ".join(filter(None, [one.job, one.agency])),
                        one.phone,
                        working_words(one),
                    ],
                )
            ),
        }
        for one in contact.professionals.all()
    ]


# Level and signs -------------------------------------------------------------------------------


def level_cards(contact: Referral) -> list[dict[str, object]]:
    """Return what was chosen and suggested for each child, with the wording kept (decision 17)."""
    chosen = list(contact.chosen_indicators.prefetch_related("children"))
    circumstances = list(
        contact.chosen_circumstances.select_related("circumstance").prefetch_related("children")
    )
    names = {level.number: level.name for level in contact.edition.levels.all()}
    cards = []
    for child in contact.children.all():
        cards.append(
            {
                "child": child,
                "mash_level": child.mash_level,
                "mash_level_name": names.get(child.mash_level or 0, ""),
                "suggested": child.suggested_level,
                "suggested_name": names.get(child.suggested_level or 0, ""),
                "reasons": (child.suggestion or {}).get("reasons", []),
                "confirmed": child.confirmed_level,
                "confirmed_name": names.get(child.confirmed_level or 0, ""),
                "differs_because": child.level_differs_because,
                "signs": [
                    {"key": f"Level {sign.level}, {sign.domain}", "value": sign.text}
                    for sign in chosen
                    if _applies(sign.children.all(), child)
                ],
                "circumstances": [
                    one.circumstance.label
                    for one in circumstances
                    if _applies(one.children.all(), child)
                ],
            }
        )
    return cards


def _applies(chosen_for: Iterable[ReferredChild], child: ReferredChild) -> bool:
    whom = {one.pk for one in chosen_for}
    return not whom or child.pk in whom


# Known to us -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """What this portal knows of a child from other contacts, and what the case system says."""

    child: ReferredChild
    earlier: tuple[Row, ...]
    checks: tuple[Row, ...]
    unchecked: bool


def known_children(contact: Referral, membership: Membership, now: datetime) -> list[Known]:
    """Return, for each child, earlier contacts this hat may open and the case-system checks.

    A match is offered on the NHS number, or on the name and date of birth, and says on which and
    how the child is recorded there; a person decides.
    """
    children = list(contact.children.all())
    found = list(
        ReferredChild.objects.with_identity_of(children)
        .filter(referral__in=Referral.objects.visible_to(membership).sent())
        .exclude(referral=contact)
        .select_related("referral__author__person", "referral__site__agency")
        .order_by("-referral__received_at", "-pk")
    )
    return [
        Known(
            child=child,
            earlier=tuple(
                _earlier(other, now) | {"name": _as_recorded(other), "why": why_same(child, other)}
                for other in found
                if is_same(child, other)
            ),
            checks=tuple(_check(check, now) for check in child.case_system_checks.all()),
            unchecked=not child.case_system_checks.all(),
        )
        for child in children
    ]


def is_same(child: ReferredChild, other: ReferredChild) -> bool:
    """Say whether two referred children share an NHS number, or a name and a date of birth."""
    return bool(why_same(child, other))


def why_same(child: ReferredChild, other: ReferredChild) -> str:
    """Return why an earlier child is offered as the same one; nothing where there is no match."""
    reasons = []
    if child.nhs_number and child.nhs_number == other.nhs_number:
        reasons.append("same NHS number")
    named = child.name_key and child.date_of_birth
    if named and (child.name_key, child.date_of_birth) == (other.name_key, other.date_of_birth):
        reasons.append("same name and date of birth")
    return " and ".join(reasons).capitalize().replace("nhs", "NHS")


def _as_recorded(child: ReferredChild) -> str:
    born = f", born {date_words(child.date_of_birth)}" if child.date_of_birth else ""
    return f"{child.full_name}{born}"


def household_rows(
    contact: Referral, known: Iterable[Known], membership: Membership, now: datetime
) -> list[Row]:
    """Return the household's other contacts of 12 months, of the same address, newest first.

    Those already offered for a child are left out, and what this hat may not open.
    """
    offered = {row["reference"] for one in known for row in one.earlier}
    others = (
        household_contacts(contact)
        .filter(pk__in=Referral.objects.visible_to(membership).values("pk"))
        .exclude(pk=contact.pk)
        .exclude(reference__in=offered)
        .select_related("author__person", "site__agency")
        .prefetch_related("children")
        .order_by("-received_at", "-pk")
    )
    rows: list[Row] = []
    for other in others:
        children = list(other.children.all())
        rows.append(
            {
                "reference": other.reference,
                "received": table_when(other.received_at, now),  # type: ignore[arg-type]
                "from": _came_from(other),
                "status": and_words(
                    list(dict.fromkeys(CHILD_STATUS_WORDS.get(one.status, "") for one in children))
                ),
                "name": "; ".join(map(_as_recorded, children)),
                "why": "Same address",
            }
        )
    return rows


def _came_from(referral: Referral) -> str:
    return ", ".join(filter(None, [referrer_job(referral), referrer_agency(referral)]))


def _earlier(other: ReferredChild, now: datetime) -> Row:
    referral = other.referral
    received: datetime = referral.received_at  # type: ignore[assignment]
    return {
        "reference": referral.reference,
        "received": table_when(received, now),
        "from": _came_from(referral),
        "status": CHILD_STATUS_WORDS.get(other.status, ""),
    }


def _check(check: CaseSystemCheck, now: datetime) -> Row:
    in_place = and_words([PLAN_WORDS[plan] for plan in check.plans])
    plans = f" In place: {in_place}." if in_place else ""
    worker = ", ".join(filter(None, [check.worker, check.team]))
    return {
        "result": check.get_result_display(),
        "text": f"{check.system}.{plans}{f' Worker: {worker}.' if worker else ''}",
        "when": when(check.checked_at, now),
        "by": staff(check.checked_by),
    }


PLAN_WORDS = {
    "child_in_need": "child in need",
    "protection_plan": "protection plan",
    "looked_after": "looked after",
    "ehc_plan": "EHC plan",
}


def household_contacts(contact: Referral) -> QuerySet[Referral]:
    """Return every contact of 12 months about a child of this one or their household (decision 11).

    The same child by identity, or the same address and postcode; up to this contact's receipt
    and with it. Restricted contacts are in it: count it, show none of it unchecked.
    """
    children = list(contact.children.all())
    received: datetime = contact.received_at  # type: ignore[assignment]
    same_home = Q(pk__in=[])
    for child in children:
        if child.address and child.postcode:
            same_home |= Q(address__iexact=child.address, postcode=child.postcode)
    alike = ReferredChild.objects.with_identity_of(children) | ReferredChild.objects.filter(
        same_home
    )
    itself = Referral.objects.filter(pk=contact.pk).values("pk")
    return (
        Referral.objects.sent()
        .filter(partnership_id=contact.partnership_id)
        .filter(received_at__range=(received - LOOK_BACK, received))
        .filter(pk__in=itself.union(alike.order_by().values("referral")))
    )


def may_match_restricted(contact: Referral, membership: Membership) -> bool:
    """Say whether a record this hat may not open may be about the same child (decision 28)."""
    alike = ReferredChild.objects.with_identity_of(list(contact.children.all()))
    return (
        Referral.objects.sent()
        .hidden_from(membership)
        .filter(partnership_id=contact.partnership_id, pk__in=alike.values("referral"))
        .exclude(pk=contact.pk)
        .exists()
    )


def household_words(number: int) -> str:
    """Return how many contacts there were, with this one."""
    return f"{count_words(number, 'contact')} about this household in 12 months, with this one."


# Messages --------------------------------------------------------------------------------------

MESSAGE_TITLES = {
    "holding_reply": "What happens next",
    "told_by_phone": "Told on the telephone",
    "message": "Message",
}


def message_entries(contact: Referral, now: datetime) -> list[Row]:
    """Return what the hub and the referrer wrote to each other, oldest first."""
    entries: list[Row] = []
    for message in contact.messages.select_related("sent_by__person"):
        title = MESSAGE_TITLES.get(message.kind, "Message")
        side = "to the referrer" if message.from_hub else "from the referrer"
        state = ""
        if message.from_hub and contact.channel == Channel.PORTAL:
            state = f"Read {when(message.read_at, now)}." if message.read_at else "Not read yet."
        elif message.needs_answer_by and message.answered_at is None:
            state = f"Needs an answer by {when(message.needs_answer_by, now)}."
        entries.append(
            {
                "title": f"{title} {side}",
                "when": when(message.sent_at, now),
                "iso": message.sent_at.isoformat(),
                "by": f"{staff(message.sent_by)}. {state}".strip(),
                "text": message.text,
            }
        )
    return entries


def reply_by_words(contact: Referral, now: datetime) -> str:
    """Return by when the referrer hears the decision: "by 5pm tomorrow", "as soon as we can"."""
    due = [
        clock.facts().deadline
        for clock in contact.clocks.all()
        if clock.stopped_at is None and clock.key in {"mash_decision", "mash_hold"}
    ]
    later = [moment for moment in due if moment > now]
    return f"by {when(max(later), now)}" if later else "as soon as we can"


def hub_number(front_door: FrontDoor, kind: ContactPoint.Kind = ContactPoint.Kind.HUB) -> str:
    """Return a number of the front door: the one of `kind`, else the hub's own."""
    points = numbers(front_door, kind) or numbers(front_door, ContactPoint.Kind.HUB)
    return points[0].phone if points else "the front door"


# History ---------------------------------------------------------------------------------------

ACTION_WORDS: Mapping[str, str] = {
    "send": "Received",
    "read": "Read for the first time",
    "hold": "Held for more information",
    "pass_now": "Passed to referral and assessment now",
    "ask_second": "A second decision maker was asked",
    "decline": "The second decision maker did not agree",
    "advise": "Decided: advice and information given",
    "signpost": "Decided: signposted",
    "accept": "Decided: accepted as a referral",
    "no_further_action": "Decided: no further action",
    "add_to_open_case": "Decided: added to an open case",
    "seek_consent": "Decided: Family Wellbeing, consent to be sought",
    "weigh_refusal": "The family said no; back with the MASH",
    "transfer": "Decided: transfer to another authority, ours until they confirm",
    "confirm_transfer": "The other authority confirmed",
    "take_back": "Taken back from the other authority; back with the MASH",
    "pass_to_family_wellbeing": "Passed to Family Wellbeing",
    "allocate": "Allocated to a keyworker",
    "family_wellbeing_signpost": "Signposted by Family Wellbeing",
    "send_back": "Sent back by Family Wellbeing",
    "redirect": "Redirected to social care by Family Wellbeing",
}
CLAIM_WORDS = {
    Claim.Act.CLAIMED: "Claimed",
    Claim.Act.TAKEN_OVER: "Taken over",
    Claim.Act.RELEASED: "Given back",
}


def history_entries(contact: Referral, now: datetime) -> list[Row]:
    """Return everything that happened to a contact, newest first."""
    happened: list[tuple[datetime, str, str, str]] = []
    for change in contact.status_changes.select_related("by__person", "child"):
        title = _change_words(change.action, change.to_status, is_child=change.child_id is not None)
        if title:
            about = f": {change.child.full_name}" if change.child else ""
            happened.append((change.at, f"{title}{about}", staff(change.by), change.reason))
    for claim in contact.claims.select_related("by__person", "taken_from__person"):
        title = CLAIM_WORDS[Claim.Act(claim.act)]
        if claim.act == Claim.Act.TAKEN_OVER and claim.taken_from:
            title = f"{title} from {claim.taken_from.person.full_name}"
        happened.append((claim.at, title, staff(claim.by), claim.reason))
    for moved in contact.door_changes.select_related("by__person", "to_door"):
        title = f"Passed to the {moved.to_door.name}"
        happened.append((moved.at, title, staff(moved.by), moved.reason))
    for rated in contact.rating_changes.select_related("rated_by__person"):
        sure = "" if rated.confirmed else ", not confirmed"
        happened.append(
            (
                rated.rated_at,
                f"Rated {rated.rating.capitalize()}{sure}",
                staff(rated.rated_by),
                rated.reason,
            )
        )
    for note in contact.hub_notes.select_related("written_by__person"):
        happened.append((note.written_at, "Note", staff(note.written_by), note.text))
    for message in contact.messages.select_related("sent_by__person"):
        side = "To the referrer" if message.from_hub else "From the referrer"
        happened.append((message.sent_at, side, staff(message.sent_by), message.text))
    for addition in contact.additions.select_related("added_by__person"):
        title = _addition_title(addition)
        happened.append((addition.added_at, title, staff(addition.added_by), addition.text))
    for child in contact.children.all():
        for check in child.case_system_checks.all():
            title = f"Case system checked for {child.short_name}: {check.get_result_display()}"
            happened.append((check.recorded_at, title, staff(check.checked_by), check.system))
    happened += _decisions(contact)
    happened += _milestones(contact)
    answer = getattr(contact, "enquiry_answer", None)
    if answer:
        happened.append(
            (
                answer.answered_at,
                f"Enquiry closed: {answer.get_kind_display()}",
                staff(answer.answered_by),
                answer.text,
            )
        )
    return [
        {
            "title": title,
            "when": when(at, now),
            "iso": london(at).isoformat(),
            "by": by,
            "text": text,
        }
        for at, title, by, text in sorted(happened, key=lambda entry: entry[0], reverse=True)
    ]


DECISION_WORDS: dict[str, str] = {
    Decision.State.PROPOSED: "Reason for the proposed decision",
    Decision.State.MADE: "Reason for the decision",
    Decision.State.DECLINED: "Reason for the decision that was not agreed",
}


def _decisions(contact: Referral) -> list[tuple[datetime, str, str, str]]:
    """The hub's reasons, and what families and the duty manager answered; the hub's alone."""
    about = {"child__referral": contact}
    decisions = Decision.objects.filter(**about).select_related("child", "decided_by__person")
    attempts = ConsentAttempt.objects.filter(**about).select_related("child", "tried_by__person")
    transfers = TransferAttempt.objects.filter(**about).select_related(
        "child", "recorded_by__person"
    )
    matches = RestrictedMatchAnswer.objects.filter(**about).select_related(
        "child", "answered_by__person"
    )
    return [
        *(
            (
                one.decided_at,
                f"{DECISION_WORDS[one.state]}: {one.child.full_name}",
                staff(one.decided_by),
                one.rationale,
            )
            for one in decisions
        ),
        *(
            (
                one.tried_at,
                f"Family asked about Family Wellbeing: {one.get_result_display()}",
                staff(one.tried_by),
                one.words,
            )
            for one in attempts
        ),
        *(
            (
                one.recorded_at,
                f"Transfer of {one.child.short_name}: {one.get_result_display()}",
                staff(one.recorded_by),
                transfer_words(one),
            )
            for one in transfers
        ),
        *(
            (
                one.answered_at,
                f"Restricted match for {one.child.short_name}: {one.get_answer_display()}",
                staff(one.answered_by),
                f"Answered by {one.manager}.",
            )
            for one in matches
        ),
    ]


def _milestones(contact: Referral) -> list[tuple[datetime, str, str, str]]:
    """What social care did that a clock waited for, by when the hub wrote it down."""
    about = {"child__referral": contact}
    people = ("child", "recorded_by__person")
    now = timezone.now()
    return [
        *(
            (
                seen.recorded_at,
                f"Child seen: {seen.child.full_name}",
                staff(seen.recorded_by),
                f"By {seen.seen_by}, {seen.service}, at {when(seen.seen_at, now)}.",
            )
            for seen in ChildSeen.objects.filter(**about).select_related(*people)
        ),
        *(
            (
                held.recorded_at,
                f"Strategy discussion held: {held.child.full_name}",
                staff(held.recorded_by),
                f"At {when(held.held_at, now)}. {held.outcome}",
            )
            for held in StrategyDiscussion.objects.filter(**about).select_related(*people)
        ),
    ]


def transfer_words(attempt: TransferAttempt) -> str:
    """Return who of the other authority answered, how, and what they said."""
    who = ", ".join(filter(None, [attempt.who, attempt.get_how_display().lower()]))
    return "\n".join(filter(None, [f"{who[:1].upper()}{who[1:]}.", attempt.words]))


def _change_words(action: str, to_status: str, *, is_child: bool) -> str:
    if action == "derive":
        return f"Now: {REFERRER_STATUS_WORDS[ReferralStatus(to_status)]}"
    if action == "send" and is_child:
        return ""
    return ACTION_WORDS.get(action, "")


def clocks_explained(contact: Referral, *, now: datetime, calendar: Calendar) -> list[ClockShown]:
    """Return every clock of a contact, with why it is due then and who owes it."""
    several = len(contact.children.all()) > 1
    return [
        shown(
            clock,
            now=now,
            calendar=calendar,
            about=clock.child.short_name if several and clock.child else "",
        )
        for clock in contact.clocks.all()
    ]


def is_open_case(contact: Referral) -> bool:
    """Say whether a child is open to social care, by the newest case-system check."""
    return open_to_social_care(contact.children.all())
