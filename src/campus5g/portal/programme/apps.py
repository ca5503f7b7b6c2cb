from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "campus5g.portal.programme"
    label = "programme"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from campus5g.portal.programme.links import register

        register()
