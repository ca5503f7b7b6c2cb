"""What the worker looks after for trainings."""

from __future__ import annotations

from campus5g.portal.training.actions import lapse_offers


def end_late_offers() -> None:
    """Give the places that nobody confirmed in time to whoever waits next."""
    lapse_offers()
