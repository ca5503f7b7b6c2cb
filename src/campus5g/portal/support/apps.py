from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "campus5g.portal.support"
    label = "support"
    verbose_name = _("Support of ventures")

    def ready(self) -> None:
        from campus5g.portal.support.links import register

        register()
