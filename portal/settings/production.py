"""Production: refuses to start until everything it needs is set, and names all of it at once."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403

DEBUG = False

_REQUIRED = {
    "SECRET_KEY": "a long random text (portal new_key)",
    "FIELD_KEYS": "id=base64 pairs separated by commas: the keys of the encrypted fields (portal new_key)",
    "BLIND_INDEX_KEY": "base64 of 32 bytes (portal new_key)",
    "ALLOWED_HOSTS": "the host names of the portal, separated by commas",
    "PORTAL_URL": "the address people type, for links in letters and messages",
    "DATABASE_URL": "postgresql://user:password@host/name",
    "SMS_GATEWAY": "the gateway text messages leave by; console and file reach nobody and are for trials",
}
# Printed in the repository for demo and tests.
_KNOWN_TO_EVERYBODY = (
    "demo-only-not-a-secret",
    "b25lZG9vci1kZW1vLWtleS1ub3QtYS1zZWNyZXQhISE=",
    "b25lZG9vci1kZW1vLWluZGV4LW5vdC1hLXNlY3JldCE=",
)


def _problems() -> list[str]:
    """Everything that keeps production from starting, one line each."""
    found = [f"{name} is missing: {meaning}" for name, meaning in _REQUIRED.items() if not env.str(name, "").strip()]
    for name in ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY"):
        if any(known in env.str(name, "") for known in _KNOWN_TO_EVERYBODY):
            found.append(f"{name} is the demo's, which everybody can read: make one of your own (portal new_key)")
    if AGENCY_HTTP_ALLOWED:
        found.append("AGENCY_HTTP_ALLOWED is on: news about claims leaves by https only")
    if not STAFF_MFA_REQUIRED:
        found.append("STAFF_MFA_REQUIRED is off: staff of a real office sign in with a second factor")
    if 0 < len(env.str("SECRET_KEY", "")) < 40:
        found.append("SECRET_KEY is shorter than 40 characters")
    keys = env.str("FIELD_KEYS", "")
    if keys and not all("=" in pair for pair in keys.split(",")):
        found.append("FIELD_KEYS is not a list of id=base64")
    elif keys and env.str("FIELD_KEY_ACTIVE", "") not in {
        "",
        *(pair.partition("=")[0].strip() for pair in keys.split(",")),
    }:
        found.append("FIELD_KEY_ACTIVE names none of FIELD_KEYS")
    return found


if _found := _problems():
    raise ImproperlyConfigured("The portal cannot start:\n" + "\n".join(f"- {line}" for line in _found))

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])
FIELD_KEYS = {
    pair.partition("=")[0].strip(): pair.partition("=")[2].strip() for pair in env.str("FIELD_KEYS").split(",")
}
# The last one listed seals, unless told otherwise.
FIELD_KEY_ACTIVE = env.str("FIELD_KEY_ACTIVE", "") or list(FIELD_KEYS)[-1]
BLIND_INDEX_KEY = env.str("BLIND_INDEX_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
if env.bool("BEHIND_PROXY", False):
    # Only behind a proxy that overwrites these headers: otherwise anybody could claim to come by TLS from anywhere.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    AXES_IPWARE_PROXY_COUNT = TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXY_COUNT", 1)
    AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"]

EMAIL_HOST = env.str("EMAIL_HOST", "")
if EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_PORT = env.int("EMAIL_PORT", 587)
    EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", True)
    EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "noreply@localhost")

if _front_cache := env.str("FRONT_CACHE_URL", ""):
    WAGTAILFRONTENDCACHE = {
        "front": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend", "LOCATION": _front_cache}
    }

LOGGING = logs.configure(json=True, level=env.str("LOG_LEVEL", "INFO"))
