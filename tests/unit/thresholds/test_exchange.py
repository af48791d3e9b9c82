"""Signs as a file and back: nothing lost, nothing half-imported, every problem by its row."""

import csv
import json
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Membership
from tests.cast import OneAuditEntry
from thresholds import errors, exchange, operations
from thresholds.changes import Kind, Sign
from thresholds.exchange import Row, UnreadableSigns
from thresholds.models import Edition
from thresholds.presenters_manage import differences_of, import_problems, rows_of, signs_of

DOMAINS = {"health": "Health", "home-1": "Home", "home-2": "Home", "sums": "=SUM(A1)"}
# What a page or a file can hold: one line, without characters that are nothing to see.
words = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Co", "Zs", "Zl", "Zp")) | st.just(" "),
    min_size=1,
    max_size=60,
).map(lambda text: " ".join(text.split()))
some_words = words.filter(bool)
signs = st.builds(
    Sign,
    code=st.from_regex(r"[A-Z]{2}-[1-4]-[A-Z]{3}-[0-9]{2}", fullmatch=True),
    level=st.integers(1, 4),
    domain=st.sampled_from(sorted(DOMAINS)),
    text=some_words | st.sampled_from(["=1+1", "-5", "@home", "'quoted'", "+44", 'a,b;c"d']),
    in_other_words=st.lists(some_words, max_size=4, unique=True).map(tuple),
    flag=words,
)
lists = st.lists(signs, min_size=1, max_size=8, unique_by=lambda sign: sign.code)


@given(lists, st.integers(0, 8))
def test_a_table_is_read_again_as_it_was_written(given: list[Sign], retired: int) -> None:
    rows = exchange.rows_from(given[retired:], given[:retired], DOMAINS)
    assert exchange.read_csv(exchange.written_csv(rows)) == (rows, [])


@given(lists, st.integers(0, 8))
def test_a_list_is_read_again_as_it_was_written(given: list[Sign], retired: int) -> None:
    rows = exchange.rows_from(given[retired:], given[:retired], DOMAINS)
    again, problems = exchange.read_json(exchange.written_json(rows))
    assert not problems
    assert [(*row_without_number(row),) for row in again] == [
        (*row_without_number(row),) for row in rows
    ]


def row_without_number(row: Row) -> tuple[object, ...]:
    return (row.code, row.level, row.domain, row.text, row.in_other_words, row.flag, row.retired)


@given(lists)
def test_no_cell_of_a_table_is_a_formula(given: list[Sign]) -> None:
    table = csv.reader(
        StringIO(exchange.written_csv(exchange.rows_from(given, [], DOMAINS)), newline="")
    )
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in table for cell in row)


@given(st.text(max_size=200) | st.text("\"',;\n[]{}:code level domain text1", max_size=200))
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(text: str) -> None:
    try:
        exchange.read(text)
    except UnreadableSigns as refused:
        assert str(refused).startswith(("Choose", "Check", "Save"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "this one is empty"),
        (b"  \n ", "this one is empty"),
        ("code,level,domain,text\n,1,H,caf\u00e9".encode("latin-1"), "CSV UTF-8"),
        ("level,domain,text\n".encode("utf-16"), "CSV UTF-8"),
        (b"level\x00", "something else"),
        (b"x" * (exchange.MOST_BYTES + 1), "1 MB or less"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableSigns, match=words):
        exchange.decoded(content)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("level,text\n1,Sad", "the column “domain” is missing"),
        ("level,domain,text,mood\n1,H,Sad,low", "“mood” is none of the columns"),
        ("level,domain,text,level\n1,H,Sad,1", "the column “level” is there twice"),
        ("level,domain,text\n", "this one has none"),
        ('level,domain,text\n1,H,"Sad', "a cell of this one does not end"),
        ("{", "it is not JSON at line 1"),
        ('{"a": 1, "a": 2}', "Check the file"),
        ("{}", "it must be a list of signs"),
        ("[]", "this one has none"),
        ("[" * 100_000, "it is not JSON"),
    ],
)
def test_a_file_that_is_no_list_of_signs_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(UnreadableSigns, match=words):
        exchange.read(text)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (",5,Health,Sad,,,", "Row 2: Choose a level from 1 to 4"),
        (",,Health,Sad,,,", "Row 2: Choose a level from 1 to 4"),
        (",1,,Sad,,,", "Row 2: Enter the domain"),
        (",1,Health,,,,", "Row 2: Enter the sign under “text”"),
        (",1,Health,Sad,,,perhaps", "Row 2: Enter yes or no under “retired”"),
        (",1,Health,Sad,,,yes", "Row 2: Enter the code of the sign that is retired"),
        (",1,Health,Sad,,,no,more", "Row 2: Check the commas"),
        (f",1,Health,{'x' * 2001},,,", "Row 2: Shorten “text” to 2,000 characters or fewer"),
    ],
)
def test_each_problem_of_a_table_names_its_row(cells: str, words: str) -> None:
    header = ",".join(exchange.COLUMNS)
    rows, problems = exchange.read(f"{header}\n{cells}\nBX-1,1,Health,Well,,,no\n")
    assert [row.code for row in rows] == ["BX-1"]
    assert any(str(problem).startswith(words) for problem in problems)


def test_every_row_is_checked_and_one_row_may_have_several_problems() -> None:
    _, problems = exchange.read("code,level,domain,text\nA,9,,\nA,1,H,Well\nA,1,H,Again")
    assert [str(problem) for problem in problems] == [
        "Row 2: Choose a level from 1 to 4",
        "Row 2: Enter the domain",
        "Row 2: Enter the sign under “text”",
        "Row 4: The code A is in row 3 already",
    ]


