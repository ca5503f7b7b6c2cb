"""What a dossier adds to the project: its work packages, and the versions that were drawn up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campus5g.portal.calls.models import KeptCall
from campus5g.portal.projects.models import Partner, Project, ProjectPart


class WorkPackage(ProjectPart):
    """A part of the work. Months count from 1, the first month of the project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="work_packages")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what is done, and what comes out"), max_length=6000, blank=True)
    partners = models.ManyToManyField(Partner, related_name="+", verbose_name=_("partners"))
    first_month = models.PositiveSmallIntegerField(_("first month"), default=1)
    months = models.PositiveSmallIntegerField(_("duration in months"))

    class Meta:
        ordering = ["first_month", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def last_month(self) -> int:
        return self.first_month + self.months - 1

    @property
    def doers(self) -> list[Partner]:
        """The partners that do it; one that declined does not."""
        return [partner for partner in self.partners.all() if partner.state != Partner.State.DECLINED]


class Version(ProjectPart):
    """One drawing-up of the dossier: three files made from the same data, kept with the print of each."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="dossier_versions")
    number = models.PositiveIntegerField()
    call = models.ForeignKey(KeptCall, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=5)
    docx = models.FileField(upload_to="dossiers/%Y/", max_length=200)
    xlsx = models.FileField(upload_to="dossiers/%Y/", max_length=200)
    pdf = models.FileField(upload_to="dossiers/%Y/", max_length=200)
    prints = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"v{self.number}"
