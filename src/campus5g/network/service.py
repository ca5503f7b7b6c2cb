"""What the chosen antennas give to each group: coverage, rates, latency, loss, outages, age, and how many devices fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.service import Latency, ServedPlaces
from campus5g.core.site import DeviceGroup
from campus5g.network.candidates import Candidate, Reach
from campus5g.network.carriers import Figures
from campus5g.network.demand import URGENT_RELIABILITY, Points
from campus5g.network.diversity import diversity_of, single
from campus5g.network.latency import STILL, Handovers
from campus5g.network.link import Link
from campus5g.network.load import Loads, cell_loads
from campus5g.network.messages import Sending, sendings_of, slots_for, strict_backoff_db, uplink_law
from campus5g.network.mobility import Handling, Rides, Track, length_m, nearest, ride, step_for, walk_along, wander
from campus5g.network.offers import Offer, mean_age_s, mean_uplink_bps
from campus5g.network.reliability import Losses, fading_outage, parallel, series, service_availability
from campus5g.network.requirements import survival_s
from campus5g.network.tdd import Access
from campus5g.network.traffic import CellLimits, Traffic, access_of, limits_of, traffic_of

Array = NDArray[np.float64]
_RARELY = 3.0
"""One repair in twenty takes three times the mean: ``-ln 0.05`` of an exponential law."""

_UNHEARD_DBM = -250.0
_MOST_PLACES = 1500
"""Places of a moving group that travel with its service level: enough to see holes, few enough to be kept with every study."""


@dataclass(frozen=True, slots=True)
class Radio:
    """The network on the air: served [point] is the chance of service, masts [point] how many masts serve well.

    fits [cell]: share of the cell's devices that fit. received_dbm [cell, point]; margin_db and sigma_db [mast, point]: what
    the best sector of each mast leaves over the need, and its shadows; mast_of [cell]; gain_db [point]: of the server.
    """

    cells: tuple[Candidate, ...]
    points: Points
    loads: Loads
    served: Array
    masts: NDArray[np.int64]
    fits: Array
    traffic: Traffic
    limits: CellLimits
    received_dbm: NDArray[np.float32]
    margin_db: NDArray[np.float32]
    sigma_db: NDArray[np.float32]
    mast_of: NDArray[np.int64]
    gain_db: Array

    def rate_bps(self, mine: NDArray[np.intp], link: Link, backoff_db: float) -> Array:
        """Return the uplink rate of one terminal at points ``mine`` that gives up ``backoff_db``."""
        return link.uplink_bps(self.gain_db[mine] - backoff_db, self.loads.rise_db[self.loads.server[mine]])


def radio_of(cells: tuple[Candidate, ...], reach: Reach, points: Points, link: Link, figures: Figures) -> Radio:
    """Compute the coupled network of ``cells`` at ``points``: loads, then chances under the interference they make."""
    loads = cell_loads(cells, reach.gain_db, points, link, figures["plan.least_load"])
    power = np.array([c.power_dbm for c in cells])[:, None]
    received = link.rsrp_dbm(power, reach.gain_db)
    milliwatts = 10 ** (received / 10)
    disturbance = _weaker_mw(milliwatts, np.minimum(loads.downlink, 1.0)) + 10 ** (link.element_noise_dbm / 10)
    diversity = diversity_of(figures["shadow.correlation"])
    places = list(dict.fromkeys(c.place for c in cells))
    mast_of = np.array([places.index(c.place) for c in cells], dtype=np.int64)
    margins = np.full((len(places), points.size), -np.inf, np.float32)
    sigmas = np.empty_like(margins)
    for at, mast in enumerate(mast_of):
        sinr = 10 * np.log10(milliwatts[at] / disturbance[at])
        # the need counts the planned noise rise; the cell's own may be another
        gain = reach.gain_db[at] + link.rise_db - max(float(loads.rise_db[at]), 0.0)
        margin = link.margin_db(received[at], sinr, gain, points.need_sinr_db, points.need_gain_db)
        margins[mast] = np.maximum(margins[mast], margin)
        sigmas[mast] = reach.sigma_db[at]
    product: NDArray[np.float32] = np.ones((diversity.nodes.size, points.size), np.float32)
    masts = np.zeros(points.size, np.int64)
    for mast in range(len(places)):
        margin, sigma = margins[mast], sigmas[mast]
        product = product * diversity.failures(margin, sigma)
        masts += single(margin, sigma) >= figures["plan.strong"]
    limits = limits_of(loads, points, link, figures)
    return Radio(
        cells=cells,
        points=points,
        loads=loads,
        served=diversity.served(product),
        masts=masts,
        fits=limits.fitting_share,
        traffic=traffic_of(loads, points),
        limits=limits,
        received_dbm=np.maximum(received, _UNHEARD_DBM).astype(np.float32),
        margin_db=margins,
        sigma_db=sigmas,
        mast_of=mast_of,
        gain_db=reach.gain_db[loads.server, np.arange(points.size)].astype(np.float64),
    )


def _weaker_mw(milliwatts: Array, load: Array) -> Array:
    """Return for each cell and point the load-weighted power of the cells that are weaker there; [cell, point].

    A cell serves only where every stronger one is shadowed or out of order: those do not disturb it either.
    """
    order = np.argsort(milliwatts, axis=0, kind="stable")
    rising = np.take_along_axis(milliwatts * load[:, None], order, axis=0)
    below = np.cumsum(rising, axis=0) - rising
    found = np.empty_like(below)
    np.put_along_axis(found, order, below, axis=0)
    return found


def private_offer(radio: Radio, index: int, link: Link, figures: Figures, core_availability: float) -> Offer:
    """Return what crowd ``index`` gets from the network."""
    points, loads = radio.points, radio.loads
    mine = np.flatnonzero(points.crowd == index)
    group = points.crowds[index].group
    server, weight = loads.server[mine], points.weight[mine]
    rides = rides_of(radio, mine, group, index, figures)
    law = uplink_law(group, link, figures, _sendings(radio, mine, group, link, figures), _handovers(rides, figures))
    latency, missed = law.latency(), max(0.0, 1 - law.within(group.latency_s))
    faded = float(np.mean(fading_loss(radio.margin_db[:, mine].max(axis=0), points.crowds[index].indoor, figures)))
    equipment = float(np.mean(equipment_availability(radio.masts[mine], figures, core_availability)))
    loss = 1 - (1 - missed) * (1 - faded) * equipment
    causes = [Losses(missed + faded), *([Losses(rides.out_share, rides.outage_mean_s)] if rides else [])]
    fits = int(np.floor(float((weight * radio.fits[server]).sum()) + 1e-6))
    uplink = _guaranteed(loads.uplink_bps[mine], loads.uplink[server], mean_uplink_bps(group))
    repair_s = 3600 * figures["station.repair_h"]
    lost = rides.losses if rides else None
    return Offer(
        coverage=float(radio.served[mine].mean()),
        uplink_bps=uplink,
        downlink_bps=_guaranteed(loads.downlink_bps[mine], loads.downlink[server], group.downlink_bps),
        latency=latency,
        loss=loss,
        outage_s=(lost.outage_mean_s or figures["handover.interruption_s"]) if lost else repair_s,
        age_s=mean_age_s(group.period_s, law.mean_s, loss),
        capacity=None if fits >= group.count else fits,
        availability=equipment * service_availability(causes, group.period_s, survival_s(group)),
        outage_p95_s=lost.outage_quantile_s(0.95) if lost else _RARELY * repair_s,
        outages_per_hour=lost.outages_per_hour if lost else 3600 / repair_s * (1 - equipment),
        handovers_per_hour=rides.handovers_per_hour if rides else 0.0,
        shortest_period_s=shortest_period_s(group, link, uplink),
        places=_places(radio, mine) if rides else None,
    )


def _places(radio: Radio, mine: NDArray[np.intp]) -> ServedPlaces:
    """Return where a group is served, and by which antenna: every k-th of its places where they are many."""
    at = mine[:: -(-mine.size // _MOST_PLACES)]
    points = radio.points
    return ServedPlaces(
        x_m=tuple(round(float(x), 1) for x in points.x_m[at]),
        y_m=tuple(round(float(y), 1) for y in points.y_m[at]),
        served=tuple(round(float(chance), 3) for chance in radio.served[at]),
        server=tuple(int(server) for server in radio.loads.server[at]),
    )


def _sendings(radio: Radio, mine: NDArray[np.intp], group: DeviceGroup, link: Link, figures: Figures) -> tuple[Sending, ...]:
    rate = radio.rate_bps(mine, link, strict_backoff_db(group, figures))
    heard = rate > 0
    if not heard.any():
        rate, heard = np.ones(mine.size), np.ones(mine.size, np.bool_)
    urgent = group.reliability >= URGENT_RELIABILITY
    queues = [radio.traffic.queue(cell, urgent) for cell in range(len(radio.cells))]
    at = mine[heard]
    return sendings_of(slots_for(group, link, rate[heard]), radio.loads.server[at], radio.points.weight[at], queues)


def _handovers(rides: Rides | None, figures: Figures) -> Handovers:
    if rides is None or figures["handover.dual_stack"] >= 0.5:
        return STILL
    return Handovers(rides.handovers_per_hour / 3600, figures["handover.interruption_s"])


def rides_of(radio: Radio, mine: NDArray[np.intp], group: DeviceGroup, index: int, figures: Figures) -> Rides | None:
    """Draw the rides of a group: along its path, or among the places of its zone; ``None`` for one that stands.

    Same crowd, same rides.
    """
    if group.speed_mps <= 0:
        return None
    places = np.column_stack([radio.points.x_m[mine], radio.points.y_m[mine]])
    generator, handling = np.random.default_rng(index), Handling.of(figures)
    line = np.array(radio.points.crowds[index].line) if radio.points.crowds[index].line else wander(places, generator)
    step = step_for(group.speed_mps, length_m(line), handling)
    at = mine[nearest(places, walk_along(line, step))]
    track = Track(
        radio.received_dbm[:, at].astype(np.float64),
        radio.margin_db[:, at].astype(np.float64),
        radio.sigma_db[:, at].astype(np.float64),
        radio.mast_of,
        step,
    )
    return ride(track, group.speed_mps, handling, int(figures["mobility.rides"]), generator)


def fading_loss(margin_db: NDArray[np.float32], indoor: bool, figures: Figures) -> Array:
    """Return the share of blocks that fast fading takes from places that are served; 0 where the link has no margin."""
    steady = figures["fading.k_indoor_db" if indoor else "fading.k_outdoor_db"] if figures["fading.in_sight"] >= 0.5 else None
    lost = fading_outage(np.maximum(margin_db, 0.0), steady, int(figures["fading.branches"]))
    return np.asarray(np.where(margin_db > 0, lost, 0.0))


def equipment_availability(masts: NDArray[np.int64], figures: Figures, core_availability: float) -> Array:
    """Return the availability of what stands behind a place: one of its masts, the power, the core; masts [point]."""
    power = parallel(*[figures["power.availability"]] * int(figures["power.feeds"]))
    stations = 1 - (1 - figures["station.availability"]) ** np.maximum(masts, 1)
    return np.asarray(stations * series(power, core_availability))


def shortest_period_s(group: DeviceGroup, link: Link, uplink_bps: float) -> float | None:
    """Return the least time between two messages of a device: what its rate carries, and one uplink slot each at least."""
    if uplink_bps <= 0:
        return None
    frame = link.carrier.frame
    return max(8 * group.packet_bytes / uplink_bps, frame.period_s / frame.ul_slots)


def _guaranteed(full_bps: Array, load: Array, own_bps: float) -> float:
    """Rate that nine places in ten give: a device's own share, and what the load leaves of the cell.

    In a full cell every device gets its demand divided by the load.
    """
    reached = full_bps > 0
    if not reached.any():
        return 0.0
    return float(np.percentile(shared_bps(full_bps, load, own_bps)[reached], 10))


def shared_bps(full_bps: Array, load: Array, own_bps: Array | float) -> Array:
    """Return the rate that a device can count on: its own demand, and the cell's spare resource."""
    spare = np.maximum(1 - load, 0.0) * full_bps
    own = np.where(full_bps > 0, own_bps / np.maximum(load, 1.0), 0.0)
    return np.asarray(np.minimum(full_bps, own + spare))


def overhead_s(link: Link, figures: Figures, group: DeviceGroup | None = None) -> float:
    """Return what a message spends besides its transmission: frame, device and core, without retransmission."""
    access = Access.REQUESTED if group is None else access_of(group, figures)
    return link.carrier.frame.uplink(access).max_s + (figures["latency.device_ms"] + figures["latency.core_ms"]) / 1e3


def no_network(group: DeviceGroup) -> Offer:
    """Return what a group gets when no antenna could be chosen: nothing."""
    never = Latency(group.period_s, group.period_s, group.period_s)
    return Offer(0.0, 0.0, 0.0, never, 1.0, 3600.0 * 24, mean_age_s(group.period_s, 0.0, 1.0), 0)
