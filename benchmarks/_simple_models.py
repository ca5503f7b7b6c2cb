"""The simpler models that the coverage of a site is measured beside: written for the comparison, in plain NumPy.

Gains in dB, isotropic antennas, terminals at 1.5 m; ``tx_m`` [link, 3], places [link].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.site import Mast, Site
from campus5g.network.diffraction import edge_loss_db, knife_edge_loss_db
from campus5g.network.fan import fan_of, met_from_mast
from campus5g.network.links import Links, free_space_db
from campus5g.network.prisms import buildings_at, prisms_of
from campus5g.network.raster import Axes, axes_over
from campus5g.network.rays import main_edge, scratch

Array = NDArray[np.float64]

LIGHT_MPS = 3e8
RX_M = 1.5


@dataclass(frozen=True)
class Geometry:
    """What the rays say of links: in sight or not, the largest nu (nan: no edge near the ray), free space."""

    tx_m: Array
    x_m: Array
    y_m: Array
    los: NDArray[np.bool_]
    nu: Array
    free_db: Array
    freq_hz: float

    @property
    def length_m(self) -> Array:
        flat = np.hypot(self.x_m - self.tx_m[:, 0], self.y_m - self.tx_m[:, 1])
        return np.hypot(flat, self.tx_m[:, 2] - RX_M)


def geometry_of(site: Site, links: Links, los: NDArray[np.bool_], freq_hz: float) -> Geometry:
    """Walk each ray once for the edge of the largest nu."""
    prisms, room = prisms_of(site), scratch()
    own = buildings_at(site, links.x_m, links.y_m)
    nu = np.full(links.x_m.size, np.nan)
    fans = {(x0, y0): fan_of(prisms, x0, y0) for x0, y0, _ in set(map(tuple, links.tx_m.tolist()))}
    for k, ((x0, y0, z0), x, y) in enumerate(zip(links.tx_m.tolist(), links.x_m, links.y_m, strict=True)):
        count = met_from_mast(fans[x0, y0], z0, x, y, RX_M, own[k], -1, np.inf, room.at, room.walls)
        at, roofs = room.at[:count], prisms.height_m[room.walls[:count]]
        flat = float(np.hypot(x - x0, y - y0))
        main, highest = main_edge(at, roofs, count, 0.0, 1.0, z0, RX_M, flat, LIGHT_MPS / freq_hz)
        nu[k] = highest if main >= 0 else np.nan
    free = free_space_db(links.tx_m, links.x_m, links.y_m, RX_M, freq_hz)
    return Geometry(links.tx_m, links.x_m, links.y_m, los, nu, free, freq_hz)


def uma_loss_db(flat_m: Array, height_m: Array | float, freq_hz: float) -> tuple[Array, Array]:
    """UMa in sight and out of it, TR 38.901 Table 7.4.1-1: what CRRM computes for every pair."""
    ghz, flat = freq_hz / 1e9, np.maximum(flat_m, 10.0)
    length = np.hypot(flat, height_m - RX_M)
    turn = 4 * (height_m - 1) * (RX_M - 1) * freq_hz / LIGHT_MPS
    near = 28 + 22 * np.log10(length) + 20 * np.log10(ghz)
    far = 28 + 40 * np.log10(length) + 20 * np.log10(ghz) - 9 * np.log10(turn**2 + (height_m - RX_M) ** 2)
    clear = np.where(flat <= turn, near, far)
    return clear, np.maximum(clear, 13.54 + 39.08 * np.log10(length) + 20 * np.log10(ghz))


def uma_by_ray(seen: Geometry) -> Array:
    """UMa's medians, sight decided by the ray."""
    flat = np.hypot(seen.x_m - seen.tx_m[:, 0], seen.y_m - seen.tx_m[:, 1])
    clear, hidden = uma_loss_db(flat, seen.tx_m[:, 2], seen.freq_hz)
    return -np.where(seen.los, clear, hidden)


def one_edge(seen: Geometry) -> Array:
    """Free space and the one edge that costs most."""
    return seen.free_db - np.array([0.0 if np.isnan(nu) else edge_loss_db(float(nu)) for nu in seen.nu])


def power_blend(seen: Geometry) -> Array:
    """The powers of both, added."""
    return 10 * np.log10(10 ** (uma_by_ray(seen) / 10) + 10 ** (one_edge(seen) / 10))


def log_distance(fitted_on: tuple[Geometry, Links], seen: Geometry) -> Array:
    """``a + b lg d``, fitted by least squares on another site, in sight and out of it apart."""
    other, links = fitted_on
    found = np.empty(seen.x_m.size)
    for clear in (True, False):
        these = (other.los == clear) & np.isfinite(links.gain_db)
        slope, offset = np.polyfit(np.log10(other.length_m[these]), links.gain_db[these], 1)
        mine = seen.los == clear
        found[mine] = offset + slope * np.log10(seen.length_m[mine])
    return found


def models(seen: Geometry, others: Mapping[str, tuple[Geometry, Links]]) -> dict[str, Array]:
    """Return every simple model's gains."""
    return {
        "UMa, sight by ray": uma_by_ray(seen),
        "free space, one knife edge": one_edge(seen),
        "power blend of the two": power_blend(seen),
        **{f"log-distance fitted on {name}": log_distance(other, seen) for name, other in others.items()},
    }


def roofs_on(site: Site, cell_m: float) -> tuple[Axes, Array]:
    """Heights of the roofs on a raster [row, column], 0 in the open."""
    east, north = np.array(site.boundary).T
    axes = axes_over((east.min(), north.min(), east.max(), north.max()), cell_m)
    own = buildings_at(site, *np.meshgrid(axes.x_m, axes.y_m))
    return axes, np.array([*(b.height_m for b in site.buildings), 0.0])[own]


def sampled_edge(roofs: tuple[Axes, Array], mast: Mast, x_m: Array, y_m: Array, freq_hz: float, samples: int = 500) -> Array:
    """Free of compiled code: ``samples`` heights on each ray over a raster of roofs, and one knife edge."""
    axes, heights = roofs
    share = (np.arange(samples) + 0.5) / samples
    x, y = mast.x_m + np.outer(x_m - mast.x_m, share), mast.y_m + np.outer(y_m - mast.y_m, share)
    column = ((x - axes.west_m) / axes.cell_m).astype(int)
    row = ((y - axes.south_m) / axes.cell_m).astype(int)
    distance = np.maximum(np.hypot(x_m - mast.x_m, y_m - mast.y_m), 10.0)[:, None]
    above = heights[row, column] - (mast.height_m + (RX_M - mast.height_m) * share)
    nu = above * np.sqrt(2 * freq_hz / LIGHT_MPS / (distance * share * (1 - share)))
    free = 20 * np.log10(LIGHT_MPS / (4 * np.pi * freq_hz * np.hypot(distance[:, 0], mast.height_m - RX_M)))
    return np.asarray(free - knife_edge_loss_db(nu.max(axis=1)))
