"""The load that is simulated: the company's own, or the bundled plant's shape brought to the site's mean and peak."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from campus5g.core.benefit import Series as Curve
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.uses.energy.data.series import PRICE, PRICES, TIME, Series, read_load, read_prices
from campus5g.uses.parameters import Floats
from campus5g.uses.preview import Column, DataPreview, FileKind, Finding, Severity
from campus5g.uses.table import Table, Wanted, read_table

SAMPLE = "steel_15min.csv.gz"
SAMPLE_TITLE = "Steel Industry Energy Consumption, UCI 851, 2018, CC BY 4.0"
LEAST_DAYS = 14
MOST_POINTS = 300
FILE_KINDS = (
    FileKind(
        "load",
        msg("load of the site, by steps of 1 minute to 1 hour, and prices if you have them"),
        (
            Column("time", msg("start of the step, as 2026-11-21T10:30:00"), "", 0),
            Column("load (kW)", msg("mean power taken in the step; or “consumption (kWh)”, the energy of the step"), "kW", 0),
            Column("price (€/MWh)", msg("price of electricity in the step, if known; it may be negative"), "€/MWh", 0),
        ),
        "time,load (kW),price (€/MWh)\n2026-01-05T00:00:00,812,61.2\n2026-01-05T00:15:00,797,61.2\n2026-01-05T00:30:00,1240,58.9\n",
    ),
)


@dataclass(frozen=True, slots=True)
class SiteLoad:
    """(steps,) MW over steps of ``step_h`` hours, a whole year; ``spread_eur_mwh`` when prices came with it."""

    name: str
    load_mw: Floats
    step_h: float
    days: float
    spread_eur_mwh: float | None = None
    notes: tuple[Message, ...] = ()


@cache
def _sample() -> Series:
    with as_file(files("campus5g.uses.energy.data") / SAMPLE) as path:
        return read_load(path).filled(partial=True)


def sample_load(mean_mw: float, peak_mw: float) -> SiteLoad:
    """Return the bundled plant's year brought to ``mean_mw`` and, over its quarters of an hour, ``peak_mw``.

    load = mean + (sample - its mean) (peak - mean) / (its peak - its mean); where that would be negative, it is the site's
    ratio of peak to mean that the plant cannot show, and the load is zero there and scaled to keep its mean.
    """
    shape = _year(_sample())
    swing = (peak_mw - mean_mw) / (shape.max() - shape.mean())
    load = np.maximum(mean_mw + (shape - shape.mean()) * swing, 0.0)
    load = load * (mean_mw / load.mean()) if load.mean() > 0 else load
    return SiteLoad(SAMPLE_TITLE, load, _sample().step_h, 365.0)


def own_load(path: Path, partial: bool) -> SiteLoad:
    """Return the company's load over a year: begun again from its start when it is shorter, and told."""
    series, prices = _own(path)
    for fault in _too_short(series):
        raise BadInput(fault.where, fault.problem, fault.remedy)
    series = series.filled(partial)
    notes = tuple(msg("%(where)s: %(what)s", where=f.where, what=f.problem) for f in series.findings)
    if (days := _days(series)) < 365:
        notes = (*notes, msg("The file covers %(days)s days: they are begun again to make a year.", days=round(days)))
    return SiteLoad(series.name, np.maximum(_year(series), 0.0), series.step_h, days, _spread(prices), notes)


def _own(path: Path) -> tuple[Series, Series | None]:
    """Return load and prices of a file with all that is wrong with them; one that cannot be used at all is refused."""
    series, prices = read_load(path), _own_prices(path)
    series.enough()
    if not np.nanmax(series.values) > 0:
        raise BadInput(series.name, msg("no power is ever taken"), msg("the load of the site, counted as positive"))
    return replace(series, findings=(*_too_short(series), *series.findings, *_sent_out(series), *_about(prices))), prices


