"""Rounds planned again while the trucks drive: what is done or under way stays, the rest is shared out anew.

Trucks collect, so that what is not yet on a truck may go on any. At ``now`` each truck keeps the customers that it has served, serves
or drives to. A truck that is late is counted from its last stop, which it leaves that much later; where it was driving to is free
again for others. A customer whose window no truck can reach any more is missed: that is told, never hidden by breaking the window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyvrp
from scipy.optimize import linear_sum_assignment

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.uses.logistics.routes.instance import SCALE, Rounds
from campus5g.uses.logistics.routes.plan import Routes, length, timetable
from campus5g.uses.logistics.routes.solve import client, matrices, places, until


@dataclass(frozen=True, slots=True)
class Truck:
    """Where a truck is free again: its kept customers, the last of them (0: the depot), from when on, what it carries."""

    kept: tuple[int, ...]
    at: int
    free: int
    load: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A customer that another truck serves (``None``: nobody can), or another time; times in tenths, trucks from 0."""

    customer: int
    old_truck: int
    truck: int | None
    old_begin: int
    begin: int | None
    why: Message


@dataclass(frozen=True, slots=True)
class Replanned:
    """The routes from the first customer on, kept ones first; distance in units; the customers missed, and without re-planning."""

    routes: Routes
    kept: Routes
    distance: float
    missed: tuple[int, ...]
    missed_as_it_was: tuple[int, ...]
    moved: tuple[Moved, ...]


def replan(
    rounds: Rounds,
    routes: Routes,
    now: int,
    delays: Mapping[int, int],
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
) -> Replanned:
    """Return what the trucks do from ``now`` on when some are late: truck (from 0) to delay; all times in tenths.

    ``BadInput`` for a truck that the plan does not have or a time before the beginning.
    """
    if now < 0 or any(delay < 0 for delay in delays.values()):
        raise BadInput(rounds.name, msg("a time before the beginning"), msg("times from 0"))
    for truck in delays:
        if not 0 <= truck < len(routes):
            raise BadInput(
                rounds.name, msg("there is no truck %(truck)s", truck=truck + 1), msg("from 1 to %(most)s", most=len(routes))
            )
    trucks = [standing(rounds, route, now, delays.get(number, 0)) for number, route in enumerate(routes)]
    rest = [route[len(truck.kept) :] for route, truck in zip(routes, trucks, strict=True)]
    as_it_was = tuple(going_on(rounds, truck, left) for truck, left in zip(trucks, rest, strict=True))
    open_ones = sorted(customer for left in rest for customer in left)
    mended = _mended(rounds, trucks, as_it_was, open_ones, now)
    searched = _searched(rounds, trucks, mended, open_ones, now, seconds, iterations, seed)
    best = min(
        (as_it_was, mended, _mended(rounds, trucks, searched, open_ones, now)),
        key=lambda tails: (-sum(map(len, tails)), _driven(rounds, trucks, tails)),
    )
    whole = tuple(truck.kept + tail for truck, tail in zip(_all_trucks(trucks, best, rounds, now), best, strict=True))
    return Replanned(
        whole,
        tuple(truck.kept for truck in trucks),
        length(rounds, whole) / SCALE,
        tuple(sorted(set(open_ones) - {customer for tail in best for customer in tail})),
        tuple(sorted(set(open_ones) - {customer for tail in as_it_was for customer in tail})),
        tuple(_moved(rounds, routes, trucks, best, now, delays)),
    )


def standing(rounds: Rounds, route: Sequence[int], now: int, delay: int) -> Truck:
    """Return where a truck is free again: after the customer it serves or drives to, or, when it is late, ``delay`` after its last stop."""
    times = timetable(rounds, route)
    leaving = [times.leaves, *times.left[:-1].tolist()] if route else []
    kept = sum(1 for left in leaving if left <= now)
    if delay and kept and times.begin[kept - 1] > now:
        kept -= 1
    if not kept:
        ready = max(now, int(rounds.opens[0]))
        return Truck((), 0, max(ready, times.leaves) + delay if delay else ready, 0)
    free, done = int(times.left[kept - 1]), tuple(route[:kept])
    return Truck(done, done[-1], max(free, now) + delay if delay else free, int(rounds.demand[list(done)].sum()))


