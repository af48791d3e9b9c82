"""Public pages of a framework: its levels, domains, signs, circumstances and edition."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public
from directory.presenters import partnership_seen_by, reaching
from govuk.words import date_words
from thresholds.errors import UnknownFramework
from thresholds.forms import NoticedForm
from thresholds.models import Edition
from thresholds.presenters import edition_in_force, neighbours, source_words

MOST_FOUND = 30


def _edition(request: HttpRequest) -> Edition:
    """Return the edition in force of the partnership whose pages somebody sees."""
    partnership = partnership_seen_by(request.membership)  # type: ignore[attr-defined]
    try:
        return edition_in_force(partnership)
    except UnknownFramework as error:
        raise Http404(error.message) from error


@public
@require_safe
def levels_of_need(request: HttpRequest) -> HttpResponse:
    """Show the four levels, the search box and the ways in."""
    edition = _edition(request)
    return render(request, "thresholds/levels_of_need.html", _front(edition, NoticedForm()))


@public
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Show the signs nearest to what somebody noticed; what they typed is kept nowhere."""
    edition = _edition(request)
    if request.method != "POST":
        return render(request, "thresholds/levels_of_need.html", _front(edition, NoticedForm()))
    form = NoticedForm(request.POST)
    if not form.is_valid():
        return render(request, "thresholds/levels_of_need.html", _front(edition, form), status=422)
    found = edition.indicators.matching(form.cleaned_data["noticed"])
    return render(
        request,
        "thresholds/find.html",
        {
            "form": form,
            "place": edition.framework.partnership.place,
            "indicators": found.select_related("level", "domain")[:MOST_FOUND],
            "domains": edition.domains.all(),
            "ways": reaching(edition.framework.partnership, timezone.now()),
        },
    )


@public
@require_safe
def level(request: HttpRequest, number: int) -> HttpResponse:
    """Show one level: its words, how to get help, and its signs by domain as printed."""
    edition = _edition(request)
    shown = get_object_or_404(edition.levels, number=number)
    signs = shown.indicators.select_related("domain").order_by("order")
    return render(
        request,
        "thresholds/level.html",
        {
            "page_title": f"Level {shown.number} {shown.name}",
            "level": shown,
            "route": shown.routes.first(),
            "groups": [
                (domain, list(rows)) for domain, rows in groupby(signs, lambda row: row.domain)
            ],
            "levels": edition.levels.all(),
        },
    )


@public
@require_safe
def domain(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one domain: its signs at each level, side by side."""
    edition = _edition(request)
    shown = get_object_or_404(edition.domains, slug=slug)
    signs = list(shown.indicators.select_related("level").order_by("order"))
    return render(
        request,
        "thresholds/domain.html",
        {
            "page_title": shown.name,
            "domain": shown,
            "columns": [
                (level, [sign for sign in signs if sign.level_id == level.pk])
                for level in edition.levels.all()
            ],
            "domains": edition.domains.all(),
        },
    )


@public
@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Show one sign: its wording, level and domain, what to do, and what is above and below."""
    edition = _edition(request)
    shown = get_object_or_404(
        edition.indicators.select_related("level", "domain"), code__iexact=code
    )
    below, above = neighbours(shown)
    return render(
        request,
        "thresholds/indicator.html",
        {
            "page_title": f"Level {shown.level.number} sign of {shown.domain.name}",
            "indicator": shown,
            "route": shown.level.routes.first(),
            "below": below,
            "above": above,
            "source": source_words(shown),
            "ways": reaching(edition.framework.partnership, timezone.now()),
        },
    )


@public
@require_safe
def circumstance(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one special circumstance, its duty first."""
    edition = _edition(request)
    shown = get_object_or_404(edition.circumstances, key=slug.replace("-", "_"))
    return render(
        request,
        "thresholds/circumstance.html",
        {
            "page_title": shown.name,
            "circumstance": shown,
            "always": shown.always_words(),
            "others": edition.circumstances.exclude(pk=shown.pk),
            "ways": reaching(edition.framework.partnership, timezone.now()),
        },
    )


@public
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Show the edition in force, the law it was written under, and the ones before it."""
    edition = _edition(request)
    published = edition.framework.editions.in_force()
    return render(
        request,
        "thresholds/history.html",
        {
            "edition": edition,
            "since": date_words(edition.in_force_from),
            "law": edition.law.splitlines(),
            "older": [
                (one, date_words(one.in_force_from)) for one in published if one.pk != edition.pk
            ],
        },
    )


def _front(edition: Edition, form: NoticedForm) -> dict[str, object]:
    return {
        "form": form,
        "place": edition.framework.partnership.place,
        "edition": edition,
        "levels": [
            (route.level, route)
            for route in edition.routes.select_related("level").order_by("level__number")
        ],
        "domains": edition.domains.all(),
        "circumstances": edition.circumstances.all(),
    }