@pytest.mark.parametrize("entry", ["4", '"x"', '{"level": 1}', '{"levl": 1}', '{"level": true}'])
def test_an_entry_that_is_no_sign_names_its_place(entry: str) -> None:
    _, problems = exchange.read(f"[{entry}]")
    assert problems
    assert all(str(problem).startswith("Row 1: ") for problem in problems)


def test_a_table_with_semicolons_and_other_capitals_is_read() -> None:
    rows, problems = exchange.read("Level;Domain;Text;In_other_words\r\n2;Health;Sad;low\r\n")
    assert not problems
    assert (rows[0].level, rows[0].text, rows[0].in_other_words) == (2, "Sad", ("low",))


# Into a draft ----------------------------------------------------------------------------------


@pytest.fixture
def draft(edition: Edition, administrator: Membership) -> Edition:
    """A draft that an administrator opened a moment ago."""
    return operations.open_draft(by=administrator, based_on=edition)


def exported(draft: Edition) -> list[Row]:
    return rows_of(draft)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_is_exported_is_imported_without_a_change(
    draft: Edition, administrator: Membership, kind: str
) -> None:
    operations.retire_sign(by=administrator, indicator=draft.indicators.get(code="BX-3-HEA-02"))
    before = signs_of(draft)
    write = exchange.written_csv if kind == "csv" else exchange.written_json
    rows, problems = exchange.read(exchange.decoded(write(exported(draft)).encode("utf-8-sig")))
    assert not problems
    done = operations.import_signs(by=administrator, edition=draft, rows=rows)
    assert (done.added, done.changed, done.retired, done.put_back) == (0, 0, 0, 0)
    assert done.unchanged == 199
    assert signs_of(draft) == before


@pytest.mark.django_db
def test_a_file_adds_changes_retires_and_puts_back_and_keeps_what_it_has_no_column_for(
    draft: Edition, administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    operations.retire_sign(by=administrator, indicator=draft.indicators.get(code="BX-3-HEA-02"))
    text = "\n".join(
        [
            "code,level,domain,text,retired",
            ",3,Health,Refuses all food,",
            "BX-3-HEA-01,4,health,Reworded and moved,no",
            "BX-3-HEA-02,3,Health,Put back and reworded,",
            "BX-4-HEA-01,4,Health,whatever,yes",
        ]
    )
    rows, _ = exchange.read(text)
    with one_audit_entry("edition.signs_imported", by=administrator):
        done = operations.import_signs(by=administrator, edition=draft, rows=rows)
    assert (done.added, done.changed, done.retired, done.put_back) == (1, 1, 1, 1)
    changes = {row.change.code: row.change.kinds for row in differences_of(draft).signs}
    added = next(code for code, kinds in changes.items() if kinds == (Kind.ADDED,))
    assert changes == {
        added: (Kind.ADDED,),
        "BX-3-HEA-01": (Kind.MOVED, Kind.REWORDED),
        "BX-3-HEA-02": (Kind.REWORDED,),
        "BX-4-HEA-01": (Kind.RETIRED,),
    }


@pytest.mark.django_db
def test_one_wrong_row_imports_nothing_and_every_wrong_row_is_named(
    draft: Edition, administrator: Membership
) -> None:
    before = signs_of(draft)
    rows, _ = exchange.read(
        "code,level,domain,text\n,3,Health,Fine\nNO-SUCH,1,Astrology,Wrong twice\n"
        ",3,Health,child has significant disability"
    )
    with pytest.raises(errors.WrongRows) as refused:
        operations.import_signs(by=administrator, edition=draft, rows=rows)
    assert refused.value.problems == (
        "Row 3: No domain of this edition is called “Astrology”",
        "Row 3: No sign has the code NO-SUCH. Leave the code empty to add a sign",
        "Row 4: Level 3 has this sign already: code "
        + draft.indicators.get(text__iexact="Child has significant disability").code,
    )
    assert signs_of(draft) == before


@pytest.mark.django_db
def test_a_new_sign_that_is_in_the_file_twice_is_named(draft: Edition) -> None:
    rows, _ = exchange.read("level,domain,text\n3,Health,Fine\n3,Learning,“fine”\n3,Health,FINE")
    assert [str(problem) for problem in import_problems(draft, rows)] == [
        "Row 4: Level 3 has this sign already: row 2"
    ]


@pytest.mark.django_db
def test_a_file_is_not_written_over_what_a_colleague_did_since_the_preview(
    draft: Edition, administrator: Membership, second_administrator: Membership
) -> None:
    seen = draft.events.latest("pk").pk
    operations.retire_sign(
        by=second_administrator, indicator=draft.indicators.get(code="BX-3-HEA-02")
    )
    rows, _ = exchange.read("level,domain,text\n3,Health,Fine")
    with pytest.raises(errors.DraftTextChanged):
        operations.import_signs(by=administrator, edition=draft, rows=rows, seen=seen)


def test_names_two_domains_share_are_written_as_addresses() -> None:
    rows = exchange.rows_from(
        [Sign("A", 1, "home-2", "Tidy"), Sign("B", 1, "health", "Well")], [], DOMAINS
    )
    assert [row.domain for row in rows] == ["home-2", "Health"]
    assert json.loads(exchange.written_json(rows))[0]["domain"] == "home-2"
