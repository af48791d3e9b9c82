"""The page of our own faults: it says whom to ring, whatever it was that failed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseServerError
from django.template.loader import render_to_string

from config import context


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """Say that something went wrong and whom to ring if it cannot wait (pages.md 10).

    Only the help strip and the front door's number are asked of the database. Where it does not
    answer, the number this process read last stands there, and 999 where it never read one.
    """
    shown: dict[str, object]
    try:
        found = context.page(request)
        shown = {
            "front_door_phone": str(found["front_door_phone"]),
            "help_strip": list(found["help_strip"]),  # type: ignore[call-overload]
        }
    except Exception:  # whatever failed once may fail again; this page never does
        shown = {"front_door_phone": context.numbers_read.get(settings.PARTNERSHIP, "")}
    return HttpResponseServerError(render_to_string("500.html", shown))
