from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SolutionsConfig(AppConfig):
    name = "campus5g.portal.solutions"
    label = "solutions"
    verbose_name = _("Solutions")

    def ready(self) -> None:
        from campus5g.portal.solutions.links import register

        register()
