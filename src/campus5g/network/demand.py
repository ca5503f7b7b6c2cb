"""Where the devices are: each group of a zone spread over the cells of the zone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from campus5g.core.site import DeviceGroup, Site
from campus5g.network.coverage import CoverageGrid
from campus5g.network.raster import mask_of

Array = NDArray[np.float64]

URGENT_RELIABILITY = 0.999
"""Groups that ask for this share of their messages or more go before the others, and are planned with more margin."""

LEVELS_M = (1.5, 5.0, 10.0, 20.0, 40.0)
"""Heights at which maps are computed."""


def terminal_level_m(height_m: float) -> float:
    """Return the level of the maps for a terminal's antenna: the next one below, the lowest at least."""
    return max((level for level in LEVELS_M if level <= height_m), default=LEVELS_M[0])


@dataclass(frozen=True, slots=True)
class Crowd:
    """One group of one zone or path: which cells of the grid it stands on (rows, columns; [point]).

    ``line`` is the way of a group that moves along a path, corner by corner; empty in a zone.
    """

    zone_index: int
    group: DeviceGroup
    indoor: bool
    walled: bool
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    line: tuple[tuple[float, float], ...] = ()

    @property
    def weight(self) -> float:
        """Devices at each point."""
        return self.group.count / self.rows.size

    @property
    def messages_hz(self) -> float:
        """Messages of ``packet_bytes`` that one device sends a second; a stream is sent as such messages."""
        return self.mean_uplink_bps / (8 * self.group.packet_bytes) if self.group.packet_bytes > 0 else 1 / self.group.period_s

    @property
    def mean_uplink_bps(self) -> float:
        """What one device sends on average: its stream or its messages, whichever is more."""
        return max(self.group.uplink_bps, 8 * self.group.packet_bytes / self.group.period_s)

    def needed_uplink_bps(self, overhead_s: float) -> float:
        """What the link must carry: the stream, and each message within what the latency bound leaves after ``overhead_s``."""
        left = self.group.latency_s - overhead_s
        burst = 8 * self.group.packet_bytes / left if left > 0 else 0.0
        return max(self.mean_uplink_bps, burst)

    @property
    def critical(self) -> bool:
        """Whether the group asks for 99.9 % of its messages or more."""
        return self.group.reliability >= URGENT_RELIABILITY


def crowds_of(site: Site, grid: CoverageGrid) -> tuple[Crowd, ...]:
    """Spread every group over the cells of its zone: under roofs for an indoor zone, in the open for another; or of its path.

    Paths that carry devices are counted on from the zones.

    A zone smaller than a cell takes the cell of its middle. ``walled`` is False for an indoor zone whose hall is not drawn:
    its walls must then be counted by the caller.
    """
    found: list[Crowd] = []
    for index, zone in enumerate(site.zones):
        inside = mask_of(zone.ring, grid.axes)
        if not inside.any():
            inside[_cell_of_middle(zone.ring, grid)] = True
        wanted = inside & (grid.indoor if zone.indoor else ~grid.indoor)
        walled = bool(wanted.any())
        rows, columns = np.nonzero(wanted if walled else inside)
        found.extend(Crowd(index, group, zone.indoor, walled, rows, columns) for group in zone.devices)
    for index, path in enumerate((p for p in site.paths if p.devices), start=len(site.zones)):
        rows, columns = _cells_along(path.points, grid)
        found.extend(Crowd(index, group, False, True, rows, columns, path.points) for group in path.devices)
    return tuple(found)


def place_ids(site: Site) -> tuple[str, ...]:
    """Return the identities of the zones, then of the paths that carry devices: what ``Crowd.zone_index`` counts."""
    return (*(z.id for z in site.zones), *(p.id for p in site.paths if p.devices))


