"""A campus on the internet, behind TLS. It refuses to start without its own key and its host names."""

import os

from django.core.exceptions import ImproperlyConfigured

for _name in ("CAMPUS5G_SECRET_KEY", "CAMPUS5G_HOSTS"):
    if not os.environ.get(_name):
        raise ImproperlyConfigured(f"{_name} is not set; expected a value of this installation")

from campus5g.portal.settings.default import *  # noqa: E402, F403

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("CAMPUS5G_PROXIES", "1"))
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in os.environ["CAMPUS5G_HOSTS"].split(",") if not host.startswith(".")]
