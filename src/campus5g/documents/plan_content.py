"""What the plan of a network says, as plain data: what an integrator needs to make an offer.

Whoever composes a plan fills these types; ``plan_report`` draws them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from campus5g.core.figures import Assumption, Source
from campus5g.core.message import Message
from campus5g.core.service import ConnectivityCost, ServiceLevel
from campus5g.core.site import Site
from campus5g.documents.content import AntennaLike, CoverageGrid, FindingLike


class RadioLike(AntennaLike, Protocol):
    """An antenna with what feeds it. kind: ``indoor`` for a cell in a hall. Loads are shares of the cell, 1 is full."""

    @property
    def mast_id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def power_dbm(self) -> float: ...
    @property
    def gain_dbi(self) -> float: ...
    @property
    def downlink_load(self) -> float: ...
    @property
    def uplink_load(self) -> float: ...


class SourcedFindingLike(FindingLike, Protocol):
    """One point of the law on the plan, with where it is written."""

    @property
    def source(self) -> Source: ...


class ShortfallLike(Protocol):
    """What a zone lacks, and what would help."""

    @property
    def zone_id(self) -> str: ...
    @property
    def message(self) -> Message: ...
    @property
    def remedy(self) -> Message: ...


class StepLike(Protocol):
    """A point of the curve of cost against coverage: so much to invest serves such a share of the devices."""

    @property
    def cost_cents(self) -> int: ...
    @property
    def served(self) -> float: ...
    @property
    def antennas(self) -> int: ...
    @property
    def chosen(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class PlannedAntenna:
    """An antenna as it is to be mounted: what carries it (empty where nobody said) and where it is on Earth.

    longitude, latitude: WGS84 degrees. east_m, north_m: Lambert-93 (EPSG:2154).
    """

    radio: RadioLike
    carrier: str
    longitude: float
    latitude: float
    east_m: float
    north_m: float

    @property
    def indoor(self) -> bool:
        return self.radio.kind == "indoor"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line of the link budget; ``None`` where it has no meaning in that direction. ``total``: the lines above make it."""

    label: Message
    unit: str
    downlink: float | None
    uplink: float | None
    total: bool = False


@dataclass(frozen=True, slots=True)
class LifeCost:
    """The discounted cost of a connectivity over the years of the plan, in cents, with its range."""

    cost: ConnectivityCost
    low_cents: int
    cents: int
    high_cents: int


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
    missing: tuple[ShortfallLike, ...]
    findings: tuple[SourcedFindingLike, ...]
    life: tuple[LifeCost, ...]
    years: int
    discount: float
    fibre_m: float
    core_room: tuple[float, float]
    steps: tuple[StepLike, ...]
    reasons: tuple[Message, ...]
    warnings: tuple[Message, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def drawn(self) -> tuple[AntennaLike, ...]:
        """The antennas, as maps want them."""
        return tuple(antenna.radio for antenna in self.antennas)
