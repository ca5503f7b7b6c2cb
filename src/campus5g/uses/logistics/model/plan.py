"""A berth plan and what makes it one: each ship once, where it fits, in its time; its cost is the sum of the times in port."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from campus5g.core.message import Message, msg
from campus5g.uses.logistics.data.quay import FORBIDDEN, Ints, Quay


@dataclass(frozen=True, slots=True)
class BerthPlan:
    """(n,) berth, begin and end of each ship's handling. time_in_port: sum of end minus arrival."""

    berth: Ints
    begin: Ints
    end: Ints
    time_in_port: int


def schedule(quay: Quay, sequences: Sequence[Sequence[int]]) -> BerthPlan:
    """Return the plan in which each berth takes its ships in the given order, each as early as it can."""
    berth = np.full(quay.ships, -1, dtype=np.int64)
    begin, end = np.zeros_like(berth), np.zeros_like(berth)
    for place, ships in enumerate(sequences):
        free = int(quay.openings[place])
        for ship in ships:
            berth[ship], begin[ship] = place, max(free, int(quay.arrivals[ship]))
            free = end[ship] = begin[ship] + quay.handling[ship, place]
    return BerthPlan(berth, begin, end, int((end - quay.arrivals).sum()))


def sequences(quay: Quay, plan: BerthPlan) -> list[list[int]]:
    """Return the ships of each berth in the order of their handling."""
    order = np.argsort(plan.begin, kind="stable")
    return [[int(ship) for ship in order if plan.berth[ship] == berth] for berth in range(quay.berths)]


def fault(quay: Quay, plan: BerthPlan) -> Message | None:
    """Return the first thing that makes ``plan`` impossible, or ``None``: read from the instance alone, not from the solver."""
    for ship in range(quay.ships):
        berth = int(plan.berth[ship])
        number = ship + 1
        if not 0 <= berth < quay.berths or quay.handling[ship, berth] >= FORBIDDEN:
            return msg("ship %(ship)s has no berth that takes it", ship=number)
        if plan.end[ship] - plan.begin[ship] != quay.handling[ship, berth]:
            return msg("ship %(ship)s is not handled for its time", ship=number)
        if plan.begin[ship] < max(quay.arrivals[ship], quay.openings[berth]):
            return msg("ship %(ship)s begins before it is there or its berth is open", ship=number)
        if plan.end[ship] > min(quay.closings[berth], quay.departures[ship]):
            return msg("ship %(ship)s ends after it must leave or its berth closes", ship=number)
    for berth in range(quay.berths):
        here = np.flatnonzero(plan.berth == berth)
        here = here[np.argsort(plan.begin[here], kind="stable")]
        if (plan.begin[here[1:]] < plan.end[here[:-1]]).any():
            return msg("two ships are at berth %(berth)s at a time", berth=berth + 1)
    if plan.time_in_port != int((plan.end - quay.arrivals).sum()):
        return msg("the time in port is not that of the plan")
    return None
