"""The audit trail: searched by a posted form, read page by page, and taken away as a file."""

import csv
from io import StringIO

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import HatRequest, hat_required
from accounts.models import AuditEntry
from accounts.operations import audit
from accounts.rules import Permission
from govuk import references
from govuk.words import count_words
from reports import operations
from reports.forms import AuditSearchForm
from reports.models import AuditSearch
from reports.presenters.trail import (
    actions_of,
    criteria_words,
    csv_rows,
    emergency_accesses,
    emergency_rows,
    entry_rows,
    last_visit,
    opens_of_restricted,
    people_who_looked,
)

ENTRIES_ON_A_PAGE = 50


class _FoundPages(Paginator):
    """The pages of a search, by the number it found when it was asked.

    The last page goes on to the end, so that an entry written at the very moment of the search
    is never left out.
    """

    def __init__(self, search: AuditSearch, per_page: int) -> None:
        super().__init__(search.entries(), per_page)
        if search.found is not None:
            self.count = search.found

    def page(self, number: int | str) -> "Page[AuditEntry]":
        """Return one page; the last has whatever is left."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        after = None if number == self.num_pages else first + self.per_page
        return Page(self.object_list[first:after], number, self)


@hat_required(Permission.READ_AUDIT)
def trail(request: HatRequest) -> HttpResponse:
    """Ask what to look for; the search becomes a row of its owner's, so no name is an address."""
    actions = actions_of(request.membership)
    form = AuditSearchForm(request.POST if request.method == "POST" else None, actions=actions)
    if request.method == "POST" and form.is_valid():
        search = operations.search_trail(by=request.membership, **form.cleaned_data)
        return redirect("reports:found", search.pk)
    return render(
        request,
        "reports/trail.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@hat_required(Permission.READ_AUDIT)
@require_safe
def found(request: HatRequest, search_id: int) -> HttpResponse:
    """Show what a search found; reading it is an entry of the trail too."""
    search = _search(request, search_id)
    page = _FoundPages(search, ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    audit.record(
        by=request.membership,
        action="audit.read",
        subjects=[f"audit-{entry.pk}" for entry in page],
        detail={"search": search.pk, "page": page.number},
    )
    return render(
        request,
        "reports/trail_found.html",
        {
            "search": search,
            "criteria": criteria_words(search),
            "rows": entry_rows(page, now),
            "page": page,
            "total": page.paginator.count,
            "caption": count_words(page.paginator.count, "entry", "entries"),
            "most_exported": operations.MOST_EXPORTED,
        },
    )


@hat_required(Permission.READ_AUDIT)
@require_POST
def export(request: HatRequest, search_id: int) -> HttpResponse:
    """Return what a search found as a file for a spreadsheet."""
    search = _search(request, search_id)
    entries = operations.export_trail(by=request.membership, search=search)
    written = StringIO()
    csv.writer(written).writerows(csv_rows(entries))
    # The mark at the start lets spreadsheets read names with accents.
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-trail-{search.pk}.csv"'
    return response


@hat_required(Permission.READ_AUDIT)
@require_safe
def who_looked(request: HatRequest, reference: str) -> HttpResponse:
    """Say who saw one record, how often, when first and last."""
    try:
        record = references.normalise(reference)
    except references.BadReference as bad:
        raise Http404 from bad
    looked = people_who_looked(request.membership, record, timezone.now())
    if not looked:
        raise Http404
    audit.record(by=request.membership, action="audit.record_lookers_read", subjects=[record])
    return render(request, "reports/who_looked.html", {"reference": record, "looked": looked})


@hat_required(Permission.READ_AUDIT)
@require_safe
def emergency_access(request: HatRequest) -> HttpResponse:
    """List emergency accesses, what is new since the last visit, and who saw restricted records."""
    now, hat = timezone.now(), request.membership
    since = last_visit(hat, "audit.emergency_access_viewed")
    accesses = Paginator(emergency_accesses(hat), ENTRIES_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    opens = list(opens_of_restricted(hat)[:ENTRIES_ON_A_PAGE])
    rows = emergency_rows(accesses, since=since, now=now)
    audit.record(
        by=hat,
        action="audit.emergency_access_viewed",
        subjects=sorted({str(row["reference"]) for row in rows}),
        detail={"entries": [entry.pk for entry in opens]},
    )
    return render(
        request,
        "reports/emergency_access.html",
        {
            "rows": rows,
            "page": accesses,
            "new": sum(bool(row["new"]) for row in rows),
            "opens": entry_rows(opens, now),
            "most": ENTRIES_ON_A_PAGE,
        },
    )


def _search(request: HatRequest, search_id: int) -> AuditSearch:
    mine = AuditSearch.objects.visible_to(request.membership)
    return get_object_or_404(mine.select_related("membership__partnership"), pk=search_id)
