"""A year of two cohorts for the demonstration (`support.yaml`), done by the same verbs as the pages."""

from __future__ import annotations

from pathlib import Path

from campus5g.portal.base.actor import Actor


def load_support(directory: Path, actor: Actor) -> None:
    """Load the cohorts of a territory that has some, unless they are there."""
