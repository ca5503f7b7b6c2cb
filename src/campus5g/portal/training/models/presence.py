"""Who was there, said by the learner and the trainer for each half-day; and what is certified at the end."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.training.models.means import Trainer
from campus5g.portal.training.models.registrations import Registration
from campus5g.portal.training.models.sessions import HalfDay


def of_mine(actor: Actor) -> Q:
    """What belongs to registrations that were opened to the actor."""
    mine = Registration._base_manager.filter(Registration.opened_to(actor))
    return Q(registration__in=mine.values("pk"))


class Presence(Owned):
    """A learner's signature for one half-day, or the trainer's word that they were absent; once each.

    doubts: what the trainer should look at before countersigning, as words of ``Doubt``. device: a print of the browser that
    signed, kept only to see several signatures from one device.
    """

    class Method(models.TextChoices):
        CODE = "code", _("code on the trainer's screen")
        LINK = "link", _("personal link and code")
        PRINTED = "printed", _("printed code")
        PAPER = "paper", _("paper sheet, entered by the trainer")

    class Doubt(models.TextChoices):
        DEVICE = "device", _("several people signed from one device")
        LATE = "late", _("signed long after the start")
        PRINTED = "printed", _("a printed code can be passed on")
        OTHER = "other", _("the learner wrote that it was not them")

    scope_owner = "half_day__session__training__organisation"

    half_day = models.ForeignKey(HalfDay, models.PROTECT, related_name="presences")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="presences")
    present = models.BooleanField(default=True)
    method = models.CharField(max_length=8, choices=Method.choices)
    signed_at = models.DateTimeField(default=timezone.now)
    device = models.CharField(max_length=64, blank=True)
    doubts = models.JSONField(default=list)
    why = models.CharField(_("reason"), max_length=300, blank=True)
    refused_at = models.DateTimeField(null=True)
    refused_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["half_day", "pk"]
        constraints = [models.UniqueConstraint(fields=["half_day", "registration"], name="one_presence")]

    def __str__(self) -> str:
        return f"{self.half_day} {self.registration_id}"

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return of_mine(actor)

    @property
    def counts(self) -> bool:
        """Whether the half-day is counted as followed."""
        return self.present and self.refused_at is None

    @property
    def doubt_labels(self) -> list[str]:
        return [str(self.Doubt(doubt).label) for doubt in self.doubts]


class Countersignature(Owned):
    """The trainer's signature of a half-day: who they say was there at that moment, as prints of the presences signed."""

    scope_owner = "half_day__session__training__organisation"

    half_day = models.ForeignKey(HalfDay, models.PROTECT, related_name="countersignatures")
    trainer = models.ForeignKey(Trainer, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)
    presences = models.JSONField(default=list)

    class Meta:
        ordering = ["half_day", "pk"]
        constraints = [models.UniqueConstraint(fields=["half_day", "trainer"], name="one_countersignature")]

    def __str__(self) -> str:
        return f"{self.half_day} {self.trainer}"


class Certificate(Owned):
    """What a learner followed, certified. ``code`` is printed on it and opens a public page that says whether it holds.

    said: what it certifies, as it was on that day (title, body, learner, days, hours planned and followed, competences).
    """

    scope_owner = "registration__session__training__organisation"

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="certificates")
    code = models.CharField(max_length=40, unique=True)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    said = models.JSONField(default=dict)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["registration"], condition=Q(revoked_at=None), name="one_live_certificate")
        ]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return of_mine(actor)

    def get_absolute_url(self) -> str:
        return reverse("training:verify", args=[self.code])

    @property
    def number(self) -> str:
        """The number that people quote, such as « A-2026-0042 »."""
        return f"A-{self.issued_at.year}-{self.pk:04d}"

    @property
    def holds(self) -> bool:
        return self.revoked_at is None
