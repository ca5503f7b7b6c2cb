"""The service levels that a use receives, checked and spread over the machines of the site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.service import Connectivity, ServiceLevel


@dataclass(frozen=True, slots=True)
class Link:
    """The service level of a zone and the part of the site's machines that stand there (0 to 1)."""

    service: ServiceLevel
    share: float


def links_by_connectivity(
    services: Sequence[ServiceLevel], shares: Mapping[str, float] | None = None
) -> dict[Connectivity, tuple[Link, ...]]:
    """Check ``services`` and group them by connectivity.

    shares: weight of each zone (number of machines, or parts of a whole); without it, all zones weigh the same. A zone
    that a connectivity does not serve counts as not covered by it.
    """
    _refuse_impossible(services)
    zones = list(dict.fromkeys(service.zone_id for service in services))
    weights = {zone: (shares or {}).get(zone, 0.0) if shares else 1.0 for zone in zones}
    total = sum(weights.values())
    if zones and (total <= 0 or min(weights.values()) < 0):
        raise BadInput("shares", msg("no machine in any zone served"), msg("a positive weight for at least one zone"))
    grouped: dict[Connectivity, list[Link]] = {}
    for service in services:
        grouped.setdefault(service.connectivity, []).append(Link(service, weights[service.zone_id] / total))
    return {connectivity: tuple(links) for connectivity, links in grouped.items()}


def _refuse_impossible(services: Sequence[ServiceLevel]) -> None:
    twins = [pair for pair, n in Counter((s.connectivity, s.zone_id) for s in services).items() if n > 1]
    if twins:
        where = f"{twins[0][0]}, {twins[0][1]}"
        raise BadInput(where, msg("two service levels"), msg("one for each connectivity and zone"))
    for service in services:
        where = f"{service.connectivity}, {service.zone_id}"
        for name in ("coverage", "loss"):
            value = getattr(service, name)
            if not 0 <= value <= 1:
                raise BadInput(where, msg("%(name)s is %(value)s", name=name, value=value), msg("a share from 0 to 1"))
        for name in ("uplink_bps", "age_s", "outage_s"):
            value = getattr(service, name)
            if isnan(value) or value < 0:
                raise BadInput(where, msg("%(name)s is %(value)s", name=name, value=value), msg("zero or more"))
