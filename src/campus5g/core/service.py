"""What a connectivity gives to the devices of a zone: the type that joins the network to the uses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from campus5g.core.figures import Assumption
from campus5g.core.message import Message


class Connectivity(StrEnum):
    """The ways a device can be connected. ``manual`` is the round with paper."""

    PRIVATE_5G = "private_5g"
    WIFI = "wifi"
    PUBLIC_CELLULAR = "public_cellular"
    LPWAN = "lpwan"
    WIRED = "wired"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Latency:
    """One-way latency quantiles in seconds, network and core included."""

    p50_s: float
    p99_s: float
    p999_s: float


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """The service that one connectivity gives in one zone.

    coverage: probability that a device of the zone is served (0 to 1).
    uplink_bps, downlink_bps: rate one device can count on, the zone's load considered.
    loss: share of messages that arrive too late or never. outage_s: mean duration of an outage.
    age_s: mean age of the last message received (period and latency included).
    capacity_devices: how many of the zone's devices fit; ``None`` when it is not the limit.
    meets: whether every requirement of the zone is met; ``reasons`` say which is not, and by how much.
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


@dataclass(frozen=True, slots=True)
class ConnectivityCost:
    """What a connectivity costs on this site: cents, with the range of the unit costs."""

    connectivity: Connectivity
    capex_cents: int
    opex_cents_per_year: int
    capex_low_cents: int
    capex_high_cents: int
    lines: tuple[CostItem, ...]


@dataclass(frozen=True, slots=True)
class CostItem:
    """One line of a bill of materials: quantity × unit cost, with the range and source of the unit cost."""

    key: str
    label: Message
    quantity: int
    unit: Assumption
    recurring: bool
