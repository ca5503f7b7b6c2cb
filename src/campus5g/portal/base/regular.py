"""What the worker looks after from time to time: each room registers it here, cheap and done once however often it is asked."""

from __future__ import annotations

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)
EVERY_S = 300.0
_work: dict[str, Callable[[], object]] = {}


def regularly(name: str, run: Callable[[], object]) -> None:
    """Register work that the worker does at its start and then every five minutes.

    ``run`` finds by itself what is due, does it once, and changes nothing when there is nothing: two workers may call it.
    """
    _work[name] = run


def run_regular_work() -> None:
    """Do all of it; what fails is logged, and does not keep the rest from being done."""
    for name, run in _work.items():
        try:
            run()
        except Exception:
            logger.exception("regular work %s failed", name)
