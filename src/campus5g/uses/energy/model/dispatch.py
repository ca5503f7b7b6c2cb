"""The cheapest way to run a site over its whole horizon, solved exactly, and what made it impossible when it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from campus5g.core.benefit import Mark
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, silent
from campus5g.uses.energy.data.case import Battery, Case, Chp, Computing, Device, Flexible
from campus5g.uses.energy.model.program import INF, Places, Solution, Solver
from campus5g.uses.energy.model.site import Site, build
from campus5g.uses.parameters import Floats

BOTH_MW = 1e-6
"""Below this a battery is not said to charge and discharge at once."""
LACK = 1e-6


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The optimum of a case: euros over its horizon, and each flow, (steps,) MW (MWh for levels), by device and name.

    gap: relative, 0 for a linear program. subscribed_mw: by class of the tariff. seconds: to build and to solve.
    """

    objective_eur: float
    energy_eur: float
    subscription_eur: float
    import_mw: Floats
    subscribed_mw: Mapping[str, float]
    peaks_mw: Mapping[str, float]
    co2_t: float | None
    flows: Mapping[tuple[str, str], Floats]
    gap: float
    build_s: float
    solve_s: float


@dataclass(frozen=True, slots=True)
class Impossible:
    """No plan serves the site: which constraints could not hold, from the first step, by how much."""

    reasons: tuple[Message, ...]
    marks: tuple[Mark, ...]


Clock = Callable[[], float]


def dispatch(
    case: Case,
    *,
    subscribed_mw: Floats | None = None,
    excess_eur_mwh: float = INF,
    gap: float = 1e-6,
    clock: Clock = time.perf_counter,
    progress: Progress = silent,
) -> Dispatch | Impossible:
    """Return the cheapest run of ``case``, or what makes it impossible.

    A battery may not charge and discharge at once: that would burn power, which pays when prices are negative. Where the linear
    program does so, one of the two is closed; ``gap`` then bounds what a better choice of them could still bring.
    """
    started = clock()
    progress(0.0, msg("building the year"))
    site = build(case, subscribed_mw=subscribed_mw, excess_eur_mwh=excess_eur_mwh)
    built = clock()
    progress(0.1, msg("solving the year"))
    solution = _without_burning(site, gap)
    if solution.status == "infeasible":
        progress(0.6, msg("looking for what is impossible"))
        return _impossible(site)
    if solution.status != "optimal":
        reason = msg("the solver ended without an answer (%(status)s)", status=solution.status)
        return Impossible((reason,), ())
    progress(1.0, msg("done"))
    return _read(site, solution, built - started, clock() - built)


def _without_burning(site: Site, gap: float) -> Solution:
    """Solve, then close the lesser of charge and discharge wherever a battery does both, until none does.

    The first optimum bounds the whole one from below, so that its distance to the last is a proven gap.
    """
    solver = Solver(site.program, gap)
    solution = bound = solver.solve()
    while solution.status == "optimal":
        lesser = [_lesser(charge, discharge, solution.values) for charge, discharge in site.pairs.values()]
        closed = np.concatenate([np.empty(0, dtype=np.intp), *lesser])
        if not closed.size:
            more = (solution.objective - bound.objective) / max(abs(bound.objective), 1.0)
            return replace(solution, gap=bound.gap + max(more, 0.0))
        solver.close(closed)
        solution = solver.solve()
    return solution


def _lesser(charge: Places, discharge: Places, values: Floats) -> Places:
    both = np.minimum(values[charge], values[discharge]) > BOTH_MW
    return np.where(values[charge] > values[discharge], discharge, charge)[both]


