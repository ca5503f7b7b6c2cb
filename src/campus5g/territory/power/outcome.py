"""What an investment means for the electricity of its area: by year, at the peak, and with what can be moved.

Intervals are the 10th, 50th and 90th percentiles of the draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from campus5g.core.figures import Assumption, Interval, SourcedFigure
from campus5g.core.message import Message, msg


class Means(StrEnum):
    """What can be moved in a data centre. Their worths are not added: each takes part of the same hours."""

    COMPUTING = "computing"
    COOLING = "cooling"
    BATTERY = "battery"
    ALL = "all"


MEANS: dict[Means, Message] = {
    Means.COMPUTING: msg("computing that waits"),
    Means.COOLING: msg("a store of cold"),
    Means.BATTERY: msg("batteries"),
    Means.ALL: msg("all three together"),
}


@dataclass(frozen=True, slots=True)
class Year:
    """One year. connection_mw: in service at the site; site, area, made: TWh in the year, the area without the site.

    balance_twh: made less taken, by the area and the site; peak_mw: the highest power taken by both; grid_mw: what the
    transmission network can bring. short: share of the draws in which it cannot bring the peak, local plants left out.
    """

    year: int
    connection_mw: Interval
    site_twh: Interval
    area_twh: Interval | None = None
    made_twh: Interval | None = None
    balance_twh: Interval | None = None
    peak_mw: Interval | None = None
    grid_mw: Interval | None = None
    short: float | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """What one means is worth to the site (€ a year, before its own cost), and how many MW it frees at the highest hour."""

    means: Means
    eur_a_year: Interval
    freed_mw: Interval

    @property
    def label(self) -> Message:
        return MEANS[self.means]


@dataclass(frozen=True, slots=True)
class Day:
    """A weekday of January when all is in service, (24,) MW: the area alone, the site as it comes, cheapest, and sparing the peak."""

    area_mw: tuple[float, ...]
    plain_mw: tuple[float, ...]
    cheapest_mw: tuple[float, ...]
    sparing_mw: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PowerOutcome:
    """The electricity of one investment. figures: the published ones it starts from; warnings: always said with the figures."""

    investment: str
    name: str
    years: tuple[Year, ...]
    worths: tuple[Worth, ...]
    day: Day | None
    warnings: tuple[Message, ...]
    reasons: tuple[Message, ...]
    assumptions: tuple[Assumption, ...]
    figures: tuple[SourcedFigure, ...]
    draws: int
    seed: int

    @property
    def full(self) -> Year:
        """Return the last year, when all that is built is in service."""
        return self.years[-1]

    def worth(self, means: Means) -> Worth | None:
        return next((one for one in self.worths if one.means is means), None)
