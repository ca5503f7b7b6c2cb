"""What a person follows: saved searches, and the addresses that an agenda reads."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.models.subject import Subject


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def kept(self) -> SavedSearchQuerySet:
        """Leave out those that their person has forgotten."""
        return self.filter(archived_at=None)


class SavedSearch(models.Model):
    """Words and filters that a person looks for again. told: the calls already shown in a mail, never shown twice as new."""

    class Rhythm(models.TextChoices):
        NEVER = "never", _("no mail")
        DAILY = "daily", _("a mail a day at most")
        WEEKLY = "weekly", _("a mail a week at most")

    EVERY = {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=120)
    words = models.TextField(blank=True)
    filters = models.JSONField(default=dict)
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    looked_at = models.DateTimeField(default=timezone.now)
    told = models.JSONField(default=list)
    told_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("calls:search", args=[self.pk])


class Agenda(Subject):
    """An address, private to a person, that an agenda reads without signing in. A new address makes the old one dead.

    subject: a saved search, a project, or (``calls.call`` 0) all the open calls. nonce: what makes the address hard to guess,
    signed with the key of this installation, so that the database alone does not give it away.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="agendas")
    nonce = models.CharField(max_length=40)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subject_label", "subject_id"], condition=models.Q(revoked_at=None), name="one_live_agenda"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_label} {self.subject_id}"
