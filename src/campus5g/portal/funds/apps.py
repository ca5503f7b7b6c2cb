from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    name = "campus5g.portal.funds"
    label = "funds"
    verbose_name = _("Money of the programmes")

    def ready(self) -> None:
        from campus5g.portal.funds.links import register

        register()
