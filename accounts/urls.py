"""Addresses of accounts: `/account/` is one's own, `/people/` everybody's.

The names are those the sign-in package looks up; what it offers beside these has no address.
"""

from django.urls import URLPattern, path, re_path

from accounts.access import for_person, for_secured_person, public
from accounts.views import people, security, session

urlpatterns: list[URLPattern] = [
    path("account/sign-in/", public(session.SignIn.as_view()), name="account_login"),
    path("account/sign-in/passkey/", public(session.passkey_sign_in), name="mfa_login_webauthn"),
    path(
        "account/sign-in/as/<int:person_id>/",
        public(session.sign_in_as),
        name="account_sign_in_as",
    ),
    path("account/second-step/", public(session.SecondStep.as_view()), name="mfa_authenticate"),
    path("account/recovery/", public(session.Recovery.as_view()), name="account_recovery"),
    path("account/sign-out/", public(session.SignOut.as_view()), name="account_logout"),
    path("account/signed-out/", session.signed_out, name="account_signed_out"),
    path("account/stay/", session.stay, name="account_stay"),
    path("account/keep/", session.keep, name="account_keep"),
    path("account/hats/", session.hats, name="account_hats"),
    path("account/notices/", session.notices_page, name="account_notices"),
    path("account/notices/<int:notice_id>/", session.open_notice, name="account_open_notice"),
    path("account/kept/", session.kept, name="account_kept"),
    path(
        "account/kept/<uuid:kept_post_id>/throw-away/",
        session.throw_away,
        name="account_throw_away",
    ),
    path(
        "account/password/forgotten/",
        public(security.ForgottenPassword.as_view()),
        name="account_reset_password",
    ),
    path(
        "account/password/forgotten/sent/",
        public(security.ForgottenPasswordSent.as_view()),
        name="account_reset_password_done",
    ),
    re_path(
        # A person's number has no hyphen, the key has.
        r"^account/password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        public(security.NewPassword.as_view()),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/new/done/",
        public(security.NewPasswordDone.as_view()),
        name="account_reset_password_from_key_done",
    ),
    path(
        "account/password/",
        for_secured_person(security.ChangePassword.as_view()),
        name="account_change_password",
    ),
    path(
        "account/confirm/",
        for_person(security.ConfirmPassword.as_view()),
        name="account_reauthenticate",
    ),
    path(
        "account/confirm/code/",
        for_person(security.ConfirmCode.as_view()),
        name="mfa_reauthenticate",
    ),
    path(
        "account/confirm/passkey/",
        for_person(security.ConfirmPasskey.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/security/", security.overview, name="mfa_index"),
    path(
        "account/security/app/",
        for_person(security.AddCodeApp.as_view()),
        name="mfa_activate_totp",
    ),
    path(
        "account/security/app/remove/",
        for_secured_person(security.RemoveCodeApp.as_view()),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/security/passkeys/",
        for_secured_person(security.passkeys),
        name="mfa_list_webauthn",
    ),
    path(
        "account/security/passkeys/add/",
        for_person(security.AddPasskey.as_view()),
        name="mfa_add_webauthn",
    ),
    path(
        "account/security/passkeys/<int:pk>/remove/",
        for_secured_person(security.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "account/security/recovery-codes/",
        for_secured_person(security.RecoveryCodes.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/security/recovery-codes/new/",
        for_secured_person(security.NewRecoveryCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/security/sessions/end/", security.end_other_sessions, name="account_end_sessions"
    ),
    path("people/", people.people_page, name="people"),
    path("people/invite/", people.Invite.as_view(), name="invite"),
    path("people/invitation/", people.accept_invitation, name="accept_invitation"),
    path("people/invitation/<str:token>/", people.invitation, name="invitation"),
    path("people/invitations/<int:invitation_id>/again/", people.send_again, name="send_again"),
    path(
        "people/invitations/<int:invitation_id>/withdraw/",
        people.withdraw,
        name="withdraw_invitation",
    ),
    path("people/roles/<int:membership_id>/end/", people.end_membership, name="end_membership"),
    path("people/agencies/", people.agencies_page, name="agencies"),
    path("people/agencies/add/", people.AddAgency.as_view(), name="add_agency"),
    path("people/agencies/<int:agency_id>/", people.ChangeAgency.as_view(), name="change_agency"),
    path("people/agencies/<int:agency_id>/sites/add/", people.AddSite.as_view(), name="add_site"),
    path("people/sites/<int:site_id>/", people.ChangeSite.as_view(), name="change_site"),
    path("people/<int:person_id>/", people.person_page, name="person"),
    path("people/<int:person_id>/change/", people.ChangePerson.as_view(), name="change_person"),
    path("people/<int:person_id>/add-role/", people.AddRole.as_view(), name="add_role"),
    path(
        "people/<int:person_id>/second-step/",
        people.reset_second_step,
        name="reset_second_step",
    ),
]
