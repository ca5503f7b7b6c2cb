"""Euros a year, tonnes of CO2 and hours of exposure, from the stops that each network causes.

With N vehicles, D₀ deliveries an hour when nobody stops, s stops an hour and vehicle of length ℓ, φ = s ℓ / 3600, h hours a
year, q the share that is asked for, c the covered share of the floor::

    deliveries = D₀ h q c exp(−A(ℓ) φ)
    gross      = deliveries · (driver and truck, an hour) / (deliveries an hour by hand)  −  N s h q_call · (time of a person)
               + cranes · hours · operator · (1 − 1/k) · driven − worth of the cycles lost
    net        = gross − N (vehicle / years + upkeep) − posts / years − network a year

The reference is trucks with drivers: a delivery that no robot makes is made by hand, and a person is among the traffic for it.
Where vehicles would not pay, none is bought. Exposure is shown and never priced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from campus5g.core.message import msg
from campus5g.core.service import Connectivity, ConnectivityCost
from campus5g.uses.compare import KpiDraws, Outcome
from campus5g.uses.links import Link
from campus5g.uses.parameters import Draws, Floats
from campus5g.uses.priced import a_year
from campus5g.uses.robots.simulate.response import Response
from campus5g.uses.robots.simulate.stops import stops
from campus5g.uses.robots.simulate.teleoperation import pace


@dataclass(frozen=True, slots=True)
class _Work:
    """(draws,) each, over all zones: share of deliveries kept, stops an hour and vehicle, share of time standing, cranes' pace."""

    kept: Floats
    stops_h: Floats
    standing: Floats
    pace: Floats


@dataclass(frozen=True, slots=True)
class Valuation:
    """The links of every connectivity and what the fleet was seen to do, ready to be valued under any assumptions.

    bought: over which vehicles are bought; equipped: over which cranes are driven from afar (see ``choose``).
    """

    links: Mapping[Connectivity, tuple[Link, ...]]
    costs: Mapping[Connectivity, ConnectivityCost]
    response: Response
    bought: frozenset[Connectivity] = frozenset(Connectivity)
    equipped: frozenset[Connectivity] = frozenset(Connectivity)

    def run(self, a: Draws) -> dict[Connectivity, Outcome]:
        """Return the outcome of each connectivity under the assumptions ``a``."""
        return {connectivity: self._outcome(connectivity, links, a) for connectivity, links in self.links.items()}

    def work(self, connectivity: Connectivity, links: tuple[Link, ...], a: Draws) -> _Work:
        """Return what a fleet does over the links of one connectivity."""
        zero = np.zeros_like(a["robots"])
        if connectivity is Connectivity.MANUAL:
            return _Work(zero, zero, zero, zero)
        mapped = connectivity is Connectivity.PRIVATE_5G
        kept, rate, standing, driven = zero.copy(), zero.copy(), zero.copy(), zero.copy()
        for link in links:
            met = stops(link.service, a)
            length = met.outage_s + (1 - a["call_share"]) * a["restart_s"] + a["call_share"] * a["answer_s"]
            with np.errstate(invalid="ignore", over="ignore"):
                share = np.where(np.isfinite(met.per_hour), met.per_hour * length / 3600, np.inf)
                kept += link.share * link.service.coverage * np.exp(-self.response.amplification(length, mapped) * share)
            rate += link.share * np.where(np.isfinite(met.per_hour), met.per_hour, 3600 / np.maximum(length, 1.0))
            standing += link.share * np.minimum(share, 1.0)
            driven += link.share * pace(link.service, a)
        if connectivity is Connectivity.WIRED:
            kept = kept * a["guided_share"]
        return _Work(kept, rate, standing, driven)

    def _outcome(self, connectivity: Connectivity, links: tuple[Link, ...], a: Draws) -> Outcome:
        done = self.work(connectivity, links, a)
        asked = self._asked(a)
        moved = asked * done.kept
        calls = a["robots"] * done.stops_h * a["hours_per_year"] * a["call_share"]
        if connectivity not in self.bought:
            moved, calls = moved * 0, calls * 0
        gain, vehicles = self._fleet(connectivity, moved, calls, a)
        cranes, posts = _cranes(done.pace, a) if connectivity in self.equipped else (gain * 0, gain * 0)
        return Outcome(
            gross_eur=gain + cranes,
            net_eur=gain + cranes - vehicles - posts - a_year(self.costs, connectivity, a),
            co2_t=moved * (a["co2_manual_kg"] - a["co2_robot_kg"]) / 1000,
            exposure_h=(asked - moved) / a["manual_moves_h"] + calls * a["answer_s"] / 3600,
            kpis=_kpis(moved, done, calls, a),
        )

    def _asked(self, a: Draws) -> Floats:
        """Return (draws,) deliveries asked for in a year; a larger fleet is a larger floor of the same density."""
        size = a["robots"] / self.response.vehicles
        return self.response.deliveries_h * size * a["hours_per_year"] * a["demand_share"]

    def _fleet(self, connectivity: Connectivity, moved: Floats, calls: Floats, a: Draws) -> tuple[Floats, Floats]:
        """Return (draws,) what the fleet brings a year, and what its vehicles cost; nothing where none is bought."""
        gain = (moved / a["manual_moves_h"] - calls * a["answer_s"] / 3600) * a["driver_eur_h"]
        if connectivity not in self.bought:
            return gain * 0, gain * 0
        price = a["robot_eur"] + (a["guide_eur"] if connectivity is Connectivity.WIRED else 0.0)
        return gain, a["robots"] * (price / a["years"] + a["robot_opex_eur"])


