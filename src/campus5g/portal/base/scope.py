"""The only door to a queryset: what the actor of the present scope may see. A query without scope fails loudly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_scopes import get_scope, scope, scopes_disabled
from django_scopes.manager import DisabledQuerySet

from campus5g.portal.base.actor import NOBODY, SYSTEM, Actor

__all__ = ["Owned", "ScopedManager", "acting", "current_actor", "inside_q", "visible_q", "without_scope"]

without_scope = scopes_disabled


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Run a block as ``actor``: every query inside is limited to what they may see."""
    with scope(actor=actor):
        yield actor


def current_actor() -> Actor:
    """Return who acts in the present scope: nobody outside of any, the system where scopes are set aside."""
    current = get_scope()
    return (current.get("actor") or NOBODY) if current.get("_enabled", True) else SYSTEM


def visible_q(model: type[Owned], actor: Actor) -> Q:
    """Return the filter for what ``actor`` sees: what they are inside of, and what its owner shows to more people."""
    return inside_q(model, actor) if actor.sees_all else inside_q(model, actor) | _left_open(model, actor, model.shown_to(actor))


def inside_q(model: type[Owned], actor: Actor) -> Q:
    """Return the filter for what ``actor`` takes part in: their organisations' things and what was explicitly granted to them.

    Files, notes and long work follow this one: who is merely shown a thing sees none of them.
    """
    if actor.sees_all:
        return _left_open(model, actor, Q())
    return _left_open(model, actor, Q(**{f"{model.scope_owner}__in": actor.organisation_ids}) | model.opened_to(actor))


def _left_open(model: type[Owned], actor: Actor, seen: Q) -> Q:
    closed = model.closed_to(actor)
    return seen if closed is None else seen & ~closed


class ClosedQuerySet(DisabledQuerySet):
    """What a query without an actor gives: nothing but an error. The library leaves these ways open."""

    alias = DisabledQuerySet.error
    bulk_update = DisabledQuerySet.error
    contains = DisabledQuerySet.error
    defer = DisabledQuerySet.error
    difference = DisabledQuerySet.error
    distinct = DisabledQuerySet.error
    exclude = DisabledQuerySet.error
    exists = DisabledQuerySet.error
    explain = DisabledQuerySet.error
    extra = DisabledQuerySet.error
    in_bulk = DisabledQuerySet.error
    intersection = DisabledQuerySet.error
    prefetch_related = DisabledQuerySet.error
    select_related = DisabledQuerySet.error


class ScopedManager(models.Manager):
    """Gives only what the actor of the scope may see. ``Model._base_manager`` stays unscoped for the framework's own use."""

    def get_queryset(self) -> models.QuerySet:
        current = get_scope()
        if not current.get("_enabled", True):
            return super().get_queryset()
        actor = current.get("actor")
        if actor is None:
            return ClosedQuerySet(self.model, using=self._db, missing_scopes=["actor"])
        return super().get_queryset().filter(visible_q(self.model, actor))

    def all(self) -> models.QuerySet:
        """Fail now, and not when the queryset is read, which may be inside another query."""
        found = super().all()
        return found.all() if isinstance(found, ClosedQuerySet) else found

    def visible_to(self, actor: Actor) -> models.QuerySet:
        """Return what ``actor`` sees, whatever the present scope."""
        return super().get_queryset().filter(visible_q(self.model, actor))


class Owned(models.Model):
    """Something that belongs to an organisation. A part of such a thing names the way to its owner and its grants."""

    scope_owner: ClassVar[str] = "organisation"
    scope_grants: ClassVar[tuple[tuple[str, str], ...]] = ()

    objects = ScopedManager()

    class Meta:
        abstract = True

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        """Return the filter for what others opened to ``actor`` by a grant, on the thing itself or on what it is part of."""
        opened = Q()
        grants = cls._meta.apps.get_model("base", "Grant")._base_manager
        for label, path in cls.scope_grants or ((cls._meta.label_lower, "pk"),):
            granted = grants.filter(subject_label=label, organisation_id__in=actor.organisation_ids, ended_at=None)
            opened |= Q(**{f"{path}__in": granted.values("subject_id")})
        return opened

    @classmethod
    def shown_to(cls, actor: Actor) -> Q:
        """Return the filter for what owners show to ``actor`` beyond that; nothing, unless a kind of thing says else."""
        return Q(pk__in=())

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        """Return the filter for what stays closed to ``actor`` whatever else opens it, the office's right to see all included.

        ``None``: nothing, unless a kind of thing says else.
        """
        return None

    def seal_for(self, actor: Actor) -> str:
        """Return what stands in the audit trail in place of ``actor``, where the trail may not name them; empty: it names them."""
        return ""
