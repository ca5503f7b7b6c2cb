"""Settings of a campus on one machine. Everything that changes from place to place is an environment variable.

CAMPUS5G_DATA: where the database, the attachments and the secret key live (default: ``var/`` beside the launcher).
CAMPUS5G_DATABASE_URL: ``postgres://user:password@host:port/name`` for PostgreSQL; SQLite otherwise.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parents[2]
ROOT = PACKAGE.parents[1]
DATA = Path(os.environ.get("CAMPUS5G_DATA", ROOT / "var" / "campus"))
TERRITORY = Path(os.environ.get("CAMPUS5G_TERRITORY", ROOT / "dunkerque"))


def _secret() -> str:
    """Return the key of this installation; made once, readable by its owner alone."""
    path = DATA / "secret-key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


def _database() -> dict:
    url = os.environ.get("CAMPUS5G_DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "campus5g.sqlite3",
            # IMMEDIATE + WAL + a patient lock: without them concurrent writers fail with "database is locked".
            "OPTIONS": {
                "timeout": 60,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DEBUG = False
SECRET_KEY = os.environ.get("CAMPUS5G_SECRET_KEY") or _secret()
ALLOWED_HOSTS = os.environ.get("CAMPUS5G_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

ROOMS = [
    "base", "accounts", "directory", "needs", "solutions", "training", "events", "incubator", "studies", "uses", "projects", "calls",
    "financing", "dossiers", "consortium", "support", "programme", "funds", "territory", "awareness", "privacy", "home", "api",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Our rooms stand before the libraries, so that our templates win over theirs.
    *(f"campus5g.portal.{room}" for room in ROOMS),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "django_filters",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "bootstrap",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "campus5g.portal.base.middleware.RequestIdMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "campus5g.portal.api.middleware.BearerMiddleware",
    "campus5g.portal.directory.middleware.ActorMiddleware",
    "campus5g.portal.base.middleware.AnswerMiddleware",
]
ROOT_URLCONF = "campus5g.portal.urls"
WSGI_APPLICATION = "campus5g.portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "campus5g.portal.base.context.campus",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "campus5g.portal.base.templatetags.campus"],
        },
    }
]

FORM_RENDERER = "campus5g.portal.base.forms.StyledRenderer"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = sorted(PACKAGE.glob("*/locale"))
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
FORMAT_MODULE_PATH = ["campus5g.portal.settings.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "var" / "static"
ASSETS = ROOT / "var" / "assets"
STATICFILES_DIRS = [ASSETS]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("full_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "campus5g.portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/5m/ip"}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "campus5g"

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "campus5g.portal.base.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        # MapLibre runs its worker from a blob, and charts set widths by style attributes.
        "worker-src": ["'self'", "blob:"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "quick"]}}
STUDY_CELL_M = float(os.environ.get("CAMPUS5G_CELL_M", "10"))

CALLS_INDEX = DATA / "index"
"""What the search of calls has read, beside the database and made again from it: no backup needs it."""
CALLS_MODELS = [name for name in os.environ.get("CAMPUS5G_MODELS", "").split(",") if name]
"""Models of meaning that rank calls too, such as ``e5`` (extra ``semantic``); none by default."""

EMAIL_BACKEND = os.environ.get("CAMPUS5G_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = os.environ.get("CAMPUS5G_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("CAMPUS5G_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("CAMPUS5G_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("CAMPUS5G_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("CAMPUS5G_EMAIL_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("CAMPUS5G_EMAIL_FROM", "campus5g@localhost")

PUBLIC_ADDRESS = os.environ.get("CAMPUS5G_ADDRESS", "").rstrip("/")
"""Where people reach this campus (``https://campus.example.org``): the links in its mails start with it."""

DEMONSTRATION_DAY = os.environ.get("CAMPUS5G_ON", "")
"""When set (ISO day), « today » of this installation: the demonstration campus has a fixed day."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "campus5g.portal.base.middleware.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"campus5g": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = ["account.W001"]
