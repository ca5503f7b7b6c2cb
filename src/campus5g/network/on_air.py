"""A plan on the air again: the coupled network of its antennas at every place where its site has devices.

A stored plan holds antennas and answers, not the fields they were read from. ``on_air`` computes these again, for the masts that
carry an antenna only, so that single devices, other groups or other places can be asked about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.message import msg
from campus5g.core.progress import Progress, silent
from campus5g.core.site import Mast, Site, Wall
from campus5g.network.antennas import Omni
from campus5g.network.candidates import Candidate, Places, halls_at, panel_of, reach_of
from campus5g.network.carriers import Carrier, Figures, carrier_of
from campus5g.network.costs import single_core
from campus5g.network.coverage import CoverageGrid, path_gain_maps, scene_at
from campus5g.network.demand import Crowd, Needs, crowds_of, points_of, terminal_level_m
from campus5g.network.link import Link, link_of
from campus5g.network.penetration import wall_loss_db
from campus5g.network.plan import Antenna, NetworkPlan
from campus5g.network.service import Radio, overhead_s, radio_of


@dataclass(frozen=True, slots=True)
class OnAir:
    """A network that answers: its radio at the points of the site, with the link, figures and core behind it."""

    site: Site
    radio: Radio
    link: Link
    figures: Figures
    core_availability: float
    cell_m: float


def on_air(site: Site, plan: NetworkPlan, cell_m: float = 10.0, progress: Progress = silent) -> OnAir | None:
    """Compute the network of ``plan`` on ``site`` in cells of ``cell_m``; ``None`` for a plan without antennas."""
    if not plan.antennas:
        return None
    figures = Figures(plan.on)
    link = link_of(carrier_of(plan.band, plan.on, plan.frame, experiment=True), figures)
    masts = _masts_of(plan.antennas)
    cells = tuple(_cell_of(antenna, masts, site, link.carrier, figures) for antenna in plan.antennas)
    metal = figures["wall.metal_db"]
    scene = scene_at(site, link.carrier)
    groups = [g for zone in site.zones for g in zone.devices] + [g for path in site.paths for g in path.devices]
    levels = sorted({terminal_level_m(g.antenna_height_m) for g in groups})
    grids: dict[float, CoverageGrid] = {}
    for at, level in enumerate(levels):
        progress(at / len(levels), msg("computing coverage, terminals at %(height)s m", height=level))
        grids[level] = path_gain_maps(site, masts, link.carrier, cell_m, level, metal, scene)
    crowds = crowds_of(site, grids[levels[0]])
    needs = tuple(needs_of(crowd, link, figures) for crowd in crowds)
    points = points_of(crowds, needs, grids[levels[0]], wall_loss_db(Wall.HIGH_LOSS, link.carrier.freq_hz, metal))
    level_of = np.array([terminal_level_m(c.group.antenna_height_m) for c in crowds])[points.crowd]
    shape = (len(masts), points.size)
    gain, sigma = np.empty(shape, np.float32), np.empty(shape, np.float32)
    for level, grid in grids.items():
        at_level: NDArray[np.intp] = np.flatnonzero(level_of == level)
        gain[:, at_level] = grid.path_gain_db[:, points.row[at_level], points.column[at_level]]
        sigma[:, at_level] = grid.sigma_db[:, points.row[at_level], points.column[at_level]]
    zone = np.array([c.zone_index for c in crowds])[points.crowd]
    first = grids[levels[0]]
    building, wall = first.building[points.row, points.column], first.wall_db[points.row, points.column]
    places = Places(points.x_m, points.y_m, zone, points.extra_db, level_of, building, wall, gain, sigma)
    radio = radio_of(cells, reach_of(cells, places, link.carrier), points, link, figures)
    core = figures["core_small.availability" if single_core(site, plan.antennas, figures) else "core.availability"]
    return OnAir(site, radio, link, figures, core, cell_m)


def needs_of(crowd: Crowd, link: Link, figures: Figures) -> Needs:
    """Return what the radio must give to a crowd: gain for its uplink, SINR for its downlink, within what a cell can."""
    wanted = crowd.needed_uplink_bps(overhead_s(link, figures))
    return Needs(
        gain_db=link.least_gain_db(min(wanted, link.peak_uplink_bps)),
        sinr_db=link.least_sinr_db(min(crowd.group.downlink_bps, link.peak_downlink_bps)),
    )


def _masts_of(antennas: tuple[Antenna, ...]) -> tuple[Mast, ...]:
    masts = {a.mast_id: Mast(a.mast_id, a.x_m, a.y_m, a.height_m) for a in antennas if a.kind != "indoor"}
    return tuple(masts.values())


def _cell_of(antenna: Antenna, masts: tuple[Mast, ...], site: Site, carrier: Carrier, figures: Figures) -> Candidate:
    indoor = antenna.kind == "indoor"
    hall, wall = halls_at(site, np.array([antenna.x_m]), np.array([antenna.y_m]), carrier, figures)
    zone = next((at for at, z in enumerate(site.zones) if antenna.mast_id.rpartition("/")[0] == z.id), -1) if indoor else -1
    mast = -1 if indoor else next(at for at, m in enumerate(masts) if m.id == antenna.mast_id)
    return Candidate(
        place=antenna.mast_id,
        kind=antenna.kind,
        mast=mast,
        zone=zone,
        x_m=antenna.x_m,
        y_m=antenna.y_m,
        height_m=antenna.height_m,
        azimuth_deg=antenna.azimuth_deg,
        tilt_deg=antenna.tilt_deg,
        power_dbm=antenna.power_dbm,
        antenna=Omni(antenna.gain_dbi) if indoor else panel_of(figures),
        building=int(hall[0]),
        wall_db=float(wall[0]),
    )
