"""Financing plans, each kept as it was computed, and the register of de minimis aid."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.core import project as core
from campus5g.core.codec import load
from campus5g.funding.plan import Objective, Wishes
from campus5g.funding.plan.sensitivity import Sensitivity
from campus5g.portal.base.scope import Owned
from campus5g.portal.projects.models import Project, ProjectPart


class Plan(ProjectPart):
    """One computation: the project, terms and wishes that went in, the plan and what one change would bring that came out.

    All of it as JSON of the engines' types, so that a plan can be read again as it was.
    """

    class Aim(models.TextChoices):
        NET_PUBLIC = Objective.NET_PUBLIC.value, _("most public money, net of what is repaid")
        PUBLIC = Objective.PUBLIC.value, _("least own money on the day")
        GRANT = Objective.GRANT.value, _("most grant")
        CASH = Objective.CASH.value, _("least cash to find at any time before the last instalment")
        SMALLEST_OWN = Objective.SMALLEST_OWN.value, _("least own money of the smallest partner")

    project = models.ForeignKey(Project, models.CASCADE, related_name="plans")
    on = models.DateField()
    aim = models.CharField(
        _("what the plan makes as large as possible"), max_length=12, choices=Aim.choices, default=Aim.NET_PUBLIC
    )
    project_data = models.JSONField()
    terms_data = models.JSONField()
    plan_data = models.JSONField()
    wishes_data = models.JSONField(default=dict)
    sensitivities_data = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.project} {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("financing:plan", args=[self.project_id])

    @cached_property
    def core_project(self) -> core.Project:
        return load(core.Project, self.project_data)

    @cached_property
    def terms(self) -> tuple[core.CallTerms, ...]:
        return load(tuple[core.CallTerms, ...], self.terms_data)

    @cached_property
    def plan(self) -> core.FinancingPlan:
        return load(core.FinancingPlan, self.plan_data)

    @cached_property
    def wishes(self) -> Wishes:
        return load(Wishes, self.wishes_data)

    @cached_property
    def sensitivities(self) -> tuple[Sensitivity, ...]:
        return load(tuple[Sensitivity, ...], self.sensitivities_data)


class DeMinimisAward(Owned):
    """An aid under the de minimis regulation that an organisation received, in gross grant equivalent."""

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="de_minimis")
    granted_on = models.DateField(_("granted on"))
    cents = models.BigIntegerField()
    funder = models.CharField(_("funder"), max_length=160)

    class Meta:
        ordering = ["granted_on", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(cents__gt=0), name="an_award_is_positive")]

    def __str__(self) -> str:
        return f"{self.funder} {self.granted_on}"
