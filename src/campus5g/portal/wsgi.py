"""The WSGI door of the portal."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campus5g.portal.settings.default")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
