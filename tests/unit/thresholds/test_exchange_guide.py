"""The guide's other texts as a file and back: all of it or nothing, every problem named."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Membership
from tests.cast import OneAuditEntry, SignedIn
from thresholds import errors, exchange, operations
from thresholds.exchange import UnreadableSigns
from thresholds.models import Edition
from thresholds.packs import as_data
from thresholds.presenters_manage import differences_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["slug", "title", "choices", "words", "level", "number", "name", "term"]
            ),
            inside,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(exchange.GUIDE)), JSON, min_size=1))
def test_whatever_a_file_holds_is_read_or_refused_in_words(data: dict[str, Any]) -> None:
    try:
        guide, problems = exchange.read_guide(json.dumps(data))
    except UnreadableSigns as refused:
        assert str(refused).startswith(("Check", "Choose"))
        return
    assert all(isinstance(problem, str) for problem in problems)
    again, none = (
        exchange.read_guide(exchange.written_guide(guide, indent=None))
        if any(guide.values())
        else (guide, [])
    )
    assert (again, none) == (guide, [])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"glossary": [{"term": "A"}]}, "Term 1: Enter “meaning”"),
        ({"levels": [{"number": 7}]}, "Level 1: Choose a level from 1 to 4"),
        ({"levels": ["one"]}, "Level 1: Write it as an object"),
        ({"domains": [{"name": "x" * 121}]}, "Domain 1: Shorten “name” to 120 characters"),
        ({"domains": [{"name": "A", "colour": "red"}]}, "Domain 1: “colour” is none of"),
        ({"passages": [{"title": "A", "text": "B", "is_principle": "yes"}]}, "it is no true or"),
    ],
)
def test_what_is_wrong_with_an_entry_is_named(data: dict[str, Any], words: str) -> None:
    _, problems = exchange.read_guide(json.dumps(data))
    assert words in " ".join(problems)


def test_characters_that_are_nothing_to_see_are_left_out() -> None:
    guide, _ = exchange.read_guide(
        '{"glossary": [{"term": "A\\u0000B", "meaning": "C\\u0007\\nD"}]}'
    )
    assert guide["glossary"] == [{"term": "AB", "meaning": "C\nD"}]
    rows, _ = exchange.read_json('[{"level": 1, "domain": "x", "text": "A\\u0000B"}]')
    assert rows[0].text == "AB"


@pytest.fixture
def draft(edition: Edition, administrator: Membership) -> Edition:
    """A draft that an administrator opened a moment ago."""
    return operations.open_draft(by=administrator, based_on=edition)


@pytest.mark.django_db
def test_what_was_exported_changes_nothing_and_builds_an_empty_draft_whole(
    draft: Edition, edition: Edition, administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    guide, problems = exchange.read_guide(exchange.written_guide(as_data(draft), indent=1))
    assert problems == []
    with one_audit_entry("edition.guide_imported", by=administrator):
        assert operations.import_guide(by=administrator, edition=draft, guide=guide) == 0
    for rows in (draft.glance_choices.all(), draft.glance_steps.all()):
        rows.delete()
    draft.glossary.all().delete()
    draft.passages.all().delete()
    assert operations.import_guide(by=administrator, edition=draft, guide=guide) > 0
    built, printed = as_data(draft), as_data(edition)

    def without_addresses(data: dict[str, Any]) -> dict[str, Any]:
        return {
            "glossary": data["glossary"],
            "passages": [{**row, "slug": ""} for row in data["passages"]],
            "titles": [
                (row["title"], row["level"], [choice["words"] for choice in row["choices"]])
                for row in data["at_a_glance"]
            ],
        }

    assert without_addresses(built) == without_addresses(printed)


@pytest.mark.django_db
def test_a_file_with_one_wrong_entry_imports_nothing(
    draft: Edition, administrator: Membership
) -> None:
    guide, _ = exchange.read_guide(
        json.dumps(
            {
                "glossary": [{"term": "Kinship care", "meaning": "Care by relatives."}],
                "routes": [{"level": 3, "goes_to": "the moon", "words": "Fly."}],
                "passages": [
                    {"title": "Twins", "text": "Two.", "circumstances": ["twins"]},
                    {"title": "Twins", "text": "Two."},
                ],
            }
        )
    )
    with pytest.raises(errors.WrongRows) as refused:
        operations.import_guide(by=administrator, edition=draft, guide=guide)
    said = " ".join(refused.value.problems)
    assert "Write “goes_to” as own_agency" in said
    assert "Passage 1: No special circumstance is called “twins”" in said
    assert "Passage 2: Enter what to do" in said
    assert not draft.glossary.filter(term="Kinship care").exists()
    with pytest.raises(errors.DraftTextChanged):
        operations.import_guide(by=administrator, edition=draft, guide=guide, seen=0)


@pytest.mark.django_db
def test_a_file_is_looked_at_before_it_changes_anything(
    draft: Edition, administrator: Membership, signed_in: SignedIn
) -> None:
    browser: Client = signed_in(administrator)
    path = reverse("thresholds:edition_import_guide", args=[draft.pk])
    exported = browser.get(reverse("thresholds:edition_export_guide", args=[draft.pk]))
    data = json.loads(exported.content)
    data["glossary"][0]["meaning"] = "A new meaning."
    data["levels"] = [{**data["levels"][0], "name": "Everybody"}]

    def upload(content: str) -> Any:
        file = SimpleUploadedFile("guide.json", content.encode())
        return browser.post(path, {"file": file})

    shown = upload(json.dumps(data))
    page = shown.content.decode()
    assert "A new meaning." in page
    assert "Level 1: name" in page
    assert not differences_of(draft).texts
    confirm = reverse("thresholds:edition_confirm_guide", args=[draft.pk])
    done = browser.post(confirm, {**shown.context["initial"]})
    assert done["Location"] == reverse("thresholds:edition_changes", args=[draft.pk])
    assert {row.after for row in differences_of(draft).texts} >= {"A new meaning.", "Everybody"}
    # The same page again counts once; another one, loaded before this change, looks again.
    again = browser.post(confirm, {**shown.context["initial"]})
    assert again["Location"] == done["Location"]
    stale = browser.post(confirm, {**shown.context["initial"], "form_key": ""})
    assert stale.status_code == 409
    for content, words in (
        ("[]", "it must have lists called"),
        ('{"levels": [1]}', "as an object"),
    ):
        refused = upload(content)
        assert refused.status_code == 422
        assert words in refused.content.decode()