def going_on(rounds: Rounds, truck: Truck, left: Sequence[int]) -> tuple[int, ...]:
    """Return whom a truck still serves when it goes on as planned and passes by the customers whose window it cannot reach."""
    served: list[int] = []
    here, now = truck.at, truck.free
    for customer in left:
        begin = max(now + int(rounds.distance[here, customer]), int(rounds.opens[customer]))
        done = begin + int(rounds.service[customer])
        if begin <= rounds.closes[customer] and done + rounds.distance[customer, 0] <= rounds.closes[0]:
            served.append(customer)
            here, now = customer, done
    return tuple(served)


def _all_trucks(trucks: Sequence[Truck], tails: Routes, rounds: Rounds, now: int) -> list[Truck]:
    """Return the trucks of the plan and, for routes beyond them, fresh ones at the depot."""
    fresh = Truck((), 0, max(now, int(rounds.opens[0])), 0)
    return [*trucks, *[fresh] * (len(tails) - len(trucks))]


def _driven(rounds: Rounds, trucks: Sequence[Truck], tails: Routes) -> int:
    """Return the distance still to drive, home included."""
    total = 0
    for number, tail in enumerate(tails):
        at = trucks[number].at if number < len(trucks) else 0
        total += sum(int(rounds.distance[a, b]) for a, b in zip((at, *tail), (*tail, 0), strict=True))
    return total


def _mended(rounds: Rounds, trucks: Sequence[Truck], tails: Routes, open_ones: Sequence[int], now: int) -> Routes:
    """Return the tails with each customer that they miss put where it lengthens them least, the first to close first.

    The search leaves customers out at a price, and sometimes never tries the place before a truck's first one.
    """
    found = [list(tail) for tail in tails]
    if rounds.vehicles > len(found):
        found.append([])
    everyone = _all_trucks(trucks, tuple(map(tuple, found)), rounds, now)
    missed = set(open_ones) - {customer for tail in found for customer in tail}
    for customer in sorted(missed, key=lambda one: (rounds.closes[one], one)):
        spots = (
            (_longer(rounds, truck.at, tail, place, customer), number, place)
            for number, (truck, tail) in enumerate(zip(everyone, found, strict=True))
            for place in range(len(tail) + 1)
            if truck.load + rounds.demand[[*tail, customer]].sum() <= rounds.capacity
        )
        for _, number, place in sorted(spots):
            tried = (*found[number][:place], customer, *found[number][place:])
            if going_on(rounds, everyone[number], tried) == tried:
                found[number] = list(tried)
                break
    return tuple(tuple(tail) for number, tail in enumerate(found) if number < len(trucks) or tail)


def _longer(rounds: Rounds, at: int, tail: Sequence[int], place: int, customer: int) -> int:
    """Return how much further a truck drives with one more customer at a place of its tail."""
    before = tail[place - 1] if place else at
    after = tail[place] if place < len(tail) else 0
    return int(rounds.distance[before, customer] + rounds.distance[customer, after] - rounds.distance[before, after])


def _searched(
    rounds: Rounds,
    trucks: Sequence[Truck],
    start: Routes,
    open_ones: list[int],
    now: int,
    seconds: float | None,
    iterations: int | None,
    seed: int,
) -> Routes:
    """Return who serves whom from where each truck is free, searched from what they would do as it was."""
    if not open_ones:
        return start
    closes, prize = int(rounds.closes[0]), 10 * int(rounds.distance.max()) + 1
    home = pyvrp.Depot(0, tw_early=int(rounds.opens[0]), tw_late=closes)
    ready = max(now, int(rounds.opens[0]))
    waiting = [number for number, truck in enumerate(trucks) if truck.at == 0 and truck.free == ready]
    # a truck that would be free only after the depot has closed goes nowhere any more
    able = [
        number
        for number, truck in enumerate(trucks)
        if number not in waiting and truck.free + rounds.distance[truck.at, 0] <= closes
    ]
    types = [
        pyvrp.VehicleType(
            capacity=[rounds.capacity],
            start_depot=1 + i,
            tw_early=trucks[number].free,
            tw_late=closes,
            initial_load=[trucks[number].load],
        )
        for i, number in enumerate(able)
    ]
    spare = rounds.vehicles - len(trucks) + len(waiting)
    if spare > 0 and ready <= closes:
        types.append(pyvrp.VehicleType(num_available=spare, capacity=[rounds.capacity], tw_early=ready, tw_late=closes))
    if not types:
        return start
    data = pyvrp.ProblemData(
        places(rounds),
        [client(rounds, customer, prize=prize) for customer in open_ones],
        [home, *(pyvrp.Depot(trucks[number].at) for number in able)],
        types,
        *matrices(rounds),
    )
    place = {customer: i for i, customer in enumerate(open_ones)}
    kinds = {number: i for i, number in enumerate(able)} | dict.fromkeys(waiting, len(able))
    known = [pyvrp.Route(data, [place[c] for c in start[number]], i) for number, i in kinds.items() if start[number]]
    found = pyvrp.solve(
        data,
        until(seconds, iterations),
        seed=seed,
        collect_stats=False,
        initial_solution=pyvrp.Solution(data, known),
    ).best
    tails: list[tuple[int, ...]] = [()] * len(trucks)
    fresh = []
    for route in found.routes() if found.is_feasible() else []:
        visits = tuple(open_ones[step.idx] for step in route if step.is_client())
        if route.vehicle_type() < len(able):
            tails[able[route.vehicle_type()]] = visits
        else:
            fresh.append(visits)
    checked = _named(tails, waiting, fresh, start)
    return checked if _keeps(rounds, trucks, checked, now) else start


