"""What one connectivity offers to one group of devices, judged against what the group asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from campus5g.core.figures import Assumption
from campus5g.core.message import Message, msg
from campus5g.core.service import ClassVerdict, Connectivity, Latency, ServedPlaces, ServiceLevel
from campus5g.core.site import DeviceGroup, Zone
from campus5g.network.requirements import verdict_of


@dataclass(frozen=True, slots=True)
class Offer:
    """The fields of ``ServiceLevel``, for one group."""

    coverage: float
    uplink_bps: float
    downlink_bps: float
    latency: Latency
    loss: float
    outage_s: float
    age_s: float
    capacity: int | None = None
    remark: Message | None = None
    availability: float | None = None
    outage_p95_s: float | None = None
    outages_per_hour: float | None = None
    handovers_per_hour: float = 0.0
    shortest_period_s: float | None = None
    places: ServedPlaces | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """A requirement that an offer does not meet; needed and got in the unit of the requirement."""

    requirement: str
    needed: float
    got: float
    message: Message
    group: DeviceGroup


def mean_uplink_bps(group: DeviceGroup) -> float:
    """Return what a device of the group sends on average: its stream or its messages, whichever is more."""
    return max(group.uplink_bps, 8 * group.packet_bytes / group.period_s)


def mean_age_s(period_s: float, latency_s: float, loss: float) -> float:
    """Return the mean age of the last message received: ``T/2 + latency + T p/(1-p)`` (independent losses)."""
    lost = min(loss, 0.999)
    return period_s / 2 + latency_s + period_s * lost / (1 - lost)


def misses_of(group: DeviceGroup, offer: Offer, coverage_target: float) -> tuple[Miss, ...]:
    """Compare an offer with what the group asks for; a group of 99.9 % or more is judged on its slowest 0.1 %."""
    found: list[Miss] = []
    if round(offer.coverage, 3) < coverage_target:
        message = msg(
            "%(group)s: %(got)s %% of the devices are served, %(needed)s %% are wanted",
            group=group.name,
            got=_percent(offer.coverage),
            needed=_percent(coverage_target),
        )
        found.append(Miss("coverage", coverage_target, offer.coverage, message, group))
    slow = offer.latency.p999_s if group.reliability >= 0.999 else offer.latency.p99_s
    if slow > group.latency_s:
        message = msg(
            "%(group)s: the slowest messages take %(got)s, %(needed)s are allowed",
            group=group.name,
            got=duration(slow),
            needed=duration(group.latency_s),
        )
        found.append(Miss("latency", group.latency_s, slow, message, group))
    if offer.loss > (1 - group.reliability) * (1 + 1e-9):
        message = msg(
            "%(group)s: %(got)s of a million messages are lost or late, %(needed)s are allowed",
            group=group.name,
            got=_per_million(offer.loss),
            needed=_per_million(1 - group.reliability),
        )
        found.append(Miss("reliability", 1 - group.reliability, offer.loss, message, group))
    found.extend(_rate_misses(group, offer))
    if offer.capacity is not None and offer.capacity < group.count:
        message = msg("%(group)s: %(got)s devices fit, of %(needed)s", group=group.name, got=offer.capacity, needed=group.count)
        found.append(Miss("capacity", float(group.count), float(offer.capacity), message, group))
    return tuple(found)


def _rate_misses(group: DeviceGroup, offer: Offer) -> list[Miss]:
    found: list[Miss] = []
    sent = mean_uplink_bps(group)
    if offer.uplink_bps < sent * (1 - 1e-9):
        message = msg(
            "%(group)s: each device can send %(got)s, it needs %(needed)s",
            group=group.name,
            got=rate(offer.uplink_bps),
            needed=rate(sent),
        )
        found.append(Miss("uplink", sent, offer.uplink_bps, message, group))
    if offer.downlink_bps < group.downlink_bps * (1 - 1e-9):
        message = msg(
            "%(group)s: each device can receive %(got)s, it needs %(needed)s",
            group=group.name,
            got=rate(offer.downlink_bps),
            needed=rate(group.downlink_bps),
        )
        found.append(Miss("downlink", group.downlink_bps, offer.downlink_bps, message, group))
    return found


def service_of(
    connectivity: Connectivity,
    zone: Zone,
    offers: tuple[Offer, ...],
    targets: tuple[float, ...],
    assumptions: tuple[Assumption, ...],
) -> tuple[ServiceLevel, tuple[Miss, ...]]:
    """Sum up the offers to the groups of a zone: coverage is the mean over devices, the rest is the worst group's.

    A group that cannot be connected at all lowers the coverage and leaves the rest to the others.
    """
    misses = tuple(m for g, o, t in zip(zone.devices, offers, targets, strict=True) for m in misses_of(g, o, t))
    devices = sum(g.count for g in zone.devices)
    connected = tuple(o for o in offers if o.coverage > 0) or offers
    fits = [o.capacity for o in connected if o.capacity is not None]
    remarks = tuple(dict.fromkeys(o.remark for o in offers if o.remark is not None))
    level = ServiceLevel(
        connectivity=connectivity,
        zone_id=zone.id,
        coverage=_tidy(sum(g.count * o.coverage for g, o in zip(zone.devices, offers, strict=True)) / devices),
        uplink_bps=_tidy(min(o.uplink_bps for o in connected)),
        downlink_bps=_tidy(min(o.downlink_bps for o in connected)),
        latency=_slowest([o.latency for o in connected]),
        loss=_tidy(max(o.loss for o in connected)),
        outage_s=_tidy(max(o.outage_s for o in connected)),
        age_s=_tidy(max(o.age_s for o in connected)),
        capacity_devices=min(fits) if fits else None,
        meets=not misses,
        reasons=(*remarks, *(m.message for m in misses)),
        assumptions=assumptions,
        availability=_extreme(min, [o.availability for o in connected]),
        outage_p95_s=_extreme(max, [o.outage_p95_s for o in connected]),
        outages_per_hour=_extreme(max, [o.outages_per_hour for o in connected]),
        handovers_per_hour=_tidy(max(o.handovers_per_hour for o in connected)),
        shortest_period_s=_extreme(max, [o.shortest_period_s for o in connected]),
        verdicts=tuple(v for g, o in zip(zone.devices, offers, strict=True) if (v := _verdict(g, o)) is not None),
        places=_largest(zone.devices, offers),
    )
    return level, misses


def _largest(groups: Sequence[DeviceGroup], offers: Sequence[Offer]) -> ServedPlaces | None:
    """Return the places of the largest group whose places are known."""
    known = [(group.count, offer.places) for group, offer in zip(groups, offers, strict=True) if offer.places is not None]
    return max(known, key=lambda one: one[0])[1] if known else None


def _verdict(group: DeviceGroup, offer: Offer) -> ClassVerdict | None:
    return verdict_of(group, offer.latency, offer.availability, offer.loss, offer.uplink_bps, offer.shortest_period_s)


def _slowest(latencies: Sequence[Latency]) -> Latency:
    """Return the latency that is the slowest at every share, at the shares that all know."""
    known = min((latency.quantiles for latency in latencies), key=len)
    pairs = tuple((share, _tidy(max(latency.at(share) for latency in latencies))) for share, _ in known)
    return Latency(
        p50_s=_tidy(max(latency.p50_s for latency in latencies)),
        p99_s=_tidy(max(latency.p99_s for latency in latencies)),
        p999_s=_tidy(max(latency.p999_s for latency in latencies)),
        quantiles=pairs,
    )


def _extreme(worst: Callable[[list[float]], float], values: Sequence[float | None]) -> float | None:
    """Return the worst of what is known, or ``None`` where one offer does not know."""
    known = [value for value in values if value is not None]
    return _tidy(worst(known)) if known and len(known) == len(values) else None


def _tidy(value: float) -> float:
    """Keep six significant digits: what is beyond is not known, and differs between machines."""
    return float(f"{value:.6g}")


def _percent(share: float) -> float:
    return float(f"{100 * share:.4g}")


def _per_million(share: float) -> float:
    return float(f"{1e6 * share:.3g}")


def duration(seconds: float) -> Message:
    """Say a duration in the unit a person would choose."""
    for limit, scale, template in (
        (1.0, 1e-3, msg("%(n)s ms")),
        (120.0, 1.0, msg("%(n)s s")),
        (7200.0, 60.0, msg("%(n)s min")),
        (172_800.0, 3600.0, msg("%(n)s h")),
    ):
        if seconds < limit:
            return Message(template.template, {"n": float(f"{seconds / scale:.3g}")})
    return msg("%(n)s days", n=float(f"{seconds / 86_400:.3g}"))


def rate(bps: float) -> Message:
    """Say a rate in the unit a person would choose."""
    if bps < 1e3:
        return msg("%(n)s bit/s", n=float(f"{bps:.3g}"))
    if bps < 1e6:
        return msg("%(n)s kbit/s", n=float(f"{bps / 1e3:.3g}"))
    return msg("%(n)s Mbit/s", n=float(f"{bps / 1e6:.3g}"))
