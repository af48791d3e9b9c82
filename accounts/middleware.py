"""Who comes in: sign-in by default, the hat they wear, and what becomes of a late form."""

import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import form_owner
from accounts.access import entry_of, is_unseen
from accounts.models import Membership, Person
from accounts.operations import kept_posts, sign_in
from accounts.rules import SEEN_EVERY_SECONDS, Entry, SessionEnd, session_end

# Keys of the session.
HAT = "hat"
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
SECOND_STEP = "second_step"
LEFT_BY = "left_by"
LEFT_AT = "left_at"
LEFT_WHY = "left_why"
LEFT_LOST = "left_lost"

KEPT_POST_FIELD = "kept_post"
KEPT_PATH_FIELD = "kept_path"
NOT_KEPT_FIELDS = {"csrfmiddlewaretoken", form_owner.FIELD, KEPT_POST_FIELD, KEPT_PATH_FIELD}


class HatMiddleware:
    """Puts the active membership on the request and refuses whoever may not come in.

    Everything asks for a signed-in person with a second step and a hat, unless its view says
    otherwise (`accounts.access.public` and its neighbours).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Settle who is asking before any other check, and keep the answer out of caches."""
        request.membership = None  # type: ignore[attr-defined]
        signed_in = request.user.is_authenticated
        if signed_in and not _is_over(request):
            request.membership = active_membership(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if signed_in or request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        _forget_used_post(request, response)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        _args: tuple[object, ...],
        _kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        """Send whoever may not open this view to the page that lets them; note who is there."""
        if request.user.is_authenticated and not is_unseen(view):
            _note_presence(request)
        entry = entry_of(view)
        if entry is Entry.PUBLIC:
            return None
        if not request.user.is_authenticated:
            return signed_out(request)
        if entry > Entry.PERSON and second_step_missing(request):
            return turn(request, reverse("mfa_index"))
        if entry is Entry.HAT and request.membership is None:  # type: ignore[attr-defined]
            return turn(request, _with_next(reverse("account_hats"), request))
        return None


def active_membership(request: HttpRequest) -> Membership | None:
    """Return the hat the session wears; somebody's only hat is put on without asking."""
    person_id = request.user.pk
    if person_id is None:
        return None
    mine = Membership.objects.current().with_names().filter(person_id=person_id)
    worn = request.session.get(HAT)
    if worn and (found := mine.filter(pk=worn).first()):
        return found
    choices = list(mine[:2])
    if len(choices) != 1:
        return None
    request.session[HAT] = choices[0].pk
    return choices[0]


def second_step_missing(request: HttpRequest) -> bool:
    """Say whether this session still lacks the second step, which only the demo does without."""
    return not settings.DEMO and not request.session.get(SECOND_STEP)


def begin(request: HttpRequest, *, second_step: bool) -> None:
    """Start the limits of a session that somebody has just signed in to."""
    now = time.time()
    request.session[SIGNED_IN_AT] = now
    request.session[SEEN_AT] = now
    request.session[SECOND_STEP] = second_step
    for key in (LEFT_BY, LEFT_AT, LEFT_WHY, LEFT_LOST):
        request.session.pop(key, None)
    # The cookie goes with the browser: many of these computers are shared.
    request.session.set_expiry(0)
    UserSession.objects.create_from_request(request)


def end(request: HttpRequest, *, why: str) -> None:
    """Sign a person out, remembering only whose late form may still arrive from this browser."""
    person = request.user
    sign_in.signed_out(person=person, by=None, why=why)  # type: ignore[arg-type]
    request.session.flush()
    request.user = AnonymousUser()
    request.session[LEFT_BY] = person.pk
    request.session[LEFT_AT] = time.time()
    request.session[LEFT_WHY] = why


def seen(request: HttpRequest) -> None:
    """Note that the person is there: they typed or moved to a page."""
    request.session[SEEN_AT] = time.time()


def quiet_seconds(request: HttpRequest) -> float:
    """Return how long ago a signed-in person was last seen."""
    return time.time() - request.session.get(SEEN_AT, 0)


def signed_out(request: HttpRequest) -> HttpResponseBase:
    """Answer somebody who is not signed in: keep a late form, then show the way back in."""
    if typed_in := request.POST.get(KEPT_PATH_FIELD):
        # A window hands over what was typed as it leaves; the session may be gone before it.
        keep_late_post(request, path=typed_in)
    if is_background(request):
        return _unauthorised()
    if request.method == "POST" and _owner(request):
        request.session[LEFT_LOST] = not keep_late_post(request)
        return turn(request, reverse("account_signed_out"))
    if _left_lately(request):
        return turn(request, _with_next(reverse("account_signed_out"), request))
    return turn(request, _with_next(reverse("account_login"), request))


def keep_late_post(
    request: HttpRequest, *, path: str | None = None, signed_in: bool = False
) -> bool:
    """Keep a form for the person who sent it, if they are known; say whether it is kept.

    `path` is where the form belongs, if it was not sent there. `signed_in` says that they are
    still signed in and the page's token alone was stale.
    """
    path = path or request.get_full_path()
    person_id = _owner(request)
    if not person_id or not _may_be_kept(request, path):
        return False
    fields = [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in NOT_KEPT_FIELDS
        for value in values
    ]
    kept = kept_posts.keep(
        person_id=person_id,
        path=path,
        fields=fields,
        had_files=any(upload for upload in request.FILES.values()),
        signed_in=signed_in,
    )
    return kept is not None


def is_background(request: HttpRequest) -> bool:
    """Say whether a script of the page asks, not the person: a live check or an autosave."""
    if request.headers.get("HX-Request"):
        return False
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return bool(request.headers.get("X-Live-Check")) or mode != "navigate"


def _is_over(request: HttpRequest) -> SessionEnd | None:
    session = request.session
    now = time.time()
    over = session_end(
        signed_in_at=session.setdefault(SIGNED_IN_AT, now),
        seen_at=session.setdefault(SEEN_AT, now),
        now=now,
        idle_seconds=settings.SESSION_IDLE_SECONDS,
        absolute_seconds=settings.SESSION_ABSOLUTE_SECONDS,
    )
    if over:
        end(request, why=over)
    return over


def _note_presence(request: HttpRequest) -> None:
    """Note that the person moved to a page; live checks do not count."""
    if request.headers.get("X-Live-Check") or quiet_seconds(request) < SEEN_EVERY_SECONDS:
        return
    seen(request)


def _owner(request: HttpRequest) -> int | None:
    """Return whose form was sent: the page's own word first, whoever uses the browser by now."""
    if owner := form_owner.read(request.POST.get(form_owner.FIELD)):
        return owner
    return request.user.pk if request.user.is_authenticated else _left_lately(request)


def _left_lately(request: HttpRequest) -> int | None:
    """Return whose session ended in this browser within the last hour."""
    left_at = request.session.get(LEFT_AT)
    if left_at is None or time.time() - left_at > kept_posts.KEPT_FOR.total_seconds():
        return None
    return int(request.session[LEFT_BY])


def _may_be_kept(request: HttpRequest, path: str) -> bool:
    """Say whether a form may be stored: an address of ours, outside sign-in, without secrets."""
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return False
    try:
        view = resolve(urlsplit(path).path).func
    except Resolver404:
        return False
    if entry_of(view) is not Entry.HAT:
        return False
    return not any("password" in name for name in request.POST)


def _forget_used_post(request: HttpRequest, response: HttpResponseBase) -> None:
    """Delete a kept post once its form has been taken, or is shown again with what was typed."""
    if request.method != "POST" or not isinstance(request.user, Person):
        return
    used = request.POST.get(KEPT_POST_FIELD)
    if used and response.status_code in {200, 302, 303, 422}:
        with suppress(ValueError):
            kept_posts.throw_away(kept_post_id=UUID(used), person_id=request.user.pk)


def _with_next(address: str, request: HttpRequest) -> str:
    """Add where to go on to; only for pages, as a form cannot be repeated by following a link."""
    if request.method not in {"GET", "HEAD"}:
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"


def turn(request: HttpRequest, address: str) -> HttpResponseBase:
    """Send a person to another page, whether they follow a link, send a form or use a script."""
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = address
        return answer
    response: HttpResponseRedirect = redirect(address)
    if request.method == "POST":
        response.status_code = 303
    return response


def _unauthorised() -> HttpResponse:
    return HttpResponse(status=401)
