"""What a connectivity changes for an industrial use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from campus5g.core.figures import Assumption, Interval
from campus5g.core.message import Message
from campus5g.core.service import Connectivity


class Use(StrEnum):
    """The four industrial uses of the campus."""

    MAINTENANCE = "maintenance"
    ROBOTS = "robots"
    LOGISTICS = "logistics"
    ENERGY = "energy"


class DataOrigin(StrEnum):
    """What a result rests on; shown beside it."""

    COMPANY = "company"
    SAMPLE = "sample"
    DEFAULTS = "defaults"


class Worth(StrEnum):
    """The plain answer."""

    WORTH_IT = "worth_it"
    NOT_WORTH_IT = "not_worth_it"
    NOT_KNOWN_YET = "not_known_yet"


@dataclass(frozen=True, slots=True)
class Kpi:
    """An indicator of the use, with its range."""

    key: str
    label: Message
    value: Interval
    unit: str


@dataclass(frozen=True, slots=True)
class Benefit:
    """The yearly effect of one connectivity on one use, against doing nothing new.

    gross_eur: gains before the cost of the connectivity. net_eur: after its yearly cost (annualised).
    exposure_h: hours a year that people spend in danger; shown, never priced.
    """

    use: Use
    connectivity: Connectivity
    kpis: tuple[Kpi, ...]
    gross_eur: Interval
    net_eur: Interval
    co2_t: Interval
    exposure_h: Interval


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How far one assumption moves the answer (€ a year at its low and high value, all else at its median)."""

    assumption: str
    label: Message
    at_low_eur: float
    at_high_eur: float


@dataclass(frozen=True, slots=True)
class UseAssessment:
    """One use, compared over the connectivities, with what the answer rests on."""

    use: Use
    benefits: tuple[Benefit, ...]
    worth: Worth
    answer: Message
    reasons: tuple[Message, ...]
    sensitivities: tuple[Sensitivity, ...]
    break_even: tuple[Message, ...]
    assumptions: tuple[Assumption, ...]
    origin: DataOrigin

    def benefit(self, connectivity: Connectivity) -> Benefit | None:
        return next((b for b in self.benefits if b.connectivity == connectivity), None)


@dataclass(frozen=True, slots=True)
class NotAssessed:
    """A use that has no engine yet, or whose input is missing: never shown as zero."""

    use: Use
    reason: Message
