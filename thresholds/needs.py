"""Which help fits what was noticed: from the guide's domains to the words services use. Pure.

A partnership names its own domains; they are known by a word of the name. The words are those a
directory entry says of itself, so a new service is found without anybody listing it here.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

# What a domain's name holds (in small letters), and what services that help with it say.
WORDS_OF_DOMAINS: dict[str, str] = {
    "health": "health visiting nurse clinic dental diet speech",
    "emotional": "emotional mental anxiety counselling bereavement wellbeing",
    "behaviour": "behaviour ADHD autism parenting mentoring",
    "identity": "confidence mentoring counselling LGBT youth",
    "self-care": "disabilities independence portage carers",
    "learning": "school learning education training nursery dyslexia",
    "education": "school learning education training nursery",
    "basic care": "parenting home safety children’s centre",
    "warmth": "parenting attachment midwifery counselling",
    "guidance": "parenting behaviour play stimulation",
    "family and social": "parenting family counselling mediation",
    "functioning": "family domestic abuse alcohol drugs substance parenting",
    "housing": "housing homeless debt benefits advice employment",
    "finance": "debt money benefits advice",
    "social": "youth clubs activities leisure community",
    "integration": "community refugees activities groups",
    "presentation": "hygiene clothing health school nurse",
}

# "aged 5-19", "ages 13 to 19", "(age 0~25)", "8-17 year olds", "0 to 18 years".
_RANGE = r"(\d{1,2})\s*(?:-|–|~|to)\s*(\d{1,2})"
_AGES = re.compile(rf"\bage[sd]?\s*(?:of\s*)?{_RANGE}|\b{_RANGE}\s*-?\s*years?\b", re.IGNORECASE)
# "for 2-year-olds", but not the end of a range.
_ONE_AGE = re.compile(r"(?<![-–~\d])(?<!to )\b(\d{1,2})[- ]year[- ]olds?\b", re.IGNORECASE)
_BEFORE_SCHOOL = re.compile(r"\bpre-?school\b", re.IGNORECASE)
SCHOOL_AGE = 5

Item = TypeVar("Item", bound=Hashable)
# How much a first place counts more than a later one when lists are laid together.
_EVENS = 5


def words_for(domains: Iterable[str]) -> str:
    """Return the words of services that help in these domains; nothing for one nobody knows.

    Args:
        domains: their names as printed, "Housing, work and income".
    """
    found: dict[str, None] = {}
    for domain in domains:
        name = domain.lower()
        for part, words in WORDS_OF_DOMAINS.items():
            if part in name:
                found |= dict.fromkeys(words.split())
    return " ".join(found)


def fits_ages(said: str, ages: Sequence[int]) -> bool:
    """Say whether a service is for any child of these ages (years), as far as it says for whom.

    Args:
        said: what the service says of itself.
        ages: the children's; without one every service fits.
    """
    ranges = [
        (int(found[1] or found[3]), int(found[2] or found[4])) for found in _AGES.finditer(said)
    ]
    ranges += [(int(age), int(age)) for age in _ONE_AGE.findall(said)]
    if not ranges and _BEFORE_SCHOOL.search(said):
        ranges.append((0, SCHOOL_AGE))
    if not ranges or not ages:
        return True
    return any(low <= age <= high for low, high in ranges for age in ages)


def laid_together(*lists: Sequence[Item]) -> list[Item]:
    """Return what is in several ranked lists as one: what stands high, and in more of them, first.

    Places are compared, not scores: one list's scores say nothing beside another's.
    """
    scores: dict[Item, float] = defaultdict(float)
    for ranked in lists:
        for place, item in enumerate(ranked):
            scores[item] += 1 / (_EVENS + place)
    return sorted(scores, key=lambda item: -scores[item])
