"""What this room shows in the others."""

from __future__ import annotations

from campus5g.core.message import Message
from campus5g.portal.base.deeds import name_deeds

DEEDS: dict[str, Message] = {}


def register() -> None:
    """Register the room's entries in the house."""
    name_deeds(DEEDS)
