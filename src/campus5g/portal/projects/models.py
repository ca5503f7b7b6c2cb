"""A project: the partners who answer a need together, and what each will spend."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.core.project import Category, Circumstance
from campus5g.funding.claims import Claims
from campus5g.portal.base.scope import Owned


class Project(Owned):
    """The answer to a need. ``organisation`` leads. Applying precedes starting (incentive effect, GBER Art. 6)."""

    class State(models.TextChoices):
        BUILDING = "building", _("being built")
        READY = "ready", _("ready to submit")
        ARCHIVED = "archived", _("archived")

    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="led_projects", verbose_name=_("lead")
    )
    need = models.ForeignKey("needs.Need", models.PROTECT, related_name="projects")
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=6000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BUILDING)
    applied_on = models.DateField(_("application sent on"))
    granted_on = models.DateField(_("aid granted on (expected)"))
    starts_on = models.DateField(_("work starts on"))
    months = models.PositiveIntegerField(_("duration in months"))
    created_at = models.DateTimeField(auto_now_add=True)
    archived_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["need"], condition=~models.Q(state="archived"), name="one_live_project_a_need")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.pk])

    @property
    def reference(self) -> str:
        return f"P-{self.pk:04d}"


class ProjectPart(Owned):
    """A part of a project is seen by those who see the project."""

    scope_owner = "project__organisation"
    scope_grants = (("projects.project", "project_id"),)

    class Meta:
        abstract = True


class Partner(ProjectPart):
    """An organisation in a project; the lead is its first partner."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("takes part")
        DECLINED = "declined", _("declined")

    project = models.ForeignKey(Project, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("organisation"))
    task = models.CharField(_("what it does in the project"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["project", "organisation"], name="a_partner_once")]

    def __str__(self) -> str:
        return self.organisation.name


class CostLine(ProjectPart):
    """What one partner spends in one category of the aid rules; eligible cost, net of recoverable VAT.

    ``circumstances``, ``rate`` and ``starts_on`` are what is claimed of it: see ``funding.claims``.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="lines")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="lines", verbose_name=_("partner"))
    label = models.CharField(_("what is paid"), max_length=200)
    category = models.CharField(_("category"), max_length=24, choices=[(c.value, c.value) for c in Category])
    cents = models.BigIntegerField()
    circumstances = models.JSONField(default=list, blank=True)
    rate = models.DecimalField(_("rate from the map or the programme, in %"), max_digits=5, decimal_places=2, null=True)
    starts_on = models.DateField(_("first order or signature on"), null=True)

    class Meta:
        ordering = ["partner_id", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(cents__gt=0), name="a_cost_is_positive")]

    def __str__(self) -> str:
        return self.label

    @property
    def claims(self) -> Claims:
        return Claims(tuple(Circumstance(name) for name in self.circumstances), self.rate, self.starts_on)
