"""Making the PDF of an edition, by its id."""

from django.utils import timezone

from outbox.handlers import handler
from outbox.models import Delivery
from thresholds.models import Edition, EditionDocument
from thresholds.pdf import document_html, fingerprint_of, pdf_of

MAKE_DOCUMENT = "thresholds.document"


@handler(MAKE_DOCUMENT)
def make_document(delivery: Delivery) -> None:
    """Make the PDF of a published edition as it reads now, unless it is there already.

    Raises `PdfLibraryMissing`; the row then waits and is tried again.
    """
    edition = (
        Edition.objects.published()
        .select_related("framework__partnership")
        .filter(pk=delivery.payload["edition"])
        .first()
    )
    if edition is None:
        return
    html = document_html(edition)
    fingerprint = fingerprint_of(html)
    if EditionDocument.objects.filter(edition=edition, fingerprint=fingerprint).exists():
        return
    content = pdf_of(html)
    EditionDocument.objects.create(
        edition=edition,
        fingerprint=fingerprint,
        content=content,
        size=len(content),
        made_at=timezone.now(),
    )
