from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncubatorConfig(AppConfig):
    name = "campus5g.portal.incubator"
    label = "incubator"
    verbose_name = _("Incubator")

    def ready(self) -> None:
        from campus5g.portal.incubator.links import register

        register()
