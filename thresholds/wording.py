"""Read what practitioners write: slang, abbreviations, and what is denied.

Pure: text in, weighted words out; `thresholds.finding` compares them. A word stands in for others
by `practitioner_words.json`: “jabs”, “imms” and “MMR” all mean immunisation.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from thresholds.matching import SAME_CHARACTERS

# A note of a worry is a few sentences; what is longer is read so far.
LONGEST_READ = 2000

_WORDS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "practitioner_words.json").read_text(encoding="utf-8")
)
IRREGULAR: dict[str, str] = _WORDS["irregular"]

# Endings, the longest first; what is left must still be a word's worth.
ENDINGS = (
    "isations", "izations", "isation", "ization", "ations", "ation", "ities", "ments", "ness",
    "ingly", "edly", "ings", "ment", "ence", "ance", "ised", "ises", "ized", "izes", "ising",
    "izing", "ise", "ize", "able", "ible", "ions", "ion", "ing", "ies", "ied", "ity", "ive",
    "ous", "ful", "ers", "est", "ed", "es", "ly", "er", "s", "y", "e",
)  # fmt: skip
SHORTEST_STEM = 3

WORD = re.compile(r"[a-z0-9&]+(?:'[a-z]+)?")
SENTENCE_END = re.compile(
    r"(?<!\bre)[.;:!?\n()]+|\s[-–—]\s|\b(?:but|however|although|though|except|yet|whereas|instead)\b"
)

NOT = frozenset(_WORDS["not"])
# A "not" is about the next words that say something, at most so many.
REACH = 3
# Passed over when looking for what a "not" is about.
LIGHT = frozenset(_WORDS["light"])

_WORRIES = (
    "concerns?|worry|worries|worried|concerned|issues?|problems?|signs?|evidence|indications?|"
    "indicators?|history|suggestions?|allegations?|disclosures?|risks?|reports?|mention|aware"
)
# "No concerns about drugs": what follows is denied, whatever it is.
DENIAL = re.compile(
    r"\b(?:no|nil|not|never|without|zero|(?:is|was|are|have|has|do|does|did)n'?t)"
    r"(?:\s+(?!(?:" + _WORRIES + r")\b)[a-z]+){0,3}?"
    r"\s+(?:" + _WORRIES + r")\b"
    r"(?:\s+(?:or|and|/)\s+(?:" + _WORRIES + r")\b)?"
    r"(?=\s+(?:about|of|around|with|re|regarding|for|over|that|to|on|in|any|concerning|relating|"
    r"linked|he|she|they|is|are|has|been|suggest(?:ing|s)?|this|raised|at|noted)\b|\s*(?:,|$))"
    r"|\b(?:den(?:ies|ied|ying)|rul(?:ed|es) out|free (?:of|from)|negative for|"
    r"(?:nothing|no reason) to (?:suggest|indicate|suspect|believe))\b"
)
# "Attendance is not an issue": what stands before is denied.
DENIAL_AFTER = re.compile(
    r"\b(?:(?:is|are|was|were)\s+)?(?:not|no|never|isn't|aren't|isnt|arent|wasn't|wasnt)\s+"
    r"(?:been\s+)?(?:an?\s+|any\s+)?(?:issues?|problems?|concerns?|worry|worries)\s*$"
    r"|\b(?:denied|ruled out)\s*(?:by\s+\w+\s*)?$"
)
NOT_ONLY = re.compile(r"\b(?:not|never)\s+(?:only|just)\b|\bno\s+(?:doubt|matter)\b")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a phrase: as typed, its stem, and whether a "not" or a denial is about it."""

    typed: str
    stem: str
    negated: bool = False
    denied: bool = False


def plain(text: str) -> str:
    """Lower case, one kind of quotation mark and of space, and no longer than is read."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_READ]).translate(SAME_CHARACTERS)
    return " ".join(folded.casefold().replace("_", " ").replace("'s ", "s ").split())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its ending, so that “bruised”, “bruising” and “bruises” are one."""
    word = word.replace("'", "")
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) <= SHORTEST_STEM or not word.isalpha():
        return word
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            if ending == "s" and word.endswith(("ss", "us", "is")):
                break
            word = word[: -len(ending)]
            break
    if len(word) > SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") else word


