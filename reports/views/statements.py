"""Public statements: help, accessibility, privacy, cookies, what is new."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from accounts.models import Membership
from directory.presenters import partnership_seen_by
from referrals.access import keeps_timescale
from reports.presenters.statements import (
    ACCESSIBILITY_CHECKED_ON,
    RELEASES,
    cookies_set,
    help_numbers,
    stored_in_the_browser,
    time_kept,
)


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to ring, and what to do when the portal does not let somebody in."""
    numbers = help_numbers(partnership_seen_by(_hat(request)), timezone.now())
    return render(request, "reports/help.html", numbers)


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the portal is, what was tested and what was not."""
    return render(
        request,
        "reports/accessibility.html",
        {
            "partnership": partnership_seen_by(_hat(request)),
            "checked_on": ACCESSIBILITY_CHECKED_ON,
        },
    )


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, who sees it, and for how long."""
    partnership = partnership_seen_by(_hat(request))
    return render(
        request,
        "reports/privacy.html",
        {
            "partnership": partnership,
            # Not every partnership has a Family Wellbeing Service (decision 30).
            "family_wellbeing": partnership and keeps_timescale(partnership.pk, "fws_allocation"),
            "kept": time_kept(),
            "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
            "session_hours": settings.SESSION_ABSOLUTE_SECONDS // 3600,
            "demo": settings.DEMO,
        },
    )


@public
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """Every cookie the portal sets, as its settings name them."""
    return render(
        request,
        "reports/cookies.html",
        {"cookies": cookies_set(), "stored": stored_in_the_browser()},
    )


@public
@require_safe
def what_is_new(request: HttpRequest) -> HttpResponse:
    """What changed, the newest first."""
    return render(request, "reports/what_is_new.html", {"releases": RELEASES})


def _hat(request: HttpRequest) -> Membership | None:
    return getattr(request, "membership", None)
