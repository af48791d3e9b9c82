"""Codes and tables of a referral: answers, grounds, what is needed to send. Pure: no Django."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# Level 3 Intensive: from here more is gathered the same day, and partners have worked
# together to meet the needs before it is asked for.
INTENSIVE = 3


class Answer(StrEnum):
    """ "I do not know" is an answer with the same weight as any other."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Agreement(StrEnum):
    """The answer to "Has the family agreed to this referral?" (pages.md 5A)."""

    YES = "yes"
    UNSAFE = "unsafe"
    HARM = "harm"
    COULD_NOT_ASK = "could_not_ask"
    REFUSED = "refused"
    NOT_YET = "not_yet"
    DUTY = "duty"


class Ground(StrEnum):
    """The ground for sharing, recorded apart from consent (decision 20)."""

    CONSENT = "consent"
    UNSAFE_TO_ASK = "unsafe_to_ask"
    SIGNIFICANT_HARM = "significant_harm"
    COULD_NOT_ASK = "could_not_ask"
    DUTY = "duty"


GROUND_WORDS: dict[Ground, str] = {
    Ground.CONSENT: "The family has agreed",
    Ground.UNSAFE_TO_ASK: (
        "Asking would put someone at risk, or get in the way of preventing or detecting a crime"
    ),
    Ground.SIGNIFICANT_HARM: (
        "A child is being seriously harmed, is likely to be, or there is good reason to believe so"
    ),
    Ground.COULD_NOT_ASK: "The family could not be asked",
    Ground.DUTY: (
        "A duty to tell the council applies: private fostering, a missing child, radicalisation "
        "or FGM"
    ),
}

GROUND_OF_AGREEMENT: dict[Agreement, Ground | None] = {
    Agreement.YES: Ground.CONSENT,
    Agreement.UNSAFE: Ground.UNSAFE_TO_ASK,
    Agreement.HARM: Ground.SIGNIFICANT_HARM,
    Agreement.COULD_NOT_ASK: Ground.COULD_NOT_ASK,
    Agreement.REFUSED: Ground.COULD_NOT_ASK,
    Agreement.NOT_YET: None,
    Agreement.DUTY: Ground.DUTY,
}

# Grounds that send with the four answers alone (decision 20; R-155).
SENDS_WITHOUT_AGREEMENT = frozenset({Ground.UNSAFE_TO_ASK, Ground.SIGNIFICANT_HARM, Ground.DUTY})


# The purpose of a consent without which Family Wellbeing cannot start.
FAMILY_WELLBEING = "family_wellbeing"


class Channel(StrEnum):
    """How a contact reached the hub; every one is a referral whatever its channel."""

    PORTAL = "portal"
    PHONE = "phone"
    LETTER = "letter"
    POLICE = "police"
    TRANSFER_PANEL = "transfer_panel"


