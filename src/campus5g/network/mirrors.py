"""Walls as mirrors: one reflection on an upright wall, or two on wide and shiny ones, by the images of the mast behind them.

The reflected ray runs from the last image through its wall to the place. It counts where it meets each wall below its roof and
all of its legs are clear: ``(wavelength / (4 pi d))² R (1 + g²)``, d from image to place, R the product of the walls' shares
(``reflection``) and g the twin on the ground.
"""

from __future__ import annotations

from math import ceil, floor, inf, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled
from campus5g.network.fan import Fan, lowest_seen_m
from campus5g.network.prisms import Prisms
from campus5g.network.rays import Indices, free_space_gain, is_blocked, length_of, scratch
from campus5g.network.reflection import ground_factor, wall_reflectivity

Array = NDArray[np.float64]
Shiny = NDArray[np.complex128]

LEAST_WIDTH_M = 0.5
"""A narrower facet is no mirror at these wavelengths."""

WIDE_M, LEAST_TWICE = 20.0, 0.1
"""Two reflections are followed between walls at least this wide that together send back at least this share, head on."""

TWICE_M = 1500.0
"""Two reflections are followed between walls no farther apart than this, and no farther than this behind the second."""

LEAST_SHARE = 0.05
"""A reflection that adds less than this share to what a place already has is left out."""

_OFF_M = 0.01
_STEP_M = 5.0
_NEAREST_M = 0.1


class Mirrors(NamedTuple):
    """The walls in which a mast is seen. wall: their index; via: the row of the mirror before, -1 for a single one.

    table [mirror, 11]: image x and y; distance of what it shows (the mast, or the image before) from the wall's plane; outward
    normal x and y; lowest height at which the mast sees the wall; x and y of both ends of the part that it lights; how far
    from the image the ray comes down, when it must pass below the roof of the first of two walls.
    """

    wall: Indices
    via: Indices
    table: Array


@compiled
def _face(p: Prisms, wall: int, x0: float, y0: float) -> tuple[float, float, float, float]:
    """Width of a wall, its outward normal, and how far before it a point stands."""
    ux, uy = p.ends_m[wall, 2] - p.ends_m[wall, 0], p.ends_m[wall, 3] - p.ends_m[wall, 1]
    width = length_of(ux, uy)
    if width == 0.0:
        return 0.0, 0.0, 0.0, -1.0
    nx, ny = uy / width, -ux / width
    return width, nx, ny, (x0 - p.ends_m[wall, 0]) * nx + (y0 - p.ends_m[wall, 1]) * ny


@compiled
def _write(table: Array, row: int, x0: float, y0: float, before: float, nx: float, ny: float, seen: float) -> None:
    table[row, 0], table[row, 1], table[row, 2] = x0 - 2 * before * nx, y0 - 2 * before * ny, before
    table[row, 3], table[row, 4], table[row, 5] = nx, ny, seen


@compiled
def _single(p: Prisms, f: Fan, z0: float, skip: int, lowest: float, found: Indices, table: Array) -> int:
    room, count = scratch(), 0
    for wall in range(p.ends_m.shape[0]):
        width, nx, ny, before = _face(p, wall, f.x_m, f.y_m)
        if width < LEAST_WIDTH_M or before < _NEAREST_M or p.height_m[wall] <= lowest or p.owner[wall] == skip:
            continue
        seen, looks = p.height_m[wall], ceil(width / _STEP_M)
        for k in range(looks + 1):
            along = min(max(k / looks, _OFF_M / width), 1.0 - _OFF_M / width)
            px = p.ends_m[wall, 0] + (p.ends_m[wall, 2] - p.ends_m[wall, 0]) * along + _OFF_M * nx
            py = p.ends_m[wall, 1] + (p.ends_m[wall, 3] - p.ends_m[wall, 1]) * along + _OFF_M * ny
            seen = min(seen, lowest_seen_m(p, f, z0, px, py, skip, room))
            if seen <= 0.0:
                break
        if seen < p.height_m[wall]:
            found[count] = wall
            _write(table, count, f.x_m, f.y_m, before, nx, ny, seen)
            table[count, 6:10], table[count, 10] = p.ends_m[wall], inf
            count += 1
    return count


@compiled
def _lit_part(p: Prisms, table: Array, k: int, wall: int) -> tuple[float, float]:
    """The part of a wall before mirror ``k`` and within its fan, as shares of the wall's width; empty when it ends first."""
    ix, iy, low, high = table[k, 0], table[k, 1], 0.0, 1.0
    for plane in range(3):
        if plane == 0:
            nx, ny, px, py = table[k, 3], table[k, 4], table[k, 6], table[k, 7]
        elif plane == 1:
            nx, ny, px, py = iy - table[k, 7], table[k, 6] - ix, ix, iy
        else:
            nx, ny, px, py = table[k, 9] - iy, ix - table[k, 8], ix, iy
        first = (p.ends_m[wall, 0] - px) * nx + (p.ends_m[wall, 1] - py) * ny
        last = (p.ends_m[wall, 2] - px) * nx + (p.ends_m[wall, 3] - py) * ny
        if first < 0.0 and last < 0.0:
            return 1.0, 0.0
        if first < 0.0:
            low = max(low, first / (first - last))
        elif last < 0.0:
            high = min(high, first / (first - last))
    return low, high


