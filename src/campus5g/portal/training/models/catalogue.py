"""What can be learnt: the catalogue that all training bodies share."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.core.message import Message
from campus5g.matching.competences import field_competences
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned

TITLE_LENGTH, TEXT_LENGTH = 160, 8000
LONGEST_HOURS = 1200
BIGGEST_GROUP = 200


class Training(Owned):
    """A training of one body. Once published, everybody reads it, visitors included; a draft is for its body and the office."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    class Mode(models.TextChoices):
        ONSITE = "onsite", _("On site")
        REMOTE = "remote", _("At a distance")
        MIXED = "mixed", _("On site and at a distance")

    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="trainings", verbose_name=_("training body")
    )
    key = models.SlugField(max_length=60, blank=True, default="", editable=False)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    objectives = models.TextField(_("objectives"), max_length=TEXT_LENGTH, blank=True)
    prerequisites = models.TextField(_("prerequisites"), max_length=TEXT_LENGTH, blank=True)
    audience = models.TextField(_("audience"), max_length=TEXT_LENGTH, blank=True)
    content = models.TextField(_("programme"), max_length=TEXT_LENGTH, blank=True)
    methods = models.TextField(_("methods and means"), max_length=TEXT_LENGTH, blank=True)
    assessment = models.TextField(_("how what was learnt is assessed"), max_length=TEXT_LENGTH, blank=True)
    access = models.TextField(_("access for people with disabilities"), max_length=TEXT_LENGTH, blank=True)
    certification = models.CharField(
        _("certification"), max_length=160, blank=True,
        help_text=_("The title registered at France compétences (RNCP or RS) that it leads to; empty for none."),
    )  # fmt: skip
    hours = models.DecimalField(
        _("duration, in hours"), max_digits=6, decimal_places=2,
        validators=[MinValueValidator(0.5), MaxValueValidator(LONGEST_HOURS)],
    )  # fmt: skip
    price_cents = models.PositiveIntegerField(_("price for one person, before tax"))
    capacity = models.PositiveSmallIntegerField(
        _("places in a session"), default=12, validators=[MinValueValidator(1), MaxValueValidator(BIGGEST_GROUP)]
    )
    smallest_group = models.PositiveSmallIntegerField(
        _("smallest group"), default=4, validators=[MinValueValidator(1), MaxValueValidator(BIGGEST_GROUP)]
    )
    mode = models.CharField(_("mode"), max_length=8, choices=Mode.choices, default=Mode.ONSITE)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    archived_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_training_a_key")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        """The catalogue is shared: what is published is for everybody."""
        return super().opened_to(actor) | Q(state=cls.State.PUBLISHED)

    def get_absolute_url(self) -> str:
        return reverse("training:detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """The number that people quote, such as « F-0007 »."""
        return f"F-{self.pk:04d}"

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


class Competence(Owned):
    """What a training gives. code: in a public vocabulary, or none; field: a competence of the field (``matching``), or none."""

    class Scheme(models.TextChoices):
        ROME = "rome", _("ROME (France Travail)")
        ESCO = "esco", _("ESCO (European Union)")
        OWN = "own", _("our own words")

    scope_owner = "training__organisation"

    training = models.ForeignKey(Training, models.CASCADE, related_name="competences")
    scheme = models.CharField(_("vocabulary"), max_length=4, choices=Scheme.choices, default=Scheme.OWN)
    code = models.CharField(_("code"), max_length=120, blank=True)
    label = models.CharField(_("competence"), max_length=160)
    field = models.SlugField(max_length=60, blank=True, default="", db_index=True)

    class Meta:
        ordering = ["label", "pk"]
        constraints = [models.UniqueConstraint(fields=["training", "scheme", "code", "label"], name="one_training_competence")]

    def __str__(self) -> str:
        return f"{self.label} ({self.code})" if self.code else self.label

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return published_within(actor, "training")

    @property
    def said(self) -> Message | str:
        """The competence as a reader's language says it, where it is one of the field."""
        known = {one.key: one.label for one in field_competences().all}
        return known.get(self.field, self.label)


def published_within(_actor: Actor, path: str) -> Q:
    """What is part of a published training is read by whoever reads the catalogue. ``path`` leads to the training."""
    return Q(**{f"{path}__state": Training.State.PUBLISHED})
