"""Long work: it says where it is, survives a killed worker, can be cancelled and resumed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campus5g.core.codec import load
from campus5g.core.message import Message
from campus5g.portal.base.models.subject import ORGANISATION, Attached


class Job(Attached):
    """A piece of long work on a thing. ``doing`` and ``failure`` are messages as JSON."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting for its turn")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        INTERRUPTED = "interrupted", _("interrupted")
        CANCELLED = "cancelled", _("cancelled")

    UNFINISHED = (State.QUEUED, State.RUNNING)

    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED, db_index=True)
    share = models.FloatField(default=0.0)
    doing = models.JSONField(default=dict)
    failure = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subject_label", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"

    @property
    def unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def resumable(self) -> bool:
        return self.state in (self.State.INTERRUPTED, self.State.FAILED, self.State.CANCELLED)

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def doing_sentence(self) -> Message | None:
        return load(Message, self.doing) if self.doing else None

    @property
    def failure_sentence(self) -> Message | None:
        return load(Message, self.failure) if self.failure else None


class JobStep(models.Model):
    """The result of a finished step, kept so that a resumed job does not do it again."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="steps")
    name = models.CharField(max_length=60)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "name"], name="one_step")]

    def __str__(self) -> str:
        return self.name
