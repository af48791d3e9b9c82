"""References that are read out on the phone: short, unguessable, and checked.

Nine characters in three groups, such as 7KT-4MR-9HX. The alphabet has no vowels, so that no
word appears, and no look-alikes (no 0 1 B G I L O Q S Z). The last character is a check: there
are 19 characters, 19 is prime and every place has its own weight, so any single wrong
character and any two characters changed for each other are noticed.
"""

import unicodedata
from random import Random

ALPHABET = "23456789CDFHJKMPRTX"
LENGTH = 9
# Any nine different weights below 19 would do.
WEIGHTS = range(10, 19)
BAD = "That reference has a mistake in it. Check it and try again."

SPOKEN = {
    "2": "two",
    "3": "three",
    "4": "four",
    "5": "five",
    "6": "six",
    "7": "seven",
    "8": "eight",
    "9": "nine",
    "C": "Charlie",
    "D": "Delta",
    "F": "Foxtrot",
    "H": "Hotel",
    "J": "Juliett",
    "K": "Kilo",
    "M": "Mike",
    "P": "Papa",
    "R": "Romeo",
    "T": "Tango",
    "X": "X-ray",
}


class BadReference(ValueError):
    """What was typed is no reference; `str()` is the sentence for the page."""

    def __init__(self) -> None:
        super().__init__(BAD)


def check_character(body: str) -> str:
    """Return the ninth character that belongs to the first eight."""
    total = sum(
        weight * ALPHABET.index(character) for weight, character in zip(WEIGHTS, body, strict=False)
    )
    # The whole weighted sum is 0 modulo 19; the check's own weight is divided out.
    return ALPHABET[-total * pow(WEIGHTS[-1], -1, len(ALPHABET)) % len(ALPHABET)]


def grouped(characters: str) -> str:
    """Return nine characters in three groups of three: "7KT-4MR-9HX"."""
    return "-".join(characters[start : start + 3] for start in range(0, LENGTH, 3))


def new_reference(random: Random) -> str:
    """Return a fresh reference. Give `random.SystemRandom()`, so that nobody can guess the next."""
    body = "".join(random.choice(ALPHABET) for _ in range(LENGTH - 1))  # nosec B311 - as given
    return grouped(body + check_character(body))


def normalise(text: str) -> str:
    """Return a reference as it is stored, however it was typed: case, spaces and hyphens are free.

    Raises `BadReference` when the length, a character or the check is wrong.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    characters = "".join(
        c for c in plain if not c.isspace() and c not in "-.,/\u2010\u2011\u2012\u2013\u2014\u2212"
    )
    if len(characters) != LENGTH or any(c not in ALPHABET for c in characters):
        raise BadReference
    if check_character(characters[:-1]) != characters[-1]:
        raise BadReference
    return grouped(characters)


def spoken(reference: str) -> str:
    """Return how a reference is read out: "seven Kilo Tango, four Mike Romeo, nine Hotel X-ray"."""
    return ", ".join(
        " ".join(SPOKEN[character] for character in group) for group in reference.split("-")
    )
