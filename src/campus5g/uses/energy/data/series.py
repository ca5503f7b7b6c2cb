"""Series of a site over regular steps: read from a company's table, or made from a few published figures.

A table with a clock is laid on its regular grid; what is missing on it is not-a-number, and told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.parameters import Floats
from campus5g.uses.preview import Finding, Severity
from campus5g.uses.table import PARIS, Kind, Table, Wanted, agreed_to, read_table
from campus5g.uses.units import plain, split_header

STEPS_H = (1 / 60, 1 / 12, 1 / 6, 0.25, 0.5, 1.0)
TIMES = ("time", "timestamp", "datetime", "date", "horodatage", "t", "date_heure", "date_time")
POWERS = ("load", "power", "puissance", "charge", "soutirage")
ENERGIES = ("usage", "consumption", "energy", "consommation", "energie")
"""A word without unit says power, or the energy of the step; with a unit, the unit says."""
PRICES = ("price", "spot_price", "dam_price", "prix", "prix_spot", "day_ahead_price")
POWER = Wanted("power", POWERS, msg("power taken by the site"), unit="kW", required=False)
ENERGY = Wanted("energy", ENERGIES, msg("energy taken in each step"), unit="kWh", required=False)
MOST_PRICE = 20_000.0
"""Far beyond what any market lets a price reach."""
PRICE = Wanted("price", PRICES, msg("price of electricity"), unit="€/MWh", least=-MOST_PRICE, most=MOST_PRICE)
TIME = Wanted("time", TIMES, msg("end or start of the step"), Kind.TIME, required=False)
MOST_MISSING = 0.2
LEFT_AS_THEY_ARE = msg("nothing is made up there")


@dataclass(frozen=True, slots=True)
class Series:
    """(steps,) values over regular steps of ``step_h`` hours from ``start_s`` (seconds since 1970 UTC; ``None`` without clock)."""

    name: str
    values: Floats
    step_h: float
    start_s: float | None
    table: Table
    findings: tuple[Finding, ...]

    def filled(self, partial: bool) -> Series:
        """Return the series with the same time of the nearest days in its gaps, if the person agrees; else refuse it."""
        self.enough()
        agreed_to(self.name, self.findings, partial)
        missing = np.isnan(self.values)
        return replace(self, values=_from_near_days(self.values, self.step_h)) if missing.any() else self

    def place(self, step: int) -> str:
        """Return the time of a step, in Paris; its number where the file only counts."""
        if self.start_s is None or self.table.counted:
            return f"step {step}"
        return datetime.fromtimestamp(self.start_s + step * self.step_h * 3600, ZoneInfo(PARIS)).strftime("%Y-%m-%d %H:%M")

    def enough(self) -> None:
        """Refuse a series too thin to be filled, by the first of its faults."""
        if np.isnan(self.values).mean() > MOST_MISSING:
            fault = next(finding for finding in self.findings if finding.severity is Severity.PARTIAL)
            expected = msg("a fuller file: more than one value in five is missing")
            raise BadInput(f"{self.name}, {fault.where}", fault.problem, expected)


def read_load(path: Path, columns: Sequence[str] = (), step_h: float = 0.25) -> Series:
    """Return the load of a table in MW: a column of power, or of energy by step. columns: its name, when not a usual one."""
    table = read_table(path, (TIME, *_load_columns(columns)))
    key = next((key for key in ("energy", "energy_by_unit", "power", "power_by_unit") if key in table.numbers), None)
    if key is None:
        raise BadInput(
            table.name, msg("no column of power or energy"), msg("a column such as “load (kW)” or “consumption (kWh)”")
        )
    found = _regular(table, table.numbers[key], step_h)
    power = key.startswith("power")
    values = found.values / 1000 if power else found.values / found.step_h / 1000
    return replace(found, values=values, findings=(*found.findings, *_without_unit(table, power)))


def _load_columns(columns: Sequence[str]) -> tuple[Wanted, ...]:
    """Return what a load may be, the plainest reading first: a word without unit is not both power and energy."""
    names = tuple(split_header(column)[0] for column in columns) + tuple(map(plain, columns))
    powers = tuple(name for name in names if name in POWERS) if names else POWERS
    energies = tuple(name for name in names if name not in POWERS) if names else ENERGIES
    return (
        replace(ENERGY, names=energies),
        replace(POWER, names=powers),
        replace(ENERGY, key="energy_by_unit", names=powers),
        replace(POWER, key="power_by_unit", names=energies),
    )


def _without_unit(table: Table, power: bool) -> list[Finding]:
    meaning, unit = (POWER.meaning, "kW") if power else (ENERGY.meaning, "kWh")
    read = next(column for column in table.columns if column.meaning == meaning)
    if split_header(read.name)[1]:
        return []
    problem = msg("no unit is written: read as %(unit)s", unit=unit)
    return [Finding(Severity.NOTE, read.name, problem, msg("write it in the header, as “load (kW)” or “consumption (kWh)”"))]


def read_prices(path: Path, columns: Sequence[str] = (), step_h: float = 1.0) -> Series:
    """Return the prices of a table in €/MWh; negative ones are prices like others."""
    names = tuple(split_header(column)[0] for column in columns) or PRICES
    table = read_table(path, (TIME, replace(PRICE, names=names)))
    return _regular(table, table.numbers["price"], step_h)


def on_steps(series: Series, step_h: float, steps: int, where: str, repeat: bool) -> Floats:
    """Return (steps,) values of ``series`` on steps of ``step_h``: held within coarser ones, averaged over finer ones.

    repeat: begin again at its first value where it is too short; else a short series is refused, as are missing values.
    """
    values, ratio = series.values, series.step_h / step_h
    if ratio >= 1:
        values = np.repeat(values, round(ratio))
    else:
        whole = len(values) // round(1 / ratio) * round(1 / ratio)
        values = values[:whole].reshape(-1, round(1 / ratio)).mean(axis=1)
    if len(values) < steps and not repeat:
        raise BadInput(where, msg("%(n)s steps", n=len(values)), msg("%(n)s steps, or repeat = true", n=steps))
    missing = np.flatnonzero(np.isnan(values[:steps]))
    if missing.size:
        raise BadInput(where, msg("a value is missing at step %(n)s", n=int(missing[0])), msg("a value in each step"))
    return np.resize(values, steps)


def _regular(table: Table, values: Floats, step_h: float) -> Series:
    """Lay values on the regular grid of their clock; without clock, they are taken as they come, every ``step_h``."""
    told = tuple(finding for finding in table.findings if finding.remedy != LEFT_AS_THEY_ARE)  # here they are filled, and told
    if table.time_s is None:
        return _told(Series(table.name, values, step_h, None, table, told))
    if len(values) < 2:
        raise BadInput(table.name, msg("%(n)s rows", n=len(values)), msg("at least two"))
    gaps, times = np.unique(np.rint(np.diff(table.time_s)), return_counts=True)
    step_s = float(gaps[np.argmax(times)])  # the most frequent, the least of those as frequent
    if not any(abs(step_s / 3600 - step) < 1e-6 for step in STEPS_H):
        found = msg("a step of %(seconds)s s", seconds=step_s)
        raise BadInput(table.name, found, msg("1, 5, 10, 15, 30 or 60 minutes between two rows"))
    places = np.rint((table.time_s - table.time_s[0]) / step_s).astype(np.intp)
    laid = np.full(places[-1] + 1, np.nan)
    laid[places] = values
    return _told(Series(table.name, laid, step_s / 3600, float(table.time_s[0]), table, told))


def _told(series: Series) -> Series:
    return replace(series, findings=(*series.findings, *_holes(series)))


def _holes(series: Series) -> list[Finding]:
    """Tell what is missing on the grid, once: readings that did not come, and cells that hold no value."""
    missing = np.flatnonzero(np.isnan(series.values))
    if not missing.size:
        return []
    problem = msg("%(n)s steps are missing", n=int(missing.size))
    return [
        Finding(Severity.PARTIAL, series.place(int(missing[0])), problem, msg("filled from the same time of the nearest days"))
    ]


def _from_near_days(values: Floats, step_h: float) -> Floats:
    """Fill each gap from the same time one day before or after, then two, then three …, then by the mean."""
    found, day = values.copy(), round(24 / step_h)
    for days in range(1, len(values) // day + 1):
        for shift in (day * days, -day * days):
            gaps = np.flatnonzero(np.isnan(found))
            source = gaps - shift
            inside = (source >= 0) & (source < len(values))
            found[gaps[inside]] = values[source[inside]]
        if not np.isnan(found).any():
            return found
    return np.where(np.isnan(found), np.nanmean(found), found)


def joined(before: Series, after: Series) -> tuple[Series, int]:
    """Return two series of one load as one, and the place where the second begins; a gap between them is filled."""
    if abs(before.step_h - after.step_h) > 1e-9:
        raise BadInput(after.name, msg("a step of %(seconds)s s", seconds=after.step_h * 3600), msg("the step of the first file"))
    begins = len(before.values)
    if before.start_s is not None and after.start_s is not None:
        begins = round((after.start_s - before.start_s) / (before.step_h * 3600))
    if begins < len(before.values):
        raise BadInput(after.name, msg("it begins before the first file ends"), msg("a file that follows it"))
    gap = np.full(begins - len(before.values), np.nan)
    values = np.concatenate([before.values, gap, after.values])
    return replace(before, values=_from_near_days(values, before.step_h) if gap.size else values), begins


def start_of_week(series: Series) -> int:
    """Return the steps from a Monday midnight (winter time of Paris) to the first value; 0 without a clock."""
    if series.start_s is None:
        return 0
    hours = (series.start_s / 3600 + 1 + 3 * 24) % (7 * 24)  # 1 January 1970 was a Thursday
    return round(hours / series.step_h)


def typical_prices(steps: int, step_h: float, mean: float, spread: float, seed: int, weekend: float = 0.85) -> Floats:
    """Return (steps,) €/MWh of a made-up year with a stated mean and mean daily spread (dearest less cheapest hour).

    Two daily humps (8 h, 19 h) with a hollow at night and at noon, lower at weekends, and a noise of a few days' memory; then
    scaled so that mean and spread are exactly those asked.
    """
    hours = np.arange(steps) * step_h
    hour, day = hours % 24, (hours // 24).astype(np.intp)
    shape = np.exp(-((hour - 8) ** 2) / 6) + 1.2 * np.exp(-((hour - 19.5) ** 2) / 8) - 0.5 * np.exp(-((hour - 13.5) ** 2) / 8)
    shape *= np.where(day % 7 >= 5, weekend, 1.0)
    random = np.random.default_rng(seed)
    slow = np.convolve(random.normal(size=day[-1] + 7), np.full(7, 1 / np.sqrt(7)), mode="valid")[day]
    swing = np.clip(random.normal(1.0, 0.4, size=day[-1] + 1), 0.2, None)[day]
    raw = swing * shape + 0.3 * slow
    whole = len(raw) // round(24 / step_h) * round(24 / step_h)
    daily = raw[:whole].reshape(-1, round(24 / step_h)) if whole else raw[None, :]
    usual = float(np.mean(np.ptp(daily, axis=1))) or 1.0
    return np.asarray(mean + (raw - raw.mean()) * spread / usual)


def clear_sky(steps: int, step_h: float, peak_mw: float, latitude_deg: float, seed: int) -> Floats:
    """Return (steps,) MW of fixed panels of ``peak_mw``: the sine of the sun's height (Cooper 1969), dimmed day by day.

    The share of light that clouds let through is drawn each day between 0.25 and 1.
    """
    hours = np.arange(steps) * step_h
    day = hours // 24
    declination = np.radians(23.45) * np.sin(2 * np.pi * (284 + day + 1) / 365)
    latitude, angle = np.radians(latitude_deg), np.radians(15 * (hours % 24 - 12))
    height = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(angle)
    through = np.random.default_rng(seed).uniform(0.25, 1.0, int(day[-1]) + 1)[day.astype(np.intp)]
    return np.asarray(peak_mw * np.maximum(height, 0.0) * through)
