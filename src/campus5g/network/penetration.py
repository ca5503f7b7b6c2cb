"""Through walls: TR 38.901 V19 section 7.4.3, and sheet metal, which the standard does not know.

``PL = PL outdoors + PL wall + 0.5 d_in``; the random term is the sigma of each class.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import Wall

INDOOR_DB_PER_M = 0.5
WALL_SIGMA_DB = {Wall.LOW_LOSS: 4.4, Wall.HIGH_LOSS: 6.5, Wall.METAL: 6.5}

_MATERIALS = {
    "glass": (2.0, 0.2),
    "irr_glass": (25.4, 0.11),
    "concrete": (5.0, 4.0),
    "plywood": (1.03, 0.17),
    "wood": (4.85, 0.12),
}


def material_loss_db(material: str, freq_hz: float) -> float:
    """Return the loss of one pane, Table 7.4.3-1: ``a + b f`` with f in GHz."""
    constant, slope = _MATERIALS[material]
    return constant + slope * freq_hz / 1e9


def wall_loss_db(wall: Wall, freq_hz: float, metal_db: float) -> float:
    """Return the loss of a wall, Table 7.4.3-2; ``metal_db`` is what a metal-clad hall with its doors lets through."""
    if wall is Wall.METAL:
        return metal_db
    pane, share = ("glass", 0.3) if wall is Wall.LOW_LOSS else ("irr_glass", 0.7)
    through_pane = share * 10 ** (-material_loss_db(pane, freq_hz) / 10)
    through_concrete = (1 - share) * 10 ** (-material_loss_db("concrete", freq_hz) / 10)
    return float(5 - 10 * np.log10(through_pane + through_concrete))


def o2i_loss_db(model: str, freq_hz: float, d2d_in_m: ArrayLike) -> NDArray[np.float64]:
    """Return wall and indoor loss of the ``low`` or ``high`` loss building class, ``d2d_in_m`` metres behind the wall."""
    walls = {"low": Wall.LOW_LOSS, "high": Wall.HIGH_LOSS}
    if model not in walls:
        raise BadInput("model", msg("“%(key)s” is not a building class", key=str(model)), msg("low or high"))
    if not np.all(np.asarray(d2d_in_m) >= 0):
        raise BadInput("d2d_in_m", msg("a distance that is not a number, or negative"), msg("metres"))
    return np.asarray(wall_loss_db(walls[model], freq_hz, 0.0) + INDOOR_DB_PER_M * np.asarray(d2d_in_m, dtype=np.float64))
