from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UsesConfig(AppConfig):
    name = "campus5g.portal.uses"
    label = "uses"
    verbose_name = _("Uses")

    def ready(self) -> None:
        from campus5g.portal.uses import links

        links.register()
