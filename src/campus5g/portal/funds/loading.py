"""The money of the demonstration (``funds.yaml``), done by the same verbs as the pages: deterministic, and once."""

from __future__ import annotations

from pathlib import Path

from campus5g.portal.base.actor import Actor


def load_funds(directory: Path, _actor: Actor) -> None:
    """Load the money of the programmes of a territory that has some, unless it is there."""
