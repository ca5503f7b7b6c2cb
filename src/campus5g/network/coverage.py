"""Path gain of every mast at every place of a site (isotropic antennas), from the ray over the roofs.

With geometry the line of sight is decided by the ray, not drawn. Let ``L`` be the scenario's median in line of sight, ``E``
the loss of the edges (``profiles``) and ``N`` the scenario's median without line of sight, the light that streets and walls
scatter into a shadow. Then

    ``PL = max(L, -10 lg(10^(-(L+E)/10) + 10^(-N/10)))``  where E > 0, else ``L``

so that an edge never brightens a place, a clean shadow follows the edges and a deep one the 3GPP median. Indoors the wall and
0.5 dB a metre are added (``penetration``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.site import Mast, Site
from campus5g.network.calibration import Calibration, corrected
from campus5g.network.carriers import Carrier
from campus5g.network.penetration import INDOOR_DB_PER_M, WALL_SIGMA_DB, wall_loss_db
from campus5g.network.profiles import Maps, owners_at, profile_links, profile_maps
from campus5g.network.propagation import LIGHT_MPS, median_loss_db, shadow_sigma_db
from campus5g.network.raster import Axes, Roofs, axes_over, draw_roofs
from campus5g.network.scenarios import scenario_named, validity

ROOF_CELL_M = 2.5
"""Finest cell of the roof raster; a larger site takes larger ones so that it holds in memory."""

_ROOF_CELLS = 16_000_000
_BELOW_ROOFS_M = 15.0
"""Masts below this height stand among the roofs (UMi street canyon); above, over them (UMa)."""


@dataclass(frozen=True, slots=True)
class CoverageGrid:
    """Path gains of ``masts`` over a grid, isotropic antennas at both ends.

    x_m [nx] and y_m [ny]: cell centres. path_gain_db, sigma_db (float32; shadows and walls) and los (bool): [mast, ny, nx].
    indoor [ny, nx]: the cell is under a roof. scenarios: the median used for each mast. rx_height_m: of the terminals.
    """

    axes: Axes
    masts: tuple[Mast, ...]
    rx_height_m: float
    path_gain_db: NDArray[np.float32]
    sigma_db: NDArray[np.float32]
    los: NDArray[np.bool_]
    indoor: NDArray[np.bool_]
    scenarios: tuple[str, ...]
    warnings: tuple[Message, ...]

    @property
    def x_m(self) -> NDArray[np.float64]:
        return self.axes.x_m

    @property
    def y_m(self) -> NDArray[np.float64]:
        return self.axes.y_m


def scenario_for(mast_height_m: float) -> str:
    """Return the scenario whose medians apply to a mast of this height."""
    return "UMa" if mast_height_m >= _BELOW_ROOFS_M else "UMi"


def roofs_of(site: Site, cell_m: float = ROOF_CELL_M) -> Roofs:
    """Draw the roofs of a site as finely as memory allows, ``cell_m`` at best."""
    x, y = [p[0] for p in site.boundary], [p[1] for p in site.boundary]
    return draw_roofs(site, max(cell_m, ((max(x) - min(x)) * (max(y) - min(y)) / _ROOF_CELLS) ** 0.5))


def path_gain_maps(
    site: Site,
    masts: tuple[Mast, ...],
    carrier: Carrier,
    cell_m: float,
    rx_height_m: float = 1.5,
    metal_wall_db: float = 35.0,
    roofs: Roofs | None = None,
    calibration: Calibration | None = None,
) -> CoverageGrid:
    """Compute the path gain of each mast at each cell of the site's bounding box.

    calibration: made on measurements, corrects gains and shadows. Distances below the scenario's range take the value at its
    start, beyond its end that of its end; both are said in
    ``warnings``. Raises ``BadInput`` for a carrier outside the scenario's range.
    """
    if rx_height_m <= 1.0:
        raise BadInput("rx_height_m", msg("a height of %(height)s m", height=rx_height_m), msg("more than 1 m above ground"))
    x, y = [p[0] for p in site.boundary], [p[1] for p in site.boundary]
    axes = axes_over((min(x), min(y), max(x), max(y)), cell_m)
    roofs = roofs or roofs_of(site, min(cell_m, ROOF_CELL_M))
    xs, ys = axes.x_m, axes.y_m
    profiles = profile_maps(roofs, masts, xs, ys, rx_height_m, LIGHT_MPS / carrier.freq_hz)
    own = owners_at(roofs, xs[None, :], ys[:, None])
    walls = _wall_losses(site, carrier, metal_wall_db)[own]
    wall_sigma = np.array([*(WALL_SIGMA_DB[b.wall] for b in site.buildings), 0.0])[own]
    gain, sigma = np.empty(profiles[1].shape, np.float32), np.empty(profiles[1].shape, np.float32)
    far: set[str] = set()
    for at, mast in enumerate(masts):
        distance = np.hypot(xs[None, :] - mast.x_m, ys[:, None] - mast.y_m)
        one = (profiles[0][at], profiles[1][at], profiles[2][at])
        raw, shadow = _gain(one, carrier, mast.height_m, rx_height_m, distance, walls)
        gain[at], shadow = corrected(calibration, raw, shadow, xs, ys, (mast.id, mast.x_m, mast.y_m), one[0])
        sigma[at] = np.hypot(shadow, wall_sigma)
        if float(np.max(distance)) > scenario_named(scenario_for(mast.height_m)).max_nlos_m:
            far.add(scenario_for(mast.height_m))
    scenarios = tuple(scenario_for(m.height_m) for m in masts)
    return CoverageGrid(axes, masts, rx_height_m, gain, sigma, profiles[0], own >= 0, scenarios, _notes(masts, rx_height_m, far))


def link_gains_db(
    site: Site,
    tx_m: NDArray[np.float64],
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    carrier: Carrier,
    rx_height_m: float = 1.5,
    metal_wall_db: float = 35.0,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return path gain (dB) and line of sight of scattered links: ``tx_m`` [link, 3], points [link]."""
    roofs = roofs_of(site)
    profiles = profile_links(roofs, tx_m, x_m, y_m, rx_height_m, LIGHT_MPS / carrier.freq_hz)
    walls = _wall_losses(site, carrier, metal_wall_db)[owners_at(roofs, x_m, y_m)]
    distance = np.hypot(x_m - tx_m[:, 0], y_m - tx_m[:, 1])
    gains = np.empty(x_m.size)
    for height in np.unique(tx_m[:, 2]):
        these = tx_m[:, 2] == height
        part = (profiles[0][these], profiles[1][these], profiles[2][these])
        gains[these] = _gain(part, carrier, float(height), rx_height_m, distance[these], walls[these])[0]
    return gains, profiles[0]


