"""From a site to a plan: coverage, choice of antennas, service of every connectivity, cost, law. Same seed, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, part, silent
from campus5g.core.service import Connectivity, ServiceLevel
from campus5g.core.site import Site, Wall
from campus5g.network.candidates import Candidate, Places, Reach, candidates_of, places_on, reach_of
from campus5g.network.carriers import Carrier, Figures, carrier_of, frame_named, frame_names
from campus5g.network.costs import private_cost, rival_cost, single_core
from campus5g.network.coverage import CoverageGrid, path_gain_maps, roofs_of
from campus5g.network.demand import Crowd, Needs, Points, crowds_of, points_of, sample
from campus5g.network.explain import plan_reasons, shortfalls_of
from campus5g.network.link import Link, link_of
from campus5g.network.load import sinr_db
from campus5g.network.offers import Miss, mean_uplink_bps, service_of
from campus5g.network.penetration import wall_loss_db
from campus5g.network.placement import Choice, Criteria, Greedy
from campus5g.network.plan import Antenna, NetworkPlan, PlanGrids
from campus5g.network.regulation import findings_of
from campus5g.network.rivals import RIVALS, rival_offer, shown_keys
from campus5g.network.service import Radio, no_network, overhead_s, private_offer, radio_of
from campus5g.network.site_checks import check_site, site_warnings

_SAMPLE = 2400
_LEAST_PER_CROWD = 60
_LEVELS_M = (1.5, 5.0, 10.0, 20.0, 40.0)
"""Heights at which maps are computed; a terminal takes the one next below its antenna."""

_MAP_FLOOR_DB = -250.0
_SHOWN = (
    "sector.power_dbm", "sector.gain_dbi", "terminal.power_dbm", "terminal.noise_db", "station.noise_db", "wall.metal_db",
    "shadow.correlation", "adaptation.gap_db", "uplink.rise_db", "plan.rsrp_dbm", "plan.coverage", "plan.coverage_critical",
    "station.availability", "station.repair_h", "cell.connected", "latency.device_ms", "latency.core_ms",
)  # fmt: skip


def plan_network(
    site: Site,
    *,
    on: date,
    band: str = "n38",
    frame: str | None = None,
    cell_m: float = 10.0,
    seed: int = 0,
    experiment: bool = False,
    progress: Progress = silent,
) -> tuple[NetworkPlan, PlanGrids]:
    """Choose antennas for ``site`` and say what every connectivity gives and costs there.

    frame: TDD frame; by default the one whose shares fit the demand best. cell_m: size of the grid's cells. The seed draws
    the places at which candidates are compared; the service is computed on every cell. A zone that cannot be satisfied is
    in ``shortfalls``, with what would help. experiment: the plan asks for a temporary authorisation (26 GHz has no other).
    Raises ``BadInput`` for a site without zones or masts, or a band that is unknown or not open.
    """
    _check(site)
    figures = Figures(on)
    carrier = carrier_of(band, on, frame or best_frame(site, figures), experiment=experiment)
    link = link_of(carrier, figures)
    study = _Study(site, carrier, link, figures)
    study.map_site(cell_m, part(progress, 0.0, 0.5))
    study.choose(seed, part(progress, 0.5, 0.85))
    progress(0.85, msg("computing the service of each zone"))
    plan, grids = study.conclude()
    progress(1.0, msg("plan ready"))
    return plan, grids


def _check(site: Site) -> None:
    check_site(site)
    if not site.zones:
        raise BadInput(site.name, msg("the site has no zone with devices"), msg("at least one zone with a group of devices"))
    if not site.masts and not any(z.indoor for z in site.zones):
        raise BadInput(site.name, msg("the site has no candidate mast"), msg("at least one mast, or an indoor zone"))


def best_frame(site: Site, figures: Figures) -> str:
    """Return the TDD frame that is fullest last: the least of the larger of the two directions' demand over share."""
    groups = [g for z in site.zones for g in z.devices]
    up = sum(g.count * mean_uplink_bps(g) for g in groups)
    down = sum(g.count * g.downlink_bps for g in groups)

    def strain(name: str) -> tuple[float, float]:
        frame = frame_named(name, figures)
        return max(up / frame.ul_share, down / (2 * frame.dl_share)), frame.ul_max_s

    return min(frame_names(), key=strain)


