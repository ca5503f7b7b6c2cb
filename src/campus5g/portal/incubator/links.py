"""What this room shows in the others."""

from __future__ import annotations


def register() -> None:
    """Register the room's entries in the house."""
