from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwarenessConfig(AppConfig):
    name = "campus5g.portal.awareness"
    label = "awareness"
    verbose_name = _("What 5G changes")

    def ready(self) -> None:
        from campus5g.portal.awareness.links import register

        register()
