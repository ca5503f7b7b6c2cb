from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    name = "campus5g.portal.territory"
    label = "territory"
    verbose_name = _("Territory")

    def ready(self) -> None:
        from campus5g.portal.territory import links

        links.register()
