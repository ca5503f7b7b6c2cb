from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "campus5g.portal.calls"
    label = "calls"
    verbose_name = _("Calls")

    def ready(self) -> None:
        from campus5g.portal.calls.links import register

        register()
