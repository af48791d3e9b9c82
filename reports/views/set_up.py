"""An administrator's home, and the signs the guide's transcription flags."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import HatRequest, hat_required
from accounts.rules import Permission
from reports.presenters.set_up import flagged_indicators, going_live, needs_a_person

FLAGGED_ON_A_PAGE = 50


@hat_required(Permission.ADMINISTER)
@require_safe
def set_up(request: HatRequest) -> HttpResponse:
    """What needs a person, each with its count, and what blocks going live."""
    return render(
        request,
        "reports/set_up.html",
        {
            "needs": needs_a_person(request.membership, timezone.now()),
            "blocks": going_live(request.membership.partnership),
        },
    )


@hat_required(Permission.ADMINISTER)
@require_safe
def flagged(request: HatRequest) -> HttpResponse:
    """List the signs kept as printed and flagged (decision 19)."""
    signs = flagged_indicators(request.membership.partnership)
    page = Paginator(signs, FLAGGED_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/flagged.html", {"page": page})
