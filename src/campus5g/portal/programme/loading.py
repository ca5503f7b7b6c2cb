"""Loading the programmes of a territory."""

from __future__ import annotations

from pathlib import Path

from campus5g.portal.base.actor import Actor


def load_programmes(directory: Path, actor: Actor) -> None:
    """Nothing yet."""
