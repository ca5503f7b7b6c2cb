"""Why a place has what it has: each antenna of a plan heard there, the way between them, and where the decibels go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import Point, Polygon

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.site import Mast, Site
from campus5g.network.antennas import Omni
from campus5g.network.candidates import halls_at, panel_of
from campus5g.network.carriers import Figures, carrier_of
from campus5g.network.coverage import Model, model_of
from campus5g.network.diffraction import edge_loss_db
from campus5g.network.fan import met_from_mast
from campus5g.network.halls import hall_gain_db
from campus5g.network.link import Link, link_of
from campus5g.network.load import sinr_db
from campus5g.network.nr import RE_PER_PRB
from campus5g.network.plan import Antenna, NetworkPlan
from campus5g.network.prisms import buildings_at
from campus5g.network.profiles import Antenna as Source
from campus5g.network.profiles import antenna_in, pair_parts, paths_to_points
from campus5g.network.propagation import LIGHT_MPS
from campus5g.network.rays import free_space_gain, main_edge, scratch

_SAMPLES = 240
_UNHEARD_DB = -300.0
_TELLING_DB = 3.0


@dataclass(frozen=True, slots=True)
class Edge:
    """A roof edge that bends the ray: how far from the antenna, how high, of which building, what it takes (dB)."""

    distance_m: float
    height_m: float
    building: str | None
    loss_db: float


@dataclass(frozen=True, slots=True)
class Profile:
    """The way from the antenna, sample by sample: roofs (0 in the open), the ray, and the lower rim of its first Fresnel zone."""

    distance_m: tuple[float, ...]
    roof_m: tuple[float, ...]
    ray_m: tuple[float, ...]
    fresnel_m: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LinkReport:
    """One antenna at the place. parts: gains and losses (dB, dBm) that add up to received_dbm (SS-RSRP)."""

    antenna_id: str
    distance_m: float
    los: bool
    path_gain_db: float
    received_dbm: float
    parts: tuple[tuple[Message, float], ...]
    profile: Profile
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class PointReport:
    """What a place gets, from which antenna, and why. Rates: of one terminal that has its cell to itself."""

    x_m: float
    y_m: float
    height_m: float
    building: str | None
    server: str | None
    rsrp_dbm: float
    sinr_db: float
    uplink_bps: float
    downlink_bps: float
    sentences: tuple[Message, ...]
    links: tuple[LinkReport, ...]


def inspect_point(site: Site, plan: NetworkPlan, x_m: float, y_m: float, height_m: float = 1.5) -> PointReport:
    """Look at one place of ``site`` under ``plan``; ``BadInput`` outside the site or below 1 m."""
    if not Polygon(site.boundary).buffer(1e-6).covers(Point(x_m, y_m)):
        raise BadInput(
            "x_m, y_m", msg("%(x)s m, %(y)s m is outside the site", x=round(x_m, 1), y=round(y_m, 1)), msg("a place on it")
        )
    figures = Figures(plan.on)
    link = link_of(carrier_of(plan.band, plan.on, plan.frame, experiment=True), figures)
    model = model_of(site, link.carrier, height_m, figures["wall.metal_db"])
    own = int(buildings_at(site, np.array([x_m]), np.array([y_m]))[0])
    inspector = _Inspector(site, link, figures, model, (x_m, y_m, height_m), own)
    links = sorted((inspector.report(antenna) for antenna in plan.antennas), key=lambda one: -one.received_dbm)
    heard = tuple(one for one in links if one.path_gain_db > _UNHEARD_DB / 2)
    building = site.buildings[own].id if own >= 0 else None
    if not heard:
        return PointReport(
            x_m, y_m, height_m, building, None, _UNHEARD_DB, _UNHEARD_DB, 0.0, 0.0, (msg("no antenna is heard here"),), ()
        )  # fmt: skip
    load = np.array([next(a.downlink_load for a in plan.antennas if a.id == one.antenna_id) for one in heard])
    noise = 10 ** (link.element_noise_dbm / 10)
    milliwatts = 10 ** (np.array([[one.received_dbm] for one in heard]) / 10)
    sinr = float(sinr_db(milliwatts, np.zeros(1, np.intp), load, noise)[0])
    best = heard[0]
    gain = best.received_dbm - best.parts[0][1] - link.terminal_gain_dbi
    return PointReport(
        x_m=x_m,
        y_m=y_m,
        height_m=height_m,
        building=building,
        server=best.antenna_id,
        rsrp_dbm=best.received_dbm,
        sinr_db=round(sinr, 2),
        uplink_bps=float(link.uplink_bps(gain)),
        downlink_bps=float(link.downlink_bps(sinr)),
        sentences=(*inspector.story(best), *_disturbance(heard, load, link)),
        links=heard,
    )


@dataclass(slots=True)
class _Inspector:
    site: Site
    link: Link
    figures: Figures
    model: Model
    place: tuple[float, float, float]
    own: int

    def link_parts(self, antenna: Antenna) -> tuple[float, float]:
        """Power of a resource element at the transmitter, and the antenna's gain towards the place."""
        x, y, z = self.place
        east, north = x - antenna.x_m, y - antenna.y_m
        drop = np.degrees(np.arctan2(z - antenna.height_m, max(np.hypot(east, north), 0.1)))
        pattern = Omni(antenna.gain_dbi) if antenna.kind == "indoor" else panel_of(self.figures)
        toward = pattern.gain_dbi(np.degrees(np.arctan2(east, north)) - (antenna.azimuth_deg or 0.0), drop, antenna.tilt_deg)
        per_element = antenna.power_dbm - 10 * float(np.log10(RE_PER_PRB * self.link.carrier.prbs))
        return per_element, float(toward)

    def report(self, antenna: Antenna) -> LinkReport:
        """Compute one antenna at the place."""
        return self._hall(antenna) if antenna.kind == "indoor" else self._mast(antenna)

    def _hall(self, antenna: Antenna) -> LinkReport:
        """A cell in a hall serves the zone of that hall alone, as when the plan was made: other halls of it through walls."""
        x, y, z = self.place
        zone = next((z for z in self.site.zones if antenna.mast_id.rpartition("/")[0] == z.id), None)
        inside = zone is not None and Polygon(zone.ring).covers(Point(x, y))
        flat = float(np.hypot(x - antenna.x_m, y - antenna.y_m))
        gains, _, seen = hall_gain_db(antenna.height_m, np.array([z]), np.array([flat]), self.link.carrier.freq_hz)
        ends = np.array([antenna.x_m, x]), np.array([antenna.y_m, y])
        building, wall = halls_at(self.site, *ends, self.link.carrier, self.figures)
        parts = [(msg("way through the hall, machines included (InF)"), float(gains[0]) if inside else _UNHEARD_DB)]
        if building[0] != building[1]:
            parts.append((msg("walls gone through, and the way indoors"), -float(wall.sum())))
        seen_here = bool(inside and seen[0] and building[0] == building[1])
        return self._report(antenna, flat, seen_here, sum(value for _, value in parts), parts, ())

    def _mast(self, antenna: Antenna) -> LinkReport:
        x, y, z = self.place
        mast = Mast(antenna.mast_id, antenna.x_m, antenna.y_m, antenna.height_m)
        source = antenna_in(self.model.scene, self.site, mast, z)
        flat = float(np.hypot(x - antenna.x_m, y - antenna.y_m))
        at, own = np.array([flat]), np.array([self.own])
        scattered = self.model.scattered(antenna.height_m, at)
        paths = paths_to_points(self.model.scene, source, np.array([x]), np.array([y]), z, own, scattered)
        gain = float(self.model.gain_db(source, paths, own, at)[0][0])
        clear, _, _, ground, *_ = pair_parts(self.model.scene, source, x, y, z, self.own, float(scattered[0]), scratch())
        free = 10 * np.log10(
            free_space_gain(float(np.hypot(max(flat, 1.0), z - antenna.height_m)), self.model.scene.wavelength_m)
        )
        parts = [(msg("free space"), float(free)), (msg("twin of the ray on the ground"), float(10 * np.log10(ground)))]
        outdoors = float(10 * np.log10(paths.gain[0]))
        parts.append((msg("roofs, corners and walls on the way"), outdoors - float(free) - float(10 * np.log10(ground))))
        if self.own >= 0 or source.hall >= 0:
            parts.append((msg("walls gone through, and the way indoors"), gain - outdoors))
        return self._report(antenna, flat, clear, gain, parts, self._edges(source, flat))

    def _report(
        self, antenna: Antenna, flat: float, los: bool, gain: float, way: list[tuple[Message, float]], edges: tuple[Edge, ...]
    ) -> LinkReport:
        power, toward = self.link_parts(antenna)
        parts = [
            (msg("power of one resource element at the antenna (dBm)"), power),
            (msg("gain of the antenna towards this place"), toward),
            *way,
            (msg("gain of the terminal's antenna"), self.link.terminal_gain_dbi),
        ]
        received = sum(value for _, value in parts)
        shown = tuple((label, round(value, 2)) for label, value in parts)
        return LinkReport(
            antenna.id, round(flat, 1), los, round(gain, 2), round(received, 2), shown, self._profile(antenna, flat), edges
        )  # fmt: skip

    def _profile(self, antenna: Antenna, flat: float) -> Profile:
        x, y, z = self.place
        share = np.linspace(0.0, 1.0, _SAMPLES)
        east, north = antenna.x_m + (x - antenna.x_m) * share, antenna.y_m + (y - antenna.y_m) * share
        heights = np.array([*(b.height_m for b in self.site.buildings), 0.0])
        ray = antenna.height_m + (z - antenna.height_m) * share
        radius = np.sqrt(LIGHT_MPS / self.link.carrier.freq_hz * flat * share * (1 - share))

        def listed(values: NDArray[np.float64]) -> tuple[float, ...]:
            return tuple(round(float(v), 2) for v in values)

        roofs = heights[buildings_at(self.site, east, north)]
        return Profile(listed(share * flat), listed(roofs), listed(ray), listed(ray - radius))

    def _edges(self, source: Source, flat: float) -> tuple[Edge, ...]:
        """The main edge of the way and the one on either side of it, in the order of the way."""
        x, y, z = self.place
        room, scene = scratch(), self.model.scene
        count = met_from_mast(source.fan, source.z_m, x, y, z, self.own, source.hall, np.inf, room.at, room.walls)
        at, roof = room.at[:count], scene.prisms.height_m[room.walls[:count]]

        def edge(begin: float, end: float, za: float, zb: float) -> tuple[int, float]:
            return main_edge(at, roof, count, begin, end, za, zb, flat, scene.wavelength_m)

        main, nu = edge(0.0, 1.0, source.z_m, z)
        if main < 0:
            return ()
        found = [(main, nu)]
        if nu > 0:
            found += [edge(0.0, at[main], source.z_m, roof[main]), edge(at[main], 1.0, roof[main], z)]
        named = [(k, nu) for k, nu in found if k >= 0]
        return tuple(
            Edge(
                round(float(at[k]) * flat, 1),
                float(roof[k]),
                self.site.buildings[int(scene.prisms.owner[room.walls[k]])].id,
                round(float(edge_loss_db(nu)), 1),
            )
            for k, nu in sorted(named, key=lambda one: float(at[one[0]]))
        )

    def story(self, best: LinkReport) -> list[Message]:
        """Say in sentences how the serving antenna reaches the place."""
        said = [_sight(best)]
        if best.edges and not best.los:
            over = sum(edge.loss_db for edge in best.edges)
            way = next((value for label, value in best.parts if label == msg("roofs, corners and walls on the way")), -over)
            if way > -over + _TELLING_DB:
                said.append(
                    msg(
                        "over the roofs alone it would lose %(over)s dB; corners, reflecting walls and streets bring it back to "
                        "%(way)s dB",
                        over=round(over, 1),
                        way=round(-way, 1),
                    )
                )
        if self.own >= 0:
            building = self.site.buildings[self.own]
            said.append(
                msg("the place is inside %(building)s, whose walls let little through", building=building.id)
                if building.wall.value == "metal"
                else msg("the place is inside %(building)s: its wall is counted", building=building.id)
            )
        return said


