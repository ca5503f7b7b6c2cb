"""What a training body shows to its auditors: who it is, what it files by hand, and the complaints it took up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.scope import Owned
from campus5g.portal.training.models.sessions import Session


class BodySheet(Owned):
    """What the papers of a training body say of it."""

    organisation = models.OneToOneField("directory.Organisation", models.PROTECT, related_name="training_sheet")
    activity_number = models.CharField(_("number of the declaration of activity"), max_length=20, blank=True)
    certificate = models.CharField(_("Qualiopi certificate, number"), max_length=60, blank=True)
    certified_until = models.DateField(_("certified until"), null=True, blank=True)
    contact = models.EmailField(_("address for questions"), blank=True)
    disability_contact = models.CharField(
        _("who helps people with disabilities, and how to reach them"), max_length=200, blank=True
    )
    costs_cents = models.PositiveBigIntegerField(_("costs of the activity in the last closed year"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.organisation_id}"


class Proof(Owned):
    """A proof that the body files itself, with its day; its files and notes hang on it."""

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    indicators = models.JSONField(default=list)
    title = models.CharField(_("what it is"), max_length=160)
    text = models.TextField(_("what it shows"), max_length=4000)
    day = models.DateField(_("its day"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True)
    archived_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("training:proof", args=[self.pk])


class Complaint(Owned):
    """A complaint or a difficulty: received, answered, then what was changed because of it."""

    class State(models.TextChoices):
        OPEN = "open", _("To answer")
        ANSWERED = "answered", _("Answered")
        ACTED = "acted", _("Acted on")

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("session"))
    said_by = models.CharField(_("who says it"), max_length=120)
    text = models.TextField(_("what is said"), max_length=4000)
    received_on = models.DateField(_("received on"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN, db_index=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_on = models.DateField(null=True)
    action = models.TextField(_("what is changed because of it"), max_length=4000, blank=True)
    acted_on = models.DateField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-received_on", "-pk"]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("training:complaint", args=[self.pk])

    @property
    def reference(self) -> str:
        """The number that people quote, such as « R-0003 »."""
        return f"R-{self.pk:04d}"
