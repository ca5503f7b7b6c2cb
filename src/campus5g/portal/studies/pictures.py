"""The maps of a plan as pictures to lay under a site: one pixel a cell, north up, with their corners on Earth and their legend."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

from campus5g.core.message import Message, msg
from campus5g.core.site import Origin
from campus5g.documents.colours import grid_png
from campus5g.documents.maps import RSRP, SINR
from campus5g.documents.voice import Voice
from campus5g.network.plan import NetworkPlan, PlanGrids

LAYERS = {"rsrp": RSRP, "sinr": SINR}
BEST = "best"
BEST_TITLE: Message = msg("Best server")
_SETS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#777777")
"""Okabe and Ito's colours (2008): told apart with and without colour blindness; they come again after the eighth antenna."""


def layer_png(maps: PlanGrids, key: str, above: float | None = None) -> bytes | None:
    """Paint one layer; cells weaker than ``above`` (in its unit) are left out. ``None`` for a layer that does not exist."""
    if key == BEST:
        return _best_png(maps)
    layer = LAYERS.get(key)
    if layer is None:
        return None
    values = np.asarray(getattr(maps, layer.key), dtype=float)
    if above is not None and np.isfinite(above):
        values = np.where(values >= above, values, np.nan)
    return grid_png(values, layer.low, layer.high)


def _best_png(maps: PlanGrids) -> bytes:
    served = (maps.best_server >= 0) & np.isfinite(maps.rsrp_dbm)
    indices = np.where(served, 1 + maps.best_server % len(_SETS), 0).astype(np.uint8)
    image = Image.fromarray(np.flipud(indices))
    image.putpalette([0, 0, 0, *(int(c[i : i + 2], 16) for c in _SETS for i in (1, 3, 5))])
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=True, transparency=0)
    return out.getvalue()


def corners(maps: PlanGrids, origin: Origin) -> list[list[float]]:
    """The corners of the picture in degrees, from the north-west clockwise: half a cell beyond the outer centres."""
    half_x, half_y = (float(axis[1] - axis[0]) / 2 if len(axis) > 1 else 0.5 for axis in (maps.x_m, maps.y_m))
    west, east = float(maps.x_m[0]) - half_x, float(maps.x_m[-1]) + half_x
    south, north = float(maps.y_m[0]) - half_y, float(maps.y_m[-1]) + half_y
    return [list(origin.to_geographic(x, y)) for x, y in ((west, north), (east, north), (east, south), (west, south))]


def best_legend(plan: NetworkPlan, say: Voice) -> dict[str, Any]:
    classes = [{"colour": _SETS[n % len(_SETS)], "label": antenna.id} for n, antenna in enumerate(plan.antennas[:16])]
    return {"title": say(BEST_TITLE), "classes": classes}
