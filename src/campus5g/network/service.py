"""What the chosen antennas give to each group: coverage, rates, latency, loss, outages, age, and how many devices fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.service import Latency
from campus5g.core.site import DeviceGroup
from campus5g.network.candidates import Candidate, Reach
from campus5g.network.carriers import Figures
from campus5g.network.demand import Points
from campus5g.network.diversity import diversity_of, single
from campus5g.network.link import Link, grants_per_second
from campus5g.network.load import Loads, cell_loads
from campus5g.network.offers import Offer, mean_age_s, mean_uplink_bps

Array = NDArray[np.float64]
_FULLEST = 0.98
_MOST_TRIES = 4


@dataclass(frozen=True, slots=True)
class Radio:
    """The network on the air: served [point] is the chance of service, masts [point] how many masts serve well."""

    cells: tuple[Candidate, ...]
    points: Points
    loads: Loads
    served: Array
    masts: NDArray[np.int64]
    fits: Array


def radio_of(cells: tuple[Candidate, ...], reach: Reach, points: Points, link: Link, figures: Figures) -> Radio:
    """Compute the coupled network of ``cells`` at ``points``: loads, then chances under the interference they make."""
    loads = cell_loads(cells, reach.gain_db, points, link, figures["plan.least_load"])
    power = np.array([c.power_dbm for c in cells])[:, None]
    received = link.rsrp_dbm(power, reach.gain_db)
    milliwatts = 10 ** (received / 10)
    disturbance = _weaker_mw(milliwatts, np.minimum(loads.downlink, 1.0)) + 10 ** (link.element_noise_dbm / 10)
    diversity = diversity_of(figures["shadow.correlation"])
    by_place: dict[str, Array] = {}
    sigma_of: dict[str, NDArray[np.float32]] = {}
    for at, cell in enumerate(cells):
        sinr = 10 * np.log10(milliwatts[at] / disturbance[at])
        margin = link.margin_db(received[at], sinr, reach.gain_db[at], points.need_sinr_db, points.need_gain_db)
        best = by_place.get(cell.place)
        by_place[cell.place] = margin if best is None else np.maximum(best, margin)
        sigma_of[cell.place] = reach.sigma_db[at]
    product = np.ones((diversity.nodes.size, points.size), np.float32)
    masts = np.zeros(points.size, np.int64)
    for place, margin in by_place.items():
        product *= diversity.failures(margin, sigma_of[place])
        masts += single(margin, sigma_of[place]) >= figures["plan.strong"]
    return Radio(cells, points, loads, diversity.served(product), masts, _fitting_share(loads, points, link, figures))


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


def _fitting_share(loads: Loads, points: Points, link: Link, figures: Figures) -> Array:
    """Share of each cell's devices that fit: its resource both ways, its grants and its connected terminals."""
    cells = loads.downlink.size
    period = np.array([c.group.period_s for c in points.crowds])[points.crowd]
    active = np.minimum(1.0, figures["cell.active_hold_s"] / period)
    connected = np.bincount(loads.server, weights=points.weight * active, minlength=cells) / figures["cell.connected"]
    asked = np.bincount(loads.server, weights=points.weight / period, minlength=cells)
    grants = asked / grants_per_second(link.carrier, figures["cell.grants_per_slot"])
    worst = np.maximum.reduce([loads.downlink, loads.uplink, grants]) / figures["plan.full_load"]
    return np.asarray(1 / np.maximum(np.maximum(worst, connected), 1.0))


