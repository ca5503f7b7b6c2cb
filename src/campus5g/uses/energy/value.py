"""Euros a year, tonnes of CO2 and hours of exposure of each connectivity.

With S the power subscribed saved by control of peaks (``simulate.peaks``, MW counted in price), F the flexible power, B the
battery, r the share reached, v the share of the time in which the link is up, q 1 when a reserve accepts the link (0 else)::

    gross = b S + F r v h 365 s Δ + F r v c D max(P - W, 0) κ + max_reserve( q p ) (F + B) r v H κ
    net   = gross - n (point / years + upkeep) - (capex / years + opex)

The second term, moving load a day ahead, is a gain of software that any link brings: where links reach the same points it
cancels out of the comparison, and is not to the credit of 5G. The third is demand response, sold by steps of 15 minutes in D
hours a year in which the load is neither moved nor held: only the share c of the steps that is proven is paid, at the price P less
what is owed to the supplier W; below it nothing is sold. It asks for reach and proof, and no speed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from campus5g.core.message import msg
from campus5g.core.service import Connectivity, ConnectivityCost
from campus5g.uses.compare import KpiDraws, Outcome
from campus5g.uses.energy.simulate.links import Reached
from campus5g.uses.energy.simulate.peaks import Bill
from campus5g.uses.parameters import Draws, Floats
from campus5g.uses.priced import a_year

RESERVES = ("fcr", "afrr", "mfrr")


@dataclass(frozen=True, slots=True)
class Shaved:
    """What control over one link brings: (nodes,) bills, at each ``load_noise`` that was simulated."""

    bills: tuple[Bill, ...]

    def at(self, noise: Floats, nodes: Floats, name: str) -> Floats:
        """Return (draws,) values of a figure of the bills, straight between the nodes."""
        return np.asarray(np.interp(noise, nodes, [getattr(bill, name) for bill in self.bills]))


@dataclass(frozen=True, slots=True)
class Valuation:
    """The simulated bills of every link, ready to be valued under any set of assumptions.

    nodes: (nodes,) noise of the load that was simulated. alone: without control. mean_mw: of the load that was simulated; a
    site of another size has all its powers in proportion.
    """

    nodes: Floats
    alone: Shaved
    shaved: Mapping[Connectivity, Shaved]
    reached: Mapping[Connectivity, Reached]
    costs: Mapping[Connectivity, ConnectivityCost]
    mean_mw: float

    def run(self, a: Draws) -> dict[Connectivity, Outcome]:
        """Return the outcome of each connectivity under the assumptions ``a``."""
        return {connectivity: self._outcome(connectivity, a) for connectivity in self.shaved}

    def saved_mw(self, connectivity: Connectivity, a: Draws) -> Floats:
        """Return (draws,) MW of subscription, counted in price, that control saves."""
        noise, scale = a["load_noise"], a["mean_mw"] / self.mean_mw
        without = self.alone.at(noise, self.nodes, "power_mw")
        return scale * (without - self.shaved[connectivity].at(noise, self.nodes, "power_mw"))

    def _outcome(self, connectivity: Connectivity, a: Draws) -> Outcome:
        link, scale = self.reached[connectivity], a["mean_mw"] / self.mean_mw
        held = link.reach * link.up
        saved = self.saved_mw(connectivity, a)
        shifted_mwh = scale * a["flexible_mw"] * held * a["shift_h"] * 365 * a["shift_share"]
        reserve_mw = scale * (a["flexible_mw"] + a["battery_mw"]) * held
        price = np.max([a[f"{name}_eur_mw_h"] if name in link.reserves else np.zeros_like(scale) for name in RESERVES], axis=0)
        response_mwh = scale * a["flexible_mw"] * held * link.proven * a["response_h"]
        margin = np.maximum(a["response_eur_mwh"] - a["response_supplier_eur_mwh"], 0.0)
        response_eur = response_mwh * margin * a["aggregator_share"]
        peaks_eur = 1000 * a["power_eur_kw"] * saved
        shift_eur = shifted_mwh * a["spread_eur_mwh"]
        reserve_eur = reserve_mw * price * a["reserve_h"] * a["aggregator_share"]
        gross = peaks_eur + shift_eur + response_eur + reserve_eur
        shaved = self.shaved[connectivity]
        return Outcome(
            gross_eur=gross,
            net_eur=gross - self._points_eur(connectivity, a) - a_year(self.costs, connectivity, a),
            co2_t=shifted_mwh * a["co2_shift_t_mwh"],
            exposure_h=a["points"] * (1 - _connected(connectivity, link)) * a["readings_a_year"] * a["reading_min"] / 60,
            kpis=(
                KpiDraws("peaks_eur", msg("gain on subscribed power"), "€/a", peaks_eur),
                KpiDraws("shift_eur", msg("gain of load moved a day ahead"), "€/a", shift_eur),
                KpiDraws("response_eur", msg("gain of demand response, by steps of 15 minutes"), "€/a", response_eur),
                KpiDraws("reserve_eur", msg("gain on reserves"), "€/a", reserve_eur),
                KpiDraws(
                    "subscribed_mw",
                    msg("power to subscribe"),
                    "MW",
                    scale * shaved.at(a["load_noise"], self.nodes, "subscribed_mw"),
                ),
                KpiDraws(
                    "peak_mw", msg("highest mean of ten minutes"), "MW", scale * shaved.at(a["load_noise"], self.nodes, "peak_mw")
                ),
                KpiDraws("reserve_mw", msg("power that a reserve accepts"), "MW", reserve_mw * (price > 0)),
                KpiDraws("shifted_mwh", msg("energy moved a year"), "MWh", shifted_mwh),
                KpiDraws("response_mwh", msg("energy cut and proven a year"), "MWh", response_mwh),
                KpiDraws("age_s", msg("age of a measure at the controller"), "s", np.full_like(scale, link.control.age_min * 60)),
            ),
        )

    def _points_eur(self, connectivity: Connectivity, a: Draws) -> Floats:
        if connectivity is Connectivity.MANUAL:
            return np.zeros_like(a["years"])
        cable = a["cable_eur"] if connectivity is Connectivity.WIRED and connectivity not in self.costs else 0.0
        fitted = a["points"] * _connected(connectivity, self.reached[connectivity])
        return np.asarray(fitted * ((a[f"point_eur_{connectivity}"] + cable) / a["years"] + a["point_opex_eur"]))


def _connected(connectivity: Connectivity, link: Reached) -> float:
    return 0.0 if connectivity is Connectivity.MANUAL else link.reach
