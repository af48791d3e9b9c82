"""Signs of an edition as a file, and a file's signs into a draft."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from accounts.access import HatRequest, hat_required
from accounts.errors import AlreadyDone, NotAllowed, OperationError
from accounts.rules import Permission
from directory.views.steps import done
from govuk.words import count_words
from thresholds import exchange, operations
from thresholds.errors import DraftTextChanged, WrongRows
from thresholds.exchange import Guide, Row, UnreadableSigns
from thresholds.forms_manage import ConfirmImportForm, ImportForm, ImportGuideForm
from thresholds.models import Edition
from thresholds.packs import as_data
from thresholds.presenters_manage import import_preview, import_problems, newest_event, rows_of
from thresholds.views.manage import AboutDraft, kept_edition, rests, says_when_discarded

MOST_PROBLEMS_SHOWN = 100
LONGEST_NUMBER = 19
WRITERS = {
    "csv": ("text/csv; charset=utf-8", exchange.written_csv),
    "json": ("application/json", exchange.written_json),
}


@hat_required(Permission.ADMINISTER)
@require_safe
@says_when_discarded
def export(request: HatRequest, number: int, kind: str) -> HttpResponse:
    """Return an edition's signs as a file, what is retired last."""
    if kind not in WRITERS:
        raise Http404
    edition = kept_edition(request, number)
    content_type, write = WRITERS[kind]
    # Spreadsheets read UTF-8 only where a byte-order mark says so.
    mark = "\ufeff" if kind == "csv" else ""
    answer = HttpResponse(mark + write(rows_of(edition)), content_type=content_type)
    name = slugify(f"{edition.framework.key}-{edition.name}")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


@hat_required(Permission.ADMINISTER)
@require_safe
@says_when_discarded
def export_guide(request: HatRequest, number: int) -> HttpResponse:
    """Return an edition's texts beside its signs as a file, in the shape of a pack."""
    edition = kept_edition(request, number)
    written = exchange.written_guide(as_data(edition), indent=1)
    answer = HttpResponse(written, content_type="application/json")
    name = slugify(f"{edition.framework.key}-{edition.name}-guide")
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


class ImportSigns(AboutDraft):
    """Choose a file; what it would change is shown before anything is."""

    form_class = ImportForm
    template_name = "thresholds/manage/import.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Read the file: show every row that is wrong, or what the file would change."""
        try:
            rows, problems = exchange.read(form.cleaned_data["file"])
        except UnreadableSigns as unreadable:
            form.add_error("file", str(unreadable))
            return self.form_invalid(form)
        wrong = sorted(
            [*problems, *import_problems(self.edition, rows)], key=lambda problem: problem.number
        )
        if wrong:
            form.add_error("file", f"Nothing was imported: {count_words(len(wrong), 'problem')}")
            return self.render_to_response(
                self.get_context_data(form=form, **_shown([str(problem) for problem in wrong])),
                status=422,
            )
        return _preview(self.request, self.edition, rows)


@hat_required(Permission.ADMINISTER)
@require_POST
@says_when_discarded
def confirm_import(request: HatRequest, number: int) -> HttpResponse:
    """Take over the signs of a file that was looked at, all of them or none."""
    edition = kept_edition(request, number)
    form = ConfirmImportForm(request.POST)
    if not form.is_valid():
        return redirect("thresholds:edition_import", number)
    try:
        rows, problems = exchange.read_json(form.cleaned_data["rows"])
    except UnreadableSigns:
        return redirect("thresholds:edition_import", number)
    seen = form.cleaned_data["seen"]
    try:
        if problems:
            raise WrongRows([str(problem) for problem in problems])
        imported = operations.import_signs(
            by=request.membership,
            edition=edition,
            rows=rows,
            seen=int(seen) if seen.isdecimal() else 0,
            form_key=form.cleaned_data["form_key"],
        )
    except AlreadyDone:
        return redirect("thresholds:edition_changes", number)
    except NotAllowed as refused:
        raise Http404 from refused
    except DraftTextChanged:
        return _preview(request, edition, rows, changed=True)
    except WrongRows as wrong:
        return render(
            request,
            "thresholds/manage/import.html",
            {
                "edition": edition,
                "form": ImportForm(),
                "back_url": reverse("thresholds:edition", args=[number]),
                **_shown(wrong.problems),
            },
            status=422,
        )
    except OperationError as refused:
        return rests(request, edition, refused.message)
    changed = imported.added + imported.changed + imported.retired + imported.put_back
    done(request, f"{count_words(changed, 'sign')} imported")
    return redirect("thresholds:edition_changes", number)


