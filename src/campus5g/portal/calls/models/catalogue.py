"""The catalogue of calls, the same for everybody: what each feed says, what people corrected, what was said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campus5g.core import calls as core
from campus5g.core.call_changes import changes
from campus5g.core.codec import load, to_plain
from campus5g.core.message import Message, msg
from campus5g.portal.base.clock import today

HAND = "office"
"""The feed of the calls that a person entered."""


class Described(models.Model):
    """A call as columns: ``data`` is the engines' ``Call``, the others are for finding, comparing and filtering it.

    imprint: of what the feed says, so that two versions compare without being read. words: imprint of what the search reads of
    it, which a new deadline leaves as it was. name_key and title_key: equal for what may be
    one call told twice. facets: words such as ``size:small``, see ``facets.py``.
    """

    key = models.CharField(max_length=200)
    feed = models.CharField(max_length=40, db_index=True)
    title = models.CharField(_("title"), max_length=600)
    funder = models.CharField(_("funder"), max_length=300, blank=True)
    programme = models.CharField(_("programme"), max_length=300, blank=True)
    kind = models.CharField(max_length=10)
    first_close = models.DateField(null=True)
    last_close = models.DateField(null=True, db_index=True)
    stated_closed = models.BooleanField(default=False)
    trl_low = models.PositiveSmallIntegerField(null=True)
    trl_high = models.PositiveSmallIntegerField(null=True)
    facets = models.TextField(default="")
    name_key = models.CharField(max_length=32, default="", db_index=True)
    title_key = models.CharField(max_length=32, default="", db_index=True)
    imprint = models.CharField(max_length=32, default="")
    words = models.CharField(max_length=32, default="")
    data = models.JSONField()

    class Meta:
        abstract = True

    @property
    def core(self) -> core.Call:
        return load(core.Call, self.data)


COLUMNS = tuple(field.name for field in Described._meta.local_fields)
"""The columns of a described call, all of which an import writes."""


SHOWN_COLUMNS = (
    "title", "funder", "programme", "kind", "first_close", "last_close", "stated_closed", "trl_low", "trl_high", "facets", "words",
    "data",
)  # fmt: skip
"""Those that follow what is shown of a call, which corrections and other cards may change."""


class CallQuerySet(models.QuerySet["Call"]):
    def live(self) -> CallQuerySet:
        """Leave out what the catalogue no longer holds, and what another card of the same call stands for."""
        return self.filter(archived_at=None, hidden_by=None)

    def takes_applications(self) -> CallQuerySet:
        """Those that can be answered today: not said to be closed, last deadline today or later, or none."""
        return self.filter(stated_closed=False).filter(Q(last_close=None) | Q(last_close__gte=today()))


class Call(Described):
    """A call of the catalogue. Its columns and ``data`` hold what is shown: the feed's words, mended by corrections and by the
    other cards of the same call; ``said`` keeps the feed's own words where they differ. worded: the edition of the catalogue
    since which the search should read it as it is now (see ``Reading``).
    """

    class Hidden(models.TextChoices):
        SAME = "same", _("the same call, told by another feed")
        GENERIC = "generic", _("the general card of a call that has a local one")

    said = models.JSONField(null=True)
    hidden_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="hides")
    hidden_why = models.CharField(max_length=8, choices=Hidden.choices, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    imported_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)
    worded = models.BigIntegerField(default=0, db_index=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["last_close", "title", "pk"]
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="a_call_of_a_feed_once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("calls:detail", args=[self.pk])

    @property
    def own(self) -> core.Call:
        """What the feed of this row says, uncorrected."""
        return load(core.Call, self.said) if self.said is not None else self.core

    @property
    def by_hand(self) -> bool:
        return self.feed == HAND

    @property
    def status(self) -> core.CallStatus:
        return self.core.status(today())

    def history(self) -> list[Change]:
        """Return what changed in the call as it is shown, and when its feed left it out, the last first."""
        told, after = self._absences(), self.core
        for version in self.versions.select_related("changed_by"):
            said = changes(version.core, after)
            if said:
                told.append(Change(version.held_until, said, version.changed_by))
            after = version.core
        return sorted(told, key=lambda change: change.at, reverse=True)

    def _absences(self) -> list[Change]:
        told = []
        for absence in self.absences.select_related("by"):
            told.append(Change(absence.since, (msg("no longer in its feed: archived"),), absence.by))
            if absence.until is not None:
                told.append(Change(absence.until, (msg("in its feed again"),), None))
        return told

    def corrected_fields(self) -> list[CorrectedField]:
        """Return what people corrected, each with the difference from what the feed says."""
        told = self.corrections.select_related("by")
        own = to_plain(self.own)
        return [CorrectedField(one, changes(self.own, load(core.Call, own | {one.field: one.value}))) for one in told]

    def changed_since(self, then: datetime) -> core.Call | None:
        """Return what the call said at an instant, ``None`` when it says the same since."""
        version = self.versions.filter(held_until__gt=then).order_by("held_until", "pk").first()
        return version.core if version else None


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in a call at one instant; ``by``: the person who did it, ``None`` for its feed."""

    at: datetime
    said: tuple[Message, ...]
    by: models.Model | None


@dataclass(frozen=True, slots=True)
class CorrectedField:
    """A correction, and how the call differs by it from what its feed says."""

    correction: Correction
    said: tuple[Message, ...]


class CallVersion(models.Model):
    """What a call said until something else was said: kept, so that a difference can be read."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="versions")
    data = models.JSONField()
    held_until = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-held_until", "-pk"]

    def __str__(self) -> str:
        return f"{self.call} – {self.held_until:%Y-%m-%d}"

    @property
    def core(self) -> core.Call:
        return load(core.Call, self.data)


class Correction(models.Model):
    """One field of a call that a person corrected; it stands against whatever the feed says, until it is taken back."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=30)
    value = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["call", "field"], name="one_correction_a_field")]

    def __str__(self) -> str:
        return f"{self.call}: {self.field}"


class PastProject(models.Model):
    """A project that a call paid for: its words teach the ranking what the call is for, and its page shows them."""

    name_key = models.CharField(max_length=32, db_index=True)
    call_key = models.CharField(max_length=200)
    title = models.CharField(max_length=600)
    imprint = models.CharField(max_length=32)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["name_key", "imprint"], name="a_past_project_once")]

    def __str__(self) -> str:
        return self.title
