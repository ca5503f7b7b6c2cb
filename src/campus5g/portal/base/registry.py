"""Where a higher room shows itself in a lower one: panels, the journey bar, and what waits for a person.

A lower room never imports a higher one. The higher room registers here when it starts; the lower one asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from campus5g.core.message import Message, msg
from campus5g.portal.base.actor import Actor


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a page, drawn by its own template."""

    template: str
    context: dict[str, Any]


PanelMaker = Callable[[Actor, models.Model], Panel | None]
_panels: dict[str, list[tuple[int, PanelMaker]]] = {}


def panel(label: str, order: int, make: PanelMaker) -> None:
    """Show something on the page of each thing of kind ``label`` (``needs.need``), or on one part of it (``needs.need#map``)."""
    _panels.setdefault(label, []).append((order, make))
    _panels[label].sort(key=lambda pair: pair[0])


def panels_of(actor: Actor, thing: models.Model, part: str = "") -> list[Panel]:
    label = f"{thing._meta.label_lower}#{part}" if part else thing._meta.label_lower
    made = (make(actor, thing) for _, make in _panels.get(label, []))
    return [piece for piece in made if piece is not None]


HomeMaker = Callable[[Actor], Panel | None]
_home: list[tuple[int, HomeMaker]] = []


def home_panel(order: int, make: HomeMaker) -> None:
    """Show something on the home page of those for whom ``make`` gives a panel."""
    _home.append((order, make))
    _home.sort(key=lambda pair: pair[0])


def home_panels(actor: Actor) -> list[Panel]:
    return [piece for _, make in _home if (piece := make(actor)) is not None]


LINKS = (
    ("need", msg("Need")),
    ("collective", msg("Collective need")),
    ("study", msg("Study")),
    ("project", msg("Project")),
    ("calls", msg("Calls")),
    ("financing", msg("Financing")),
    ("dossier", msg("Dossier")),
    ("programme", msg("Programme")),
)
"""The links of the chain, in order."""
OPTIONAL = frozenset({"collective"})
"""Links that a need may go without: the bar shows them only where they are."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a need stands on one link: ``done``, ``doing`` or ``next`` (can be started), with the page to go to."""

    state: str
    url: str
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One link as the journey bar shows it; ``state`` is ``later`` while it cannot be started."""

    key: str
    label: Message
    state: str
    url: str
    note: Message | None
    current: bool


_stages: dict[str, Callable[[Actor, int], Stage | None]] = {}


def stage(key: str, provide: Callable[[Actor, int], Stage | None]) -> None:
    """Register the provider of one link: given the actor and the need's number, where it stands."""
    _stages[key] = provide


def journey(actor: Actor, need_id: int, here: str) -> list[Step]:
    """Return the whole chain for one need, as ``actor`` may see it, with the link of this page marked."""
    steps = []
    for key, label in LINKS:
        found = _stages[key](actor, need_id) if key in _stages else None
        if found is None and key in OPTIONAL:
            continue
        steps.append(
            Step(key, label, found.state, found.url, found.note, key == here)
            if found
            else Step(key, label, "later", "", None, key == here)
        )
    return steps


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the actor: what, where, since when."""

    message: Message
    url: str
    since: datetime | None = None
    urgent: bool = False


_waiting: list[Callable[[Actor], Iterable[Waiting]]] = []


def waits(provide: Callable[[Actor], Iterable[Waiting]]) -> None:
    """Register a provider of the home page's « what waits for me »."""
    _waiting.append(provide)


def waiting_for(actor: Actor) -> list[Waiting]:
    found = [item for provide in _waiting for item in provide(actor)]
    return sorted(found, key=lambda item: (not item.urgent, item.since is None, item.since.timestamp() if item.since else 0.0))


SHOWN_ALIKE = 4
"""How many of one sentence the list shows before it folds the others: ten needs to study do not hide an invitation."""


@dataclass(frozen=True, slots=True)
class Pile:
    """What waits with one sentence: the first ones shown, the others folded under their number."""

    shown: list[Waiting]
    folded: list[Waiting]


def piles_of(waiting: Iterable[Waiting]) -> list[Pile]:
    """Put together what is said with the same sentence, in the order of the first of each."""
    alike: dict[str, list[Waiting]] = {}
    for item in waiting:
        alike.setdefault(item.message.template, []).append(item)
    return [Pile(items[:SHOWN_ALIKE], items[SHOWN_ALIKE:]) for items in alike.values()]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the main menu, for the roles it concerns (empty: all)."""

    label: Message
    url_name: str
    order: int
    roles: tuple[str, ...] = ()


_menu: list[MenuEntry] = []


def menu(entry: MenuEntry) -> None:
    _menu.append(entry)
    _menu.sort(key=lambda e: e.order)


def menu_for(actor: Actor) -> list[MenuEntry]:
    return [entry for entry in _menu if not entry.roles or actor.role in entry.roles]


Condition = Callable[[models.Model], Message | None]
_conditions: dict[str, list[Condition]] = {}


def condition(verb: str, lacking: Condition) -> None:
    """Let a higher room keep a lower one's verb from being done: ``lacking`` says what is missing, ``None`` for nothing."""
    _conditions.setdefault(verb, []).append(lacking)


def lacking_for(verb: str, thing: models.Model) -> list[Message]:
    """Return what keeps ``verb`` from being done to ``thing``, in the order of the rooms."""
    return [reason for lacking in _conditions.get(verb, []) if (reason := lacking(thing)) is not None]
