"""Is it worth its money: investment, running cost, net present value and payback, for each connectivity.

NPV = (G - E - O) · a(r, n) - C, with G the yearly gain, E the yearly cost of what the uses fit (sensors, upkeep), O the
network's yearly cost, C its investment, and the annuity factor a(r, n) = (1 - (1 + r)^-n) / r. Its P10 takes the gain's P10
with the dearest investment, its P90 the gain's P90 with the cheapest: a range that is wider than the truth rather than
narrower. Gains of several uses add up percentile by percentile, for the same reason. Nothing is inflated, nothing is taxed.

E is read from what a use says: median gross gain, less median net gain, less the network's cost spread over the use's years.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from campus5g.core.benefit import Benefit, NotAssessed, Use, UseAssessment
from campus5g.core.business import BusinessCase, CaseRow, CentsRange
from campus5g.core.dated import DatedTable, load_table
from campus5g.core.figures import Assumption, Interval
from campus5g.core.message import Message, msg
from campus5g.core.money import nearest_cent
from campus5g.core.service import Connectivity, ConnectivityCost

LABELS = {
    "business.discount_rate": msg("real discount rate"),
    "business.years": msg("years over which the investment is judged"),
}


def business_case(
    costs: tuple[ConnectivityCost, ...],
    assessments: tuple[UseAssessment | NotAssessed, ...],
    on: date,
) -> BusinessCase:
    """Set each connectivity's cost against the gains of the uses that could be assessed."""
    rate, years = (_assumption(key, on) for key in LABELS)
    assessed = [a for a in assessments if isinstance(a, UseAssessment)]
    missing = tuple(a.use for a in assessments if isinstance(a, NotAssessed))
    factor = annuity(Decimal(str(rate.value)) / 100, int(years.value))
    rows = tuple(_row(cost, assessed, factor, int(years.value)) for cost in costs)
    rival, owed = _against_rival(rows)
    return BusinessCase(rows, tuple(a.use for a in assessed), missing, rival, owed, (rate, years), _reasons(assessed, missing))


def _against_rival(rows: tuple[CaseRow, ...]) -> tuple[Connectivity | None, int | None]:
    """Return the best that could be had without private 5G, and what 5G leaves beyond it (or beyond nothing)."""
    worth = {row.connectivity: row.npv.p50_cents for row in rows if row.npv is not None}
    own = worth.pop(Connectivity.PRIVATE_5G, None)
    if own is None:
        return None, None
    rival = max(worth, key=lambda connectivity: worth[connectivity], default=None)
    if rival is None or worth[rival] <= 0:
        return None, own
    return rival, own - worth[rival]


def annuity(rate: Decimal, years: int) -> Decimal:
    """Return the present value of 1 a year for ``years`` years, paid at the end of each, at ``rate`` (0.08 for 8 %)."""
    if rate == 0:
        return Decimal(years)
    return (1 - (1 + rate) ** -years) / rate


def _row(cost: ConnectivityCost, assessed: list[UseAssessment], factor: Decimal, years: int) -> CaseRow:
    kind, capex, opex = cost.connectivity, cost.capex_cents, cost.opex_cents_per_year
    found = [(use, benefit) for use in assessed if (benefit := use.benefit(kind))]
    if not found or len(found) < len(assessed):
        return CaseRow(kind, capex, opex, None, None, None, None)
    gain = CentsRange(*(sum(_cents(benefit.gross_eur, name) for _, benefit in found) for name in ("p10", "p50", "p90")))
    equipment = sum(_equipment(use, benefit, cost, years) for use, benefit in found)
    yearly = opex + equipment
    npv = CentsRange(
        _npv(gain.p10_cents - yearly, cost.capex_high_cents, factor),
        _npv(gain.p50_cents - yearly, capex, factor),
        _npv(gain.p90_cents - yearly, cost.capex_low_cents, factor),
    )
    left = gain.p50_cents - yearly
    payback = capex / left if left > 0 and capex <= left * years else None
    return CaseRow(kind, capex, opex, equipment, gain, npv, payback)


def _equipment(use: UseAssessment, benefit: Benefit, cost: ConnectivityCost, years: int) -> int:
    """Return what the use itself costs a year with this connectivity, in cents; never below zero."""
    spread = next((assumption.value for assumption in use.assumptions if assumption.key == "years"), float(years))
    network = nearest_cent(Decimal(cost.capex_cents) / Decimal(str(spread)) / 100) + cost.opex_cents_per_year
    return max(0, _cents(benefit.gross_eur, "p50") - _cents(benefit.net_eur, "p50") - network)


def _npv(yearly_cents: int, capex_cents: int, factor: Decimal) -> int:
    return nearest_cent((Decimal(yearly_cents) * factor - capex_cents) / 100)


def _cents(interval: Interval, name: str) -> int:
    return nearest_cent(Decimal(str(getattr(interval, name))))


def _reasons(assessed: list[UseAssessment], missing: tuple[Use, ...]) -> tuple[Message, ...]:
    if not assessed:
        return (msg("No use is assessed yet: costs are known, gains are not; net present value and payback are not computed."),)
    if missing:
        return (msg("Uses not assessed yet: %(n)s; their gain is unknown and is not counted.", n=len(missing)),)
    return ()


@lru_cache(maxsize=1)
def _conventions() -> DatedTable:
    return load_table(files("campus5g.study") / "data" / "business.yaml")


def _assumption(key: str, on: date) -> Assumption:
    entry = _conventions().need(key, on)
    low, high = entry.low if entry.low is not None else entry.value, entry.high if entry.high is not None else entry.value
    return Assumption(key, LABELS[key], float(entry.value), float(low), float(high), entry.unit, entry.source)
