from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "campus5g.portal.events"
    label = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from campus5g.portal.events.links import register

        register()
