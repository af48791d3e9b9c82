"""What was added after sending: under which task, in one entry for each time somebody saved."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.utils.html import format_html_join

from accounts.models import Membership
from govuk import words
from referrals.models import Addition
from referrals.names import SECTION_NAMES
from referrals.presenters.summary import WITHHELD
from referrals.rules import Section

# How long what an addition is about may be, in characters.
LONGEST = Addition._meta.get_field("about").max_length or 0
# So much of the end of a question that is too long stays, in characters.
KEPT_END = 50
_SECTIONS: Mapping[str, Section] = {name: section for section, name in SECTION_NAMES.items()}
# Where somebody lives: these questions end so.
_LIVES = "live?"
# What is at the highest level begins so; and every question whether somebody may know says this.
HIGHEST = "Level 4"
MAY_KNOW = "know about this referral"


class Told(StrEnum):
    """How much of a task was told, in the words of the list of what can be added."""

    BEFORE = "Told before sending"
    IN_PART = "Told in part"
    NOT_YET = "Not told yet"


def about_words(section: Section, question: str) -> str:
    """Return what an answer that is added is about: "Children: What is Amira's date of birth?".

    A question too long for the record is cut in the middle, where a name is; its end says what is
    asked. The whole of it is then kept with the answer.
    """
    whole = f"{SECTION_NAMES[section]}: {question}"
    if len(whole) <= LONGEST:
        return whole
    return f"{whole[: LONGEST - KEPT_END - 1]}…{whole[-KEPT_END:]}"


def section_of(about: str) -> Section | None:
    """Return the task an addition belongs to; None of one in somebody's own words."""
    name, colon, _question = about.partition(": ")
    return _SECTIONS.get(name) if colon else None


def question_of(about: str) -> str:
    """Return what an addition is about without its task."""
    return about.partition(": ")[2] if section_of(about) else about


def added_words(moment: datetime, now: datetime) -> str:
    """Return "Added 2:10pm" of today, else with the day: "Added 2:10pm yesterday"."""
    return f"Added {words.when(moment, now)}".removesuffix(" today")


def last_added(additions: Iterable[Addition]) -> dict[Section | None, datetime]:
    """Return when something was last added to each task; None stands for what belongs to none.

    Args:
        additions: the oldest first.
    """
    return {
        section_of(one.about): one.added_at for one in additions if not one.is_withdrawal_request
    }


def circumstances_added(additions: Iterable[Addition]) -> dict[str, datetime]:
    """Return when each special circumstance was last told of, by its tag: "FGM", "Missing".

    Args:
        additions: the oldest first.
    """
    return {
        tag: one.added_at
        for one in additions
        if section_of(one.about) == Section.CIRCUMSTANCES
        for tag in question_of(one.about).split(", ")
    }


def waits_since(additions: Iterable[Addition], *, binding: Collection[str]) -> bool:
    """Say whether what was added makes passing anything on wait for the front door (decision 26).

    A Level 4 sign or level, a circumstance that binds, or somebody who must not find out.

    Args:
        binding: the tags of other circumstances that carry a duty to tell or a lowest level.
    """
    every = list(additions)
    found = [(section_of(one.about), question_of(one.about), one.text) for one in every]
    return bool(kept_from_since(every)) or any(
        (section == Section.SIGNS and question.startswith(HIGHEST))
        or (section == Section.LEVEL and text.startswith(HIGHEST))
        or (section == Section.CIRCUMSTANCES and not set(binding).isdisjoint(question.split(", ")))
        for section, question, text in found
    )


def kept_from_since(additions: Iterable[Addition]) -> list[str]:
    """Return what was added of somebody who must not find out, a line each (decision 24)."""
    found = [(section_of(one.about), question_of(one.about), one.text) for one in additions]
    return [
        f"{question} {'; '.join(text.splitlines())}"
        for section, question, text in found
        if (section == Section.WHO_CAN_KNOW and text.startswith("Yes"))
        or (section is not None and MAY_KNOW in f"{question} {text}" and "No, because" in text)
    ]


def addition_entries(
    additions: Iterable[Addition],
    *,
    now: datetime,
    by: Callable[[Membership], str],
    title: Callable[[Addition], str],
    withheld: bool = False,
) -> list[dict[str, Any]]:
    """Return additions for a timeline: what one press of a button added to a task is one entry.

    Args:
        additions: the oldest first, with their authors.
        by: how an author is named.
        title: how an addition that stands alone is headed.
        withheld: no address is shown: outside the hub, where one of the record is confidential.
            One that was added as confidential closes them as well (decision 24).
    """
    entries = []
    for _, group in groupby(additions, _one_save):
        found = list(group)
        first = found[0]
        section = section_of(first.about)
        said = [(question_of(one.about), _text(one, withheld)) for one in found]
        entry = {
            "title": title(first),
            "when": words.when(first.added_at, now),
            "iso": first.added_at.isoformat(),
            "by": by(first.added_by),
            "text": said[0][1],
        }
        if section and len(found) > 1:
            entry |= {
                "title": SECTION_NAMES[section],
                "text": "\n\n".join(f"{question}\n{answer}" for question, answer in said),
                "html": format_html_join(
                    "",
                    '<p class="govuk-body es-keep-lines"><strong>{}</strong>\n{}</p>',
                    said,
                ),
            }
        entries.append(entry)
    return entries


def _one_save(addition: Addition) -> tuple[Any, ...]:
    section = section_of(addition.about)
    if section is None or addition.is_withdrawal_request:
        return (addition.pk,)
    return (addition.added_at, addition.added_by_id, section)


def _text(addition: Addition, withheld: bool) -> str:
    place = section_of(addition.about) in {Section.CHILDREN, Section.FAMILY}
    return WITHHELD if withheld and place and addition.about.endswith(_LIVES) else addition.text
