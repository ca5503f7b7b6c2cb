"""Rounds planned with PyVRP (Wouda, Lan and Kool 2024), an iterated local search; the plan is checked here, not taken on trust."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import pyvrp
from pyvrp.stop import MaxIterations, MaxRuntime, StoppingCriterion

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.logistics.routes.instance import SCALE, Rounds
from campus5g.uses.logistics.routes.plan import Routes, fault, length


@dataclass(frozen=True, slots=True)
class Planned:
    """The routes of the trucks that drive, their length in units of distance, and the seconds taken."""

    routes: Routes
    distance: float
    seconds: float


def until(seconds: float | None, iterations: int | None) -> StoppingCriterion:
    """Return when to stop: after so many iterations (the same plan each time), else after so many seconds."""
    return MaxIterations(iterations) if iterations is not None else MaxRuntime(seconds or 10.0)


def plan_rounds(rounds: Rounds, *, seconds: float | None = None, iterations: int | None = None, seed: int = 0) -> Planned:
    """Return the shortest rounds found; ``BadInput`` when none was found that keeps every window, load and day."""
    began = perf_counter()
    depot = pyvrp.Depot(0, tw_early=int(rounds.opens[0]), tw_late=int(rounds.closes[0]))
    trucks = pyvrp.VehicleType(num_available=rounds.vehicles, capacity=[rounds.capacity])
    data = pyvrp.ProblemData(
        places(rounds),
        [client(rounds, customer) for customer in range(1, rounds.customers + 1)],
        [depot],
        [trucks],
        *matrices(rounds),
    )
    best = pyvrp.solve(data, until(seconds, iterations), seed=seed, collect_stats=False).best
    routes = tuple(tuple(step.idx + 1 for step in route if step.is_client()) for route in best.routes())
    if (problem := fault(rounds, routes)) is not None:
        raise BadInput(rounds.name, msg("no rounds were found that keep every limit: %(why)s", why=problem), msg("more time"))
    return Planned(routes, length(rounds, routes) / SCALE, perf_counter() - began)


def places(rounds: Rounds) -> list[pyvrp.Location]:
    """Return the nodes as PyVRP takes them."""
    return [pyvrp.Location(float(x), float(y)) for x, y in rounds.places]


def matrices(rounds: Rounds) -> tuple[list[Any], list[Any]]:
    """Return the distances and the times between nodes, which are the same, as PyVRP takes them."""
    return [rounds.distance], [rounds.distance]


def client(rounds: Rounds, customer: int, *, prize: int | None = None) -> pyvrp.Client:
    """Return a customer as PyVRP takes it; with a ``prize`` it may be left out at that price."""
    return pyvrp.Client(
        customer,
        pickup=[int(rounds.demand[customer])],
        service_duration=int(rounds.service[customer]),
        tw_early=int(rounds.opens[customer]),
        tw_late=int(rounds.closes[customer]),
        prize=prize or 0,
        required=prize is None,
    )
