"""`export_framework` and `suggest_level`, from the command line."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db

PACK = Path(__file__).parents[3] / "fixtures" / "bexley" / "framework.json"


def printed(*arguments: str) -> Any:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return json.loads(out.getvalue())


def suggested(tmp_path: Path, data: object) -> Any:
    file = tmp_path / "chosen.json"
    file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return printed("suggest_level", "--framework", "bexley", str(file))


def test_the_export_is_the_pack_in_printed_order() -> None:
    exported = printed("export_framework", "bexley")
    pack = json.loads(PACK.read_text(encoding="utf-8"))
    assert list(exported) == ["framework", "edition", "levels", "indicators"]
    assert exported["edition"] == pack["edition"]["name"] == "2018 guide"
    names = {domain["slug"]: domain["name"] for domain in pack["domains"]}
    assert exported["indicators"] == [
        {
            "code": row["code"],
            "level": row["level"],
            "domain": names[row["domain"]],
            "text": row["text"],
            "flag": row["flag"],
        }
        for row in pack["indicators"]
    ]
    assert [level["name"] for level in exported["levels"]] == [
        "Universal",
        "Additional",
        "Intensive",
        "Specialist",
    ]


def test_a_suggestion_is_printed_with_its_reasons_advice_and_edition(tmp_path: Path) -> None:
    answer = suggested(
        tmp_path,
        {
            "indicators": [
                {"level": 3, "text": "'unsafe' sexual activity"},
                {"level": 3, "text": "Child has significant  disability"},
            ],
            "circumstances": ["missing"],
        },
    )
    assert list(answer) == ["level", "reasons", "advice", "edition"]
    assert answer["level"] == 3
    assert answer["edition"] == "2018 guide"
    assert answer["reasons"] == [
        "Being missing from home, care or school is always Level 3 or above here.",
        "You chose 2 signs at Level 3. In Bexley 2 or more suggest Level 3.",
        "Health: Child has significant disability",
        "Health: ‘Unsafe’ sexual activity",
    ]
    assert answer["advice"][0].startswith("You must speak to the MASH about a missing child.")


@pytest.mark.parametrize(
    ("circumstance", "level"),
    [
        ("fgm", 4),
        ("non_mobile_injury", 4),
        ("child_sexual_exploitation", 4),
        ("criminal_exploitation", 4),
        ("private_fostering", 4),
        ("radicalisation", 3),
        ("missing", 3),
        ("young_carer", 1),
        ("unborn", 1),
    ],
)
def test_each_circumstance_sets_its_floor_and_adds_its_duty(
    tmp_path: Path, circumstance: str, level: int
) -> None:
    answer = suggested(tmp_path, {"circumstances": [circumstance]})
    assert answer["level"] == level
    assert len(answer["advice"]) == 1


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"indicators": [{"level": 4, "text": "Bites nails"}]}, "UnknownIndicator"),
        ({"indicators": [{"level": 1, "text": "Sexual abuse"}]}, "UnknownIndicator"),
        ({"circumstances": ["flu"]}, "UnknownCircumstance"),
        ("not json", "UnreadableFile"),
        ({"indicators": 4}, "UnreadableFile"),
        ('{"circumstances": ["fgm"], "circumstances": []}', "RepeatedEntry"),
        ('{"indicators": [{"level": 4, "level": 1, "text": "Sexual abuse"}]}', "RepeatedEntry"),
    ],
)
def test_what_cannot_be_suggested_on_is_a_named_error_and_exits_2(
    tmp_path: Path, data: object, named: str
) -> None:
    with pytest.raises(CommandError, match=f"^{named}: ") as refused:
        suggested(tmp_path, data)
    assert refused.value.returncode == 2


def test_a_repeated_entry_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"chosen\.json .* gives “circumstances” twice"):
        suggested(tmp_path, '{"circumstances": ["fgm"], "circumstances": []}')


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert suggested(tmp_path, '\ufeff{"circumstances": ["missing"]}')["level"] == 3


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (2, "Child/young person provocative in behaviour{}appearance e.g. inappropriately dressed"),
        (4, "Chronic and serious domestic abuse involving child{}young person"),
    ],
)
@pytest.mark.parametrize("slash", ["/", "/ ", "/\n", " /\u00a0"])
def test_a_slash_at_a_lines_end_is_found_however_it_is_copied(
    tmp_path: Path, level: int, text: str, slash: str
) -> None:
    copied = text.format(slash) + (" for school" if level == 2 else "")
    answer = suggested(tmp_path, {"indicators": [{"level": level, "text": f"• {copied}"}]})
    assert answer["level"] == level
    assert text.format("/") in answer["reasons"][1]


def test_a_missing_file_or_framework_is_a_named_error_and_exits_2(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^UnreadableFile: ") as refused:
        printed("suggest_level", "--framework", "bexley", str(tmp_path / "none.json"))
    assert refused.value.returncode == 2
    with pytest.raises(CommandError, match=r"^UnknownFramework: ") as refused:
        printed("export_framework", "atlantis")
    assert refused.value.returncode == 2
