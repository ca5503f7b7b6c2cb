"""What this room shows in the others: nothing yet that the header does not show already."""

from __future__ import annotations


def register() -> None:
    """Register the room's entries in the house."""
