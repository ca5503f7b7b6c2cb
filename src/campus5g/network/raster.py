"""A site drawn on a grid of square cells. Index [row, column] = [north, east]."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import Ring

MOST_CELLS = 40_000_000


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
