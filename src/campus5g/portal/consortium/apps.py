from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsortiumConfig(AppConfig):
    name = "campus5g.portal.consortium"
    label = "consortium"
    verbose_name = _("Consortium")

    def ready(self) -> None:
        from campus5g.portal.consortium.links import register

        register()
