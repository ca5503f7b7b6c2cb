"""What a connectivity gives to the devices of a zone: the type that joins the network to the uses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from campus5g.core.figures import Assumption, Source
from campus5g.core.message import Message


class Connectivity(StrEnum):
    """The ways a device can be connected. ``manual`` is the round with paper."""

    PRIVATE_5G = "private_5g"
    WIFI = "wifi"
    PUBLIC_CELLULAR = "public_cellular"
    LPWAN = "lpwan"
    WIRED = "wired"
    MANUAL = "manual"


QUANTILE_SHARES = (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999)
"""The shares at which a latency's distribution is kept."""


@dataclass(frozen=True, slots=True)
class Latency:
    """One-way latency in seconds of the messages that arrive, network and core included.

    quantiles: (share, seconds) at ``QUANTILE_SHARES``, rising; empty where only the three are known.
    """

    p50_s: float
    p99_s: float
    p999_s: float
    quantiles: tuple[tuple[float, float], ...] = ()

    def at(self, share: float) -> float:
        """Return the latency that ``share`` of the messages do not exceed: straight between the quantiles, flat beyond."""
        known = self.quantiles or ((0.5, self.p50_s), (0.99, self.p99_s), (0.999, self.p999_s))
        if share <= known[0][0]:
            return known[0][1]
        for (low, from_s), (high, to_s) in pairwise(known):
            if share <= high:
                return from_s + (to_s - from_s) * (share - low) / (high - low)
        return known[-1][1]


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement of a service class, needed and got in ``unit``.

    margin: how many times better than asked, 1 at the limit; for shares, the ratio of what is missing to 1.
    """

    requirement: str
    needed: float
    got: float
    unit: str
    margin: float
    message: Message

    @property
    def passes(self) -> bool:
        return self.margin >= 1.0


@dataclass(frozen=True, slots=True)
class ClassVerdict:
    """A group of devices held against a class of service of the standard (TS 22.104): it passes when every check does.

    chosen: the site names the class itself; else it is the nearest one.
    """

    group: str
    service_class: str
    title: Message
    checks: tuple[Check, ...]
    chosen: bool
    source: Source

    @property
    def passes(self) -> bool:
        return all(check.passes for check in self.checks)


@dataclass(frozen=True, slots=True)
class ServedPlaces:
    """Where a group that moves is served, as the plan's maps see it: (n,) places of its zone in local metres.

    served: chance of service at each place (0 to 1). server: number of the antenna that serves it best.
    """

    x_m: tuple[float, ...]
    y_m: tuple[float, ...]
    served: tuple[float, ...]
    server: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """The service that one connectivity gives in one zone.

    coverage: probability that a device of the zone is served (0 to 1).
    uplink_bps, downlink_bps: rate one device can count on, the zone's load considered.
    loss: share of messages that arrive too late or never. outage_s: mean duration of an outage.
    age_s: mean age of the last message received (period and latency included).
    capacity_devices: how many of the zone's devices fit; ``None`` when it is not the limit.
    meets: whether every requirement of the zone is met; ``reasons`` say which is not, and by how much.

    availability: share of the time in which the service holds, messages missed within the survival time forgiven.
    outage_p95_s: length that one outage in twenty exceeds; outages_per_hour, handovers_per_hour: of one device that moves (what
    a handover alone interrupts is no outage).
    shortest_period_s: the least time between two messages that the link carries. verdicts: each group against a class of the
    standard. places: of the largest group that moves. ``None`` where it is not known.
    """

    connectivity: Connectivity
    zone_id: str
    coverage: float
    uplink_bps: float
    downlink_bps: float
    latency: Latency
    loss: float
    outage_s: float
    age_s: float
    capacity_devices: int | None
    meets: bool
    reasons: tuple[Message, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    availability: float | None = None
    outage_p95_s: float | None = None
    outages_per_hour: float | None = None
    handovers_per_hour: float = 0.0
    shortest_period_s: float | None = None
    verdicts: tuple[ClassVerdict, ...] = ()
    places: ServedPlaces | None = None


@dataclass(frozen=True, slots=True)
class ConnectivityCost:
    """What a connectivity costs on this site: cents, with the range that the ranges of the unit costs make together.

    The yearly range is ``None`` where only the central value is known.
    """

    connectivity: Connectivity
    capex_cents: int
    opex_cents_per_year: int
    capex_low_cents: int
    capex_high_cents: int
    lines: tuple[CostItem, ...]
    opex_low_cents_per_year: int | None = None
    opex_high_cents_per_year: int | None = None


@dataclass(frozen=True, slots=True)
class CostItem:
    """One line of a bill of materials: quantity × unit cost, with the range and source of the unit cost."""

    key: str
    label: Message
    quantity: int
    unit: Assumption
    recurring: bool
