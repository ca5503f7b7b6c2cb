"""A study of a need: its run, its result, its maps."""

from __future__ import annotations

import io
from functools import cached_property

import numpy as np
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from campus5g.core.benefit import UseAssessment
from campus5g.core.codec import load
from campus5g.core.message import Message, msg
from campus5g.network.plan import PlanGrids
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.models import Job
from campus5g.portal.base.scope import Owned
from campus5g.study.types import SCHEMA
from campus5g.study.types import Study as CoreStudy


def answers_of(found: CoreStudy) -> list[Message]:
    """Return the answer of each use; « not yet assessed » with its reason for a use without engine."""
    return [
        a.answer if isinstance(a, UseAssessment) else msg("Not yet assessed: %(why)s.", why=a.reason) for a in found.assessments
    ]


def pack(grids: PlanGrids) -> bytes:
    """Return the maps of a plan as npz, as ``Study.maps`` reads them back."""
    out = io.BytesIO()
    arrays = {name: getattr(grids, name) for name in PlanGrids.__slots__}
    np.savez_compressed(out, **{name: array for name, array in arrays.items() if array is not None})
    return out.getvalue()


class Study(Owned):
    """One run of the engines on a need. Whoever was granted the need sees its studies.

    ``result`` is empty until the run is done; then it is the whole study as canonical JSON, ``summary`` the little that lists
    show of it, and ``grids`` its maps (npz).
    """

    scope_grants = (("needs.need", "need_id"),)

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("organisation"))
    need = models.ForeignKey("needs.Need", models.PROTECT, related_name="studies", verbose_name=_("need"))
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    on = models.DateField(_("seen on"))
    seed = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name of this plan"), max_length=80, blank=True)
    wishes = models.TextField(blank=True, help_text="network.wishes.Wishes as JSON; empty: none")
    cell_m = models.FloatField(_("side of a map cell (m)"), default=10.0)
    result = models.TextField(blank=True)
    summary = models.JSONField(default=dict)
    grids = models.FileField(upload_to="studies/%Y/", blank=True, max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.reference} · {self.need.title}"

    def get_absolute_url(self) -> str:
        return reverse("studies:detail", args=[self.pk])

    def seal_for(self, actor: Actor) -> str:
        """The people of an anonymous need stay sealed in what is done to its studies."""
        return self.need.seal_for(actor)

    @property
    def reference(self) -> str:
        return f"E-{self.created_at.year}-{self.pk:04d}"

    @property
    def label(self) -> str:
        """What tells this plan from the others of its need."""
        return self.name or self.reference

    @property
    def done(self) -> bool:
        return bool(self.result)

    @property
    def unfinished(self) -> bool:
        return not self.done and self.job is not None and self.job.unfinished

    @property
    def resumable(self) -> bool:
        return not self.done and self.job is not None and self.job.resumable

    @cached_property
    def core(self) -> CoreStudy:
        """The study as the engines made it; ``readable`` tells whether it can be had."""
        return load(CoreStudy, self.result)

    @cached_property
    def readable(self) -> bool:
        """Whether the engines of today read the result: one kept by an older version may need to be computed again."""
        try:
            return self.done and self.core.schema == SCHEMA
        except ValidationError:
            return False

    @cached_property
    def maps(self) -> PlanGrids | None:
        """The maps of the plan, or ``None`` when no network could be planned."""
        if not self.grids:
            return None
        with self.grids.open("rb") as file, np.load(io.BytesIO(file.read()), allow_pickle=False) as arrays:
            return PlanGrids(**{name: arrays[name] for name in PlanGrids.__slots__ if name in arrays})

    @property
    def answers(self) -> list[Message]:
        """The answer of each use, in a sentence; a use without engine says so."""
        return [load(Message, answer) for answer in self.summary.get("answers", [])]


KIND_LENGTH = 80


class SharedFigures(Owned):
    """What a company lets everybody read of its study. ``figures``: [{use, p10, p50, p90}], net euros a year of private 5G, rounded.

    A copy of what was agreed to: a later study changes nothing of it. Taken back, the row stays for the history and shows nothing.
    """

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    study = models.ForeignKey(Study, models.PROTECT, related_name="+")
    figures = models.JSONField()
    site_kind = models.CharField(_("kind of site"), max_length=KIND_LENGTH)
    named = models.BooleanField(default=False)
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    shared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["study"], condition=models.Q(withdrawn_at=None), name="shared_once")]

    def __str__(self) -> str:
        return f"{self.site_kind} · {self.shared_at:%Y-%m-%d}"

    @classmethod
    def shown_to(cls, actor: Actor) -> models.Q:
        """Everybody, until it is taken back or the need is put away."""
        return models.Q(withdrawn_at=None) & ~models.Q(study__need__state="archived")

    def seal_for(self, actor: Actor) -> str:
        return self.study.seal_for(actor)
