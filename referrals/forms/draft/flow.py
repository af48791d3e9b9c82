"""Which question comes after which, and how far a draft has come. Pure: no Django.

A place is a page's address inside the draft: "worry", "children/1/date-of-birth". Places are
joined in chains; the last one leads home, to a list of children or people or to the task list.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from referrals import duties, rules
from referrals.rules import SENDS_WITHOUT_AGREEMENT, Ground, Need, Section

TASK_LIST = ""
HIGHEST_LEVEL = 4

# Tasks that a partnership without levels of its own does not have yet.
OF_LEVELS = frozenset({Section.SIGNS, Section.LEVEL})


class Asked(StrEnum):
    """When an answer is needed to send (pages.md 5): A, C, C3, S and P there."""

    ALWAYS = "always"
    WITH_CONSENT = "with_consent"
    WITH_CONSENT_AT_LEVEL_3 = "with_consent_at_level_3"
    SERIOUS_HARM = "serious_harm"
    HELPS = "helps"


class Status(StrEnum):
    """How far a task has come, in the words of the task list."""

    COMPLETED = "Completed"
    IN_PROGRESS = "In progress"
    NOT_YET_STARTED = "Not yet started"
    CANNOT_START_YET = "Cannot start yet"


@dataclass(frozen=True, slots=True)
class Child:
    """One referred child, as far as the order of questions depends on them."""

    number: int
    unborn: bool = False
    age: int | None = None
    level: int | None = None
    suggested: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One family member, as far as the order of questions depends on them."""

    number: int
    under_18: bool = False
    at_home: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides which questions a draft asks."""

    ground: Ground | None = None
    danger: bool = False
    children: tuple[Child, ...] = ()
    people: tuple[Person, ...] = ()
    professionals: tuple[int, ...] = ()
    circumstances: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    signs_chosen: bool = False
    agreements: tuple[int, ...] = ()
    # The age from which a young person is always asked (decision 21); None asks nobody.
    prompt_age: int | None = None

    @property
    def without_agreement(self) -> bool:
        """Shared on a ground that needs no agreement (decision 20)."""
        return self.ground in SENDS_WITHOUT_AGREEMENT

    @property
    def serious(self) -> bool:
        """Whether the questions about serious harm are shown (R-134)."""
        return (
            self.ground in {Ground.UNSAFE_TO_ASK, Ground.SIGNIFICANT_HARM}
            or self.danger
            or any(HIGHEST_LEVEL in {child.level, child.suggested} for child in self.children)
        )

    @property
    def any_born(self) -> bool:
        """Whether a child of the referral is born."""
        return any(not child.unborn for child in self.children)

    def needs(self, asked: Asked) -> bool:
        """Say whether a question of this kind is needed to send."""
        if asked == Asked.ALWAYS:
            return True
        if self.without_agreement or asked in {Asked.SERIOUS_HARM, Asked.HELPS}:
            return False
        return asked == Asked.WITH_CONSENT or any(
            child.level == rules.INTENSIVE for child in self.children
        )


@dataclass(frozen=True, slots=True)
class Chain:
    """Questions that follow each other, and where the last one leads."""

    section: Section
    places: tuple[str, ...]
    home: str = TASK_LIST


CHILD_QUESTIONS = (
    "name",
    "date-of-birth",
    "sex",
    "address",
    "background",
    "interpreter",
    "disability",
    "young-carer",
    "school",
    "numbers",
    "may-know",
)
UNBORN_QUESTIONS = ("name", "due", "address", "background", "school")
WORRY_QUESTIONS = (
    "worry",
    "if-nothing-changes",
    "complicating",
    "more",
    "strengths",
    "existing-safety",
    "needed-now",
    "family-wants",
)
AFTER_THE_CHILDS_WORDS = ("how-known", "last-seen", "before", "risk-person")
# shown under grounds (ii) and (iii), in danger and at level 4; never needed.
SERIOUS_HARM_QUESTIONS = (
    "harm-said",
    "harm-parents-say",
    "harm-condition",
    "harm-deadline",
    "harm-parents-where",
    "harm-contexts",
)


def chains(situation: Situation) -> list[Chain]:
    """Return every chain of questions of the form, in the order of the task list."""
    children, people = situation.children, situation.people
    found = [Chain(Section.WHO_CAN_KNOW, ("must-not-know",))]
    found += [
        Chain(Section.CHILDREN, _of("children", child.number, child_questions(child)), "children")
        for child in children
    ]
    found.append(Chain(Section.CHILDREN, ("children",)))
    found += [
        Chain(
            Section.FAMILY,
            _of("people", person.number, person_questions(person, born=situation.any_born)),
            "people",
        )
        for person in people
    ]
    found.append(Chain(Section.FAMILY, ("people",)))
    found += [
        Chain(Section.PROFESSIONALS, (f"professionals/{number}",), "professionals")
        for number in situation.professionals
    ]
    found.append(Chain(Section.PROFESSIONALS, ("professionals",)))
    worry = [
        *WORRY_QUESTIONS,
        *(f"children/{child.number}/said" for child in children if not child.unborn),
        *AFTER_THE_CHILDS_WORDS,
        *(SERIOUS_HARM_QUESTIONS if situation.serious else ()),
    ]
    found.append(Chain(Section.WORRY, tuple(worry)))
    asked = [duties.place_of(key) for key in situation.circumstances]
    found.append(Chain(Section.CIRCUMSTANCES, ("circumstances", *asked)))
    found += [Chain(Section.SIGNS, (f"signs/{slug}",), "signs") for slug in situation.domains]
    several = len(children) > 1 and situation.signs_chosen
    found.append(Chain(Section.SIGNS, ("signs", *(("signs/apply",) if several else ()))))
    found.append(
        Chain(Section.LEVEL, tuple(f"children/{child.number}/level" for child in children))
    )
    found += [
        Chain(
            Section.AGREEMENT, _of("agreements", number, ("who", "purposes", "how")), "agreements"
        )
        for number in situation.agreements
    ]
    found.append(Chain(Section.AGREEMENT, _agreement_questions(situation)))
    found.append(Chain(Section.TRIED, ("tried", "why-now", "what-next")))
    found.append(Chain(Section.ABOUT_YOU, ("relationship", "staying-involved", "callback")))
    return found


def child_questions(child: Child) -> tuple[str, ...]:
    """Return what is asked about a child; less of an unborn baby (decision 1)."""
    return UNBORN_QUESTIONS if child.unborn else CHILD_QUESTIONS


def person_questions(person: Person, *, born: bool) -> tuple[str, ...]:
    """Return what is asked about a family member.

    Parental responsibility and safe contact of adults; of each child in the home whether they
    are worried about too (decisions 1 and 24).

    Args:
        born: whether any child is born; nobody has parental responsibility before.
    """
    if not person.under_18:
        return ("who", *(("responsibility",) if born else ()), "background", "contact")
    return ("who", "background", *(("worried-too",) if person.at_home else ()))


def _agreement_questions(situation: Situation) -> tuple[str, ...]:
    if situation.without_agreement:
        return ("why-without", "parents-know", "lead-consulted")
    young = [
        f"children/{child.number}/agrees"
        for child in situation.children
        if asked_to_agree(child, situation.prompt_age)
    ]
    return ("parents-know", "agreements", *young, "objection", "lead-consulted")


def asked_to_agree(child: Child, prompt_age: int | None) -> bool:
    """Say whether a young person is always asked: from the partnership's age (R-023, R-118)."""
    return prompt_age is not None and child.age is not None and child.age >= prompt_age