def _shown(problems: Any) -> dict[str, Any]:
    listed = list(problems)
    return {
        "problems": listed[:MOST_PROBLEMS_SHOWN],
        "more": max(0, len(listed) - MOST_PROBLEMS_SHOWN),
    }


def _preview(
    request: HatRequest, edition: Edition, rows: list[Row], *, changed: bool = False
) -> HttpResponse:
    newest = newest_event(edition)
    written = exchange.written_json(rows, indent=None)
    initial = {"rows": written, "seen": str(newest.pk) if newest else "0"}
    return render(
        request,
        "thresholds/manage/import_preview.html",
        {
            "page_title": "Import these signs?",
            "edition": edition,
            "form": ConfirmImportForm(initial=initial),
            "initial": initial,
            "preview": import_preview(edition, rows),
            "draft_changed": changed,
            "back_url": reverse("thresholds:edition_import", args=[edition.pk]),
        },
        status=409 if changed else 200,
    )


# The guide's other texts -----------------------------------------------------------------------


class ImportGuide(AboutDraft):
    """Choose a file of the guide's other texts; what it would change is shown first."""

    form_class = ImportGuideForm
    template_name = "thresholds/manage/import_guide.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Read the file: show everything that is wrong, or what the file would change."""
        try:
            guide, problems = exchange.read_guide(form.cleaned_data["file"])
        except UnreadableSigns as unreadable:
            form.add_error("file", str(unreadable))
            return self.form_invalid(form)
        try:
            if problems:
                raise WrongRows(problems)
            return _guide_preview(self.request, self.edition, guide)
        except WrongRows as wrong:
            listed = list(wrong.problems)
            form.add_error("file", f"Nothing was imported: {count_words(len(listed), 'problem')}")
            return self.render_to_response(
                self.get_context_data(form=form, **_shown(listed)), status=422
            )


@hat_required(Permission.ADMINISTER)
@require_POST
@says_when_discarded
def confirm_guide(request: HatRequest, number: int) -> HttpResponse:
    """Take over the texts of a file that was looked at, all of them or none."""
    edition = kept_edition(request, number)
    form = ConfirmImportForm(request.POST)
    if not form.is_valid():
        return redirect("thresholds:edition_import_guide", number)
    seen = form.cleaned_data["seen"]
    try:
        guide, problems = exchange.read_guide(form.cleaned_data["rows"])
        if problems:
            raise UnreadableSigns(problems[0])
        changed = operations.import_guide(
            by=request.membership,
            edition=edition,
            guide=guide,
            seen=int(seen) if seen.isdecimal() and len(seen) < LONGEST_NUMBER else 0,
            form_key=form.cleaned_data["form_key"],
        )
    except (UnreadableSigns, WrongRows):
        return redirect("thresholds:edition_import_guide", number)
    except AlreadyDone:
        return redirect("thresholds:edition_changes", number)
    except NotAllowed as refused:
        raise Http404 from refused
    except DraftTextChanged:
        try:
            return _guide_preview(request, edition, guide, changed=True)
        except WrongRows as wrong:
            return rests(request, edition, " ".join(wrong.problems[:MOST_PROBLEMS_SHOWN]))
    except OperationError as refused:
        return rests(request, edition, refused.message)
    done(request, f"{count_words(changed, 'text')} imported")
    return redirect("thresholds:edition_changes", number)


def _guide_preview(
    request: HatRequest, edition: Edition, guide: Guide, *, changed: bool = False
) -> HttpResponse:
    newest = newest_event(edition)
    written = exchange.written_guide(guide, indent=None)
    initial = {"rows": written, "seen": str(newest.pk) if newest else "0"}
    rows = operations.what_it_would_change(by=request.membership, edition=edition, guide=guide)
    return render(
        request,
        "thresholds/manage/import_guide_preview.html",
        {
            "page_title": "Import these texts?",
            "edition": edition,
            "form": ConfirmImportForm(initial=initial),
            "initial": initial,
            "rows": rows,
            "draft_changed": changed,
            "back_url": reverse("thresholds:edition_import_guide", args=[edition.pk]),
        },
        status=409 if changed else 200,
    )
