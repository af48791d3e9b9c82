"""A referral's answers as they are read back: before sending, and as sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.utils.text import capfirst

from govuk import words
from referrals import duties, names
from referrals.access import withholds_addresses
from referrals.models import (
    Consent,
    FamilyMember,
    Professional,
    Referral,
    ReferredChild,
    Relationship,
)
from referrals.presenters.duties import door_name, duty_lines
from referrals.presenters.facts import child_age, child_words, is_allegation, relation_words
from referrals.presenters.office import helps_of
from referrals.rules import GROUND_WORDS, Answer, ChildKind, Ground

WITHHELD = "Withheld"
Value = str | list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: its question in short, the answer, and its page's place in the draft."""

    key: str
    value: Value
    place: str = ""
    # What "Change" changes, for screen readers, where the question does not say it: names.
    change: str = ""

    @property
    def changes(self) -> str:
        """What "Change" changes, as it goes on in a sentence; names as given."""
        return self.change or words.lower_first(self.key)


@dataclass(frozen=True, slots=True)
class Card:
    """The answers of one task, or about one person."""

    title: str
    rows: list[Row] = field(default_factory=list)


def cards(referral: Referral, *, withheld: bool) -> list[Card]:
    """Return every answer of a referral, card by card.

    Args:
        withheld: show every address as "Withheld" where one person's is confidential
            (decision 24): everywhere but to whoever is still writing it.
    """
    hidden = withheld and withholds_addresses(referral)
    children = list(
        referral.children.prefetch_related(
            "chosen_indicators", "chosen_circumstances__circumstance", "consents"
        ).order_by("number")
    )
    members = list(
        referral.family_members.prefetch_related("relationships__child").order_by("number")
    )
    if is_allegation(referral):
        return [_worker(referral, children)]
    several = len(children) > 1
    has_levels = referral.edition.has_levels
    found = [_worker_at_home(referral)] if referral.about_worker else []
    found += [_who_can_know(referral)]
    found += [_child(child, withheld=hidden) for child in children]
    found += [_member(member, withheld=hidden) for member in members]
    found += [
        _professionals(referral),
        _worry(referral, children),
        _circumstances(referral, several=several),
        *([_signs(referral, several=several), _levels(children)] if has_levels else []),
        _agreement(referral, children),
        _tried(referral),
        _about_you(referral),
    ]
    return found


def answered(found: Iterable[Card]) -> list[Card]:
    """Return the cards without what was not answered: what was sent, and nothing else."""
    kept = [Card(card.title, [row for row in card.rows if row.value]) for card in found]
    return [card for card in kept if card.rows]


def who_will_see(referral: Referral, front_door: str) -> list[str]:
    """Return the sentences of "Who will see this" (pages.md 5M)."""
    if referral.about_worker:
        seen = [f"Only you and the {front_door}."]
    else:
        seen = [
            f"The {front_door}.",
            f"The safeguarding lead at {referral.site.name}, and colleagues you gave it to.",
        ]
    for child in referral.children.order_by("number"):
        if child.may_know == Answer.NO:
            seen.append(f"{child_words(child)}, must not find out, and will not be told.")
    for member in referral.family_members.prefetch_related("relationships"):
        name = words.adult_words(member.name, relation_words(member))
        if member.may_know == Answer.NO:
            seen.append(f"{name} must not find out, and will not be told.")
        elif member.may_know == Answer.YES and not member.under_18:
            knows = "knows" if referral.parents_know == "all" else "can know"
            seen.append(f"{name} {knows}.")
    if referral.must_not_know:
        seen.append(f"You told us who must not find out: {referral.must_not_know}")
    return seen


def by_child(member: FamilyMember) -> list[Relationship]:
    """Return what somebody is to each child, in the order the children were added."""
    return sorted(member.relationships.all(), key=lambda one: one.child.number)


def said_of_children(said: Iterable[tuple[ReferredChild, str]]) -> list[str]:
    """Return each thing once, with the children it is true of: "Amira and the baby: mother"."""
    whom: dict[str, list[str]] = {}
    for child, what in said:
        whom.setdefault(what, []).append(child.short_name)
    lines = (f"{words.and_words(children)}: {what}" for what, children in whom.items())
    return [capfirst(line) for line in lines]


