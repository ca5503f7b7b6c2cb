"""What can be attached to anything: a grant, a notification, a file, a note, an entry of the search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campus5g.core.codec import load
from campus5g.core.message import Message
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned, current_actor, inside_q, visible_q

USER = settings.AUTH_USER_MODEL
ORGANISATION = "directory.Organisation"
_carriers: set[str] = set()


def carries(label: str) -> None:
    """Say that things of kind ``label`` carry files, notes, jobs or an entry of the search."""
    _carriers.add(label)


class Subject(models.Model):
    """Points to any object of any room by its label and number."""

    subject_label = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()

    class Meta:
        abstract = True


class Attached(Subject, Owned):
    """Attached to a thing: seen by whoever is inside of it, its owner or those to whom it was opened."""

    class Meta:
        abstract = True

    @classmethod
    def on(cls, label: str, numbers: Iterable[int]) -> models.QuerySet[Self]:
        """Return what is attached to things of one kind, of what the actor of the scope sees.

        As ``objects`` of files and notes would, which asks of every kind of thing that can carry something.
        """
        actor, carrier = current_actor(), apps.get_model(label)
        rows = cls._base_manager.filter(subject_label=label, subject_id__in=numbers)
        if not issubclass(carrier, Owned):
            return rows if actor.sees_all else rows.filter(organisation__in=actor.organisation_ids)
        if not actor.sees_all:
            seen = carrier._base_manager.filter(inside_q(carrier, actor))
            rows = rows.filter(Q(organisation__in=actor.organisation_ids) | Q(subject_id__in=seen.values("pk")))
        closed = carrier.closed_to(actor)
        return rows if closed is None else rows.exclude(subject_id__in=carrier._base_manager.filter(closed).values("pk"))

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return _on_carriers(actor, inside_q)

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        """What is attached to a closed thing is closed with it."""
        closed: Q | None = None
        for label, carrier in _owned_carriers():
            of_carrier = carrier.closed_to(actor)
            if of_carrier is not None:
                things = Q(subject_label=label, subject_id__in=carrier._base_manager.filter(of_carrier).values("pk"))
                closed = things if closed is None else closed | things
        return closed


def _on_carriers(actor: Actor, seen_q: Callable[[type[Owned], Actor], Q]) -> Q:
    """Return the filter for what is attached to a thing that ``actor`` sees, in the sense of ``seen_q``."""
    opened = Q(pk__in=())
    for label, carrier in _owned_carriers():
        seen = carrier._base_manager.filter(seen_q(carrier, actor))
        opened |= Q(subject_label=label, subject_id__in=seen.values("pk"))
    return opened


def _owned_carriers() -> Iterator[tuple[str, type[Owned]]]:
    for label in sorted(_carriers):
        carrier = apps.get_model(label)
        if issubclass(carrier, Owned):
            yield label, carrier


class Grant(Subject):
    """An organisation may see a thing that is not its own: by consent, consortium, jury or a funder's agreement."""

    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    why = models.CharField(max_length=40)
    given_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_label", "subject_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_label", "subject_id", "organisation", "why"], condition=models.Q(ended_at=None), name="one_grant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.why}: {self.subject_label} {self.subject_id}"


class Notification(Subject):
    """Tells a person what happened, once; ``message`` is a ``core.message.Message`` as JSON."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="notifications")
    message = models.JSONField()
    url = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.sentence)

    @property
    def sentence(self) -> Message:
        return load(Message, self.message)


class Attachment(Attached):
    """A file of a thing. Stored under a random name outside the web root, always served as a download."""

    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    file = models.FileField(upload_to="attachments/%Y/", max_length=200)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject_label", "subject_id"])]

    def __str__(self) -> str:
        return self.name


class Note(Attached):
    """A note on a thing, with the people it mentions."""

    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=4000)
    author = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    mentions = models.ManyToManyField(USER, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject_label", "subject_id"])]

    def __str__(self) -> str:
        return self.text[:60]


class SearchEntry(Attached):
    """What the search box finds: one row a thing, its words folded and stemmed the same way on both databases.

    ``organisation`` empty: everybody signed in finds it. Whoever sees the thing finds its entry too.
    """

    organisation = models.ForeignKey(ORGANISATION, models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=40)
    url = models.CharField(max_length=300)
    words = models.TextField()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["subject_label", "subject_id"], name="one_search_entry")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        opened = _on_carriers(actor, visible_q)
        return opened if actor.user_id is None else opened | Q(organisation=None)