@compiled
def _reach(table: Array, k: int, roof: float, z0: float, z1: float) -> float:
    """How far from its start a ray that falls from z0 comes down to z1, when it meets mirror ``k`` below its roof."""
    if z0 <= roof:
        return inf
    near = length_of(table[k, 6] - table[k, 0], table[k, 7] - table[k, 1])
    far = length_of(table[k, 8] - table[k, 0], table[k, 9] - table[k, 1])
    return max(near, far) * (z0 - z1) / (z0 - roof)


@compiled
def _double(
    p: Prisms, head_on: Array, z0: float, skip: int, lowest: float, singles: int, found: Indices, via: Indices, table: Array
) -> int:
    """Append the pairs of mirrors: every wide shiny wall that a wide shiny mirror lights; return how many rows there are."""
    count = singles
    for k in range(singles):
        first = found[k]
        if length_of(table[k, 8] - table[k, 6], table[k, 9] - table[k, 7]) < WIDE_M:
            continue
        reach = _reach(table, k, p.height_m[first], z0, lowest)
        for wall in range(p.ends_m.shape[0]):
            if wall == first or p.owner[wall] == skip or p.height_m[wall] <= lowest:
                continue
            if head_on[p.owner[wall]] * head_on[p.owner[first]] < LEAST_TWICE:
                continue
            if length_of(p.ends_m[wall, 0] - p.ends_m[first, 0], p.ends_m[wall, 1] - p.ends_m[first, 1]) > TWICE_M:
                continue
            width, nx, ny, before = _face(p, wall, table[k, 0], table[k, 1])
            if width < WIDE_M or before < _NEAREST_M:
                continue
            low, high = _lit_part(p, table, k, wall)
            if (high - low) * width < LEAST_WIDTH_M:
                continue
            if count < found.size:
                found[count], via[count] = wall, k
                _write(table, count, table[k, 0], table[k, 1], before, nx, ny, 0.0)
                ux, uy = p.ends_m[wall, 2] - p.ends_m[wall, 0], p.ends_m[wall, 3] - p.ends_m[wall, 1]
                table[count, 6], table[count, 7] = p.ends_m[wall, 0] + ux * low, p.ends_m[wall, 1] + uy * low
                table[count, 8], table[count, 9] = p.ends_m[wall, 0] + ux * high, p.ends_m[wall, 1] + uy * high
                near = length_of(table[count, 6] - table[k, 0], table[count, 7] - table[k, 1])
                far = length_of(table[count, 8] - table[k, 0], table[count, 9] - table[k, 1])
                table[count, 10] = min(reach, max(near, far) + TWICE_M)
            count += 1
    return count


def mirrors_seen(p: Prisms, f: Fan, eps: Shiny, z0: float, skip: int, lowest_m: float) -> Mirrors:
    """Gather the walls higher than ``lowest_m`` in which a mast is seen (looked at every 5 m at most), and their pairs."""
    walls = len(p.ends_m)
    found, table = np.empty(walls, np.int64), np.empty((walls, 11))
    singles = _single(p, f, z0, skip, lowest_m, found, table)
    head_on = np.array([wall_reflectivity(complex(e), 1.0) for e in eps])
    rows = singles
    while True:  # the second round has the room that the first one asked for
        via = np.full(rows, -1, np.int64)
        more, wider = np.empty(rows, np.int64), np.empty((rows, 11))
        more[:singles], wider[:singles] = found[:singles], table[:singles]
        asked = _double(p, head_on, z0, skip, lowest_m, singles, more, via, wider)
        if asked <= rows:
            return Mirrors(more, via, wider)
        rows = asked


@compiled
def _met_on(table: Array, row: int, x1: float, y1: float) -> tuple[bool, float, float, float, float]:
    """Where the ray from the image of a mirror to a point meets the wall: whether it does, x, y, share of the way, distance
    of the point before the wall's plane."""
    nx, ny, before = table[row, 3], table[row, 4], table[row, 2]
    ex, ey = table[row, 6], table[row, 7]
    after = (x1 - ex) * nx + (y1 - ey) * ny
    if after < _NEAREST_M:
        return False, 0.0, 0.0, 0.0, 0.0
    share = before / (before + after)
    ix, iy = table[row, 0], table[row, 1]
    px, py = ix + (x1 - ix) * share, iy + (y1 - iy) * share
    ux, uy = table[row, 8] - ex, table[row, 9] - ey
    along = (px - ex) * ux + (py - ey) * uy
    return 0.0 <= along <= ux * ux + uy * uy, px, py, share, after


