"""Rooms whose things take files and notes say so here: who may add them, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Decision
from campus5g.portal.base.models.subject import carries


@dataclass(frozen=True, slots=True)
class Openness:
    """What a kind of thing allows: ``may_add`` decides for files and notes, ``people`` can be mentioned in notes."""

    may_add: Callable[[Actor, models.Model], Decision]
    people: Callable[[models.Model], Iterable[models.Model]]
    owner_id: Callable[[models.Model], int]


_open: dict[str, Openness] = {}


def open_to_notes(label: str, openness: Openness) -> None:
    """Let things of kind ``label`` carry files and notes."""
    _open[label] = openness
    carries(label)


def openness_of(thing: models.Model) -> Openness:
    return _open[thing._meta.label_lower]


def visible_subject(label: str, pk: int) -> models.Model:
    """Return the thing if the actor of the scope may see it; 404 for anything else."""
    if label not in _open:
        raise Http404
    return get_object_or_404(apps.get_model(label).objects, pk=pk)