def choose(
    links: Mapping[Connectivity, tuple[Link, ...]],
    costs: Mapping[Connectivity, ConnectivityCost],
    response: Response,
    a: Draws,
) -> Valuation:
    """Decide over which links vehicles are bought and cranes equipped: where their median gain over the draws pays for them."""
    every = Valuation(links, costs, response)
    bought, equipped = set(), set()
    for connectivity, group in links.items():
        done = every.work(connectivity, group, a)
        calls = a["robots"] * done.stops_h * a["hours_per_year"] * a["call_share"]
        gain, vehicles = every._fleet(connectivity, every._asked(a) * done.kept, calls, a)
        cranes, posts = _cranes(done.pace, a)
        if connectivity is not Connectivity.MANUAL and np.median(gain - vehicles) > 0:
            bought.add(connectivity)
        if np.median(cranes - posts) > 0:
            equipped.add(connectivity)
    return Valuation(links, costs, response, frozenset(bought), frozenset(equipped))


def _cranes(driven: Floats, a: Draws) -> tuple[Floats, Floats]:
    """Return (draws,) what cranes driven from afar bring, and their posts a year."""
    hours = a["cranes"] * a["crane_hours"]
    saved = hours * a["operator_eur_h"] * (1 - 1 / a["cranes_per_operator"])
    lost = hours * 3600 / a["crane_cycle_s"] * (1 - driven) * a["crane_cycle_eur"]
    posts = a["cranes"] * a["remote_post_eur"] / a["years"]
    return saved - lost, posts


def _kpis(moved: Floats, done: _Work, calls: Floats, a: Draws) -> tuple[KpiDraws, ...]:
    cranes = (KpiDraws("crane_pace", msg("pace of a crane driven from afar, of that in the cab"), "%", 100 * done.pace),)
    return (
        KpiDraws("deliveries_h", msg("deliveries an hour by robots"), "1/h", moved / a["hours_per_year"]),
        KpiDraws("kept", msg("deliveries kept in spite of the network's stops"), "%", 100 * done.kept),
        KpiDraws("stops_h", msg("stops of a vehicle by its network, an hour"), "1/h", done.stops_h),
        KpiDraws("standing", msg("time that vehicles stand for that"), "%", 100 * done.standing),
        KpiDraws("calls", msg("times a person must set a vehicle right, a year"), "", calls),
        *(cranes if a["cranes"].any() else ()),
    )
