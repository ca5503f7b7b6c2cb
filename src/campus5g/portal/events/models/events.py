"""What takes place, where and when."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned

LARGEST = 2000


class Event(Owned):
    """An event of one organisation. Published, it is for members, or for everybody if it is public; a draft is its owner's."""

    class Kind(models.TextChoices):
        AWARENESS = "awareness", _("Awareness")
        WORKSHOP = "workshop", _("Workshop")
        VISIT = "visit", _("Visit of a demonstrator")
        MEETINGS = "meetings", _("Meeting day")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CANCELLED = "cancelled", _("Cancelled")
        ARCHIVED = "archived", _("Archived")

    class Language(models.TextChoices):
        FRENCH = "fr", _("in French")
        ENGLISH = "en", _("in English")
        BOTH = "fr-en", _("in French and English")

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="events", verbose_name=_("host"))
    key = models.SlugField(max_length=60, blank=True, default="", editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("in one sentence"), max_length=300)
    text = models.TextField(_("programme"), max_length=8000, blank=True)
    place = models.CharField(_("place"), max_length=160)
    address = models.CharField(_("address"), max_length=200, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    starts_at = models.DateTimeField(_("starts"), db_index=True)
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.PositiveSmallIntegerField(
        _("places"), validators=[MinValueValidator(1), MaxValueValidator(LARGEST)]
    )  # fmt: skip
    public = models.BooleanField(_("open to everybody, without an account"), default=False)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.FRENCH)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    why = models.CharField(_("reason"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    feedback_asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_event_a_key"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="an_event_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def shown_to(cls, actor: Actor) -> Q:
        """What was published: to members all of it, to visitors what is public. One that is cancelled stays readable."""
        told = Q(state__in=(cls.State.PUBLISHED, cls.State.CANCELLED))
        return told if actor.user_id is not None else told & Q(public=True)

    def get_absolute_url(self) -> str:
        return reverse("events:detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """The number that people quote, such as « E-0007 »."""
        return f"E-{self.pk:04d}"

    @property
    def published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def where(self) -> str:
        return ", ".join(part for part in (self.place, self.address, self.city) if part)

    def over(self, at: datetime) -> bool:
        return self.ends_at <= at
