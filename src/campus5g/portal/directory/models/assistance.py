"""When somebody of the office acts for an organisation to help it: for a reason, for minutes, under its eyes."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.scope import Owned
from campus5g.portal.directory.models.organisations import Organisation

USER = settings.AUTH_USER_MODEL
WHY_LENGTH = 300


class AssistanceQuerySet(models.QuerySet["Assistance"]):
    def live(self, at: datetime | None = None) -> AssistanceQuerySet:
        """Those that are neither ended nor over."""
        return self.filter(ended_at=None, closes_at__gt=at or timezone.now())


class Assistance(Owned):
    """A session of assistance: nobody of the campus holds an account that may do everything; who helps says where and why.

    Seen by the office and by the people of the organisation, who may end it.
    """

    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assistances")
    why = models.CharField(_("reason"), max_length=WHY_LENGTH)
    opened_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(closes_at__gt=models.F("opened_at")), name="assistance_lasts")]

    def __str__(self) -> str:
        return f"{self.user} → {self.organisation}"

    @classmethod
    def held_by(cls, user_id: int | None) -> AssistanceQuerySet:
        """Return the sessions of a person that are live, whatever the scope."""
        return AssistanceQuerySet(cls).live().filter(user_id=user_id)

    @property
    def live(self) -> bool:
        return self.ended_at is None and self.closes_at > timezone.now()