def private_offer(radio: Radio, index: int, link: Link, figures: Figures, core_availability: float) -> Offer:
    """Return what crowd ``index`` gets from the network."""
    points, loads = radio.points, radio.loads
    mine = np.flatnonzero(points.crowd == index)
    group = points.crowds[index].group
    server, weight = loads.server[mine], points.weight[mine]
    used = np.flatnonzero(np.bincount(server, weights=weight * loads.can_serve[mine], minlength=len(radio.cells)))
    fullest = float(loads.uplink[used].max()) if used.size else 0.0
    latency = uplink_latency(group, link, figures, fullest, float(np.median(loads.uplink_bps[mine])), len(radio.cells) > 1)
    alone = (1 - figures["station.availability"]) ** np.maximum(radio.masts[mine], 1)
    loss = 1 - (1 - radio_loss(group, link, figures)) * (1 - float(alone.mean())) * core_availability
    fits = int(np.floor(float((weight * radio.fits[server]).sum()) + 1e-6))
    coverage = float(radio.served[mine].mean())
    moving = group.speed_mps > 0
    return Offer(
        coverage=coverage,
        uplink_bps=_guaranteed(loads.uplink_bps[mine], loads.uplink[server], mean_uplink_bps(group)),
        downlink_bps=_guaranteed(loads.downlink_bps[mine], loads.downlink[server], group.downlink_bps),
        latency=latency,
        loss=loss,
        outage_s=figures["shadow.length_m"] / group.speed_mps if moving else 3600 * figures["station.repair_h"],
        age_s=mean_age_s(group.period_s, latency.p50_s, loss),
        capacity=None if fits >= group.count else fits,
    )


def _guaranteed(full_bps: Array, load: Array, own_bps: float) -> float:
    """Rate that nine places in ten give: a device's own share, and what the load leaves of the cell.

    In a full cell every device gets its demand divided by the load.
    """
    reached = full_bps > 0
    if not reached.any():
        return 0.0
    spare = np.maximum(1 - load, 0.0) * full_bps
    own = np.where(reached, own_bps / np.maximum(load, 1.0), 0.0)
    rate = np.minimum(full_bps, own + spare)
    return float(np.percentile(rate[reached], 10))


def uplink_latency(group: DeviceGroup, link: Link, figures: Figures, load: float, rate_bps: float, many_cells: bool) -> Latency:
    """Return one-way latency of a message: frame, device, core, queue and transmission.

    Radio: mean and largest over arrival instants with a scheduling request (``data/frames.yaml``). 99 % of messages need at
    most one retransmission and 99.9 % two (10 % then 1 % of errors). Queue: M/D/1 wait ``S rho / (2 (1 - rho))`` with an
    exponential tail. A moving device may meet a handover in its slowest 0.1 %.
    """
    frame, carrier = link.carrier.frame, link.carrier
    fixed = (figures["latency.device_ms"] + figures["latency.core_ms"]) / 1e3
    busy = min(load, _FULLEST)
    wait = carrier.slot_s * frame.slots / frame.ul_slots * busy / (2 * (1 - busy))
    sending = max(0.0, 8 * group.packet_bytes / max(rate_bps, 1e3) - carrier.slot_s)
    handover = figures["handover.interruption_s"] if group.speed_mps > 0 and many_cells else 0.0
    return Latency(
        p50_s=frame.ul_mean_s + fixed + wait + sending,
        p99_s=frame.ul_max_s + frame.retry_s + fixed + 4.6 * wait + sending,
        p999_s=frame.ul_max_s + 2 * frame.retry_s + fixed + 6.9 * wait + sending + handover,
    )


def overhead_s(link: Link, figures: Figures) -> float:
    """Return what a message spends besides its transmission: frame, device and core, without retransmission."""
    return link.carrier.frame.ul_max_s + (figures["latency.device_ms"] + figures["latency.core_ms"]) / 1e3


def radio_loss(group: DeviceGroup, link: Link, figures: Figures) -> float:
    """Return the share of messages that no retransmission within the latency bound repairs: ``p1 r^(tries-1)``."""
    spare = group.latency_s - overhead_s(link, figures)
    if spare < 0:
        return 1.0
    tries = min(1 + int(spare / link.carrier.frame.retry_s), _MOST_TRIES)
    return max(figures["harq.first_error"] * figures["harq.retry_error"] ** (tries - 1), figures["harq.floor"])


def no_network(group: DeviceGroup) -> Offer:
    """Return what a group gets when no antenna could be chosen: nothing."""
    never = Latency(group.period_s, group.period_s, group.period_s)
    return Offer(0.0, 0.0, 0.0, never, 1.0, 3600.0 * 24, mean_age_s(group.period_s, 0.0, 1.0), 0)
