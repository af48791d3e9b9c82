"""Settings, all from the environment (`.env.example` names every one of them)."""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

from config import embedded_postgres
from config.logging import log_settings

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

# DEMO shows the cast on the sign-in page and asks for no second factor; never with real data.
DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
GALLERY = env.bool("GALLERY", default=DEBUG or DEMO)
# The first run needs no set-up: without a server's address the data is invented and local.
LOCAL = not env("DATABASE_URL", default="")

SECRET_KEY = env(
    "SECRET_KEY", default="local-only-not-a-secret-" + "0" * 32 if LOCAL else environ.Env.NOTSET
)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Keys for encrypted fields and kept posts, newest first, so that they can be rotated.
FIELD_KEYS = env.list("FIELD_KEYS", default=[SECRET_KEY, *SECRET_KEY_FALLBACKS])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PORT = env.int("PORT", default=8000)
SITE_ADDRESS = env("SITE_ADDRESS", default=f"http://localhost:{PORT}")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "pgtrigger",
    "pghistory",
    "govuk",
    "outbox",
    "accounts",
    "directory",
    "thresholds",
    "referrals",
    "mash",
    "family_wellbeing",
    "reports",
    "fixtures",
    "config",
]

MIDDLEWARE = [
    "config.logging.RequestNumber",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.WithoutNulls",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.HatMiddleware",
    "mash.middleware.PassedOnMiddleware",
]
CSRF_FAILURE_VIEW = "accounts.views.stale_form"

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.context.page",
            ],
            # Every form says whose it is.
            "builtins": ["accounts.templatetags.form_owner"],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["govuk"]
CRISPY_TEMPLATE_PACK = "govuk"

DATABASES = {
    "default": env.db_url("DATABASE_URL", default=embedded_postgres.url())
    | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Where the extra “finding” is installed, the search of indicators compares what phrases mean too.
FIND_BY_MEANING = env.bool("FIND_BY_MEANING", default=True)

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# 20 minutes without typing or moving to a page, 12 hours in all (pages.md 10).
SESSION_IDLE_SECONDS = 20 * 60
SESSION_WARNING_SECONDS = 17 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/account/sign-in/"
LOGIN_REDIRECT_URL = "/"
# Whose name and numbers visitors see, where one database holds several partnerships.
PARTNERSHIP = env("PARTNERSHIP", default="bexley")

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reauthenticate": "accounts.forms.ConfirmPasswordForm",
}
# By account, never by address: a school behind one address must not lock itself out.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key",
    "reset_password": "5/5m/key",
    "reset_password_from_key": None,
    "change_password": "5/5m/user",
    "reauthenticate": "10/5m/user",
    # The public search of signs: while somebody types a page asks at most 171 times a minute.
    "find_signs": "240/m/key",
}
PASSWORD_RESET_TIMEOUT = 60 * 60
MFA_ADAPTER = "accounts.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Browsers allow passkeys on plain HTTP for localhost alone; the server must agree there.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL or DEMO or DEBUG
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondStepForm",
    "reauthenticate": "accounts.forms.ConfirmCodeForm",
    "activate_totp": "accounts.forms.CodeAppForm",
    "add_webauthn": "accounts.forms.PasskeyForm",
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = LOCAL_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(LOCAL_DIR / "media")))
# Without `collectstatic`, files are served from where they are made, under their own names.
WHITENOISE_USE_FINDERS = LOCAL or DEMO or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = LOCAL_DIR / "mail"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Effective Support <no-reply@localhost>")

# The broker only: without Redis its messages are files in BROKER_DIR, beside the beat's own file.
REDIS_URL = env("REDIS_URL", default="")
REDIS_KEY_PREFIX = env("REDIS_KEY_PREFIX", default="effective-support:")
BROKER_DIR = Path(env("BROKER_DIR", default=str(LOCAL_DIR / "broker")))

LOGGING_CONFIG = "config.logging.configure"
LOGGING = log_settings(
    level=env("LOG_LEVEL", default="WARNING" if LOCAL or DEMO else "INFO"),
    as_json=env.bool("LOG_JSON", default=not (LOCAL or DEMO)),
)
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.logging.ReporterFilter"

# Gunicorn's (config/web_server.py).
BIND = env("BIND", default=f"127.0.0.1:{PORT}")
WEB_WORKERS = env.int("WEB_WORKERS", default=2)
WEB_THREADS = env.int("WEB_THREADS", default=4)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not LOCAL and not DEMO and not DEBUG:
    # Whoever watches the service asks it directly, inside the proxy.
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
