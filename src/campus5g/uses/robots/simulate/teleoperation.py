"""Cranes and machines driven from afar: what delay and video rate do to an operator's pace.

An operator who feels the delay moves and waits: each of the n corrections of a cycle costs one round trip, so a cycle lasts
t + n · τ longer, τ = coding of the picture + uplink + command (Ferrell 1965). A link that cannot carry the pictures drives
nothing.
"""

from __future__ import annotations

import numpy as np

from campus5g.core.service import ServiceLevel
from campus5g.uses.parameters import Draws, Floats


def pace(service: ServiceLevel, a: Draws) -> Floats:
    """Return (draws,) cycles an hour from afar over cycles an hour in the cab, 0 where the pictures do not pass."""
    delay = a["codec_ms"] / 1000 + 2 * service.latency.p99_s
    cycle = a["crane_cycle_s"]
    driven = cycle / (cycle + a["corrections"] * delay)
    carried = service.uplink_bps >= a["video_mbps"] * 1e6
    return np.asarray(np.where(carried, driven * service.coverage, 0.0))
