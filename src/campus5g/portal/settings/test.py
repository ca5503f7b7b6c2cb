"""Settings of the tests: fast hashes, files in a temporary place, mails in memory, a fixed day."""

import os
import sys
import tempfile

os.environ.setdefault("CAMPUS5G_DATA", tempfile.mkdtemp(prefix="campus5g-test-"))
os.environ.setdefault("CAMPUS5G_SECRET_KEY", "a key for tests alone, long enough to please the checks of the framework")

from campus5g.portal.settings.default import *  # noqa: F403


class Undefined(str):
    """Makes a name that one of our templates mistakes a failure, where the framework would write nothing."""

    def __mod__(self, name: object) -> str:
        frame = sys._getframe(1)
        while not hasattr(frame.f_locals.get("self"), "origin"):  # the node that writes knows the file it stands in
            frame = frame.f_back
        if not str(frame.f_locals["self"].origin).startswith((str(PACKAGE), "<unknown")):  # noqa: F405
            return ""  # a library's own page, written for a framework that writes nothing
        raise LookupError(f"a template writes {name}, which nobody gave it")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")  # noqa: F405
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": STORAGES["default"],  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATICFILES_DIRS = [path for path in STATICFILES_DIRS if path.exists()]  # noqa: F405
WHITENOISE_AUTOREFRESH = True  # looks a file up when it is asked for, instead of listing them all for each test browser
DEMONSTRATION_DAY = "2026-11-21"
STUDY_CELL_M = 40.0
