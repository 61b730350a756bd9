"""The one settings file. Everything that differs between installations comes from the environment.

| variable | meaning |
|---|---|
| `DATABASE_URL` | the PostgreSQL server; without it `nguongoc` commands start the embedded one |
| `NGUONGOC_SECRET_KEY` | signs sessions; production refuses to start without it |
| `NGUONGOC_DATA` | folder for files and the embedded database |
| `NGUONGOC_HOSTS` | comma list of host names served (default: this machine only) |
| `NGUONGOC_BASE_URL` | the public address printed in QR codes, e.g. `https://truyxuat.example.vn` |
| `NGUONGOC_ID_BASE` | namespace of internal identifiers inside events; chosen once, never changed |
| `NGUONGOC_STATEMENT_TIMEOUT` | longest statement of a page, as PostgreSQL writes it (`60s`); the worker has none |
| `NGUONGOC_SMTP` | the mail server: `smtp://user:password@host:587` (STARTTLS), `smtps://…:465`; port 25 is plain |
| `NGUONGOC_MAIL_FROM` | who letters come from |
| `NGUONGOC_OUTBOUND_PRIVATE` | `1`: subscriptions may call addresses of private networks |
| `NGUONGOC_OIDC` | other sign-ons, one JSON list: see `nguongoc.config.sign_ons` |
| `NGUONGOC_CONTACT_NAME`, `NGUONGOC_CONTACT_PHONE` | who runs the resolver, as its description says |
| `NGUONGOC_GS1_REGISTRY`, `NGUONGOC_GS1_KEY` | *Verified by GS1*: its address and our key; without both nobody asks |
| `NGUONGOC_PLACE_HEADER` | the front server's header with a reader's province, for counting scans by place |
| `NGUONGOC_DEBUG` | `1` for developers only |
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from nguongoc.config.environment import data_folder
from nguongoc.config.sign_ons import sign_ons

PACKAGE = Path(__file__).resolve().parent.parent
DATA = data_folder()

DEBUG = os.environ.get("NGUONGOC_DEBUG") == "1"
SECRET_KEY = os.environ.get("NGUONGOC_SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "NGUONGOC_SECRET_KEY is not set. `nguongoc run` makes one in the data folder; "
        "behind your own server, set it yourself (50 random characters)."
    )

BASE_URL = os.environ.get("NGUONGOC_BASE_URL", "http://localhost:8000").rstrip("/")
ID_BASE = os.environ.get("NGUONGOC_ID_BASE", "https://id.nguongoc.example").rstrip("/")
ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("NGUONGOC_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
] + ([urlsplit(BASE_URL).hostname or ""] if "NGUONGOC_BASE_URL" in os.environ else [])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "nguongoc.foundation.shared",
    "nguongoc.foundation.evidence",
    "nguongoc.foundation.accounts",
    "nguongoc.foundation.notices",
    "nguongoc.registry.parties",
    "nguongoc.registry.people",
    "nguongoc.registry.privacy",
    "nguongoc.registry.products",
    "nguongoc.registry.identifiers",
    "nguongoc.registry.certificates",
    "nguongoc.registry.sheets",
    "nguongoc.trace.events",
    "nguongoc.trace.chains",
    "nguongoc.trace.subscriptions",
    "nguongoc.trace.labels",
    "nguongoc.trace.resolver",
    "nguongoc.programme.plan",
    "nguongoc.programme.needs",
    "nguongoc.programme.catalogue",
    "nguongoc.programme.library",
    "nguongoc.programme.experts",
    "nguongoc.programme.support",
    "nguongoc.programme.productivity",
    "nguongoc.reports.registers",
    "nguongoc.reports.search",
    "nguongoc.reports.explorer",
    "nguongoc.reports.indicators",
    "nguongoc.reports.worklist",
    "nguongoc.reports.start",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "pgtrigger",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "nguongoc.foundation.shared.middleware.answer_unreadable_addresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "nguongoc.foundation.shared.middleware.speak_the_readers_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "nguongoc.foundation.accounts.middleware.know_the_bearer",
    "nguongoc.registry.parties.middleware.know_the_viewer",
    "nguongoc.registry.parties.middleware.hold_to_what_a_viewer_may",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
# A program's call, known by its token, needs no session, form, message, policy or sign-in (config/calls.py).
CALL_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "nguongoc.foundation.shared.middleware.answer_unreadable_addresses",
    "nguongoc.foundation.shared.middleware.speak_the_readers_language",
    "nguongoc.foundation.accounts.middleware.know_the_bearer",
    "nguongoc.registry.parties.middleware.know_the_viewer",
    "nguongoc.registry.parties.middleware.hold_to_what_a_viewer_may",
]
# Nor does a code that a stranger scans: a redirect, or a page without a form (config/calls.py).
CODE_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "nguongoc.foundation.shared.middleware.answer_unreadable_addresses",
    "nguongoc.foundation.shared.middleware.speak_the_readers_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "nguongoc.config.urls"
FORM_RENDERER = "nguongoc.foundation.shared.forms.HouseForms"
WSGI_APPLICATION = "nguongoc.config.wsgi.application"
APPEND_SLASH = False  # addresses are exact: a printed one must never depend on a redirect

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nguongoc.foundation.shared.context.house",
                "nguongoc.foundation.notices.context.bell",
                "nguongoc.registry.people.context.standing_in",
                "nguongoc.registry.people.context.ways",
                "nguongoc.reports.start.context.navigation",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]


STATEMENT_TIMEOUT = os.environ.get("NGUONGOC_STATEMENT_TIMEOUT", "60s")


def _database(address: str) -> dict[str, object]:
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL must be a postgresql:// address: only PostgreSQL is supported"
        )
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": False,  # actions open their own transactions, and say so
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            **query,
            "pool": {"min_size": 1, "max_size": 12, "timeout": 20},
            # One stuck request must not hold back everyone who follows the log. The worker lifts the first.
            # The log is asked by its indexes, in their order; as PostgreSQL counts for turning disks, it would
            # rather fetch all that a key names and sort it (twelve seconds for fifty busy places, instead of 13 ms).
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT} "
            "-c idle_in_transaction_session_timeout=30s -c jit=off -c random_page_cost=1.1",
        },
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql:///nguongoc"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "nguongoc.foundation.notices.adapter.TellingDoor"
SOCIALACCOUNT_ADAPTER = "nguongoc.foundation.accounts.adapter.OnlyConnected"
MFA_ADAPTER = "nguongoc.foundation.accounts.adapter.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Nguồn Gốc Lai Châu"
MFA_TOTP_TOLERANCE = 1  # clocks of phones: one step of 30 seconds either way
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = (
    not HTTPS
)  # a demonstration on this machine; browsers allow only localhost
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is written to because a stranger typed their address
ACCOUNT_PREVENT_ENUMERATION = True
# axes counts failed passwords, in the database, for every way in; codes of a second factor are counted here, by
# allauth, in Django's cache: in the database too, so that the limit is one for all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_counts",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
ACCOUNT_RATE_LIMITS = {"login": None, "reset_password": "20/m/ip,5/m/key", "login_failed": "10/5m/key"}
# Other sign-ons (VNeID, the province's), each an OpenID Connect server; none are shown until they are told of.
SIGN_ONS = sign_ons(os.environ.get("NGUONGOC_OIDC", ""))
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [one.as_app() for one in SIGN_ONS]}}
SOCIALACCOUNT_STORE_TOKENS = False
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "/tai-khoan/dang-nhap"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = False  # the front server's duty; the program speaks plain HTTP behind it
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *{origin for one in SIGN_ONS for origin in one.origins}],
        "object-src": [NONE],
        "img-src": [SELF, "data:"],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "lang"
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["nguongoc.config.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "nguongoc.foundation.shared.storage.HashedStatic"},
}
SILENCED_SYSTEM_CHECKS = [
    "axes.W003",  # the backend is the standalone one on purpose
]

# Letters. Without a mail server they are written as files into the data folder, where whoever runs a demonstration
# reads them.
_MAIL = urlsplit(os.environ.get("NGUONGOC_SMTP", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _MAIL.hostname else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_HOST, EMAIL_PORT = _MAIL.hostname or "", _MAIL.port or (465 if _MAIL.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.scheme == "smtps", _MAIL.scheme == "smtp" and _MAIL.port != 25
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get(
    "NGUONGOC_MAIL_FROM", f"khong-tra-loi@{urlsplit(BASE_URL).hostname or 'localhost'}"
)

# Jobs. Each app's own stand in its `tasks` module; the sweeper belongs to no app.
PROCRASTINATE_IMPORT_PATHS = ["nguongoc.config.sweep"]

# The door: what one call may carry. Larger bodies are streamed by the worker.
CAPTURE_LIMIT_BYTES = int(os.environ.get("NGUONGOC_CAPTURE_LIMIT_BYTES", 256 * 1024 * 1024))
CAPTURE_LIMIT_EVENTS = int(os.environ.get("NGUONGOC_CAPTURE_LIMIT_EVENTS", 1_000_000))
CAPTURE_IN_REQUEST_BYTES = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# The way out: whether a subscriber may stand in a private network, or on this machine.
OUTBOUND_PRIVATE = os.environ.get("NGUONGOC_OUTBOUND_PRIVATE") == "1"

# GS1's own registry: its address and key come from GS1 Vietnam. Off until both are set.
GS1_REGISTRY = os.environ.get("NGUONGOC_GS1_REGISTRY", "")
GS1_KEY = os.environ.get("NGUONGOC_GS1_KEY", "")

# Where the front server tells of a reader's province (two digits): the name of its header. Nothing finer is kept.
PLACE_HEADER = os.environ.get("NGUONGOC_PLACE_HEADER", "")

# The resolver says in /.well-known/gs1resolver who runs it.
RESOLVER_CONTACT = {
    "fn": os.environ.get(
        "NGUONGOC_CONTACT_NAME", "Đơn vị vận hành hệ thống truy xuất nguồn gốc tỉnh Lai Châu"
    ),
    **({"hasTelephone": f"tel:{phone}"} if (phone := os.environ.get("NGUONGOC_CONTACT_PHONE", "")) else {}),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A refused call is the caller's news, told in the answer; the log keeps what is wrong with us.
    "loggers": {"django.request": {"level": "ERROR"}},
}