def due_words(child: ReferredChild) -> str:
    """Return when a baby is due, as exactly as it was said: "14 March 2027", "March 2027"."""
    if not child.due_on:
        return ""
    return words.date_words(child.due_on) if child.due_day_known else f"{child.due_on:%B %Y}"


def may_know_words(child: ReferredChild) -> str:
    """Return whether a child may know, and whether they do already (decision 24)."""
    untold = child.may_know == Answer.YES and child.already_knows == Answer.NO
    said = names.NOT_TOLD_YET if untold else child.may_know
    return names.CHILD_MAY_KNOW_NAMES.get(said, "").removesuffix(", because…")


def ground_words(referral: Referral) -> str:
    """Return the ground for sharing in words, or nothing where none is recorded."""
    return GROUND_WORDS[Ground(referral.ground)] if referral.ground else ""


def _worker(referral: Referral, children: Sequence[ReferredChild]) -> Card:
    return Card(
        "Someone who works with children",
        [
            Row("Who the worry is about", referral.worker_name, "before/allegation"),
            Row("What they do, and where", referral.worker_role, "before/allegation"),
            Row("What you are worried about", referral.worry, "before/allegation"),
            Row(
                "Which child or children",
                [child.full_name for child in children],
                "before/allegation",
            ),
            Row("Number to call you on", referral.callback_number, "before/allegation"),
        ],
    )


def _worker_at_home(referral: Referral) -> Card:
    return Card(
        "Before you start",
        [
            Row(
                "Someone who works or volunteers with children",
                _lines("Yes", referral.worker_name, referral.worker_role),
                "before/works",
            )
        ],
    )


def _who_can_know(referral: Referral) -> Card:
    return Card(
        "Who can know",
        [
            Row(
                "Someone must not find out",
                _yes_because(referral.someone_must_not_know, referral.must_not_know),
                "must-not-know",
            )
        ],
    )


def _child(child: ReferredChild, *, withheld: bool) -> Card:
    at = f"children/{child.number}"
    unborn = child.kind == ChildKind.UNBORN
    rows = [Row("Name", words.name_words(child.full_name, "", child.known_as), f"{at}/name")]
    if child.description and child.first_name:
        rows.append(Row("Description", child.description, f"{at}/name"))
    age = child_age(child)
    if unborn:
        rows.append(Row("Due", due_words(child) or _not_known(child.age_unknown), f"{at}/due"))
    else:
        born = _date(child.date_of_birth)
        rows += [
            Row(
                "Date of birth or age",
                f"{born} ({age})"
                if born
                else age
                if child.about_age is not None
                else _not_known(child.age_unknown),
                f"{at}/date-of-birth",
            ),
            Row("Sex", names.SEX_NAMES.get(child.sex, child.sex), f"{at}/sex"),
        ]
        if child.gender:
            rows.append(Row("How they describe their gender", child.gender, f"{at}/sex"))
    rows += [
        Row("Lives at", _address(child, withheld=withheld), f"{at}/address"),
        Row("Where they are now", _unless(withheld, child.where_now), f"{at}/address"),
        Row("Addresses before", child.previous_addresses, f"{at}/address"),
        Row(
            "Background",
            _lines(ethnic_group(child), child.religion, child.first_language),
            f"{at}/background",
        ),
    ]
    if not unborn:
        rows += [
            Row(
                "Interpreter or help to communicate",
                _yes_because(child.needs_interpreter, child.communication),
                f"{at}/interpreter",
            ),
            Row(
                "Disability or special educational needs",
                _lines(
                    _answer(child.disabled),
                    *names.names_of(child.disabilities, names.DISABILITY_NAMES),
                    names.SPECIAL_NEEDS_NAMES.get(child.special_needs, ""),
                ),
                f"{at}/disability",
            ),
            Row(
                "Helps to look after someone",
                _yes_because(child.young_carer, child.young_carer_for),
                f"{at}/young-carer",
            ),
        ]
    rows.append(
        Row(
            "GP, midwife or health visitor" if unborn else "School, GP, health visitor or midwife",
            _lines(child.school, child.gp, child.health_visitor),
            f"{at}/school",
        )
    )
    if not unborn:
        rows += [
            Row("NHS number", child.nhs_number, f"{at}/numbers"),
            Row("Unique pupil number", child.pupil_number, f"{at}/numbers"),
            Row(
                "Can know about this referral",
                _lines(
                    may_know_words(child),
                    child.may_not_know_because,
                    child.safe_phone,
                ),
                f"{at}/may-know",
            ),
        ]
    return Card(child_words(child), rows)


