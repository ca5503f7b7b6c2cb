"""A plan of rounds and what makes it one: each customer once, in its window, no truck beyond its capacity or its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.uses.logistics.routes.instance import Ints, Rounds

Routes = tuple[tuple[int, ...], ...]
"""For each truck, its customers in their order; a truck's number is its place here."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """(k,) when service begins at each of a truck's customers and when the truck leaves it again; when it leaves first and is home."""

    leaves: int
    begin: Ints
    left: Ints
    home: int


def timetable(rounds: Rounds, route: Sequence[int], *, at: int = 0, leaves: int | None = None) -> Timetable:
    """Return the times of a truck that leaves node ``at``: by default as late as still opens its first customer's window.

    It serves a customer as soon as it is there and the window is open, late or not.
    """
    if leaves is None:
        first = rounds.opens[route[0]] - rounds.distance[at, route[0]] if route else 0
        leaves = max(int(rounds.opens[0]), int(first))
    begin, left = np.zeros(len(route), dtype=np.int64), np.zeros(len(route), dtype=np.int64)
    now, here = leaves, at
    for place, customer in enumerate(route):
        begin[place] = max(now + rounds.distance[here, customer], rounds.opens[customer])
        now = left[place] = begin[place] + rounds.service[customer]
        here = customer
    return Timetable(leaves, begin, left, int(now + rounds.distance[here, 0]))


def length(rounds: Rounds, routes: Routes) -> int:
    """Return the distance that all trucks drive, in tenths."""
    return sum(int(rounds.distance[a, b]) for route in routes if route for a, b in zip((0, *route), (*route, 0), strict=True))


def fault(rounds: Rounds, routes: Routes) -> Message | None:
    """Return the first thing that makes the routes impossible, or ``None``: read from the instance alone."""
    served = sorted(customer for route in routes for customer in route)
    if served != list(range(1, rounds.customers + 1)):
        return msg("a customer is left out or served twice")
    if sum(1 for route in routes if route) > rounds.vehicles:
        return msg("more trucks than there are")
    for number, route in enumerate(routes, 1):
        if rounds.demand[list(route)].sum() > rounds.capacity:
            return msg("truck %(truck)s carries too much", truck=number)
        times = timetable(rounds, route)
        late = np.flatnonzero(times.begin > rounds.closes[list(route)])
        if len(late):
            return msg("truck %(truck)s is late at customer %(customer)s", truck=number, customer=route[int(late[0])])
        if times.home > rounds.closes[0]:
            return msg("truck %(truck)s is not back in time", truck=number)
    return None


def read_routes(path: Path, rounds: Rounds) -> Routes:
    """Read a published plan (``Route #1: 14 469 …``); ``BadInput`` when it is none of this instance."""
    routes = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault_:
        raise BadInput(path.name, msg("it cannot be read as text"), msg("lines such as Route #1: 3 1 2")) from fault_
    for number, line in enumerate(lines, 1):
        head, colon, rest = line.partition(":")
        if head.strip().lower().startswith("route") and colon:
            try:
                routes.append(tuple(int(word) for word in rest.split()))
            except ValueError as wrong:
                raise BadInput(
                    f"{path.name}, line {number}", msg("a customer that is no number"), msg("whole numbers")
                ) from wrong
    found = tuple(routes)
    if any(not 1 <= customer <= rounds.customers for route in found for customer in route):
        raise BadInput(path.name, msg("a customer that the instance does not have"), msg("a plan of this instance"))
    if (problem := fault(rounds, found)) is not None:
        raise BadInput(path.name, problem, msg("a whole plan of this instance"))
    return found
