"""A use of a need: the files that its company brings, and what was found with them."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from campus5g.core.benefit import Use
from campus5g.core.codec import load
from campus5g.core.message import Message
from campus5g.documents.names import USE
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.models import Attachment, Job
from campus5g.portal.base.scope import Owned
from campus5g.study.use_run import SCHEMA, UseRun
from campus5g.uses.preview import DataPreview

USES = [(use.value, use.value) for use in Use]
OF_THE_NEED = (("needs.need", "need_id"),)


class UseFile(Owned):
    """A file of the company for one use, as it was read. The file itself is an attachment of the need: archived, it is not offered."""

    scope_grants: ClassVar = OF_THE_NEED

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    need = models.ForeignKey("needs.Need", models.PROTECT, related_name="use_files")
    use = models.CharField(max_length=12, choices=USES)
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+")
    preview = models.TextField(help_text="uses.preview.DataPreview as JSON")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.attachment.name

    @property
    def label(self) -> str:
        """The name of the file and when it was brought, which tells two of one name apart."""
        return f"{self} · {date_format(localtime(self.attachment.added_at), 'SHORT_DATETIME_FORMAT')}"

    @cached_property
    def read(self) -> DataPreview:
        return load(DataPreview, self.preview)


class Assessment(Owned):
    """One run of a use's engine for a need. Whoever was granted the need sees it.

    values: the company's figures by assumption key. study: whose plan it rests on, empty where there was none. ``result`` is
    empty until the run is done; then it is ``study.use_run.UseRun`` as JSON, ``summary`` the little that lists show of it.
    """

    scope_grants: ClassVar = OF_THE_NEED

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("organisation"))
    need = models.ForeignKey("needs.Need", models.PROTECT, related_name="assessments", verbose_name=_("need"))
    use = models.CharField(max_length=12, choices=USES, db_index=True)
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    study = models.ForeignKey("studies.Study", models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(UseFile, models.PROTECT, null=True, related_name="+")
    partial = models.BooleanField(default=False)
    values = models.JSONField(default=dict)
    on = models.DateField(_("seen on"))
    seed = models.PositiveIntegerField(default=0)
    result = models.TextField(blank=True)
    summary = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["need", "use"])]

    def __str__(self) -> str:
        return f"{self.reference} · {self.need.title}"

    def get_absolute_url(self) -> str:
        return reverse("uses:detail", args=[self.pk])

    def seal_for(self, actor: Actor) -> str:
        """The people of an anonymous need stay sealed in what is done to its uses."""
        return self.need.seal_for(actor)

    @property
    def reference(self) -> str:
        return f"U-{self.created_at.year}-{self.pk:04d}"

    @property
    def kind(self) -> Use:
        return Use(self.use)

    @property
    def name(self) -> Message:
        return USE[self.kind]

    @property
    def unfinished(self) -> bool:
        return not self.result and self.job is not None and self.job.unfinished

    @cached_property
    def run(self) -> UseRun:
        """What was found; ``readable`` tells whether it can be had."""
        return load(UseRun, self.result)

    @cached_property
    def readable(self) -> bool:
        """Whether the engines of today read the result: one kept by an older version is run again."""
        try:
            return bool(self.result) and self.run.schema == SCHEMA
        except ValidationError:
            return False

    @property
    def answer(self) -> Message | None:
        """The plain answer, in a sentence, once it is known."""
        kept = self.summary.get("answer")
        return load(Message, kept) if kept else None
