"""The document at a glance: one question a page, each path ending in what to do."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from directory.presenters import reaching
from thresholds.forms import GlanceForm
from thresholds.models import GlanceStep
from thresholds.presenters import source_words
from thresholds.views.scope import edition_seen_by


@public
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the first question."""
    first = edition_seen_by(request).glance_steps.first()
    if first is None:
        raise Http404
    return redirect("thresholds:at_a_glance_step", first.slug)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask one question, or say what to do, at which level, and whom to ring at this hour."""
    edition = edition_seen_by(request)
    shown: GlanceStep = get_object_or_404(
        edition.glance_steps.select_related("level").prefetch_related("choices__leads_to"),
        slug=slug,
    )
    if request.method == "POST" and not shown.is_question:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    choices = list(shown.choices.all())
    form = None
    if shown.is_question:
        answers = [(str(choice.order), choice.words) for choice in choices]
        form = GlanceForm(request.POST if request.method == "POST" else None, answers=answers)
        if form.is_valid():
            chosen = next(
                choice for choice in choices if str(choice.order) == form.cleaned_data["answer"]
            )
            return redirect("thresholds:at_a_glance_step", chosen.leads_to.slug)
    before = shown.reached_by.select_related("step").order_by("step__order").first()
    return render(
        request,
        "thresholds/at_a_glance.html",
        {
            "page_title": shown.title,
            "edition": edition,
            "step": shown,
            "form": form,
            "before": before.step if before and before.step.order < shown.order else None,
            "is_first": shown.order == 1,
            "choices": choices,
            "route": shown.level.routes.first() if shown.level else None,
            "source": source_words(shown.source),
            "ways": reaching(edition.framework.partnership, timezone.now()),
        },
        status=422 if form is not None and form.errors else 200,
    )