def _of(kind: str, number: int, questions: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{kind}/{number}/{question}" for question in questions)


def chain_of(place: str, situation: Situation) -> Chain | None:
    """Return the chain a place belongs to; None when it is not asked (any more)."""
    return next((chain for chain in chains(situation) if place in chain.places), None)


def place_after(place: str, situation: Situation) -> str:
    """Return the next place; the chain's home after its last question."""
    chain = chain_of(place, situation)
    if chain is None:
        return TASK_LIST
    following = chain.places[chain.places.index(place) + 1 :]
    return following[0] if following else chain.home


def place_before(place: str, situation: Situation) -> str:
    """Return the place the back link leads to; the chain's home before its first question."""
    chain = chain_of(place, situation)
    if chain is None:
        return TASK_LIST
    index = chain.places.index(place)
    return chain.places[index - 1] if index else chain.home


def ends_section(place: str, situation: Situation) -> Section | None:
    """Return the section that is finished with this place, if it is the last on the way."""
    chain = chain_of(place, situation)
    if chain and chain.home == TASK_LIST and chain.places[-1] == place:
        return chain.section
    return None


def first_place(section: Section, situation: Situation) -> str | None:
    """Return where a task starts; None when it cannot start yet."""
    if section == Section.LEVEL and not situation.children:
        return None
    own = [
        chain
        for chain in chains(situation)
        if chain.section == section and chain.home == TASK_LIST and chain.places
    ]
    return own[0].places[0] if own else None


# How far a draft has come --------------------------------------------------------------------

# The page that answers each need; {child} and {member} are numbers, {duty} is a place.
PLACE_OF_NEED: dict[rules.NeedKey, str] = {
    rules.NeedKey.CALLBACK: "callback",
    rules.NeedKey.CHILD: "children/{child}/name",
    rules.NeedKey.WHERE: "children/{child}/address",
    rules.NeedKey.WORRY: "worry",
    rules.NeedKey.MUST_NOT_KNOW: "must-not-know",
    rules.NeedKey.AGE: "children/{child}/{age}",
    rules.NeedKey.YOUNG_CARER: "children/{child}/young-carer",
    rules.NeedKey.HOUSEHOLD: "people",
    rules.NeedKey.PARENTAL_RESPONSIBILITY: "people",
    rules.NeedKey.SAFE_CONTACT: "people/{member}/contact",
    rules.NeedKey.WORRIED_TOO: "people/{member}/worried-too",
    rules.NeedKey.CIRCUMSTANCES: "circumstances",
    rules.NeedKey.CIRCUMSTANCE_APPLIES: "{duty}",
    rules.NeedKey.SIGNS: "signs",
    rules.NeedKey.SIGN_APPLIES: "signs/apply",
    rules.NeedKey.LEVEL: "children/{child}/level",
    rules.NeedKey.PARENTS_KNOW: "parents-know",
    rules.NeedKey.CONSENT: "agreements",
    rules.NeedKey.YOUNG_PERSON: "children/{child}/agrees",
    rules.NeedKey.TRIED: "tried",
}


def place_of_need(need: Need, *, unborn: Collection[int] = ()) -> str | None:
    """Return the place where a need is answered; None for the first questions of the form.

    Args:
        unborn: numbers of the unborn babies, who have a due date instead of a date of birth.
    """
    pattern = PLACE_OF_NEED.get(need.key)
    if pattern is None:
        return None
    if "{child}" in pattern and not need.child:
        return "children"
    age = "due" if need.child in unborn else "date-of-birth"
    return pattern.format(
        child=need.child, member=need.member, age=age, duty=duties.place_of(need.circumstance)
    )


@dataclass(frozen=True, slots=True)
class Marks:
    """What the task list knows beside what is needed to send."""

    # Tasks whose last question was reached, and tasks with any answer at all.
    done: frozenset[Section] = frozenset()
    started: frozenset[Section] = frozenset()
    duties_open: bool = False
    signs_unapplied: bool = False


# Tasks with questions after the needed ones: they are completed when the last one was reached.
_TO_THE_END = frozenset({Section.WORRY, Section.AGREEMENT, Section.TRIED, Section.ABOUT_YOU})


def status_of(section: Section, needs: Iterable[Need], marks: Marks, facts: rules.Facts) -> Status:
    """Return how far a task has come.

    Args:
        needs: what this referral needs to be sent (`rules.needed`).
    """
    if section == Section.LEVEL and not (facts.children and facts.signs_said):
        return Status.CANNOT_START_YET
    if section not in marks.started:
        return Status.NOT_YET_STARTED
    open_needs = any(need.section == section and not need.done for need in needs)
    unfinished = (
        open_needs
        or (section in _TO_THE_END and section not in marks.done)
        or (section == Section.CIRCUMSTANCES and marks.duties_open)
        or (section == Section.SIGNS and marks.signs_unapplied)
        or (section == Section.LEVEL and any(child.level is None for child in facts.children))
    )
    return Status.IN_PROGRESS if unfinished else Status.COMPLETED
