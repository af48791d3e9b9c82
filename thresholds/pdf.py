"""The whole of an edition as one tagged document."""

import hashlib
from importlib import import_module

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from directory.models import FrontDoor
from directory.notices import hours_words
from govuk.words import date_words
from thresholds.errors import PdfLibraryMissing
from thresholds.models import Edition
from thresholds.presenters import edition_in_force, matrix, published_editions, standing

TYPEFACE = "built/fonts/atkinson-hyperlegible-next"


def document_html(edition: Edition) -> str:
    """Return the text that is made into a PDF, in a constant number of queries."""
    partnership = edition.framework.partnership
    routes = {route.level_id: route for route in edition.routes.all()}
    stands = standing(edition, edition_in_force(partnership), published_editions(edition))
    passages = list(edition.passages.all())
    return render_to_string(
        "thresholds/document_pdf.html",
        {
            "edition": edition,
            "partnership": partnership,
            "since": date_words(edition.in_force_from),
            "stands": stands,
            "typefaces": _typefaces(),
            "doors": [
                (door, hours_words(door), list(door.contact_points.all()))
                for door in FrontDoor.objects.filter(partnership=partnership).prefetch_related(
                    "contact_points", "office_hours"
                )
            ],
            "levels": [(level, routes.get(level.pk)) for level in edition.levels.all()],
            "sections": matrix(edition),
            "circumstances": edition.circumstances.all(),
            # Principles are of all children, and stand apart.
            "guide": [
                ("principles", "Principles", [row for row in passages if row.is_principle]),
                (
                    "passages",
                    "What the guide says of children in special circumstances",
                    [row for row in passages if not row.is_principle],
                ),
            ],
            "steps": edition.glance_steps.select_related("level").prefetch_related(
                "choices__leads_to"
            ),
            "terms": edition.glossary.all(),
            "law": edition.law.splitlines(),
        },
    )


def fingerprint_of(html: str) -> str:
    """Return a digest of a document's text: another text, another number to ring, is another."""
    return hashlib.sha256(html.encode()).hexdigest()


def pdf_of(html: str) -> bytes:
    """Return the text as a tagged PDF (PDF/UA-1). Raises `PdfLibraryMissing`.

    The library is loaded with the first document: no page needs it, and it needs Pango, which no
    Python package brings along (config.W001 names what to install).
    """
    try:
        weasyprint = import_module("weasyprint")
    except OSError as error:
        raise PdfLibraryMissing from error
    # Nothing but the typefaces beside us is ever fetched.
    fetcher = weasyprint.URLFetcher(allowed_protocols={"file"})
    made: bytes = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(
        pdf_variant="pdf/ua-1"
    )
    return made


def _typefaces() -> list[dict[str, str]]:
    """The portal's own typeface, so that page and paper match on a bare server."""
    found = (
        (weight, finders.find(f"{TYPEFACE}-{subset}-{weight}-normal.woff2"))
        for weight in (400, 700)
        for subset in ("latin", "latin-ext")
    )
    return [{"weight": str(weight), "path": path} for weight, path in found if path]
