"""Public pages of the directory: find help, and one service."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.access import public
from directory.forms import FindHelpForm
from directory.models import Service
from directory.presenters import (
    Found,
    checked_words,
    found_services,
    levels_words,
    one_line,
    partnership_seen_by,
    reaching,
    website_href,
)


@public
def find_help(request: HttpRequest) -> HttpResponse:
    """Find services by words and level; without either, the whole directory."""
    partnership = partnership_seen_by(request.membership)  # type: ignore[attr-defined]
    form = FindHelpForm(request.GET or None)
    words, found = "", found_services(partnership)
    if form.is_bound:
        words = form.data.get("sought", "").strip()
        found = Found(services=[], nearest=[])
        if form.is_valid():
            words = form.cleaned_data["sought"]
            found = found_services(partnership, words=words, levels=form.chosen_levels())
    return render(
        request,
        "directory/find_help.html",
        {
            "form": form if form.is_bound else FindHelpForm(),
            "place": partnership.place,
            "searched": form.is_bound and form.is_valid(),
            "words": words,
            "services": [_result(service) for service in found.services],
            "nearest": [_result(service) for service in found.nearest],
            "ways": reaching(partnership, timezone.now()),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@public
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: how to get it first."""
    partnership = partnership_seen_by(request.membership)  # type: ignore[attr-defined]
    shown = get_object_or_404(Service, partnership=partnership, slug=slug)
    return render(
        request,
        "directory/service.html",
        {
            "page_title": shown.name,
            "service": shown,
            "levels": levels_words(shown),
            "checked": checked_words(shown),
            "website": website_href(shown),
            "phones": shown.phone.splitlines(),
            "emails": shown.email.splitlines(),
        },
    )


def _result(found: Service) -> dict[str, str]:
    return {
        "slug": found.slug,
        "name": found.name,
        "line": one_line(found),
        "levels": levels_words(found),
        "checked": checked_words(found),
    }
