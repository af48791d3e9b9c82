"""What every request passes before anything reads it."""

from collections.abc import Callable
from contextlib import suppress

from django.http import Http404, HttpRequest, QueryDict, UnreadablePostError
from django.http.response import HttpResponseBase

NULL = "\x00"


class WithoutNulls:
    """Take out the null character, which comes along unseen with text pasted from some programs.

    No database holds it: left in, it would turn a practitioner's answer into a fault.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Clean what was asked and what was sent; nothing has an address with a null in it."""
        if NULL in request.path:
            raise Http404
        request.GET = _clean(request.GET)  # type: ignore[assignment]
        # Where the connection broke, whatever reads the form says so.
        with suppress(UnreadablePostError):
            request.POST = _clean(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def _clean(given: QueryDict) -> QueryDict:
    if not any(NULL in text for name, values in given.lists() for text in (name, *values)):
        return given
    cleaned = QueryDict(mutable=True)
    for name, values in given.lists():
        cleaned.setlist(name.replace(NULL, ""), [value.replace(NULL, "") for value in values])
    cleaned._mutable = False
    return cleaned
