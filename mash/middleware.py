"""What becomes of a page about a contact that another council's team has meanwhile."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts.middleware import NOT_KEPT_FIELDS
from directory.models import ContactPoint
from directory.presenters import numbers_of
from govuk.words import when
from mash.views.pages import PassedOn


class PassedOnMiddleware:
    """Says who has a contact that was passed on, instead of that there is no such page.

    A colleague may be in the middle of writing about it: what they typed is there to be copied.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer `PassedOn` with who passed it to whom, when, and what was typed."""
        if not isinstance(exception, PassedOn):
            return None
        change = exception.change
        hub = change.referral.front_door
        return render(
            request,
            "mash/passed_on.html",
            {
                "reference": change.referral.reference,
                "hub": hub,
                "who": change.by.person.full_name,
                "when": when(change.at, timezone.now()),
                "numbers": numbers_of([hub] if hub else [], ContactPoint.Kind.HUB),
                # The same form sent twice: the reason it gives was kept the first time.
                "typed": [one for one in _typed(request) if one[1] != change.reason.strip()],
            },
            status=409 if request.method == "POST" else 404,
        )


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the words somebody wrote, with the name of each box; never what was only ticked."""
    return [
        (name.replace("_", " ").capitalize(), words)
        for name, values in request.POST.lists()
        if name not in NOT_KEPT_FIELDS
        for words in (value.strip() for value in values)
        if " " in words
    ]