def _named(tails: list[tuple[int, ...]], waiting: Sequence[int], fresh: Sequence[tuple[int, ...]], start: Routes) -> Routes:
    """Return the tails with those that leave the depot given to the waiting trucks that were to serve most of the same customers."""
    common = np.array([[-len(set(tail) & set(start[number])) for number in waiting] for tail in fresh]).reshape(
        len(fresh), len(waiting)
    )
    rows, columns = linear_sum_assignment(common)
    given = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    for place, tail in enumerate(fresh):
        if place in given:
            tails[waiting[given[place]]] = tail
        else:
            tails.append(tail)
    return tuple(tails)


def _keeps(rounds: Rounds, trucks: Sequence[Truck], tails: Routes, now: int) -> bool:
    """Return whether each truck keeps windows, capacity and day: looked at here, not taken on trust."""
    for truck, tail in zip(_all_trucks(trucks, tails, rounds, now), tails, strict=True):
        if going_on(rounds, truck, tail) != tail or truck.load + rounds.demand[list(tail)].sum() > rounds.capacity:
            return False
    return True


def _moved(
    rounds: Rounds, routes: Routes, trucks: Sequence[Truck], tails: Routes, now: int, delays: Mapping[int, int]
) -> list[Moved]:
    """Return the customers whose truck or time is not what it was, in the order of the former plan."""
    new: dict[int, tuple[int, int]] = {}
    for number, (truck, tail) in enumerate(zip(_all_trucks(trucks, tails, rounds, now), tails, strict=True)):
        # a truck still at the depot leaves as late as it can, but not before it may
        leaves = max(truck.free, timetable(rounds, tail).leaves) if truck.at == 0 else truck.free
        begins = timetable(rounds, tail, at=truck.at, leaves=leaves).begin
        new |= {customer: (number, int(begin)) for customer, begin in zip(tail, begins, strict=True)}
    found = []
    for old_truck, (route, truck) in enumerate(zip(routes, trucks, strict=True)):
        begins = timetable(rounds, route).begin
        planned = going_on(rounds, truck, route[len(truck.kept) :])
        for place in range(len(truck.kept), len(route)):
            customer, old = route[place], int(begins[place])
            truck_now, begin = new.get(customer, (None, None))
            if (truck_now, begin) != (old_truck, old):
                why = _why(truck_now, old_truck, begin, old, customer in planned, old_truck in delays)
                found.append(Moved(customer, old_truck, truck_now, old, begin, why))
    return found


def _why(number: int | None, old_truck: int, begin: int | None, old: int, reachable: bool, late: bool) -> Message:
    if number is None or begin is None:
        return msg("no truck can be there before its time window closes")
    if number != old_truck and not reachable:
        return msg("truck %(truck)s would come after its time window closes", truck=old_truck + 1)
    if number != old_truck:
        return msg("all trucks together drive less or miss fewer customers that way")
    units = round(abs(begin - old) / SCALE, 1)
    if begin < old:
        return msg("its truck comes %(units)s units sooner", units=units)
    return (
        msg("its truck is late and comes %(units)s units later", units=units)
        if late
        else msg("its truck serves others first and comes %(units)s units later", units=units)
    )
