"""Whom a draft edition of the levels of need would affect."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import HatRequest, hat_required
from accounts.operations import audit
from accounts.rules import Permission
from reports.presenters.effect import effect_of
from thresholds.models import Edition


@hat_required(Permission.ADMINISTER)
@require_safe
def edition_effect(request: HatRequest, number: int) -> HttpResponse:
    """Show which of the last year's children would have been suggested another level.

    Nothing is changed by looking; the references shown are in the audit trail.
    """
    mine = Edition.objects.of(request.membership.partnership)
    edition = get_object_or_404(mine.select_related("framework__partnership"), pk=number)
    effect = effect_of(edition, timezone.now())
    audit.record(
        by=request.membership,
        action="edition.effect_listed",
        subjects=[example.reference for example in effect.examples],
        detail={"edition": edition.pk, "looked_at": effect.looked_at, "moved": effect.moved},
    )
    return render(
        request,
        "reports/edition_effect.html",
        {"page_title": "Who it would affect", "edition": edition, "effect": effect},
    )
