"""The PDF of an edition: whether it is there, and the file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.access import public
from govuk.words import table_when
from outbox.rules import State
from thresholds.models import Edition, EditionDocument
from thresholds.operations.documents import ask_for_document
from thresholds.pdf import document_html, fingerprint_of
from thresholds.presenters import published_editions, standing
from thresholds.views.scope import edition_seen_by, published_edition


@public
@require_safe
def document(request: HttpRequest, number: int) -> HttpResponse:
    """Offer the PDF of an edition, or have it made and say so."""
    in_force = edition_seen_by(request)
    edition = published_edition(in_force, number)
    made, fingerprint = _document_of(edition)
    asked = None if made else ask_for_document(edition=edition, fingerprint=fingerprint)
    return render(
        request,
        "thresholds/document.html",
        {
            "edition": edition,
            "stands": standing(edition, in_force, published_editions(in_force)),
            "made": made,
            "size": filesizeformat(made.size) if made else "",
            "when": table_when(made.made_at, timezone.now()) if made else "",
            "failing": asked is not None and asked.state in {State.FAILING, State.GAVE_UP},
        },
    )


@public
@require_safe
def document_file(request: HttpRequest, number: int) -> HttpResponse:
    """Send the PDF; before it is made, lead to the page that says so."""
    edition = published_edition(edition_seen_by(request), number)
    made, _ = _document_of(edition)
    if made is None:
        return redirect("thresholds:document", edition.pk)
    name = slugify(f"{edition.framework.partnership.place} levels of need {edition.name}")
    return HttpResponse(
        bytes(made.content),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


def _document_of(edition: Edition) -> tuple[EditionDocument | None, str]:
    """Return the PDF of the text as it reads now, where it is made, and the text's fingerprint."""
    fingerprint = fingerprint_of(document_html(edition))
    return edition.documents.filter(fingerprint=fingerprint).first(), fingerprint
