"""Demo: embedded defaults, made-up data, no secrets worth keeping. Never for real people's data."""

from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "demo-only-not-a-secret"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Demo users come without a second factor; production refuses this switch.
STAFF_MFA_REQUIRED = False
# Printed in public on purpose; production refuses these keys.
FIELD_KEYS = {"demo": "b25lZG9vci1kZW1vLWtleS1ub3QtYS1zZWNyZXQhISE="}
FIELD_KEY_ACTIVE = "demo"
BLIND_INDEX_KEY = "b25lZG9vci1kZW1vLWluZGV4LW5vdC1hLXNlY3JldCE="
SMS_GATEWAY = env.str("SMS_GATEWAY", "file")
# A fresh clone has no such folder, and SQLite does not make one.
VAR_DIR.mkdir(parents=True, exist_ok=True)
LOGGING = logs.configure(json=False, level=env.str("LOG_LEVEL", "WARNING"))
