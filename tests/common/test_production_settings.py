"""Production starts with everything it needs, or says all that is missing. Tried in processes of their own."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = base64.b64encode(bytes(range(32))).decode()
COMPLETE = {
    "SECRET_KEY": "s" * 50,
    "FIELD_KEYS": f"2025={KEY},2026={KEY}",
    "BLIND_INDEX_KEY": KEY,
    "ALLOWED_HOSTS": "portal.example",
    "PORTAL_URL": "https://portal.example",
    "DATABASE_URL": "postgresql://u:p@localhost/x",
    "SMS_GATEWAY": "file",
}
SHOW = """
from django.conf import settings as s
import django; django.setup()
from django.core.management import call_command
call_command("check", deploy=True, fail_level="ERROR")
print(s.FIELD_KEY_ACTIVE, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)
print(s.SECURE_SSL_REDIRECT, s.DEBUG, s.STAFF_MFA_REQUIRED)
"""


def start(program: str = "from django.conf import settings; settings.DEBUG", **env: str) -> subprocess.CompletedProcess:
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    clean |= {"DJANGO_SETTINGS_MODULE": "portal.settings.production"} | env
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=clean, capture_output=True, text=True, check=False
    )


def test_everything_that_is_missing_is_named_at_once():
    done = start()
    assert done.returncode != 0
    for name in COMPLETE:
        assert f"- {name} is missing" in done.stderr


@pytest.mark.slow
def test_a_complete_environment_starts_with_safe_switches(tmp_path):
    done = start(SHOW, ONEDOOR_VAR=str(tmp_path), **COMPLETE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-7:] == ["2026", "True", "True", "31536000", "True", "False", "True"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"STAFF_MFA_REQUIRED": "false"}, "STAFF_MFA_REQUIRED is off"),
        ({"SECRET_KEY": "demo-only-not-a-secret"}, "SECRET_KEY is the demo's"),
        ({"FIELD_KEYS": "demo=b25lZG9vci1kZW1vLWtleS1ub3QtYS1zZWNyZXQhISE="}, "FIELD_KEYS is the demo's"),
        ({"BLIND_INDEX_KEY": "b25lZG9vci1kZW1vLWluZGV4LW5vdC1hLXNlY3JldCE="}, "BLIND_INDEX_KEY is the demo's"),
        ({"SECRET_KEY": "short"}, "shorter than 40"),
        ({"FIELD_KEYS": "nonsense"}, "not a list of id=base64"),
        ({"AGENCY_HTTP_ALLOWED": "true"}, "AGENCY_HTTP_ALLOWED is on"),
        ({"FIELD_KEY_ACTIVE": "2031"}, "FIELD_KEY_ACTIVE names none"),
    ],
)
def test_what_would_be_unsafe_is_refused(change, message):
    done = start(**(COMPLETE | change))
    assert done.returncode != 0 and message in done.stderr
    assert done.stderr.count("\n- ") >= 1
    assert KEY not in done.stderr


def test_the_demo_values_listed_there_are_those_of_the_demo(settings):
    text = (ROOT / "portal/settings/production.py").read_text()
    for value in (*settings.FIELD_KEYS.values(), settings.BLIND_INDEX_KEY, settings.SECRET_KEY):
        assert value in text
