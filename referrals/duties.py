"""What each special circumstance's duty asks to be recorded, and what the answers mean. Pure.

Decision 16. One table by the circumstance's key; a circumstance that is not in it (a partnership
may have its own) keeps the two general questions. Every answer may be left out or not known, and
none of them lifts a lowest level or a duty: what they mean is advice (R-003).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2s

YES, NO, UNKNOWN, NOT_NEEDED = "yes", "no", "unknown", "not_needed"
NOT_KNOWN_YET = "Not known yet"
SHORT, LONG = 200, 2000

# The columns of the first question of every duty, beside the answers of its own.
DONE, WHO, WHEN = "duty_done", "duty_who", "duty_when"

Answers = Mapping[str, str]


def code_of(key: str) -> str:
    """Return what stands for a circumstance in an address beside a referral's reference.

    Addresses are kept in browsers' histories and by networks: none says what befell a child.
    """
    return blake2s(key.encode(), digest_size=4).hexdigest()


def place_of(key: str) -> str:
    """Return the place of a circumstance's duty inside a referral."""
    return f"duty/{code_of(key)}"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a duty's record.

    `label` is asked, `short` heads the answer where it is read back. With `choices` it is one of
    them, else words: a line, or lines where `long`. It is asked only while the question
    `under[0]` is answered `under[1]`; `leads` goes before the answer where it is read back behind
    that one. Braces hold the front door's name: {office}.
    """

    name: str
    label: str
    short: str
    choices: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    long: bool = False
    under: tuple[str, str] | None = None
    leads: str = ""

    @property
    def longest(self) -> int:
        """How many characters an answer may have."""
        return LONG if self.long else SHORT


@dataclass(frozen=True, slots=True)
class Duty:
    """What is recorded of one circumstance: the main act in its own words, and what goes with it.

    `before` are asked before the main act, `after` below it; `act` and `who` word its questions,
    `told` heads it where it is read back, `needs_who` is said where who is left out. `police` puts
    their number on the page; `helped_by` are words of the services that help with it.
    """

    act: str = "Have you done this?"
    told: str = "Done"
    who: str = "Who did you tell?"
    needs_who: str = "Enter who you told"
    needs_when: str = "Enter when you told them"
    before: tuple[Ask, ...] = ()
    after: tuple[Ask, ...] = ()
    police: bool = True
    helped_by: str = ""

    @property
    def asks(self) -> tuple[Ask, ...]:
        """Every question of its own, in order."""
        return self.before + self.after


_KNOWN = {YES: "Yes", NO: "No", UNKNOWN: NOT_KNOWN_YET}
_SO_FAR = {YES: "Yes", NO: "Not yet", UNKNOWN: NOT_KNOWN_YET}


def _told(
    who: str, name: str, label: str, short: str, *, choices: Mapping[str, str] = _SO_FAR
) -> tuple[Ask, ...]:
    """Ask whether somebody beside the front door was told; if so who it was, when, reference."""
    return (
        Ask(name, label, short, choices),
        Ask(f"{name}_who", who, f"{short}: who", under=(name, YES)),
        Ask(
            f"{name}_when",
            "When were they told?",
            f"{short}: when",
            hint="For example, 4:40pm today",
            under=(name, YES),
        ),
        Ask(
            f"{name}_reference",
            "Police reference (optional)",
            f"{short}: reference",
            under=(name, YES),
            leads="reference ",
        ),
    )


_POLICE_TOO = _told(
    "Who did you speak to at the police?",
    "police_told",
    "Have you told the police?",
    "Police told",
)
_REFERENCE = Ask("office_reference", "{office} reference, if you were given one", "Reference")


def _with_office(
    act: str = "Have you spoken to the {office}?",
    *,
    before: tuple[Ask, ...] = (),
    after: tuple[Ask, ...] = (),
    police: bool = True,
) -> Duty:
    """Return a duty whose main act is to speak to the front door."""
    return Duty(
        act=act,
        told="{office} told",
        who="Who did you speak to at the {office}?",
        needs_who="Enter who you spoke to, or 'not known'",
        needs_when="Enter when you spoke to them, or 'not known'",
        before=before,
        after=after,
        police=police,
    )


# speak to the front door and to the police, both at once.
_EXPLOITATION = _with_office(after=(_REFERENCE, *_POLICE_TOO))

DUTIES: dict[str, Duty] = {
    # the personal duty, or child protection procedures.
    "fgm": Duty(
        act="Has it been reported to the police?",
        told="Reported to the police",
        who="Who at the police took the report?",
        needs_who="Enter who at the police took the report, or 'not known'",
        needs_when="Enter when it was reported, or 'not known'",
        before=(
            Ask(
                "regulated",
                "Are you a teacher, or a registered health or social care professional?",
                "Teacher or registered professional",
                _KNOWN,
                hint="For example a nurse, midwife, doctor or social worker in England or Wales.",
            ),
            Ask(
                "known_how",
                "How do you know about it?",
                "How it became known",
                {
                    "told": "The girl told me it was done to her",
                    "saw": "I saw physical signs",
                    "suspected": "I suspect it was done, or fear it will be",
                    "others": "Someone else told me",
                    UNKNOWN: NOT_KNOWN_YET,
                },
            ),
        ),
        after=(
            Ask(
                "reported_by",
                "Who made the report?",
                "Who made the report",
                hint="Whoever was told by the girl, or saw the signs, has to report it themselves.",
                under=(DONE, YES),
            ),
            Ask(
                "police_reference",
                "Police reference (optional)",
                "Police reference",
                under=(DONE, YES),
            ),
        ),
    ),
    # the bruising protocol.
    "non_mobile_injury": _with_office(
        "Have you rung the {office}?",
        before=(
            Ask(
                "where_on_body",
                "Where on the body is it, and what does it look like?",
                "Where on the body",
                hint="In words: size, shape and colour. Do not take photographs.",
                long=True,
            ),
            Ask(
                "explanation",
                "What explanation was given, and by whom?",
                "Explanation given",
                hint="Their own words. If nobody has been asked, say so.",
                long=True,
            ),
            Ask("medical", "Has a doctor or nurse seen the child?", "Seen by a doctor", _SO_FAR),
            Ask(
                "medical_who",
                "Who saw the child, where and when?",
                "Seen by",
                under=("medical", YES),
            ),
        ),
        after=(
            Ask(
                "protocol",
                "Have you followed the bruising protocol?",
                "Bruising protocol followed",
                _SO_FAR,
            ),
        ),
    ),
    "child_sexual_exploitation": _EXPLOITATION,
    "criminal_exploitation": _EXPLOITATION,
    # the front door; the police straight away where the risk is immediate.
    "radicalisation": _with_office(
        before=(
            Ask(
                "immediate",
                "Is the child, or anyone else, at immediate risk of harm?",
                "Immediate risk",
                _KNOWN,
            ),
        ),
        after=_told(
            "Who did you speak to at the police?",
            "police_told",
            "Have you told the police?",
            "Police told",
            choices={
                YES: "Yes",
                NO: "Not yet",
                NOT_NEEDED: "No: nobody is at immediate risk",
                UNKNOWN: NOT_KNOWN_YET,
            },
        ),
    ),
    # a looked after child has the highest priority.
    "missing": _with_office(
        before=(
            Ask(
                "missing_since",
                "Since when has the child been missing?",
                "Missing since",
                hint="When and where the child was last seen. For example, 3:15pm today at school.",
            ),
            Ask(
                "missing_from",
                "Where is the child missing from?",
                "Missing from",
                {
                    "home": "Home",
                    "care": "Care",
                    "school": "School",
                    UNKNOWN: NOT_KNOWN_YET,
                },
            ),
            Ask(
                "looked_after",
                "Is the child looked after by a council?",
                "Looked after by a council",
                _KNOWN,
                hint="For example in foster care or a children’s home.",
            ),
            Ask("found", "Has the child been found, or come back?", "Found or come back", _SO_FAR),
            Ask("found_when", "When, and where is the child now?", "Found", under=("found", YES)),
        ),
        after=_told(
            "Who did you speak to at the police?",
            "police_told",
            "Has the child been reported missing to the police?",
            "Reported missing to the police",
        ),
    ),
    # what makes an arrangement private fostering, and who must tell the council.
    "private_fostering": Duty(
        act="Has the council been told?",
        told="Council told",
        who="Who told the council, and whom did they speak to?",
        needs_who="Enter who told the council, or 'not known'",
        needs_when="Enter when the council was told, or 'not known'",
        police=False,
        before=(
            Ask("carer", "Who does the child live with?", "Lives with", hint="Their name."),
            Ask(
                "relation",
                "What is this person to the child?",
                "What they are to the child",
                {
                    "parent": "A parent, or someone with parental responsibility",
                    "close": (
                        "A grandparent, brother, sister, uncle, aunt or step-parent, by blood, "
                        "half blood or marriage"
                    ),
                    "other": "Anyone else, for example a cousin, great aunt, friend or neighbour",
                    UNKNOWN: NOT_KNOWN_YET,
                },
            ),
            Ask(
                "age",
                "How old is the child?",
                "Age",
                {
                    "under_16": "Under 16",
                    "disabled": "16 or 17, and disabled",
                    "older": "16 or 17, and not disabled",
                    UNKNOWN: NOT_KNOWN_YET,
                },
            ),
            Ask(
                "arranged_by",
                "Who arranged it?",
                "Arranged by",
                {
                    "family": "The parents, the carer or the child",
                    "council": "The council placed the child there",
                    "others": "Someone else",
                    UNKNOWN: NOT_KNOWN_YET,
                },
            ),
            Ask(
                "arranged_by_who",
                "Who was it?",
                "Arranged by whom",
                hint="For example a school, a language school, a church or an agency.",
                under=("arranged_by", "others"),
            ),
            Ask(
                "since",
                "Since when, or from when?",
                "Since or from",
                hint="For example, since 3 September 2026, or from next week.",
            ),
            Ask(
                "lasts",
                "How long is it meant to last, from the first day?",
                "Meant to last",
                {
                    "long": "28 days or more",
                    "short": "Less than 28 days",
                    UNKNOWN: NOT_KNOWN_YET,
                },
                hint="An occasional short break does not count as an end.",
            ),
        ),
    ),
    #
    "young_carer": Duty(
        act="Have you offered an assessment?",
        told="Assessment offered",
        who="Who did you offer it to?",
        needs_who="Enter who you offered it to, or 'not known'",
        needs_when="Enter when you offered it, or 'not known'",
        police=False,
        helped_by="young carer",
        after=(
            Ask(
                "family_answer",
                "What did the child and the family say?",
                "Their answer",
                {
                    "accepted": "Yes, they would like it",
                    "declined": "No, they do not want it",
                    "thinking": "They want to think about it",
                    UNKNOWN: NOT_KNOWN_YET,
                },
            ),
            Ask(
                "passed_on",
                "Has it been passed on to the service that assesses young carers?",
                "Passed on",
                _SO_FAR,
            ),
            Ask("passed_on_who", "To whom?", "Passed on to", under=("passed_on", YES)),
            Ask(
                "passed_on_when",
                "When was it passed on?",
                "Passed on when",
                under=("passed_on", YES),
            ),
        ),
    ),
    # pre-birth planning.
    "unborn": _with_office(
        "Have you asked the {office} for pre-birth advice?",
        police=False,
        before=(
            Ask(
                "booked",
                "Is the pregnancy booked with a midwife?",
                "Booked with a midwife",
                _KNOWN,
            ),
            Ask("midwife", "With whom, or at which hospital?", "Midwife", under=("booked", YES)),
            Ask(
                "weeks",
                "How many weeks pregnant is the mother?",
                "Weeks pregnant",
                hint="A guess is enough, for example about 20.",
            ),
        ),
        after=(
            Ask(
                "advice",
                "What pre-birth advice were you given? (optional)",
                "Pre-birth advice",
                long=True,
                under=(DONE, YES),
            ),
            Ask(
                "plan",
                "Is there a pre-birth plan or assessment already?",
                "Pre-birth plan",
                _KNOWN,
            ),
        ),
    ),
}

GENERAL = Duty()


def duty_of(key: str) -> Duty:
    """Return what is recorded of a circumstance; the two general questions for one of their own."""
    return DUTIES.get(key, GENERAL)


def kept(key: str, answers: Answers, *, done: str = "") -> dict[str, str]:
    """Return the answers to keep: of this duty, asked, and one of the choices where it has some.

    Args:
        key: the circumstance's key.
        answers: by the question's name; what is not the duty's own is left out.
        done: the answer about the main act, under which some are asked.
    """
    found: dict[str, str] = {}
    for ask in duty_of(key).asks:
        said = str(answers.get(ask.name) or "").strip()[: ask.longest]
        if not said or (ask.choices and said not in ask.choices):
            continue
        if ask.under and (found | {DONE: done}).get(ask.under[0]) != ask.under[1]:
            continue
        found[ask.name] = said
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it is read back: what it is about, and the answer in words."""

    about: str
    words: str


