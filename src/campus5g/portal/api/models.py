"""Tokens that programs use in a person's name."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TokenQuerySet(models.QuerySet["ApiToken"]):
    def alive(self, now: datetime | None = None) -> TokenQuerySet:
        """Those that still open something."""
        return self.filter(revoked_at=None, expires_at__gt=now or timezone.now(), user__is_active=True)


class ApiToken(models.Model):
    """A token bound to a person and one of their organisations. Only its digest is kept; it is shown once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("organisation"))
    name = models.CharField(_("what it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def alive(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()
