"""A network plan: data alone, ready for JSON (``core.codec``); its grids stand apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.figures import Assumption, Source
from campus5g.core.message import Message
from campus5g.core.service import Connectivity, ConnectivityCost, ServiceLevel
from campus5g.core.site import Site
from campus5g.network.wishes import Wishes


@dataclass(frozen=True, slots=True)
class Antenna:
    """A radio on a mast (``kind`` sector) or in a hall (``kind`` indoor, alike in every direction: no azimuth).

    azimuth_deg from north, clockwise; tilt_deg downwards. Loads are shares of the cell's resource, 1 = full. existing: it
    stands already and is not bought.
    """

    id: str
    mast_id: str
    kind: str
    x_m: float
    y_m: float
    height_m: float
    azimuth_deg: float | None
    tilt_deg: float
    power_dbm: float
    gain_dbi: float
    eirp_dbm: float
    downlink_load: float
    uplink_load: float
    existing: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One point of the law checked on the plan; ``ok`` is ``None`` where a person must look."""

    key: str
    ok: bool | None
    message: Message
    source: Source


@dataclass(frozen=True, slots=True)
class Fix:
    """What was tried against a shortfall, on the whole network, and what it gave.

    enough: the requirement is met with it. got: the requirement with it, in its unit; zone_served: share of the zone's devices
    served with it. cost_cents to invest and opex_cents_per_year are what the bill grows by. antennas: those added.
    """

    kind: str
    what: Message
    cost_cents: int
    opex_cents_per_year: int
    got: float
    zone_served: float
    enough: bool
    antennas: tuple[Antenna, ...] = ()


@dataclass(frozen=True, slots=True)
class Optimality:
    """What is proven of the linear model: no choice costs less than ``bound_eur``; gap = (objective - bound) / objective.

    greedy_eur: the greedy choice it began with. nodes: of the search tree. status: ``gap`` (proven as asked) or ``nodes`` (the
    search stopped at its limit). candidates: antennas to choose from.
    """

    objective_eur: float
    bound_eur: float
    gap: float
    greedy_eur: float
    nodes: int
    status: str
    candidates: int


@dataclass(frozen=True, slots=True)
class Recheck:
    """What loads, interference and the diversity of shadows changed in the answer of the linear model.

    served: share of the devices; short: devices that their groups lack to their targets. moved: antennas added or set otherwise.
    """

    served_before: float
    served_after: float
    short_before: float
    short_after: float
    antennas_before: int
    antennas_after: int
    moved: int
    sentences: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A point of the curve of cost against coverage: the linear model with other targets.

    target and served: shares of all devices. cost_cents: to invest, core and terminals included. gap: proven of this point.
    chosen: the targets of the plan itself.
    """

    target: float
    served: float
    cost_cents: int
    antennas: int
    gap: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Outage:
    """What is left when one antenna, or one mast with all its antennas, is out of order.

    kind: ``antenna`` or ``mast``; id of either. zones_below: zones that fall below their coverage (and were not before).
    served_share: of all devices.
    """

    kind: str
    id: str
    zones_below: tuple[str, ...]
    served_share: float


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A requirement of a zone that the plan does not meet: how far it is, and what would help, with its price.

    needed and got are in the unit of the requirement (a share, seconds, bit/s or devices). fix: the cheapest thing that was
    tried and mends it, or else the one that comes nearest.
    """

    zone_id: str
    requirement: str
    needed: float
    got: float
    message: Message
    remedy: Message
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """The antennas chosen, what every connectivity gives in every zone, what each costs, and why.

    served_share: share of all devices that private 5G serves. frame: the TDD frame. shortfalls: empty when every zone
        is satisfied. wishes: what the user asked for. optimality and recheck: how good the choice is proven to be, and what the
        coupled network changed. frontier: cost against coverage. outages: each antenna and each mast out of order.
        least_budget_cents: the least bill that serves every zone, where the budget asked for is below it.
    """

    site: str
    band: str
    frame: str
    on: date
    antennas: tuple[Antenna, ...]
    service: tuple[ServiceLevel, ...]
    costs: tuple[ConnectivityCost, ...]
    served_share: float
    shortfalls: tuple[Shortfall, ...]
    findings: tuple[Finding, ...]
    reasons: tuple[Message, ...]
    warnings: tuple[Message, ...]
    assumptions: tuple[Assumption, ...]
    wishes: Wishes = field(default_factory=Wishes)
    optimality: Optimality | None = None
    recheck: Recheck | None = None
    frontier: tuple[FrontierPoint, ...] = ()
    outages: tuple[Outage, ...] = ()
    least_budget_cents: int | None = None

    def service_of(self, connectivity: Connectivity, zone_id: str) -> ServiceLevel | None:
        return next((s for s in self.service if s.connectivity == connectivity and s.zone_id == zone_id), None)

    def cost_of(self, connectivity: Connectivity) -> ConnectivityCost | None:
        return next((c for c in self.costs if c.connectivity == connectivity), None)


@dataclass(frozen=True, slots=True)
class PlanGrids:
    """The maps of a plan: x_m [nx], y_m [ny] cell centres; the others [ny, nx].

    rsrp_dbm of the best server, sinr_db under the plan's loads, best_server (index in ``antennas``, -1 without any),
    building_mask (True under a roof). uplink_bps, downlink_bps: what one terminal alone in its cell would get (``None`` in
    plans kept before these were drawn).
    """

    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    rsrp_dbm: NDArray[np.float32]
    sinr_db: NDArray[np.float32]
    best_server: NDArray[np.int16]
    building_mask: NDArray[np.bool_]
    uplink_bps: NDArray[np.float32] | None = None
    downlink_bps: NDArray[np.float32] | None = None


def antennas_geojson(plan: NetworkPlan, site: Site) -> dict[str, Any]:
    """Return the antennas as WGS84 points with their settings."""
    features = []
    for antenna in plan.antennas:
        place = [round(v, 7) for v in site.origin.to_geographic(antenna.x_m, antenna.y_m)]
        said = {name: getattr(antenna, name) for name in Antenna.__slots__ if name not in ("x_m", "y_m")}
        features.append({"type": "Feature", "properties": said, "geometry": {"type": "Point", "coordinates": place}})
    return {"type": "FeatureCollection", "name": plan.site, "features": features}
