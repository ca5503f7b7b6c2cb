from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    name = "campus5g.portal.needs"
    label = "needs"
    verbose_name = _("Needs")

    def ready(self) -> None:
        from campus5g.portal.needs import links

        links.register()
