"""What an investment in a connectivity costs and brings over the years, in cents."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.core.benefit import Use
from campus5g.core.figures import Assumption
from campus5g.core.message import Message
from campus5g.core.service import Connectivity


@dataclass(frozen=True, slots=True)
class CentsRange:
    """An amount with its range: P10, P50 and P90, in cents."""

    p10_cents: int
    p50_cents: int
    p90_cents: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One connectivity. ``gain`` (a year), ``npv`` and ``payback_years`` are ``None`` when the gain is not assessed.

    equipment_cents_per_year: what the uses fit beside the network (sensors, upkeep), as a yearly cost; ``None`` with the gain.
    payback_years: investment over yearly gain less all yearly costs, at the median; ``None`` too when never paid back.
    """

    connectivity: Connectivity
    capex_cents: int
    opex_cents_per_year: int
    equipment_cents_per_year: int | None
    gain: CentsRange | None
    npv: CentsRange | None
    payback_years: float | None


@dataclass(frozen=True, slots=True)
class BusinessCase:
    """One row a connectivity; which uses the gain counts, which it does not, and what the case rests on.

    rival: what would leave most without private 5G; ``None`` when nothing else would leave anything. owed_cents: median net
    present value of private 5G less the rival's, the only part that may be credited to 5G; ``None`` when it is not assessed.
    """

    rows: tuple[CaseRow, ...]
    counted: tuple[Use, ...]
    not_counted: tuple[Use, ...]
    rival: Connectivity | None
    owed_cents: int | None
    assumptions: tuple[Assumption, ...]
    reasons: tuple[Message, ...]

    def row(self, connectivity: Connectivity) -> CaseRow | None:
        return next((row for row in self.rows if row.connectivity == connectivity), None)