def _read(site: Site, solution: Solution, build_s: float, solve_s: float) -> Dispatch:
    case, values = site.case, solution.values
    flows = {key: _over_time(case, values, columns, steps) for key, (columns, steps) in site.flows.items()}
    power = case.load_mw.copy()
    for term in site.draws:
        np.add.at(power, term.rows, term.values * values[term.columns])
    subscribed = values[site.subscribed]
    years = case.tariff.subscribed_eur_mw_year * case.years
    subscription = float(years @ subscribed)
    names = case.tariff.names
    return Dispatch(
        objective_eur=solution.objective,
        energy_eur=solution.objective - subscription,
        subscription_eur=subscription,
        import_mw=power,
        subscribed_mw=dict(zip(names, subscribed.tolist(), strict=True)),
        peaks_mw={name: float(power[case.tariff.class_of == k].max(initial=0.0)) for k, name in enumerate(names)},
        co2_t=_co2(case, power, flows),
        flows=flows,
        gap=solution.gap,
        build_s=build_s,
        solve_s=solve_s,
    )


def _over_time(case: Case, values: Floats, columns: Places, steps: Places) -> Floats:
    found = np.zeros(case.steps)
    found[steps] = values[columns]
    return found


def _co2(case: Case, power: Floats, flows: Mapping[tuple[str, str], Floats]) -> float | None:
    """Return tonnes: what is taken from the network, at its content, and the fuel burnt on site."""
    if case.co2_t_mwh is None:
        return None
    burnt = 0.0
    for device in case.devices:
        fuel = getattr(device, "fuel_co2_t_mwh", 0.0)
        if fuel:
            output = flows[device.name, "output" if isinstance(device, Chp) else "heat"]
            burnt += float(output.sum()) * case.step_h * fuel / device.efficiency  # type: ignore[union-attr]
    return float(power @ case.co2_t_mwh) * case.step_h + burnt


def _impossible(site: Site) -> Impossible:
    """Miss as little as possible, and say what had to be missed, the first step and the sum of each."""
    relaxed, lacks = site.program.elastic()
    solution = relaxed.solve()
    if solution.status != "optimal":
        return Impossible((msg("a bound of a device contradicts the laws of its store"),), ())
    found: list[tuple[float, Message, Mark]] = []
    for block, places in lacks:
        lack = solution.values[places].reshape(2, -1).sum(axis=0)
        missed = np.flatnonzero(lack > LACK)
        if missed.size:
            when = site.case.start + timedelta(hours=float(block.steps[missed[0]]) * site.case.step_h)
            sentence = msg(
                "%(what)s cannot hold from %(when)s: %(lack)s %(unit)s are missing there (%(steps)s such steps)",
                what=block.label,
                when=when.strftime("%Y-%m-%d %H:%M"),
                lack=round(float(lack[missed[0]]), 3),
                unit=block.unit,
                steps=int(missed.size),
            )
            mark = Mark(float(block.steps[missed[0]]) * site.case.step_h, sentence)
            found.append((float(lack.sum()), sentence, mark))
    found.sort(key=lambda item: -item[0])
    return Impossible(tuple(sentence for _, sentence, _ in found), tuple(mark for _, _, mark in found))


def without_flexibility(case: Case) -> Case:
    """Return the site with its batteries idle and what could wait run as soon as it comes: the bill of doing nothing."""
    load = case.load_mw.copy()
    devices: list[Device] = []
    for device in case.devices:
        if isinstance(device, Flexible):
            for window in device.windows:
                load += _at_once(case, window.first, window.last, window.energy_mwh, window.power_mw)
        elif isinstance(device, Computing):
            devices.append(Computing(device.name, device.arrivals_mw, 0, max(device.power_mw, float(device.arrivals_mw.max()))))
        elif not isinstance(device, Battery):
            devices.append(device)
    return replace(case, load_mw=load, devices=tuple(devices))


def _at_once(case: Case, first: int, last: int, energy_mwh: float, power_mw: float) -> Floats:
    """Return (steps,) MW that take the energy from the first step on, at full power."""
    left = energy_mwh - power_mw * case.step_h * np.arange(last - first)
    found = np.zeros(case.steps)
    found[first:last] = np.clip(left / case.step_h, 0.0, power_mw)
    return found
