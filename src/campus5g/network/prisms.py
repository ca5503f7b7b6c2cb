"""The buildings of a site as prisms, indexed so that a ray finds the walls it meets without looking at the others.

A wall is one edge of a footprint, from the ground to the roof. Walls are held by the square cells that they cross; a ray walks
from cell to cell and skips those whose highest wall is below it.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon, STRtree

from campus5g.core.site import Site, Wall

Array = NDArray[np.float64]

_LEAST_CELL_M = 12.0
_MOST_CELLS = 1_000_000
_TOUCH_M = 1e-3
"""A wall is also held by the cells that it comes this near to, so that rounding never loses it."""

MATERIALS = {Wall.LOW_LOSS: "brick", Wall.HIGH_LOSS: "concrete", Wall.METAL: "metal"}


class Grid(NamedTuple):
    """The walls by the square cells that hold them, copied in the order in which rays read them.

    starts [cells + 1]: the rows of ``walls`` of each cell (row-major, north of ``south_m``, east of ``west_m``). walls [row, 7]:
    x and y of the start, x and y to the end, roof, index of the wall, building. top_m [cells]: the highest, 0 without any.
    """

    starts: NDArray[np.int64]
    walls: Array
    top_m: Array
    west_m: float
    south_m: float
    cell_m: float
    columns: int
    rows: int


class Prisms(NamedTuple):
    """Walls of all buildings, as the compiled functions take them.

    ends_m [wall, 4]: x and y of both ends, the building on the left. height_m, owner [wall]: roof and index of the building.
    before [wall]: the wall that ends where this one starts. first [building + 1]: the first wall of each building.
    """

    grid: Grid
    ends_m: Array
    height_m: Array
    owner: NDArray[np.int64]
    before: NDArray[np.int64]
    first: NDArray[np.int64]


def prisms_of(site: Site) -> Prisms:
    """Index the walls of ``site``; footprints may turn either way and overlap."""
    ends, height, owner, before = _walls(site)
    first = np.searchsorted(owner, np.arange(len(site.buildings) + 1)).astype(np.int64)
    return Prisms(_grid(ends, height, owner), ends, height, owner, before, first)


def _grid(ends: Array, height: Array, owner: NDArray[np.int64]) -> Grid:
    if not len(ends):
        return Grid(np.zeros(2, np.int64), np.zeros((0, 7)), np.zeros(1), 0.0, 0.0, 1.0, 1, 1)
    x, y = ends[:, [0, 2]], ends[:, [1, 3]]
    west, south = float(x.min()) - 1.0, float(y.min()) - 1.0
    wide, deep = float(x.max()) + 1.0 - west, float(y.max()) + 1.0 - south
    cell = float(max(_LEAST_CELL_M, (wide * deep / min(_MOST_CELLS, 8 * len(ends) + 64)) ** 0.5))
    columns, rows = ceil(wide / cell), ceil(deep / cell)
    wall, at = _cells_met(ends, west, south, cell, columns, rows)
    order = np.argsort(at, kind="stable")
    starts = np.searchsorted(at[order], np.arange(rows * columns + 1)).astype(np.int64)
    top = np.zeros(rows * columns)
    np.maximum.at(top, at, height[wall])
    held = wall[order]
    walls = np.column_stack([ends[held, :2], ends[held, 2:] - ends[held, :2], height[held], held, owner[held]])
    return Grid(starts, np.ascontiguousarray(walls, dtype=np.float64), top, west, south, cell, columns, rows)


def _walls(site: Site) -> tuple[Array, Array, NDArray[np.int64], NDArray[np.int64]]:
    """Return ends, heights, owners and predecessors of every wall; rings turned so that the building is on the left."""
    ends, height, owner, before = [np.zeros((0, 4))], [], [], []
    count = 0
    for index, building in enumerate(site.buildings):
        ring = np.asarray(shapely.get_coordinates(shapely.normalize(Polygon(building.footprint).exterior)))[:-1]
        ring = ring if shapely.is_ccw(shapely.linearrings(ring)) else ring[::-1]
        after = np.roll(ring, -1, axis=0)
        size = len(ring)
        ends.append(np.hstack([ring, after]))
        height.append(np.full(size, building.height_m))
        owner.append(np.full(size, index))
        before.append(count + (np.arange(size) - 1) % size)
        count += size
    if not count:
        return ends[0], np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64)
    return (
        np.ascontiguousarray(np.concatenate(ends)),
        np.concatenate(height).astype(np.float64),
        np.concatenate(owner).astype(np.int64),
        np.concatenate(before).astype(np.int64),
    )


def _cells_met(
    ends: Array, west: float, south: float, cell: float, columns: int, rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs (wall, cell) of walls and the cells that they come to."""
    lines = shapely.linestrings(ends.reshape(-1, 2, 2))
    low = np.floor((np.minimum(ends[:, :2], ends[:, 2:]) - (west, south) - _TOUCH_M) / cell).astype(np.int64)
    high = np.floor((np.maximum(ends[:, :2], ends[:, 2:]) - (west, south) + _TOUCH_M) / cell).astype(np.int64)
    low, high = np.maximum(low, 0), np.minimum(high, (columns - 1, rows - 1))
    wide, deep = (high - low + 1).T
    wall = np.repeat(np.arange(len(ends)), wide * deep)
    place = np.arange(wall.size) - np.repeat(np.cumsum(wide * deep) - wide * deep, wide * deep)
    column, row = low[wall, 0] + place % wide[wall], low[wall, 1] + place // wide[wall]
    x, y = west + column * cell, south + row * cell
    squares = shapely.box(x - _TOUCH_M, y - _TOUCH_M, x + cell + _TOUCH_M, y + cell + _TOUCH_M)
    met = shapely.intersects(squares, lines[wall])
    return wall[met], (row * columns + column)[met]


def buildings_at(site: Site, x_m: Array, y_m: Array) -> NDArray[np.int64]:
    """Return the index of the building over each point (the tallest where several are), -1 in the open; shapes as given."""
    found = np.full(np.shape(x_m), -1, np.int64)
    if not site.buildings:
        return found
    tree = STRtree([Polygon(b.footprint) for b in site.buildings])
    point, building = tree.query(shapely.points(np.ravel(x_m), np.ravel(y_m)), predicate="intersects")
    rising = np.argsort(np.array([b.height_m for b in site.buildings])[building], kind="stable")
    found.reshape(-1)[point[rising]] = building[rising]
    return found


def permittivities(site: Site, materials: dict[str, complex]) -> NDArray[np.complex128]:
    """Return the complex permittivity of the walls of each building, by their class: brick, concrete or metal."""
    return np.array([materials[MATERIALS[b.wall]] for b in site.buildings], dtype=np.complex128)
