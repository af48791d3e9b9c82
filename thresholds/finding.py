"""Rank indicators by what a practitioner wrote: pure, in this process, nothing leaves it.

Each indicator has sayings: its printed wording and the other words an administrator gave it. A
phrase is compared with every saying by its words, by what they mean, and by runs of letters (a
slip of the finger leaves most of them). The best saying counts most, then all of them together.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from thresholds.wording import (
    EMPTY,
    FAINT,
    KNOWN_STEMS,
    NOT,
    Word,
    meanings,
    plain,
    read,
    stem,
    telling,
)

# Chosen on the phrases of bench/finding (docs/adr): how much each comparison counts.
FAINT_WEIGHT = 0.4
MEANING_WEIGHT = 0.8
NEGATED_WEIGHT = 1.0
NEGATED_PLAIN_WEIGHT = 0.45
NOT_WEIGHT = 0.35
PAIR_WEIGHT = 0.5
# Of a sign's sayings the nearest count, the first the most.
SHARES = (0.6, 0.25, 0.15)
BEST_SAYING = 1.0
ALL_SAYINGS = 0.6
LETTERS = 0.45
# What is printed counts beside the examples, and universal signs come after worries.
LEVEL_1 = 0.8
RUN = 4
# Of a long note so many sentences are read.
MOST_SENTENCES = 12
CLOSEST_SPELLING = 0.5
WEAKEST = 0.12
STRONG = 0.3
# Where phrases are compared by what they mean too, that counts in full and the words so much.
WORDS_BESIDE_MEANING = 0.4
Vector = Mapping[str, float]
# Takes the sayings once, then answers how near a phrase is to each of them.
Comparer = Callable[[Sequence[str]], Callable[[str], Sequence[float]] | None]


@dataclass(frozen=True, slots=True)
class Sign:
    """An indicator as it is searched: its level, wording and other words."""

    level: int
    text: str
    in_other_words: Sequence[str] = ()


def features(words: Sequence[Word]) -> dict[str, float]:
    """What is compared of a phrase: words, their meanings, pairs of words, and what is not so."""
    found: dict[str, float] = {}

    def add(name: str, weight: float) -> None:
        found[name] = max(weight, found.get(name, 0.0))

    for word in words:
        if word.stem in NOT:
            add("not", NOT_WEIGHT)
        elif word.typed not in EMPTY:
            weight = FAINT_WEIGHT if word.stem in FAINT else 1.0
            if word.negated:
                add(f"not {word.stem}", weight * NEGATED_WEIGHT)
                weight *= NEGATED_PLAIN_WEIGHT
            add(word.stem, weight)
    stems = [word.stem for word in words]
    for _, last, meaning in meanings(stems):
        weight = MEANING_WEIGHT
        if words[last].negated:
            add(f"not ~{meaning}", weight * NEGATED_WEIGHT)
            weight *= NEGATED_PLAIN_WEIGHT
        add(f"~{meaning}", weight)
    for one, other in pairwise(word.stem for word in words if word.typed not in EMPTY):
        add(f"{one}+{other}", PAIR_WEIGHT)
    return found


def runs(text: str) -> set[str]:
    """The runs of letters of a text's words, each word with its edges."""
    found: set[str] = set()
    for word in plain(text).split():
        edged = f" {word} "
        found.update(edged[at : at + RUN] for at in range(max(1, len(edged) - RUN + 1)))
    return found


class Spelling:
    """Words that are known, and the nearest of them to one that is not."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(words)
        self._stems = frozenset(stem(word) for word in self._known) | KNOWN_STEMS | FAINT
        self._with: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._known):
            for pair in _pairs(word):
                self._with[pair].append(word)

    def correct(self, word: str) -> str:
        """The word itself where it is known or too short to tell, else the nearest known one."""
        if len(word) < 5 or word in self._known or stem(word) in self._stems:
            return word
        if any(letter.isdigit() for letter in word):
            return word
        pairs = _pairs(word)
        shared = Counter(other for pair in pairs for other in self._with[pair])
        best, closest = word, CLOSEST_SPELLING
        for other, count in shared.most_common(12):
            likeness = 2 * count / (len(pairs) + len(_pairs(other)))
            if likeness > closest and distance(word, other) <= (1 if len(word) < 7 else 2):
                best, closest = other, likeness
        return best


def _pairs(word: str) -> set[str]:
    edged = f" {word} "
    return {edged[at : at + 2] for at in range(len(edged) - 1)}


def distance(one: str, other: str) -> int:
    """How many letters are put in, left out, changed or swapped between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        above, before, row = before, row, [at]
        for to, against in enumerate(other, start=1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != against))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == against:
                cost = min(cost, above[to - 2] + 1)
            row.append(cost)
    return row[-1]


def sayings_of(signs: Sequence[Sign]) -> list[tuple[int, str]]:
    """Return everything that says a sign, its wording and its examples, with the sign's place."""
    return [
        (place, saying)
        for place, sign in enumerate(signs)
        for saying in (sign.text, *sign.in_other_words)
    ]


