"""The maps of a plan as numbers, for the page to draw: one small integer a cell, and how many devices stand in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.urls import reverse
from numpy.typing import NDArray
from shapely import LineString, Polygon

from campus5g.core.message import Message
from campus5g.core.site import Origin, Site
from campus5g.documents.colours import SETS, hexadecimal
from campus5g.documents.layers import BEST_SERVER, DOWNLINK, RSRP, SINR, UPLINK
from campus5g.documents.voice import Voice
from campus5g.network.plan import NetworkPlan, PlanGrids

BEST = "best"
UNKNOWN = -32768
_COLOURS = 33
_MEGA = 1e6


@dataclass(frozen=True, slots=True)
class Scale:
    """How a map becomes integers: value ≈ integer × step, after its logarithm (base 10) where ``log``; ends of its colours."""

    field: str
    title: Message
    unit: str
    low: float
    high: float
    step: float = 0.1
    log: bool = False


SCALES = {
    "rsrp": Scale("rsrp_dbm", RSRP.title, RSRP.unit, RSRP.low, RSRP.high),
    "sinr": Scale("sinr_db", SINR.title, SINR.unit, SINR.low, SINR.high),
    "uplink": Scale("uplink_bps", UPLINK.title, "Mbit/s", 5.0, 8.5, 0.001, log=True),
    "downlink": Scale("downlink_bps", DOWNLINK.title, "Mbit/s", 6.0, 9.5, 0.001, log=True),
}


def numbers(maps: PlanGrids, key: str) -> bytes | None:
    """Return a layer as 16-bit little-endian integers, southernmost row first; ``None`` for a layer that does not exist."""
    if key == BEST:
        return np.where(np.isfinite(maps.rsrp_dbm), maps.best_server, UNKNOWN).astype("<i2").tobytes()
    scale = SCALES.get(key)
    values = getattr(maps, scale.field) if scale else None
    if scale is None or values is None:
        return None
    if scale.log:  # no rate at all is drawn as the least, where no value is not drawn
        values = np.log10(np.maximum(values, 1.0))
    whole = np.where(np.isfinite(values), np.rint(np.nan_to_num(values) / scale.step), UNKNOWN)
    return np.clip(whole, UNKNOWN, -UNKNOWN - 1).astype("<i2").tobytes()


def weights(site: Site, maps: PlanGrids) -> bytes:
    """Return how many devices stand in each cell as 32-bit floats, NaN outside the boundary: what shares are counted with.

    The devices of a zone, or of a path over its width, are spread evenly over its cells.
    """
    x, y = np.meshgrid(maps.x_m, maps.y_m)
    found: NDArray[np.float64] = np.zeros(x.shape)
    for place in (*site.zones, *site.paths):
        shape = (
            Polygon(place.ring)
            if hasattr(place, "ring")
            else LineString(place.points).buffer(max(place.width_m / 2, _half(maps)))
        )
        cells = _inside(shape, x, y)
        count = sum(group.count for group in place.devices)
        if count and cells.any():
            found[cells] += count / cells.sum()
    return np.where(_inside(Polygon(site.boundary), x, y), found, np.nan).astype("<f4").tobytes()


def _half(maps: PlanGrids) -> float:
    return float(maps.x_m[1] - maps.x_m[0]) * 0.71 if len(maps.x_m) > 1 else 1.0


def _inside(shape: Any, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    shapely.prepare(shape)
    inside: NDArray[np.bool_] = shapely.contains_xy(shape, x, y)
    return inside


def layers_of(pk: int, maps: PlanGrids | None, plan: NetworkPlan | None, origin: Origin, say: Voice) -> dict[str, Any]:
    """Return what ``sitemap-coverage.js`` reads: the layers that this plan has, with their legends."""
    if maps is None or plan is None:
        return {"weights": "", "overlays": []}
    place, shape = _corners(maps, origin), {"width": len(maps.x_m), "height": len(maps.y_m)}

    def one(key: str, title: Message, decode: dict[str, Any], legend: dict[str, Any]) -> dict[str, Any]:
        address = reverse("studies:numbers", args=[pk, key])
        return {"key": key, "label": say(title), "url": address, "corners": place, **shape, "decode": decode, "legend": legend}

    known = [(key, scale) for key, scale in SCALES.items() if getattr(maps, scale.field) is not None]
    shown = [one(key, scale.title, {"scale": scale.step, "log": scale.log}, _legend(scale, say)) for key, scale in known]
    best = one(BEST, BEST_SERVER.title, {"scale": 1, "log": False}, _best_legend(plan, say))
    return {"weights": reverse("studies:numbers", args=[pk, "weights"]), "overlays": [*shown, best]}


def _legend(scale: Scale, say: Voice) -> dict[str, Any]:
    colours = [hexadecimal(step / (_COLOURS - 1)) for step in range(_COLOURS)]
    divisor = {"divisor": _MEGA} if scale.log else {}
    return {"title": say(scale.title), "unit": scale.unit, "low": scale.low, "high": scale.high, "colours": colours, **divisor}


def _best_legend(plan: NetworkPlan, say: Voice) -> dict[str, Any]:
    classes = [{"colour": SETS[n % len(SETS)], "label": antenna.id} for n, antenna in enumerate(plan.antennas[:16])]
    return {"title": say(BEST_SERVER.title), "classes": classes}


def _corners(maps: PlanGrids, origin: Origin) -> list[list[float]]:
    """The corners of the picture in degrees, from the north-west clockwise: half a cell beyond the outer centres."""
    half_x, half_y = (float(axis[1] - axis[0]) / 2 if len(axis) > 1 else 0.5 for axis in (maps.x_m, maps.y_m))
    west, east = float(maps.x_m[0]) - half_x, float(maps.x_m[-1]) + half_x
    south, north = float(maps.y_m[0]) - half_y, float(maps.y_m[-1]) + half_y
    return [list(origin.to_geographic(x, y)) for x, y in ((west, north), (east, north), (east, south), (west, south))]
