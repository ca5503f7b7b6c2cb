"""A network plan: data alone, ready for JSON (``core.codec``); its grids stand apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.figures import Assumption, Source
from campus5g.core.message import Message
from campus5g.core.service import Connectivity, ConnectivityCost, ServiceLevel
from campus5g.core.site import Site


@dataclass(frozen=True, slots=True)
class Antenna:
    """A radio on a mast (``kind`` sector) or in a hall (``kind`` indoor, alike in every direction: no azimuth).

    azimuth_deg from north, clockwise; tilt_deg downwards. Loads are shares of the cell's resource, 1 = full.
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


@dataclass(frozen=True, slots=True)
class Finding:
    """One point of the law checked on the plan; ``ok`` is ``None`` where a person must look."""

    key: str
    ok: bool | None
    message: Message
    source: Source


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A requirement of a zone that the plan does not meet: how far it is, and what would help.

    needed and got are in the unit of the requirement (a share, seconds, bit/s or devices).
    """

    zone_id: str
    requirement: str
    needed: float
    got: float
    message: Message
    remedy: Message


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """The antennas chosen, what every connectivity gives in every zone, what each costs, and why.

    served_share: share of all devices that private 5G serves. frame: the TDD frame. shortfalls: empty when every zone
    is satisfied.
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
