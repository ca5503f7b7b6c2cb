"""Path gain of every mast at every place of a site (isotropic antennas), by the rays over, past and off its buildings.

With geometry the line of sight is decided by the ray, not drawn. In sight, free space and the ground make the gain; out of it,
what passes over roofs (several edges) and round corners, what walls reflect, and the scenario's median without line of sight
(TR 38.901), which stands for what streets and walls scatter: a clean shadow follows the edges, a deep one the median
(``profiles``). Indoors the wall and 0.5 dB a metre are added (``penetration``); a mast inside a hall serves it by the
indoor-factory medians (``halls``) and is heard outside through its wall.
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
from campus5g.network.halls import hall_gain_db
from campus5g.network.penetration import INDOOR_DB_PER_M, WALL_SIGMA_DB, wall_loss_db
from campus5g.network.prisms import buildings_at
from campus5g.network.profiles import (
    Antenna,
    Paths,
    Scene,
    antenna_in,
    blocks_of_rows,
    in_threads,
    paths_on_rows,
    paths_to_points,
    scene_of,
)
from campus5g.network.propagation import LIGHT_MPS, median_loss_db, shadow_sigma_db
from campus5g.network.raster import Axes, axes_over
from campus5g.network.scenarios import scenario_named, validity

Array = NDArray[np.float64]

_BELOW_ROOFS_M = 15.0
"""Masts below this height stand among the roofs (UMi street canyon); above, over them (UMa)."""


@dataclass(frozen=True, slots=True)
class CoverageGrid:
    """Path gains of ``masts`` over a grid, isotropic antennas at both ends.

    x_m [nx] and y_m [ny]: cell centres. path_gain_db, sigma_db (float32; shadows and walls) and los (bool): [mast, ny, nx].
    building [ny, nx]: the building over the cell (-1: none), wall_db what its wall takes. scenarios: the median used for each
    mast. rx_height_m: of the terminals.
    """

    axes: Axes
    masts: tuple[Mast, ...]
    rx_height_m: float
    path_gain_db: NDArray[np.float32]
    sigma_db: NDArray[np.float32]
    los: NDArray[np.bool_]
    building: NDArray[np.int32]
    wall_db: NDArray[np.float32]
    scenarios: tuple[str, ...]
    warnings: tuple[Message, ...]

    @property
    def indoor(self) -> NDArray[np.bool_]:
        """Which cells are under a roof."""
        return np.asarray(self.building >= 0)

    @property
    def x_m(self) -> NDArray[np.float64]:
        return self.axes.x_m

    @property
    def y_m(self) -> NDArray[np.float64]:
        return self.axes.y_m


def scenario_for(mast_height_m: float) -> str:
    """Return the scenario whose medians apply to a mast of this height."""
    return "UMa" if mast_height_m >= _BELOW_ROOFS_M else "UMi"


@dataclass(frozen=True, slots=True)
class Model:
    """What the gain of a ray needs beside the ray: the carrier, the terminals, and the walls by building (last: open air)."""

    site: Site
    scene: Scene
    carrier: Carrier
    rx_height_m: float
    wall_db: Array
    wall_sigma_db: Array

    def scattered(self, h_bs_m: float, distance_m: Array) -> Array:
        """Return the gain (linear) of the scenario's median without line of sight; the range of the standard is held to."""
        key = scenario_for(h_bs_m)
        scenario = scenario_named(key)
        held = np.clip(distance_m, scenario.min_distance_m, scenario.max_nlos_m)
        loss = median_loss_db(key, False, self.carrier.freq_hz, h_bs_m, self.rx_height_m, held)
        return np.asarray(10 ** (-loss / 10))

    def gain_db(self, antenna: Antenna, paths: Paths, own: NDArray[np.int64], distance_m: Array) -> tuple[Array, Array]:
        """Return gain and sigma, walls included; a place in the antenna's own hall takes the hall's law."""
        exit_db = 0.0 if antenna.hall < 0 else self.wall_db[antenna.hall]
        gain = 10 * np.log10(paths.gain) - self.wall_db[own] - INDOOR_DB_PER_M * paths.depth_m - exit_db
        shadow = shadow_sigma_db(scenario_for(antenna.z_m), paths.los)
        sigma = np.hypot(shadow, self.wall_sigma_db[own])
        same = (own == antenna.hall) & (antenna.hall >= 0)
        if same.any():
            gain[same], sigma[same], paths.los[same] = hall_gain_db(
                antenna.z_m, self.rx_height_m, distance_m[same], self.carrier.freq_hz
            )
        return gain, sigma


