"""What people type about themselves, their colleagues and their agencies."""

from collections.abc import Iterable
from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as second_step_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Agency, Membership, Site
from accounts.rules import AGENCY_KIND_NAMES, ROLE_DESCRIPTIONS, ROLE_NAMES, Role
from govuk import fields
from govuk.forms import FormKeyMixin, KitForm, QuestionForm

EMAIL_ERRORS = {
    "required": "Enter an e-mail address",
    "invalid": "Enter an e-mail address in the correct format, like name@example.com",
}
PASSWORD_HINT = "At least 12 characters. Three words that only you would put together work well."
CODE_ERRORS = {"required": "Enter the 6-digit code from your app"}


class OurWords(forms.Form):
    """Gives a form of the sign-in package our ids, labels, hints and errors.

    `words` maps a field to its label, its hint and its error when it is empty.
    """

    words: dict[str, tuple[str, str, str]] = {}
    use_required_attribute = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("auto_id", "%s")
        super().__init__(*arguments, **options)
        for name, (label, hint, error) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.error_messages = field.error_messages | {"required": error}
            if isinstance(field, forms.EmailField):
                field.error_messages = field.error_messages | {"invalid": EMAIL_ERRORS["invalid"]}


class RepeatedPassword(OurWords):
    """A new password is typed once: it can be shown, so typing it twice proves nothing."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        del self.fields["password2"]


class SignInForm(OurWords, account_forms.LoginForm):
    """Password sign-in; one message for a wrong password and for an unknown address."""

    words = {
        "login": ("E-mail address", "", EMAIL_ERRORS["required"]),
        "password": ("Password", "", "Enter your password"),
    }

    def clean(self) -> dict[str, Any]:
        """Show what is wrong beside the first field, not over the form alone."""
        try:
            return super().clean() or self.cleaned_data
        except ValidationError as error:
            self.add_error("login", error)
            return self.cleaned_data


class ForgottenPasswordForm(OurWords, account_forms.ResetPasswordForm):
    """Where to send the link for a new password."""

    words = {"email": ("E-mail address", "", EMAIL_ERRORS["required"])}


class NewPasswordForm(RepeatedPassword, account_forms.ResetPasswordKeyForm):
    """A new password, chosen through a link."""

    words = {"password1": ("New password", PASSWORD_HINT, "Enter a new password")}


class ChangePasswordForm(RepeatedPassword, account_forms.ChangePasswordForm):
    """A new password, chosen with the old one."""

    words = {
        "oldpassword": ("Password you use now", "", "Enter the password you use now"),
        "password1": ("New password", PASSWORD_HINT, "Enter a new password"),
    }


class ConfirmPasswordForm(OurWords, account_forms.ReauthenticateForm):
    """The password again, before a sign-in secret changes."""

    words = {"password": ("Password", "", "Enter your password")}


class SecondStepForm(OurWords, second_step_forms.AuthenticateForm):
    """The code of the app at sign-in."""

    words = {"code": ("Enter the 6-digit code from your app", "", CODE_ERRORS["required"])}


class RecoveryCodeForm(OurWords, second_step_forms.AuthenticateForm):
    """One of the printed codes at sign-in."""

    words = {
        "code": (
            "Recovery code",
            "8 numbers from the list you kept. Each code works once.",
            "Enter one of your recovery codes",
        )
    }


class ConfirmCodeForm(OurWords, second_step_forms.ReauthenticateForm):
    """The code of the app again, before a sign-in secret changes."""

    words = {"code": ("Enter the 6-digit code from your app", "", CODE_ERRORS["required"])}


class CodeAppForm(OurWords, ActivateTOTPForm):
    """The first code of a new app, which proves that it is set up."""

    words = {
        "code": (
            "Enter the 6-digit code from your app",
            "The app shows a new one every 30 seconds.",
            CODE_ERRORS["required"],
        )
    }


class PasskeyForm(OurWords, AddWebAuthnForm):
    """A new passkey: its name, and what the browser made."""

    words = {"name": ("Name of this passkey", "For example, School laptop", "Enter a name")}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # Every passkey signs in by itself, so the browser must check who holds it.
        self.fields["passwordless"] = forms.BooleanField(
            widget=forms.HiddenInput, initial=True, required=True
        )


class HatForm(KitForm):
    """Which of a person's roles they act in."""

    membership = fields.RadiosField(label="Choose your role", error="Select a role")
    next = forms.CharField(widget=forms.HiddenInput, required=False)
    heading_field = "membership"

    def __init__(self, *arguments: Any, memberships: Iterable[Membership], **options: Any) -> None:
        super().__init__(*arguments, **options)
        hats = list(memberships)
        field = self.fields["membership"]
        field.choices = [(str(hat.pk), hat.role_name) for hat in hats]  # type: ignore[attr-defined]
        field.hints = {  # type: ignore[attr-defined]
            str(hat.pk): f"{hat.site.name}. {ROLE_DESCRIPTIONS[Role(hat.role)]}" for hat in hats
        }


