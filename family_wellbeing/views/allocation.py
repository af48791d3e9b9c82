"""Keyworkers side by side, for whoever allocates."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import HatRequest, hat_required
from accounts.operations import audit
from accounts.rules import Permission
from directory.presenters import calendar_for, front_door_for
from family_wellbeing.presenters import (
    caseloads,
    references_of,
    waiting_children,
    waiting_families,
)


@hat_required(Permission.ALLOCATE)
def allocation(request: HatRequest) -> HttpResponse:
    """Who has room, and which families wait."""
    now = timezone.now()
    calendar = calendar_for(front_door_for(request.membership.partnership))
    waiting = waiting_families(waiting_children(request.membership), now=now, calendar=calendar)
    loads = caseloads(request.membership, now=now, calendar=calendar)
    audit.record(
        by=request.membership,
        action="family_wellbeing.allocation_viewed",
        subjects=[child.reference for family in waiting for child in family.children],
    )
    return render(
        request,
        "family_wellbeing/allocation.html",
        {"waiting": waiting, "loads": loads, "page_title": "Allocation"},
    )


@hat_required(Permission.ALLOCATE)
def caseloads_page(request: HatRequest) -> HttpResponse:
    """Every keyworker's families, each with what is due next."""
    now = timezone.now()
    calendar = calendar_for(front_door_for(request.membership.partnership))
    loads = caseloads(request.membership, now=now, calendar=calendar)
    audit.record(
        by=request.membership,
        action="family_wellbeing.caseloads_viewed",
        subjects=[
            reference
            for load in loads
            for family in load.episodes
            for reference in references_of(family.episode)
        ],
    )
    return render(
        request,
        "family_wellbeing/caseloads.html",
        {"loads": loads, "page_title": "Caseloads"},
    )
