"""Signs as a file, CSV or JSON, and other texts as JSON, and back: pure, each problem named.

What is written is read again as it was: `read_csv(written_csv(rows))` gives the same rows.
"""

import csv
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from thresholds.changes import Sign
from thresholds.matching import RepeatedName, each_name_once

COLUMNS = ("code", "level", "domain", "text", "in other words", "flag", "retired")
NEEDED = ("level", "domain", "text")
MOST_BYTES = 1_000_000
MOST_ROWS = 2_000
LONGEST_TEXT = 2_000
LONGEST_PARAGRAPHS = 20_000
LONGEST_EXAMPLE = 300
MOST_EXAMPLES = 60
LEVELS = {"1": 1, "2": 2, "3": 3, "4": 4}
YES_AND_NO = {"": False, "no": False, "false": False, "yes": True, "true": True}
# A spreadsheet takes a cell that begins like this for a formula; an apostrophe before it says no.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


class UnreadableSigns(ValueError):
    """A file of which nothing can be read; the words say what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One sign of a file. `number` is its line in a table, or its place in a list.

    `domain` is what the file calls the domain, its name or its slug.
    """

    number: int
    code: str
    level: int
    domain: str
    text: str
    # None where the file has no such column: what the draft has stays.
    in_other_words: tuple[str, ...] | None = None
    flag: str | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one row, in words."""

    number: int
    words: str

    def __str__(self) -> str:
        return f"Row {self.number}: {self.words}"


def rows_from(
    signs: Sequence[Sign], retired: Sequence[Sign], domains: Mapping[str, str]
) -> list[Row]:
    """Return the rows of a file: the signs in printed order, then the retired ones.

    Args:
        domains: names by slug; a name two domains have is written as the slug.
    """
    names = list(domains.values())
    called = {slug: name if names.count(name) == 1 else slug for slug, name in domains.items()}
    return [
        Row(
            number=number,
            code=sign.code,
            level=sign.level,
            domain=called.get(sign.domain, sign.domain),
            text=sign.text,
            in_other_words=sign.in_other_words,
            flag=sign.flag,
            retired=number > len(signs) + 1,
        )
        for number, sign in enumerate([*signs, *retired], start=2)
    ]


# Writing ---------------------------------------------------------------------------------------


def written_csv(rows: Sequence[Row]) -> str:
    """Return a table; no cell of it is a formula to a spreadsheet."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        examples = "\n".join(row.in_other_words or ())
        retired = "yes" if row.retired else "no"
        cells = (row.code, str(row.level), row.domain, row.text, examples, row.flag or "", retired)
        writer.writerow([_guarded(cell) for cell in cells])
    return out.getvalue()


def written_json(rows: Sequence[Row], *, indent: int | None = 1) -> str:
    """Return a list of objects, one a sign; without `indent` all on one line.

    What a row says nothing about is left out, so that it is still nothing when it is read.
    """
    written = [
        {
            "code": row.code,
            "level": row.level,
            "domain": row.domain,
            "text": row.text,
            "in other words": None if row.in_other_words is None else list(row.in_other_words),
            "flag": row.flag,
            "retired": row.retired,
        }
        for row in rows
    ]
    said = [{name: value for name, value in row.items() if value is not None} for row in written]
    return json.dumps(said, ensure_ascii=False, indent=indent)


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


# Reading ---------------------------------------------------------------------------------------


def decoded(content: bytes) -> str:
    """Return a file's text. Raises `UnreadableSigns`."""
    if not content.strip():
        raise UnreadableSigns("Choose a file with signs in it: this one is empty")
    if len(content) > MOST_BYTES:
        raise UnreadableSigns("Choose a file of 1 MB or less")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnreadableSigns(
            "Save the file as UTF-8 and choose it again. "
            "In a spreadsheet the kind of file is called “CSV UTF-8”"
        ) from wrong
    if "\x00" in text:
        raise UnreadableSigns("Choose a CSV or JSON file: this one is something else")
    return text


