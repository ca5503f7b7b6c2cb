"""The load that is simulated: the company's own, or the bundled plant's shape brought to the site's mean and peak."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from campus5g.core.benefit import Series as Curve
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.uses.energy.data.series import PRICES, TIME, Series, read_load, read_prices
from campus5g.uses.parameters import Floats
from campus5g.uses.preview import Column, DataPreview, FileKind
from campus5g.uses.table import Wanted, read_table
from campus5g.uses.units import split_header

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
    series = read_load(path).filled(partial)
    days = len(series.values) * series.step_h / 24
    if days < LEAST_DAYS:
        raise BadInput(series.name, msg("%(days)s days", days=round(days, 1)), msg("at least %(days)s days", days=LEAST_DAYS))
    if not series.values.max() > 0:
        raise BadInput(series.name, msg("no power is ever taken"), msg("the load of the site"))
    notes = tuple(msg("%(where)s: %(what)s", where=f.where, what=f.problem) for f in series.findings)
    if days < 365:
        notes = (*notes, msg("The file covers %(days)s days: they are begun again to make a year.", days=round(days)))
    return SiteLoad(series.name, np.maximum(_year(series), 0.0), series.step_h, days, _spread(path), notes)


def preview(path: Path) -> DataPreview:
    """Return what a load file holds: its columns, what it covers, its faults, and its curve."""
    series = read_load(path)
    known = series.values[~np.isnan(series.values)]
    if not known.size:
        raise BadInput(series.name, msg("no column of power or energy"), msg("the load of the site"))
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
            days=round(len(series.values) * series.step_h / 24, 1),
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


def _spread(path: Path) -> float | None:
    """Return the mean of each day's three dearest less three cheapest hours, when the file has prices."""
    wanted = Wanted("price", PRICES, msg("price of electricity"), unit="€/MWh", required=False)
    table = read_table(path, (TIME, wanted))
    if "price" not in table.numbers or not any(split_header(column.name)[0] in PRICES for column in table.columns):
        return None
    series = read_prices(path)
    per_day = round(24 / series.step_h)
    daily = series.values[: len(series.values) // per_day * per_day].reshape(-1, per_day)
    daily = np.sort(daily[~np.isnan(daily).any(axis=1)], axis=1)
    few = max(1, round(3 / series.step_h))
    return float((daily[:, -few:].mean(axis=1) - daily[:, :few].mean(axis=1)).mean()) if len(daily) else None