def _member(member: FamilyMember, *, withheld: bool) -> Card:
    at = f"people/{member.number}"
    relations = said_of_children(
        (one.child, one.relation) for one in by_child(member) if one.relation
    )
    rows = [
        Row("What they are to the children", relations, f"{at}/who"),
        Row("Date of birth or age", _age_of(member), f"{at}/who"),
        Row("Lives with the children", _answer(member.lives_with), f"{at}/who"),
        Row("Address", _unless(withheld, member.address), f"{at}/who"),
        Row(
            "Background",
            _lines(ethnic_group(member), member.religion, member.first_language),
            f"{at}/background",
        ),
        Row("Interpreter", _answer(member.needs_interpreter), f"{at}/background"),
    ]
    if member.under_18:
        rows.append(
            Row(
                "Worried about them too",
                _yes_because(member.worried_too, member.not_referred_because),
                f"{at}/worried-too",
            )
        )
        return Card(member.name, rows)
    responsibility = [
        f"{one.child.short_name}: {_answer(one.parental_responsibility)}"
        for one in by_child(member)
        if one.parental_responsibility
    ]
    return Card(
        member.name,
        [
            *rows,
            Row("Parental responsibility", responsibility, f"{at}/responsibility"),
            Row(
                "Can know about this referral",
                _yes_because(member.may_know, member.may_not_know_because),
                f"{at}/contact",
            ),
            Row("How to reach them safely", _safe_contact(member), f"{at}/contact"),
        ],
    )


def working_words(person: Professional) -> str:
    """Return whether a professional works with the family now."""
    said = _answer(person.working_now).lower()
    return f"Working with them now: {said}" if said else ""


def _professionals(referral: Referral) -> Card:
    rows = [
        Row(
            person.name,
            _lines(
                ", ".join(part for part in (person.job, person.agency) if part),
                person.phone,
                working_words(person),
            ),
            f"professionals/{person.number}",
            change=f"what you said of {person.name}",
        )
        for person in referral.professionals.order_by("number")
    ]
    if not rows:
        nobody = {Answer.YES: "Nobody", Answer.UNKNOWN: "I do not know"}
        rows = [
            Row(
                "Who else is helping",
                nobody.get(Answer(referral.nobody_helping), "") if referral.nobody_helping else "",
                "professionals",
            )
        ]
    return Card("Professionals", rows)


def _worry(referral: Referral, children: Sequence[ReferredChild]) -> Card:
    seen = _lines(
        _date(referral.last_seen_on),
        _time(referral.last_seen_time),
        "I have not seen them" if referral.not_seen else "",
    )
    rows = [
        Row("What you are worried about", referral.worry, "worry"),
        Row("If nothing changes", referral.if_nothing_changes, "if-nothing-changes"),
        Row(
            "What makes things harder",
            _lines(
                *names.names_of(referral.complicating, names.COMPLICATING_NAMES),
                referral.complicating_words,
            ),
            "complicating",
        ),
        Row("Development", referral.development, "more"),
        Row("Parenting", referral.parenting, "more"),
        Row("Home, money, neighbourhood", referral.environment, "more"),
        Row("What is going well", referral.strengths, "strengths"),
        Row("What already keeps them safe", referral.existing_safety, "existing-safety"),
        Row("What needs to happen now", referral.needed_now, "needed-now"),
        Row("What the family wants", referral.family_wants, "family-wants"),
    ]
    rows += [
        Row(
            f"What {child.short_name} said",
            _lines(child.said, _because("Not asked", child.not_asked_because)),
            f"children/{child.number}/said",
        )
        for child in children
        if child.kind != ChildKind.UNBORN
    ]
    rows += [
        Row(
            "How you know",
            _lines(
                *names.names_of(referral.how_known, names.HOW_KNOWN_NAMES),
                referral.how_known_who,
            ),
            "how-known",
        ),
        Row("Last seen", seen, "last-seen"),
        Row("What has happened before", referral.before, "before"),
        Row("Anyone who may be a risk", referral.risk_person, "risk-person"),
    ]
    # asked only where the harm may be serious, so empty ones are not shown as left out.
    serious = (
        ("What exactly was said or seen", referral.harm_said, "harm-said"),
        ("What the parents or carers say", referral.harm_parents_say, "harm-parents-say"),
        ("How the child is now", referral.harm_condition, "harm-condition"),
        ("Safe until tomorrow, or a deadline", referral.harm_deadline, "harm-deadline"),
        ("Where the parents or carers are", referral.harm_parents_where, "harm-parents-where"),
        ("More dangerous places, people, times", referral.harm_contexts, "harm-contexts"),
    )
    return Card("The worry", rows + [Row(*row) for row in serious if row[1]])


