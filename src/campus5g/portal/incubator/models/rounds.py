"""Calls for applications: when they open, what they ask, and how their jury marks."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned

USER = settings.AUTH_USER_MODEL


class Round(Owned):
    """A call for applications, held by the office. Hours are those of the campus (Europe/Paris).

    rubric: criteria as {key, label, label_en, weight, help}; a mark goes from 0 to ``top``. readers: jurors that each file is
    given to; quorum: marks without which a file is not ranked. Once published everybody reads it, visitors too.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        DECIDED = "decided", _("Decided")
        ARCHIVED = "archived", _("Archived")

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="rounds")
    key = models.SlugField(max_length=60, blank=True, default="", editable=False)
    title = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    text = models.TextField(_("what is offered, and to whom"), max_length=6000, blank=True)
    text_en = models.TextField(_("the same in English"), max_length=6000, blank=True)
    cohort = models.CharField(_("name of the cohort"), max_length=80)
    places = models.PositiveSmallIntegerField(
        _("places in the cohort"), default=8, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), db_index=True)
    late_minutes = models.PositiveIntegerField(
        _("minutes of grace"), default=0, validators=[MaxValueValidator(7 * 24 * 60)],
        help_text=_("What comes within them is taken and marked late; after them nothing is."),
    )  # fmt: skip
    anonymised = models.BooleanField(
        _("read without names"), default=False,
        help_text=_("Jurors read files under a number, without what the form says may name the team."),
    )  # fmt: skip
    rubric = models.JSONField(default=list)
    top = models.PositiveSmallIntegerField(_("highest mark"), default=5, validators=[MinValueValidator(2), MaxValueValidator(20)])
    readers = models.PositiveSmallIntegerField(
        _("jurors for each file"), default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    quorum = models.PositiveSmallIntegerField(
        _("marks without which a file is not ranked"), default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    why = models.CharField(_("reason"), max_length=300, blank=True)
    cloned_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="clones")
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    frame = models.JSONField(default=dict, editable=False)
    """Of the hearings: first hour (ISO 8601), minutes of each, slots in a row, names of the rooms."""
    said = models.TextField(_("what the jury said"), max_length=8000, blank=True)
    minutes = models.JSONField(default=dict, editable=False)
    """What the minutes hold, as it stood when the round was decided: who sat, who was recused, the ranking, the scales."""

    class Meta:
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_round_a_key"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="a_round_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(quorum__lte=F("readers")), name="a_quorum_can_be_reached"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("incubator:round", args=[self.pk])

    @classmethod
    def shown_to(cls, actor: Actor) -> Q:
        return Q(state__in=(cls.State.PUBLISHED, cls.State.DECIDED))

    @property
    def name(self) -> str:
        return self.title_en if self.title_en and get_language() == "en" else self.title

    @property
    def about(self) -> str:
        return self.text_en if self.text_en and get_language() == "en" else self.text

    def open_at(self, at: datetime) -> bool:
        return self.state == self.State.PUBLISHED and self.opens_at <= at < self.closes_at

    def over_at(self, at: datetime) -> bool:
        return self.closes_at <= at


class FormVersion(Owned):
    """What a round asks, as it stood from one moment on; the last one is filled in. See ``questionnaire`` for ``sections``."""

    scope_owner = "round__organisation"

    round = models.ForeignKey(Round, models.PROTECT, related_name="forms")
    number = models.PositiveSmallIntegerField(default=1)
    sections = models.JSONField(default=list)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    live_at = models.DateTimeField(null=True)
    """Since when it is filled in; empty while it is being written."""

    class Meta:
        ordering = ["round", "-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="one_form_a_number")]

    def __str__(self) -> str:
        return f"{self.round} · {self.number}"

    @classmethod
    def shown_to(cls, actor: Actor) -> Q:
        """Who reads the round reads what it asks."""
        return Q(live_at__isnull=False, round__in=Round._base_manager.filter(Round.shown_to(actor)).values("pk"))
