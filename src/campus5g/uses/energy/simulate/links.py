"""What a service level is to control: how old a measure is, what is reached, how long it is down, and which reserve accepts it.

A measure leaves every T seconds, of which a share p is lost; its mean age at the controller is::

    A = T / 2 + latency + T p / (1 - p),   T = max(wished, bits / uplink, shortest period)

Demand response is paid by steps of 15 minutes, each proven by what the meters said of it. A meter counts energy, so that one
measure a step is enough; with n = 15 min / T measures sent a step, the share of the steps that are proven is::

    1 - p^n  (n ≥ 1),   n (1 - p)  (n < 1)

A reserve accepts a link when latency (99.9 % of messages) and actuation fit in its time, set-points can come as often, and the
link answers at least the share of the time that it asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from campus5g.core.service import Connectivity, ServiceLevel
from campus5g.uses.energy.simulate.peaks import MINUTES_A_WEEK, MOST_OUTAGES_A_WEEK, ControlLink
from campus5g.uses.links import Link
from campus5g.uses.parameters import Parameters

MOST_AGE_MIN = 1440.0
STEP_S = 900.0
"""Step by which demand response is proven: that of imbalance settlement in France since 1 January 2025."""
RESERVES = ("fcr", "afrr", "mfrr")


@dataclass(frozen=True, slots=True)
class Reached:
    """A connectivity for control: share of the points reached, share of the time up, its link, who accepts it, and the share of
    steps of demand response that it proves."""

    reach: float
    up: float
    control: ControlLink
    reserves: tuple[str, ...]
    proven: float


def by_hand(a: Parameters) -> Reached:
    """Return what people do with the grid operator's reads: late, in part, and for no reserve."""
    link = ControlLink(a["manual_age_min"], 0.0, 0.0, a["repair_min"], a["manual_reach"])
    return Reached(a["manual_reach"], 1.0, link, (), min(STEP_S / (60 * a["manual_age_min"]), 1.0))


def reached(links: Sequence[Link], a: Parameters) -> Reached:
    """Return the links of one connectivity over all zones as one: means over the points they reach."""
    if links[0].service.connectivity is Connectivity.MANUAL:
        return by_hand(a)
    weights = [link.share * _covered(link, a["points"]) for link in links]
    reach = sum(weights)
    if reach <= 0:
        return Reached(0.0, 0.0, ControlLink(MOST_AGE_MIN, 1.0, 0.0, a["repair_min"], 0.0), (), 0.0)

    def mean(values: Sequence[float]) -> float:
        return sum(weight * value for weight, value in zip(weights, values, strict=True)) / reach

    services = [link.service for link in links]
    age_min = min(mean([_age_s(service, a) for service in services]) / 60, MOST_AGE_MIN)
    up = mean([1.0 if service.availability is None else service.availability for service in services])
    minute_lost = mean([service.loss ** max(60 / _period_s(service, a), 1.0) for service in services])
    repair = max(a["repair_min"], mean([service.outage_s for service in services]) / 60 if up < 1 else 0.0)
    rate = min((1 - up) * MINUTES_A_WEEK / repair, MOST_OUTAGES_A_WEEK)
    control = ControlLink(age_min, min(minute_lost, 1.0), rate, repair, reach)
    accepted = tuple(name for name in RESERVES if all(_accepts(name, service, a, up) for service in services))
    return Reached(reach, up, control, accepted, mean([_proven(service, a) for service in services]))


def _covered(link: Link, points: float) -> float:
    room = link.service.capacity_devices
    if room is None or link.share == 0:
        return link.service.coverage
    return min(link.service.coverage, room / (points * link.share))


def _period_s(service: ServiceLevel, a: Parameters) -> float:
    carried = 8 * a["message_bytes"] / service.uplink_bps if service.uplink_bps > 0 else MOST_AGE_MIN * 120
    return max(a["metering_s"], carried, service.shortest_period_s or 0.0)


def _proven(service: ServiceLevel, a: Parameters) -> float:
    """Return the share of the steps of which one measure at least arrives."""
    sent = STEP_S / _period_s(service, a)
    return float(1 - service.loss**sent if sent >= 1 else sent * (1 - service.loss))


def _age_s(service: ServiceLevel, a: Parameters) -> float:
    """Return the mean age of a measure; the plan's own is of its devices, and serves where it does not say what it carries."""
    if service.loss >= 1:
        return MOST_AGE_MIN * 60
    period = _period_s(service, a)
    age = period / 2 + service.latency.p50_s + period * service.loss / (1 - service.loss)
    least = service.age_s if service.shortest_period_s is None else 0.0
    return max(age, least) if isfinite(age) else MOST_AGE_MIN * 60


def _accepts(name: str, service: ServiceLevel, a: Parameters, up: float) -> bool:
    told = max(_period_s(service, a), service.age_s if service.shortest_period_s is None else 0.0)
    late = max(service.latency.p999_s, told if told > a["metering_s"] else 0.0)
    answers = up * (1 - service.loss) if service.downlink_bps > 0 else 0.0
    return late + a["actuation_s"] <= a[f"{name}_within_s"] and answers >= a["reserve_floor"]