def _too_short(series: Series) -> list[Finding]:
    """Return what a preview says of a file that is read well but cannot be assessed."""
    if (days := _days(series)) >= LEAST_DAYS:
        return []
    problem, remedy = msg("it covers %(days)s days", days=round(days, 1)), msg("at least %(days)s days", days=LEAST_DAYS)
    return [Finding(Severity.REFUSED, series.name, problem, remedy)]


def _days(series: Series) -> float:
    return len(series.values) * series.step_h / 24


def _sent_out(series: Series) -> list[Finding]:
    negative = np.flatnonzero(series.values < 0)
    if not negative.size:
        return []
    problem = msg(
        "%(n)s values are negative (%(value)s MW)", n=int(negative.size), value=round(float(series.values[negative[0]]), 3)
    )
    remedy = msg("power sent to the network counts as none taken; if the sign is a fault, correct it")
    return [Finding(Severity.PARTIAL, series.place(int(negative[0])), problem, remedy)]


def _about(prices: Series | None) -> list[Finding]:
    """Return what is wrong with the prices. Days that lack one are left out of the spread, so that none is made up."""
    if prices is None:
        return []
    column = _price_column(prices.table)
    missing = np.flatnonzero(np.isnan(prices.values))
    if missing.size == len(prices.values):
        return [Finding(Severity.NOTE, column, msg("no price is given"), msg("the default spread of prices is used"))]
    faults = [f for f in prices.findings if f.severity is Severity.PARTIAL and f.where.startswith(column)]
    if missing.size:
        problem = msg("%(n)s prices are missing", n=int(missing.size))
        remedy = msg("days without all their prices are left out of the spread")
        faults.append(Finding(Severity.PARTIAL, f"{column}, {prices.place(int(missing[0]))}", problem, remedy))
    return faults


def preview(path: Path) -> DataPreview:
    """Return what a load file holds: its columns, what it covers, its faults, and its curve."""
    series, _ = _own(path)
    known = series.values[~np.isnan(series.values)]
    kept = np.unique(np.linspace(0, len(series.values) - 1, MOST_POINTS).astype(int))
    kept = kept[~np.isnan(series.values[kept])]
    x, y = kept * series.step_h / 24, series.values[kept]
    return DataPreview(
        name=series.name,
        kind=FILE_KINDS[0].title,
        rows=series.table.rows,
        used=series.table.used,
        columns=series.table.columns,
        covers=msg(
            "%(days)s days by steps of %(minutes)s minutes; mean %(mean)s MW, peak %(peak)s MW",
            days=round(_days(series), 1),
            minutes=round(series.step_h * 60),
            mean=round(float(known.mean()), 3),
            peak=round(float(known.max()), 3),
        ),
        findings=series.findings,
        axis=msg("time since the first step"),
        axis_unit="d",
        glance=(Curve("load", msg("load of the site"), "MW", tuple(map(float, x)), tuple(map(float, y))),),
    )


def _year(series: Series) -> Floats:
    return np.resize(series.values, round(8760 / series.step_h))


def _own_prices(path: Path) -> Series | None:
    """Return the prices that came with a load, if it has a column of them."""
    wanted = Wanted("price", PRICES, msg("price of electricity"), unit="€/MWh", required=False)
    return read_prices(path) if _price_column(read_table(path, (TIME, wanted))) else None


def _price_column(table: Table) -> str:
    """Return the header of the prices, empty where there are none."""
    read = (column.name for column in table.columns if column.meaning == PRICE.meaning)
    return next(read, "")


def _spread(prices: Series | None) -> float | None:
    """Return the mean of each day's three dearest less three cheapest hours, over the days that have all their prices."""
    if prices is None:
        return None
    per_day = round(24 / prices.step_h)
    daily = prices.values[: len(prices.values) // per_day * per_day].reshape(-1, per_day)
    daily = np.sort(daily[~np.isnan(daily).any(axis=1)], axis=1)
    few = max(1, round(3 / prices.step_h))
    return float((daily[:, -few:].mean(axis=1) - daily[:, :few].mean(axis=1)).mean()) if len(daily) else None
