"""Jobs of an investment by year, for all draws at once. Arrays: (d,) by draw, (d, y) by draw and year.

    direct(t)    = announced x delivered x min(1, (t + 1 - start) / ramp)          posts held at the end of year t
    building     = capex x (1 - servers) x sum_i part_i x zone_i x jobs_i          posts held for a year, spread over the site's life
    indirect     = direct x suppliers x part within the zone, or by the table of flows (``flows.chain`` of purchases)
    induced      = max(0, multiplier x direct x residents - indirect in sheltered industries)
    hires(t)     = growth(t) + (retirement + turnover) x direct(t - 1)
    removed(t)   = sum_o posts_o(t) x exposed_o x (1 - (1 - automation)^age)

The multiplier counts all sheltered jobs of the zone (Frocrain and Giraud 2018), suppliers among them: what they hold already is
not counted twice. residents = local + (1 - local) x settle: wages spent elsewhere feed no job here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.figures import Interval
from campus5g.core.message import Message, msg
from campus5g.territory.flows import FlowTable, Zone, chain, local_coefficients
from campus5g.territory.jobs.assumptions import BUILT_OF, ITEMS, table

Floats = NDArray[np.float64]
Draws = Mapping[str, Floats]
MEUR = 1e6


def ramp_up(years: Floats, start: Floats, length: Floats) -> Floats:
    """Return (d, y) the share of all posts held at the end of each year, rising evenly from ``start``."""
    return np.asarray(np.clip((years[None] + 1 - start[:, None]) / length[:, None], 0.0, 1.0))


def stated_ramp(years: Floats, ramp: Sequence[tuple[int, float]], slip: Floats) -> Floats:
    """Return (d, y) jobs as stated for some years, straight between them, nothing before, the last ones after; slipped whole."""
    x, jobs = [ramp[0][0] - 1.0, *(float(year) for year, _ in ramp)], [0.0, *(jobs for _, jobs in ramp)]
    return np.array([np.interp(years - late, x, jobs) for late in slip])


def checked_ramp(ramp: Sequence[tuple[int, float]], most: float) -> Message | None:
    """Refuse a ramp-up that is out of order or below zero (``BadInput``); return why it exceeds what is announced, or ``None``."""
    years = [year for year, _ in ramp]
    if years != sorted(set(years)) or any(jobs < 0 for _, jobs in ramp):
        raise BadInput("ramp", msg("years out of order, or jobs below zero"), msg("each year once, from the first on"))
    over = next(((year, jobs) for year, jobs in ramp if jobs > most), None)
    if over is None:
        return None
    return msg(
        "the ramp-up has %(jobs)s direct jobs in %(year)s, more than the %(most)s announced",
        jobs=round(over[1]),
        year=str(over[0]),
        most=round(most),
    )


@dataclass(frozen=True, slots=True)
class Plants:
    """Weights (d,) of each kind of plant: among the direct jobs, and among the money of the building."""

    jobs: Mapping[str, Floats]
    money: Mapping[str, Floats]


def weights(kinds: Sequence[str], drawn: Draws) -> Plants:
    """Return the weights of the kinds of plant; each sums to one over the kinds, in every draw."""
    if len(kinds) == 1:
        one = np.ones_like(drawn["delivered"])
        return Plants({kinds[0]: one}, {kinds[0]: one})
    split = np.maximum(np.array([drawn[f"split.{kind}"] for kind in kinds]), 1e-9)
    jobs = split / split.sum(0)
    money = jobs * np.array([drawn[f"eur_per_job.{kind}"] for kind in kinds])
    return Plants(dict(zip(kinds, jobs, strict=True)), dict(zip(kinds, money / money.sum(0), strict=True)))


def built(kinds: Sequence[str], plants: Plants, drawn: Draws) -> dict[str, Floats]:
    """Return (d,) euros of building by item, servers apart, anywhere."""
    spent = {item: np.zeros_like(drawn["delivered"]) for item in BUILT_OF}
    for kind in kinds:
        money = drawn["capex_eur"] * plants.money[kind] * (1 - drawn[f"servers.{kind}"])
        for item, part in table("spending.yaml").latest(f"building.{kind}").value.items():
            spent[item] = spent[item] + money * float(part)
    return spent


def site_life(years: Floats, begins: Floats, ends: Floats) -> Floats:
    """Return (d, y) the share of the building done in each year: slow, fast, slow (3 x^2 - 2 x^3); it sums to one."""
    edges = np.append(years, years[-1] + 1)
    x = np.clip((edges[None] - begins[:, None]) / (ends - begins)[:, None], 0.0, 1.0)
    return np.asarray(np.diff(x * x * (3 - 2 * x), axis=1))


def bought(kinds: Sequence[str], plants: Plants, drawn: Draws) -> dict[str, Floats]:
    """Return (d,) euros a year of purchases by item for one direct job, energy apart, anywhere."""
    spent = {item: np.zeros_like(drawn["delivered"]) for item in ITEMS}
    for kind in kinds:
        money = 1000 * drawn[f"purchases.{kind}"] * plants.jobs[kind]
        for item, part in table("spending.yaml").latest(f"operation.{kind}").value.items():
            spent[item] = spent[item] + money * float(part)
    return {item: euros for item, euros in spent.items() if euros.any()}


@dataclass(frozen=True, slots=True)
class Suppliers:
    """(d,) jobs at suppliers within the zone, and in the nation, for one direct job; sheltered: those that serve the zone alone."""

    zone: Floats
    nation: Floats
    sheltered: Floats


def by_ratio(kinds: Sequence[str], plants: Plants, drawn: Draws) -> Suppliers:
    """Return suppliers' jobs by published ratios; the sheltered ones by their part of the purchases."""
    zero = np.zeros_like(drawn["delivered"])
    zone, nation, sheltered = zero, zero, zero
    for kind in kinds:
        all_of = plants.jobs[kind] * drawn[f"suppliers.{kind}"]
        near = all_of * drawn[f"suppliers_zone.{kind}"]
        spent = table("spending.yaml").latest(f"operation.{kind}").value
        part = sum(float(share) for item, share in spent.items() if _item(item)["sheltered"])
        zone, nation, sheltered = zone + near, nation + all_of, sheltered + near * part
    return Suppliers(zone, nation, sheltered)


