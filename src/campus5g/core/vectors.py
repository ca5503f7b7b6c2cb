"""The outcome of one test vector, whichever room it checks."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.core.message import Message


@dataclass(frozen=True, slots=True)
class VectorResult:
    """``outcome`` is ``passed``, ``failed`` or ``skipped``; ``quantity`` is the kind of the vector."""

    id: str
    quantity: str
    outcome: str
    message: Message
