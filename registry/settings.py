"""Django's settings, from the environment. Without any, one machine: SQLite and files in one folder."""

from __future__ import annotations

import secrets
from pathlib import Path

from registry.env import BadSetting, Environment, database, refuse_network_folder

_environment = Environment.own()
DATA = Path(_environment.text("HEYAN_DATA", str(Path.home() / ".local" / "share" / "heyan"))).absolute()
"""Everything that this installation keeps: packages, artefacts, and in the embedded form the databases."""


def _kept_secret(folder: Path) -> str:
    """The embedded form's own secret, made at the first start and readable by its owner only."""
    path = folder / "secret-key"
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = secrets.token_urlsafe(64)
        path.touch(mode=0o600)
        path.write_text(made, "ascii")
        return made


EMBEDDED = not _environment.text("HEYAN_DATABASE_URL")
if EMBEDDED:
    DATABASES = {"default": database(f"sqlite:///{DATA / 'heyan.db'}")}
    SECRET_KEY = _environment.text("HEYAN_SECRET_KEY") or _kept_secret(DATA)
    BROKER_URL = _environment.text("HEYAN_BROKER_URL", f"sqla+sqlite:///{DATA / 'broker.db'}")
else:
    DATABASES = {"default": database(_environment.text("HEYAN_DATABASE_URL"))}
    SECRET_KEY = _environment.needed("HEYAN_SECRET_KEY", "用于签名登录状态,至少 50 个随机字符")
    if len(SECRET_KEY) < 50:
        raise BadSetting("HEYAN_SECRET_KEY 至少要 50 个字符 (at least 50 characters)")
    BROKER_URL = _environment.needed("HEYAN_BROKER_URL", "redis:// 或 amqp:// 地址,各机器共用")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    _mounts = Path("/proc/self/mounts")
    refuse_network_folder(DATA, _mounts.read_text("utf-8", "replace") if _mounts.exists() else "")

STORE = Path(_environment.text("HEYAN_STORE", str(DATA / "store"))).absolute()
"""Packages and artefacts by SHA-256."""
UPLOAD_LIMIT = _environment.number("HEYAN_UPLOAD_LIMIT", 4 << 30)
"""Largest package that is accepted, bytes."""
SCAN_SECONDS = _environment.number("HEYAN_SCAN_SECONDS", 600)
"""Longest time one package may take, seconds by the clock."""
LEASE_SECONDS = _environment.number("HEYAN_LEASE_SECONDS", 60)
"""How long a claim holds without a sign of life."""
PACK = _environment.text("HEYAN_PACK")
"""The province's settings; without it those that each filing names."""

DEBUG = False
ALLOWED_HOSTS = list(_environment.names("HEYAN_HOSTS", ("127.0.0.1", "localhost", "[::1]")))
CSRF_TRUSTED_ORIGINS = list(_environment.names("HEYAN_ORIGINS"))
_HTTPS = _environment.flag("HEYAN_HTTPS", False)
"""Whether browsers reach the service by HTTPS only (a reverse proxy in front of it)."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "registry",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "registry.web.headers.content_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "registry.web.access.login_required",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "registry.urls"
WSGI_APPLICATION = "registry.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "registry.web.access.menu",
            ]
        },
    }
]
AUTH_USER_MODEL = "registry.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATICFILES_DIRS = [Path(__file__).parent / "web" / "static"]
WHITENOISE_USE_FINDERS = True  # no collecting step: the files lie in the package
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "registry.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": _environment.text("HEYAN_LOG", "INFO")},
}
