"""Tests: a database of their own per process, fast password hashing, everything else as in the demo."""

import tempfile
from pathlib import Path

from .demo import *  # noqa: F403

_TEMP = Path(tempfile.mkdtemp(prefix="onedoor-test-"))
VAR_DIR = _TEMP
PRIVATE_ROOT = _TEMP / "private"
MEDIA_ROOT = _TEMP / "media"
STATIC_ROOT = _TEMP / "static"
STATIC_ROOT.mkdir()
SEARCH_INDEX_PATH = _TEMP / "search.sqlite3"
SMS_OUTBOX_DIR = _TEMP / "sms"

DATABASES = {"default": database(env.str("TEST_DATABASE_URL", f"sqlite:///{_TEMP / 'test.sqlite3'}"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server, threads and a second connection see the same data as in real life.
    DATABASES["default"]["TEST"] = {"NAME": str(_TEMP / "test-db.sqlite3")}
# Every test begins with an empty memory of what is switched on (tests/conftest.py) and nobody else changes it.
PLUGIN_STATE_SECONDS = 600
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STAFF_MFA_REQUIRED = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING = logs.configure(json=False, level="WARNING")
# One process adopts figures and reckons with them; the numbers of queries that tests count stay the same.
PARAMETERS_CHECK_SECONDS = 600
