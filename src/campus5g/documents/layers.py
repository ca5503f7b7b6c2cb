"""What a map can show: the quantity, its unit, and how its values become colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from campus5g.core.message import Message, msg
from campus5g.documents.colours import SETS, classes_png, grid_png, steps
from campus5g.documents.content import Floats


@dataclass(frozen=True, slots=True)
class Layer:
    """What a map shows: its name, unit and the ends of its scale (from « hardly usable » to « excellent »).

    key: the array of the grid. factor: from its unit to ``unit``. edges: the values at which the colour steps, for a map to be
    read off rather than looked at; empty for a smooth scale. classes: the values are numbers of antennas.
    """

    key: str
    title: Message
    unit: str
    low: float
    high: float
    step: float
    edges: tuple[float, ...] = ()
    factor: float = 1.0
    classes: bool = False


RSRP = Layer("rsrp_dbm", msg("Received power (RSRP)"), "dBm", -120.0, -60.0, 10.0)
SINR = Layer("sinr_db", msg("Signal over interference and noise (SINR)"), "dB", -5.0, 30.0, 5.0)

RSRP_STEPS = Layer(
    "rsrp_dbm", RSRP.title, "dBm", -120.0, -60.0, 10.0, (-120.0, -110.0, -105.0, -100.0, -95.0, -90.0, -80.0, -70.0)
)
SINR_STEPS = Layer("sinr_db", SINR.title, "dB", -5.0, 30.0, 5.0, (-5.0, 0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0))
BEST_SERVER = Layer("best_server", msg("Best server"), "", 0.0, 0.0, 1.0, classes=True)
UPLINK = Layer(
    "uplink_bps",
    msg("Uplink of a terminal alone in its cell"),
    "Mbit/s",
    0.0,
    50.0,
    5.0,
    (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0),
    1e-6,
)
DOWNLINK = Layer(
    "downlink_bps", msg("Downlink of a terminal alone in its cell"), "Mbit/s", 0.0, 250.0, 25.0,
    (1.0, 5.0, 10.0, 20.0, 50.0, 100.0, 150.0, 200.0), 1e-6,
)  # fmt: skip
PLAN_LAYERS = (RSRP_STEPS, SINR_STEPS, BEST_SERVER, UPLINK, DOWNLINK)
"""The maps of a plan, in reading order."""


def painted(layer: Layer, values: Floats) -> bytes:
    """Paint the values of a layer as PNG, north up, transparent where there is none."""
    known = ~np.isnan(values)
    if layer.classes:
        return classes_png(np.where(known, values, -1).astype(np.int64), SETS, borders=True)
    if layer.edges:
        classes = np.searchsorted(layer.edges, np.where(known, values, 0.0) * layer.factor, side="right")
        return classes_png(np.where(known, classes, -1), steps(len(layer.edges) + 1))
    return grid_png(values * layer.factor, layer.low, layer.high)
