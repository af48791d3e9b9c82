"""The steps of a disagreement: the list, adding, changing and removing one (decision 33)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from accounts.access import HatRequest, hat_required
from accounts.errors import AlreadyDone, NotAllowed, OperationError
from accounts.rules import Permission
from directory.views.steps import Asks, done
from govuk.conflict import Clash, ConflictForm, Keep
from govuk.words import when
from referrals import clocks
from referrals.errors import EscalationChanged
from referrals.models import EscalationStep
from referrals.operations import escalation as operations
from referrals.presenters.escalation import ladder_of
from reports.forms import AddStepForm, RemoveStepForm, StepForm
from reports.presenters.escalation import STEP_UNIT_NAMES, step_removed, steps_of
from thresholds.views.manage import typed_in

# What two people may have written differently; the lane and the place are asked again.
LABELS = {
    "who": "Who talks to whom",
    "what": "What they do",
    "amount": "How long it may take",
    "unit": "Unit",
    "lane": "When it is for",
}
LANES = {"step": "Every disagreement", "urgent": "Only what cannot wait"}
# What somebody typed travels under another name while they choose between it and the other's.
MINE = "mine-"


@hat_required(Permission.ADMINISTER)
@require_safe
def steps(request: HatRequest) -> HttpResponse:
    """List the steps as people read them, each with what can be done with it."""
    ladder = ladder_of(request.membership.partnership, timezone.now())
    return render(request, "reports/escalation.html", {"ladder": ladder})


class AboutSteps(Asks):
    """A question about the ladder of the administrator's partnership."""

    form_class: type[StepForm] = StepForm

    def get_back_url(self) -> str:
        """Go back to the list."""
        return reverse("reports:escalation")

    @cached_property
    def others(self) -> list[EscalationStep]:
        """The steps a step may stand behind."""
        return list(steps_of(self.request.membership))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the units, and each place in the ladder."""
        return super().get_form_kwargs() | {
            "units": STEP_UNIT_NAMES.items(),
            "others": [(step.key, step.who) for step in self.others],
        }


class AddStep(AboutSteps):
    """Add a step; it stands behind the last one unless another place is chosen."""

    form_class = AddStepForm

    def get_initial(self) -> dict[str, Any]:
        """Start behind the last step of every disagreement, counted in working days."""
        last = [step.key for step in self.others if not step.urgent][-1:]
        return {"unit": clocks.Unit.WORKING_DAYS, "lane": "step", "after": "".join(last)}

    def write(self, form: Any) -> None:
        """Save it."""
        operations.add_step(
            by=self.request.membership,
            answers=_answers(form),
            after=form.cleaned_data["after"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Step added")


class ChangeStep(AboutSteps):
    """Change one step; where two did at once, both texts are shown."""

    @cached_property
    def step(self) -> EscalationStep:
        """The step in the address; 404 for another partnership's."""
        return get_object_or_404(steps_of(self.request.membership), key=self.kwargs["key"])

    @cached_property
    def others(self) -> list[EscalationStep]:
        """The other steps."""
        return [step for step in steps_of(self.request.membership) if step.pk != self.step.pk]

    def get_initial(self) -> dict[str, Any]:
        """Start from the step and its place."""
        step = self.step
        before = [
            other.key
            for other in self.others
            if other.urgent == step.urgent and other.order < step.order
        ]
        return _said(step) | {"after": "".join(before[-1:]), "version": step.version}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say who removed the step where it is gone, with what was typed about it."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            return _gone(self.request, kwargs["key"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Settle a conflict, or write."""
        if "settle" in request.POST:
            return self._settle()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Write, or show what somebody else wrote meanwhile."""
        try:
            return super().form_valid(form)
        except EscalationChanged:
            del self.step
            return self._conflict({name: form.cleaned_data[name] for name in (*LABELS, "after")})

    def write(self, form: Any) -> None:
        """Save it."""
        operations.change_step(
            by=self.request.membership,
            step=self.step,
            answers=_answers(form),
            after=form.cleaned_data["after"],
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Step saved")

    # Two people changed it at once ----------------------------------------------------------

    def _conflict(self, mine: Mapping[str, Any], bound: ConflictForm | None = None) -> HttpResponse:
        """Show both, field by field; nothing is chosen beforehand."""
        step = self.step
        changed_by = step.changed_by
        same_person = changed_by is not None and changed_by.person_id == self.request.user.pk
        form = bound or ConflictForm(
            clashes=_clashes(step, mine),
            same_person=same_person,
            initial={"version": step.version},
        )
        by = changed_by.person.full_name if changed_by else "Someone else"
        return self.response_class(
            request=self.request,
            template=["govuk/conflict.html"],
            context={
                "form": form,
                "who": "" if same_person else by,
                "when": when(step.changed_at, timezone.now()) if step.changed_at else "just now",
                "kept": [(f"{MINE}{name}", value) for name, value in mine.items()],
                "back_url": self.get_back_url(),
            },
            status=409,
        )

    def _settle(self) -> HttpResponse:
        """Save what was kept of both."""
        posted, step = self.request.POST, self.step
        mine = {name: posted.get(f"{MINE}{name}", "") for name in (*LABELS, "after")}
        changed_by = step.changed_by
        bound = ConflictForm(
            posted,
            clashes=_clashes(step, mine),
            same_person=changed_by is not None and changed_by.person_id == self.request.user.pk,
        )
        if not bound.is_valid() or str(step.version) != posted.get("version"):
            return self._conflict(mine, None if bound.is_valid() else bound)
        settled = QueryDict(mutable=True)
        for name, value in mine.items():
            settled[name] = str(value)
            if bound.cleaned_data.get(name) == Keep.THEIRS:
                settled[name] = str(_said(step)[name])
            elif bound.cleaned_data.get(name) == Keep.BOTH:
                settled[name] = f"{_said(step)[name]}\n\n{value}"
        settled["version"], settled["form_key"] = str(step.version), posted.get("form_key", "")
        form = StepForm(**{**self.get_form_kwargs(), "data": settled})
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)


@hat_required(Permission.ADMINISTER)
def remove_step(request: HatRequest, key: str) -> HttpResponse:
    """Ask before a step is taken out of the ladder."""
    step = steps_of(request.membership).filter(key=key).first()
    if step is None:
        return _gone(request, key)
    form = RemoveStepForm(request.POST or None, initial={"version": step.version})
    problem = ""
    if request.method == "POST" and form.is_valid():
        problem = _remove(
            request, step, form.cleaned_data["version"], form.cleaned_data["form_key"]
        )
        if not problem:
            return redirect("reports:escalation")
    return render(
        request,
        "reports/remove_step.html",
        {
            "form": RemoveStepForm(initial={"version": step.version}) if problem else form,
            "step": step,
            "problem": problem,
        },
        status=422 if problem or form.errors else 200,
    )


def _gone(request: HatRequest, key: str) -> HttpResponse:
    """Say who removed a step, with what somebody typed about it; 404 where there never was one."""
    removed = step_removed(request.membership, key)
    if removed is None:
        raise Http404
    return render(
        request,
        "reports/step_gone.html",
        {
            "who": removed.actor_name,
            "when": when(removed.at, timezone.now()),
            "typed": typed_in(request, StepForm),
        },
        status=409 if request.method == "POST" else 404,
    )


def _remove(
    request: HatRequest, step: EscalationStep, version: int | None, form_key: UUID | None
) -> str:
    """Remove it; return why it was not, in words."""
    try:
        operations.remove_step(by=request.membership, step=step, version=version, form_key=form_key)
    except AlreadyDone:
        return ""
    except NotAllowed as refused:
        raise Http404 from refused
    except EscalationChanged as changed:
        who = changed.by_name or "Someone else"
        return f"Check the step: {who} changed it while this page was open"
    except OperationError as refused:
        return refused.message
    done(request, "Step removed")
    return ""


def _answers(form: Any) -> operations.StepAnswers:
    given = form.cleaned_data
    return operations.StepAnswers(
        who=given["who"],
        what=given["what"],
        amount=given["amount"],
        unit=clocks.Unit(given["unit"]),
        urgent=given["lane"] == "urgent",
    )


def _said(step: EscalationStep) -> dict[str, Any]:
    """Return what a step says by the names of the form's fields."""
    return {
        "who": step.who,
        "what": step.what,
        "amount": step.amount,
        "unit": step.unit,
        "lane": "urgent" if step.urgent else "step",
    }


def _clashes(step: EscalationStep, mine: Mapping[str, Any]) -> list[Clash]:
    """Return the fields that differ from the row, each in words."""
    return [
        Clash(
            name=name,
            label=label,
            theirs=_words(name, theirs),
            mine=_words(name, mine[name]),
            long=name == "what",
        )
        for name, label in LABELS.items()
        if str(theirs := _said(step)[name]) != str(mine[name])
    ]


def _words(name: str, value: Any) -> str:
    if name == "unit" and value in set(STEP_UNIT_NAMES):
        return STEP_UNIT_NAMES[clocks.Unit(value)]
    return LANES.get(str(value), str(value)) if name == "lane" else str(value)
