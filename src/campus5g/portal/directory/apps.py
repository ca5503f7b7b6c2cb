from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "campus5g.portal.directory"
    label = "directory"
    verbose_name = _("Directory")

    def ready(self) -> None:
        from campus5g.portal.directory import links

        links.register()
