"""Demo: embedded defaults, made-up data, no secrets worth keeping. Never for real people's data."""

from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "demo-only-not-a-secret"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Demo users come without a second factor; production refuses this switch.
STAFF_MFA_REQUIRED = False
SMS_GATEWAY = env.str("SMS_GATEWAY", "file")  # noqa: F405
