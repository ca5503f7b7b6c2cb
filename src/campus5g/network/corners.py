"""Past a building sideways: the upright corners that both ends of a ray see, one on the left and one on the right.

A corner at horizontal distances a and b from the ends lengthens the way by ``hypot(a + b, dz) - d``; the loss is that of an
edge with ``nu = 2 sqrt(extra / wavelength)``. The way bends where its height is that of the straight line; the corner must
stand higher there.
"""

from __future__ import annotations

from math import atan2, floor, hypot, inf, pi
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled, woven
from campus5g.network.diffraction import edge_loss_db
from campus5g.network.fan import Fan, first_beyond, highest_so_far, lowest_seen_m
from campus5g.network.prisms import Prisms
from campus5g.network.rays import MOST_CORNERS, Indices, Scratch, detour_nu, is_blocked, length_of, scratch

Array = NDArray[np.float64]

MOST_LOSS_NU = 7.0
"""Corners that cost more than 30 dB are left out: something else is brighter there."""

_SECTORS = 720
_OFF_M = 0.3
"""A corner is looked at from this far outside the building, so that a thin one does not hide its own."""

_TRIES = 2


class Corners(NamedTuple):
    """The corners that one mast sees. starts [sectors + 1]: for each of 720 directions around the mast, the rows of ``table``
    that may matter there, the nearest to the mast first; a row is x, y, roof, lowest height that the mast sees, distance from
    the mast, highest roof of this row and those before."""

    starts: Indices
    table: Array


@compiled
def _outside(p: Prisms, wall: int) -> tuple[bool, float, float]:
    """A point just outside the corner where ``wall`` starts, and whether the corner points outwards."""
    before = p.before[wall]
    x, y = p.ends_m[wall, 0], p.ends_m[wall, 1]
    ux, uy = p.ends_m[wall, 2] - x, p.ends_m[wall, 3] - y
    vx, vy = x - p.ends_m[before, 0], y - p.ends_m[before, 1]
    long, other = hypot(ux, uy), hypot(vx, vy)
    if long == 0.0 or other == 0.0 or vx * uy - vy * ux <= 1e-3 * long * other:
        return False, x, y
    ox, oy = uy / long + vy / other, -ux / long - vx / other
    size = hypot(ox, oy)
    return True, x + _OFF_M * ox / size, y + _OFF_M * oy / size


@compiled
def _seen_from(p: Prisms, f: Fan, z0: float, skip: int, table: Array) -> int:
    """Fill the rows x, y, roof, lowest height seen, distance of the corners that the mast sees; return how many."""
    room, count = scratch(), 0
    for wall in range(p.ends_m.shape[0]):
        if p.owner[wall] == skip:
            continue
        sharp, x, y = _outside(p, wall)
        if not sharp:
            continue
        seen = lowest_seen_m(p, f, z0, x, y, skip, room)
        if seen < p.height_m[wall]:
            table[count, 0], table[count, 1], table[count, 2] = x, y, p.height_m[wall]
            table[count, 3], table[count, 4] = seen, hypot(x - f.x_m, y - f.y_m)
            count += 1
    return count


def corners_seen(p: Prisms, f: Fan, z0: float, skip: int, wavelength_m: float) -> Corners:
    """Gather the corners that a mast sees; those of building ``skip`` (the hall it stands in) do not count."""
    table = np.empty((len(p.ends_m), 5))
    table = table[: _seen_from(p, f, z0, skip, table)]
    extra = (MOST_LOSS_NU / 2) ** 2 * wavelength_m
    half = np.arcsin(np.sqrt(np.minimum(2 * extra / table[:, 4], 1.0))) + 2 * pi / _SECTORS
    half[2 * extra >= table[:, 4]] = pi
    middle = np.arctan2(table[:, 1] - f.y_m, table[:, 0] - f.x_m)
    first = np.floor((middle - half + pi) / (2 * pi) * _SECTORS).astype(np.int64)
    many = np.minimum(np.ceil(half / pi * _SECTORS).astype(np.int64) + 1, _SECTORS)
    corner = np.repeat(np.arange(len(table)), many)
    place = np.arange(corner.size) - np.repeat(np.cumsum(many) - many, many)
    sector = (first[corner] + place) % _SECTORS
    order = np.lexsort((table[corner, 4], sector))
    starts = np.searchsorted(sector[order], np.arange(_SECTORS + 1)).astype(np.int64)
    rows = np.column_stack([table[corner[order]], table[corner[order], 2]])
    highest_so_far(starts, rows, 5)
    return Corners(starts, rows)


@woven
def _of_side(
    p: Prisms, c: Corners, side: int, count: int, z0: float, x1: float, y1: float, z1: float, own: int, skip: int, room: Scratch
) -> float:  # fmt: skip
    """The share of power that passes the best corner of one side that the place sees; the best few are looked at."""
    for _ in range(min(_TRIES, count)):
        best = 0
        for k in range(1, count):
            if room.nu[side, k] < room.nu[side, best]:
                best = k
        corner, lost = room.corner[side, best], room.nu[side, best]
        room.nu[side, best] = inf
        x, y, near = c.table[corner, 0], c.table[corner, 1], c.table[corner, 4]
        height = z0 + (z1 - z0) * near / (near + length_of(x - x1, y - y1))
        if not is_blocked(p.grid, x1, y1, z1, x, y, height, own, skip):
            return float(10.0 ** (-0.1 * edge_loss_db(lost)))
    return 0.0


@woven
def power_beside(
    p: Prisms, c: Corners, x0: float, y0: float, z0: float, x1: float, y1: float, z1: float,
    own: int, skip: int, wavelength_m: float, most_nu: float, room: Scratch,
) -> float:  # fmt: skip
    """Return the power that passes the nearest corners left and right, as a share of what a clear ray would bring."""
    dx, dy = x1 - x0, y1 - y0
    flat = length_of(dx, dy)
    straight, most_extra = length_of(flat, z1 - z0), (most_nu / 2.0) ** 2 * wavelength_m
    widest = 0.5 * (most_extra + straight - flat) * flat**3  # a corner farther off the line costs more than most_extra
    sector = min(max(floor((atan2(dy, dx) + pi) / (2 * pi) * _SECTORS), 0), _SECTORS - 1)
    left = right = 0
    fall = min(z1 - z0, 0.0) / flat if flat > 0.0 else 0.0
    for k in range(first_beyond(c.table[:, 4], c.starts[sector], c.starts[sector + 1], flat) - 1, c.starts[sector] - 1, -1):
        x, y, near = c.table[k, 0], c.table[k, 1], c.table[k, 4]
        if z0 + fall * near >= c.table[k, 5]:
            break  # the way is over this corner and all that are nearer to the mast
        across = (x - x0) * dy - (y - y0) * dx
        if across * across > widest:
            continue
        far = length_of(x - x1, y - y1)
        height = z0 + (z1 - z0) * near / (near + far)
        if height >= c.table[k, 2] or height <= c.table[k, 3]:
            continue
        extra = length_of(near + far, z1 - z0) - straight
        if extra > most_extra:
            continue
        if across > 0.0 and right < MOST_CORNERS:
            room.nu[0, right], room.corner[0, right] = detour_nu(extra, wavelength_m), k
            right += 1
        elif across <= 0.0 and left < MOST_CORNERS:
            room.nu[1, left], room.corner[1, left] = detour_nu(extra, wavelength_m), k
            left += 1
    sides = (right, left)
    power = 0.0
    for side in range(2):
        power += _of_side(p, c, side, sides[side], z0, x1, y1, z1, own, skip, room)
    return power
