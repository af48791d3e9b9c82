"""Timescales: the list with its sources, changing one, and two who change it at once."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import HatRequest, hat_required
from accounts.rules import Permission, Role
from directory.presenters import calendar_for, front_door_for
from directory.views.steps import AsksThenConfirms, done
from govuk.conflict import Clash, ConflictForm, Keep
from govuk.words import when
from referrals import clocks
from referrals.errors import ImpossibleTimescale, TimescaleChanged
from referrals.models import Clock, Timescale
from referrals.operations.timescales import CHANGEABLE, change_timescale, check_length
from reports.forms import TimescaleForm
from reports.presenters.timescales import (
    UNIT_NAMES,
    role_words,
    shown,
    stays_words,
    timescale_examples,
    timescale_rows,
    timescales_of,
    warning_words,
)

LABELS = {
    "amount": "Amount",
    "unit": "Unit",
    "warn_before_minutes": "Warning",
    "owed_by": "Who owes it",
}
# What somebody typed travels under another name while they choose between it and the other's.
MINE = "mine-"


@hat_required(Permission.ADMINISTER)
@require_safe
def timescales(request: HatRequest) -> HttpResponse:
    """List every timescale with its source quoted beside it."""
    return render(
        request,
        "reports/timescales.html",
        {"rows": timescale_rows(request.membership)},
    )


class ChangeTimescale(AsksThenConfirms):
    """Change one timescale, seeing first what would move (decision 2)."""

    form_class = TimescaleForm
    template_name = "reports/timescale.html"
    preview_template = "reports/timescale_preview.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Remember that the row is looked up once a request."""
        super().setup(request, *args, **kwargs)
        self._row: Timescale | None = None

    @property
    def row(self) -> Timescale:
        """The timescale in the address; 404 for another partnership's."""
        if self._row is None:
            mine = timescales_of(self.request.membership)
            self._row = get_object_or_404(mine, key=self.kwargs["key"])
        return self._row

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the units; one who settles a conflict has both texts in hand."""
        return super().get_form_kwargs() | {
            "words": {"timescale": self.row.name},
            "units": UNIT_NAMES.items(),
        }

    def get_initial(self) -> dict[str, Any]:
        """Start from the row."""
        row = self.row
        return {name: getattr(row, name) for name in CHANGEABLE} | {"version": row.version}

    def get_back_url(self) -> str:
        """Go back to the list."""
        return reverse("reports:timescales")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the source beside the question."""
        row = self.row
        return super().get_context_data(**context) | {"shown": shown(row, self._running())}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Settle a conflict, preview, or write."""
        if "settle" in request.POST:
            return self._settle()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Say at once what the unit cannot count, and who else changed it, before any preview."""
        answers = form.cleaned_data
        try:
            check_length(answers["amount"], clocks.Unit(answers["unit"]))
        except ImpossibleTimescale as impossible:
            form.add_error("amount", impossible.message)
            return self.form_invalid(form)
        if answers["version"] is not None and answers["version"] != self.row.version:
            return self._conflict(_answers(form))
        try:
            return super().form_valid(form)
        except TimescaleChanged:
            self._row = None
            return self._conflict(_answers(form))

    def preview(self, form: Any) -> dict[str, Any]:
        """Say what would move, in examples, and what keeps its due time."""
        row, now = self.row, timezone.now()
        before, shown_before = row.as_rule(), shown(row, 0)
        for name, value in _answers(form).items():
            setattr(row, name, value)
        calendar = calendar_for(front_door_for(row.partnership))
        return {
            "page_title": "Change this timescale?",
            "name": row.name,
            "length": clocks.length_words(row.as_rule().length),
            "warning": warning_words(row.warn_before_minutes),
            "owed_by": role_words(row.owed_by),
            "before": shown_before,
            "examples": timescale_examples(before, row.as_rule(), calendar, now),
            "stays": stays_words(self._running()),
        }

    def write(self, form: Any) -> None:
        """Save it."""
        answers = form.cleaned_data
        change_timescale(
            by=self.request.membership,
            timescale=self.row,
            amount=answers["amount"],
            unit=clocks.Unit(answers["unit"]),
            warn_before_minutes=answers["warn_before_minutes"],
            owed_by=Role(answers["owed_by"]),
            version=answers["version"],
            form_key=answers["form_key"],
        )
        done(self.request, "Timescale changed")

    def _running(self) -> int:
        return (
            Clock.objects.running()
            .filter(referral__partnership_id=self.row.partnership_id, key=self.row.key)
            .count()
        )

    # Two people changed it at once ----------------------------------------------------------

    def _conflict(self, mine: Mapping[str, Any], bound: ConflictForm | None = None) -> HttpResponse:
        """Show both, field by field; nothing is chosen beforehand."""
        row = self.row
        same_person = self._same_person(row)
        form = bound or ConflictForm(
            clashes=_clashes(row, mine),
            same_person=same_person,
            initial={"version": row.version},
        )
        by = row.changed_by.person.full_name if row.changed_by else "Someone else"
        return self.response_class(
            request=self.request,
            template=["govuk/conflict.html"],
            context={
                "form": form,
                "who": "" if same_person else by,
                "when": when(row.changed_at, timezone.now()) if row.changed_at else "just now",
                "kept": [(f"{MINE}{name}", value) for name, value in mine.items()],
                "back_url": self.get_back_url(),
            },
            status=409,
        )

    def _same_person(self, row: Timescale) -> bool:
        changed_by = row.changed_by
        return changed_by is not None and changed_by.person_id == self.request.user.pk

    def _settle(self) -> HttpResponse:
        """Preview what was kept of both."""
        posted, row = self.request.POST, self.row
        mine = {name: posted.get(f"{MINE}{name}", "") for name in CHANGEABLE}
        bound = ConflictForm(
            posted, clashes=_clashes(row, mine), same_person=self._same_person(row)
        )
        if not bound.is_valid() or str(row.version) != posted.get("version"):
            stale = bound.is_valid()
            return self._conflict(mine, None if stale else bound)
        settled = QueryDict(mutable=True)
        for name in CHANGEABLE:
            theirs = bound.cleaned_data.get(name) == Keep.THEIRS
            settled[name] = str(getattr(row, name)) if theirs else mine[name]
        settled["version"], settled["form_key"] = str(row.version), posted.get("form_key", "")
        form = TimescaleForm(**{**self.get_form_kwargs(), "data": settled})
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)


def _answers(form: Any) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in CHANGEABLE}


def _clashes(row: Timescale, mine: Mapping[str, Any]) -> list[Clash]:
    """Return the fields that differ from the row, each in words."""
    return [
        Clash(
            name=name,
            label=LABELS[name],
            theirs=_said(name, getattr(row, name)),
            mine=_said(name, mine[name]),
            long=False,
        )
        for name in CHANGEABLE
        if str(getattr(row, name)) != str(mine[name])
    ]


def _said(name: str, value: Any) -> str:
    match name:
        case "unit":
            return UNIT_NAMES.get(value, str(value))
        case "owed_by":
            return role_words(str(value))
        case "warn_before_minutes" if str(value).isdecimal():
            return warning_words(int(value))
        case _:
            return str(value)
