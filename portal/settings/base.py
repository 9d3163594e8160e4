"""Settings every deployment shares. Values that differ come from the environment (see docs/operations.md)."""

from pathlib import Path

from environs import Env

env = Env()

BASE_DIR = Path(__file__).resolve().parents[2]
# Everything the running portal writes (database, uploads, search index, outbox files) lives below one folder.
VAR_DIR = Path(env.str("ONEDOOR_VAR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "portal.common",
    "portal.accounts",
    "portal.audit",
    "portal.messages",
    "portal.registry",
    "portal.cases",
    "portal.content",
    "portal.publicity",
    "portal.demo",
    "plugins",
    "search",
    "forms",
    "formtools",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "modelsearch",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "rules",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portal" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

_SQLITE_OPTIONS = {
    # Writers queue instead of failing half-way: a transaction takes the write lock when it begins.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def database(url: str) -> dict:
    """The DATABASES entry for a URL; SQLite gets WAL, IMMEDIATE transactions and a busy timeout."""
    import dj_database_url

    config = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {**config.get("OPTIONS", {}), **_SQLITE_OPTIONS}
    return config


DATABASES = {"default": database(env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'onedoor.sqlite3'}"))}

AUTH_USER_MODEL = "onedoor_accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "portal" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Uploads of applicants, letters, reports: encrypted, never below MEDIA_ROOT, served by views that check.
PRIVATE_ROOT = VAR_DIR / "private"

WAGTAIL_SITE_NAME = "一门受理"
WAGTAILADMIN_BASE_URL = env.str("PORTAL_URL", "http://127.0.0.1:8000")
# The admin must not call strangers: no avatars and no version check over the network.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False

LOCALITY = env.str("LOCALITY", "qingxi")
SMS_GATEWAY = env.str("SMS_GATEWAY", "console")
SMS_OUTBOX_DIR = VAR_DIR / "sms"
OUTBOX_MAX_ATTEMPTS = env.int("OUTBOX_MAX_ATTEMPTS", 12)

# Encryption of personal data (portal.common.crypto). Several keys may be readable; one seals.
FIELD_CIPHER = env.str("FIELD_CIPHER", "aes-256-gcm")
BLIND_INDEX_HASH = env.str("BLIND_INDEX_HASH", "sha256")
SEARCH_ENGINE = env.str("SEARCH_ENGINE", "embedded")
SEARCH_INDEX_PATH = VAR_DIR / "search.sqlite3"
