"""What a data centre can move, dispatched by the energy engine for one MW of its connection over four weeks of a year.

Its servers follow the measured distribution of the Acme trace, forty jobs at once, brought to the mean that ``utilisation`` says. Of
what stands above the servers (PUE - 1), four fifths are cooling at the hourly performance of the bundled data centre, the rest
is lost on the way. Two questions are put to the same linear program:

- worth: the bill of the year without moving anything, less the cheapest one, prices known a day ahead and power subscribed;
- freed MW: the highest power of area and site together without moving anything, less the lowest that it can be made.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import numpy as np

from campus5g.territory.power.area import HOURS
from campus5g.uses.energy.data.case import Battery, Case, Computing, Cooling, Device, Tariff
from campus5g.uses.energy.data.series import typical_prices
from campus5g.uses.energy.data.servers import datacentre_load
from campus5g.uses.energy.model.dispatch import Dispatch, dispatch
from campus5g.uses.parameters import Floats

START = datetime(2029, 1, 1)  # a Monday
JOBS, JOB_H = 40, 8.0
COOLING_SHARE = 0.8
CATCH_UP = 2.0
"""Computing that waited may run at up to this many times its highest power: servers stand free at other hours."""
PEAK_EUR_MW = 1e6
"""A price of power so high that the cheapest run is the one with the lowest peak."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What may be moved: share of computing that waits, hours of cold in store, MW of batteries for each MW of connection."""

    wait_share: float = 0.0
    cold_h: float = 0.0
    battery_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """The cheapest run of one MW of connection: € a year of energy, MW subscribed, and (HOURS,) MW taken."""

    energy_eur: float
    subscribed_mw: float
    taken_mw: Floats


def unit_load(p: Mapping[str, float], seed: int) -> tuple[Floats, Floats, Floats]:
    """Return (HOURS,) MW of servers, of what is lost on the way, and MW of cold for each MW of cooling."""
    shape = datacentre_load(HOURS, 1.0, 1.0, JOBS, JOB_H, seed)
    above = max(p["pue"] - 1.0, 1e-3)
    servers = shape / shape.mean() * p["utilisation"] / (1.0 + above)
    usual = np.tile(_performance(), HOURS // 24)
    cop = usual * float((1 / usual).mean()) / (COOLING_SHARE * above)
    return np.minimum(servers, 1.0 / (1.0 + above)), (1 - COOLING_SHARE) * above * servers, cop


@cache
def _performance() -> Floats:
    text = (files("campus5g.uses.energy.data") / "cases" / "datacentre.toml").read_text(encoding="utf-8")
    return np.array(tomllib.loads(text)["cooling"][0]["cop"]["daily"], dtype=np.float64)


def devices(p: Mapping[str, float], moved: Moved, seed: int, scale: float) -> tuple[Floats, tuple[Device, ...]]:
    """Return (HOURS,) MW that cannot be moved, and what the site has, for ``scale`` MW of connection."""
    servers, lost, cop = unit_load(p, seed)
    waits = moved.wait_share * servers
    rest = servers - waits
    mean = float(servers.mean())
    found: list[Device] = [
        Cooling(
            "cooling", scale * 3 * float((servers / cop).max()), cop, scale * rest,
            store_mwh=scale * moved.cold_h * mean, store_mw=scale * mean, store_loss_h=0.002,
        )
    ]  # fmt: skip
    if moved.wait_share > 0:
        power = CATCH_UP * scale * float(waits.max())
        found.append(Computing("computing", scale * waits, round(p["wait_h"]), power))
    if moved.battery_share > 0:
        found.append(Battery("battery", scale * moved.battery_share, scale * moved.battery_share * p["battery_h"]))
    return scale * (rest + lost), tuple(found)


def cheapest(p: Mapping[str, float], moved: Moved, spread: float, seed: int) -> Run:
    """Return the cheapest run of one MW of connection at prices of ``spread`` (€/MWh between dear and cheap hours of a day)."""
    load, found = devices(p, moved, seed, 1.0)
    price = typical_prices(HOURS, 1.0, p["price_eur_mwh"], spread, seed)
    return _run(Case("site", START, 1.0, load, price, _tariff(1000 * p["power_eur_kw"]), found, connection_mw=1.0))


def lowest_peak(p: Mapping[str, float], moved: Moved, area_mw: Floats, site_mw: float, seed: int) -> Run:
    """Return the run in which area, (HOURS,) MW, and ``site_mw`` of connection take the lowest highest power together."""
    load, found = devices(p, moved, seed, site_mw)
    price = np.ones(HOURS)
    return _run(Case("area and site", START, 1.0, area_mw + load, price, _tariff(PEAK_EUR_MW), found))


def _tariff(eur_mw: float) -> Tariff:
    return Tariff(("year",), np.zeros(HOURS, dtype=np.intp), np.array([eur_mw]), np.array([0.0]))


def _run(case: Case) -> Run:
    found = dispatch(case)
    if not isinstance(found, Dispatch):
        raise RuntimeError(str(found.reasons[0]))
    return Run(found.energy_eur / case.years, sum(found.subscribed_mw.values()), found.import_mw)
