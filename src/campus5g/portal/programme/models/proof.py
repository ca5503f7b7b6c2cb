"""What shows that a programme does what it said: indicators with their values and evidence, and the risks it watches."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.portal.programme.models.scoped import NAME_LENGTH, TEXT_LENGTH, TITLE_LENGTH, WHY_LENGTH, ProgrammePart
from campus5g.portal.programme.models.structure import Action, Participant, Programme, Strand

USER = settings.AUTH_USER_MODEL
SCALE = [MinValueValidator(1), MaxValueValidator(5)]


class Indicator(ProgrammePart):
    """What is measured, how, in which unit, from where to where and by when. Its values are never changed, only taken back."""

    class Direction(models.TextChoices):
        UP = "up", _("the more the better")
        DOWN = "down", _("the less the better")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    strand = models.ForeignKey(Strand, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("strand"))
    title = models.CharField(_("name"), max_length=TITLE_LENGTH)
    definition = models.TextField(_("what is counted, and how"), max_length=TEXT_LENGTH, blank=True)
    unit = models.CharField(_("unit"), max_length=NAME_LENGTH)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, default=Direction.UP)
    baseline = models.DecimalField(_("value at the start"), max_digits=16, decimal_places=2)
    baseline_on = models.DateField(_("on"))
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2)
    target_on = models.DateField(_("to be reached on"))
    owner = models.ForeignKey(Participant, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who says it"))
    example = models.BooleanField(default=False)
    ended_why = models.CharField(max_length=WHY_LENGTH, blank=True)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_indicator_a_number"),
            models.CheckConstraint(condition=~Q(target=models.F("baseline")), name="a_target_is_not_its_baseline"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:indicator", args=[self.pk])

    @property
    def code(self) -> str:
        return f"I{self.number}"

    def worse_than_baseline(self, value: Decimal) -> bool:
        return value < self.baseline if self.direction == self.Direction.UP else value > self.baseline

    def share(self, value: Decimal) -> float:
        """How much of the way from the baseline to the target is done; 1 is the target."""
        return float((value - self.baseline) / (self.target - self.baseline))


class Measure(ProgrammePart):
    """A value of an indicator on a day. why: when it is worse than at the start. Files attached to it prove it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="measures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measures")
    on = models.DateField(_("day"))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    evidence = models.CharField(_("what shows it"), max_length=WHY_LENGTH, blank=True)
    why = models.CharField(_("why it is worse than at the start"), max_length=WHY_LENGTH, blank=True)
    said_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=WHY_LENGTH, blank=True)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.indicator} {self.on}"

    def get_absolute_url(self) -> str:
        return self.indicator.get_absolute_url()


class Risk(ProgrammePart):
    """What may go wrong: how likely and how heavy, from 1 to 5, who watches it and what is done about it."""

    class State(models.TextChoices):
        OPEN = "open", _("watched")
        HAPPENED = "happened", _("it happened")
        CLOSED = "closed", _("closed")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="risks")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("what may go wrong"), max_length=TITLE_LENGTH)
    mitigation = models.TextField(_("what is done about it"), max_length=TEXT_LENGTH, blank=True)
    likelihood = models.PositiveSmallIntegerField(_("likelihood, from 1 to 5"), validators=SCALE)
    effect = models.PositiveSmallIntegerField(_("effect, from 1 to 5"), validators=SCALE)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who watches it")
    )
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="risks", verbose_name=_("action"))
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_risk_a_number"),
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), effect__range=(1, 5)), name="a_risk_is_rated_from_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:risk", args=[self.pk])

    @property
    def code(self) -> str:
        return f"R{self.number}"

    @property
    def weight(self) -> int:
        return self.likelihood * self.effect


class Rating(ProgrammePart):
    """How a risk was rated on a day, and why it changed: its history."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="ratings")
    risk = models.ForeignKey(Risk, models.PROTECT, related_name="ratings")
    likelihood = models.PositiveSmallIntegerField(validators=SCALE)
    effect = models.PositiveSmallIntegerField(validators=SCALE)
    state = models.CharField(max_length=8, choices=Risk.State.choices)
    why = models.CharField(max_length=WHY_LENGTH, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.likelihood} × {self.effect}"
