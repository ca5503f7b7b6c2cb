"""The log of a partnership, the states of a project that its partners sign, and past projects that show who did what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.core.codec import load
from campus5g.core.consortium import Commitments
from campus5g.matching.past import PastProject as CorePast
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.projects.models import Project, ProjectPart

ORGANISATION = "directory.Organisation"
USER = settings.AUTH_USER_MODEL


class LogEntry(Owned):
    """What happened with a partner, or is to happen. ``organisation`` empty: it concerns the whole consortium.

    The office and the lead see all of it; a partner sees the commitments that it made while it takes part.
    """

    scope_owner = "project__organisation"
    scope_grants = (("projects.project", "project_id"),)

    class Kind(models.TextChoices):
        CONTACT = "contact", _("contact")
        MEETING = "meeting", _("meeting")
        COMMITMENT = "commitment", _("commitment")
        NEXT_STEP = "next_step", _("next step")

    project = models.ForeignKey(Project, models.CASCADE, related_name="log")
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, null=True, related_name="+", verbose_name=_("partner"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    day = models.DateField(_("day"))
    who = models.CharField(_("who was there, or who does it"), max_length=200, blank=True)
    text = models.TextField(_("what was said, promised or is to be done"), max_length=4000)
    due = models.DateField(_("due on"), null=True)
    done_on = models.DateField(_("done on"), null=True)
    reminded_on = models.DateField(null=True)
    written_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["project", "due"])]
        constraints = [
            models.CheckConstraint(condition=Q(due=None) | Q(due__gte=models.F("day")), name="a_step_is_due_after_it_is_written")
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        """A grant on the project opens a partner's own commitments, and nothing else of the log."""
        return super().opened_to(actor) & Q(kind=cls.Kind.COMMITMENT, organisation_id__in=actor.organisation_ids)

    def get_absolute_url(self) -> str:
        return f"{reverse('consortium:log', args=[self.project_id])}#entry-{self.pk}"

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.due is not None and self.done_on is None


class State(ProjectPart):
    """The project as it stood when it was put to signature: what is signed is the fingerprint of ``data``."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="states")
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    data = models.JSONField()
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_state_a_number"),
            models.UniqueConstraint(fields=["project", "fingerprint"], name="one_state_a_fingerprint"),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def commitments(self) -> Commitments:
        return load(Commitments, self.data)


class Signature(ProjectPart):
    """A partner's agreement to one state. On paper: somebody of the lead or the office writes down what was signed."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="signatures")
    state = models.ForeignKey(State, models.CASCADE, related_name="signatures")
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    signatory = models.CharField(_("who signs"), max_length=160)
    capacity = models.CharField(_("in what capacity"), max_length=160)
    signed_on = models.DateField(_("signed on"))
    on_paper = models.BooleanField(default=False)
    written_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    void_told_at = models.DateTimeField(null=True)
    """When the signatory was told that the project had changed and that this signature no longer holds."""

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "organisation"], condition=Q(withdrawn_at=None), name="one_signature_a_state_and_partner"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.state}"


class PastConsortium(models.Model):
    """A funded project with its partners, as a source describes it: for everybody signed in, like the calls."""

    feed = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    data = models.JSONField()
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="a_past_consortium_once")]

    def __str__(self) -> str:
        return self.key

    @property
    def core(self) -> CorePast:
        return load(CorePast, self.data)
