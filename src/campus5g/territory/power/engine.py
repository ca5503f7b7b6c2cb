"""From what is published of an investment's power to its area's balance, its peak, and the worth of what can be moved."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np

from campus5g.core.dated import DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption, Interval
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, silent
from campus5g.territory.investments import Investment
from campus5g.territory.power.announced import Announced, announced, checked_ramp, connection
from campus5g.territory.power.area import HOURS, Area, area_shape
from campus5g.territory.power.flexibility import Moved, cheapest, lowest_peak
from campus5g.territory.power.labels import LABELS
from campus5g.territory.power.outcome import Day, PowerOutcome, Worth, Year
from campus5g.territory.power.reasons import reasons
from campus5g.territory.power.worth import moved, worths
from campus5g.uses.parameters import Draws, Floats, Parameters, read_parameters

DRAWS = 500
MOST_DRAWS = 100_000
AFTER = 2
"""Years shown after the one in which all is in service."""
_DATA_CENTRE = "data_centre"


@cache
def power_table() -> DatedTable:
    return load_table(files("campus5g.territory.power") / "parameters.yaml")


def power(
    investment: Investment,
    area: Area | None = None,
    *,
    wider: Investment | None = None,
    own: Mapping[str, float] | None = None,
    ramp: Mapping[int, float] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    progress: Progress = silent,
) -> PowerOutcome | Message:
    """Return what ``investment`` means for the electricity of ``area``, or why nothing can be said.

    wider: the announcement that it is part of. own: assumptions in place of the defaults. ramp: MW at the connection in some years,
    within what is announced. draws: of the uncertain figures, each with random numbers of its own (same seed, same outcome).
    """
    if not 10 <= draws <= MOST_DRAWS:
        raise BadInput("draws", msg("%(count)s draws", count=draws), msg("10 to %(most)s", most=MOST_DRAWS))
    said = announced(investment, wider)
    if isinstance(said, Message):
        return said
    area = None if investment.outside else area
    parameters = _parameters(said, own or {}, area)
    a = parameters.draw(draws, seed)
    stated = checked_ramp(said, ramp or {}, {key: one.high for key, one in parameters.assumptions.items()})
    late = round(parameters.assumptions["slip_years"].high)
    years = tuple(range(min(said.first, *stated) if stated else said.first, max(said.full + late, *stated, 0) + AFTER + 1))
    site = connection(said, years, a, stated)
    rows = tuple(_year(year, site[place], area, a) for place, year in enumerate(years))
    centre = _DATA_CENTRE in investment.kinds
    full_mw = site[-1]
    area_mw = _area_mw(area, parameters, years[-1])
    found = worths(parameters, a, full_mw, area_mw, seed, progress) if centre and full_mw.max() > 0 else None
    median = float(np.median(full_mw))
    progress(0.9, msg("a day of January"))
    outcome = PowerOutcome(
        investment=investment.key,
        name=investment.name,
        years=rows,
        worths=tuple(Worth(m, interval(found.eur[m]), interval(found.freed_mw[m])) for m in found.eur) if found else (),
        day=_day(parameters, median, area_mw, seed) if centre and median > 0 else None,
        warnings=(),
        reasons=(),
        assumptions=tuple(parameters.assumptions.values()),
        figures=said.figures,
        draws=draws,
        seed=seed,
    )
    progress(1.0, msg("done"))
    return reasons(outcome, investment, said, area)


def _parameters(said: Announced, own: Mapping[str, float], area: Area | None) -> Parameters:
    """Return the assumptions in effect, without those that a source makes needless."""
    needless = {"site_share": not said.shared, "servers_to_grid": said.at_grid}
    held = {one.key: one for one in area.assumptions} if area else {}
    keys = [key for key in (*LABELS, *held) if not needless.get(key)]
    unknown = [key for key in own if key not in keys]
    if unknown:
        raise BadInput(unknown[0], msg("not an assumption of this power"), msg("one of: %(names)s", names=", ".join(keys)))
    base = read_parameters(power_table(), LABELS, {key: value for key, value in own.items() if key not in held})
    kept = {key: one for key, one in base.assumptions.items() if not needless.get(key)}
    return Parameters(kept, base.own, base.bounds).extended(_own(one, own) for one in held.values())


def _own(one: Assumption, own: Mapping[str, float]) -> Assumption:
    if one.key not in own:
        return one
    value = own[one.key]
    if not 0 <= value <= 100_000:
        raise BadInput(one.key, msg("value %(value)s is outside its range", value=float(value)), msg("zero or more"))
    return Assumption(one.key, one.label, value, value, value, one.unit, one.source)


def _year(year: int, site_mw: Floats, area: Area | None, a: Draws) -> Year:
    """Return a year's intervals. Energies in TWh: MW x 8760 h / 10^6."""
    site_twh = site_mw * a["utilisation"] * 8760e-6
    alone = Year(year, interval(site_mw), interval(site_twh))
    if area is None:
        return alone
    highest = area.demand.at(year, a["demand.now"], a["demand.later"])
    area_twh = highest * a["area_load_factor"] * 8760e-6
    made = sum((a[plant.key] for plant in area.plants if plant.first_year <= year), np.zeros_like(site_mw))
    peak = highest + site_mw
    grid = area.grid.at(year, a["grid.now"], a["grid.later"])
    return Year(
        year,
        alone.connection_mw,
        alone.site_twh,
        interval(area_twh),
        interval(made),
        interval(made - area_twh - site_twh),
        interval(peak),
        interval(grid),
        float(np.mean(peak > grid)),
    )


def _area_mw(area: Area | None, p: Parameters, year: int) -> Floats:
    """Return (HOURS,) MW of the area at the typical figures; zero where nothing is known of it."""
    if area is None:
        return np.zeros(HOURS)
    highest = area.demand.at(year, np.array(p["demand.now"]), np.array(p["demand.later"]))
    return np.asarray(float(highest) * area_shape(p["area_industry"]))


def _day(p: Parameters, site_mw: float, area_mw: Floats, seed: int) -> Day:
    """Return the mean of the five weekdays of January at the median size of the site."""
    typical = {key: one.value for key, one in p.assumptions.items()}
    plain = site_mw * cheapest(typical, Moved(), p["spread_eur_mwh"], seed).taken_mw
    cheap = site_mw * cheapest(typical, moved(p), p["spread_eur_mwh"], seed).taken_mw
    sparing = lowest_peak(typical, moved(p), area_mw, site_mw, seed).taken_mw - area_mw
    weekdays = (curve[:120].reshape(5, 24).mean(axis=0) for curve in (area_mw, plain, cheap, sparing))
    return Day(*(tuple(float(mw) for mw in curve) for curve in weekdays))


def interval(values: Floats) -> Interval:
    low, middle, high = (float(q) for q in np.quantile(values, (0.1, 0.5, 0.9)))
    return Interval(low, middle, high)
