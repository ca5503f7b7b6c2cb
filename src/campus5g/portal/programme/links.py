"""What the programme room shows elsewhere."""

from __future__ import annotations


def register() -> None:
    """Nothing yet."""