@compiled
def add_mirror(
    p: Prisms, m: Mirrors, k: int, eps: Shiny, ground: complex, x0: float, y0: float, z0: float, skip: int, wavelength_m: float,
    begin: int, end: int, x: Array, y: Array, z1: float, own: Indices, los: NDArray[np.bool_], gain: Array,
) -> None:  # fmt: skip
    """Add what mirror ``k`` brings to the gains of the places ``begin`` to ``end`` - 1.

    What adds next to nothing to a place is left out; so is, in sight, a second reflection.
    """
    wall, row, table = m.wall[k], m.via[k], m.table
    for i in range(begin, end):
        if p.owner[wall] == own[i] or (row >= 0 and los[i]):
            continue
        meets, px, py, share, after = _met_on(table, k, x[i], y[i])
        height = z0 + (z1 - z0) * share
        if not meets or height >= p.height_m[wall] or height <= table[k, 5]:
            continue
        flat = length_of(x[i] - table[k, 0], y[i] - table[k, 1])
        length = length_of(flat, z1 - z0)
        power = free_space_gain(length, wavelength_m)
        if power < LEAST_SHARE * gain[i]:
            continue
        power *= wall_reflectivity(eps[p.owner[wall]], (table[k, 2] + after) / length)
        px, py = px + _OFF_M * table[k, 3], py + _OFF_M * table[k, 4]
        qx, qy, first_height = px, py, height
        if row >= 0:
            meets, qx, qy, way, after = _met_on(table, row, px, py)
            first, first_height = m.wall[row], z0 + (height - z0) * way
            if not meets or first_height >= p.height_m[first] or first_height <= table[row, 5]:
                continue
            power *= wall_reflectivity(eps[p.owner[first]], (table[row, 2] + after) / length)
            qx, qy = qx + _OFF_M * table[row, 3], qy + _OFF_M * table[row, 4]
        if (
            power < LEAST_SHARE * gain[i]
            or is_blocked(p.grid, px, py, height, x[i], y[i], z1, own[i], skip)
            or is_blocked(p.grid, qx, qy, first_height, px, py, height, own[i], skip)
            or is_blocked(p.grid, qx, qy, first_height, x0, y0, z0, own[i], skip)
        ):
            continue
        gain[i] += power * ground_factor(ground, flat, z0, z1, wavelength_m)


@compiled
def _stretch_before(p: Prisms, m: Mirrors, k: int, z0: float, z1: float) -> tuple[float, float]:
    """How near and how far before the wall a place may be, so that the ray meets it where the mast sees it, below its roof."""
    before, roof, seen = m.table[k, 2], p.height_m[m.wall[k]], m.table[k, 5]
    low = 0.0
    if z0 > z1 and seen > z1:
        low = before * (seen - z1) / (z0 - seen) if seen < z0 else inf
    return low, before * (roof - z1) / (z0 - roof) if z0 > roof else inf


@compiled
def cells_lit(p: Prisms, m: Mirrors, k: int, z0: float, z1: float, y: float, west: float, east: float) -> tuple[float, float]:
    """Return the stretch of the row ``y`` from which mirror ``k`` may show the mast; empty when it ends before it begins.

    The place lies before the wall, within the fan from the image through its ends, and where the ray meets the wall
    between the lowest height that the mast sees and the roof: half planes ``a x <= b`` along the row.
    """
    nx, ny, ix, iy = m.table[k, 3], m.table[k, 4], m.table[k, 0], m.table[k, 1]
    ex, ey, fx, fy = m.table[k, 6], m.table[k, 7], m.table[k, 8], m.table[k, 9]
    low, high = _stretch_before(p, m, k, z0, z1)
    begin, end, reach = west, east, m.table[k, 10]
    if reach < inf:
        if abs(y - iy) >= reach:
            return 1.0, 0.0
        half = sqrt(reach * reach - (y - iy) * (y - iy))
        begin, end = max(begin, ix - half), min(end, ix + half)
    for plane in range(4):
        if plane == 0:  # left of the line from the image through the wall's start
            a, b = ey - iy, (ey - iy) * ix + (ex - ix) * (y - iy)
        elif plane == 1:  # right of the line through its end
            a, b = iy - fy, (iy - fy) * ix + (ix - fx) * (y - iy)
        elif plane == 2:
            a, b = -nx, (y - ey) * ny - nx * ex - low
        else:
            a, b = nx, high - (y - ey) * ny + nx * ex
        if a > 1e-12:
            end = min(end, b / a)
        elif a < -1e-12:
            begin = max(begin, b / a)
        elif b < 0.0:
            return 1.0, 0.0
    return begin, end


@compiled
def columns_between(begin: float, end: float, first_m: float, cell_m: float, columns: int) -> tuple[int, int]:
    """Return the first and one past the last column whose centre lies in the stretch; centres start at ``first_m``."""
    if not begin <= end:
        return 0, 0
    low = max(ceil((begin - first_m) / cell_m - 1e-9), 0) if begin > first_m else 0
    high = min(floor((end - first_m) / cell_m + 1e-9) + 1, columns) if end >= first_m else 0
    return low, high
