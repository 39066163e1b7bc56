"""Settings of every process of the house. `YAKUBA_FACE` says which one this is.

"public" is the Internet face, "staff" the LGWAN face, "worker" the worker; without a face a command runs as
the owner of the database (migrations, rights, loading of a ward).
"""

import os
from pathlib import Path

from django.conf.locale import LANG_INFO

from yakuba.config import navigation as _navigation
from yakuba.config import places
from yakuba.config import secrets as _secrets
from yakuba.config.connections import connection as _connection
from yakuba.config.connections import owner_url as _url
from yakuba.config.ward import read as _read_ward

ROOT = places.ROOT
VAR = places.var()
_kept = _secrets.load()

FACE = os.environ.get("YAKUBA_FACE", "")
DEMO = os.environ.get("YAKUBA_DEMO", "") == "1"
DEBUG = os.environ.get("YAKUBA_DEBUG", "") == "1"
TLS = os.environ.get("YAKUBA_TLS", "") == "1"
WARD_PACK = Path(os.environ.get("YAKUBA_WARD", ROOT / "wards" / "toshima"))
WARD = _read_ward(WARD_PACK)
CLAMD = os.environ.get("YAKUBA_CLAMD", "")
PUBLIC_URL = os.environ.get("YAKUBA_PUBLIC_URL", "http://localhost:8000").rstrip("/")
PUSH_SANDBOX = os.environ.get("YAKUBA_PUSH_SANDBOX", "").rstrip("/") if DEMO else ""
SMS_URL = os.environ.get("YAKUBA_SMS_URL", "").rstrip("/")
SMS_ACCOUNT = os.environ.get("YAKUBA_SMS_ACCOUNT", "")
SMS_TOKEN = os.environ.get("YAKUBA_SMS_TOKEN", "")
SMS_FROM = os.environ.get("YAKUBA_SMS_FROM", "")
STAFF_URL = os.environ.get("YAKUBA_STAFF_URL", "http://localhost:8001").rstrip("/")

SECRET_KEY = _kept.secret_key
FIELD_KEY = _kept.field_key
PUSH_KEY = _kept.push_key
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]  # where health is asked for, whatever the house is called
ALLOWED_HOSTS = [name for name in os.environ.get("YAKUBA_HOSTS", "").split(",") if name.strip()] + LOOPBACK

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "yakuba.config.apps.CollectedFilesConfig",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "yakuba.kernel",
    "yakuba.ui",
    "yakuba.characters",
    "yakuba.identity",
    "yakuba.messaging",
    "yakuba.cases",
    "yakuba.procedures",
    "yakuba.portal",
    "yakuba.config.apps.AssemblyConfig",
]
MIDDLEWARE = [
    "yakuba.ui.middleware.HouseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "yakuba.identity.web.middleware.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "yakuba.config.urls_public" if FACE == "public" else "yakuba.config.urls_staff"
NAVIGATION = _navigation.PUBLIC if FACE == "public" else _navigation.STAFF
WSGI_APPLICATION = "yakuba.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.app_directories.Loader"])
            ],
            "context_processors": ["django.template.context_processors.request"],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]

DATABASES = {"default": _connection(_url(_kept), FACE, _kept)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "ja"
LANG_INFO["ja-easy"] = {
    "bidi": False,
    "code": "ja-easy",
    "name": "Easy Japanese",
    "name_local": "やさしい日本語",
}
LANGUAGES = [("ja", "日本語"), ("ja-easy", "やさしい日本語"), ("en", "English")]
if FACE == "staff":
    LANGUAGES = LANGUAGES[:1]  # the desk is Japanese, whatever the browser asks for
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "files"
_hashed = (STATIC_ROOT / "staticfiles.json").exists() and os.environ.get("YAKUBA_PLAIN_STATIC") != "1"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "yakuba.config.static_files.HashedFiles"
        if _hashed
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FONT_PATHS = [Path("/usr/share/fonts"), ROOT / "var" / "fonts"]

SESSION_ENGINE = "yakuba.identity.sessions"
SESSION_COOKIE_NAME = f"session_{FACE or 'owner'}"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 3600 if FACE == "staff" else 30 * 24 * 3600
CSRF_COOKIE_NAME = f"csrf_{FACE or 'owner'}"
CSRF_FAILURE_VIEW = "yakuba.ui.middleware.csrf_failed"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None

AUTH_USER_MODEL = "identity.Account"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are verified by identity, not by allauth
MFA_ADAPTER = "yakuba.identity.allauth_adapter.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]

EMAIL_HOST = os.environ.get("YAKUBA_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("YAKUBA_SMTP_PORT", "1025"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("YAKUBA_MAIL_FROM", WARD.mail_from)

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"yakuba": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
