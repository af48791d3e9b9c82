"""One's own account: password, second steps, recovery codes, and where one is signed in."""

from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as second_step_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as code_app_views
from allauth.mfa.webauthn import views as passkey_views
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import middleware
from accounts.access import for_person, for_secured_person, has_second_step, may_remove_second_step
from accounts.operations import people
from accounts.presenters import passkey_rows, session_rows
from govuk.words import london, time_words


class ShowsErrors:
    """Answers 422 when a form is wrong, as every form of the portal does."""

    def form_invalid(self, form: object) -> HttpResponse:
        """Show the page again; nothing was saved."""
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]


class ForgottenPassword(ShowsErrors, account_views.PasswordResetView):
    """Ask for a link to choose a new password."""

    template_name = "account/forgotten_password.html"


class ForgottenPasswordSent(account_views.PasswordResetDoneView):
    """Say that a link is on its way if the address is known; never whether it is."""

    template_name = "account/forgotten_password_sent.html"


class NewPassword(ShowsErrors, account_views.PasswordResetFromKeyView):
    """Choose a new password through a link; signing in still needs the second step."""

    template_name = "account/new_password.html"


class NewPasswordDone(account_views.PasswordResetFromKeyDoneView):
    """Say that the password is new."""

    template_name = "account/new_password_done.html"


class ChangePassword(ShowsErrors, account_views.PasswordChangeView):
    """Choose a new password with the old one; everybody signed in with it is signed out."""

    template_name = "account/change_password.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead whoever never had a password, as the demo's people, to the link by e-mail."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)


class ConfirmPassword(ShowsErrors, account_views.ReauthenticateView):
    """The password again, before a sign-in secret changes."""

    template_name = "account/confirm_password.html"


class ConfirmCode(ShowsErrors, second_step_views.ReauthenticateView):
    """The app's code again, before a sign-in secret changes."""

    template_name = "account/confirm_code.html"


class ConfirmPasskey(passkey_views.ReauthenticateWebAuthnView):
    """The passkey again, before a sign-in secret changes."""

    template_name = "account/confirm_passkey.html"


@for_person
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show how somebody signs in and where they are signed in; from here they change it."""
    mine = list(Authenticator.objects.filter(user_id=request.user.pk))
    kinds = {authenticator.type for authenticator in mine}
    codes = next((a for a in mine if a.type == Authenticator.Type.RECOVERY_CODES), None)
    sessions = UserSession.objects.purge_and_list(request.user)
    return render(
        request,
        "account/security.html",
        {
            "missing": middleware.second_step_missing(request),
            "has_app": Authenticator.Type.TOTP in kinds,
            "passkey_count": sum(a.type == Authenticator.Type.WEBAUTHN for a in mine),
            "has_second_step": has_second_step(request.user),
            "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
            "sessions": session_rows(sessions, request.session.session_key, timezone.now()),
        },
    )


class SetsUpSecondStep:
    """Lets somebody in once they have proved their first second step in this very session."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        """Refuse a session that skipped a second step the person has by now."""
        if middleware.second_step_missing(request) and has_second_step(request.user):
            return redirect("mfa_index")
        return super().dispatch(request, *arguments, **options)  # type: ignore[misc]

    def form_valid(self, form: object) -> HttpResponse:
        """Add the second step and go on."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        self.request.session[middleware.SECOND_STEP] = True
        return response


class AddCodeApp(ShowsErrors, SetsUpSecondStep, code_app_views.ActivateTOTPView):
    """Add a code app: a picture to scan, the same secret to type, and a first code."""

    template_name = "account/add_code_app.html"

    def get_context_data(self, **context: object) -> dict[str, object]:
        """Add the secret in groups of four, to be typed."""
        found = super().get_context_data(**context)
        secret = found["form"].secret
        groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return found | {"secret_words": " ".join(groups)}


class RemoveCodeApp(code_app_views.DeactivateTOTPView):
    """Remove the code app, unless it is the only second step."""

    template_name = "account/remove_code_app.html"


@require_safe
def passkeys(request: HttpRequest) -> HttpResponseBase:
    """List somebody's passkeys."""
    mine = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN)
    return render(request, "account/passkeys.html", {"rows": passkey_rows(mine, timezone.now())})


class AddPasskey(ShowsErrors, SetsUpSecondStep, passkey_views.AddWebAuthnView):
    """Add a passkey; the browser makes it."""

    template_name = "account/add_passkey.html"

    def get_context_data(self, **context: object) -> dict[str, object]:
        """Keep a form with errors; the package's own view would show an empty one."""
        form = context.get("form")
        found = super().get_context_data(**context)
        return found | ({"form": form} if form else {})


class RemovePasskey(passkey_views.RemoveWebAuthnView):
    """Remove a passkey, unless it is the only second step."""

    template_name = "govuk/removal.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Name the passkey and what stays."""
        name = self.object.wrap().name
        return super().get_context_data(**context) | {
            "page_title": "Remove this passkey?",
            "question": "Remove this passkey?",
            "kept": [f"“{name}” no longer signs you in. Your other ways to sign in are kept."],
            "button": "Yes, remove passkey",
            "back_url": reverse("mfa_list_webauthn"),
        }

    def form_valid(self, form: object) -> HttpResponse:
        """Remove it where another second step stays."""
        if not may_remove_second_step(self.object):
            messages.error(
                self.request,
                "Add another second step before you remove this one. Every account needs one.",
            )
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)


class RecoveryCodes(recovery_views.ViewRecoveryCodesView):
    """Show the recovery codes, once."""

    template_name = "account/recovery_codes.html"


class NewRecoveryCodes(recovery_views.GenerateRecoveryCodesView):
    """Make new recovery codes; the old ones stop working."""

    template_name = "govuk/removal.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what stops working."""
        found = super().get_context_data(**context)
        return found | {
            "page_title": "Make new recovery codes?",
            "question": "Make new recovery codes?",
            "kept": [f"The {found['unused_code_count']} you have left stop working."],
            "button": "Yes, make new codes",
            "back_url": reverse("mfa_index"),
        }


@for_secured_person
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponseBase:
    """Sign somebody out everywhere but here."""
    people.end_sessions(
        person=request.user,  # type: ignore[arg-type]
        except_key=request.session.session_key,
        by=getattr(request, "membership", None),
    )
    ended = time_words(london(timezone.now()).time())
    messages.success(request, f"Signed out everywhere else {ended}.")
    return redirect(reverse("mfa_index"))
