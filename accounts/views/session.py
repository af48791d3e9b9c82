"""Coming in, choosing a hat, staying, leaving, and what was typed too late."""

from urllib.parse import urlencode
from uuid import UUID

from allauth.account import views as account_views
from allauth.mfa.base import views as second_step_views
from allauth.mfa.webauthn import views as passkey_views
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import middleware
from accounts.access import (
    HatRequest,
    PersonRequest,
    for_person,
    for_secured_person,
    public,
    unseen,
)
from accounts.adapters import AccountAdapter
from accounts.errors import KeptPostGone, NotAllowed
from accounts.forms import HatForm, RecoveryCodeForm
from accounts.models import Membership, Notice, Person
from accounts.navigation import home_for
from accounts.operations import kept_posts, notices, sign_in
from accounts.presenters import cast_of_the_demo, kept_answers
from accounts.rules import SessionEnd
from govuk.words import london, table_when, time_words, when

MOST_NOTICES = 100


class SignIn(account_views.LoginView):
    """Sign in: a passkey, or an e-mail address and a password; in the demo, one click."""

    template_name = "account/sign_in.html"

    def get_context_data(self, **context: object) -> dict[str, object]:
        """Add the cast where this is a demo."""
        found = super().get_context_data(**context)
        cast = cast_of_the_demo() if settings.DEMO else []
        return found | {"cast": cast, "next": self.request.GET.get("next", "")}

    def form_invalid(self, form: object) -> HttpResponse:
        """Show the page again; 422 says that nobody was signed in."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SecondStep(second_step_views.AuthenticateView):
    """The second step at sign-in: the app's code, or a passkey."""

    template_name = "account/second_step.html"

    def form_invalid(self, form: object) -> HttpResponse:
        """Show the page again with what was wrong."""
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class Recovery(SecondStep):
    """The second step with a code from the printed list."""

    template_name = "account/recovery.html"

    def get_form_class(self) -> type[RecoveryCodeForm]:
        """Return the form for a printed code."""
        return RecoveryCodeForm


