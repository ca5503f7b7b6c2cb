"""Spare parts, repair teams, and maintenance without any network: what a warning spares besides the failure itself.

A failure caught in time has its part ordered and its team booked; one that surprises needs a part in stock and waits for a team.
With R surprising repairs a year:

- base stock S: the fewest parts with P(demand over the supply delay <= S) at least the wished service, demand Poisson of mean
  R × delay; it costs S × price × holding rate a year (P. Zipkin 2000, « Foundations of inventory management », ch. 6);
- teams: an M/M/c queue, mean wait W = C(c, a) h / (c - a) with a = R h / year and Erlang's C; over a year nobody waits more than
  half of it on average, which is taken when the teams cannot keep up. It costs R × W × cost of an hour of stop.

Without a network a machine fails (corrective), or is renewed at the age T (periodic). With Weibull lives of shape β and mean μ,
the yearly cost of a machine under age replacement is (R. Barlow, F. Proschan 1965, « Mathematical theory of reliability »)::

    g(T) = (C_planned R(T) + C_unplanned (1 - R(T))) / ∫_0^T R(t) dt,      R(t) = exp(-(t / η)^β),  η = μ / Γ(1 + 1/β)

and g(∞) = C_unplanned / μ is corrective maintenance. With β <= 1 no age is worth a renewal.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gamma, inf

import numpy as np
from scipy.special import gammainc
from scipy.stats import poisson

from campus5g.uses.parameters import Draws, Floats

YEAR_D = 365.25
YEAR_H = 24 * YEAR_D


def resources_eur(surprises: Floats, a: Draws) -> Floats:
    """Return (draws,) euros a year for the stock and the waits that (draws,) surprising failures a year ask for."""
    stock = base_stock(surprises, a["spare_delay_d"], a["spare_service"]) * a["spare_price_eur"] * a["holding_share"]
    waits = surprises * mean_wait_h(surprises, a["repair_h"], a["teams"]) * a["stop_eur_h"]
    return np.asarray(stock + waits)


def base_stock(yearly: Floats, delay_d: Floats, service: Floats) -> Floats:
    """Return (draws,) parts to keep: none for no demand."""
    return np.asarray(poisson.ppf(service, yearly * delay_d / YEAR_D))


def mean_wait_h(yearly: Floats, repair_h: Floats, teams: Floats) -> Floats:
    """Return (draws,) mean hours that a repair waits for a team; ``teams`` are rounded to whole ones."""
    servers = np.maximum(np.round(teams), 1)
    load = yearly * repair_h / YEAR_H
    blocked = np.ones_like(load)
    for number in range(1, int(servers.max()) + 1):
        blocked = np.where(number <= servers, load * blocked / (number + load * blocked), blocked)
    spare = servers - load
    with np.errstate(divide="ignore", invalid="ignore"):
        waiting = servers * blocked / (servers - load * (1 - blocked))
        wait = np.where(spare > 0, waiting * repair_h / spare, inf)
    return np.asarray(np.minimum(wait, YEAR_H / 2))


@dataclass(frozen=True, slots=True)
class WithoutNetwork:
    """Euros a year and machine: failing (corrective), and renewed at the best age in years (``None``: no age is worth it)."""

    corrective_eur: float
    periodic_eur: float
    age_a: float | None


def without_network(failures_per_year: float, shape: float, unplanned_eur: float, planned_eur: float) -> WithoutNetwork:
    """Return the cost of a machine without any following. failures_per_year: one over its mean life, left to fail."""
    corrective = failures_per_year * unplanned_eur
    if failures_per_year <= 0:
        return WithoutNetwork(0.0, 0.0, None)
    scale = 1 / failures_per_year / gamma(1 + 1 / shape)
    ages = scale * np.geomspace(0.005, 5, 4000)
    costs = age_cost_eur(ages, scale, shape, unplanned_eur, planned_eur)
    best = int(np.argmin(costs))
    if costs[best] >= corrective or best == len(ages) - 1:
        return WithoutNetwork(corrective, corrective, None)
    return WithoutNetwork(corrective, float(costs[best]), float(ages[best]))


def age_cost_eur(ages: Floats, scale: float, shape: float, unplanned_eur: float, planned_eur: float) -> Floats:
    """Return (n,) euros a year when a machine is renewed at each of (n,) ages or at its failure, whichever is first."""
    alive = np.exp(-((ages / scale) ** shape))
    lived = scale / shape * gamma(1 / shape) * gammainc(1 / shape, (ages / scale) ** shape)
    return np.asarray((planned_eur * alive + unplanned_eur * (1 - alive)) / lived)
