"""What the chosen antennas and the other connectivities give in every area, and the maps of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from campus5g.core.figures import Assumption
from campus5g.core.service import Connectivity, ServiceLevel
from campus5g.core.site import Site
from campus5g.network.candidates import places_on, reach_of
from campus5g.network.carriers import Carrier, Figures
from campus5g.network.costs import single_core
from campus5g.network.coupled import Cells
from campus5g.network.demand import URGENT_RELIABILITY, Points
from campus5g.network.ground import Ground
from campus5g.network.link import Link
from campus5g.network.load import sinr_db
from campus5g.network.offers import Miss, service_of
from campus5g.network.plan import Antenna, PlanGrids
from campus5g.network.rivals import RIVALS, rival_offer, shown_keys
from campus5g.network.service import Radio, no_network, private_offer

_MAP_FLOOR_DB = -250.0
Answer = tuple[list[ServiceLevel], dict[str, tuple[Miss, ...]]]


def target_of(figures: Figures, critical: bool) -> float:
    """Return the share of a group's devices to be served."""
    return figures["plan.coverage_critical" if critical else "plan.coverage"]


def antennas_of(cells: Cells, radio: Radio | None, standing: frozenset[str] = frozenset()) -> tuple[Antenna, ...]:
    """Return the antennas of a plan; loads are those of ``radio`` (0 without)."""
    seen: dict[str, int] = {}
    found = []
    for at, cell in enumerate(cells):
        seen[cell.place] = seen.get(cell.place, 0) + 1
        found.append(
            Antenna(
                id=f"{cell.place}-{seen[cell.place]}" if cell.kind == "sector" else cell.place,
                mast_id=cell.place,
                kind=cell.kind,
                x_m=round(cell.x_m, 2),
                y_m=round(cell.y_m, 2),
                height_m=cell.height_m,
                azimuth_deg=cell.azimuth_deg,
                tilt_deg=cell.tilt_deg,
                power_dbm=round(cell.power_dbm, 2),
                gain_dbi=cell.antenna.peak_dbi,
                eirp_dbm=round(cell.eirp_dbm, 2),
                downlink_load=float(f"{radio.loads.downlink[at]:.4g}") if radio else 0.0,
                uplink_load=float(f"{radio.loads.uplink[at]:.4g}") if radio else 0.0,
                existing=cell.place in standing,
            )
        )
    return tuple(found)


def private_service(
    site: Site, ground: Ground, points: Points, radio: Radio | None, antennas: Sequence[Antenna], link: Link, figures: Figures
) -> Answer:
    """Return what private 5G gives in every area, and what each misses; ``points`` are those of ``radio``."""
    core = figures["core_small.availability" if single_core(site, antennas, figures) else "core.availability"]
    shown = figures.assumptions("plan.coverage", "station.availability", "station.repair_h", "latency.device_ms")
    levels: list[ServiceLevel] = []
    misses: dict[str, tuple[Miss, ...]] = {}
    for index, area in enumerate(ground.areas):
        mine = [at for at, crowd in enumerate(points.crowds) if crowd.zone_index == index]
        offers = tuple(
            private_offer(radio, at, link, figures, core) if radio else no_network(points.crowds[at].group) for at in mine
        )
        targets = tuple(target_of(figures, points.crowds[at].critical) for at in mine)
        level, missed = service_of(Connectivity.PRIVATE_5G, area, offers, targets, shown)
        levels.append(level)
        misses[area.id] = missed
    return levels, misses


def rival_service(site: Site, ground: Ground, figures: Figures) -> list[ServiceLevel]:
    """Return what every other connectivity gives in every area."""
    everywhere = replace(site, zones=ground.areas, paths=())  # who moves along a path shares the air with the zones
    levels: list[ServiceLevel] = []
    for rival in RIVALS:
        shown: tuple[Assumption, ...] = figures.assumptions(*shown_keys(rival))
        for area in ground.areas:
            offers = tuple(rival_offer(rival, everywhere, area, group, figures) for group in area.devices)
            targets = tuple(target_of(figures, group.reliability >= URGENT_RELIABILITY) for group in area.devices)
            levels.append(service_of(rival, area, offers, targets, shown)[0])
    return levels


def unserved_middles(ground: Ground, radio: Radio | None) -> dict[str, tuple[float, float]]:
    """For each area, the middle of the devices that the plan does not serve."""
    points = ground.points
    missing = points.weight * (1 - radio.served) if radio else points.weight
    zone = np.array([c.zone_index for c in points.crowds])[points.crowd]
    found = {}
    for index, one in enumerate(ground.areas):
        mine = missing * (zone == index)
        total = float(mine.sum())
        if total > 0:
            found[one.id] = (float(mine @ points.x_m) / total, float(mine @ points.y_m) / total)
    return found


def maps_of(ground: Ground, cells: Cells, radio: Radio | None, carrier: Carrier, link: Link) -> PlanGrids:
    """Return received power, SINR, best server and rates on the whole grid, at the height of most terminals."""
    axes = ground.grid.axes
    shape = (axes.ny, axes.nx)
    if radio is None:
        nothing = np.full(shape, np.nan, np.float32)
        return PlanGrids(axes.x_m, axes.y_m, nothing, nothing.copy(), np.full(shape, -1, np.int16), ground.grid.indoor)
    row, column = (index.ravel() for index in np.indices(shape))
    zone: NDArray[np.intp] = np.full(row.size, -1, np.intp)
    points = ground.points
    owner = np.array([c.zone_index if c.indoor else -1 for c in points.crowds])[points.crowd]
    zone[(points.row * axes.nx + points.column)[owner >= 0]] = owner[owner >= 0]
    reach = reach_of(cells, places_on(ground.grid, row, column, zone, np.zeros(row.size)), carrier)
    power = np.array([c.power_dbm for c in cells])[:, None]
    received = link.rsrp_dbm(power, reach.gain_db)
    server = np.argmax(received, axis=0)
    load = np.minimum(radio.loads.downlink, 1.0)
    sinr = sinr_db(10 ** (received / 10), server, load, 10 ** (link.element_noise_dbm / 10))
    at = np.arange(row.size)
    return PlanGrids(
        x_m=axes.x_m,
        y_m=axes.y_m,
        rsrp_dbm=np.maximum(received[server, at], _MAP_FLOOR_DB).reshape(shape).astype(np.float32),
        sinr_db=sinr.reshape(shape).astype(np.float32),
        best_server=server.reshape(shape).astype(np.int16),
        building_mask=ground.grid.indoor,
        uplink_bps=link.uplink_bps(reach.gain_db[server, at]).reshape(shape).astype(np.float32),
        downlink_bps=link.downlink_bps(sinr).reshape(shape).astype(np.float32),
    )