def read(text: str) -> tuple[list[Row], list[Problem]]:
    """Return the rows of a file and what is wrong with it, CSV or JSON by how it begins.

    Raises:
        UnreadableSigns: nothing of it can be read as rows.
    """
    rows, problems = read_json(text) if text.lstrip()[:1] in {"[", "{"} else read_csv(text)
    if not rows and not problems:
        raise UnreadableSigns("Choose a file with signs in it: this one has none")
    seen: dict[str, int] = {}
    for row in rows:
        if row.code and row.code in seen:
            words = f"The code {row.code} is in row {seen[row.code]} already"
            problems.append(Problem(row.number, words))
        seen.setdefault(row.code, row.number)
    return rows, sorted(problems, key=lambda problem: problem.number)


def read_csv(text: str) -> tuple[list[Row], list[Problem]]:
    """Return the rows of a table and what is wrong with each. Raises `UnreadableSigns`."""
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        table = list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as wrong:
        raise UnreadableSigns(
            "Choose a CSV file as a spreadsheet saves it: a cell of this one does not end"
        ) from wrong
    header = [_heading(cell) for cell in table[0]] if table else []
    if unknown := [cell for cell in header if cell and cell not in COLUMNS]:
        raise UnreadableSigns(
            f"Check the first row: “{unknown[0]}” is none of the columns {', '.join(COLUMNS)}"
        )
    _refuse_headings(header)
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) + len(problems) >= MOST_ROWS:
            raise UnreadableSigns(f"Choose a file of {MOST_ROWS:,} signs or fewer")
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            problems.append(Problem(number, "Check the commas: there are more cells than columns"))
            continue
        given: dict[str, Any] = {
            name: _unguarded(cell) for name, cell in zip(header, cells, strict=False) if name
        }
        if "in other words" in given:
            given["in other words"] = given["in other words"].splitlines()
        row, found = _row(number, given)
        rows += [row] if row else []
        problems += found
    return rows, problems


def read_json(text: str) -> tuple[list[Row], list[Problem]]:
    """Return the rows of a list and what is wrong with each. Raises `UnreadableSigns`."""
    try:
        data = json.loads(text, object_pairs_hook=each_name_once)
    except RepeatedName as twice:
        raise UnreadableSigns(f"Check the file: {twice}") from twice
    except (ValueError, RecursionError) as wrong:
        line = f" at line {wrong.lineno}" if isinstance(wrong, json.JSONDecodeError) else ""
        raise UnreadableSigns(f"Check the file: it is not JSON{line}") from wrong
    if isinstance(data, dict) and set(data) == {"signs"}:
        data = data["signs"]
    if not isinstance(data, list):
        raise UnreadableSigns("Check the file: it must be a list of signs")
    if len(data) > MOST_ROWS:
        raise UnreadableSigns(f"Choose a file of {MOST_ROWS:,} signs or fewer")
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, given in enumerate(data, start=1):
        if not isinstance(given, dict):
            problems.append(Problem(number, "Write it as an object with level, domain and text"))
            continue
        given = {_heading(name): value for name, value in given.items()}
        if unknown := sorted(set(given) - set(COLUMNS)):
            problems.append(Problem(number, f"Check “{unknown[0]}”: it is none of the columns"))
            continue
        row, found = _row(number, given)
        rows += [row] if row else []
        problems += found
    return rows, problems


def _heading(cell: str) -> str:
    return " ".join(_unguarded(cell).replace("_", " ").split()).casefold()


def _refuse_headings(header: Sequence[str]) -> None:
    if missing := [name for name in NEEDED if name not in header]:
        raise UnreadableSigns(f"Check the first row: the column “{missing[0]}” is missing")
    if twice := [name for name in header if name and header.count(name) > 1]:
        raise UnreadableSigns(f"Check the first row: the column “{twice[0]}” is there twice")