def read_back(key: str, answers: Answers) -> list[Said]:
    """Return what was recorded beside the main act, in the order it was asked.

    What was asked only under an answer goes on behind it: "Yes, PC Lane, 3pm, reference CAD 12".
    """
    found: dict[str, Said] = {}
    for ask in duty_of(key).asks:
        if not answers.get(ask.name):
            continue
        words = ask.choices.get(answers[ask.name], answers[ask.name])
        parent = ask.under[0] if ask.under else ""
        if parent in found:
            before = found[parent]
            found[parent] = Said(before.about, f"{before.words}, {ask.leads}{words}")
        else:
            found[ask.name] = Said(ask.short, words)
    return list(found.values())


def fill(text: str, office: str) -> str:
    """Return words of the table with the front door's name: "Have you spoken to the MASH?"."""
    filled = text.replace("{office}", office)
    return filled[:1].upper() + filled[1:]


# What the answers mean -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a duty and changes its advice.

    `office` is the front door's name, `next_day` the next working day in words; `waits` says
    that something goes on only when the front door has decided (decision 26). `sent` says that
    the referral was sent: nothing of it can be unticked, and there is nothing to send.
    """

    office: str
    next_day: str = "the next working day"
    waits: bool = False
    sent: bool = False


def meaning(key: str, answers: Answers, *, done: str, around: Around) -> list[str]:
    """Return what the answers mean for the practitioner, in sentences; nothing where they say
    nothing new.

    It is advice: it never lowers a level and never ends a duty.
    """
    rule = _MEANINGS.get(key)
    return rule(answers, done, around) if rule else []


def _fgm(answers: Answers, done: str, around: Around) -> list[str]:
    """R-108 where the duty is personal, R-109 in all other cases."""
    regulated, how = answers.get("regulated"), answers.get("known_how")
    first_hand = how in {"told", "saw"}
    if regulated == YES and first_hand:
        if done == YES:
            return []
        return [
            f"The law says you must report this to the police yourself. Ring 101 by the end of "
            f"{around.next_day}. Nobody can do it for you, and sending this does not replace it."
        ]
    found = []
    if how in {"suspected", "others"}:
        found.append(
            "You were not told by the girl and have not seen signs, so the law does not ask you "
            "to report to the police yourself. If she tells you, or you see signs, it does."
        )
    elif regulated == NO:
        found.append(
            "The law’s duty to report to the police yourself is for teachers and registered "
            "health and social care professionals. If one of them was told or saw signs, they "
            "must report it."
        )
    if found:
        found.append(
            "Child protection procedures apply all the same: ring the "
            f"{around.office}{' now' if around.sent else ' and send this now'}. If a girl may be "
            "cut soon or taken abroad, call 999."
        )
    return found


def _non_mobile(answers: Answers, done: str, around: Around) -> list[str]:
    found = []
    if answers.get("medical") in {NO, UNKNOWN}:
        found.append(
            f"A doctor must see the child today. Ask the {around.office} who arranges it. If the "
            "child needs treatment now, call 999."
        )
    if answers.get("explanation") and done != YES:
        found.append(
            f"Ring the {around.office} even where the explanation seems to fit. They decide with "
            "a doctor."
        )
    return found


def _exploitation(answers: Answers, done: str, around: Around) -> list[str]:
    """R-106: one of the two does not stand for the other."""
    police = answers.get("police_told")
    if done == YES and police in {NO, UNKNOWN}:
        return ["Ring the police on 101 as well. In danger, call 999."]
    if police == YES and done != YES:
        return [f"Ring the {around.office} as well: telling the police does not replace it."]
    return []


def _radicalisation(answers: Answers, done: str, around: Around) -> list[str]:
    """R-110."""
    if answers.get("immediate") == YES and answers.get("police_told") != YES:
        return ["You say that someone is at immediate risk. Tell the police now: call 999."]
    return []


def _missing(answers: Answers, done: str, around: Around) -> list[str]:
    """R-105."""
    found = []
    if answers.get("looked_after") == YES:
        found.append(
            "A looked after child who is missing has the highest priority."
            + ("" if done == YES else f" Ring the {around.office} now.")
        )
    if answers.get("found") == YES:
        found.append(
            f"Tell the {around.office} all the same. Why the child went missing, and where they "
            "were, still matters."
        )
    elif answers.get("police_told") in {NO, UNKNOWN}:
        found.append("If nobody knows where the child is, report it to the police on 101 now.")
    return found


# what an arrangement is not, by the answer that says so.
_NOT_FOSTERING: Mapping[tuple[str, str], str] = {
    ("relation", "parent"): "the child lives with someone who has parental responsibility",
    ("relation", "close"): "the carer is a close relative",
    ("age", "older"): "the child is 16 or over and not disabled",
    ("arranged_by", "council"): "the council placed the child there",
    ("lasts", "short"): "it is meant to last less than 28 days",
}
_FOSTERING = (
    ("relation", {"other"}),
    ("age", {"under_16", "disabled"}),
    ("arranged_by", {"family", "others"}),
    ("lasts", {"long"}),
)


def _private_fostering(answers: Answers, done: str, around: Around) -> list[str]:
    """R-111, R-112: gentle words; the duty and its level stay until somebody unticks it."""
    against = [words for (name, said), words in _NOT_FOSTERING.items() if answers.get(name) == said]
    if against:
        undo = (
            "Nothing that was sent is taken back."
            if around.sent
            else "If it does not apply, you can untick it under special circumstances."
        )
        return [
            f"This may not be private fostering in law, because {_and(against)}.",
            f"We have changed nothing: the level and the duty stay. Ask the {around.office} if "
            f"you are not sure. {undo} Go on with anything else that worries you.",
        ]
    if done != YES and all(answers.get(name) in said for name, said in _FOSTERING):
        return [
            "What you say fits private fostering, so the council must be told. "
            f"Ring the {around.office}. The carer and the parents must tell the council too."
        ]
    return []


def _young_carer(answers: Answers, done: str, around: Around) -> list[str]:
    """R-100; decision 26 says when passing it on waits."""
    if answers.get("passed_on") == YES:
        return []
    if around.waits:
        return [
            f"Do not pass it on yet. The {around.office} decides first, because there is a Level "
            "4 sign, another duty, or someone who must not be told."
        ]
    if answers.get("family_answer") == "accepted":
        return [
            "Pass it on now. Tell the service only what it needs to get in touch, not all that "
            "you write here."
        ]
    if answers.get("family_answer") == "declined":
        return ["They can change their mind. Tell them how to ask for it later."]
    return []


def _unborn(answers: Answers, done: str, around: Around) -> list[str]:
    if answers.get("booked") == NO:
        return [
            f"Tell the {around.office} that no midwife has seen the mother yet. Unless that would "
            "put someone at risk, help her to book with a midwife."
        ]
    return []


_MEANINGS: Mapping[str, Callable[[Answers, str, Around], list[str]]] = {
    "fgm": _fgm,
    "non_mobile_injury": _non_mobile,
    "child_sexual_exploitation": _exploitation,
    "criminal_exploitation": _exploitation,
    "radicalisation": _radicalisation,
    "missing": _missing,
    "private_fostering": _private_fostering,
    "young_carer": _young_carer,
    "unborn": _unborn,
}


def waits_for_the_hub(
    key: str, *, others: Sequence[tuple[str, bool]], level_4_sign: bool, must_not_be_told: bool
) -> bool:
    """Say whether what this duty passes on waits for the front door's decision (decision 26).

    Args:
        others: the other circumstances chosen: key, and whether it carries a duty to tell or a
            lowest level.
        level_4_sign: whether a Level 4 sign was chosen.
        must_not_be_told: whether somebody must not find out.
    """
    duty = any(binding for other, binding in others if other != key)
    return level_4_sign or must_not_be_told or duty


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
