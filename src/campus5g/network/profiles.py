"""The ray from a mast to a place, over the roofs: is it clear, how much do the edges take, how deep is the place indoors.

The profile is sampled in the middle of equal steps no longer than a roof cell. The highest ``nu`` is the main edge; on
either side of it the highest remaining edge counts once more (Deygout's construction, at most three edges): a flat roof is
two edges, a street between two halls is three. What passes left and right of a building (its outermost corners, seen from
the ray) is added in power to what passes over it: a chimney hides little. The building that a place is in is left out of the
ray: its wall is counted by ``penetration``.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from math import ceil, hypot, log10, sqrt
from os import cpu_count
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from campus5g.core.site import Mast
from campus5g.network.diffraction import CLEAR_NU, edge_loss_db
from campus5g.network.raster import Roofs

_ROWS_AT_ONCE = 32


@njit(cache=True, nogil=True)
def _highest(  # type: ignore[no-untyped-def]
    roofs, owner, blocks, own, gx, gy, sx, sy, first, last, za, zb, clear_key
):
    """Highest edge among samples ``first`` to ``last`` - 1 on the line from height za to zb, and samples in building ``own``.

    Edges are compared by ``h |h| / (t (1-t))``, which grows with nu and needs no root; below ``clear_key`` an edge takes
    nothing. Samples go by eights: none is looked at where the highest roof around them (``blocks``) cannot matter.
    """
    best, where, inside = -1e30, -1, 0
    inv = 1.0 / (last - first)
    for start in range(first, last, 8):
        end = min(start + 8, last)
        middle = 0.5 * (start + end)
        highest = blocks[int(gy + middle * sy) >> 3, int(gx + middle * sx) >> 3]
        if highest <= 0.0:
            continue
        if own < 0:
            lowest = min(za + (zb - za) * (start - first) * inv, za + (zb - za) * (end - first) * inv)
            room = lowest - highest
            if room > 0.0 and -4.0 * room * room < max(best, clear_key):
                continue
        for k in range(start, end):
            row, column = int(gy + (k + 0.5) * sy), int(gx + (k + 0.5) * sx)
            roof = roofs[row, column]
            if roof <= 0.0:
                continue
            if own >= 0 and owner[row, column] == own:
                inside += 1
                continue
            t = (k + 0.5 - first) * inv
            above = roof - (za + (zb - za) * t)
            key = above * abs(above) / (t * (1.0 - t))
            if key > best:
                best, where = key, k
    return best, where, inside


@njit(cache=True, nogil=True)
def _clear_key(length, wavelength):  # type: ignore[no-untyped-def]
    """The key of an edge at nu = -0.78, where its loss begins."""
    return -CLEAR_NU * CLEAR_NU * wavelength * length / 2.0


@njit(cache=True, nogil=True)
def _nu(key, length, wavelength):  # type: ignore[no-untyped-def]
    root = sqrt(abs(key) * 2.0 / (wavelength * length))
    return root if key > 0.0 else -root


@njit(cache=True, nogil=True)
def _around(building, corners, starts, x0, y0, x1, y1, share, wavelength):  # type: ignore[no-untyped-def]
    """Power that passes left and right of a building, as a share of what the clear path would bring."""
    dx, dy = x1 - x0, y1 - y0
    length = hypot(dx, dy)
    left = right = 0.0
    for c in range(starts[building], starts[building + 1]):
        offset = ((corners[c, 0] - x0) * dy - (corners[c, 1] - y0) * dx) / length
        left, right = max(left, -offset), max(right, offset)
    scale = sqrt(2.0 / (wavelength * length * share * (1.0 - share)))
    return 10.0 ** (-0.1 * edge_loss_db(left * scale)) + 10.0 ** (-0.1 * edge_loss_db(right * scale))


@njit(cache=True, nogil=True)
def _side(  # type: ignore[no-untyped-def]
    roofs, owner, blocks, own, corners, starts, gx, gy, sx, sy, first, last, za, zb, x0, y0, x1, y1, steps, wavelength
):
    """Loss of the highest edge on one side of the main edge, and its building (-1: none)."""
    if last <= first:
        return 0.0, -1, 0.0
    length = hypot(x1 - x0, y1 - y0) * (last - first) / steps
    key, where, _ = _highest(roofs, owner, blocks, own, gx, gy, sx, sy, first, last, za, zb, _clear_key(length, wavelength))
    if where < 0:
        return 0.0, -1, 0.0
    loss = edge_loss_db(_nu(key, length, wavelength))
    if loss <= 0.0:
        return 0.0, -1, 0.0
    building = owner[int(gy + (where + 0.5) * sy), int(gx + (where + 0.5) * sx)]
    return loss, building, (where + 0.5) / steps


@njit(cache=True, nogil=True)
def _edges(  # type: ignore[no-untyped-def]
    roofs, owner, blocks, own, corners, starts, west, south, cell, x0, y0, z0, x1, y1, z1, wavelength
):
    """Line of sight, loss of the edges (dB) and metres inside the place's own building."""
    distance = hypot(x1 - x0, y1 - y0)
    steps = max(1, ceil(distance / cell))
    gx, gy = (x0 - west) / cell, (y0 - south) / cell
    sx, sy = (x1 - x0) / cell / steps, (y1 - y0) / cell / steps
    key, main, inside = _highest(roofs, owner, blocks, own, gx, gy, sx, sy, 0, steps, z0, z1, _clear_key(distance, wavelength))
    depth = inside * distance / steps
    top_loss = edge_loss_db(_nu(key, distance, wavelength)) if main >= 0 else 0.0
    if top_loss <= 0.0:
        return True, 0.0, depth
    share = (main + 0.5) / steps
    building = owner[int(gy + (main + 0.5) * sy), int(gx + (main + 0.5) * sx)]
    others = 0.0
    if key > 0.0:
        roof = roofs[int(gy + (main + 0.5) * sy), int(gx + (main + 0.5) * sx)]
        for side in range(2):
            first, last, za, zb = (0, main, z0, roof) if side == 0 else (main + 1, steps, roof, z1)
            loss, other, at = _side(
                roofs, owner, blocks, own, corners, starts, gx, gy, sx, sy, first, last, za, zb, x0, y0, x1, y1, steps, wavelength
            )
            if other == building:
                top_loss += loss
            elif other >= 0:
                past = 10.0 ** (-0.1 * loss) + _around(other, corners, starts, x0, y0, x1, y1, at, wavelength)
                others += max(0.0, -10.0 * log10(past))
    past = 10.0 ** (-0.1 * top_loss) + _around(building, corners, starts, x0, y0, x1, y1, share, wavelength)
    return key <= 0.0, max(0.0, -10.0 * log10(past)) + others, depth


