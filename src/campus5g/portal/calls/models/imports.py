"""Files of calls on their way into the catalogue."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.core.codec import load
from campus5g.core.message import Message
from campus5g.portal.base.models import Job
from campus5g.portal.base.scope import Owned
from campus5g.portal.calls.models.catalogue import Call, Described


class CallImport(Owned):
    """A file of calls that the office gave: how its columns are read, and what came of it.

    columns: the field of a call → the header that holds it; empty for a format that is known. refused: (line, why) as JSON. gone:
    of a complete file, the numbers of the calls of its feed that are not in it; archived: how many of them were archived.
    """

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    file = models.FileField(upload_to="calls/%Y/", max_length=200)
    name = models.CharField(_("file"), max_length=160)
    size = models.PositiveBigIntegerField(default=0)
    format = models.CharField(max_length=40, blank=True)
    feed = models.CharField(_("name of the source"), max_length=40, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    columns = models.JSONField(default=dict)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    complete = models.BooleanField(_("this file holds its whole feed"), default=False)
    gone = models.JSONField(default=list)
    archived = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("calls:imported", args=[self.pk])

    @property
    def is_table(self) -> bool:
        """A table that nobody described, whose columns a person lays out."""
        return not self.format

    @property
    def unfinished(self) -> bool:
        return self.job is not None and self.job.unfinished

    @property
    def faults(self) -> list[tuple[int, Message]]:
        return [(line, load(Message, why)) for line, why in self.refused]


class Absence(models.Model):
    """The time for which a call is archived because its feed no longer tells it. by: the person who said so."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="absences")
    added = models.ForeignKey(CallImport, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [models.UniqueConstraint(fields=["call"], condition=models.Q(until=None), name="one_absence_at_a_time")]

    def __str__(self) -> str:
        return f"{self.call} – {self.since:%Y-%m-%d}"


class StagedCall(Described):
    """A call read from a file and not yet in the catalogue: written in small steps, moved over in one."""

    batch = models.CharField(max_length=40, db_index=True)
    staged_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.batch} {self.key}"