def _sight(best: LinkReport) -> Message:
    if best.los or not best.edges:
        return msg(
            "%(antenna)s serves it from %(distance)s m%(sight)s",
            antenna=best.antenna_id,
            distance=round(best.distance_m),
            sight=msg(", in sight") if best.los else msg(", round obstacles"),
        )
    main = max(best.edges, key=lambda edge: edge.loss_db)
    return msg(
        "%(antenna)s serves it from %(distance)s m; %(building)s, %(height)s m high, stands in the way %(at)s m from the antenna",
        antenna=best.antenna_id,
        distance=round(best.distance_m),
        building=main.building or "",
        height=round(main.height_m, 1),
        at=round(main.distance_m),
    )


def _disturbance(heard: Sequence[LinkReport], load: NDArray[np.float64], link: Link) -> tuple[Message, ...]:
    """Say whether noise or another antenna limits the place."""
    others = [
        one.received_dbm + 10 * float(np.log10(max(min(share, 1.0), 1e-6)))
        for one, share in zip(heard[1:], load[1:], strict=True)
    ]
    if others and max(others) > link.element_noise_dbm:
        worst = heard[1 + int(np.argmax(others))]
        return (msg("%(antenna)s disturbs it most: more than the noise", antenna=worst.antenna_id),)
    return (msg("noise limits it more than the other antennas"),)