def _row(number: int, given: Mapping[str, Any]) -> tuple[Row | None, list[Problem]]:
    """One row, or every reason why it is none."""
    wrong: list[str] = []
    level = LEVELS.get(_words(given.get("level")))
    if level is None:
        wrong.append("Choose a level from 1 to 4")
    domain = _words(given.get("domain"))
    if not domain:
        wrong.append("Enter the domain")
    text = _words(given.get("text"))
    if not text:
        wrong.append("Enter the sign under “text”")
    flag = _words(given["flag"]) if "flag" in given else None
    for name, said in (("text", text), ("flag", flag or "")):
        if len(said) > LONGEST_TEXT:
            wrong.append(f"Shorten “{name}” to {LONGEST_TEXT:,} characters or fewer")
    in_other_words = None
    if "in other words" in given:
        in_other_words, unusable = _examples(given["in other words"])
        wrong += unusable
    code, is_retired = _words(given.get("code")), given.get("retired", "")
    retired = YES_AND_NO.get(str(is_retired).strip().casefold())
    if retired is None:
        wrong.append("Enter yes or no under “retired”")
    if retired and not code:
        wrong.append("Enter the code of the sign that is retired")
    if wrong or level is None:
        return None, [Problem(number, words) for words in wrong]
    return Row(number, code, level, domain, text, in_other_words, flag, bool(retired)), []


def _examples(given: object) -> tuple[tuple[str, ...], list[str]]:
    """Examples, each once, and what is wrong with them."""
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        return (), ["Write “in other words” as a list of texts"]
    examples = tuple(dict.fromkeys(said for one in given if (said := _words(one))))
    wrong = []
    if len(examples) > MOST_EXAMPLES:
        wrong.append(f"Keep “in other words” to {MOST_EXAMPLES} examples or fewer")
    if any(len(one) > LONGEST_EXAMPLE for one in examples):
        wrong.append(f"Shorten “in other words” to {LONGEST_EXAMPLE} characters or fewer each")
    return examples, wrong


def _words(value: object) -> str:
    """A text on one line; what is no text, number or nothing counts as nothing."""
    if value is None or isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(_seen(" ".join(str(value).split())).split())


# The guide's other texts -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """What one field of an entry may hold: a text of so many characters, or something else."""

    kind: type = str
    most: int = LONGEST_PARAGRAPHS
    needed: bool = False


_NAME = Column(most=120, needed=True)
_TITLE = Column(most=200, needed=True)
_TEXT = Column(needed=True)
_OPTIONAL = Column()
_SOURCE = Column(most=100)
_LEVEL = Column(int, 4, needed=True)
_TICK = Column(bool)
# The lists of a file and the fields of an entry of each, as a partnership's pack has them.
GUIDE: Mapping[str, Mapping[str, Column]] = {
    "levels": {
        "number": _LEVEL,
        "name": Column(most=60, needed=True),
        "summary": Column(most=300, needed=True),
        "description": _TEXT,
        "needs": _OPTIONAL,
        "services": _OPTIONAL,
        "outcome": _OPTIONAL,
        "how_to_get_help": _TEXT,
        "source": _SOURCE,
    },
    "routes": {"level": _LEVEL, "goes_to": _NAME, "words": _TEXT, "rule": Column(most=60)},
    "domains": {"slug": Column(most=120), "name": _NAME, "section": Column(most=120)},
    "glossary": {
        "term": _NAME,
        "also": Column(most=200),
        "meaning": _TEXT,
        "source": _SOURCE,
    },
    "passages": {
        "slug": Column(most=120),
        "title": _TITLE,
        "circumstances": Column(list),
        "is_principle": _TICK,
        "duty": _OPTIONAL,
        "text": _TEXT,
        "rule": Column(most=100),
        "source": _SOURCE,
    },
    "at_a_glance": {
        "slug": Column(most=120, needed=True),
        "title": _TITLE,
        "words": _OPTIONAL,
        "is_question": _TICK,
        "ring": _TICK,
        "level": Column(int, 4),
        "source": _SOURCE,
        "note": _OPTIONAL,
        "choices": Column(list),
    },
}
CHOICE = {"words": Column(most=200, needed=True), "leads_to": Column(most=120, needed=True)}
# What an entry of each list is called where it is wrong.
ENTRY_NAMES = {
    "levels": "Level",
    "routes": "Route",
    "domains": "Domain",
    "glossary": "Term",
    "passages": "Passage",
    "at_a_glance": "Page at a glance",
}
MOST_ENTRIES = 500

