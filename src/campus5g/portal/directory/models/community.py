"""What organisations and people show of themselves: competences, equipment, references, talents, portraits, and letters."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campus5g.core.message import Message
from campus5g.matching.competences import field_competences
from campus5g.portal.directory.models.organisations import USER, Membership, Organisation

SENTENCE_LENGTH, TEXT_LENGTH, WHY_LENGTH = 300, 2000, 300


def competence_name(key: str) -> Message | str:
    """The competence of the field's vocabulary that a key stands for; a key that left it is told as it is."""
    return next((found.label for found in field_competences().all if found.key == key), key)


class KeptQuerySet(models.QuerySet):
    def kept(self) -> KeptQuerySet:
        """Leave out what was archived."""
        return self.filter(archived_at=None)


class Kept(models.Model):
    """Shown until it is archived, with the reason."""

    archived_at = models.DateTimeField(null=True, editable=False)
    archived_why = models.CharField(max_length=WHY_LENGTH, blank=True, editable=False)

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True


class Strength(Kept):
    """What an organisation can do, has, or has done: a sentence and its year. A competence names one of the vocabulary."""

    class What(models.TextChoices):
        COMPETENCE = "competence", _("Competence")
        EQUIPMENT = "equipment", _("Equipment")
        REFERENCE = "reference", _("Reference")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="strengths")
    what = models.CharField(_("what it is"), max_length=12, choices=What.choices)
    competence = models.SlugField(_("competence"), max_length=40, blank=True, default="")
    sentence = models.CharField(_("in one sentence"), max_length=SENTENCE_LENGTH)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta:
        ordering = ["what", "-year", "pk"]
        indexes = [models.Index(fields=["competence"])]

    def __str__(self) -> str:
        return self.sentence

    @property
    def named(self) -> Message | str:
        return competence_name(self.competence) if self.competence else ""


class Talent(Kept):
    """A post, an internship or an apprenticeship, sought or offered until a day; what is over is no longer listed."""

    class Kind(models.TextChoices):
        POST = "post", _("Post")
        INTERNSHIP = "internship", _("Internship")
        APPRENTICESHIP = "apprenticeship", _("Apprenticeship")

    class Side(models.TextChoices):
        SOUGHT = "sought", _("We seek somebody")
        OFFERED = "offered", _("We propose somebody")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="talents")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    side = models.CharField(_("sought or proposed"), max_length=8, choices=Side.choices)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("details"), max_length=TEXT_LENGTH, blank=True)
    competences = models.JSONField(_("competences"), default=list)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    expires_on = models.DateField(_("listed until"))
    written_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["expires_on", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("directory:talent", args=[self.pk])

    @property
    def known_competences(self) -> list[Message | str]:
        return [competence_name(key) for key in self.competences]

    @classmethod
    def listed(cls, on: date) -> models.QuerySet[Talent]:
        """What can still be answered, of organisations that are still there."""
        return cls.objects.kept().filter(expires_on__gte=on, organisation__archived_at=None)


class Portrait(models.Model):
    """What a person shows of themselves in the directory, by consent that they take back when they want."""

    user = models.OneToOneField(USER, models.CASCADE, related_name="portrait")
    function = models.CharField(_("what you do"), max_length=120, blank=True)
    about = models.TextField(_("about you"), max_length=TEXT_LENGTH, blank=True)
    competences = models.JSONField(_("competences"), default=list)
    town = models.CharField(_("town"), max_length=100, blank=True)
    tells_organisation = models.BooleanField(_("show my organisation"), default=True)
    consented_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["user__full_name", "pk"]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("directory:person", args=[self.pk])

    @classmethod
    def shown(cls) -> models.QuerySet[Portrait]:
        """Of those who chose to be shown and are still here."""
        acting = Membership.objects.acting().filter(user_id=models.OuterRef("user_id"))
        return cls.objects.filter(models.Exists(acting), user__is_active=True).exclude(consented_at=None)

    @property
    def known_competences(self) -> list[Message | str]:
        return [competence_name(key) for key in self.competences]


class Letter(models.Model):
    """A letter from person to person, through the platform: neither learns the other's address."""

    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters_sent")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters_received")
    text = models.TextField(_("your letter"), max_length=TEXT_LENGTH)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(sender=models.F("recipient")), name="a_letter_to_another")]

    def __str__(self) -> str:
        return f"{self.sender} → {self.recipient}"

    def get_absolute_url(self) -> str:
        return reverse("directory:letter", args=[self.pk])
