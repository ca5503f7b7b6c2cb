from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinancingConfig(AppConfig):
    name = "campus5g.portal.financing"
    label = "financing"
    verbose_name = _("Financing")

    def ready(self) -> None:
        from campus5g.portal.financing.links import register

        register()