EMPTY = frozenset(_WORDS["empty"])
FAINT = frozenset(stem(word) for word in _WORDS["faint"])


def _sayings() -> dict[tuple[str, ...], tuple[str, ...]]:
    """What each saying, as stems, means."""
    found: dict[tuple[str, ...], list[str]] = {}
    for meaning, sayings in _WORDS["means"].items():
        for saying in sayings:
            key = tuple(stem(word.replace("'", "")) for word in WORD.findall(plain(saying)))
            if meaning not in found.setdefault(key, []):
                found[key].append(meaning)
    return {key: tuple(meanings) for key, meanings in found.items()}


SAYINGS = _sayings()
LONGEST_SAYING = max(len(key) for key in SAYINGS)
# What is a worry in itself: a "not" before it denies it ("no bruises", but "not eating").
HARMS = frozenset(_WORDS["harms"])
HARMFUL = frozenset(stem(word) for word in _WORDS["harmful"])
# Every word of a saying is spelled rightly, whether or not a framework uses it.
KNOWN_STEMS = frozenset(word for key in SAYINGS for word in key)


def read(text: str, correct: Callable[[str], str] = str) -> list[list[Word]]:
    """The sentences of a text as words in order, told apart by what is said not to be so.

    `correct` returns a word as it is meant to be spelled.
    """
    sentences = (list(_read_part(part, correct)) for part in SENTENCE_END.split(plain(text)))
    return [words for words in sentences if words]


def _read_part(part: str, correct: Callable[[str], str]) -> Iterator[Word]:
    part = NOT_ONLY.sub(" ", part)
    places = _denied(part)
    found = list(WORD.finditer(part))
    typed = [match.group().replace("'", "") for match in found]
    stems = [
        word if word in NOT else stem(word if word in EMPTY else correct(word)) for word in typed
    ]
    harms = {
        at
        for start, end, meaning in meanings(stems)
        if meaning in HARMS and NOT.isdisjoint(stems[start : end + 1])
        for at in range(start, end + 1)
    } | {at for at, word in enumerate(stems) if word in HARMFUL}
    reach = 0
    # Whether only words that say nothing, or are denied, stand since the last "not".
    close = False
    for at, (match, word) in enumerate(zip(found, stems, strict=True)):
        denied = any(start <= match.start() < end for start, end in places)
        if word in NOT:
            reach, close = REACH, True
            # The "not" goes with what it denies.
            after = next((one for one in range(at + 1, len(stems)) if telling(typed[one])), None)
            yield Word(typed[at], word, denied=denied or after in harms)
            continue
        negated = reach > 0
        if telling(typed[at]):
            close = close and at in harms
            denied = denied or close
            reach -= 1
        if part[match.end() : match.end() + 1] == ",":
            reach, close = 0, False
        yield Word(typed[at], word, negated, denied)


def telling(typed: str) -> bool:
    """Whether a word says something of what is the matter."""
    return typed not in EMPTY and typed not in LIGHT and typed not in NOT


def _denied(part: str) -> list[tuple[int, int]]:
    """Where a part of a sentence says of something that it is no worry."""
    if after := DENIAL_AFTER.search(part):
        start = part.rfind(",", 0, after.start()) + 1
        if part[start : after.start()].strip():
            return [(start, len(part))]
    places = []
    for found in DENIAL.finditer(part):
        end = len(part)
        # "no concerns about drugs, sleeping on sofas": a comma ends it, but not inside a list.
        for comma in re.finditer(r",", part[found.end() :]):
            rest = part[found.end() + comma.end() :]
            if not re.match(r"\s*(?:\w+\s+){0,3}(?:,|or\b|nor\b|and\b)|\s*(?:or|nor)\b", rest):
                end = found.end() + comma.start()
                break
        places.append((found.start(), end))
    return places


def meanings(stems: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """What words mean together: the places of the first and of the last word, and the meaning."""
    for start in range(len(stems)):
        for end in range(start + 1, min(len(stems), start + LONGEST_SAYING) + 1):
            for meaning in SAYINGS.get(tuple(stems[start:end]), ()):
                yield start, end - 1, meaning
