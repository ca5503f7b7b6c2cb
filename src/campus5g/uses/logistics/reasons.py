"""The sentences beside a result of logistics flows: what it rests on, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from campus5g.core.benefit import Sensitivity
from campus5g.core.message import Message, msg
from campus5g.core.service import Connectivity
from campus5g.uses import compare
from campus5g.uses.compare import Comparison
from campus5g.uses.logistics.simulate.response import Response
from campus5g.uses.logistics.value import Valuation
from campus5g.uses.parameters import Parameters

MOST_TRUCKS, MOST_CALLS = 20_000, 20_000


def reasons(
    comparison: Comparison,
    outcomes: compare.Outcomes,
    valuation: Valuation,
    parameters: Parameters,
    unpriced: Sequence[Connectivity],
) -> tuple[Message, ...]:
    """Return what a reader must know: what was simulated, what 5G is credited with, what no network here can change."""
    found = [*_ships(valuation.response), *_vehicles(valuation, parameters)]
    if comparison.rival is not None:
        ours, theirs = (compare.interval(outcomes[c].net_eur).p50 for c in (Connectivity.PRIVATE_5G, comparison.rival))
        found.append(
            msg(
                "Known positions bring %(ours)s a year over private 5G and %(theirs)s over %(rival)s: only the difference is to the "
                "credit of 5G.",
                ours=compare.euros(ours),
                theirs=compare.euros(theirs),
                rival=comparison.rival_name,
            )
        )
    found.append(
        msg(
            "Where a ship is at sea is known from its own signals, by radio and from the port before: beyond the 10 to 20 km that a "
            "network of the site covers, nothing is to the credit of 5G."
        )
    )
    if parameters["trucks_per_day"]:
        found.append(
            msg(
                "A truck half an hour away is known from public networks and appointments; a network of the site gives the last leg."
            )
        )
    found += [
        msg("%(network)s is left out: its cost is not given.", network=compare.NAMES[connectivity]) for connectivity in unpriced
    ]
    found.append(msg("The whole cost of each network is charged to this use; other uses on the same network would share it."))
    return tuple(found)


def _ships(response: Response) -> list[Message]:
    if response.information is None:
        return []
    return [
        msg(
            "On the simulated quay, planning berths instead of serving ships in turn is worth %(plan)s %% of their time in port; "
            "%(tenth)s %% of it is lost when times err by a tenth of a handling, %(half)s %% when they err by half of one.",
            plan=round(100 * response.information.in_turn, 1),
            tenth=round(100 * float(np.interp(0.1, response.information.sigmas, response.information.losses)), 1),
            half=round(100 * float(np.interp(0.5, response.information.sigmas, response.information.losses)), 1),
        )
    ]


def _vehicles(valuation: Valuation, parameters: Parameters) -> list[Message]:
    response, terminal = valuation.response, valuation.terminal
    if not response.enough:
        return []
    voice = valuation.operation(Connectivity.MANUAL, (), parameters.typical()).known.delay_s[0]
    useful = response.enough * (response.cycle_s + float(voice)) / response.cycle_s
    if terminal.vehicles <= useful:
        return []
    return [
        msg(
            "With voice and paper, %(cranes)s cranes keep about %(useful)s vehicles busy: your other %(rest)s serve trucks or wait, "
            "and no network is credited with them.",
            cranes=terminal.cranes,
            useful=round(useful),
            rest=terminal.vehicles - round(useful),
        )
    ]


def break_even(valuation: Valuation, parameters: Parameters) -> tuple[Message, ...]:
    """Return from how many trucks a day, and from how many calls a year, private 5G does best."""
    found = []
    if parameters["trucks_per_day"]:
        trucks = compare.break_even(valuation.run, parameters, "trucks_per_day", MOST_TRUCKS)
        found.append(
            msg("Whatever the number of trucks a day up to %(most)s, an alternative does better.", most=MOST_TRUCKS)
            if trucks is None
            else msg("Private 5G does best from %(n)s trucks a day (other assumptions typical).", n=trucks)
        )
    if valuation.response.information is not None:
        calls = compare.break_even(valuation.run, parameters, "calls", MOST_CALLS)
        found.append(
            msg("Whatever the number of calls a year up to %(most)s, an alternative does better.", most=MOST_CALLS)
            if calls is None
            else msg(
                "Private 5G does best from %(n)s calls a year (berths as crowded as now, other assumptions typical).", n=calls
            )
        )
    return tuple(found)


def would_change(valuation: Valuation, parameters: Parameters, moves: Sequence[Sensitivity]) -> tuple[Message, ...]:
    """Return what freshness is worth, and what to measure."""
    found = []
    response = valuation.response
    if response.enough:
        vehicles = np.array([float(valuation.terminal.vehicles)])
        at = {seconds: float(response.moves_h(vehicles, np.array([seconds / 2]))[0]) for seconds in (1.0, 5.0, 30.0, 120.0)}
        found.append(
            msg(
                "A crane would make %(one)s moves an hour with positions every second, %(five)s every 5 s, %(thirty)s every 30 s and "
                "%(voice)s every 2 minutes: fresher than 5 s changes nothing, leaving voice does.",
                one=round(at[1.0], 1),
                five=round(at[5.0], 1),
                thirty=round(at[30.0], 1),
                voice=round(at[120.0], 1),
            )
            if at[5.0] > at[120.0] * 1.01
            else msg(
                "With this many vehicles, a crane makes %(one)s moves an hour whether positions come every second or every 2 minutes: "
                "the gain is in vehicles no longer needed.",
                one=round(at[1.0], 1),
            )
        )
    found += [msg("Measure on the site: %(what)s.", what=move.label) for move in moves]
    return tuple(found)
