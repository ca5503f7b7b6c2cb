"""What a dossier adds to the project: what people write, the work, the documents asked, and the versions drawn up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campus5g.documents.content import OutcomeKind
from campus5g.portal.base.scope import Owned
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.projects.models import Partner, Project, ProjectPart

USER = settings.AUTH_USER_MODEL
TEXT_LENGTH = 20_000


class Written(models.Model):
    """Text that several people write: ``revision`` grows with each, so that nobody writes over what they have not read."""

    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def writer(self) -> str:
        """Who wrote last; nobody's name for what the system wrote."""
        return self.written_by.full_name if self.written_by else ""


class Answer(ProjectPart, Written):
    """A section of the dossier, of the project or of one partner. ``title``: of a question that this call alone asks."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="answers")
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, related_name="+")
    key = models.SlugField(max_length=40)
    title = models.CharField(_("question"), max_length=300, blank=True)
    text = models.TextField(max_length=TEXT_LENGTH, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], condition=Q(partner=None), name="one_answer_a_question"),
            models.UniqueConstraint(
                fields=["project", "key", "partner"], condition=~Q(partner=None), name="one_answer_a_partner"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.key


class CompanySheet(Owned, Written):
    """What an organisation says of itself in every dossier: written once."""

    organisation = models.OneToOneField("directory.Organisation", models.PROTECT, related_name="+")
    description = models.TextField(_("who we are"), max_length=TEXT_LENGTH, blank=True)
    references = models.TextField(_("references"), max_length=TEXT_LENGTH, blank=True)
    people = models.TextField(_("people"), max_length=TEXT_LENGTH, blank=True)

    def __str__(self) -> str:
        return str(self.organisation)


class AskedDocument(ProjectPart):
    """A document that goes with the dossier, of the project or of one partner; files attached to it answer it.

    ``key``: of a document that is known; else ``label`` says it. ``passage``: where the call asks for it.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="asked_documents")
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, related_name="+")
    key = models.SlugField(max_length=40, blank=True)
    label = models.CharField(_("document"), max_length=200, blank=True)
    passage = models.TextField(blank=True)
    apart = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key", "label"], condition=Q(partner=None), name="a_document_asked_once"),
            models.UniqueConstraint(
                fields=["project", "key", "label", "partner"], condition=~Q(partner=None), name="a_document_asked_once_a_partner"
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.key

    @property
    def organisation_id(self) -> int:
        """Who owns its files: the partner it is asked of, else the lead."""
        return self.partner.organisation_id if self.partner else self.project.organisation_id


class FunderTemplate(ProjectPart):
    """A funder's own Word document, with places to be filled from the project. Kept outside the web root."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="funder_templates")
    name = models.CharField(max_length=160)
    file = models.FileField(upload_to="dossiers/%Y/", max_length=200)
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


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


class WorkPart(ProjectPart):
    """A part of a work package is seen by those who see its project."""

    scope_owner = "package__project__organisation"
    scope_grants = (("projects.project", "package__project_id"),)

    class Meta:
        abstract = True


class Outcome(WorkPart):
    """A deliverable or a milestone, due at the end of its month."""

    package = models.ForeignKey(WorkPackage, models.CASCADE, related_name="outcomes")
    title = models.CharField(_("what comes out"), max_length=200)
    month = models.PositiveSmallIntegerField(_("at the end of month"))
    kind = models.CharField(_("kind"), max_length=16, choices=[(kind.value, kind.value) for kind in OutcomeKind])

    class Meta:
        ordering = ["month", "pk"]

    def __str__(self) -> str:
        return self.title


class Effort(WorkPart):
    """The work of one partner in one package, in person-months."""

    package = models.ForeignKey(WorkPackage, models.CASCADE, related_name="efforts")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    person_months = models.DecimalField(max_digits=7, decimal_places=2)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["package", "partner"], name="one_effort_a_partner"),
            models.CheckConstraint(condition=Q(person_months__gt=0), name="an_effort_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.person_months}"


class Version(ProjectPart):
    """One drawing-up of the dossier: files made from the same data, kept with the print of each.

    ``report``: the study in full, an annex. ``checks``: what was still lacking then. ``basis``: the print of what people can
    change, so that it is known whether the version still says it. Submitted, it is the one that the funder holds.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="dossier_versions")
    number = models.PositiveIntegerField()
    call = models.ForeignKey(KeptCall, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=5)
    docx = models.FileField(upload_to="dossiers/%Y/", max_length=200)
    xlsx = models.FileField(upload_to="dossiers/%Y/", max_length=200)
    pdf = models.FileField(upload_to="dossiers/%Y/", max_length=200)
    report = models.FileField(upload_to="dossiers/%Y/", max_length=200, blank=True)
    prints = models.JSONField(default=dict)
    checks = models.JSONField(default=list)
    basis = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    submitted_on = models.DateField(_("sent on"), null=True)
    submitted_as = models.CharField(_("reference given by the funder"), max_length=120, blank=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"v{self.number}"
