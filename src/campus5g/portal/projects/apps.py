from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "campus5g.portal.projects"
    label = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        from campus5g.portal.projects.links import register

        register()
