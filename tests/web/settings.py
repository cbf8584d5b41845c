"""The desk's settings in tests: a workspace that goes with the process, and passwords that are quick to check."""

import atexit
import os
import shutil
import tempfile

_FOLDER = tempfile.mkdtemp(prefix="handfast-desk-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["HANDFAST_WORKSPACE"] = _FOLDER
os.environ["DATABASE_URL"] = os.environ.get("HANDFAST_TEST_DATABASE", "")

from handfast.web.settings import *  # noqa: E402, F403

STORAGES = {  # type: ignore[assignment]
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
