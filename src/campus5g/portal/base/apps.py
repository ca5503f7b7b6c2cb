from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    name = "campus5g.portal.base"
    label = "base"
    verbose_name = _("House")

    def ready(self) -> None:
        post_migrate.connect(make_head, sender=self)


def make_head(using: str, **_said: Any) -> None:
    """Make the one row that every writer of the audit trail locks."""
    from campus5g.portal.base.models import AuditHead

    AuditHead.objects.using(using).get_or_create(pk=1)
