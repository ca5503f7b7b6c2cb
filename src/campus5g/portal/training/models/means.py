"""What a training body works with and lends to its sessions: rooms, benches, trainers. One half-day each at a time."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.scope import Owned


def nonce() -> str:
    """What makes a personal link hard to guess, beside the signature of this installation."""
    return secrets.token_urlsafe(12)


class Means(Owned):
    """Something of a body that can be booked for a half-day."""

    name = models.CharField(_("name"), max_length=120)
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_why = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def archived(self) -> bool:
        return self.archived_at is not None


class Room(Means):
    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="training_rooms")
    seats = models.PositiveSmallIntegerField(_("seats"))
    address = models.CharField(_("address"), max_length=200, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_room_a_name")]


class Bench(Means):
    """A 5G bench, or other equipment that sessions share."""

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="training_benches")
    what = models.CharField(_("what it is"), max_length=300, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_bench_a_name")]


class Trainer(Means):
    """Who teaches. ``user`` is their account here, if they have one; without, a personal link opens their half-days."""

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="trainers")
    email = models.EmailField(_("e-mail address"))
    skills = models.CharField(_("what they teach, and their qualification"), max_length=300, blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    external = models.BooleanField(_("works for another organisation (subcontracted)"), default=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    nonce = models.CharField(max_length=40, default=nonce, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "email"], name="one_trainer_an_address")]
