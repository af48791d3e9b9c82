"""A service manager's home: what is late, by team, and what will be."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import HatRequest, hat_required
from accounts.operations import audit
from accounts.rules import Permission
from directory.presenters import calendar_for, front_door_for
from reports.presenters.overview import (
    by_team,
    clock_rows,
    forecast_line,
    late_and_soon,
    longest_late,
)

CLOCKS_ON_A_PAGE = 50
TEAM_COLUMNS = [
    {"label": "Team", "header": True},
    {"label": "Late now", "numeric": True},
    {"label": "Soon late", "numeric": True},
    {"label": "Running", "numeric": True},
]


@hat_required(Permission.OVERSEE)
@require_safe
def overview(request: HatRequest) -> HttpResponse:
    """Count what is late by team; nothing here names a record."""
    now, hat = timezone.now(), request.membership
    calendar = calendar_for(front_door_for(hat.partnership))
    return render(
        request,
        "reports/overview.html",
        {
            "columns": TEAM_COLUMNS,
            "teams": by_team(hat, now),
            "forecast": forecast_line(hat, calendar, now),
            "longest": longest_late(hat, calendar, now),
        },
    )


@hat_required(Permission.OVERSEE)
@require_safe
def late(request: HatRequest) -> HttpResponse:
    """List what is late and soon late: references and clock words alone."""
    now, hat = timezone.now(), request.membership
    calendar = calendar_for(front_door_for(hat.partnership))
    page = Paginator(late_and_soon(hat, now), CLOCKS_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = clock_rows(page, now=now, calendar=calendar)
    audit.record(
        by=hat,
        action="late.viewed",
        subjects=list(dict.fromkeys(str(row["reference"]) for row in rows)),
    )
    return render(request, "reports/late.html", {"rows": rows, "page": page})
