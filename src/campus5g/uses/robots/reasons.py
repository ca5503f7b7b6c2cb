"""The sentences beside a result of robot fleets: what it rests on, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from campus5g.core.benefit import Sensitivity
from campus5g.core.message import Message, msg
from campus5g.core.service import Connectivity
from campus5g.uses import compare
from campus5g.uses.compare import Comparison
from campus5g.uses.parameters import Parameters
from campus5g.uses.robots.simulate.response import Response
from campus5g.uses.robots.simulate.served import Under
from campus5g.uses.robots.simulate.stops import stops
from campus5g.uses.robots.value import Valuation


def reasons(
    comparison: Comparison,
    outcomes: compare.Outcomes,
    response: Response,
    drawn: bool,
    unpriced: Sequence[Connectivity],
    under: Under | None = None,
) -> tuple[Message, ...]:
    """Return what a reader must know: what the floor showed, what 5G is credited with, what is supposed or left out."""
    found = [
        msg(
            "On this floor %(n)s vehicles deliver %(rate)s an hour (%(moving)s of them on their way, the others loading); one that "
            "stands for a minute costs %(factor)s times its own share, because others wait behind it.",
            n=response.vehicles,
            moving=response.moving,
            rate=round(response.deliveries_h),
            factor=round(response.long, 1),
        )
    ]
    if comparison.rival is not None:
        ours, theirs = (compare.interval(outcomes[c].net_eur).p50 for c in (Connectivity.PRIVATE_5G, comparison.rival))
        found.append(
            msg(
                "The fleet brings %(ours)s a year over private 5G and %(theirs)s over %(rival)s: only the difference is to the "
                "credit of 5G.",
                ours=compare.euros(ours),
                theirs=compare.euros(theirs),
                rival=comparison.rival_name,
            )
        )
    found += [
        msg("With %(network)s, vehicles would not pay for themselves: none is bought.", network=compare.NAMES[connectivity])
        for connectivity, outcome in outcomes.items()
        if connectivity is not Connectivity.MANUAL and not outcome.gross_eur.any()
    ]
    found += [
        msg("%(network)s is left out: its cost is not given.", network=compare.NAMES[connectivity]) for connectivity in unpriced
    ]
    if drawn:
        found.append(
            msg(
                "The floor is a drawn one, aisles between shelves, of the size you gave: a map of your own floor would replace it."
            )
        )
    if under is not None:
        found.append(
            msg(
                "The floor is laid over the plan's map of its zone, where %(share)s %% of the places are served at least 95 %% of "
                "the time: stops by private 5G fall in its holes and where an antenna hands over, those of other networks anywhere.",
                share=round(100 * float((under.served >= 0.95).mean())),
            )
        )
    found.append(msg("The whole cost of each network is charged to this use; other uses on the same network would share it."))
    return tuple(found)


def break_even(valuation: Valuation, parameters: Parameters) -> tuple[Message, ...]:
    """Return from how many vehicles private 5G does best, the floor growing with them."""
    upto = 20_000
    vehicles = compare.break_even(valuation.run, parameters, "robots", upto)
    if vehicles is None:
        return (msg("Whatever the number of vehicles up to %(most)s, an alternative does better than private 5G.", most=upto),)
    return (
        msg("Private 5G does best from %(n)s vehicles (on a floor that grows with them, other assumptions typical).", n=vehicles),
    )


def would_change(valuation: Valuation, parameters: Parameters, moves: Sequence[Sensitivity]) -> tuple[Message, ...]:
    """Return what to ask or to measure: the watchdog first, since the same plan stops nobody or everybody by it."""
    found = []
    for wanted in (16.0, 100.0, 500.0):
        if wanted < parameters["message_period_ms"]:
            continue
        a = {**parameters.typical(), "watchdog_ms": np.array([wanted])}
        links = valuation.links[Connectivity.PRIVATE_5G]
        rate = sum(link.share * float(stops(link.service, a).per_hour[0]) for link in links)
        found.append(
            msg(
                "With a watchdog of %(ms)s ms, private 5G would stop a vehicle %(rate)s times an hour: ask your supplier for it.",
                ms=round(wanted),
                rate=round(rate, 3) if np.isfinite(rate) else "∞",
            )
        )
    found += [msg("Measure on the site: %(what)s.", what=move.label) for move in moves]
    return tuple(found)
