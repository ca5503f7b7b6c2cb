"""What the plan of a network says, as plain data: what an integrator needs to make an offer.

Whoever composes a plan fills these types; ``plan_report`` draws them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campus5g.core.figures import Assumption, Source
from campus5g.core.message import Message
from campus5g.core.service import ConnectivityCost, ServiceLevel
from campus5g.core.site import Site
from campus5g.documents.content import AntennaLike, CoverageGrid


@dataclass(frozen=True, slots=True)
class PlannedAntenna:
    """An antenna as it is to be mounted. An ``AntennaLike`` with its place on Earth and its power.

    longitude, latitude: WGS84 degrees. east_m, north_m: Lambert-93 (EPSG:2154). carrier: what carries it, empty where nobody
    said. Loads are shares of the cell, 1 is full.
    """

    id: str
    mast_id: str
    indoor: bool
    carrier: str
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
    longitude: float
    latitude: float
    east_m: float
    north_m: float


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line of the link budget; ``None`` where it has no meaning in that direction. ``total``: the lines above make it."""

    label: Message
    unit: str
    downlink: float | None
    uplink: float | None
    total: bool = False


@dataclass(frozen=True, slots=True)
class SourcedFinding:
    """One point of the law on the plan, with where it is written; ``ok`` is ``None`` when a person must look."""

    key: str
    ok: bool | None
    message: Message
    source: Source


@dataclass(frozen=True, slots=True)
class Missing:
    """What a zone lacks, and what would help."""

    zone_id: str
    message: Message
    remedy: Message


@dataclass(frozen=True, slots=True)
class LifeCost:
    """The discounted cost of a connectivity over the years of the plan, in cents, with its range."""

    cost: ConnectivityCost
    low_cents: int
    cents: int
    high_cents: int


@dataclass(frozen=True, slots=True)
class Step:
    """A point of the curve of cost against coverage: so much to invest serves such a share of the devices."""

    capex_cents: int
    served_share: float
    antennas: int
    chosen: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PlanSheet:
    """All that the document of a plan says.

    band, channel: sentences on the spectrum. fibre_m: fibre to lay, from the room of the core at ``core_room`` (local metres).
    years and discount: over which ``life`` is counted, and at which rate.
    """

    site: Site
    day: date
    band: Message
    served_share: float
    antennas: tuple[PlannedAntenna, ...]
    grid: CoverageGrid | None
    budget: tuple[BudgetLine, ...]
    services: tuple[ServiceLevel, ...]
    missing: tuple[Missing, ...]
    findings: tuple[SourcedFinding, ...]
    life: tuple[LifeCost, ...]
    years: int
    discount: float
    fibre_m: float
    core_room: tuple[float, float]
    steps: tuple[Step, ...]
    reasons: tuple[Message, ...]
    warnings: tuple[Message, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def drawn(self) -> tuple[AntennaLike, ...]:
        """The antennas, as maps want them."""
        return self.antennas