class Rating(StrEnum):
    """BRAG: how urgent the hub thinks a contact is (decision 12)."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"


RATING_ORDER: dict[str, int] = {
    Rating.RED: 1,
    Rating.AMBER: 2,
    Rating.GREEN: 3,
    Rating.BLUE: 4,
    "": 5,
}


class ReferrerKind(StrEnum):
    """Who referred decides what feedback is due (decision 13)."""

    PROFESSIONAL_INVOLVED = "professional_involved"
    PROFESSIONAL = "professional"
    FAMILY_OR_PUBLIC = "family_or_public"
    ANONYMOUS = "anonymous"


class Capacity(StrEnum):
    """In what capacity somebody agrees (decision 21)."""

    PARENTAL_RESPONSIBILITY = "parental_responsibility"
    EXPECTANT_MOTHER = "expectant_mother"
    COUNCIL = "council"
    CARER = "carer"
    YOUNG_PERSON = "young_person"


class HowAgreed(StrEnum):
    """How somebody agreed; "said yes" holds until it is signed at the first visit."""

    PAPER = "paper"
    SCREEN = "screen"
    SAID_YES = "verbal"


class ToldHow(StrEnum):
    """How a referrer was told an outcome; by phone or letter where they have no portal."""

    PORTAL = "portal"
    PHONE = "phone"
    LETTER = "letter"
    IN_PERSON = "in_person"


class ChildKind(StrEnum):
    """Whom the practitioner is adding."""

    CHILD = "child"
    UNBORN = "unborn"
    UNNAMED = "unnamed"


# What is needed to send (pages.md 5) ---------------------------------------------------------


# Circumstances that are about one kind of child only; every other may be about any of them.
YOUNG_CARER, UNBORN = "young_carer", "unborn"


def could_apply_to(circumstance: str, *, unborn: bool) -> bool:
    """Say whether a circumstance can be about a child: a baby not born yet looks after nobody.

    Args:
        circumstance: its key, as "private_fostering" (decision 16).
        unborn: whether the child is not born yet.
    """
    if circumstance == YOUNG_CARER:
        return not unborn
    return unborn or circumstance != UNBORN


class Section(StrEnum):
    """The tasks of the form, in the order of its task list (pages.md 5C)."""

    WHO_CAN_KNOW = "who_can_know"
    CHILDREN = "children"
    FAMILY = "family"
    PROFESSIONALS = "professionals"
    WORRY = "worry"
    CIRCUMSTANCES = "circumstances"
    SIGNS = "signs"
    LEVEL = "level"
    AGREEMENT = "agreement"
    TRIED = "tried"
    ABOUT_YOU = "about_you"


class NeedKey(StrEnum):
    """One thing a referral may need before it can be sent."""

    CALLBACK = "callback"
    CHILD = "child"
    WHERE = "where"
    WORRY = "worry"
    WORKER_ROLE = "worker_role"
    GROUND = "ground"
    MUST_NOT_KNOW = "must_not_know"
    AGE = "age"
    YOUNG_CARER = "young_carer"
    HOUSEHOLD = "household"
    PARENTAL_RESPONSIBILITY = "parental_responsibility"
    SAFE_CONTACT = "safe_contact"
    WORRIED_TOO = "worried_too"
    CIRCUMSTANCES = "circumstances"
    CIRCUMSTANCE_APPLIES = "circumstance_applies"
    SIGNS = "signs"
    SIGN_APPLIES = "sign_applies"
    LEVEL = "level"
    PARENTS_KNOW = "parents_know"
    CONSENT = "consent"
    YOUNG_PERSON = "young_person"
    TRIED = "tried"


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """What has been answered about one referred child; `name` is the short one."""

    number: int
    name: str
    unborn: bool = False
    identified: bool = False
    placed: bool = False
    age_said: bool = False
    young_carer_said: bool = False
    responsibility_said: bool = False
    level: int | None = None
    consent_recorded: bool = False
    # Whoever agreed because of parental responsibility is not said to have it.
    consent_doubted: bool = False
    # Asked by competence, and always from the partnership's age (decision 21).
    young_person_asked: bool = False
    young_person_said: bool = False


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What has been answered about somebody of the family or household."""

    number: int
    name: str
    under_18: bool = False
    lives_with: bool = False
    safe_contact_said: bool = False
    worried_too_said: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What has been answered in a draft, as far as sending asks for it."""

    ground: Ground | None = None
    # An allegation about somebody who works with children, no child at risk at home (decision 27).
    allegation: bool = False
    callback: bool = False
    worry: bool = False
    worker_role: bool = False
    must_not_know_said: bool = False
    household_said: bool = False
    circumstances_said: bool = False
    # Circumstances, by key and name, and signs nobody said of to which child they apply.
    circumstances_of_nobody: tuple[tuple[str, str], ...] = ()
    # Where the partnership's document leaves its levels to others, none is asked for.
    has_levels: bool = True
    signs_said: bool = False
    signs_of_nobody: tuple[str, ...] = ()
    parents_know_said: bool = False
    tried_said: bool = False
    children: tuple[ChildFacts, ...] = ()
    members: tuple[MemberFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """One answer needed to send: whether it is there, and the words that ask for it.

    `child` and `member` are the numbers of whom it is about, where it is about one of them;
    `circumstance` is the key of the circumstance it is about.
    """

    key: NeedKey
    section: Section
    words: str
    done: bool
    child: int | None = None
    member: int | None = None
    circumstance: str = ""


_K, _S = NeedKey, Section

# Decision 20: who you are and a number to call back, which child and where, what worries you.
_ALWAYS: tuple[tuple[NeedKey, Section, str, Callable[[Facts], bool]], ...] = (
    (_K.CALLBACK, _S.ABOUT_YOU, "Enter a phone number we can call you on", lambda f: f.callback),
    (_K.WORRY, _S.WORRY, "Enter what you are worried about", lambda f: f.worry),
)
_ALWAYS_PER_CHILD: tuple[tuple[NeedKey, Section, str, Callable[[ChildFacts], bool]], ...] = (
    (
        _K.CHILD,
        _S.CHILDREN,
        "Enter the child's name, or describe them",
        lambda c: c.identified,
    ),
    (
        _K.WHERE,
        _S.CHILDREN,
        "Enter where {child} lives or is now, or select 'I do not know'",
        lambda c: c.placed,
    ),
)

# Under ground (i), "I do not know" accepted.
_WITH_CONSENT: tuple[tuple[NeedKey, Section, str, Callable[[Facts], bool]], ...] = (
    (
        _K.MUST_NOT_KNOW,
        _S.WHO_CAN_KNOW,
        "Select yes if anyone must not find out",
        lambda f: f.must_not_know_said,
    ),
    (
        _K.HOUSEHOLD,
        _S.FAMILY,
        "Add the people who live with the child, or select 'I do not know'",
        lambda f: f.household_said,
    ),
    (
        _K.CIRCUMSTANCES,
        _S.CIRCUMSTANCES,
        "Select any that apply, or 'None of these'",
        lambda f: f.circumstances_said,
    ),
    (
        _K.SIGNS,
        _S.SIGNS,
        "Select what you have noticed, or say why none of these fits",
        lambda f: f.signs_said,
    ),
    (
        _K.PARENTS_KNOW,
        _S.AGREEMENT,
        "Select whether the parents or carers know",
        lambda f: f.parents_know_said,
    ),
)
_WITH_CONSENT_PER_CHILD: tuple[
    tuple[NeedKey, Section, str, Callable[[ChildFacts], bool], Callable[[ChildFacts], bool]], ...
] = (
    (
        _K.AGE,
        _S.CHILDREN,
        "Enter {child}'s date of birth, or about how old they are",
        lambda c: not c.unborn,
        lambda c: c.age_said,
    ),
    (
        _K.AGE,
        _S.CHILDREN,
        "Enter when the baby is due, or select 'I do not know'",
        lambda c: c.unborn,
        lambda c: c.age_said,
    ),
    (
        _K.YOUNG_CARER,
        _S.CHILDREN,
        "Select whether {child} helps to look after someone",
        lambda c: not c.unborn,
        lambda c: c.young_carer_said,
    ),
    (
        _K.PARENTAL_RESPONSIBILITY,
        _S.FAMILY,
        "Select who has parental responsibility for {child}, or 'I do not know'",
        lambda c: not c.unborn,
        lambda c: c.responsibility_said,
    ),
    (
        _K.LEVEL,
        _S.LEVEL,
        "Select the level that fits {child} best",
        lambda c: True,
        lambda c: c.level is not None,
    ),
    (
        _K.CONSENT,
        _S.AGREEMENT,
        "Enter who agreed for {child}, to what and how",
        lambda c: not c.consent_doubted,
        lambda c: c.consent_recorded,
    ),
    (
        _K.CONSENT,
        _S.AGREEMENT,
        "Check who agreed for {child}: under Family and household you did not say that they have "
        "parental responsibility",
        lambda c: c.consent_doubted,
        lambda c: c.consent_recorded,
    ),
    (
        _K.YOUNG_PERSON,
        _S.AGREEMENT,
        "Select whether {child} agrees as well",
        lambda c: c.young_person_asked,
        lambda c: c.young_person_said,
    ),
)
_WITH_CONSENT_PER_MEMBER: tuple[
    tuple[NeedKey, str, Callable[[MemberFacts], bool], Callable[[MemberFacts], bool]], ...
] = (
    (
        _K.SAFE_CONTACT,
        "Select whether {name} can know about this referral",
        lambda m: not m.under_18,
        lambda m: m.safe_contact_said,
    ),
    (
        _K.WORRIED_TOO,
        "Select whether you are worried about {name} too",
        lambda m: m.under_18 and m.lives_with,
        lambda m: m.worried_too_said,
    ),
)


def needed(facts: Facts) -> list[Need]:
    """Return everything this referral needs to be sent, each with whether it is there.

    The one table of pages.md 5, read by the validator of `submit`, the task list and the check
    page. Under grounds (ii), (iii) and (v) four answers and nothing else (decision 20, R-117,
    R-155); under (i), and while nobody has said, everything an offer of help needs (R-116,
    R-132), and at level 3 what has been tried (R-035). A record about somebody who works with
    children needs who and what (decision 27).
    """
    always = [Need(key, section, words, done(facts)) for key, section, words, done in _ALWAYS]
    if facts.allegation:
        role = Need(_K.WORKER_ROLE, _S.WORRY, "Enter what they do and where", facts.worker_role)
        return [*always, role]
    always += _per_child(facts)
    if facts.ground in SENDS_WITHOUT_AGREEMENT:
        return always
    ground = Need(
        _K.GROUND,
        _S.AGREEMENT,
        "Select whether the family has agreed",
        facts.ground is Ground.CONSENT,
    )
    return [*always, ground, *_with_consent(facts)]


def missing(facts: Facts) -> list[Need]:
    """Return what is still needed to send, in the order of the task list."""
    order = list(Section)
    return sorted(
        (need for need in needed(facts) if not need.done),
        key=lambda need: order.index(need.section),
    )


def _per_child(facts: Facts) -> list[Need]:
    # Nobody added yet: the two questions are still asked, of no one in particular.
    children = facts.children or (ChildFacts(number=0, name="the child"),)
    return [
        Need(key, section, words.replace("{child}", child.name), done(child), child.number or None)
        for child in children
        for key, section, words, done in _ALWAYS_PER_CHILD
    ]


def _with_consent(facts: Facts) -> list[Need]:
    needs = [
        Need(key, section, words, done(facts))
        for key, section, words, done in _WITH_CONSENT
        if facts.has_levels or key is not _K.SIGNS
    ]
    needs += [
        Need(key, section, words.replace("{child}", child.name), done(child), child.number)
        for child in facts.children
        for key, section, words, asked, done in _WITH_CONSENT_PER_CHILD
        if asked(child) and (facts.has_levels or key is not _K.LEVEL)
    ]
    needs += [
        Need(
            key, _S.FAMILY, words.replace("{name}", member.name), done(member), None, member.number
        )
        for member in facts.members
        for key, words, asked, done in _WITH_CONSENT_PER_MEMBER
        if asked(member)
    ]
    needs += _applying(facts)
    if any(child.level == INTENSIVE for child in facts.children):
        needs.append(
            Need(
                _K.TRIED,
                _S.TRIED,
                "Enter what has been tried, or why nothing has",
                facts.tried_said,
            )
        )
    return needs


def _applying(facts: Facts) -> list[Need]:
    """Ask to whom a circumstance or sign applies: until then it holds for every child."""
    return [
        *(
            Need(
                _K.CIRCUMSTANCE_APPLIES,
                _S.CIRCUMSTANCES,
                f"Select who '{name}' applies to",
                done=False,
                circumstance=key,
            )
            for key, name in facts.circumstances_of_nobody
        ),
        *(
            Need(_K.SIGN_APPLIES, _S.SIGNS, f"Select who '{text}' applies to", done=False)
            for text in facts.signs_of_nobody
        ),
    ]


def ground_after(agreement: Agreement | None, *, danger: bool) -> Ground | None:
    """Return the ground that follows from the first answers (decision 20).

    Immediate danger is ground (iii) where no other ground sends: neither a refusal nor "not yet"
    stops a child in danger.
    """
    said = GROUND_OF_AGREEMENT[agreement] if agreement else None
    if danger and said in {None, Ground.COULD_NOT_ASK}:
        return Ground.SIGNIFICANT_HARM
    return said


def passes_the_hub_by(
    *, ground: Ground | None, danger: bool, about_worker: bool, duty: bool
) -> bool:
    """Say whether a referral may go where its level's route leads instead of to the hub.

    Decision 30, R-125: an early help route is by agreement. Danger, a ground other than agreement,
    a special circumstance and a worry about a worker are the hub's, whatever the level.
    """
    return ground is Ground.CONSENT and not (danger or about_worker or duty)


def gathers_information(
    *, ground: Ground | None, levels: Iterable[int | None], danger: bool
) -> bool:
    """Say whether more is gathered the same day: a child may be in need or at risk (R-047)."""
    return (
        danger
        or ground in SENDS_WITHOUT_AGREEMENT
        or any(level is not None and level >= INTENSIVE for level in levels)
    )


# Drafts nobody has seen (decision 32) --------------------------------------------------------


class Reminder(StrEnum):
    """A reminder of a draft: how long it has waited."""

    AFTER_30_MINUTES = "30_minutes"
    AFTER_2_HOURS = "2_hours"
    AFTER_3_DAYS = "3_days"
    AFTER_10_DAYS = "10_days"


_ALARMING = (
    (timedelta(hours=2), Reminder.AFTER_2_HOURS),
    (timedelta(minutes=30), Reminder.AFTER_30_MINUTES),
)
_ORDINARY = (
    (timedelta(days=10), Reminder.AFTER_10_DAYS),
    (timedelta(days=3), Reminder.AFTER_3_DAYS),
)
SOONEST_REMINDER = timedelta(minutes=30)


def reminder_due(*, waited: timedelta, alarming: bool) -> Reminder | None:
    """Return the latest reminder a draft has waited long enough for, if any (decision 32).

    `alarming` says that it holds a Level 4 sign, immediate danger or a duty. Only the latest is
    given, so that a draft that turns alarming late reminds once and not twice at a time.
    """
    steps = _ALARMING if alarming else _ORDINARY
    return next((reminder for length, reminder in steps if waited >= length), None)


# Terms ---------------------------------------------------------------------------------------

# When a school's terms begin, as (month, day); numbers of "this term" are counted from there.
TERM_STARTS = ((1, 1), (4, 15), (9, 1))


def term_start(today: date) -> date:
    """Return the first day of the term that `today` falls into."""
    return max(
        start
        for month, day in TERM_STARTS
        for start in (date(today.year, month, day),)
        if start <= today
    )
