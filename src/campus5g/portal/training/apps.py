from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "campus5g.portal.training"
    label = "training"
    verbose_name = _("Training")

    def ready(self) -> None:
        from campus5g.portal.training import links

        links.register()