class Finder:
    """The signs of one edition, ready to be searched."""

    def __init__(self, signs: Sequence[Sign], comparer: Comparer | None = None) -> None:
        self._signs = signs
        sayings = sayings_of(signs)
        self._spelling = Spelling(
            word.typed
            for _, saying in sayings
            for sentence in read(saying)
            for word in sentence
            if word.typed.isalpha()
        )
        self._owner = [place for place, _ in sayings]
        vectors = [features(list(chain.from_iterable(read(saying)))) for _, saying in sayings]
        self._rarity = _rarity(vectors)
        self._sayings = _Postings([self._weighed(vector) for vector in vectors])
        together: list[dict[str, float]] = [{} for _ in signs]
        for place, vector in zip(self._owner, vectors, strict=True):
            for name, weight in vector.items():
                together[place][name] = together[place].get(name, 0.0) + weight
        self._together = _Postings(
            [
                self._weighed({name: math.log1p(weight) for name, weight in vector.items()})
                for vector in together
            ]
        )
        self._mean = comparer([saying for _, saying in sayings]) if comparer else None
        letters = [dict.fromkeys(runs(saying), 1.0) for _, saying in sayings]
        self._letter_rarity = _rarity(letters)
        self._letters = _Postings([self._weighed_letters(vector) for vector in letters])

    @property
    def compares_meaning(self) -> bool:
        """Whether phrases are compared by what they mean, not by their words alone."""
        return self._mean is not None

    def find(self, phrase: str, most: int = 10) -> list[int]:
        """The places of the signs nearest to a phrase, best first; none that it denies."""
        sentences = read(phrase, self._spelling.correct)[:MOST_SENTENCES]
        words = [word for sentence in sentences for word in sentence]
        said = [word for word in words if not word.denied]
        if len(said) < len(words) and all(
            word.stem in FAINT or not telling(word.typed) for word in said
        ):
            return []
        scores = self._scores(said, phrase if len(said) == len(words) else "")
        if len(sentences) > 1:
            # A note says one thing after another: each sentence may be the one that finds.
            for sentence in sentences:
                part = self._scores([word for word in sentence if not word.denied])
                for place, score in part.items():
                    scores[place] = max(score, scores.get(place, 0.0))
        if len(said) < len(words):
            self._take_out_denied([word for word in words if word.denied], said, scores)
        ranked = sorted(scores.items(), key=lambda found: (-found[1], found[0]))
        return [place for place, score in ranked[:most] if score > WEAKEST]

    def _take_out_denied(
        self, denied: Sequence[Word], said: Sequence[Word], scores: dict[int, float]
    ) -> None:
        """Take out the signs that speak of what is denied, unless something else said bears one."""
        names = {word.stem for word in denied if telling(word.typed) and word.stem not in FAINT}
        names |= {f"~{meaning}" for _, _, meaning in meanings([word.stem for word in denied])}
        names -= {f"~{meaning}" for _, _, meaning in meanings([word.stem for word in said])}
        about = {at for name in names for at, _ in self._sayings.holding(name)}
        likeness = self._sayings.likeness(self._weighed(features(said)))
        others = self._best({at: value for at, value in likeness.items() if at not in about})
        for place in {self._owner[at] for at in about}:
            if self._signs[place].level > 1 and others.get(place, 0.0) < STRONG:
                scores.pop(place, None)

    def _scores(self, words: Sequence[Word], text: str = "") -> dict[int, float]:
        """How near each sign is to what is said; nothing where words say nothing of a worry.

        `text` is what was typed, where all of it is meant.
        """
        if not any(telling(word.typed) for word in words):
            return {}
        text = text or " ".join(word.typed for word in words)
        asked = self._weighed(features(words))
        best = self._best(self._sayings.likeness(asked))
        together = self._together.likeness(asked)
        letters = self._best(
            self._letters.likeness(self._weighed_letters(dict.fromkeys(runs(text), 1.0)))
        )
        scores = {
            place: BEST_SAYING * best.get(place, 0.0)
            + ALL_SAYINGS * together.get(place, 0.0)
            + LETTERS * letters.get(place, 0.0)
            for place in best.keys() | together.keys() | letters.keys()
        }
        if self._mean:
            meant = self._best(dict(enumerate(self._mean(text))))
            scores = {
                place: value + WORDS_BESIDE_MEANING * scores.get(place, 0.0)
                for place, value in meant.items()
            }
        return {
            place: score * (LEVEL_1 if self._signs[place].level == 1 else 1.0)
            for place, score in scores.items()
        }

    def _best(self, likeness: Mapping[int, float]) -> dict[int, float]:
        """How near each sign's nearest sayings are: the first counts most."""
        nearest: dict[int, list[float]] = defaultdict(list)
        for at, value in likeness.items():
            nearest[self._owner[at]].append(value)
        return {
            place: sum(
                share * value
                for share, value in zip(SHARES, sorted(values, reverse=True), strict=False)
            )
            for place, values in nearest.items()
        }

    def _weighed(self, vector: Vector) -> dict[str, float]:
        unseen = max(self._rarity.values(), default=1.0)
        return {
            name: weight * self._rarity.get(name, 0.0 if "+" in name else unseen * 0.5)
            for name, weight in vector.items()
        }

    def _weighed_letters(self, vector: Vector) -> dict[str, float]:
        return {name: self._letter_rarity[name] for name in vector if name in self._letter_rarity}


def _rarity(vectors: Sequence[Vector]) -> dict[str, float]:
    """How telling each name is: the fewer vectors hold it, the more."""
    held = Counter(name for vector in vectors for name in vector)
    return {name: math.log(1 + len(vectors) / (0.5 + count)) for name, count in held.items()}


class _Postings:
    """Vectors by the names they hold, for the cosine between them and another."""

    def __init__(self, vectors: Sequence[Vector]) -> None:
        self._holding: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, vector in enumerate(vectors):
            length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
            for name, weight in vector.items():
                self._holding[name].append((at, weight / length))

    def holding(self, name: str) -> Sequence[tuple[int, float]]:
        """The vectors that hold a name, each with its weight."""
        return self._holding.get(name, ())

    def likeness(self, asked: Vector) -> dict[int, float]:
        """The cosine of each vector that shares a name with `asked`."""
        length = math.sqrt(sum(weight * weight for weight in asked.values())) or 1.0
        found: dict[int, float] = defaultdict(float)
        for name, weight in asked.items():
            for at, held in self.holding(name):
                found[at] += weight * held / length
        return found
