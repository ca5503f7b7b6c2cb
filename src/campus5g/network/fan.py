"""The walls around one mast, by direction and distance: a ray from the mast looks only at those that may reach it.

A ray that comes down from a mast passes over most of the way. In each direction the walls are sorted by how far they reach, with
the highest roof up to there: walked from the place towards the mast, a ray is done as soon as it is above all that remains.
"""

from __future__ import annotations

from math import atan2, floor, inf, pi
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled, woven
from campus5g.network.prisms import Prisms
from campus5g.network.rays import ENDS, MOST_EDGES, Array, Indices, Scratch, length_of, met_at

_SECTORS = 2048
_SLACK_RAD = 1e-6
"""A wall is also held by the directions that it comes this near to, so that rounding never loses it."""

_TOUCH_M = 1e-3
"""A wall this near to the mast stands in every direction."""


class Fan(NamedTuple):
    """Walls around (x_m, y_m). starts [sectors + 1]: the rows of each direction, sorted by how far they reach.

    reach [row, 3]: distance of the far end; highest roof of this row and those before; least distance of this row and those
    after. walls [row, 7]: x and y of the start from the mast, x and y to the end, roof, index of the wall, building.
    """

    x_m: float
    y_m: float
    starts: Indices
    reach: Array
    walls: Array


def fan_of(p: Prisms, x_m: float, y_m: float) -> Fan:
    """Sort the walls of a site around a mast."""
    start, along = p.ends_m[:, :2] - (x_m, y_m), p.ends_m[:, 2:] - p.ends_m[:, :2]
    near, far = _distances(start, along)
    begin = np.arctan2(start[:, 1], start[:, 0])
    turn = np.arctan2(start[:, 0] * along[:, 1] - start[:, 1] * along[:, 0], ((start + along) * start).sum(axis=1))
    low, wide = begin + np.minimum(turn, 0.0) - _SLACK_RAD, np.abs(turn) + 2 * _SLACK_RAD
    first = np.floor((low + pi) / (2 * pi) * _SECTORS).astype(np.int64)
    many = np.floor((low + wide + pi) / (2 * pi) * _SECTORS).astype(np.int64) - first + 1
    many[near < _TOUCH_M] = _SECTORS
    wall = np.repeat(np.arange(len(many)), many)
    place = np.arange(wall.size) - np.repeat(np.cumsum(many) - many, many)
    sector = (first[wall] + place) % _SECTORS
    order = np.lexsort((far[wall], sector))
    wall = wall[order]
    starts = np.searchsorted(sector[order], np.arange(_SECTORS + 1)).astype(np.int64)
    reach = np.column_stack([far[wall], p.height_m[wall], near[wall]])
    highest_so_far(starts, reach, 1)
    _least_from_here(starts, reach, 2)
    walls = np.column_stack([start[wall], along[wall], p.height_m[wall], wall, p.owner[wall]])
    return Fan(x_m, y_m, starts, reach, np.ascontiguousarray(walls))


def _distances(start: NDArray[np.float64], along: NDArray[np.float64]) -> tuple[Array, Array]:
    """The least and the greatest distance of each wall."""
    square = (along**2).sum(axis=1)
    foot = np.clip(-(start * along).sum(axis=1) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    ends = np.maximum(np.hypot(*start.T), np.hypot(*(start + along).T))
    return np.hypot(*(start + foot[:, None] * along).T), ends


@compiled
def highest_so_far(starts: Indices, rows: Array, column: int) -> None:
    """Replace a column by the highest value of each row and those before in its direction."""
    for sector in range(starts.size - 1):
        for k in range(starts[sector] + 1, starts[sector + 1]):
            rows[k, column] = max(rows[k, column], rows[k - 1, column])


@compiled
def _least_from_here(starts: Indices, rows: Array, column: int) -> None:
    for sector in range(starts.size - 1):
        for k in range(starts[sector + 1] - 2, starts[sector] - 1, -1):
            rows[k, column] = min(rows[k, column], rows[k + 1, column])


@compiled
def first_beyond(rising: Array, low: int, high: int, limit: float) -> int:
    """Return the first place from ``low`` to ``high`` - 1 at which rising values reach ``limit``, ``high`` if none does."""
    while low < high:
        middle = (low + high) // 2
        if rising[middle] < limit:
            low = middle + 1
        else:
            high = middle
    return low


@woven
def met_from_mast(
    f: Fan, z0: float, x1: float, y1: float, z1: float, skip_a: int, skip_b: int, clearance_m: float, at: Array, walls: Indices
) -> int:  # fmt: skip
    """Gather the walls met whose roof reaches within ``clearance_m`` of the ray from the mast; return how many.

    at, walls: take the shares of the way and the walls. Buildings ``skip_a`` and ``skip_b`` do not count.
    """
    dx, dy = x1 - f.x_m, y1 - f.y_m
    sector = min(max(floor((atan2(dy, dx) + pi) / (2 * pi) * _SECTORS), 0), _SECTORS - 1)
    flat, fall, count = length_of(dx, dy), min(z1 - z0, 0.0), 0
    if flat == 0.0:
        return 0
    beyond = first_beyond(f.reach[:, 2], f.starts[sector], f.starts[sector + 1], flat)
    for k in range(beyond - 1, f.starts[sector] - 1, -1):
        lowest = z0 + fall * min(f.reach[k, 0] / flat, 1.0) - clearance_m
        if f.reach[k, 1] <= lowest:
            break
        if f.walls[k, 4] <= lowest:
            continue
        t = met_at(f.walls[k, 0], f.walls[k, 1], f.walls[k, 2], f.walls[k, 3], dx, dy)
        if ENDS <= t < 1.0 - ENDS and f.walls[k, 6] != skip_a and f.walls[k, 6] != skip_b and count < MOST_EDGES:
            at[count], walls[count] = t, int(f.walls[k, 5])
            count += 1
    return count


@compiled
def lowest_seen_m(p: Prisms, f: Fan, z0: float, x1: float, y1: float, skip: int, room: Scratch) -> float:
    """Return the height above which a mast at the height z0 sees the vertical line at (x1, y1), 0 if all of it."""
    lowest, at, walls = 0.0, room.at, room.walls
    for k in range(met_from_mast(f, z0, x1, y1, 0.0, skip, -1, inf, at, walls)):
        lowest = max(lowest, z0 + (p.height_m[walls[k]] - z0) / at[k])
    return lowest
