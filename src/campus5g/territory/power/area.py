"""The electricity of the area: what it makes, what it takes, what its network can carry, each figure dated with its source.

The power taken and what the network carries are straight lines between two years, flat before and after. The hours of a week follow
the nation's load for the share that is not industry's: four weeks stand for a year, those of January, April, July and October.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from campus5g.core.dated import Dated, DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption
from campus5g.core.message import Message, msg
from campus5g.uses.parameters import Floats

MONTHS = (1, 4, 7, 10)
WEEK_H = 168
HOURS = WEEK_H * len(MONTHS)
_NEEDED = ("demand.now", "demand.later", "grid.now", "grid.later")


@dataclass(frozen=True, slots=True)
class Plant:
    """A power plant of the area: ``energy`` is what it makes in a year (TWh), ``power_mw`` what is installed."""

    key: str
    name: str
    energy: Assumption
    power_mw: float
    first_year: int


@dataclass(frozen=True, slots=True)
class Line:
    """A power (MW) that goes in a straight line from one year to another; the second end may be uncertain."""

    now_year: int
    now: Assumption
    later_year: int
    later: Assumption

    def at(self, year: int, now_mw: Floats, later_mw: Floats) -> Floats:
        share = float(np.clip((year - self.now_year) / (self.later_year - self.now_year), 0.0, 1.0))
        return np.asarray(now_mw + share * (later_mw - now_mw))


@dataclass(frozen=True, slots=True)
class Area:
    """The plants, the highest power taken without the investment, and what the transmission network can bring."""

    plants: tuple[Plant, ...]
    demand: Line
    grid: Line

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        ends = (self.demand.now, self.demand.later, self.grid.now, self.grid.later)
        return (*(plant.energy for plant in self.plants), *ends)


_LABELS: dict[str, Message] = {
    "demand.now": msg("power taken by the area today, at its highest"),
    "demand.later": msg("power taken by the area later, at its highest, without the investment"),
    "grid.now": msg("power that the transmission network can bring today"),
    "grid.later": msg("power that the transmission network can bring after its works"),
}


def read_area(path: Path, language: str = "en") -> Area:
    """Return the electricity of a territory; ``dunkerque/power.yaml`` shows every field."""
    if not path.exists():
        raise BadInput(path.name, msg("no such file"), msg("the electricity of the area in YAML"))
    table = load_table(path)
    keys = {entry.key for entry in table.entries}
    missing = [key for key in _NEEDED if key not in keys]
    if missing:
        raise BadInput(path.name, msg("“%(name)s” is missing", name=missing[0]), msg("what the area takes and can be brought"))
    plants = tuple(_plant(table.latest(key), language) for key in sorted(keys) if key.startswith("plant."))
    return Area(plants, _line(table, "demand"), _line(table, "grid"))


def _plant(entry: Dated, language: str) -> Plant:
    value = entry.value
    try:
        name, twh, mw, first = str(value[language]), float(value["twh"]), float(value["mw"]), int(value["first_year"])
    except (KeyError, TypeError, ValueError):
        raise BadInput(entry.where, msg("not a power plant"), msg("fr, en, twh, mw and first_year")) from None
    label = msg("electricity made in a year: %(name)s", name=name)
    energy = _assumption(entry, label, twh)
    if energy.high > mw * 8760e-6:
        raise BadInput(
            entry.where,
            msg("%(twh)s TWh are more than %(mw)s MW make in a year", twh=energy.high, mw=mw),
            msg("at most %(most)s TWh", most=round(mw * 8760e-6, 3)),
        )
    return Plant(entry.key, name, energy, mw, first)


def _line(table: DatedTable, name: str) -> Line:
    now, later = table.latest(f"{name}.now"), table.latest(f"{name}.later")
    try:
        years = int(now.value["year"]), int(later.value["year"])
        ends = tuple(_assumption(end, _LABELS[end.key], float(end.value["mw"])) for end in (now, later))
    except (KeyError, TypeError, ValueError):
        raise BadInput(now.where, msg("not a power in a year"), msg("year and mw")) from None
    if years[0] >= years[1]:
        raise BadInput(later.where, msg("ends before it starts"), msg("a later year"))
    return Line(years[0], ends[0], years[1], ends[1])


def _assumption(entry: Dated, label: Message, value: float) -> Assumption:
    low = value if entry.low is None else float(entry.low)
    high = value if entry.high is None else float(entry.high)
    return Assumption(entry.key, label, value, low, high, entry.unit, entry.source)


@cache
def _national() -> dict[tuple[int, int], Floats]:
    with (files("campus5g.territory.power") / "load_shape.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return {(int(row[0]), int(row[1])): np.array(row[2:], dtype=np.float64) for row in rows}


def area_shape(industry: float) -> Floats:
    """Return (HOURS,) load of the area over its highest hour: the same at all hours for ``industry`` of its mean, national else.

    National means by month, kind of day and hour: RTE, eCO2mix, 2012 to 2017.
    """
    shapes = _national()
    weeks = [np.concatenate([shapes[month, int(day >= 5)] for day in range(7)]) for month in MONTHS]
    load = industry + (1 - industry) * np.concatenate(weeks)
    return np.asarray(load / load.max())
