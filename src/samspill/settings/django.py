"""Django's settings, made from Samspill's."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from samspill.settings.environment import Settings, load_settings
from samspill.settings.secrets import secret_key
from samspill.settings.sqlite import use_sound_sqlite

use_sound_sqlite()

SAMSPILL: Settings = load_settings(os.environ)
WEB = Path(__file__).resolve().parents[1] / "web"


def _sqlite() -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": SAMSPILL.data / "governance.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: with NORMAL an acknowledged write is lost at a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DEBUG = False
SECRET_KEY = secret_key(SAMSPILL)
ALLOWED_HOSTS = list(SAMSPILL.hosts)
DATABASES = {"default": _postgresql(SAMSPILL.database_url) if SAMSPILL.database_url else _sqlite()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "samspill.plan",
    "samspill.plan.review",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "samspill.web.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "samspill.web.middleware.reader_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "samspill.web.middleware.signed_in",
    "samspill.web.middleware.refusals",
]
ROOT_URLCONF = "samspill.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "samspill.web.context.everywhere",
            ],
            "builtins": ["samspill.web.components.tags"],
        },
    }
]

# The words in the code are bokmål, so that is what a missing nynorsk text falls back to; the community's own language
# (SAMSPILL_LANGUAGE) is web.middleware.reader_language's to choose.
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
LANGUAGE_COOKIE_NAME = "samspill_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = SAMSPILL.time_zone

STATIC_URL = "/static/"
STATIC_ROOT = SAMSPILL.data / "static"
STATICFILES_DIRS = [WEB / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}

SESSION_ENGINE = "samspill.web.signing_in.session_store"
SESSION_COOKIE_NAME = "__Host-samspill" if SAMSPILL.https else "samspill"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SAMSPILL.https
SESSION_COOKIE_AGE = 10 * 60 * 60  # absolute; idle time is held by web.middleware.signed_in
CSRF_COOKIE_NAME = "__Host-samspill-csrf" if SAMSPILL.https else "samspill-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SAMSPILL.https
CSRF_FAILURE_VIEW = "samspill.web.errors.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SAMSPILL.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SAMSPILL.https else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["htmx"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["samspill.web.uploads.BoundedUploadHandler"]
LOGGING_CONFIG = None  # samspill.main sets up structlog