def by_flows(
    purchases: Mapping[str, Floats], drawn: Draws, flows: FlowTable, zone: Zone, jobs_per_meur: Mapping[str, float]
) -> Suppliers:
    """Return suppliers' jobs by the table of flows: purchases reach an industry, which buys in turn within the zone or the nation.

    Jobs per million euros come from ``jobs_per_meur`` by industry, then from the item's own figure, then from the mean of those.
    """
    places = {item: industry(item, flows) for item in purchases}
    size, n = len(drawn["delivered"]), len(flows.codes)
    demand = np.zeros((size, n))
    jobs = np.tile(np.mean([drawn[f"jobs.{item}"] for item in purchases], axis=0)[:, None], (1, n))
    near = np.zeros((size, n))
    sheltered = np.zeros(n)
    for item, euros in purchases.items():
        demand[:, places[item]] += euros / MEUR
        near[:, places[item]] += drawn[f"zone.{item}"] * euros / MEUR
        jobs[:, places[item]] = drawn[f"jobs.{item}"]
        sheltered[places[item]] = float(_item(item)["sheltered"])
    for place, code in enumerate(flows.codes):
        if code in jobs_per_meur:
            jobs[:, place] = jobs_per_meur[code]
    national = chain(flows.coefficients, demand.T).T
    exponents, which = np.unique(drawn["delta"], return_inverse=True)
    local = np.zeros_like(near)
    for place, delta in enumerate(exponents):
        rows = which == place
        local[rows] = chain(local_coefficients(flows, zone, float(delta)), near[rows].T).T
    return Suppliers((local * jobs).sum(1), (national * jobs).sum(1), (local * jobs * sheltered).sum(1))


def _item(item: str) -> Mapping[str, Any]:
    value: Mapping[str, Any] = table("spending.yaml").latest(f"item.{item}").value
    return value


def industry(item: str, flows: FlowTable) -> int:
    """Return the place in the table of the industry that makes an item."""
    codes = _item(item)["codes"]
    found = next((code for code in codes if code in flows.codes), None)
    if found is None:
        raise BadInput(
            flows.title,
            msg("no industry of the table holds “%(item)s”", item=ITEMS[item]),
            msg("one of: %(names)s", names=", ".join(map(str, codes))),
        )
    return flows.codes.index(found)


def before(held: Floats) -> Floats:
    """Return (d, y) what was held at the end of the year before."""
    return np.concatenate([np.zeros_like(held[:, :1]), held[:, :-1]], axis=1)


def growth(held: Floats) -> Floats:
    """Return (d, y) the posts that are new in each year."""
    return np.maximum(held - before(held), 0.0)


def shares(typical: Floats, drawn: Floats) -> Floats:
    """Return (o, d) drawn parts of the posts, which sum to one in every draw; ``typical``: (o,), where all draws are zero."""
    whole = drawn.sum(0)
    return np.asarray(np.where(whole > 0, drawn / np.where(whole > 0, whole, 1.0), typical[:, None]))


def removed(posts: Floats, exposed: float, rate: Floats, years: Floats, start: Floats) -> Floats:
    """Return (d, y) posts that automation has removed by the end of each year, of ``posts``."""
    age = np.maximum(years[None] + 1 - start[:, None], 0.0)
    return np.asarray(posts * exposed * (1 - (1 - rate[:, None]) ** age))


def interval(values: Floats) -> Interval:
    """Return the percentiles of (d,) draws, to a hundredth."""
    low, middle, high = (round(float(x), 2) + 0.0 for x in np.percentile(values, (10, 50, 90)))
    return Interval(low, middle, high)


def intervals(values: Floats) -> tuple[Interval, ...]:
    """Return the percentiles of (d, y) draws, year by year."""
    return tuple(Interval(*(round(float(x), 2) + 0.0 for x in row)) for row in np.percentile(values, (10, 50, 90), axis=0).T)
