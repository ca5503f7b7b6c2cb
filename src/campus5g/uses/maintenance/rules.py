"""Which of two rules sounds the alarms of a company's machines: its health index, or its remaining life.

Both are lived over the company's own file, with every reading. A machine is repaired Q after its alarm, or when it fails:

    cost rate of a rule = sum of costs / sum of times lived        (planned cost if repaired in time, unplanned if it failed)

the long-run cost by the renewal-reward theorem (R. E. Barlow & F. Proschan 1965, « Mathematical Theory of Reliability »): a rule
that alarms early pays in lives cut short, one that alarms late in failures. Machines that never failed count as far as they were
followed. The remaining life is taken only where it is cheaper by more than one standard error (jackknife over machines), as
L. Breiman et al. (1984) prefer the simpler of two models that do as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, silent
from campus5g.uses.maintenance.data import History
from campus5g.uses.maintenance.foreseen import Foreseen, Foretold, foresee
from campus5g.uses.maintenance.model import Detector, shortest_period_h
from campus5g.uses.maintenance.remaining.model import FEWEST_LIVES
from campus5g.uses.parameters import Parameters

Floats = NDArray[np.float64]
YEAR_D = 365.25
OF_THE_INDEX = ("pf_median_d", "pf_sigma", "detectable_share", "transfer_share")
"""Assumptions that only the health index needs."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair costs and needs: days to plan it, euros when planned and when the failure surprised."""

    planning_d: float
    planned_eur: float
    unplanned_eur: float


@dataclass(frozen=True, slots=True)
class Choice:
    """foreseen: ``None`` when the health index gives the alarms. notes: which rule and why."""

    foreseen: Foreseen | None
    notes: tuple[Message, ...]


def choose_rule(history: History, parameters: Parameters, seed: int = 0, progress: Progress = silent) -> Choice:
    """Return how alarms are given for the machines of a company's file; only tables of signals can teach a remaining life."""
    if history.lives is None:
        return Choice(None, ())
    said = [parameters.assumptions[key].label for key in OF_THE_INDEX if key in parameters.own]
    if said:
        return Choice(None, (msg("The health index gives the alarms, since you gave the %(what)s.", what=said[0]),))
    if len(history.failures) < FEWEST_LIVES:
        return Choice(
            None,
            (
                msg(
                    "%(n)s machines fail: too few to learn a remaining life from (%(least)s or more); the health index gives "
                    "the alarms.",
                    n=len(history.failures),
                    least=FEWEST_LIVES,
                ),
            ),
        )
    foreseen = foresee(history.lives.lives, seed, progress)
    repair = Repair(parameters["planning_delay_d"], parameters["planned_cost_eur"], parameters["unplanned_cost_eur"])
    by_index = index_costs(history, repair)
    by_life = remaining_costs(foreseen, repair)
    ours, theirs = cost_rate(by_life), cost_rate(by_index)
    gain, error = theirs - ours, _difference_error(by_life, by_index)
    days, other, spread = round(foreseen.error_d, 1), round(100 * gain / theirs), round(100 * error / theirs)
    if gain > error:
        chosen = msg(
            "Alarms come from the remaining life, told of each machine by the others of the file (error of %(days)s days): over this "
            "file they cost %(less)s %% less than those of the health index (standard error %(spread)s %%), failures that surprise "
            "and life cut short both counted.",
            days=days,
            less=other,
            spread=spread,
        )
        return Choice(foreseen, (chosen, _cut_short(foreseen, repair)))
    kept = msg(
        "Alarms come from the health index: those of a remaining life, told of each machine by the others of the file (error of "
        "%(days)s days), do not cost less by more than a standard error (difference %(more)s %%, standard error %(spread)s %%).",
        days=days,
        more=-other,
        spread=spread,
    )
    return Choice(None, (kept,))


def _cut_short(foreseen: Foreseen, repair: Repair) -> Message:
    """Say what the alarms catch with every reading, and how much life they give up."""
    places = [machine.alarm_place(repair.planning_d) for machine in foreseen.machines]
    left = [0.0 if place is None else float(m.left[place]) for m, place in zip(foreseen.machines, places, strict=True)]
    early = np.maximum(np.array(left) - repair.planning_d, 0.0)
    return msg(
        "%(caught)s of %(n)s failures would have been seen in time with every reading; repairs come %(days)s days before the "
        "failure in the middle case, life that is given up and is not counted in euros.",
        caught=int((early > 0).sum()),
        n=len(early),
        days=round(float(np.median(early)), 1),
    )


def index_costs(history: History, repair: Repair) -> Floats:
    """Return (machines, 2) cost and days lived of each machine under the health index, those that failed first."""
    detector, period, rate = Detector(), shortest_period_h(history), history.rates_hz[0]
    rows = []
    for asset in sorted(history.assets, key=lambda asset: asset.failed_h is None):
        alarm_h = detector.alarm_h(asset, rate, period)
        alarm_d = None if alarm_h is None else alarm_h / 24
        rows.append(_lived(alarm_d, float(asset.hours[-1]) / 24, asset.failed_h is not None, repair))
    return np.array(rows)


def remaining_costs(foreseen: Foreseen, repair: Repair) -> Floats:
    """Return the same under the alarms of the remaining life."""
    return np.array([_foretold_lived(machine, repair) for machine in (*foreseen.machines, *foreseen.others)])


def _foretold_lived(machine: Foretold, repair: Repair) -> tuple[float, float]:
    place = machine.alarm_place(repair.planning_d)
    alarm_d = None if place is None else float(machine.days[place])
    return _lived(alarm_d, float(machine.days[-1]), machine.failed, repair)


def _lived(alarm_d: float | None, end_d: float, failed: bool, repair: Repair) -> tuple[float, float]:
    repaired_d = np.inf if alarm_d is None else alarm_d + repair.planning_d
    if repaired_d < end_d:
        return repair.planned_eur, repaired_d
    return (repair.unplanned_eur if failed else 0.0), end_d


def cost_rate(lived: Floats) -> float:
    """Return euros a year and machine for (machines, 2) costs and days."""
    cost, days = lived.sum(axis=0)
    return float(cost / days * YEAR_D)


def _difference_error(one: Floats, other: Floats) -> float:
    """Return the jackknife standard error of the difference of two cost rates over the same machines."""
    n = len(one)
    left_out = [cost_rate(np.delete(one, place, axis=0)) - cost_rate(np.delete(other, place, axis=0)) for place in range(n)]
    return float(np.sqrt((n - 1) * np.var(left_out)))


def for_the_rule(parameters: Parameters, choice: Choice) -> Parameters:
    """Return the assumptions that the chosen rule rests on."""
    return parameters if choice.foreseen is None else parameters.without(OF_THE_INDEX)
