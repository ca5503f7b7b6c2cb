"""Loading a territory: each room registers how it loads its own part of the folder, in the order of the rooms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import acting

Loader = Callable[[Path, Actor], None]
_loaders: list[tuple[int, Loader]] = []


def loader(order: int, load: Loader) -> None:
    """Register a room's loader; it must be idempotent."""
    _loaders.append((order, load))
    _loaders.sort(key=lambda pair: pair[0])


def load_rooms(directory: Path, actor: Actor) -> None:
    """Load every room's part, seeing what ``actor`` sees."""
    with acting(actor):
        for _, load in _loaders:
            load(directory, actor)
