"""What django-allauth asks of us: our words, our limits, our trail, our delivery."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts import middleware
from accounts.access import may_remove_second_step
from accounts.encryption import decrypt, encrypt
from accounts.models import Person
from accounts.navigation import home_for
from accounts.notices import SECURITY_CHANGES, contact_of
from accounts.operations import kept_posts, sign_in
from accounts.presenters import partnership_of_visitors
from govuk.words import london, time_words

SECRET_PURPOSE = "second step"
# Somebody who has just signed in need not prove at once again who they are.
FRESH_SECONDS = 5 * 60

WRONG_PASSWORD = "That password is wrong. Check it and enter it again."
WRONG_CODE = "That code is wrong or old. Enter the newest one."

# Confirmations, past tense; what allauth says beside these is left out.
CONFIRMATIONS = {
    "account/messages/password_changed.txt": "Password changed {time}. Sign in with the new one.",
    "account/messages/password_set.txt": "Password chosen {time}.",
    "mfa/messages/totp_activated.txt": "Code app added {time}.",
    "mfa/messages/totp_deactivated.txt": "Code app removed {time}.",
    "mfa/messages/webauthn_added.txt": "Passkey added {time}.",
    "mfa/messages/webauthn_removed.txt": "Passkey removed {time}.",
    "usersessions/messages/sessions_logged_out.txt": "Signed out everywhere else {time}.",
}


def too_many_tries() -> str:
    """Return what a slowed account is told: whom to ring does not need a sign-in."""
    contact = contact_of(partnership_of_visitors())
    ring = f"ring {contact.phone}" if contact else "ring the MASH"
    return (
        f"Too many tries from this account. Wait 5 minutes, or {ring} if a child is at risk:"
        " you do not need to sign in to ring."
    )


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in with our words; nobody signs up, everything is recorded, mail goes through rows."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That e-mail address and password do not match. Check both.",
        "incorrect_password": WRONG_PASSWORD,
        "enter_current_password": WRONG_PASSWORD,
        "incorrect_code": WRONG_CODE,
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return an error in our words; the slowed account's names the number to ring."""
        if code in {"too_many_login_attempts", "rate_limited"}:
            return ValidationError(too_many_tries(), code=code)
        return super().validation_error(code, *args)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people are invited."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address for the list of sessions; limits never go by it (shared schools)."""
        return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check a password; somebody who has left is told the same as somebody unknown."""
        person = super().authenticate(request, **credentials)
        return person if person is not None and person.is_active else None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a wrong password."""
        sign_in.sign_in_failed(email=credentials.get("email", ""))

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Check the password of somebody signed in, under the same limit as sign-in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Ask again who it is, except in the first minutes after signing in."""
        session = context.request.session
        fresh = time.time() - session.get(middleware.SIGNED_IN_AT, 0) < FRESH_SECONDS
        return not fresh and super().is_reauthentication_required(app=app, **options)

    def post_login(
        self, request: HttpRequest, user: Any, *, redirect_url: str | None, **options: Any
    ) -> HttpResponseBase:
        """Start the session's limits, record the sign-in, and go where the person was going."""
        records = get_authentication_records(request, user)
        methods = {str(record.get("type") or record["method"]) for record in records}
        second_step = any(record["method"] == "mfa" for record in records)
        middleware.begin(request, second_step=second_step)
        sign_in.signed_in(person=user, methods=methods)
        response = super().post_login(request, user, redirect_url=redirect_url, **options)
        if middleware.second_step_missing(request):
            return redirect("mfa_index")
        # An offer of what was typed comes before anything else; it cannot be missed there.
        if kept_posts.kept_of(person_id=user.pk):
            return redirect("account_kept")
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the home of the person's hat, or the page where they choose one."""
        membership = middleware.active_membership(request)
        return home_for(membership) if membership else reverse("account_hats")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return the sign-in page."""
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """A changed password signs everybody out, so the next page is sign-in."""
        return reverse("account_login")

    def logout(self, request: HttpRequest) -> None:
        """Record the sign-out before the session is gone."""
        if isinstance(request.user, Person):
            membership = getattr(request, "membership", None)
            sign_in.signed_out(person=request.user, by=membership, why="asked")
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Send somebody who has left back to sign-in, told nothing about the account."""
        messages.error(request, str(self.error_messages["email_password_mismatch"]))
        return redirect("account_login")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Show our own confirmations only; an error is shown as it is."""
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)
            return
        words = CONFIRMATIONS.get(message_template or "")
        if words:
            now = time_words(london(timezone.now()).time())
            messages.success(request, words.format(time=now))

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Write the delivery of a reset link; the link itself is made when it is sent."""
        sign_in.password_reset_asked(person=user)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Record a changed secret and tell the person, through a row of the outbox."""
        change = template_prefix.rpartition("/")[2]
        if change in SECURITY_CHANGES:
            sign_in.security_changed(person=user, change=change)


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step: encrypted secrets, our words, and never removed to nothing."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": (
            "Add another second step before you remove this one. Every account needs one."
        ),
        "cannot_generate_recovery_codes": "Add a code app or a passkey first.",
    }

    def get_totp_issuer(self) -> str:
        """Return the name a code app shows."""
        return "Effective Support"

    def encrypt(self, text: str) -> str:
        """Encrypt a code app's secret under our field keys."""
        return encrypt(text, purpose=SECRET_PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a code app's secret."""
        return decrypt(encrypted_text, purpose=SECRET_PURPOSE)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Say whether another second step stays when this one goes."""
        return may_remove_second_step(authenticator)

    def generate_authenticator_name(
        self,
        user: Any,
        type: Authenticator.Type,  # noqa: A002 (the package names it)
    ) -> str:
        """Return a name for a new passkey, as a suggestion."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "My passkey" if not count else f"My passkey {count + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return who asks for a passkey, as the browser shows it."""
        return super().get_public_key_credential_rp_entity() | {"name": "Effective Support"}
