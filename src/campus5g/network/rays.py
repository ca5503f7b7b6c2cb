"""One ray over the prisms: the walls it meets, whether it is clear, and what the edges that it passes take.

A ray goes from (x0, y0, z0) to (x1, y1, z1); a place on it is the share ``t`` of the way. Everything here is compiled.
"""

from __future__ import annotations

from math import floor, inf, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled, woven
from campus5g.network.diffraction import CLEAR_NU, edge_loss_db
from campus5g.network.prisms import Grid

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

MOST_EDGES = 512
"""Edges kept for one ray; the farthest of a ray with more are left out."""

MOST_CORNERS = 32
"""Corners compared on each side of a ray."""

ENDS, ABOVE_M = 1e-7, 1e-6
"""A ray meets nothing this near to its ends (share of the way), and passes over a roof that is no higher than this above it."""


class Scratch(NamedTuple):
    """Room for one ray at a time: what it meets (at, roof_m, walls) and the corners near it (nu, corner; [2 sides, ...])."""

    at: Array
    roof_m: Array
    walls: Indices
    nu: Array
    corner: Indices


@compiled
def scratch() -> Scratch:
    return Scratch(
        np.empty(MOST_EDGES), np.empty(MOST_EDGES), np.empty(MOST_EDGES, np.int64),
        np.empty((2, MOST_CORNERS)), np.empty((2, MOST_CORNERS), np.int64),
    )  # fmt: skip


@compiled
def met_at(wx: float, wy: float, ux: float, uy: float, dx: float, dy: float) -> float:
    """Return the share of a way (dx, dy) at which it crosses a wall, -1 if it does not, both seen from above.

    (wx, wy): from the start of the way to that of the wall; (ux, uy): along the wall, whose end does not count.
    """
    across, along = dx * uy - dy * ux, wx * dy - wy * dx
    if not (0.0 <= along < across or across < along <= 0.0):
        return -1.0
    return (wx * uy - wy * ux) / across


@compiled
def is_blocked(
    g: Grid, x0: float, y0: float, z0: float, x1: float, y1: float, z1: float, skip_a: int, skip_b: int
) -> bool:  # fmt: skip
    """Tell whether a roof is higher than the ray, walked cell by cell from its first end to the first such wall.

    Buildings ``skip_a`` and ``skip_b`` do not count.
    """
    east, north = x1 - x0, y1 - y0
    west, south = (x0 - g.west_m) / g.cell_m, (y0 - g.south_m) / g.cell_m
    dx, dy = east / g.cell_m, north / g.cell_m
    column, row = floor(west), floor(south)
    last_column, last_row = floor(west + dx), floor(south + dy)
    step_x, step_y = (1 if dx > 0 else -1), (1 if dy > 0 else -1)
    grow_x, grow_y = (abs(1.0 / dx) if dx != 0 else inf), (abs(1.0 / dy) if dy != 0 else inf)
    next_x = ((column + (1 if dx > 0 else 0)) - west) / dx if dx != 0 else inf
    next_y = ((row + (1 if dy > 0 else 0)) - south) / dy if dy != 0 else inf
    begin, drop = 0.0, z1 - z0
    for _ in range(abs(last_column - column) + abs(last_row - row) + 1):
        end = min(next_x, next_y, 1.0)
        if 0 <= column < g.columns and 0 <= row < g.rows:
            cell = row * g.columns + column
            lowest = z0 + drop * (end if drop < 0 else begin)
            if g.top_m[cell] > lowest:
                for k in range(g.starts[cell], g.starts[cell + 1]):
                    roof = g.walls[k, 4]
                    if roof <= lowest or g.walls[k, 6] == skip_a or g.walls[k, 6] == skip_b:
                        continue
                    t = met_at(g.walls[k, 0] - x0, g.walls[k, 1] - y0, g.walls[k, 2], g.walls[k, 3], east, north)
                    if ENDS <= t < 1.0 - ENDS and roof > z0 + drop * t + ABOVE_M:
                        return True
        if end >= 1.0:
            break
        begin = end
        if next_x <= next_y:
            column += step_x
            next_x += grow_x
        else:
            row += step_y
            next_y += grow_y
    return False


@compiled
def clearance_m(length_m: float, wavelength_m: float) -> float:
    """Return how far below a ray an edge may lie and still take something: ``0.78 sqrt(wavelength length / 8)`` at most."""
    return -CLEAR_NU * sqrt(wavelength_m * length_m / 8.0)


@compiled
def main_edge(
    at: Array, roof: Array, count: int, begin: float, end: float, za: float, zb: float, length_m: float, wavelength_m: float
) -> tuple[int, float]:  # fmt: skip
    """The edge of the largest nu strictly between two shares of the way, the ray there going from za to zb."""
    best, where = CLEAR_NU, -1
    scale = 1.0 / (end - begin)
    for k in range(count):
        if at[k] <= begin + ENDS or at[k] >= end - ENDS:
            continue
        share = (at[k] - begin) * scale
        above = roof[k] - (za + (zb - za) * share)
        if above <= 0.0 <= best:
            continue
        nu = above * sqrt(2.0 / (wavelength_m * length_m * (end - begin) * share * (1.0 - share)))
        if nu > best:
            best, where = nu, k
    return where, best


@woven
def roof_loss_db(
    at: Array, roof: Array, count: int, z0: float, z1: float, length_m: float, wavelength_m: float
) -> tuple[float, int]:
    """Return what the edges take by Deygout's construction, and which is the main one (-1: none).

    The edge of the largest nu, then the largest on either side of it, on the rays that end at its top: at most three edges.
    A flat roof is two edges; two halls and the street between them three.
    """
    main, nu = main_edge(at, roof, count, 0.0, 1.0, z0, z1, length_m, wavelength_m)
    if main < 0:
        return 0.0, -1
    loss = edge_loss_db(nu)
    if nu > 0.0:
        near, nu_near = main_edge(at, roof, count, 0.0, at[main], z0, roof[main], length_m, wavelength_m)
        far, nu_far = main_edge(at, roof, count, at[main], 1.0, roof[main], z1, length_m, wavelength_m)
        loss += (edge_loss_db(nu_near) if near >= 0 else 0.0) + (edge_loss_db(nu_far) if far >= 0 else 0.0)
    return loss, main


@compiled
def detour_nu(extra_m: float, wavelength_m: float) -> float:
    """Return nu of a corner by which the way is ``extra_m`` longer: ``2 sqrt(extra / wavelength)``."""
    return 2.0 * sqrt(max(extra_m, 0.0) / wavelength_m)


@compiled
def free_space_gain(length_m: float, wavelength_m: float) -> float:
    """Return ``(wavelength / (4 pi d))²``."""
    return (wavelength_m / (4.0 * np.pi * length_m)) ** 2


@compiled
def length_of(dx: float, dy: float) -> float:
    """Return ``sqrt(dx² + dy²)``; faster than ``hypot``, and a site is neither huge nor tiny."""
    return sqrt(dx * dx + dy * dy)
