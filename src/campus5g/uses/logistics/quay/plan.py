"""A plan of a continuous quay and what makes it one: no two ships on the same metres, enough water, no more cranes than there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from campus5g.core.message import Message, msg
from campus5g.uses.logistics.quay.shore import INTERFERENCE, LONGER_WAY, Ints, Shore


@dataclass(frozen=True, slots=True)
class ShorePlan:
    """(n,) cell where each ship begins, step when it comes, is done and leaves, cranes. time_in_port: sum of leaving minus arrival."""

    place: Ints
    begin: Ints
    done: Ints
    end: Ints
    cranes: Ints
    time_in_port: int


def fault(shore: Shore, plan: ShorePlan) -> Message | None:
    """Return the first thing that makes ``plan`` impossible, or ``None``: in metres from the instance, not from the search's tables."""
    for ship in range(shore.count):
        if (wrong := _wrong(shore, plan, ship)) is not None:
            return msg("ship %(name)s: %(why)s", name=shore.ships.names[ship], why=wrong)
    low = plan.place * shore.cell
    high = low + shore.ships.length + shore.spacing
    for a in range(shore.count):
        beside = (low < high[a] - 1e-9) & (high > low[a] + 1e-9) & (plan.begin < plan.end[a]) & (plan.end > plan.begin[a])
        beside[a] = False
        if beside.any():
            other = shore.ships.names[int(np.flatnonzero(beside)[0])]
            return msg("ships %(one)s and %(other)s are at one place at a time", one=shore.ships.names[a], other=other)
    if shore.cranes:
        for t in range(shore.steps):
            if plan.cranes[(plan.begin <= t) & (plan.done > t)].sum() > shore.cranes:
                return msg("more cranes at work than there are")
    if plan.time_in_port != int((plan.end - shore.ships.arrival).sum()):
        return msg("the time in port is not that of the plan")
    return None


def _wrong(shore: Shore, plan: ShorePlan, ship: int) -> Message | None:
    """Return what is wrong with a ship by itself."""
    ships = shore.ships
    place, begin, done, end = int(plan.place[ship]), int(plan.begin[ship]), int(plan.done[ship]), int(plan.end[ship])
    if begin < 0:
        return msg("it has no place")
    metres = place * shore.cell
    if place < 0 or metres + ships.length[ship] > len(shore.depths) * shore.cell + 1e-9:
        return msg("it lies beyond the quay")
    if not (ships.arrival[ship] <= begin < done <= end <= ships.latest[ship]):
        return msg("its times are out of order or beyond its latest departure")
    if shore.cranes and not ships.least[ship] <= plan.cranes[ship] <= ships.most[ship]:
        return msg("its cranes are too few or too many")
    longer = 1 + LONGER_WAY * abs(place - np.rint(ships.desired[ship] / shore.cell)) * shore.cell / 10
    if _inside(shore, ship) and done - begin < ships.work[ship] * longer / plan.cranes[ship] ** INTERFERENCE - 1e-6:
        return msg("it is handled for too short a time")
    under = shore.depths[place : int(np.ceil((metres + ships.length[ship]) / shore.cell - 1e-9))].min()
    deepest = max(ships.draught_in[ship], ships.draught_out[ship]) + shore.clearance
    if under + shore.water[begin : end + 1].min() < deepest:
        return msg("it touches the ground")
    if shore.channel + shore.water[begin] < ships.draught_in[ship] + shore.clearance:
        return msg("the channel is too shallow when it comes")
    if shore.channel + shore.water[end] < ships.draught_out[ship] + shore.clearance:
        return msg("the channel is too shallow when it leaves")
    return None


def _inside(shore: Shore, ship: int) -> bool:
    """Return whether the ship's desired place is on the quay: one beyond its end counts from the last place that fits."""
    return bool(shore.ships.desired[ship] + shore.ships.length[ship] <= len(shore.depths) * shore.cell)
