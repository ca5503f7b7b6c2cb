"""Where people may stand: the field of the antennas on roofs and on the ground beside them, against the legal levels.

In front of an antenna ``E = sqrt(30 EIRP) / d`` (far field, full power all the time: more than a TDD carrier ever makes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10, sqrt

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from campus5g.core.site import Site
from campus5g.network.antennas import Panel
from campus5g.network.border import eirp_towards_dbm
from campus5g.network.plan import Antenna

Array = NDArray[np.float64]

_STEP_M = 0.5
_NEAREST_M = 0.3
"""Nearer than this the far-field law means nothing: nobody puts a head into the panel's frame."""


def exposure_distance_m(eirp_dbm: float, limit_v_m: float) -> float:
    """Return the distance at which the field falls to the limit: ``sqrt(30 EIRP) / E`` with EIRP in watts."""
    return sqrt(30 * 10 ** ((eirp_dbm - 30) / 10)) / limit_v_m


@dataclass(frozen=True, slots=True)
class ExposedPlace:
    """Where a person could stand in a field above the limit: on a roof (``building``) or on the ground (empty).

    field_v_m: the strongest there. reach_m: how far from the mast the limit is exceeded.
    """

    mast_id: str
    building: str
    field_v_m: float
    reach_m: float


def exposed_places(
    site: Site, antennas: Sequence[Antenna], panel: Panel, limit_v_m: float, head_m: float
) -> tuple[ExposedPlace, ...]:
    """Return the roofs and the ground where a standing person (up to ``head_m``) may meet more than ``limit_v_m``.

    The antennas of one mast add up in power. Every half metre around each mast, as far as its strongest beam could reach.
    """
    found: list[ExposedPlace] = []
    masts: dict[str, list[Antenna]] = {}
    for antenna in antennas:
        masts.setdefault(antenna.mast_id, []).append(antenna)
    footprints = [Polygon(b.footprint) for b in site.buildings]
    tree = shapely.STRtree(footprints)
    for mast_id, group in masts.items():
        lowest = min(antenna.height_m for antenna in group)
        total_dbm = 10 * log10(sum(10 ** (antenna.eirp_dbm / 10) for antenna in group))
        around_m = exposure_distance_m(total_dbm, limit_v_m)
        disc = Point(group[0].x_m, group[0].y_m).buffer(around_m)
        near = [site.buildings[i] for i in sorted(tree.query(disc, predicate="intersects"))]
        roofs = [b for b in near if b.height_m < lowest]  # under a higher roof the antenna hangs in the hall
        ground = disc.difference(shapely.union_all([Polygon(b.footprint) for b in roofs]))
        floors = [(b.id, b.height_m, disc.intersection(Polygon(b.footprint))) for b in roofs]
        for building, floor_m, shape in [*floors, ("", 0.0, ground)]:
            if lowest - floor_m - head_m >= around_m:
                continue
            heads = _heads(group[0], shape, around_m, floor_m, head_m)
            field = _field_v_m(group, panel, heads)
            above = field > limit_v_m
            if above.any():
                reach = np.hypot(heads[0] - group[0].x_m, heads[1] - group[0].y_m)[above].max()
                found.append(ExposedPlace(mast_id, building, float(field.max()), float(reach)))
    return tuple(found)


def _heads(mast: Antenna, shape: BaseGeometry, around_m: float, floor_m: float, head_m: float) -> tuple[Array, Array, Array]:
    """Return x, y and z of a lattice around a mast where somebody standing on ``shape`` has some part of the body."""
    steps = np.arange(-ceil(around_m / _STEP_M), ceil(around_m / _STEP_M) + 1) * _STEP_M
    levels = floor_m + np.arange(_STEP_M, head_m + _STEP_M / 2, _STEP_M)
    x, y, z = (axis.ravel() for axis in np.meshgrid(mast.x_m + steps, mast.y_m + steps, levels))
    inside = shapely.intersects_xy(shape, x, y)
    return x[inside], y[inside], z[inside]


def _field_v_m(antennas: Sequence[Antenna], panel: Panel, places: tuple[Array, Array, Array]) -> Array:
    """Return the field of several antennas at places: their powers add up, ``E² = Σ 30 EIRP / d²``."""
    x, y, z = places
    square = np.zeros(x.size)
    for antenna in antennas:
        east, north, up = x - antenna.x_m, y - antenna.y_m, z - antenna.height_m
        ground = np.hypot(east, north)
        bearing, elevation = np.degrees(np.arctan2(east, north)), np.degrees(np.arctan2(up, ground))
        watts = 10 ** ((eirp_towards_dbm(antenna, panel, bearing, elevation) - 30) / 10)
        square += 30 * watts / np.maximum(np.hypot(ground, up), _NEAREST_M) ** 2
    return np.asarray(np.sqrt(square))
