"""Requests to be forgotten."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ANSWER_WITHIN = timedelta(days=28)
"""One month, article 12(3) of the GDPR: the shortest one, so that no answer is late."""


class ErasureRequest(models.Model):
    """A person asks to be forgotten. Open until the office does it, or refuses with its reason."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked on"), default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    refused_why = models.CharField(_("reason of the refusal"), max_length=500, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("request to be forgotten")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(ended_at=None), name="one_open_request_to_be_forgotten")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:requests")

    @property
    def due(self) -> date:
        return timezone.localdate(self.asked_at) + ANSWER_WITHIN