Entry = dict[str, Any]
Guide = dict[str, list[Entry]]


def written_guide(guide: Mapping[str, Sequence[Mapping[str, Any]]], *, indent: int | None) -> str:
    """Return a guide's texts as a file that `read_guide` reads."""
    kept = {name: guide[name] for name in GUIDE if name in guide}
    return json.dumps(kept, ensure_ascii=False, indent=indent)


def read_guide(text: str) -> tuple[Guide, list[str]]:
    """Return the lists of a file with the guide's texts, and what is wrong with them in words.

    Raises:
        UnreadableSigns: nothing of it can be read as such lists.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise UnreadableSigns("Check the file: it is not JSON") from wrong
    if not isinstance(data, dict) or not set(data) & set(GUIDE):
        raise UnreadableSigns(f"Check the file: it must have lists called {', '.join(GUIDE)}")
    guide: Guide = {}
    problems: list[str] = []
    for name, columns in GUIDE.items():
        if name not in data:
            continue
        if not isinstance(data[name], list) or len(data[name]) > MOST_ENTRIES:
            raise UnreadableSigns(
                f"Check “{name}”: it must be a list of {MOST_ENTRIES} entries or fewer"
            )
        guide[name] = []
        for number, given in enumerate(data[name], start=1):
            entry, wrong_here = _entry(given, columns)
            called = f"{ENTRY_NAMES[name]} {number}"
            problems += [f"{called}: {words}" for words in wrong_here]
            if not wrong_here:
                guide[name].append(entry)
    if not any(guide.values()) and not problems:
        raise UnreadableSigns("Choose a file with texts in it: this one has none")
    return guide, problems


def _entry(given: object, columns: Mapping[str, Column]) -> tuple[Entry, list[str]]:
    if not isinstance(given, dict):
        return {}, ["Write it as an object"]
    wrong = [f"“{name}” is none of {', '.join(columns)}" for name in given if name not in columns]
    entry: Entry = {}
    for name, column in columns.items():
        value = given.get(name)
        if value is None or value == "":
            if column.needed:
                wrong.append(f"Enter “{name}”")
            elif name in given:
                entry[name] = None if column.kind is int else column.kind()
        elif not isinstance(value, column.kind) or (column.kind is int and value is True):
            wrong.append(f"Check “{name}”: it is no {_KINDS[column.kind]}")
        elif isinstance(value, str):
            entry[name] = _paragraphs(value)
            if len(entry[name]) > column.most:
                wrong.append(f"Shorten “{name}” to {column.most:,} characters or fewer")
        elif column.kind is int and not 1 <= int(str(value)) <= column.most:
            wrong.append("Choose a level from 1 to 4")
        elif name == "choices":
            read_choices = [_entry(one, CHOICE) for one in value]  # type: ignore[attr-defined]
            wrong += [words for _, found in read_choices for words in found]
            entry[name] = [one for one, _ in read_choices]
        elif column.kind is list:
            entry[name] = [_paragraphs(one) for one in value if isinstance(one, str)]  # type: ignore[attr-defined]
        else:
            entry[name] = value
    return entry, wrong


_KINDS = {str: "text", int: "number", bool: "true or false", list: "list"}


def _paragraphs(text: str) -> str:
    """A text with its lines; characters that are nothing to see are left out."""
    lines = (_seen(line).strip() for line in text.splitlines())
    return "\n".join(lines).strip()


def _seen(text: str) -> str:
    return "".join(
        one for one in text if one == "\t" or unicodedata.category(one) not in {"Cc", "Cs", "Co"}
    )