def model_of(site: Site, carrier: Carrier, rx_height_m: float, metal_wall_db: float, scene: Scene | None = None) -> Model:
    """Prepare the model of a site for terminals of one height; ``BadInput`` for terminals too near the ground."""
    if rx_height_m <= 1.0:
        raise BadInput("rx_height_m", msg("a height of %(height)s m", height=rx_height_m), msg("more than 1 m above ground"))
    walls = np.array([*(wall_loss_db(b.wall, carrier.freq_hz, metal_wall_db) for b in site.buildings), 0.0])
    sigmas = np.array([*(WALL_SIGMA_DB[b.wall] for b in site.buildings), 0.0])
    return Model(site, scene or scene_at(site, carrier), carrier, rx_height_m, walls, sigmas)


def scene_at(site: Site, carrier: Carrier) -> Scene:
    """Prepare a site for the rays of one carrier; several maps may share it."""
    return scene_of(site, carrier.freq_hz, LIGHT_MPS)


def path_gain_maps(
    site: Site,
    masts: tuple[Mast, ...],
    carrier: Carrier,
    cell_m: float,
    rx_height_m: float = 1.5,
    metal_wall_db: float = 35.0,
    scene: Scene | None = None,
    calibration: Calibration | None = None,
) -> CoverageGrid:
    """Compute the path gain of each mast at each cell of the site's bounding box.

    calibration: made on measurements, corrects gains and shadows. The medians are held to the range of their scenario; where
    a place or a mast lies outside, ``warnings`` say so. Work and temporary memory go by blocks of rows. Raises ``BadInput``
    for terminals too near the ground.
    """
    x, y = [p[0] for p in site.boundary], [p[1] for p in site.boundary]
    axes = axes_over((min(x), min(y), max(x), max(y)), cell_m)
    model = model_of(site, carrier, rx_height_m, metal_wall_db, scene)
    xs, ys = axes.x_m, axes.y_m
    blocks = blocks_of_rows(axes.ny)
    own = np.concatenate([buildings_at(site, *np.meshgrid(xs, ys[rows])) for rows in blocks])
    antennas = in_threads(lambda mast: antenna_in(model.scene, site, mast, rx_height_m), masts)
    shape = (len(masts), axes.ny, axes.nx)
    gain, sigma, los = np.empty(shape, np.float32), np.empty(shape, np.float32), np.zeros(shape, np.bool_)

    def fill(task: tuple[int, slice]) -> None:
        at, rows = task
        antenna = antennas[at]
        distance = np.hypot(xs[None, :] - antenna.x_m, ys[rows, None] - antenna.y_m)
        scattered = model.scattered(antenna.z_m, distance)
        paths = paths_on_rows(model.scene, antenna, xs, ys[rows], rx_height_m, own[rows], scattered)
        gain[at, rows], sigma[at, rows] = model.gain_db(antenna, paths, own[rows], distance)
        los[at, rows] = paths.los

    in_threads(fill, [(at, rows) for at in range(len(masts)) for rows in blocks])
    for at, mast in enumerate(masts):
        gain[at], sigma[at] = corrected(calibration, gain[at], sigma[at], xs, ys, (mast.id, mast.x_m, mast.y_m), los[at])
    scenarios = tuple(scenario_for(m.height_m) for m in masts)
    far = {scenario_for(m.height_m) for m in masts if _farthest(m, axes) > scenario_named(scenario_for(m.height_m)).max_nlos_m}
    walls = model.wall_db[own].astype(np.float32)
    notes = _notes(masts, rx_height_m, far)
    return CoverageGrid(axes, masts, rx_height_m, gain, sigma, los, own.astype(np.int32), walls, scenarios, notes)


def _farthest(mast: Mast, axes: Axes) -> float:
    xs, ys = axes.x_m[[0, -1]], axes.y_m[[0, -1]]
    return float(np.hypot(xs[None, :] - mast.x_m, ys[:, None] - mast.y_m).max())


def link_gains_db(
    site: Site,
    tx_m: Array,
    x_m: Array,
    y_m: Array,
    carrier: Carrier,
    rx_height_m: float = 1.5,
    metal_wall_db: float = 35.0,
) -> tuple[Array, NDArray[np.bool_]]:
    """Return path gain (dB) and line of sight of scattered links: ``tx_m`` [link, 3], points [link]."""
    model = model_of(site, carrier, rx_height_m, metal_wall_db)
    own = buildings_at(site, x_m, y_m)
    gains, los = np.empty(x_m.size), np.zeros(x_m.size, np.bool_)
    places, link_of = np.unique(tx_m, axis=0, return_inverse=True)
    for at, (x, y, z) in enumerate(places):
        these = np.flatnonzero(link_of.ravel() == at)
        antenna = antenna_in(model.scene, site, Mast("tx", float(x), float(y), float(z)), rx_height_m)
        distance = np.hypot(x_m[these] - x, y_m[these] - y)
        scattered = model.scattered(float(z), distance)
        paths = paths_to_points(model.scene, antenna, x_m[these], y_m[these], rx_height_m, own[these], scattered)
        gains[these], _ = model.gain_db(antenna, paths, own[these], distance)
        los[these] = paths.los
    return gains, los


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
