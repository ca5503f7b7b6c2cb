from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "campus5g.portal.api"
    label = "api"
    verbose_name = _("API")

    def ready(self) -> None:
        from campus5g.core.message import msg
        from campus5g.portal.base.deeds import name_deeds

        name_deeds({"api.create_token": msg("a token was made"), "api.revoke_token": msg("a token was revoked")})