class AcceptInvitationForm(QuestionForm):
    """Who somebody invited is, and the password they choose."""

    title = "Set up your account"
    button = "Set up account"
    first_name = fields.PlainTextField(
        label="First name", thing="First name", max_length=100, error="Enter your first name"
    )
    last_name = fields.PlainTextField(
        label="Last name", thing="Last name", max_length=100, error="Enter your last name"
    )
    password = fields.PasswordField(
        label="Password",
        help_text=PASSWORD_HINT,
        error="Enter a password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def _role_choices(roles: Iterable[Role]) -> list[tuple[str, str]]:
    return [(role.value, ROLE_NAMES[role]) for role in roles]


class PersonsName(KitForm):
    """What a colleague is called."""

    first_name = fields.name_field("First name", max_length=100, error="Enter their first name")
    last_name = fields.name_field("Last name", max_length=100, error="Enter their last name")


class InviteForm(PersonsName, QuestionForm):
    """Whom to invite, to which site, in which role."""

    title = "Invite someone"
    button = "Send invitation"
    email = fields.EmailField(
        label="Work e-mail address",
        error="Enter their work e-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    job_title = fields.PlainTextField(
        label="Job title (optional)", thing="Job title", max_length=100, required=False
    )
    site = fields.SelectField(label="Site", choices=[], error="Select a site")
    role = fields.RadiosField(label="Role", error="Select a role")

    def __init__(
        self,
        *arguments: Any,
        sites: Iterable[Site],
        roles: Iterable[Role],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        allowed = list(roles)
        places = [(str(site.pk), _site_words(site)) for site in sites]
        self.fields["site"].choices = [("", "Choose"), *places]  # type: ignore[attr-defined]
        if len(places) == 1:
            self.initial.setdefault("site", places[0][0])
        role = self.fields["role"]
        role.choices = _role_choices(allowed)  # type: ignore[attr-defined]
        role.hints = {r.value: ROLE_DESCRIPTIONS[r] for r in allowed}  # type: ignore[attr-defined]


def _site_words(site: Site) -> str:
    same = site.name == site.agency.name
    return site.name if same else f"{site.name} ({site.agency.name})"


class PersonForm(PersonsName, QuestionForm):
    """A person's name and phone number, as colleagues see them."""

    title = "Change details"
    button = "Save details"
    phone = fields.PhoneField(
        label="Phone number (optional)", max_length=30, required=False, about_someone=True
    )


class AddRoleForm(QuestionForm):
    """Another role for somebody who has an account."""

    title = "Add a role"
    button = "Add role"
    site = fields.SelectField(label="Site", choices=[], error="Select a site")
    role = fields.RadiosField(label="Role", error="Select a role")
    job_title = fields.PlainTextField(
        label="Job title (optional)", thing="Job title", max_length=100, required=False
    )

    def __init__(
        self, *arguments: Any, sites: Iterable[Site], roles: Iterable[Role], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        allowed = list(roles)
        places = [(str(site.pk), _site_words(site)) for site in sites]
        self.fields["site"].choices = [("", "Choose"), *places]  # type: ignore[attr-defined]
        role = self.fields["role"]
        role.choices = _role_choices(allowed)  # type: ignore[attr-defined]
        role.hints = {r.value: ROLE_DESCRIPTIONS[r] for r in allowed}  # type: ignore[attr-defined]


class EndMembershipForm(FormKeyMixin, KitForm):
    """Who takes on the work of somebody who leaves; not asked where there is none (None)."""

    hand_over_to = fields.SelectField(
        label="Who takes on their open work?",
        choices=[],
        empty="Choose a colleague",
        error="Select who takes on their open work",
        required=False,
    )

    def __init__(
        self, *arguments: Any, colleagues: Iterable[Membership] | None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        if colleagues is None:
            del self.fields["hand_over_to"]
            return
        self.fields["hand_over_to"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a colleague"),
            *(
                (str(hat.pk), f"{hat.person.full_name}, {hat.role_name} at {hat.site.name}")
                for hat in colleagues
            ),
        ]


class AgencyForm(QuestionForm):
    """An agency of the partnership."""

    title = "Agency"
    button = "Save agency"
    name = fields.PlainTextField(
        label="Name of the agency",
        thing="Name",
        max_length=200,
        error="Enter the name of the agency",
    )
    kind = fields.SelectField(
        label="Kind of agency",
        choices=list(AGENCY_KIND_NAMES.items()),
        error="Select the kind of agency",
    )

    def __init__(self, *arguments: Any, agency: Agency | None = None, **options: Any) -> None:
        if agency:
            options.setdefault("initial", {"name": agency.name, "kind": agency.kind})
        super().__init__(*arguments, **options)
        self.heading = f"Change {agency.name}" if agency else "Add an agency"


class SiteForm(QuestionForm):
    """A place an agency works from."""

    title = "Site"
    button = "Save site"
    name = fields.PlainTextField(
        label="Name of the site", thing="Name", max_length=200, error="Enter the name of the site"
    )
    address = fields.PlainTextField(
        label="Address (optional)", thing="Address", max_length=300, rows=3, required=False
    )
    postcode = fields.PlainTextField(
        label="Postcode (optional)", thing="Postcode", max_length=10, width=10, required=False
    )
    phone = fields.PhoneField(label="Phone number (optional)", max_length=30, required=False)

    def __init__(self, *arguments: Any, site: Site | None = None, **options: Any) -> None:
        if site:
            options.setdefault(
                "initial",
                {
                    "name": site.name,
                    "address": site.address,
                    "postcode": site.postcode,
                    "phone": site.phone,
                },
            )
        super().__init__(*arguments, **options)
        self.heading = f"Change {site.name}" if site else "Add a site"
