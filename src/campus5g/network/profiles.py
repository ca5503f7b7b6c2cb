"""From a mast to a place: clear or not, past which roofs, corners and mirrors, and how deep indoors.

For one pair of mast and place, with F the gain of free space, g the twin on the ground (``reflection``), E what the roof edges
take (``rays``), B the power beside (``corners``) and M the mirrors (``mirrors``), the paths bring

    ``F g (10^(-E/10) + B) + M + N``

with B, and N the gain that streets and walls scatter into a shadow (the scenario's median without line of sight, given by the
caller), only where a roof stands above the ray. The building that a place is in is left out of the rays: its wall is counted by
``penetration``; so is the hall that a mast stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import sqrt
from os import cpu_count
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled, woven
from campus5g.core.site import Mast, Site
from campus5g.network.corners import MOST_LOSS_NU, Corners, corners_seen, power_beside
from campus5g.network.fan import Fan, fan_of, met_from_mast
from campus5g.network.mirrors import Mirrors, add_mirror, cells_lit, columns_between, mirrors_seen
from campus5g.network.prisms import Array, Prisms, buildings_at, permittivities, prisms_of
from campus5g.network.rays import (
    ABOVE_M,
    Indices,
    Scratch,
    clearance_m,
    free_space_gain,
    length_of,
    met_at,
    roof_loss_db,
    scratch,
)
from campus5g.network.reflection import all_permittivities, ground_factor

T = TypeVar("T")
R = TypeVar("R")

_EDGE_NU = 0.35
"""An edge of this nu over the root of a share loses some 6 dB more than that share: ``J(nu) = 13 + 20 lg nu`` for nu above 1."""

_ROWS_AT_ONCE = 64
GROUND = "concrete"
"""What an industrial yard is paved with; the reference of ray tracing took it too."""


class Scene(NamedTuple):
    """The walls and what they and the ground are made of, at one carrier."""

    prisms: Prisms
    walls_eps: NDArray[np.complex128]
    ground_eps: complex
    wavelength_m: float


class Antenna(NamedTuple):
    """A mast in a scene: its place, the hall it stands in (-1: none), the walls around it, the corners and mirrors that it sees."""

    x_m: float
    y_m: float
    z_m: float
    hall: int
    fan: Fan
    corners: Corners
    mirrors: Mirrors


@dataclass(frozen=True, slots=True)
class Paths:
    """What rays find, every array of one shape: los; gain (linear, outside the wall of the place's own building);
    depth_m inside the place's own building."""

    los: NDArray[np.bool_]
    gain: NDArray[np.float64]
    depth_m: NDArray[np.float64]


def scene_of(site: Site, freq_hz: float, light_mps: float) -> Scene:
    """Prepare a site for rays at one carrier."""
    materials = all_permittivities(freq_hz)
    return Scene(prisms_of(site), permittivities(site, materials), materials[GROUND], light_mps / freq_hz)


def antenna_in(scene: Scene, site: Site, mast: Mast, lowest_m: float) -> Antenna:
    """Put a mast in the scene, for places at ``lowest_m`` or higher; below a roof it stands inside that hall."""
    hall = int(buildings_at(site, np.array([mast.x_m]), np.array([mast.y_m]))[0])
    if hall >= 0 and mast.height_m >= site.buildings[hall].height_m:
        hall = -1
    place = (float(mast.x_m), float(mast.y_m), float(mast.height_m))
    prisms, fan = scene.prisms, fan_of(scene.prisms, *place[:2])
    corners = corners_seen(prisms, fan, place[2], hall, scene.wavelength_m)
    return Antenna(*place, hall, fan, corners, mirrors_seen(prisms, fan, scene.walls_eps, place[2], hall, lowest_m))


@woven
def pair_parts(
    s: Scene, a: Antenna, x1: float, y1: float, z1: float, own: int, scattered: float, room: Scratch
) -> tuple[bool, float, float, float, float, int]:  # fmt: skip
    """Return for one pair: clear or not, edge loss (dB), power beside (share), ground factor, depth indoors (m), main wall."""
    flat = length_of(x1 - a.x_m, y1 - a.y_m)
    margin = clearance_m(flat, s.wavelength_m)
    count = met_from_mast(a.fan, a.z_m, x1, y1, z1, own, a.hall, margin, room.at, room.walls)
    clear = True
    for k in range(count):
        room.roof_m[k] = s.prisms.height_m[room.walls[k]]
        if room.roof_m[k] > a.z_m + (z1 - a.z_m) * room.at[k] + ABOVE_M:
            clear = False
    loss, main = roof_loss_db(room.at, room.roof_m, count, a.z_m, z1, flat, s.wavelength_m)
    wall = room.walls[main] if main >= 0 else -1
    ground = ground_factor(s.ground_eps, max(flat, 1.0), a.z_m, z1, s.wavelength_m)
    beside = 0.0
    if not clear:
        free = free_space_gain(length_of(max(flat, 1.0), z1 - a.z_m), s.wavelength_m)
        known = max(10.0 ** (-0.1 * loss), scattered / free)
        most = min(MOST_LOSS_NU, _EDGE_NU / sqrt(known))
        beside = power_beside(
            s.prisms, a.corners, a.x_m, a.y_m, a.z_m, x1, y1, z1, own, a.hall, s.wavelength_m, most, room
        )  # fmt: skip
    depth = 0.0
    if own >= 0:
        depth = _depth_m(s.prisms, a, x1, y1, own, flat)
    return clear, loss, beside, ground, depth, wall


@compiled
def _depth_m(p: Prisms, a: Antenna, x1: float, y1: float, own: int, flat: float) -> float:
    """Metres from where the ray last enters the place's building; all of them when the mast stands in it too."""
    last = 0.0
    for wall in range(p.first[own], p.first[own + 1]):
        x, y = p.ends_m[wall, 0], p.ends_m[wall, 1]
        t = met_at(x - a.x_m, y - a.y_m, p.ends_m[wall, 2] - x, p.ends_m[wall, 3] - y, x1 - a.x_m, y1 - a.y_m)
        last = max(last, min(t, 1.0))
    return (1.0 - last) * flat


@woven
def _pair(
    s: Scene, a: Antenna, x1: float, y1: float, z1: float, own: int, scattered: float, room: Scratch
) -> tuple[bool, float, float]:  # fmt: skip
    clear, loss, beside, ground, depth, _ = pair_parts(s, a, x1, y1, z1, own, scattered, room)
    length = length_of(max(length_of(x1 - a.x_m, y1 - a.y_m), 1.0), z1 - a.z_m)
    gain = free_space_gain(length, s.wavelength_m) * ground * min(10.0 ** (-0.1 * loss) + beside, 1.0)
    return clear, gain if clear else gain + scattered, depth


@compiled
def _pairs(
    s: Scene, a: Antenna, x: Array, y: Array, z1: float, own: Indices, scattered: Array,
    los: NDArray[np.bool_], gain: Array, depth: Array,
) -> None:  # fmt: skip
    room = scratch()
    for i in range(x.size):
        los[i], gain[i], depth[i] = _pair(s, a, x[i], y[i], z1, own[i], scattered[i], room)


@compiled
def _mirrors_everywhere(
    s: Scene, a: Antenna, x: Array, y: Array, z1: float, own: Indices, los: NDArray[np.bool_], gain: Array
) -> None:
    for k in range(a.mirrors.wall.size):
        add_mirror(
            s.prisms, a.mirrors, k, s.walls_eps, s.ground_eps, a.x_m, a.y_m, a.z_m, a.hall, s.wavelength_m,
            0, x.size, x, y, z1, own, los, gain,
        )  # fmt: skip


@compiled
def _mirrors_by_rows(
    s: Scene, a: Antenna, columns: int, cell: float, x: Array, y: Array, z1: float, own: Indices, los: NDArray[np.bool_],
    gain: Array,
) -> None:  # fmt: skip
    """The same over the rows of a grid laid end to end: only the cells that a mirror may light are looked at."""
    west, east = x[0], x[columns - 1]
    for k in range(a.mirrors.wall.size):
        for start in range(0, x.size, columns):
            begin, end = cells_lit(s.prisms, a.mirrors, k, a.z_m, z1, y[start], west, east)
            low, high = columns_between(begin, end, west, cell, columns)
            if low < high:
                add_mirror(
                    s.prisms, a.mirrors, k, s.walls_eps, s.ground_eps, a.x_m, a.y_m, a.z_m, a.hall, s.wavelength_m,
                    start + low, start + high, x, y, z1, own, los, gain,
                )  # fmt: skip


def blocks_of_rows(rows: int) -> list[slice]:
    """Cut a grid in the blocks that are computed at once."""
    return [slice(start, min(start + _ROWS_AT_ONCE, rows)) for start in range(0, rows, _ROWS_AT_ONCE)]


def paths_on_rows(
    scene: Scene, antenna: Antenna, x_m: Array, y_m: Array, rx_height_m: float, own: Indices, scattered: Array
) -> Paths:
    """Return the paths from one mast to the cells of a few rows: centres x_m [columns] and y_m [rows].

    own [rows, columns]: the building over each cell (-1: none). scattered [rows, columns]: its gain N where it is not in sight.
    """
    x, y = (axis.ravel() for axis in np.meshgrid(x_m, y_m))
    paths = _paths(scene, antenna, x, y, rx_height_m, own.ravel(), scattered.ravel())
    cell = float(x_m[1] - x_m[0]) if x_m.size > 1 else 1.0
    _mirrors_by_rows(scene, antenna, x_m.size, cell, x, y, rx_height_m, own.ravel(), paths.los, paths.gain)
    return Paths(paths.los.reshape(own.shape), paths.gain.reshape(own.shape), paths.depth_m.reshape(own.shape))


def paths_to_points(
    scene: Scene, antenna: Antenna, x_m: Array, y_m: Array, rx_height_m: float, own: Indices, scattered: Array
) -> Paths:
    """Return the same for scattered points; every array [point]."""
    paths = _paths(scene, antenna, x_m, y_m, rx_height_m, own, scattered)
    _mirrors_everywhere(scene, antenna, x_m, y_m, rx_height_m, own, paths.los, paths.gain)
    return paths


def _paths(scene: Scene, antenna: Antenna, x: Array, y: Array, z1: float, own: Indices, scattered: Array) -> Paths:
    paths = Paths(np.zeros(x.size, np.bool_), np.zeros(x.size), np.zeros(x.size))
    _pairs(scene, antenna, x, y, z1, own, scattered, paths.los, paths.gain, paths.depth_m)
    return paths


def in_threads(work: Callable[[T], R], tasks: Sequence[T]) -> list[R]:
    """Run compiled work on every core; each task writes its own place, so that the result does not depend on their number."""
    with ThreadPoolExecutor(max_workers=max(1, cpu_count() or 1)) as pool:
        return list(pool.map(work, tasks))