@require_POST
def sign_in_as(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Sign in as one of the invented cast; the address exists in a demo alone."""
    person = Person.objects.filter(pk=person_id, is_demo=True, is_active=True).first()
    if not settings.DEMO or person is None:
        raise Http404
    adapter = AccountAdapter(request)
    adapter.login(request, person)
    middleware.begin(request, second_step=False)
    sign_in.signed_in(person=person, methods=["demo"])
    if kept_posts.kept_of(person_id=person.pk):
        return redirect("account_kept")
    membership = middleware.active_membership(request)
    return redirect(home_for(membership) if membership else "account_hats")


class SignOut(account_views.LogoutView):
    """Sign out and empty the browser of what it kept."""

    template_name = "account/sign_out.html"

    def post(self, *arguments: object, **options: object) -> HttpResponse:
        """Sign out; the browser forgets pages and drafts of this address."""
        response = super().post(*arguments, **options)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


@unseen
@public
@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponseBase:
    """Say that somebody was signed out, and that what they typed is kept.

    A window that has been quiet for the whole limit leads here by itself; the session ends then.
    """
    if request.user.is_authenticated:
        if middleware.quiet_seconds(request) < settings.SESSION_IDLE_SECONDS:
            return redirect("/")
        middleware.end(request, why=SessionEnd.IDLE)
    why = request.session.get(middleware.LEFT_WHY)
    then = request.GET.get("next", "")
    sign_in_url = reverse("account_login")
    return render(
        request,
        "errors/signed_out.html",
        {
            "sign_in_url": f"{sign_in_url}?{urlencode({'next': then})}" if then else sign_in_url,
            "minutes": settings.SESSION_IDLE_SECONDS // 60 if why == SessionEnd.IDLE else 0,
            "hours": settings.SESSION_ABSOLUTE_SECONDS // 3600 if why == SessionEnd.ABSOLUTE else 0,
            "lost": request.session.get(middleware.LEFT_LOST, False),
        },
    )


@for_person
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Note that the person is still there: they typed, or pressed "Stay signed in"."""
    middleware.seen(request)
    return HttpResponse(status=204)


@unseen
@for_person
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what was typed in a window that is about to be signed out; its script asks."""
    kept = middleware.keep_late_post(request, path=request.POST.get(middleware.KEPT_PATH_FIELD))
    return HttpResponse(status=204 if kept else 422)


@for_secured_person
def hats(request: PersonRequest) -> HttpResponseBase:
    """Choose which role to act in; changing it goes to that role's home."""
    mine = list(Membership.objects.current().with_names().filter(person_id=request.user.pk))
    worn = request.membership
    form = HatForm(
        typed(request),
        memberships=mine,
        initial={"membership": str(worn.pk) if worn else "", "next": request.GET.get("next", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            chosen = sign_in.choose_hat(
                person=request.user,
                membership_id=int(form.cleaned_data["membership"]),
            )
        except NotAllowed as error:
            form.add_error("membership", error.message)
        else:
            request.session[middleware.HAT] = chosen.pk
            return redirect(_safe(request, form.cleaned_data["next"]) or home_for(chosen))
    return render(
        request,
        "account/hats.html",
        {"form": form, "has_hats": bool(mine)},
        status=422 if form.errors else 200,
    )


def notices_page(request: HatRequest) -> HttpResponseBase:
    """Show what there is to read; opening a notice goes where it points."""
    if request.method == "POST":
        notices.mark_read(membership=request.membership)
        return redirect("account_notices")
    now = timezone.now()
    mine = list(Notice.objects.visible_to(request.membership)[:MOST_NOTICES])
    shown = [{"notice": notice, "when": table_when(notice.created_at, now)} for notice in mine]
    return render(
        request,
        "account/notices.html",
        {"shown": shown, "unread": any(notice.read_at is None for notice in mine)},
    )


@require_safe
def open_notice(request: HatRequest, notice_id: int) -> HttpResponseBase:
    """Go where a notice points, and mark it read."""
    path = notices.open_one(membership=request.membership, notice_id=notice_id)
    if path is None:
        raise Http404
    return redirect(path)


@for_secured_person
@require_safe
def kept(request: PersonRequest) -> HttpResponseBase:
    """Offer back what could not be accepted: sent after sign-out, or from too old a page."""
    now = timezone.now()
    offers = []
    for post in kept_posts.kept_of(person_id=request.user.pk):
        try:
            fields = kept_posts.opened(post)
        except KeptPostGone:
            continue
        offers.append(
            {
                "sent_at": time_words(london(post.sent_at).time()),
                "until": when(post.expires_at, now),
                "use_url": post.path,
                "kept_post": post.pk,
                "throw_away_url": reverse("account_throw_away", args=[post.pk]),
                "fields": fields.fields,
                "rows": kept_answers(fields.fields),
                "had_files": fields.had_files,
                "signed_in": fields.signed_in,
            }
        )
    return render(request, "errors/kept_post.html", {"offers": offers})


@for_secured_person
def throw_away(request: PersonRequest, kept_post_id: UUID) -> HttpResponseBase:
    """Ask before deleting what was kept, then delete it."""
    try:
        post = kept_posts.find(kept_post_id=kept_post_id, person_id=request.user.pk)
    except KeptPostGone as error:
        messages.info(request, error.message)
        return redirect("account_kept")
    if request.method == "POST":
        kept_posts.throw_away(kept_post_id=post.pk, person_id=request.user.pk)
        thrown = time_words(london(timezone.now()).time())
        messages.success(request, f"Thrown away {thrown}.")
        return redirect("account_kept")
    sent_at = time_words(london(post.sent_at).time())
    return render(
        request,
        "govuk/removal.html",
        {
            "page_title": "Throw away what you typed?",
            "question": "Throw away what you typed?",
            "kept": [f"What you sent at {sent_at} is deleted. What was saved before it is kept."],
            "button": "Yes, throw it away",
            "back_url": reverse("account_kept"),
        },
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form whose token is stale: keep what was typed and offer it back."""
    if middleware.is_background(request):
        return HttpResponse(status=403)
    signed_in = request.user.is_authenticated
    if middleware.keep_late_post(request, signed_in=signed_in):
        return middleware.turn(
            request, reverse("account_kept" if signed_in else "account_signed_out")
        )
    if not request.user.is_authenticated and request.path == reverse("account_login"):
        messages.info(request, "That page was open too long. Sign in again.")
        return middleware.turn(request, reverse("account_login"))
    return render(request, "403.html", status=403)


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, even if it was nothing at all, or None for a page just opened."""
    return request.POST if request.method == "POST" else None


def _safe(request: HttpRequest, address: str) -> str:
    """Return an address to go on to if it is one of ours."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if address.startswith("/") and ours else ""


passkey_sign_in = passkey_views.LoginWebAuthnView.as_view()
