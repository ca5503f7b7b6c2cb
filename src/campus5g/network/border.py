"""The field that a plan makes where others' rights begin: at the edge of the site and at the borders of France.

A power ``P`` (dBm) picked up by an isotropic antenna at ``f`` (MHz) is a field of

    ``E[dBµV/m] = P + 77.2 + 20 lg f``      (``P = E² λ² / (480 π²)``, ITU-R P.525)

and with a radiated power ``P_eirp`` and a loss ``PL``, ``P = P_eirp - PL``. Powers are those of 5 MHz, as the recommendations of
CEPT count. Across a border, free space bounds the field from above; over flat ground it is nearer to the two rays' far law
``PL = 40 lg d - 20 lg(h1 h2)`` (plane earth), never less than free space.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, log10, pi

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import LineString, Polygon

from campus5g.core.site import Site
from campus5g.network.antennas import Panel
from campus5g.network.carriers import Carrier, Figures
from campus5g.network.channels import per_block_dbm
from campus5g.network.nr import RE_PER_PRB
from campus5g.network.plan import Antenna, PlanGrids
from campus5g.network.propagation import LIGHT_MPS, median_loss_db

Array = NDArray[np.float64]

_FIELD_DB = 10 * log10(480 * pi**2) - 30 + 240 - 20 * log10(LIGHT_MPS)
"""77.2: from dBm at an isotropic antenna and MHz to dBµV/m (-30: mW; +240: µV squared and MHz squared)."""

_STEP_M = 10.0
_BORDER_STEP_M = 250.0
_SEEN_M = 100_000.0
FARTHEST_M = 5000.0
"""Range of the 3GPP UMa model, and so the farthest that ``reach_m`` can tell."""

_LEAST_REACH_M = 10.0


def field_dbuv_m(power_dbm: ArrayLike, freq_hz: float) -> Array:
    """Return the field in dBµV/m of a power in dBm at an isotropic antenna: ``P + 77.2 + 20 lg f[MHz]``."""
    return np.asarray(np.asarray(power_dbm, dtype=np.float64) + _FIELD_DB + 20 * log10(freq_hz / 1e6))


def free_space_db(distance_m: ArrayLike, freq_hz: float) -> Array:
    """Return the loss of free space, ``20 lg(4π d f / c)``."""
    return np.asarray(20 * np.log10(4 * pi * np.asarray(distance_m, dtype=np.float64) * freq_hz / LIGHT_MPS))


def plane_earth_db(distance_m: ArrayLike, freq_hz: float, h1_m: ArrayLike, h2_m: float) -> Array:
    """Return the loss over flat ground far away, ``40 lg d - 20 lg(h1 h2)``, and at least that of free space."""
    far = 40 * np.log10(np.asarray(distance_m, dtype=np.float64)) - 20 * np.log10(np.asarray(h1_m) * h2_m)
    return np.asarray(np.maximum(far, free_space_db(distance_m, freq_hz)))


def horizon_km(h1_m: float, h2_m: float) -> float:
    """Return how far two heights see each other over a smooth Earth in standard air: ``4.12 (sqrt h1 + sqrt h2)``."""
    return float(4.12 * (np.sqrt(h1_m) + np.sqrt(h2_m)))


def eirp_towards_dbm(antenna: Antenna, panel: Panel, azimuth_deg: ArrayLike, elevation_deg: ArrayLike) -> Array:
    """Return the power that an antenna radiates towards directions: bearings from north, elevations above the horizon."""
    azimuths, elevations = np.asarray(azimuth_deg, dtype=np.float64), np.asarray(elevation_deg, dtype=np.float64)
    if antenna.azimuth_deg is None:
        return np.full(np.broadcast_shapes(azimuths.shape, elevations.shape), antenna.eirp_dbm)
    below_peak = panel.gain_dbi(azimuths - antenna.azimuth_deg, elevations, antenna.tilt_deg) - panel.peak_dbi
    return np.asarray(antenna.eirp_dbm + below_peak)


@dataclass(frozen=True, slots=True)
class BorderField:
    """The strongest field in 5 MHz that one antenna makes at a border, ``trigger.height_m`` above ground.

    free_space_dbuv_m: what it cannot exceed without ducting. flat_dbuv_m: over flat ground. sees: the antenna is above the
    horizon of that place; beyond, both are exaggerated.
    """

    country: str
    distance_km: float
    antenna_id: str
    free_space_dbuv_m: float
    flat_dbuv_m: float
    sees: bool


def border_distance_km(site: Site, figures: Figures, country: str = "be") -> float:
    """Return the distance from the site to a border (coarse line of ``bands.yaml``), in km."""
    return float(Polygon(site.boundary).distance(LineString(_line(site, figures, country)))) / 1000


def _line(site: Site, figures: Figures, country: str) -> list[tuple[float, float]]:
    line = figures.entry(f"border.{country}").value
    return [site.origin.to_local(lon, lat) for lon, lat in zip(line["lon"], line["lat"], strict=True)]


def border_field(
    site: Site, carrier: Carrier, antennas: Sequence[Antenna], panel: Panel, figures: Figures, country: str
) -> BorderField | None:
    """Return the strongest field at a border over all antennas and places; ``None`` without antenna or beyond 100 km."""
    distance_km = border_distance_km(site, figures, country)
    if not antennas or distance_km * 1000 > _SEEN_M:
        return None
    height = figures["trigger.height_m"]
    line = np.asarray(shapely.segmentize(LineString(_line(site, figures, country)), _BORDER_STEP_M).coords)
    best: BorderField | None = None
    for antenna in antennas:
        east, north = line[:, 0] - antenna.x_m, line[:, 1] - antenna.y_m
        ground = np.hypot(east, north)
        far = np.hypot(ground, antenna.height_m - height)
        elevation = np.degrees(np.arctan2(height - antenna.height_m, ground))
        eirp = eirp_towards_dbm(antenna, panel, np.degrees(np.arctan2(east, north)), elevation)
        block = per_block_dbm(0.0, carrier.bandwidth_hz) + eirp
        flat = field_dbuv_m(block - plane_earth_db(far, carrier.freq_hz, antenna.height_m, height), carrier.freq_hz)
        free = field_dbuv_m(block - free_space_db(far, carrier.freq_hz), carrier.freq_hz)
        at = int(np.argmax(flat))
        if best is None or flat[at] > best.flat_dbuv_m:
            sees = bool(ground[at] / 1000 <= horizon_km(antenna.height_m, height))
            best = BorderField(country, distance_km, antenna.id, float(free[at]), float(flat[at]), sees)
    return best


@dataclass(frozen=True, slots=True)
class EdgeField:
    """The strongest field in 5 MHz along the boundary of a site, and where."""

    dbuv_m: float
    x_m: float
    y_m: float


def edge_field(site: Site, carrier: Carrier, grids: PlanGrids) -> EdgeField | None:
    """Return the strongest field of one cell along the boundary, from the plan's own map of received power.

    ``P(5 MHz) = RSRP + 10 lg(12 N_prb) + 10 lg(5 / width)``: all roofs and walls of the site count, at the height of the map's
    terminals. Every 10 m; ``None`` where the map has no value on the boundary.
    """
    ring = shapely.segmentize(LineString([*site.boundary, site.boundary[0]]), _STEP_M)
    points = np.asarray(ring.coords)
    column = np.clip(np.searchsorted(grids.x_m, points[:, 0]), 0, grids.x_m.size - 1)
    row = np.clip(np.searchsorted(grids.y_m, points[:, 1]), 0, grids.y_m.size - 1)
    carrier_dbm = grids.rsrp_dbm[row, column].astype(np.float64) + 10 * log10(RE_PER_PRB * carrier.prbs)
    field = field_dbuv_m(per_block_dbm(0.0, carrier.bandwidth_hz) + carrier_dbm, carrier.freq_hz)
    field = np.where(np.isfinite(field), field, -np.inf)
    at = int(np.argmax(field))
    return EdgeField(float(field[at]), float(points[at, 0]), float(points[at, 1])) if isfinite(field[at]) else None


def reach_m(antenna: Antenna, carrier: Carrier, limit_dbuv_m: float, height_m: float) -> float:
    """Return how far from an antenna its field falls to a limit in built-up land (3GPP UMa without line of sight), up to 5 km.

    Bisection on the median loss, which rises with distance.
    """
    block = per_block_dbm(antenna.eirp_dbm, carrier.bandwidth_hz)

    def field(distance_m: float) -> float:
        loss = median_loss_db("UMa", False, carrier.freq_hz, antenna.height_m, height_m, distance_m)
        return float(field_dbuv_m(block - float(loss), carrier.freq_hz))

    near, far = _LEAST_REACH_M, FARTHEST_M
    if field(far) >= limit_dbuv_m:
        return far
    while far - near > 1.0:
        middle = (near + far) / 2
        near, far = (middle, far) if field(middle) >= limit_dbuv_m else (near, middle)
    return far
