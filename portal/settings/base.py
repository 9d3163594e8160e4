"""Settings every deployment shares. Values that differ come from the environment (see docs/operations.md)."""

import logging
from pathlib import Path

from environs import Env

from portal.common import logs
from portal.extensions.apps_of_plugins import plugin_apps

env = Env()

BASE_DIR = Path(__file__).resolve().parents[2]
# Everything the running portal writes (database, uploads, search index, outbox files) lives below one folder.
VAR_DIR = Path(env.str("ONEDOOR_VAR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "portal.common",
    "portal.accounts",
    "portal.audit",
    "portal.messages",
    "portal.extensions",
    "portal.registry",
    "portal.cases",
    "portal.content",
    "portal.publicity",
    "portal.policy",
    "portal.api",
    "portal.demo",
    "plugins",
    "search",
    "forms",
    "formtools",
    "wagtail.contrib.frontend_cache",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
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

# Django apps that plugins bring, by plugin: only those named here.
PLUGIN_APPS = plugin_apps(env.list("PLUGIN_APPS", []))
INSTALLED_APPS += PLUGIN_APPS.values()

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.common.middleware.RequestLog",
    "portal.common.middleware.AreaPolicy",
    "portal.api.middleware.ApiDoor",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "portal.common.middleware.BodyLimit",
    "portal.common.middleware.CleanQuery",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.accounts.middleware.StaffDoor",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
    "portal.content.middleware.ExplainRefusalMiddleware",
    "portal.common.middleware.ExplainMethod",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portal" / "templates", BASE_DIR / "portal" / "cases" / "workbench" / "templates"],
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
LOCALE_PATHS = [
    BASE_DIR / "portal" / "locale",
    BASE_DIR / "portal" / "wagtail_locale",
    BASE_DIR / "portal" / "cases" / "workbench" / "locale",
]
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
# The machine's own list holds names no browser knows ("localtime").
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei", "UTC"]

LOCALITY = env.str("LOCALITY", "qingxi")
SMS_GATEWAY = env.str("SMS_GATEWAY", "console")
# How many proxies in front add to X-Forwarded-For; 0: the address of the connection counts.
TRUSTED_PROXIES = 0
SMS_OUTBOX_DIR = VAR_DIR / "sms"
OUTBOX_MAX_ATTEMPTS = env.int("OUTBOX_MAX_ATTEMPTS", 12)

# Encryption of personal data (portal.common.crypto). Several keys may be readable; one seals.
FIELD_CIPHER = env.str("FIELD_CIPHER", "aes-256-gcm")
BLIND_INDEX_HASH = env.str("BLIND_INDEX_HASH", "sha256")
SEARCH_ENGINE = env.str("SEARCH_ENGINE", "embedded")
SEARCH_INDEX_PATH = VAR_DIR / "search.sqlite3"

# --- Signing in (staff only; applicants come with receipt number and phone code) ---
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_RESET_ENABLED = False
ACCOUNT_ADAPTER = "portal.accounts.adapter.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
# Failed passwords are counted by axes in the database, for all processes together; codes by allauth.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,10/300s/key"}
MFA_ADAPTER = "portal.accounts.adapter.StaffMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", True)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "portal.accounts.validators.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- Cookies, headers, limits ---
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.common.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
MAX_BODY_BYTES = env.int("MAX_BODY_MB", 50) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 40
FILE_UPLOAD_PERMISSIONS = 0o640
_SELF, _NONE = "'self'", "'none'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [_SELF],
        "script-src": [_SELF],
        "style-src": [_SELF],
        "img-src": [_SELF],
        "object-src": [_NONE],
        "base-uri": [_SELF],
        "form-action": [_SELF],
        "frame-ancestors": [_NONE],
    }
}
# By path: what the areas need beyond the public policy.
CSP_AREAS = {
    # Wagtail's editor writes inline scripts and styles, shows pictures from memory, and previews pages in a frame.
    "/admin/": {
        "script-src": [_SELF, "'unsafe-inline'"],
        "style-src": [_SELF, "'unsafe-inline'"],
        "img-src": [_SELF, "data:", "blob:"],
        "frame-src": [_SELF],
        "frame-ancestors": [_SELF],
    },
    # The picture that sets up the second factor.
    "/accounts/": {"img-src": [_SELF, "data:"]},
    "/en/accounts/": {"img-src": [_SELF, "data:"]},
}
PERMISSIONS_POLICY = {name: [] for name in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")}

# --- Agencies' own systems (docs/agency-systems.md) ---
# Networks inside which news may be sent, besides the public one: a government network, or loopback for trials.
AGENCY_NETWORKS = env.list("AGENCY_NETWORKS", [])
AGENCY_HTTP_ALLOWED = env.bool("AGENCY_HTTP_ALLOWED", False)
AGENCY_CA_FILE = env.str("AGENCY_CA_FILE", "")
# A claim goes back to the officers after so many news in a row that did not arrive, or working days without a word.
AGENCY_MAX_FAILURES = env.int("AGENCY_MAX_FAILURES", 6)
AGENCY_ACKNOWLEDGE_DAYS = env.int("AGENCY_ACKNOWLEDGE_DAYS", 2)
AGENCY_STALE_HOURS = 72
API_MAX_BODY_BYTES = 256 * 1024
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 240)
API_REFUSALS_PER_MINUTE = 30

