"""`find_indicators`, from the command line, and the finder kept for an edition."""

import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from thresholds import presenters_finding
from thresholds.models import Edition
from thresholds.presenters_finding import nearest, prepare_those_in_force, ready

pytestmark = pytest.mark.django_db


def found(tmp_path: Path, text: str, framework: str = "bexley") -> list[dict[str, Any]]:
    file = tmp_path / "phrases.txt"
    file.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("find_indicators", "--framework", framework, "--file", str(file), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_phrase_is_printed_with_the_nearest_indicators_best_first(tmp_path: Path) -> None:
    rows = found(tmp_path, "\ufeffhasn't had his jabs\n\n  DV at home \nno concerns about drugs\n")
    assert [row["phrase"] for row in rows] == [
        "hasn't had his jabs",
        "DV at home",
        "no concerns about drugs",
    ]
    assert rows[0]["found"][0] == {
        "text": "Missing immunisations/checks",
        "level": 2,
        "domain": "Health",
    }
    assert {"Domestic abuse in the home"} <= {one["text"] for one in rows[1]["found"]}
    assert len(rows[1]["found"]) == 10
    assert not [one for one in rows[2]["found"] if "drug" in one["text"]]


def test_an_unknown_framework_and_an_unreadable_file_are_named_with_exit_2(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"UnknownFramework: .*“atlantis”") as refused:
        found(tmp_path, "DV", framework="atlantis")
    assert refused.value.returncode == 2
    missing = str(tmp_path / "missing.txt")
    with pytest.raises(CommandError, match="UnreadableFile: missing") as refused:
        call_command("find_indicators", "--framework", "bexley", "--file", missing)
    assert refused.value.returncode == 2


def test_a_published_edition_is_made_ready_once(
    edition: Edition, django_assert_num_queries: Any
) -> None:
    first = ready(edition)
    with django_assert_num_queries(0):
        assert ready(edition)[0] is first[0]
    with django_assert_num_queries(1):
        assert nearest(edition, "sofa surfing")[0].text.startswith("Homeless")


class CountsLetters:
    """A model of sentences that costs nothing: what a phrase means is how long it is."""

    def packed(self, sayings: Sequence[str]) -> bytes:
        return json.dumps([len(saying) for saying in sayings]).encode()

    def compare(self, sayings: Sequence[str], packed: bytes) -> Callable[[str], Sequence[float]]:
        lengths = json.loads(packed)
        return lambda phrase: [1 / (1 + abs(length - len(phrase))) for length in lengths]


def test_no_page_waits_until_what_the_signs_mean_is_worked_out(
    edition: Edition, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FIND_BY_MEANING = True
    monkeypatch.setattr(presenters_finding, "embedder", CountsLetters)
    monkeypatch.setattr(presenters_finding, "_ready", OrderedDict())
    assert not ready(edition)[0].compares_meaning
    assert nearest(edition, "sofa surfing")[0].text.startswith("Homeless")
    prepare_those_in_force()
    assert ready(edition)[0].compares_meaning
    assert nearest(edition, "sofa surfing")


def test_a_changed_draft_is_searched_as_it_is_now(edition: Edition) -> None:
    draft = Edition.objects.create(
        framework=edition.framework,
        name="Draft",
        law=edition.law,
        in_force_from=edition.in_force_from,
    )
    level = draft.levels.create(number=2, name="Additional", summary="s", description="d")
    domain = draft.domains.create(name="Health", slug="health", order=1)
    sign = draft.indicators.create(
        level=level, domain=domain, code="1", text="Frequent accidents.", order=1
    )
    assert nearest(draft, "brassic") == []
    sign.in_other_words = ["brassic"]
    sign.save()
    assert nearest(draft, "brassic") == [sign]
