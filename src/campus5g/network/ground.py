"""What a plan stands on: the maps of every mast, and the places of every group of devices with what the maps say there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from shapely import LineString

from campus5g.core.message import msg
from campus5g.core.progress import Progress
from campus5g.core.site import Mast, Path, Site, Wall, Zone
from campus5g.network.calibration import Calibration
from campus5g.network.candidates import Places
from campus5g.network.carriers import Carrier, Figures
from campus5g.network.coverage import CoverageGrid, path_gain_maps, scene_at
from campus5g.network.demand import Crowd, Needs, Points, crowds_of, points_of, terminal_level_m
from campus5g.network.link import Link
from campus5g.network.penetration import wall_loss_db
from campus5g.network.service import overhead_s


def areas_of(site: Site) -> tuple[Zone, ...]:
    """Return where devices are: the zones, then the paths that carry devices as the strips they are."""
    return (*site.zones, *(_strip(path) for path in site.paths if path.devices))


def _strip(path: Path) -> Zone:
    shape = LineString(path.points).buffer(max(path.width_m, 1.0) / 2, cap_style="flat")
    return Zone(path.id, path.name, tuple((float(x), float(y)) for x, y in shape.exterior.coords[:-1]), path.devices)


@dataclass(frozen=True, slots=True)
class Ground:
    """grid: the maps at the height of most terminals; grids: by height. points: every place of every group.

    places: what the masts give there. masts: those of the maps, in their order.
    """

    areas: tuple[Zone, ...]
    masts: tuple[Mast, ...]
    grids: dict[float, CoverageGrid]
    height_m: float
    points: Points
    places: Places

    @property
    def grid(self) -> CoverageGrid:
        return self.grids[self.height_m]

    def chosen(self, keep: NDArray[np.intp]) -> tuple[Points, Places]:
        """Return a sample of the places."""
        return self.points.chosen(keep), places_at(self.places, keep)


class Surveyor:
    """Computes the maps of masts on one site; further masts are added to what is there."""

    def __init__(
        self, site: Site, carrier: Carrier, figures: Figures, cell_m: float, calibration: Calibration | None = None
    ) -> None:
        self.site, self.carrier, self.figures, self.cell_m = site, carrier, figures, cell_m
        self.calibration = calibration
        self.areas = areas_of(site)
        self.scene = scene_at(site, carrier)

    def survey(self, masts: tuple[Mast, ...], link: Link, progress: Progress) -> Ground:
        """Map ``masts`` for every height at which devices have their antennas, and lay the devices out."""
        count: dict[float, int] = {}
        for group in (g for area in self.areas for g in area.devices):
            level = terminal_level_m(group.antenna_height_m)
            count[level] = count.get(level, 0) + group.count
        grids = self._maps(masts, tuple(sorted(count)), progress)
        height = max(sorted(count), key=lambda level: (count[level], -level))
        crowds = crowds_of(self.site, grids[height])
        needs = tuple(self.needs(crowd, link) for crowd in crowds)
        unseen = wall_loss_db(Wall.HIGH_LOSS, self.carrier.freq_hz, self.figures["wall.metal_db"])
        points = points_of(crowds, needs, grids[height], unseen)
        return Ground(self.areas, masts, grids, height, points, _places(points, grids, len(masts)))

    def add(self, ground: Ground, more: tuple[Mast, ...], progress: Progress) -> Ground:
        """Return ``ground`` with the maps of ``more`` masts after those it has."""
        grids = self._maps(more, tuple(ground.grids), progress)
        joined = {level: _joined(ground.grids[level], grids[level]) for level in grids}
        masts = (*ground.masts, *more)
        return replace(ground, masts=masts, grids=joined, places=_places(ground.points, joined, len(masts)))

    def _maps(self, masts: tuple[Mast, ...], heights: tuple[float, ...], progress: Progress) -> dict[float, CoverageGrid]:
        grids: dict[float, CoverageGrid] = {}
        for at, height in enumerate(heights):
            progress(at / len(heights), msg("computing coverage, terminals at %(height)s m", height=height))
            metal = self.figures["wall.metal_db"]
            grids[height] = path_gain_maps(
                self.site, masts, self.carrier, self.cell_m, height, metal, self.scene, self.calibration
            )
        return grids

    def under(self, points: Points, link: Link) -> Points:
        """Return the same places with what their groups need of ``link``: a frame changes what its waits leave for sending."""
        needs = [self.needs(crowd, link) for crowd in points.crowds]
        gain, sinr = np.array([n.gain_db for n in needs]), np.array([n.sinr_db for n in needs])
        return replace(points, need_gain_db=gain[points.crowd], need_sinr_db=sinr[points.crowd])

    def needs(self, crowd: Crowd, link: Link) -> Needs:
        """Return what the radio must give to one crowd on ``link``."""
        wanted = crowd.needed_uplink_bps(overhead_s(link, self.figures, crowd.group))
        return Needs(
            gain_db=link.least_gain_db(min(wanted, link.peak_uplink_bps)),
            sinr_db=link.least_sinr_db(min(crowd.group.downlink_bps, link.peak_downlink_bps)),
        )


def _joined(first: CoverageGrid, more: CoverageGrid) -> CoverageGrid:
    return replace(
        first,
        masts=(*first.masts, *more.masts),
        path_gain_db=np.concatenate([first.path_gain_db, more.path_gain_db]),
        sigma_db=np.concatenate([first.sigma_db, more.sigma_db]),
        los=np.concatenate([first.los, more.los]),
        scenarios=(*first.scenarios, *more.scenarios),
        warnings=tuple(dict.fromkeys((*first.warnings, *more.warnings))),
    )


def _places(points: Points, grids: dict[float, CoverageGrid], masts: int) -> Places:
    zone = np.array([c.zone_index for c in points.crowds])[points.crowd]
    height = np.array([terminal_level_m(c.group.antenna_height_m) for c in points.crowds])[points.crowd]
    gain, sigma = np.empty((masts, points.size), np.float32), np.empty((masts, points.size), np.float32)
    for level, grid in grids.items():
        at = np.flatnonzero(height == level)
        gain[:, at] = grid.path_gain_db[:, points.row[at], points.column[at]]
        sigma[:, at] = grid.sigma_db[:, points.row[at], points.column[at]]
    any_grid = next(iter(grids.values()))
    building, wall = any_grid.building[points.row, points.column], any_grid.wall_db[points.row, points.column]
    return Places(points.x_m, points.y_m, zone, points.extra_db, height, building, wall, gain, sigma)


def places_at(places: Places, keep: NDArray[np.intp]) -> Places:
    """Take a sample of places."""
    return Places(
        places.x_m[keep],
        places.y_m[keep],
        places.zone[keep],
        places.extra_db[keep],
        places.height_m[keep],
        places.building[keep],
        places.wall_db[keep],
        places.path_gain_db[:, keep],
        places.sigma_db[:, keep],
    )


def with_masts(places: Places, gain_db: NDArray[np.float32], sigma_db: NDArray[np.float32]) -> Places:
    """Return ``places`` with the gains of further masts after those they have; [mast, point]."""
    return replace(
        places,
        path_gain_db=np.concatenate([places.path_gain_db, gain_db.astype(np.float32)]),
        sigma_db=np.concatenate([places.sigma_db, sigma_db.astype(np.float32)]),
    )
