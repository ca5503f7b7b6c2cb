"""Investments of the area and what was published about them. They belong to nobody and are read by everybody."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campus5g.core.figures import Source, SourcedFigure
from campus5g.core.message import Message
from campus5g.territory.investments import (
    CONFIDENCE,
    QUANTITY,
    STATUS,
    UNITS,
    Confidence,
    Place,
    Quantity,
    Statement,
    Status,
)
from campus5g.territory.investments import Investment as CoreInvestment

NAME_LENGTH, TEXT_LENGTH, URL_LENGTH = 160, 300, 500


def reader_language() -> str:
    """The language in which the reader reads, among those that the figures are written in."""
    return "fr" if (get_language() or "fr").startswith("fr") else "en"


class Investment(models.Model):
    """An investment, or what is projected for the whole area. places: as ``territory.investments.Place`` takes them."""

    key = models.SlugField(_("short name"), max_length=60, unique=True)
    investor = models.CharField(_("investor"), max_length=NAME_LENGTH, blank=True)
    name_fr = models.CharField(_("name, in French"), max_length=NAME_LENGTH)
    name_en = models.CharField(_("name, in English"), max_length=NAME_LENGTH, blank=True)
    site_fr = models.CharField(_("site, in French"), max_length=NAME_LENGTH, blank=True)
    site_en = models.CharField(_("site, in English"), max_length=NAME_LENGTH, blank=True)
    kinds = models.JSONField(default=list)
    status = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Status])
    warning_fr = models.CharField(_("what a reader must know first, in French"), max_length=TEXT_LENGTH, blank=True)
    warning_en = models.CharField(_("what a reader must know first, in English"), max_length=TEXT_LENGTH, blank=True)
    places = models.JSONField(default=list)
    part_of = models.SlugField(_("short name of the wider announcement that it is part of"), max_length=60, blank=True)
    outside = models.BooleanField(_("stands outside the area, or not wholly within"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.say("name")

    def get_absolute_url(self) -> str:
        return reverse("territory:investment", args=[self.key])

    def say(self, name: str, language: str = "") -> str:
        """Return a text in the reader's language, or in the one it was written in."""
        return in_language(self, name, language or reader_language())

    @property
    def title(self) -> str:
        """The investor with what it does, as a page is headed."""
        return f"{self.investor} — {self}" if self.investor else str(self)

    @property
    def status_name(self) -> Message:
        return STATUS[Status(self.status)]

    def as_core(self, language: str, figures: tuple[Figure, ...]) -> CoreInvestment:
        """The investment as the engine reads it, with these of its figures."""
        return CoreInvestment(
            self.key, self.say("name", language), self.investor, self.say("site", language), tuple(self.kinds), Status(self.status),
            tuple(figure.as_core(self.key, language) for figure in figures), self.say("warning", language),
            self.part_of, self.outside, tuple(Place(**place) for place in self.places),
        )  # fmt: skip


class FigureQuerySet(models.QuerySet["Figure"]):
    def standing(self) -> FigureQuerySet:
        """Those that nobody took back."""
        return self.filter(withdrawn_at=None)


class Figure(models.Model):
    """One published figure. Never changed: a correction is a new one that ``replaces`` it, and it is taken back with its reason."""

    investment = models.ForeignKey(Investment, models.PROTECT, related_name="figures")
    key = models.CharField(max_length=90, blank=True)
    quantity = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Quantity])
    low = models.DecimalField(max_digits=18, decimal_places=3)
    high = models.DecimalField(max_digits=18, decimal_places=3)
    counted_fr = models.CharField(max_length=TEXT_LENGTH)
    counted_en = models.CharField(max_length=TEXT_LENGTH, blank=True)
    perimeter_fr = models.CharField(max_length=TEXT_LENGTH)
    perimeter_en = models.CharField(max_length=TEXT_LENGTH, blank=True)
    horizon_fr = models.CharField(max_length=TEXT_LENGTH)
    horizon_en = models.CharField(max_length=TEXT_LENGTH, blank=True)
    trade = models.CharField(max_length=NAME_LENGTH, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    confidence = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Confidence])
    source_title = models.CharField(max_length=TEXT_LENGTH, blank=True)
    source_author = models.CharField(max_length=NAME_LENGTH, blank=True)
    source_date = models.CharField(max_length=10, blank=True)
    source_url = models.URLField(max_length=URL_LENGTH, blank=True)
    source_licence = models.CharField(max_length=NAME_LENGTH, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=TEXT_LENGTH, blank=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(high__gte=models.F("low"), low__gte=0), name="a_figure_goes_up"),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_figure_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity_name.say(reader_language())} · {self.investment}"

    def get_absolute_url(self) -> str:
        return f"{self.investment.get_absolute_url()}#figure-{self.pk}"

    @property
    def unit(self) -> str:
        return next(iter(UNITS[Quantity(self.quantity)]))

    @property
    def core_key(self) -> str:
        """How the engine names it: as in the folder it came from, so that the shell and the pages say the same."""
        return self.key or f"figure.{self.pk}"

    @property
    def quantity_name(self) -> Message:
        return QUANTITY[Quantity(self.quantity)]

    @property
    def confidence_name(self) -> Message:
        return CONFIDENCE[Confidence(self.confidence)]

    def say(self, name: str) -> str:
        return in_language(self, name, reader_language())

    def as_core(self, investment: str, language: str) -> Statement:
        """The figure as the engine reads it, under the key that the territory's folder gives it."""
        source = Source(self.source_title, self.source_author, self.source_date, self.source_url, self.source_licence)
        counted, perimeter, horizon = (in_language(self, name, language) for name in ("counted", "perimeter", "horizon"))
        figure = SourcedFigure(self.core_key, float(self.low), float(self.high), self.unit, counted, perimeter, horizon, source)
        return Statement(investment, Quantity(self.quantity), figure, Confidence(self.confidence), self.trade, self.year)


class AreaFigures(models.Model):
    """What is published of the area itself, in one language: ``jobs.Area`` and ``power.Area`` as JSON, empty where there is none."""

    language = models.CharField(max_length=2, unique=True)
    jobs = models.TextField(blank=True)
    power = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.language


class TrainingGap(models.Model):
    """Places that nobody offers for an occupation of an investment, handed to the plan of sessions by the office.

    query: the scenarios of the page that it was read on. opens, due: months between which people learn.
    """

    investment = models.ForeignKey(Investment, models.PROTECT, related_name="gaps")
    rome = models.CharField(max_length=5)
    name_fr = models.CharField(max_length=NAME_LENGTH)
    name_en = models.CharField(max_length=NAME_LENGTH)
    people = models.PositiveIntegerField()
    opens = models.CharField(max_length=7)
    due = models.CharField(max_length=7)
    query = models.CharField(max_length=URL_LENGTH, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["investment", "rome"], condition=Q(ended_at=None), name="one_open_gap_an_occupation")
        ]

    def __str__(self) -> str:
        return in_language(self, "name", reader_language())

    def get_absolute_url(self) -> str:
        """The page on which the gap was read, with its scenarios."""
        page = reverse("territory:jobs", args=[self.investment.key])
        return f"{page}?{self.query}" if self.query else page


def in_language(thing: models.Model, name: str, language: str) -> str:
    """Return ``name_fr`` or ``name_en``; the other one where it was not written."""
    other = "en" if language == "fr" else "fr"
    return str(getattr(thing, f"{name}_{language}") or getattr(thing, f"{name}_{other}"))
