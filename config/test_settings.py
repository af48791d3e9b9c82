"""The settings of the tests: the real ones, less what only costs time under test.

A test server needs no secret, so that `make test-services` works on a server's address alone.
"""

import os

os.environ.setdefault("SECRET_KEY", "known-to-everybody-and-good-for-tests-only-0123456789")

from config.settings import *  # noqa: F403
from config.settings import DATABASES, LOCAL_DIR, STORAGES

DEBUG = False
DEMO = False
GALLERY = True
SITE_ADDRESS = "http://localhost:8000"

# A slow hash protects real passwords; the tests make hundreds of invented ones.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The live server speaks plain HTTP and keeps no connection between tests.
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 0, "max_size": 8}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
WHITENOISE_MAX_AGE = 10 * 365 * 24 * 60 * 60
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# The tests search alike whether or not the extra “finding” is installed.
FIND_BY_MEANING = False

# Each process its own folder, so that parallel tests never see each other's files.
MEDIA_ROOT = LOCAL_DIR / "test-media" / str(os.getpid())
