"""New positions for antennas on roofs: where one could stand, and which are worth a map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon, STRtree

from campus5g.core.site import Mast, Site, Wall
from campus5g.network.antennas import Omni
from campus5g.network.candidates import Candidate, Places, full_power_dbm, panel_of, reach_of
from campus5g.network.carriers import Carrier, Figures
from campus5g.network.coverage import link_gains_db, scenario_for
from campus5g.network.demand import Points
from campus5g.network.diversity import single
from campus5g.network.formulation import margins_db
from campus5g.network.ground import with_masts
from campus5g.network.link import Link
from campus5g.network.penetration import WALL_SIGMA_DB
from campus5g.network.propagation import shadow_sigma_db

ABOVE_ROOF_M = 3.0
_INSET_M = 1.5
_LEAST_ROOF_M = 6.0
_LEAST_AREA_M2 = 80.0
_APART_M = 40.0
_HORIZON_M = 60.0
_MOST_LOOKED_AT = 40
_MOST_MAPPED = 8


def spots_of(site: Site, masts: Sequence[Mast]) -> tuple[Mast, ...]:
    """Return the middles and corners of roofs where an antenna 3 m above would see over its neighbours, highest first.

    A roof counts when it is at least 6 m high and 80 m² wide; a spot when no roof within 60 m is higher than it. Spots stand
    40 m from one another and from every mast that is not lower.
    """
    fence = Polygon(site.boundary)
    footprints = [Polygon(b.footprint) for b in site.buildings]
    tree = STRtree(footprints)
    taken = [(m.x_m, m.y_m, m.height_m) for m in masts]
    found: list[Mast] = []
    for at in sorted(range(len(footprints)), key=lambda i: (-site.buildings[i].height_m, site.buildings[i].id)):
        building, shape = site.buildings[at], footprints[at]
        if building.height_m < _LEAST_ROOF_M or shape.area < _LEAST_AREA_M2:
            continue
        height = building.height_m + ABOVE_ROOF_M
        for number, (x, y) in enumerate(_corners(shape)):
            point = Point(x, y)
            if not fence.covers(point) or any(np.hypot(x - a, y - b) < _APART_M and h >= height for a, b, h in taken):
                continue
            if any(site.buildings[i].height_m >= height for i in tree.query(point.buffer(_HORIZON_M), predicate="intersects")):
                continue
            found.append(Mast(f"{building.id}^{number + 1}", round(x, 1), round(y, 1), height, "roof", building.id))
            taken.append((x, y, height))
        if len(found) >= _MOST_LOOKED_AT:
            break
    return tuple(found[:_MOST_LOOKED_AT])


def _corners(shape: Polygon) -> list[tuple[float, float]]:
    """The middle of a roof and its four outermost corners, a step inside its edge."""
    middle = shape.representative_point()
    inside = shape.buffer(-_INSET_M)
    spots = [(float(middle.x), float(middle.y))]
    if inside.is_empty:
        return spots
    corners = shapely.get_coordinates(inside)
    for east, north in ((1, 1), (1, -1), (-1, -1), (-1, 1)):
        x, y = corners[int(np.argmax(corners @ np.array([east, north])))]
        spots.append((float(x), float(y)))
    return list(dict.fromkeys(spots))


def gains_of(
    site: Site, spots: Sequence[Mast], points: Points, places: Places, carrier: Carrier, metal_wall_db: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return path gains and shadow sigmas (dB) from ``spots`` to places, link by link; [spot, point]."""
    gain = np.empty((len(spots), points.size), np.float32)
    sigma = np.empty_like(gain)
    walled = np.array([c.indoor for c in points.crowds])[points.crowd]
    for level in np.unique(places.height_m):
        at = np.flatnonzero(places.height_m == level)
        tx = np.repeat(np.array([(s.x_m, s.y_m, s.height_m) for s in spots]), at.size, axis=0)
        x, y = np.tile(places.x_m[at], len(spots)), np.tile(places.y_m[at], len(spots))
        found, clear = link_gains_db(site, tx, x, y, carrier, float(level), metal_wall_db)
        gain[:, at] = found.reshape(len(spots), at.size)
        seen = clear.reshape(len(spots), at.size)
        for row, spot in enumerate(spots):
            sigma[row, at] = shadow_sigma_db(scenario_for(spot.height_m), seen[row])
    return gain, np.hypot(sigma, np.where(walled, WALL_SIGMA_DB[Wall.METAL], 0.0)).astype(np.float32)


def roofs_worth(
    site: Site, masts: Sequence[Mast], points: Points, places: Places, carrier: Carrier, link: Link, figures: Figures
) -> tuple[Mast, ...]:
    """Return the roofs worth a map: those that would reach most devices, with an antenna of a sector's gain each way."""
    spots = spots_of(site, (*site.masts, *masts))
    if not spots:
        return ()
    gain, sigma = gains_of(site, spots, points, places, carrier, figures["wall.metal_db"])
    peak = panel_of(figures).peak_dbi
    power = full_power_dbm(panel_of(figures), figures["sector.power_dbm"], carrier)
    omni = tuple(
        Candidate(s.id, "sector", at, -1, s.x_m, s.y_m, s.height_m, None, 0.0, power, Omni(peak))
        for at, s in enumerate([*masts, *spots])
    )
    reach = reach_of(omni, with_masts(places, gain, sigma), carrier)
    margin = margins_db(omni, reach, points, link, figures["plan.interference_db"])
    chance = single(margin, reach.sigma_db).astype(np.float32)
    have = chance[: len(masts)].max(axis=0, initial=0.0)
    return tuple(spots[at] for at in worth_a_map(chance[len(masts) :], have, points.weight, _MOST_MAPPED))


def worth_a_map(chance: NDArray[np.float32], have: NDArray[np.float32], weight: NDArray[np.float64], most: int) -> list[int]:
    """Return the spots that would bring most devices one after the other; chance [spot, point], have [point] of the masts."""
    chosen: list[int] = []
    best = have.astype(np.float64)
    # half of what a spot serves counts even where masts serve already: it may replace one of them
    worth = 0.5 * np.maximum(chance, 0.0) @ weight
    for _ in range(most):
        gain = worth + np.maximum(chance - best, 0.0) @ weight
        gain[chosen] = -1.0
        at = int(np.argmax(gain))
        if gain[at] <= 0:
            break
        chosen.append(at)
        best = np.maximum(best, chance[at])
        worth = worth * np.where(np.arange(worth.size) == at, 0.0, 0.8)
    return chosen
