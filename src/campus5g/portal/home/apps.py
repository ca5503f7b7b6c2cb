from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "campus5g.portal.home"
    label = "home"
    verbose_name = _("Home")

    def ready(self) -> None:
        from campus5g.portal.home.links import register

        register()
