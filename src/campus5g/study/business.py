"""Is it worth its money: investment, running cost, net present value and payback, for each connectivity.

NPV = (G - O) · a(r, n) - C, with G the yearly gain, O the yearly running cost, C the investment, and the annuity factor
a(r, n) = (1 - (1 + r)^-n) / r. Its P10 takes the gain's P10 with the dearest investment, its P90 the gain's P90 with the
cheapest: a range that is wider than the truth rather than narrower. Gains of several uses add up percentile by percentile,
for the same reason. Nothing is inflated and nothing is taxed: amounts are of today, before tax.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from campus5g.core.benefit import NotAssessed, Use, UseAssessment
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
    rows = tuple(_row(cost, assessed, factor, years.value) for cost in costs)
    return BusinessCase(rows, tuple(a.use for a in assessed), missing, (rate, years), _reasons(assessed, missing))


def annuity(rate: Decimal, years: int) -> Decimal:
    """Return the present value of 1 a year for ``years`` years, paid at the end of each, at ``rate`` (0.08 for 8 %)."""
    if rate == 0:
        return Decimal(years)
    return (1 - (1 + rate) ** -years) / rate


def _row(cost: ConnectivityCost, assessed: list[UseAssessment], factor: Decimal, years: float) -> CaseRow:
    capex, opex = cost.capex_cents, cost.opex_cents_per_year
    gain = _gain(cost.connectivity, assessed)
    if gain is None:
        return CaseRow(cost.connectivity, capex, opex, None, None, None)
    npv = CentsRange(
        _npv(gain.p10_cents, opex, cost.capex_high_cents, factor),
        _npv(gain.p50_cents, opex, capex, factor),
        _npv(gain.p90_cents, opex, cost.capex_low_cents, factor),
    )
    yearly = gain.p50_cents - opex
    payback = capex / yearly if yearly > 0 and capex <= yearly * years else None
    return CaseRow(cost.connectivity, capex, opex, gain, npv, payback)


def _npv(gain_cents: int, opex_cents: int, capex_cents: int, factor: Decimal) -> int:
    return nearest_cent((Decimal(gain_cents - opex_cents) * factor - capex_cents) / 100)


def _gain(connectivity: Connectivity, assessed: list[UseAssessment]) -> CentsRange | None:
    """Add the gross gains of the uses, each percentile to the same; ``None`` unless every assessed use knows this one."""
    found = [benefit.gross_eur for use in assessed if (benefit := use.benefit(connectivity))]
    if not found or len(found) < len(assessed):
        return None
    return CentsRange(*(sum(_cents(interval, name) for interval in found) for name in ("p10", "p50", "p90")))


def _cents(interval: Interval, name: str) -> int:
    return nearest_cent(Decimal(str(getattr(interval, name))))


def _reasons(assessed: list[UseAssessment], missing: tuple[Use, ...]) -> tuple[Message, ...]:
    if not assessed:
        return (msg("No use is assessed yet: costs are known, gains are not; net present value and payback are not computed."),)
    if missing:
        return (msg("%(n)s of the uses is not assessed yet: its gain is unknown and is not counted.", n=len(missing)),)
    return ()


@lru_cache(maxsize=1)
def _conventions() -> DatedTable:
    return load_table(files("campus5g.study") / "data" / "business.yaml")


def _assumption(key: str, on: date) -> Assumption:
    entry = _conventions().need(key, on)
    low, high = entry.low if entry.low is not None else entry.value, entry.high if entry.high is not None else entry.value
    return Assumption(key, LABELS[key], float(entry.value), float(low), float(high), entry.unit, entry.source)
