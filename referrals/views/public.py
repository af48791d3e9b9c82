"""Pages for everybody: the three doors, worried about a child, what happens next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.models import Membership, Partnership
from accounts.navigation import home_for
from accounts.presenters import partnership_of_visitors
from directory.notices import hours_words
from directory.presenters import front_door_for
from referrals.models import Timescale
from referrals.presenters import office_at
from referrals.presenters.escalation import ladder_of
from referrals.presenters.office import hubs_of
from referrals.presenters.public import steps

# Where "Exit this page" leads: a page that gives nothing away.
EXIT_TO = "https://www.bbc.co.uk/weather"


def front_page(request: HttpRequest) -> HttpResponse:
    """Show the three doors; somebody signed in goes to their hat's home."""
    membership: Membership | None = getattr(request, "membership", None)
    if membership is not None:
        return redirect(home_for(membership))
    partnership = _partnership(request)
    return render(
        request,
        "referrals/public_front.html",
        {
            "partnership": partnership,
            "office": office_at(partnership, timezone.now()) if partnership else None,
        },
    )


def worried_about_a_child(request: HttpRequest) -> HttpResponse:
    """Say whom to ring; no form, and a way to leave the page at once (pages.md 8)."""
    partnership = _partnership(request)
    return render(
        request,
        "referrals/public_worried.html",
        {
            "partnership": partnership,
            "office": office_at(partnership, timezone.now()) if partnership else None,
            "hours": hours_words(front_door_for(partnership)) if partnership else "",
            "several": bool(partnership and hubs_of(partnership)),
            "exit_to": EXIT_TO,
        },
    )


def what_happens_next(request: HttpRequest) -> HttpResponse:
    """Show what happens to a referral, with the partnership's own times.

    What is logged, answered, decided, held and told: R-045, R-048 to R-053.
    """
    partnership = _partnership(request)
    scales = Timescale.objects.filter(partnership=partnership) if partnership else []
    return render(
        request,
        "referrals/public_next.html",
        {
            "partnership": partnership,
            "office": office_at(partnership, timezone.now()) if partnership else None,
            "steps": steps({scale.key: scale.as_rule() for scale in scales}),
        },
    )


def if_you_disagree(request: HttpRequest) -> HttpResponse:
    """Show the steps of a disagreement and when each would be due (decision 33, R-137, R-162)."""
    partnership = _partnership(request)
    now = timezone.now()
    return render(
        request,
        "referrals/public_disagree.html",
        {
            "partnership": partnership,
            "office": office_at(partnership, now) if partnership else None,
            "ladder": ladder_of(partnership, now) if partnership else None,
        },
    )


def _partnership(request: HttpRequest) -> Partnership | None:
    membership: Membership | None = getattr(request, "membership", None)
    return membership.partnership if membership else partnership_of_visitors()
