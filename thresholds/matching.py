"""Find an indicator or circumstance by what somebody wrote: pure comparison of wordings.

An indicator is identified by edition, level and wording (decision 15), so a wording copied from a
document must be found whatever its line breaks, quotation marks, dashes and capitals.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")

SAME_CHARACTERS = str.maketrans(
    {"‘": "'", "’": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-"}
)

# Besides what Python calls white space: soft hyphens, zero-width spaces and joiners, byte-order
# marks, which copies from documents carry unseen.
SPACES = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")

# What documents and word processors print before an item of a list; \uf0b7 is the bullet of Word's
# Symbol font.
BULLETS = "•·∙‣⁃◦●○■□▪▫▶➢\uf0b7\uf0a7*-"


def wording_key(text: str) -> str:
    """A wording without what does not tell it from another: spaces, capitals, kinds of quote."""
    plain = unicodedata.normalize("NFKC", text).translate(SAME_CHARACTERS)
    return SPACES.sub("", plain).casefold()


class Wordings(Generic[T]):
    """What stands under each level and wording of an edition."""

    def __init__(self, rows: Iterable[tuple[int, str, T]]) -> None:
        self._exact: dict[tuple[int, str], T] = {}
        self._without_stop: dict[tuple[int, str], T] = {}
        for level, text, found in rows:
            key = wording_key(text)
            self._exact.setdefault((level, key), found)
            self._without_stop.setdefault((level, key.rstrip(".")), found)

    def find(self, level: int, text: str) -> T | None:
        """What is worded like `text` at `level`.

        A closing full stop only breaks a tie, and a bullet pasted before the text is passed over.
        """
        key = wording_key(text)
        return self._with_key(level, key) or self._with_key(level, key.lstrip(BULLETS))

    def _with_key(self, level: int, key: str) -> T | None:
        return self._exact.get((level, key)) or self._without_stop.get((level, key.rstrip(".")))


class RepeatedName(ValueError):
    """An object of a JSON file gives the same name twice, so one of the two would be lost."""


def each_name_once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """A JSON object from its pairs, for `json.loads`. Raises `RepeatedName`."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise RepeatedName(f"it gives “{name}” twice")
        found[name] = value
    return found


def chosen_from_data(data: object) -> tuple[list[tuple[int, str]], list[str]]:
    """The levels and wordings, and the circumstances, of a parsed file.

    The file is `{"indicators": [{"level": 4, "text": "…"}], "circumstances": ["fgm"]}`; either
    list may be left out. Raises `ValueError` saying what is wrong with its shape.
    """
    if not isinstance(data, Mapping):
        raise ValueError("it must hold an object with “indicators” and “circumstances”")
    if unknown := set(data) - {"indicators", "circumstances"}:
        raise ValueError(
            f"it has an entry that is not known: {', '.join(sorted(map(str, unknown)))}"
        )
    signs = [_sign(row) for row in _list(data, "indicators")]
    keys = _list(data, "circumstances")
    if not all(isinstance(key, str) for key in keys):
        raise ValueError("“circumstances” must list keys, such as “fgm”")
    return signs, [str(key) for key in keys]


def _list(data: Mapping[str, object], name: str) -> Sequence[object]:
    rows = data.get(name, [])
    if not isinstance(rows, list):
        raise ValueError(f"“{name}” must be a list")
    return rows


def _sign(row: object) -> tuple[int, str]:
    level = row.get("level") if isinstance(row, Mapping) else None
    text = row.get("text") if isinstance(row, Mapping) else None
    # A bool is an int to Python; true is no level.
    if isinstance(level, bool) or not isinstance(level, int) or not isinstance(text, str):
        raise ValueError("each of “indicators” must have a whole number “level” and a “text”")
    return level, text
