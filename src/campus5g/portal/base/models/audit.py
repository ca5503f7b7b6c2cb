"""The audit trail: a hash chain that refuses deletion (see ``core.audit``)."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.db import models

from campus5g.core.audit import GENESIS, unseal


class AuditQuerySet(models.QuerySet):
    def update(self, **values: Any) -> NoReturn:
        raise TypeError("audit events are never changed")

    def delete(self) -> NoReturn:
        raise TypeError("audit events are never deleted")


class AuditEvent(models.Model):
    """One deed. ``payload`` is kept as the canonical text that was hashed; the columns beside it are for finding it.

    Persons appear by number only, and free words by their seal, so that erasing a person leaves the chain valid. ``words``
    holds what was sealed, until it must be forgotten.
    """

    at = models.DateTimeField()
    verb = models.CharField(max_length=80, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True)
    payload = models.TextField()
    words = models.JSONField(default=dict)
    prev = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"  # the framework's own door refuses too
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject_label", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("audit events are never deleted")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("audit events are never changed")
        super().save(*args, **kwargs)

    def as_link(self) -> dict[str, Any]:
        """Return the event as ``core.audit.verify`` reads it."""
        event = {"prev": self.prev, "digest": self.digest, "payload": json.loads(self.payload)}
        return {**event, "words": self.words} if self.words else event

    @property
    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = unseal(json.loads(self.payload).get("facts", {}), self.words, "[…]")
        return facts


class AuditHead(models.Model):
    """One row, locked by each writer: locking « the last event » instead lets the chain fork on PostgreSQL."""

    digest = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return self.digest