@dataclass(slots=True)
class _Places:
    """The points of all crowds with what the maps say there."""

    points: Points
    places: Places


class _Study:
    """One plan being made; each step keeps what the next one needs."""

    grid: CoverageGrid
    crowd_places: _Places
    candidates: tuple[Candidate, ...]
    choice: Choice
    reach: Reach
    radio: Radio

    def __init__(self, site: Site, carrier: Carrier, link: Link, figures: Figures) -> None:
        self.site, self.carrier, self.link, self.figures = site, carrier, link, figures

    def map_site(self, cell_m: float, progress: Progress) -> None:
        """Compute path gains for every height at which devices have their antennas, and lay the devices out."""
        metal = self.figures["wall.metal_db"]
        roofs = roofs_of(self.site, min(cell_m, 2.5))
        heights = sorted({_terminal_height(g.antenna_height_m) for z in self.site.zones for g in z.devices})
        grids: dict[float, CoverageGrid] = {}
        for at, height in enumerate(heights):
            progress(at / len(heights), msg("computing coverage, terminals at %(height)s m", height=height))
            grids[height] = path_gain_maps(self.site, self.site.masts, self.carrier, cell_m, height, metal, roofs)
        count = dict.fromkeys(heights, 0)
        for group in (g for z in self.site.zones for g in z.devices):
            count[_terminal_height(group.antenna_height_m)] += group.count
        self.grid = grids[max(heights, key=lambda h: (count[h], -h))]
        crowds = crowds_of(self.site, self.grid)
        needs = tuple(self._needs(crowd) for crowd in crowds)
        points = points_of(crowds, needs, self.grid, wall_loss_db(Wall.HIGH_LOSS, self.carrier.freq_hz, metal))
        self.crowd_places = _Places(points, self._places(points, crowds, grids))

    def _places(self, points: Points, crowds: tuple[Crowd, ...], grids: dict[float, CoverageGrid]) -> Places:
        zone = np.array([c.zone_index for c in crowds])[points.crowd]
        height = np.array([_terminal_height(c.group.antenna_height_m) for c in crowds])[points.crowd]
        shape = (len(self.site.masts), points.size)
        gain, sigma = np.empty(shape, np.float32), np.empty(shape, np.float32)
        for level, grid in grids.items():
            at = np.flatnonzero(height == level)
            gain[:, at] = grid.path_gain_db[:, points.row[at], points.column[at]]
            sigma[:, at] = grid.sigma_db[:, points.row[at], points.column[at]]
        return Places(points.x_m, points.y_m, zone, points.extra_db, height, gain, sigma)

    def _needs(self, crowd: Crowd) -> Needs:
        wanted = crowd.needed_uplink_bps(overhead_s(self.link, self.figures))
        return Needs(
            gain_db=self.link.least_gain_db(min(wanted, self.link.peak_uplink_bps)),
            sinr_db=self.link.least_sinr_db(min(crowd.group.downlink_bps, self.link.peak_downlink_bps)),
        )

    def choose(self, seed: int, progress: Progress) -> None:
        """Choose the antennas on a sample of the places."""
        points, places = self.crowd_places.points, self.crowd_places.places
        self.candidates = candidates_of(self.site, self.carrier, self.figures)
        keep = sample(points, max(_LEAST_PER_CROWD, _SAMPLE // len(points.crowds)), seed)
        few = points.chosen(keep)
        reach = reach_of(self.candidates, _places_at(places, keep), self.carrier)
        self.choice = Greedy(self.candidates, reach, few, self.link, self._criteria()).run(progress)

    def _criteria(self) -> Criteria:
        f = self.figures
        return Criteria(
            coverage=f["plan.coverage"],
            coverage_critical=f["plan.coverage_critical"],
            station_availability=f["station.availability"],
            strong=f["plan.strong"],
            full_load=f["plan.full_load"],
            least_load=f["plan.least_load"],
            interference_db=f["plan.interference_db"],
            correlation=f["shadow.correlation"],
            site_eur=f["private_5g.radio_site"] + f["private_5g.fibre_m"] * f["fibre.typical_m"],
            sector_eur=f["private_5g.sector"] + f["private_5g.design_per_radio"],
            indoor_eur=f["private_5g.indoor_cell"] + f["private_5g.design_per_radio"],
        )

    def conclude(self) -> tuple[NetworkPlan, PlanGrids]:
        """Compute the coupled network on every place, the rivals, the costs, the findings and the maps."""
        cells = tuple(self.candidates[i] for i in self.choice.picked)
        points = self.crowd_places.points
        if cells:
            self.reach = reach_of(cells, self.crowd_places.places, self.carrier)
            self.radio = radio_of(cells, self.reach, points, self.link, self.figures)
        antennas = self._antennas(cells)
        levels, misses = self._private_service(antennas)
        area_km2 = float(Polygon(self.site.boundary).area) / 1e6
        served = float((self.radio.served * points.weight).sum() / points.weight.sum()) if cells else 0.0
        grids = self._grids(cells)
        costs = [private_cost(self.site, antennas, self.carrier, area_km2, self.figures)]
        costs += [rival_cost(rival, self.site, self.figures) for rival in RIVALS]
        plan = NetworkPlan(
            site=self.site.name,
            band=self.carrier.band,
            frame=self.carrier.frame.name,
            on=self.figures.on,
            antennas=antennas,
            service=(*levels, *self._rival_service()),
            costs=tuple(costs),
            served_share=float(f"{served:.6g}"),
            shortfalls=shortfalls_of(self.site, self.link, self.figures, misses, self._unserved(cells)),
            findings=findings_of(self.site, self.carrier, antennas, area_km2, self.figures, grids),
            reasons=plan_reasons(self.site, self.carrier, antennas, self.choice.goals, area_km2),
            warnings=self._warnings(),
            assumptions=self.figures.assumptions(*_SHOWN),
        )
        return plan, grids

    def _antennas(self, cells: tuple[Candidate, ...]) -> tuple[Antenna, ...]:
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
                    downlink_load=float(f"{self.radio.loads.downlink[at]:.4g}"),
                    uplink_load=float(f"{self.radio.loads.uplink[at]:.4g}"),
                )
            )
        return tuple(found)

    def _target(self, critical: bool) -> float:
        return self.figures["plan.coverage_critical" if critical else "plan.coverage"]

    def _private_service(self, antennas: Sequence[Antenna]) -> tuple[list[ServiceLevel], dict[str, tuple[Miss, ...]]]:
        core = self.figures["core_small.availability" if single_core(self.site, antennas, self.figures) else "core.availability"]
        shown = self.figures.assumptions("plan.coverage", "station.availability", "station.repair_h", "latency.device_ms")
        levels: list[ServiceLevel] = []
        misses: dict[str, tuple[Miss, ...]] = {}
        crowds = self.crowd_places.points.crowds
        for index, zone in enumerate(self.site.zones):
            mine = [at for at, crowd in enumerate(crowds) if crowd.zone_index == index]
            if antennas:
                offers = tuple(private_offer(self.radio, at, self.link, self.figures, core) for at in mine)
            else:
                offers = tuple(no_network(crowds[at].group) for at in mine)
            targets = tuple(self._target(crowds[at].critical) for at in mine)
            level, missed = service_of(Connectivity.PRIVATE_5G, zone, offers, targets, shown)
            levels.append(level)
            misses[zone.id] = missed
        return levels, misses

    def _rival_service(self) -> list[ServiceLevel]:
        levels: list[ServiceLevel] = []
        for rival in RIVALS:
            shown: tuple[Assumption, ...] = self.figures.assumptions(*shown_keys(rival))
            for zone in self.site.zones:
                offers = tuple(rival_offer(rival, self.site, zone, group, self.figures) for group in zone.devices)
                targets = tuple(self._target(group.reliability >= 0.999) for group in zone.devices)
                levels.append(service_of(rival, zone, offers, targets, shown)[0])
        return levels

    def _unserved(self, cells: tuple[Candidate, ...]) -> dict[str, tuple[float, float]]:
        """For each zone, the middle of the devices that the plan does not serve."""
        points = self.crowd_places.points
        missing = points.weight * (1 - self.radio.served) if cells else points.weight
        found = {}
        zone = np.array([c.zone_index for c in points.crowds])[points.crowd]
        for index, one in enumerate(self.site.zones):
            mine = missing * (zone == index)
            total = float(mine.sum())
            if total > 0:
                found[one.id] = (float(mine @ points.x_m) / total, float(mine @ points.y_m) / total)
        return found

    def _warnings(self) -> tuple[Message, ...]:
        found = list(site_warnings(self.site)) + list(self.grid.warnings)
        if any(g.antenna_height_m not in _LEVELS_M for z in self.site.zones for g in z.devices):
            levels = ", ".join(f"{level:g}" for level in _LEVELS_M)
            found.append(msg("terminals are computed at the level next below their antenna (%(levels)s m)", levels=levels))
        return tuple(dict.fromkeys(found))

    def _grids(self, cells: tuple[Candidate, ...]) -> PlanGrids:
        """Received power, SINR and best server on the whole grid, at the height of most terminals."""
        axes = self.grid.axes
        shape = (axes.ny, axes.nx)
        if not cells:
            nothing = np.full(shape, np.nan, np.float32)
            return PlanGrids(axes.x_m, axes.y_m, nothing, nothing.copy(), np.full(shape, -1, np.int16), self.grid.indoor)
        row, column = (index.ravel() for index in np.indices(shape))
        zone: NDArray[np.intp] = np.full(row.size, -1, np.intp)
        points = self.crowd_places.points
        owner = np.array([c.zone_index if c.indoor else -1 for c in points.crowds])[points.crowd]
        zone[(points.row * axes.nx + points.column)[owner >= 0]] = owner[owner >= 0]
        reach = reach_of(cells, places_on(self.grid, row, column, zone, np.zeros(row.size)), self.carrier)
        power = np.array([c.power_dbm for c in cells])[:, None]
        received = self.link.rsrp_dbm(power, reach.gain_db)
        server = np.argmax(received, axis=0)
        load = np.minimum(self.radio.loads.downlink, 1.0)
        sinr = sinr_db(10 ** (received / 10), server, load, 10 ** (self.link.element_noise_dbm / 10))
        best = np.maximum(received[server, np.arange(row.size)], _MAP_FLOOR_DB)
        return PlanGrids(
            x_m=axes.x_m,
            y_m=axes.y_m,
            rsrp_dbm=best.reshape(shape).astype(np.float32),
            sinr_db=sinr.reshape(shape).astype(np.float32),
            best_server=server.reshape(shape).astype(np.int16),
            building_mask=self.grid.indoor,
            uplink_bps=self.link.uplink_bps(reach.gain_db[server, np.arange(row.size)]).reshape(shape).astype(np.float32),
            downlink_bps=self.link.downlink_bps(sinr).reshape(shape).astype(np.float32),
        )


def _places_at(places: Places, keep: NDArray[np.intp]) -> Places:
    return Places(
        places.x_m[keep],
        places.y_m[keep],
        places.zone[keep],
        places.extra_db[keep],
        places.height_m[keep],
        places.path_gain_db[:, keep],
        places.sigma_db[:, keep],
    )


def _terminal_height(height_m: float) -> float:
    """Return the level of the maps for an antenna at ``height_m``: the standard's lowest terminal at least."""
    return max((level for level in _LEVELS_M if level <= height_m), default=_LEVELS_M[0])
