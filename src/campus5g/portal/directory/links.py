"""What this room shows in the others: its menu entry, what the search finds, what waits for a manager."""

from __future__ import annotations


def register() -> None:
    """Register the room's entries in the house."""