def _circumstances(referral: Referral, *, several: bool) -> Card:
    chosen = list(
        referral.chosen_circumstances.select_related("circumstance").prefetch_related("children")
    )
    office = door_name(referral) if chosen else ""
    rows = [
        Row(
            one.circumstance.label + _for(one.children.all(), several),
            duty_lines(one, office=office),
            duties.place_of(one.circumstance.key),
        )
        for one in chosen
    ]
    none = "None of these" if referral.circumstances_asked else ""
    return Card("Special circumstances", rows or [Row("What applies", none, "circumstances")])


def _signs(referral: Referral, *, several: bool) -> Card:
    by_domain: dict[str, list[str]] = {}
    for sign in referral.chosen_indicators.prefetch_related("children"):
        line = f"Level {sign.level}: {sign.text}{_for(sign.children.all(), several)}"
        by_domain.setdefault(sign.domain, []).append(line)
    rows = [Row(domain, lines, "signs") for domain, lines in by_domain.items()]
    return Card(
        "Signs of need",
        rows or [Row("Signs chosen", _because("None", referral.no_indicator_because), "signs")],
    )


def _levels(children: Iterable[ReferredChild]) -> Card:
    return Card(
        "Level",
        [
            Row(
                child.full_name,
                _lines(
                    f"Level {child.confirmed_level}" if child.confirmed_level else "",
                    _because("Different from the one suggested", child.level_differs_because)
                    if child.level_differs_because
                    else "",
                ),
                f"children/{child.number}/level",
                change=f"the level of {child.full_name}",
            )
            for child in children
        ],
    )


def _agreement(referral: Referral, children: Iterable[ReferredChild]) -> Card:
    helps = helps_of(referral)
    rows = [
        Row("Why this can be sent", ground_words(referral), "before/agreed"),
        Row("Why, in your words", referral.ground_because, "why-without")
        if referral.ground_because
        else None,
        Row(
            "The parents or carers know",
            parents_know_words(referral),
            "parents-know",
        ),
        *(
            Row(f"Agreement for {child.short_name}", consent_words(consent, helps), "agreements")
            for child in children
            for consent in child.consents.all()
        ),
        Row(
            "Someone with parental responsibility objects",
            objection_words(referral),
            "objection",
        ),
        Row(
            "Safeguarding lead consulted",
            lead_words(referral),
            "lead-consulted",
        ),
    ]
    return Card("Agreement and sharing", [row for row in rows if row])


def parents_know_words(referral: Referral) -> list[str]:
    """Return whether the parents or carers know: who does, or why nobody does."""
    said = names.PARENTS_KNOW_NAMES.get(referral.parents_know, "")
    return _lines(said.removesuffix(", because…"), referral.parents_know_who)


def objection_words(referral: Referral) -> list[str]:
    """Return whether somebody with parental responsibility objects, and why (decision 21)."""
    return _yes_because(referral.objection, referral.objection_words)


def lead_words(referral: Referral) -> list[str]:
    """Return whether the safeguarding lead was consulted, and who that was."""
    said = names.LEAD_CONSULTED_NAMES.get(referral.lead_consulted, "")
    return _lines(said, referral.lead_consulted_name)


def staying_words(referral: Referral) -> list[str]:
    """Return how the writer stays involved, or why they do not."""
    said = names.STAYING_INVOLVED_NAMES.get(referral.staying_involved, "")
    return _lines(said.removesuffix(", because…"), referral.not_involved_because)


def _tried(referral: Referral) -> Card:
    return Card(
        "What has been tried",
        [
            Row(
                "Help the family has had",
                referral.tried or _because("Nothing yet", referral.nothing_tried_because),
                "tried",
            ),
            Row("Why now is the right time", referral.why_now, "why-now"),
            Row("What should happen next", referral.what_next, "what-next"),
        ],
    )


