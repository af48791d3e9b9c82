"""The PDF of an edition: made by a worker, tagged, whole, and made again when a number changes."""

import io
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from pypdf.generic import Destination

from directory.models import ContactPoint
from outbox.models import Delivery
from outbox.rules import State
from thresholds import packs, pdf, tasks
from thresholds.errors import PdfLibraryMissing
from thresholds.models import Edition, EditionDocument

pytestmark = pytest.mark.django_db

WANTED = {"handler": tasks.MAKE_DOCUMENT}


@pytest.fixture
def short(edition: Edition) -> Edition:
    """An edition in force that is written on a few pages, and quickly printed."""
    data = packs.as_data(edition)
    data["edition"] |= {"name": "short guide", "in_force_from": "2026-01-01"}
    domain = data["domains"][0]
    data |= {"domains": [domain], "passages": [], "glossary": [], "circumstances": []}
    data["indicators"] = [sign for sign in data["indicators"] if sign["domain"] == domain["slug"]]
    packs.load(edition.framework.partnership, data)
    return edition.framework.editions.get(name="short guide")


def look(client: Client, edition: Edition) -> str:
    response = client.get(reverse("thresholds:document", args=[edition.pk]))
    assert response.status_code == 200
    return str(response.content.decode())


def make(client: Client, edition: Edition) -> PdfReader:
    """Ask for the PDF, make it as a worker does, and read the file a visitor gets."""
    look(client, edition)
    tasks.make_document(Delivery.objects.filter(**WANTED).latest("created_at"))
    response = client.get(reverse("thresholds:document_file", args=[edition.pk]))
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def words(text: str) -> str:
    """Text without the line breaks and hyphens of a page."""
    return "".join(text.replace("-", "").split())


def test_the_pdf_is_tagged_named_and_holds_every_text_with_bookmarks_and_page_numbers(
    client: Client, edition: Edition
) -> None:
    read = make(client, edition)
    root: Any = read.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    assert read.metadata is not None
    assert read.metadata.title == f"{edition.framework.name}: levels of need, 2018 guide"
    text = words("".join(page.extract_text() for page in read.pages))
    for sign in edition.indicators.all():
        assert words(sign.text) in text, sign.text
    titles = bookmarks(read.outline)
    assert f"Signs of need: {edition.domains.all()[0].name}" in titles
    assert "Glossary" in titles
    assert "Health: Level 4 Specialist" in titles
    for number, page in enumerate(read.pages, start=1):
        assert f"Page {number} of {len(read.pages)}" in page.extract_text()
    for term in edition.glossary.all():
        assert words(term.meaning) in text, term
    for circumstance in edition.circumstances.all():
        assert words(circumstance.duty_words()) in text, circumstance
    for passage in edition.passages.all():
        for _, lines in passage.blocks:
            assert all(words(line) in text for line in lines), passage
    for step in edition.glance_steps.all():
        assert words(step.title) in text, step
    for level in edition.levels.all():
        for _, lines in level.blocks:
            assert all(words(line) in text for line in lines), level
    assert words("020 3045 5440") in text


def bookmarks(outline: Sequence[object]) -> list[str]:
    found: list[str] = []
    for entry in outline:
        if isinstance(entry, list):
            found += bookmarks(entry)
        else:
            assert isinstance(entry, Destination)
            found.append(str(entry.title))
    return found


def test_the_page_says_that_the_pdf_is_being_made_until_it_is_there(
    client: Client, short: Edition
) -> None:
    assert "The PDF is being made. You can leave this page." in look(client, short)
    file = reverse("thresholds:document_file", args=[short.pk])
    assert client.get(file)["Location"] == reverse("thresholds:document", args=[short.pk])
    look(client, short)
    assert Delivery.objects.filter(**WANTED).count() == 1
    tasks.make_document(Delivery.objects.get(**WANTED))
    assert file in look(client, short)
    tasks.make_document(Delivery.objects.get(**WANTED))
    assert EditionDocument.objects.count() == 1


def test_a_number_that_changed_is_in_the_next_pdf_and_the_old_one_is_offered_no_more(
    client: Client, short: Edition
) -> None:
    """Decision 34: a number in print must be the one that is answered."""
    make(client, short)
    number = ContactPoint.objects.get(kind=ContactPoint.Kind.HUB, phone="020 3045 5440")
    number.phone = "020 3045 9999"
    number.save()
    assert "The PDF is being made." in look(client, short)
    text = "".join(page.extract_text() for page in make(client, short).pages)
    assert "020 3045 9999" in text
    number.phone = "020 3045 5440"
    number.save()
    assert "The PDF is being made." not in look(client, short)


def test_without_pango_the_worker_names_what_to_install_and_the_page_stays_honest(
    client: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(client, edition)
    delivery = Delivery.objects.get(**WANTED)

    def nothing_there(name: str) -> None:
        raise OSError(f"cannot load library of {name}")

    monkeypatch.setattr(pdf, "import_module", nothing_there)
    with pytest.raises(PdfLibraryMissing) as raised:
        tasks.make_document(delivery)
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in raised.value.message
    delivery.last_error = "PdfLibraryMissing"
    delivery.attempts = 1
    delivery.save()
    assert delivery.state is State.FAILING
    assert "could not be made just now. We keep trying." in look(client, edition)


def test_the_pdf_of_an_older_edition_says_that_it_is_older(client: Client, short: Edition) -> None:
    data = packs.as_data(short)
    data["edition"] |= {"name": "2026 guide", "in_force_from": "2026-04-01"}
    packs.load(short.framework.partnership, data)
    assert "Not the edition in force: short guide." in look(client, short)
    first = make(client, short).pages[0].extract_text()
    assert "This is not the edition in force." in first
    assert "In force from 1 January 2026 to 31 March 2026." in first


def test_the_document_fetches_nothing_from_anywhere(edition: Edition) -> None:
    fetcher = import_module("weasyprint").URLFetcher(allowed_protocols={"file"})
    with pytest.raises(ValueError, match="disallowed"):
        fetcher.fetch("https://example.org/")
    assert "http" not in pdf.document_html(edition).partition("</style>")[0]


def test_the_document_asks_a_constant_number_of_questions(edition: Edition) -> None:
    with CaptureQueriesContext(connection) as asked:
        pdf.document_html(edition)
    assert len(asked) <= 16


def test_an_edition_that_is_gone_or_a_draft_is_made_into_nothing(edition: Edition) -> None:
    draft = Edition.objects.create(
        framework=edition.framework, name="draft", law="", in_force_from="2027-01-01"
    )
    for number in (draft.pk, 987_654_321):
        tasks.make_document(Delivery(handler=tasks.MAKE_DOCUMENT, payload={"edition": number}))
    assert not EditionDocument.objects.exists()
