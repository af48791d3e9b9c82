"""Which edition a visitor reads."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from directory.presenters import partnership_seen_by
from thresholds.errors import UnknownFramework
from thresholds.models import Edition
from thresholds.presenters import edition_in_force


def edition_seen_by(request: HttpRequest) -> Edition:
    """Return the edition in force of the partnership whose pages somebody sees."""
    partnership = partnership_seen_by(request.membership)  # type: ignore[attr-defined]
    try:
        return edition_in_force(partnership)
    except UnknownFramework as error:
        raise Http404(error.message) from error


def published_edition(in_force: Edition, number: int) -> Edition:
    """Return a published edition of the same framework by its number, else 404 (R-145)."""
    if number == in_force.pk:
        return in_force
    return get_object_or_404(
        in_force.framework.editions.published().select_related("framework__partnership"), pk=number
    )
