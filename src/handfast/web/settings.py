"""Django's settings; what differs between installations comes from `deployment` and from nowhere else."""

from importlib.resources import files
from typing import Any

import environ

from handfast.web.deployment import deployment, secret_key

DEPLOYMENT = deployment()
WORKSPACE = DEPLOYMENT.folder

PLACES = (
    "overview",
    "leads",
    "inbox",
    "agreement",
    "cycle",
    "promises",
    "results",
    "data_health",
    "diagnosis",
    "admin",
)
"""The places that are installed, a folder of this package each, those that prepare tables before those that read them; navigation has an order of its own."""

DEBUG = False
SECRET_KEY = secret_key(DEPLOYMENT)
ALLOWED_HOSTS = DEPLOYMENT.hosts
CSRF_FAILURE_VIEW = "handfast.web.look.troubles.forgery"
CSRF_TRUSTED_ORIGINS = [DEPLOYMENT.public_url] if DEPLOYMENT.public_url else []
ROOT_URLCONF = "handfast.web.urls"
WSGI_APPLICATION = "handfast.web.wsgi.application"
INSTALLED_APPS = [
    "handfast.web.look",
    "handfast.web.people",
    "handfast.web.audit",
    "handfast.web.snapshots",
    "handfast.web.worker",
    "handfast.web.tables",
    "handfast.web.beginning",
    "handfast.web.decisions",
    *(f"handfast.web.{place}" for place in PLACES),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "handfast.web.look.headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "handfast.web.beginning.first.until_begun",
    "handfast.web.people.zone.reader_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["handfast.web.look.templatetags.look"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "handfast.web.look.context.frame",
            ],
        },
    }
]

_ENV = environ.Env()
DATABASES: dict[str, dict[str, Any]] = {
    "default": (
        {**_ENV.db_url_config(DEPLOYMENT.database_url), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
        if DEPLOYMENT.database_url
        else {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(WORKSPACE / "desk.sqlite3"),
            # Readers never wait for the writer; a writer waits for the other one and doesn't fail.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all processes: rates of sign-in are counted in it.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en"

STATIC_URL = "/static/"
STATIC_ROOT = WORKSPACE / "static"
STATICFILES_DIRS = [("report", str(files("handfast.report") / "html"))]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = WORKSPACE / "uploads"
SILENCED_SYSTEM_CHECKS = ["files.E001"]  # the folder for uploads is made when the desk is first served
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = DEPLOYMENT.secure
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if DEPLOYMENT.secure else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DEPLOYMENT.behind_proxy else None
X_FRAME_OPTIONS = "DENY"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "handfast.web.people.adapter.ByInvitation"
SOCIALACCOUNT_ADAPTER = "handfast.web.people.adapter.InvitedElsewhere"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# By whom rates are counted: behind a proxy, whoever it says is asking.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if DEPLOYMENT.behind_proxy else 0
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Handfast"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": DEPLOYMENT.oidc_name,
                "client_id": DEPLOYMENT.oidc_client_id,
                "secret": DEPLOYMENT.oidc_client_secret,
                "settings": {"server_url": DEPLOYMENT.oidc_issuer},
            }
        ]
        if DEPLOYMENT.oidc_issuer
        else []
    }
}

_MAIL = _ENV.email_url_config(DEPLOYMENT.email_url or "consolemail://")
globals().update(_MAIL)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = DEPLOYMENT.email_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"handfast": {"level": "INFO"}},
}
