"""Normalise and compare names: pure, so that sorting, searching and matching agree.

Names are kept and shown as given. What is compared is a key without what people and forms vary:
capitals, accents, apostrophes, hyphens, spaces.
"""

import unicodedata

LONGEST_KEY = 220
TRIGRAM = 3

# Letters that carry no accent to take off, as they are usually written without them.
PLAIN_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
    }
)
APOSTROPHES = frozenset("'’‘`´ʼʻʹ")


def normalised(name: str) -> str:
    """A name as it is compared: "Zoë O’Neill-Łuk" is "zoe oneill luk".

    Apostrophes vanish, since "ONeill" is a common way to type them; any other mark parts words.
    Names in other scripts keep their letters.
    """
    folded = unicodedata.normalize("NFKD", name).casefold().translate(PLAIN_LETTERS)
    kept = (
        letter if letter.isalnum() else " "
        for letter in folded
        if letter not in APOSTROPHES and not unicodedata.combining(letter)
    )
    return " ".join("".join(kept).split())


def name_key(given: str, family: str) -> str:
    """The key by which a person is sorted and looked up: family name first."""
    return " ".join(filter(None, (normalised(family), normalised(given))))[:LONGEST_KEY]


def trigrams(text: str) -> frozenset[str]:
    """The groups of three letters of each word of `text`, with its beginning marked.

    They find what was spelled nearly the same: "khatun" and "katun" share two.
    """
    return frozenset(
        padded[place : place + TRIGRAM]
        for word in normalised(text).split()
        for padded in [f"  {word} "]
        for place in range(len(padded) - TRIGRAM + 1)
    )


def likeness(one: str, other: str) -> float:
    """How alike two texts are spelled, from 0 (nothing shared) to 1 (the same), in any order."""
    left, right = trigrams(one), trigrams(other)
    shared = len(left & right)
    return 2 * shared / (len(left) + len(right)) if shared else 0.0
