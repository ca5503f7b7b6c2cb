"""The demonstration of the incubator (`incubator.yaml`)."""

from __future__ import annotations

from pathlib import Path

from campus5g.portal.base.actor import Actor


def load_incubator(directory: Path, actor: Actor) -> None:
    """Hold each call of the folder once; one already there is left as it is."""
