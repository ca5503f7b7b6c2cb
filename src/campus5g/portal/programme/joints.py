"""Where a higher room joins a programme: kinds of amendment, dates of the calendar, tabs, and what is done when a programme opens.

Pieces of pages need nothing here: ``registry.panel("programme.programme#overview", …)``, ``"programme.programme#committee"`` and
``"programme.action"`` are drawn where they belong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from campus5g.core.message import Message
from campus5g.portal.base.actor import Actor
from campus5g.portal.programme.models import Amendment, Programme
from campus5g.portal.projects.models import Project


@dataclass(frozen=True, slots=True)
class AmendmentKind:
    """A kind of amendment.

    form: builds its form for a programme (``form(programme, data)``); its ``what()`` returns the content as JSON values, raising
    ``BadInput`` on a field of its own. effect: what applying it now would change, as sentences; ``Conflict`` when it cannot be
    applied (any more). apply: does it, inside the deed that approves, and returns facts for the audit trail. title: says one in a line.
    """

    key: str
    label: Message
    form: Callable[..., forms.Form]
    title: Callable[[Amendment], Message]
    effect: Callable[[Amendment], list[Message]]
    apply: Callable[[Actor, Amendment], dict[str, Any]]


_kinds: dict[str, AmendmentKind] = {}


def amendment_kind(kind: AmendmentKind) -> None:
    """Let amendments of a kind be proposed."""
    _kinds[kind.key] = kind


def kind_of(key: str) -> AmendmentKind | None:
    return _kinds.get(key)


def amendment_kinds() -> list[AmendmentKind]:
    return list(_kinds.values())


@dataclass(frozen=True, slots=True)
class Due:
    """A day on which something is due in a programme. uid: the same each time it is given. done: it is behind us."""

    uid: str
    on: date
    what: Message
    url: str
    done: bool = False
    who: str = ""


DuesOf = Callable[[Actor, Programme], Iterable[Due]]
_dues: list[DuesOf] = []


def due_dates(provide: DuesOf) -> None:
    """Add the days of a room to the calendar of a programme; only what the actor of the scope may see."""
    _dues.append(provide)


def dues_of(actor: Actor, programme: Programme) -> list[Due]:
    found = [due for provide in _dues for due in provide(actor, programme)]
    return sorted(found, key=lambda due: (due.on, due.uid))


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of a programme beside the others; its address takes the number of the programme."""

    label: Message
    url_name: str
    order: int


_tabs: list[Tab] = []


def tab(entry: Tab) -> None:
    _tabs.append(entry)
    _tabs.sort(key=lambda one: one.order)


def tabs() -> list[Tab]:
    return list(_tabs)


WhenOpened = Callable[[Actor, Programme, Project], None]
_openings: list[WhenOpened] = []


def when_opened(do: WhenOpened) -> None:
    """Do something more, in the same deed, when a project becomes a programme: its budget comes with it."""
    _openings.append(do)


def opened(actor: Actor, programme: Programme, project: Project) -> None:
    for do in _openings:
        do(actor, programme, project)
