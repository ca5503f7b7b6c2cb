"""How much of the service that a zone asks for a connectivity gives."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.core.message import Message, msg
from campus5g.core.service import Connectivity, ServiceLevel
from campus5g.core.site import DeviceGroup, Site, Zone

_LEAST_LOSS = 1e-9


@dataclass(frozen=True, slots=True)
class Margin:
    """Given over asked on the tightest requirement: 1 is just enough, 2 is twice as good as asked."""

    zone_id: str
    zone_name: str
    connectivity: Connectivity
    margin: float
    limit: Message
    meets: bool


def service_margins(site: Site, services: tuple[ServiceLevel, ...]) -> tuple[Margin, ...]:
    """The margin of each service level, zone by zone in the site's order.

    For every device group of the zone: rate given ÷ rate asked, latency asked ÷ latency given (that of the share of
    messages that the reliability asks for), loss allowed ÷ loss; the smallest ratio counts. ``meets`` is the network engine's own verdict.
    """
    return tuple(
        _margin(zone, service) for zone in site.zones for service in services if service.zone_id == zone.id and zone.devices
    )


def _margin(zone: Zone, service: ServiceLevel) -> Margin:
    alike = len({group.latency_s for group in zone.devices}) == 1
    ratios = [pair for group in zone.devices for pair in _ratios(group, service, alike)]
    margin, limit = min(ratios, key=lambda pair: pair[0])
    return Margin(zone.id, zone.name, service.connectivity, margin, limit, service.meets)


def _ratios(group: DeviceGroup, service: ServiceLevel, alike: bool) -> list[tuple[float, Message]]:
    """Ratios of one group. ``alike``: all groups of the zone have one bound; else the zone's latency, that of its slowest group,
    says nothing of the others, whose late messages count as lost all the same."""
    ratios = [(max(1 - group.reliability, _LEAST_LOSS) / max(service.loss, _LEAST_LOSS), msg("loss"))]
    if alike:
        ratios.append((group.latency_s / max(service.latency.at(group.reliability), 1e-6), msg("latency")))
    if group.uplink_bps > 0:
        ratios.append((service.uplink_bps / group.uplink_bps, msg("uplink rate")))
    if group.downlink_bps > 0:
        ratios.append((service.downlink_bps / group.downlink_bps, msg("downlink rate")))
    return ratios
