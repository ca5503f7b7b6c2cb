from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudiesConfig(AppConfig):
    name = "campus5g.portal.studies"
    label = "studies"
    verbose_name = _("Studies")

    def ready(self) -> None:
        from campus5g.portal.studies import links

        links.register()
