"""How long work says where it is, and how it is stopped."""

from __future__ import annotations

from typing import Protocol

from campus5g.core.message import Message


class Cancelled(Exception):
    """Raised by a progress callback to stop the work; nothing half-made may remain."""


class Progress(Protocol):
    """Called with the share done (0 to 1) and what is being done. May raise ``Cancelled``."""

    def __call__(self, share: float, doing: Message, /) -> None: ...


def silent(_share: float, _doing: Message, /) -> None:
    """A progress that nobody watches."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Give a step of the work its own 0 to 1, mapped on ``start`` to ``end`` of the whole."""

    def inner(share: float, doing: Message, /) -> None:
        progress(start + (end - start) * min(max(share, 0.0), 1.0), doing)

    return inner
