"""Rooms whose things take files and notes say so here: who may add them, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404

from campus5g.core.message import Message
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision
from campus5g.portal.base.models.subject import carries
from campus5g.portal.base.scope import Owned, current_actor, inside_q


def _may_add(_actor: Actor, _thing: models.Model) -> Decision:
    return ALLOWED


def _any_text(_actor: Actor, _thing: models.Model, _text: str) -> None:
    """Refuse nothing."""


def _own_names(_thing: models.Model, _authors: Iterable[int]) -> Mapping[int, Message]:
    return {}


@dataclass(frozen=True, slots=True)
class Openness:
    """What a kind of thing allows: ``may_add`` decides for files and notes, ``people`` can be mentioned in notes.

    Where some of its people are anonymous, ``may_attach`` decides for files besides, ``check_text`` refuses a note that would
    name them, and ``aliases`` tells, by number, who of the authors is told otherwise than by name to the actor of the scope.
    """

    may_add: Callable[[Actor, models.Model], Decision]
    people: Callable[[models.Model], Iterable[models.Model]]
    owner_id: Callable[[models.Model], int]
    may_attach: Callable[[Actor, models.Model], Decision] = _may_add
    check_text: Callable[[Actor, models.Model, str], None] = _any_text
    aliases: Callable[[models.Model, Iterable[int]], Mapping[int, Message]] = _own_names

    def may_add_file(self, actor: Actor, thing: models.Model) -> Decision:
        right = self.may_add(actor, thing)
        return self.may_attach(actor, thing) if right else right


_open: dict[str, Openness] = {}


def open_to_notes(label: str, openness: Openness) -> None:
    """Let things of kind ``label`` carry files and notes."""
    _open[label] = openness
    carries(label)


def openness_of(thing: models.Model) -> Openness:
    return _open[thing._meta.label_lower]


def visible_subject(label: str, pk: int) -> models.Model:
    """Return the thing if the actor of the scope is inside of it; 404 for anything else, a thing merely shown to them too."""
    if label not in _open:
        raise Http404
    model = apps.get_model(label)
    found = model.objects.filter(inside_q(model, current_actor())) if issubclass(model, Owned) else model.objects
    return get_object_or_404(found, pk=pk)