# --- Caches, mail, logs ---
_REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
    if _REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
LOGGING = logs.configure(json=False, level=env.str("LOG_LEVEL", "INFO"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A missing entry in the manifest is a missing picture, not a broken page.
WHITENOISE_MANIFEST_STRICT = False

# --- Plugins ---
# How many seconds a foreign plugin's own Python may take to answer, and to be loaded; how long it is left alone after
# it took longer; its memory in MB.
PLUGIN_TIME_LIMIT = env.float("PLUGIN_TIME_LIMIT", 3)
PLUGIN_LOAD_LIMIT = env.float("PLUGIN_LOAD_LIMIT", 20)
PLUGIN_PAUSE = env.float("PLUGIN_PAUSE", 60)
PLUGIN_MEMORY_MB = env.int("PLUGIN_MEMORY_MB", 512)
# How often a plugin is told the same news before an officer is.
PLUGIN_MAX_ATTEMPTS = 5
# How soon a process notices that a plugin was switched on or off in another.
PLUGIN_STATE_SECONDS = 2

# --- Policy figures ---
# How often, at most, a process looks whether figures were adopted elsewhere: one row by its key.
PARAMETERS_CHECK_SECONDS = env.float("PARAMETERS_CHECK_SECONDS", 5)

# --- Cases ---
# An authorisation of the economic check, and a verification report, serve this long (R2.6, R3.6).
CASES_AUTHORISATION_DAYS = 365
CASES_REPORT_VALID_DAYS = 180
# How often a failing plugin is asked about one claim before an officer has to propose by hand.
CASES_MAX_EVALUATIONS = 5
# No single grant is larger than this many yuan: catches a slip of the finger.
CASES_MAX_AMOUNT = 1_000_000
DOCUMENT_MAX_BYTES = 10 * 2**20
DOCUMENT_MAX_PIXELS = 50_000_000
DOCUMENT_MAX_PAGES = 100
DOCUMENT_MAX_FILES = 30
ACCESS_CODE_MINUTES = 10
ACCESS_CODE_ATTEMPTS = 5
# Caps of a day: tries per receipt; codes sent per receipt, per phone, per network address.
ACCESS_CODE_ATTEMPTS_PER_DAY = 15
ACCESS_CODES_PER_RECEIPT = 5
ACCESS_CODES_PER_PHONE = 8
ACCESS_CODES_PER_ADDRESS = 200
# Objections through the website: of one network address in an hour, to one public notice in a day.
OBJECTIONS_PER_ADDRESS_AND_HOUR = 10
OBJECTIONS_PER_POSTING_AND_DAY = 30