def _about_you(referral: Referral) -> Card:
    return Card(
        "About you",
        [
            Row("How you know the child", referral.relationship_to_child, "relationship"),
            Row("How you will stay involved", staying_words(referral), "staying-involved"),
            Row(
                "Number to call you on",
                _lines(referral.callback_number, referral.callback_times),
                "callback",
            ),
        ],
    )


ANSWERED_WORDS = {"agreed": "agreed", "refused": "did not agree"}


def agreed_words(consent: Consent) -> str:
    """Return what one person answered: "Sana Khatun agreed", "Amira was not asked, because: …"."""
    if said := ANSWERED_WORDS.get(consent.answer):
        return f"{consent.giver} {said}"
    not_asked = f"{consent.giver} was not asked"
    return _because(not_asked, consent.words) or not_asked


def consent_words(consent: Consent, helps: Mapping[str, str]) -> list[str]:
    """Return one act of agreeing or refusing: who, in what capacity, to what, how (decision 22).

    Args:
        helps: what a family may agree to (`helps_of`).
    """
    if consent.answer not in ANSWERED_WORDS:
        # Nobody judged whether they understand, so nothing is said of it.
        return [agreed_words(consent)]
    purposes = {**helps, **names.SHARING_NAMES}
    return _lines(
        agreed_words(consent),
        names.CAPACITY_NAMES.get(consent.capacity, "").removesuffix(", because…"),
        consent.capacity_words,
        *names.names_of(consent.purposes, purposes),
        names.HOW_WAS_AGREED_NAMES.get(consent.how, "").removesuffix(" by…"),
        f"Signature: {consent.signature}" if consent.signature else "",
        f"Witness: {consent.witness}" if consent.witness else "",
        _date(consent.given_on),
        f"In {consent.language}" if consent.language else "",
        f"Interpreter: {consent.interpreter}" if consent.interpreter else "",
        f"Holds until {_date(consent.until)}" if consent.until else "",
        consent.words,
    )


def _for(children: Iterable[ReferredChild], several: bool) -> str:
    if not several:
        return ""
    who = words.and_words([child.short_name for child in children])
    return f" ({who})" if who else " (not said for whom: counts for every child)"


def _unless(withheld: bool, address: str) -> str:
    return WITHHELD if withheld and address else address


def _address(child: ReferredChild, *, withheld: bool) -> Value:
    if withheld and (child.address or child.postcode):
        return WITHHELD
    lines = _lines(
        child.address,
        child.postcode,
        names.ADDRESS_UNKNOWN_NAMES.get(child.address_unknown, ""),
    )
    return [*lines, "This address is confidential"] if child.address_confidential else lines


def ethnic_group(person: ReferredChild | FamilyMember) -> str:
    """Return somebody's ethnic group in words, and in the writer's own where they gave any."""
    own = person.ethnicity_other if isinstance(person, ReferredChild) else ""
    said = names.ETHNICITY_NAMES.get(person.ethnicity, person.ethnicity)
    return ": ".join(_lines(said, own))


def _safe_contact(member: FamilyMember) -> list[str]:
    voicemail = {Answer.YES: "A message may be left", Answer.NO: "No message may be left"}
    write = {Answer.YES: "We may write", Answer.NO: "We may not write"}
    return _lines(
        member.safe_phone,
        member.safe_email,
        member.safe_times,
        voicemail.get(Answer(member.voicemail_safe), "") if member.voicemail_safe else "",
        write.get(Answer(member.may_write), "") if member.may_write else "",
        "Their address is confidential" if member.address_confidential else "",
    )


def _age_of(member: FamilyMember) -> str:
    if member.date_of_birth:
        return _date(member.date_of_birth)
    return f"about {member.about_age}" if member.about_age is not None else ""


def _answer(code: str) -> str:
    return names.ANSWER_NAMES.get(code, "")


def _yes_because(code: str, because: str) -> list[str]:
    return _lines(_answer(code), because)


def _because(what: str, because: str) -> str:
    return f"{what}, because: {because}" if because else ""


def _not_known(said: bool) -> str:
    return "I do not know" if said else ""


def _date(day: date | None) -> str:
    return words.date_words(day) if day else ""


def _time(at: time | None) -> str:
    return words.time_words(at) if at else ""


def _lines(*parts: str) -> list[str]:
    return [part for part in parts if part]
