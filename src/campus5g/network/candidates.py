"""The antennas that could be placed: sectors on the masts, cells inside the halls; and the gain of each at a set of places."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

from campus5g.core.site import Mast, Site, Zone
from campus5g.network.antennas import Omni, Panel
from campus5g.network.carriers import Carrier, Figures
from campus5g.network.coverage import CoverageGrid
from campus5g.network.halls import hall_gain_db
from campus5g.network.penetration import wall_loss_db
from campus5g.network.prisms import buildings_at
from campus5g.network.raster import cells_inside
from campus5g.network.wishes import FixedAntenna, Wishes

Array = NDArray[np.float64]

OUT_OF_REACH_DB = -300.0
_HALL_STEP_M = 40.0
_MOST_HALL_CELLS = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """An antenna that may be chosen. ``place`` tells which candidates share one site: they share its works and its shadows.

    mast: index of the mast in the grid, or -1 for a cell in a hall, which serves ``zone`` alone: the hall it stands in
    (``building``, -1 if it is not drawn) by the law of halls, what else there is of the zone through walls (wall_db: its own).
    """

    place: str
    kind: str
    mast: int
    zone: int
    x_m: float
    y_m: float
    height_m: float
    azimuth_deg: float | None
    tilt_deg: float
    power_dbm: float
    antenna: Panel | Omni
    building: int = -1
    wall_db: float = 0.0

    @property
    def eirp_dbm(self) -> float:
        return self.power_dbm + self.antenna.peak_dbi


def candidates_of(
    site: Site, carrier: Carrier, figures: Figures, masts: tuple[Mast, ...] | None = None, wishes: Wishes | None = None
) -> tuple[Candidate, ...]:
    """Return every sector of every mast (12 azimuths, 3 tilts) and a lattice of cells in every indoor zone.

    masts: those of the maps, in their order (by default the site's); antennas that stand already are at masts of their own
    name. Power is what the band allows: the transmitter's, or less so that the radiated power stays under the band's limit.
    """
    wishes = wishes or Wishes()
    panel = panel_of(figures)
    power = full_power_dbm(panel, figures["sector.power_dbm"], carrier)
    standing = {f.id: f for f in wishes.fixed}
    found: list[Candidate] = []
    for at, m in enumerate(site.masts if masts is None else masts):
        if m.id in standing:
            found.append(_standing(standing[m.id], at, carrier, figures))
            continue
        found.extend(
            Candidate(m.id, "sector", at, -1, m.x_m, m.y_m, m.height_m, azimuth % 360, tilt, power, panel)
            for azimuth in wishes.azimuths_deg
            for tilt in wishes.tilts_deg
        )
    for index, zone in enumerate(site.zones):
        if zone.indoor:
            found.extend(_hall_cells(site, index, zone, carrier, figures))
    return tuple(found)


def full_power_dbm(antenna: Panel | Omni, transmitter_dbm: float, carrier: Carrier) -> float:
    """Return the power of a transmitter, or less so that the radiated power stays under the band's limit."""
    return min(transmitter_dbm, carrier.eirp_limit_dbm - antenna.peak_dbi)


def _standing(fixed: FixedAntenna, mast: int, carrier: Carrier, figures: Figures) -> Candidate:
    antenna = Omni(figures["indoor.gain_dbi"]) if fixed.azimuth_deg is None else panel_of(figures)
    power = full_power_dbm(antenna, figures["sector.power_dbm"] if fixed.power_dbm is None else fixed.power_dbm, carrier)
    where = (fixed.x_m, fixed.y_m, fixed.height_m)
    return Candidate(fixed.id, "sector", mast, -1, *where, fixed.azimuth_deg, fixed.tilt_deg, power, antenna)


def panel_of(figures: Figures) -> Panel:
    """Return the sector panel of the data files; its peak is net of the feeder."""
    return Panel(
        peak_dbi=figures["sector.gain_dbi"] - figures["sector.feeder_db"],
        width_deg=figures["sector.width_deg"],
        height_deg=figures["sector.height_deg"],
        front_to_back_db=figures["sector.front_to_back_db"],
        side_lobe_db=figures["sector.side_lobe_db"],
    )


def _hall_cells(site: Site, index: int, zone: Zone, carrier: Carrier, figures: Figures) -> list[Candidate]:
    from campus5g.network.raster import axes_over

    shape = Polygon(zone.ring)
    step = max(_HALL_STEP_M, sqrt(shape.area / _MOST_HALL_CELLS))
    axes = axes_over(shape.bounds, step)
    rows, columns, inside = cells_inside(zone.ring, axes)
    grid_x, grid_y = np.meshgrid(axes.x_m[columns], axes.y_m[rows])
    middle = shape.representative_point()
    x, y = (grid_x[inside], grid_y[inside]) if inside.any() else (np.array([middle.x]), np.array([middle.y]))
    hall, wall = halls_at(site, x, y, carrier, figures)
    under = hall >= 0 if (hall >= 0).any() else np.ones(hall.size, np.bool_)
    antenna = Omni(figures["indoor.gain_dbi"])
    power = full_power_dbm(antenna, figures["indoor.power_dbm"], carrier)
    height = min(figures["indoor.height_m"], max(2.5, _roof_over(site, middle.x, middle.y) - 1.0))
    return [
        Candidate(
            f"{zone.id}/{n + 1}",
            "indoor",
            -1,
            index,
            float(x[at]),
            float(y[at]),
            height,
            None,
            0.0,
            power,
            antenna,
            int(hall[at]),
            float(wall[at]),
        )
        for n, at in enumerate(np.flatnonzero(under))
    ]


def halls_at(site: Site, x_m: Array, y_m: Array, carrier: Carrier, figures: Figures) -> tuple[NDArray[np.int64], Array]:
    """Return the building over each point (-1: none) and what its wall takes (dB)."""
    walls = [wall_loss_db(b.wall, carrier.freq_hz, figures["wall.metal_db"]) for b in site.buildings]
    building = buildings_at(site, x_m, y_m)
    return building, np.array([*walls, 0.0])[building]


def _roof_over(site: Site, x_m: float, y_m: float) -> float:
    from shapely import Point

    point = Point(x_m, y_m)
    return max((b.height_m for b in site.buildings if Polygon(b.footprint).covers(point)), default=10.0)


@dataclass(frozen=True, slots=True)
class Reach:
    """Gains (antennas included) and shadow sigmas of antennas at places, both [antenna, point], in dB."""

    gain_db: NDArray[np.float32]
    sigma_db: NDArray[np.float32]

    def at(self, points: NDArray[np.intp]) -> Reach:
        return Reach(self.gain_db[:, points], self.sigma_db[:, points])


@dataclass(frozen=True, slots=True)
class Places:
    """Points where gains are wanted: coordinates, zone (-1: none), walls not drawn (dB) and the grid's values there.

    building and wall_db: the building over each point (-1: none) and what its wall takes. path_gain_db and sigma_db: [mast, point].
    """

    x_m: Array
    y_m: Array
    zone: NDArray[np.intp]
    extra_db: Array
    height_m: Array
    building: NDArray[np.int32]
    wall_db: NDArray[np.float32]
    path_gain_db: NDArray[np.float32]
    sigma_db: NDArray[np.float32]


def reach_of(candidates: tuple[Candidate, ...], places: Places, carrier: Carrier) -> Reach:
    """Return what every candidate brings to every place."""
    gain = np.full((len(candidates), places.x_m.size), OUT_OF_REACH_DB, np.float32)
    sigma = np.full_like(gain, 6.0)
    for at, candidate in enumerate(candidates):
        if candidate.mast >= 0:
            gain[at] = places.path_gain_db[candidate.mast] + _pattern(candidate, places) - places.extra_db
            sigma[at] = places.sigma_db[candidate.mast]
        else:
            mine = np.flatnonzero(places.zone == candidate.zone)
            gain[at, mine], sigma[at, mine] = _hall_gain(candidate, places, mine, carrier)
    return Reach(gain, sigma)


def _pattern(candidate: Candidate, places: Places) -> Array:
    east, north = places.x_m - candidate.x_m, places.y_m - candidate.y_m
    bearing = np.degrees(np.arctan2(east, north))
    drop = np.degrees(np.arctan2(places.height_m - candidate.height_m, np.maximum(np.hypot(east, north), 0.1)))
    return candidate.antenna.gain_dbi(bearing - (candidate.azimuth_deg or 0.0), drop, candidate.tilt_deg)


def _hall_gain(candidate: Candidate, places: Places, mine: NDArray[np.intp], carrier: Carrier) -> tuple[Array, Array]:
    flat = np.hypot(places.x_m[mine] - candidate.x_m, places.y_m[mine] - candidate.y_m)
    gain, sigma, _ = hall_gain_db(candidate.height_m, places.height_m[mine], flat, carrier.freq_hz)
    walls = np.where(places.building[mine] == candidate.building, 0.0, candidate.wall_db + places.wall_db[mine])
    return gain + candidate.antenna.peak_dbi - walls, sigma


def places_on(
    grid: CoverageGrid, row: NDArray[np.intp], column: NDArray[np.intp], zone: NDArray[np.intp], extra_db: Array
) -> Places:
    """Take the places at cells of a grid."""
    return Places(
        x_m=grid.x_m[column],
        y_m=grid.y_m[row],
        zone=zone,
        extra_db=extra_db,
        height_m=np.full(row.size, grid.rx_height_m),
        building=grid.building[row, column],
        wall_db=grid.wall_db[row, column],
        path_gain_db=grid.path_gain_db[:, row, column],
        sigma_db=grid.sigma_db[:, row, column],
    )