def _wall_losses(site: Site, carrier: Carrier, metal_wall_db: float) -> NDArray[np.float64]:
    """Wall loss of each building; the last entry, which index -1 reaches, is the open air."""
    return np.array([*(wall_loss_db(b.wall, carrier.freq_hz, metal_wall_db) for b in site.buildings), 0.0])


def _gain(
    profile: Maps, carrier: Carrier, h_bs_m: float, h_ut_m: float, distance: NDArray[np.float64], walls: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    key = scenario_for(h_bs_m)
    scenario = scenario_named(key)
    los, edges, depth = profile
    d = np.clip(distance, scenario.min_distance_m, scenario.max_nlos_m)
    clear = median_loss_db(key, True, carrier.freq_hz, h_bs_m, h_ut_m, d)
    scattered = median_loss_db(key, False, carrier.freq_hz, h_bs_m, h_ut_m, d)
    blended = -10 * np.log10(10 ** (-(clear + edges) / 10) + 10 ** (-scattered / 10))
    loss = np.where(edges > 0, np.maximum(clear, blended), clear) + walls + INDOOR_DB_PER_M * depth
    return -loss, shadow_sigma_db(key, los)


def _notes(masts: tuple[Mast, ...], rx_height_m: float, far: set[str]) -> tuple[Message, ...]:
    """Say where the medians are used outside what they were calibrated for."""
    found: list[Message] = []
    for key in sorted({scenario_for(m.height_m) for m in masts}):
        heights = [m.height_m for m in masts if scenario_for(m.height_m) == key]
        found.extend(validity(key, heights, [rx_height_m]))
        if key in far:
            reach = scenario_named(key).max_nlos_m / 1000
            found.append(msg("places beyond %(km)s km of a mast are outside the range of %(key)s", km=reach, key=key))
    return tuple(found)