def _cells_along(line: tuple[tuple[float, float], ...], grid: CoverageGrid) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the cells that a line crosses, each once, sampled at half a cell; places beyond the grid take its edge."""
    axes = grid.axes
    shape = LineString(line)
    along = np.append(np.arange(0.0, shape.length, axes.cell_m / 2), shape.length)
    x, y = shapely.get_coordinates(shapely.line_interpolate_point(shape, along)).T
    column = np.clip(((x - axes.west_m) / axes.cell_m).astype(np.intp), 0, axes.nx - 1)
    row = np.clip(((y - axes.south_m) / axes.cell_m).astype(np.intp), 0, axes.ny - 1)
    cells = np.unique(row * axes.nx + column)
    return cells // axes.nx, cells % axes.nx


def _cell_of_middle(ring: tuple[tuple[float, float], ...], grid: CoverageGrid) -> tuple[int, int]:
    axes = grid.axes
    x, y = sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    row, column = int((y - axes.south_m) / axes.cell_m), int((x - axes.west_m) / axes.cell_m)
    return min(max(row, 0), axes.ny - 1), min(max(column, 0), axes.nx - 1)


@dataclass(frozen=True, slots=True)
class Points:
    """The places of all crowds one after the other, and what each asks for; every array is [point].

    crowd: index in ``crowds``. weight: devices there. need_gain_db: lowest uplink gain. need_sinr_db: lowest downlink SINR.
    extra_db: walls that the site does not draw.
    """

    crowds: tuple[Crowd, ...]
    crowd: NDArray[np.intp]
    row: NDArray[np.intp]
    column: NDArray[np.intp]
    x_m: Array
    y_m: Array
    weight: Array
    mean_up_bps: Array
    mean_down_bps: Array
    need_gain_db: Array
    need_sinr_db: Array
    extra_db: Array

    @property
    def size(self) -> int:
        return int(self.crowd.size)

    @property
    def messages_hz(self) -> Array:
        """Messages that one device of each point sends a second; [point]."""
        return np.array([c.messages_hz for c in self.crowds], dtype=np.float64)[self.crowd]

    def chosen(self, keep: NDArray[np.intp]) -> Points:
        """Return a sample of the points; each crowd's devices are shared among those kept of it."""
        counts_all = np.bincount(self.crowd, minlength=len(self.crowds))
        counts_kept = np.bincount(self.crowd[keep], minlength=len(self.crowds))
        scale = (counts_all / np.maximum(counts_kept, 1))[self.crowd[keep]]
        names = (
            "crowd",
            "row",
            "column",
            "x_m",
            "y_m",
            "mean_up_bps",
            "mean_down_bps",
            "need_gain_db",
            "need_sinr_db",
            "extra_db",
        )
        picked = {name: getattr(self, name)[keep] for name in names}
        return Points(crowds=self.crowds, weight=self.weight[keep] * scale, **picked)


@dataclass(frozen=True, slots=True)
class Needs:
    """What the radio must give to one crowd."""

    gain_db: float
    sinr_db: float


def points_of(crowds: tuple[Crowd, ...], needs: tuple[Needs, ...], grid: CoverageGrid, unseen_wall_db: float) -> Points:
    """Lay the crowds out as points; an indoor crowd whose hall is not drawn gets ``unseen_wall_db`` more loss."""
    sizes = [c.rows.size for c in crowds]
    crowd = np.repeat(np.arange(len(crowds)), sizes)
    row, column = np.concatenate([c.rows for c in crowds]), np.concatenate([c.columns for c in crowds])

    def spread(values: list[float]) -> Array:
        return np.repeat(np.array(values, dtype=np.float64), sizes)

    return Points(
        crowds=crowds,
        crowd=crowd,
        row=row,
        column=column,
        x_m=grid.x_m[column],
        y_m=grid.y_m[row],
        weight=spread([c.weight for c in crowds]),
        mean_up_bps=spread([c.mean_uplink_bps for c in crowds]),
        mean_down_bps=spread([c.group.downlink_bps for c in crowds]),
        need_gain_db=spread([n.gain_db for n in needs]),
        need_sinr_db=spread([n.sinr_db for n in needs]),
        extra_db=spread([unseen_wall_db if c.indoor and not c.walled else 0.0 for c in crowds]),
    )


def sample(points: Points, most_per_crowd: int, seed: int) -> NDArray[np.intp]:
    """Choose at most ``most_per_crowd`` points of each crowd, alike for the same seed, in order."""
    generator = np.random.default_rng(seed)
    kept = []
    for index in range(len(points.crowds)):
        mine = np.flatnonzero(points.crowd == index)
        kept.append(mine if mine.size <= most_per_crowd else np.sort(generator.choice(mine, most_per_crowd, replace=False)))
    return np.concatenate(kept)