@njit(cache=True, nogil=True)
def _rows(  # type: ignore[no-untyped-def]
    roofs, owner, blocks, corners, starts, west, south, cell, x0, y0, z0, xs, ys, z1, wavelength, own, los, edge, depth
):
    for j in range(ys.shape[0]):
        for i in range(xs.shape[0]):
            los[j, i], edge[j, i], depth[j, i] = _edges(
                roofs, owner, blocks, own[j, i], corners, starts, west, south, cell, x0, y0, z0, xs[i], ys[j], z1, wavelength
            )


@njit(cache=True, nogil=True)
def _links(  # type: ignore[no-untyped-def]
    roofs, owner, blocks, corners, starts, west, south, cell, x0, y0, z0, xs, ys, z1, wavelength, own, los, edge, depth
):
    for i in range(xs.shape[0]):
        los[i], edge[i], depth[i] = _edges(
            roofs, owner, blocks, own[i], corners, starts, west, south, cell, x0[i], y0[i], z0[i], xs[i], ys[i], z1, wavelength
        )


def owners_at(roofs: Roofs, x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return the index of the building at each point (-1 outdoors); shapes broadcast."""
    axes = roofs.axes
    column = np.floor((x_m - axes.west_m) / axes.cell_m).astype(np.int64)
    row = np.floor((y_m - axes.south_m) / axes.cell_m).astype(np.int64)
    known = (column >= 0) & (column < axes.nx) & (row >= 0) & (row < axes.ny)
    found = roofs.owner[np.clip(row, 0, axes.ny - 1), np.clip(column, 0, axes.nx - 1)]
    return np.where(known, found, -1).astype(np.int32)


def _drawing(roofs: Roofs) -> tuple[Any, ...]:
    """The raster as the compiled functions take it."""
    axes = roofs.axes
    return roofs.height_m, roofs.owner, roofs.blocks, roofs.corners, roofs.starts, axes.west_m, axes.south_m, axes.cell_m


Maps = tuple[NDArray[np.bool_], NDArray[np.float32], NDArray[np.float32]]


def profile_maps(
    roofs: Roofs,
    masts: tuple[Mast, ...],
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    rx_height_m: float,
    wavelength_m: float,
) -> Maps:
    """Return line of sight, edge loss (dB) and depth indoors (m), each [mast, ny, nx], for every mast and grid cell.

    The work is cut in blocks of rows for as many threads as there are cores; every cell is computed alone, so the result
    does not depend on their number.
    """
    shape = (len(masts), y_m.size, x_m.size)
    los, edge, depth = np.zeros(shape, np.bool_), np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    own = owners_at(roofs, x_m[None, :], y_m[:, None])
    drawing = _drawing(roofs)

    def block(task: tuple[int, int]) -> None:
        at, start = task
        mast, rows = masts[at], slice(start, start + _ROWS_AT_ONCE)
        ray = (mast.x_m, mast.y_m, mast.height_m, x_m, y_m[rows], rx_height_m, wavelength_m)
        _rows(*drawing, *ray, own[rows], los[at, rows], edge[at, rows], depth[at, rows])  # type: ignore[call-arg]

    tasks = [(at, start) for at in range(len(masts)) for start in range(0, y_m.size, _ROWS_AT_ONCE)]
    with ThreadPoolExecutor(max_workers=max(1, cpu_count() or 1)) as pool:
        list(pool.map(block, tasks))
    return los, edge, depth


def profile_links(
    roofs: Roofs,
    tx_m: NDArray[np.float64],
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    rx_height_m: float,
    wavelength_m: float,
) -> Maps:
    """Return the same for scattered links: ``tx_m`` [link, 3] (x, y, height) to points [link]; results [link]."""
    los, edge, depth = np.zeros(x_m.size, np.bool_), np.zeros(x_m.size, np.float32), np.zeros(x_m.size, np.float32)
    own = owners_at(roofs, x_m, y_m)
    x0, y0, z0 = (np.ascontiguousarray(tx_m[:, k]) for k in range(3))
    _links(*_drawing(roofs), x0, y0, z0, x_m, y_m, rx_height_m, wavelength_m, own, los, edge, depth)  # type: ignore[call-arg]
    return los, edge, depth
