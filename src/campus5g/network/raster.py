"""A site drawn on a grid: roof heights, and which building stands where. Index [row, column] = [north, east]."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter
from shapely import Polygon

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import Ring, Site

MOST_CELLS = 40_000_000
RIM_M = 100.0


@dataclass(frozen=True, slots=True)
class Axes:
    """A grid of square cells: the west and south edges, the cell size, and how many cells east (nx) and north (ny)."""

    west_m: float
    south_m: float
    cell_m: float
    nx: int
    ny: int

    @property
    def x_m(self) -> NDArray[np.float64]:
        """Cell centres, east, shape [nx]."""
        return np.asarray(self.west_m + (np.arange(self.nx) + 0.5) * self.cell_m, dtype=np.float64)

    @property
    def y_m(self) -> NDArray[np.float64]:
        """Cell centres, north, shape [ny]."""
        return np.asarray(self.south_m + (np.arange(self.ny) + 0.5) * self.cell_m, dtype=np.float64)


def axes_over(bounds: tuple[float, float, float, float], cell_m: float) -> Axes:
    """Cover ``bounds`` (west, south, east, north) with square cells."""
    if not cell_m > 0:
        raise BadInput("cell_m", msg("a cell of %(cell)s m", cell=cell_m), msg("more than 0 m"))
    west, south, east, north = bounds
    nx, ny = max(1, ceil((east - west) / cell_m - 1e-9)), max(1, ceil((north - south) / cell_m - 1e-9))
    if nx * ny > MOST_CELLS:
        raise BadInput(
            "cell_m",
            msg("%(n)s cells of %(cell)s m", n=nx * ny, cell=cell_m),
            msg("at most %(most)s: larger cells", most=MOST_CELLS),
        )
    return Axes(west, south, cell_m, nx, ny)


@dataclass(frozen=True, slots=True)
class Roofs:
    """Heights in m (float32 [ny, nx], 0 on the ground) and the index of the building there (int32 [ny, nx], -1 outdoors).

    corners [corner, 2]: the footprints' corners, those of building b at ``starts[b]`` to ``starts[b + 1]`` - 1.
    blocks: the highest roof of each block of 8 × 8 cells and of the blocks around it.
    """

    axes: Axes
    height_m: NDArray[np.float32]
    owner: NDArray[np.int32]
    corners: NDArray[np.float64]
    starts: NDArray[np.int64]
    blocks: NDArray[np.float32]


def draw_roofs(site: Site, cell_m: float) -> Roofs:
    """Draw the buildings: a cell belongs to a building that holds its centre; where two overlap, to the taller one.

    The grid goes ``RIM_M`` beyond everything on the site, so that every ray between two of its places stays on it.
    """
    points = [p for b in site.buildings for p in b.footprint] + list(site.boundary) + [(m.x_m, m.y_m) for m in site.masts]
    x, y = [p[0] for p in points], [p[1] for p in points]
    axes = axes_over((min(x) - RIM_M, min(y) - RIM_M, max(x) + RIM_M, max(y) + RIM_M), cell_m)
    height, owner = np.zeros((axes.ny, axes.nx), np.float32), np.full((axes.ny, axes.nx), -1, np.int32)
    for index, building in enumerate(site.buildings):
        rows, columns, inside = cells_inside(building.footprint, axes)
        wins = inside & (height[rows, columns] < building.height_m)
        height[rows, columns][wins] = building.height_m
        owner[rows, columns][wins] = index
    corners = np.array([p for b in site.buildings for p in b.footprint], dtype=np.float64).reshape(-1, 2)
    starts = np.cumsum([0, *(len(b.footprint) for b in site.buildings)])
    return Roofs(axes, height, owner, corners, starts, _highest_around(height))


def _highest_around(height: NDArray[np.float32]) -> NDArray[np.float32]:
    rows, columns = -(-height.shape[0] // 8), -(-height.shape[1] // 8)
    padded = np.zeros((rows * 8, columns * 8), np.float32)
    padded[: height.shape[0], : height.shape[1]] = height
    highest = padded.reshape(rows, 8, columns, 8).max(axis=(1, 3))
    around: NDArray[np.float32] = maximum_filter(highest, size=3, mode="constant")
    return around


def cells_inside(ring: Ring, axes: Axes) -> tuple[slice, slice, NDArray[np.bool_]]:
    """Return the window of cells (rows, columns) around ``ring`` and which of them have their centre inside."""
    polygon = Polygon(ring)
    west, south, east, north = polygon.bounds

    def span(low: float, high: float, start: float, count: int) -> slice:
        first, last = int((low - start) // axes.cell_m), int((high - start) // axes.cell_m) + 1
        return slice(min(max(first, 0), count), min(max(last, 0), count))

    rows, columns = span(south, north, axes.south_m, axes.ny), span(west, east, axes.west_m, axes.nx)
    shapely.prepare(polygon)
    grid_x, grid_y = np.meshgrid(axes.x_m[columns], axes.y_m[rows])
    inside: NDArray[np.bool_] = shapely.contains_xy(polygon, grid_x, grid_y)
    return rows, columns, inside


def mask_of(ring: Ring, axes: Axes) -> NDArray[np.bool_]:
    """Return which cells have their centre inside ``ring``, shape [ny, nx]."""
    mask = np.zeros((axes.ny, axes.nx), np.bool_)
    rows, columns, inside = cells_inside(ring, axes)
    mask[rows, columns] = inside
    return mask
