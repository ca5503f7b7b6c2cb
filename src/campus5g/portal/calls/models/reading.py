"""What the search of calls has read."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


def _mark() -> str:
    return uuid4().hex


class Reading(models.Model):
    """One row. edition: how many times the catalogue was changed; every change locks the row, so that editions follow one another.

    file, read: the index that is ready, and the edition that it read. taught: the edition that last brought past projects.
    encoders: the models of meaning that the index hears. mark: tells this database from another one.
    """

    edition = models.BigIntegerField(default=0)
    taught = models.BigIntegerField(default=0)
    file = models.CharField(max_length=80, blank=True)
    read = models.BigIntegerField(default=0)
    encoders = models.CharField(max_length=200, blank=True)
    mark = models.CharField(max_length=32, default=_mark)

    def __str__(self) -> str:
        return f"{self.read} / {self.edition}"

    @classmethod
    def current(cls) -> Reading:
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @classmethod
    def locked(cls) -> Reading:
        """Return the row, held until the end of the transaction."""
        cls.objects.get_or_create(pk=1)
        return cls.objects.select_for_update().get(pk=1)
