"""The first page of the levels of need, and the search from what somebody noticed."""

from allauth.core.ratelimit import consume
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public
from accounts.navigation import PageAction, page_actions
from directory.presenters import partnership_seen_by, reaching
from thresholds.errors import SearchedTooOften, UnknownFramework
from thresholds.forms import NoticedForm
from thresholds.models import Edition, blocks_of
from thresholds.presenters import doors_of, edition_in_force
from thresholds.presenters_finding import nearest
from thresholds.views.scope import edition_seen_by

# A page that asks while somebody types says so; it is answered with what was found alone.
LIVE_CHECK = "X-Live-Check"
# How often that may be is a setting, beside the limits of signing in.
SEARCHING = "find_signs"


@public
@require_safe
def levels_of_need(request: HttpRequest) -> HttpResponse:
    """Show the four levels, the search box and the ways in.

    A partnership whose administrators have published nothing yet says so, and whom to ring (R-145).
    """
    partnership = partnership_seen_by(request.membership)  # type: ignore[attr-defined]
    try:
        edition = edition_in_force(partnership)
    except UnknownFramework:
        none_yet = {
            "place": partnership.place,
            "ways": reaching(partnership, timezone.now()),
            "doors": doors_of(partnership),
        }
        return render(request, "thresholds/none_yet.html", none_yet)
    if not edition.has_levels:
        return _principles(request, edition)
    context = _front(edition, NoticedForm()) | {"actions": _actions(request)}
    return render(request, "thresholds/levels_of_need.html", context)


def _actions(request: HttpRequest) -> list[PageAction]:
    """Return what downstream apps offer whoever is signed in and reads the levels."""
    hat = request.membership  # type: ignore[attr-defined]
    return page_actions("thresholds:levels_of_need", hat, None) if hat else []


@public
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Show the signs nearest to what somebody noticed; what they typed is kept nowhere."""
    edition = edition_seen_by(request)
    if not edition.has_levels:
        return _principles(request, edition)
    if request.method != "POST":
        return render(request, "thresholds/levels_of_need.html", _front(edition, NoticedForm()))
    form = NoticedForm(request.POST)
    live = LIVE_CHECK in request.headers
    if not form.is_valid():
        if live:
            return HttpResponse(status=422)
        return render(request, "thresholds/levels_of_need.html", _front(edition, form), status=422)
    if asks_too_often(request):
        if live:
            return HttpResponse(status=429)
        form.add_error("noticed", SearchedTooOften.message)
        return render(request, "thresholds/levels_of_need.html", _front(edition, form), status=429)
    return render(
        request,
        "thresholds/find_results.html" if live else "thresholds/find.html",
        {
            "form": form,
            "indicators": nearest(edition, form.cleaned_data["noticed"]),
            "domains": edition.domains.all(),
            "ways": reaching(edition.framework.partnership, timezone.now()),
        },
    )


def asks_too_often(request: HttpRequest) -> bool:
    """Say whether this browser, or whoever is signed in, searches faster than anybody types.

    It never goes by the network address: a school shares one. A search that is refused leaves
    what was typed in its box.
    """
    person = request.user.pk if request.user.is_authenticated else None
    asking = f"person {person}" if person else f"browser {request.META.get('CSRF_COOKIE', '')}"
    return not consume(request, action=SEARCHING, key=asking)


def _principles(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show what an edition without levels prints, and each authority's front door (R-145)."""
    partnership = edition.framework.partnership
    passages = list(edition.passages.filter(circumstances=[]))
    return render(
        request,
        "thresholds/principles.html",
        {
            "place": partnership.place,
            "edition": edition,
            "ways": reaching(partnership, timezone.now()),
            "doors": doors_of(partnership),
            "introduction": blocks_of(edition.introduction),
            "principles": [passage for passage in passages if passage.is_principle],
            "circumstances": edition.circumstances.all(),
            "passages": [passage for passage in passages if not passage.is_principle],
            "actions": _actions(request),
            "has_glance": edition.glance_steps.exists(),
            "has_glossary": edition.glossary.exists(),
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
        "passages": edition.passages.filter(circumstances=[], is_principle=False),
        "principles": edition.passages.filter(is_principle=True),
        "has_glance": edition.glance_steps.exists(),
        "has_glossary": edition.glossary.exists(),
    }
