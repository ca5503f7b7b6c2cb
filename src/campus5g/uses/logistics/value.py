"""Euros a year, tonnes of CO2 and hours of exposure, from what each network lets a terminal know, against voice and paper.

With n calls a year, a share m of them movable, S hours in port, g(σ) what wrong times cost (``simulate.berthing``), δ the delay
until a job is known, T trucks a year, τ minutes of a truck in the terminal::

    σ²         = sea² + w counted² + (1 − w) blind² + (δ / handling)²          w: share of the machines that are seen
    ship hours = n m S [g(σ voice) − g(σ)]
    vehicles   = useful · (δ voice − δ) / (C + δ voice)
    minutes    = τ(r voice) − τ(r) + handshakes · (δ voice − δ)                r: boxes moved aside for one
    gross      = ship hours · (worth + fuel · (price + CO2 · allowance)) + vehicles · put to other work · cost of one
               + T · minutes · cost of a truck + T · (r voice − r) · cost of moving a box
    net        = gross − terminals / years − software − network / years − upkeep

The arrival at sea is known from AIS, radio and the previous port: no network on the site is credited with it. Exposure is shown
and never priced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from campus5g.core.message import msg
from campus5g.core.service import Connectivity, ConnectivityCost
from campus5g.uses.compare import KpiDraws, Outcome
from campus5g.uses.links import Link
from campus5g.uses.logistics.simulate.known import Known, known
from campus5g.uses.logistics.simulate.response import Response
from campus5g.uses.logistics.simulate.yard import turn_min
from campus5g.uses.logistics.terminal.case import Terminal
from campus5g.uses.parameters import Draws, Floats
from campus5g.uses.priced import a_year


@dataclass(frozen=True, slots=True)
class Operation:
    """(draws,) how a terminal works: time lost by ships (of the time in port), boxes moved aside, minutes in the yard, delay."""

    lost: Floats
    rehandles: Floats
    yard_min: Floats
    known: Known


@dataclass(frozen=True, slots=True)
class Valuation:
    """The links of every connectivity and what the terminal was seen to do, ready to be valued under any assumptions."""

    links: Mapping[Connectivity, tuple[Link, ...]]
    costs: Mapping[Connectivity, ConnectivityCost]
    terminal: Terminal
    response: Response

    def run(self, a: Draws) -> dict[Connectivity, Outcome]:
        """Return the outcome of each connectivity under the assumptions ``a``."""
        voice = self.operation(Connectivity.MANUAL, (), a)
        return {
            connectivity: self._outcome(connectivity, self.operation(connectivity, links, a), voice, a)
            for connectivity, links in self.links.items()
        }

    def operation(self, connectivity: Connectivity, links: tuple[Link, ...], a: Draws) -> Operation:
        """Return how the terminal works over the links of one connectivity."""
        told = known(connectivity, links, self.response.cycle_s, a)
        seen = a["voice_share"] if connectivity is Connectivity.MANUAL else told.seen
        announced = self.response.rehandles(a["announced_min"], a["announced_share"])
        at_gate = self.response.rehandles(a["gate_ahead_min"], seen * (1 - a["announced_share"]))
        moved = (announced + at_gate - self.response.rehandled[0]) * a["rehandle_factor"]
        minutes = turn_min(self.terminal, moved, trucks_h=a["trucks_per_crane_h"]) + a["handshakes"] * told.delay_s / 60
        lost = np.zeros_like(moved)
        if self.response.information is not None:
            lost = self.response.information.loss(error(told, a))
        return Operation(lost, moved, minutes, told)

    def _outcome(self, connectivity: Connectivity, now: Operation, voice: Operation, a: Draws) -> Outcome:
        hours = self._ship_hours(voice.lost - now.lost, a)
        vehicles = self.response.spared(a["yard_vehicles"], voice.known.delay_s, now.known.delay_s)
        trucks = a["trucks_per_day"] * a["open_days"]
        waited = trucks * (voice.yard_min - now.yard_min) / 60
        moved = trucks * (voice.rehandles - now.rehandles)
        fuel = hours * a["anchor_t_h"]
        gross = (
            hours * a["ship_eur_h"]
            + fuel * (a["fuel_eur_t"] + a["fuel_co2"] * a["co2_eur_t"])
            + vehicles * a["realised_share"] * a["vehicle_eur_year"]
            + waited * a["truck_eur_h"]
            + moved * a["rehandle_eur"]
        )
        foot = a["foot_h_day"] * a["open_days"]
        return Outcome(
            gross_eur=gross,
            net_eur=gross - self._cost(connectivity, a),
            co2_t=fuel * a["fuel_co2"] + waited * a["idle_kg_h"] / 1000,
            exposure_h=foot * (1 - a["foot_share"] * now.known.seen),
            kpis=self._kpis(hours, vehicles, now, voice, a),
        )

    def _ship_hours(self, spared: Floats, a: Draws) -> Floats:
        if self.response.information is None:
            return np.zeros_like(spared)
        return a["calls"] * a["movable_share"] * self.response.information.stay * a["handling_h"] * spared

    def _cost(self, connectivity: Connectivity, a: Draws) -> Floats:
        """Return (draws,) what a connectivity costs a year: its network, what vehicles carry or pass, and the software."""
        if connectivity is Connectivity.MANUAL:
            return np.zeros_like(a["years"])
        fitted = a["readers"] * a["reader_eur"] if connectivity is Connectivity.WIRED else a["yard_vehicles"] * a["unit_eur"]
        return np.asarray(fitted / a["years"] + a["software_eur_year"] + a_year(self.costs, connectivity, a))

    def _kpis(self, hours: Floats, vehicles: Floats, now: Operation, voice: Operation, a: Draws) -> tuple[KpiDraws, ...]:
        turn = a["truck_turn_time_min"] - (voice.yard_min - now.yard_min)
        found = [KpiDraws("known_s", msg("time until the end of a job is known"), "s", now.known.delay_s)]
        if self.response.information is not None:
            found += [
                KpiDraws("ship_hours", msg("hours of ships spared, a year"), "h", hours),
                KpiDraws("lost", msg("time in port lost to wrong times"), "%", 100 * now.lost),
            ]
        if self.response.enough:
            pace = self.response.moves_h(a["yard_vehicles"], now.known.delay_s)
            found += [
                KpiDraws("moves_h", msg("moves of a quay crane, an hour"), "1/h", pace),
                KpiDraws("vehicles", msg("vehicles no longer needed for the same pace"), "", vehicles),
            ]
        if a["trucks_per_day"].any():
            found += [
                KpiDraws("turn_min", msg("time of a truck between gate and exit"), "min", turn),
                KpiDraws("rehandles", msg("boxes moved aside for one that leaves"), "", now.rehandles),
            ]
        return tuple(found)


def error(told: Known, a: Draws) -> Floats:
    """Return (draws,) σ of the times that berths are planned on, in mean handling times."""
    port = told.seen * a["counted_error"] ** 2 + (1 - told.seen) * a["blind_error"] ** 2
    return np.asarray(np.sqrt(a["sea_error"] ** 2 + port + (told.delay_s / 3600 / a["handling_h"]) ** 2))
