"""One trip for each robot, solved: a first plan within moments, then made cheaper while time is left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from campus5g.uses.robots.data.grid import Grid
from campus5g.uses.robots.data.tasks import Trips
from campus5g.uses.robots.model.guidance import lanes
from campus5g.uses.robots.model.refine import refine
from campus5g.uses.robots.model.search import Plan, route

ALONG, AGAINST = 2, 3
"""Lanes of the first plan: robots that meet less often need less search, and their ways are cheaper to refine."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The plan and what it costs (steps until each robot rests at its goal, summed); ``plan`` is ``None`` when none was found.

    lower_bound: the sum of plain distances. seconds: of solving, compilation apart. impossible: proven to have no plan.
    """

    plan: Plan | None
    cost: int
    lower_bound: int
    seconds: float
    impossible: bool = False

    @property
    def cost_over_lower_bound(self) -> float | None:
        if self.plan is None:
            return None
        return self.cost / self.lower_bound if self.lower_bound else 1.0


def solve(grid: Grid, trips: Trips, *, seconds: float = 10.0, seed: int = 0) -> Solved:
    """Route every robot of ``trips``: with lanes first, on plain distances where these lead nowhere; then refine."""
    warm_up()
    first = route(grid, trips, seconds=0.3 * seconds, seed=seed, weights=lanes(grid, ALONG, AGAINST))
    spent = first.seconds
    if first.plan is None and not first.proven_none:
        first = route(grid, trips, seconds=seconds - spent, seed=seed)
        spent += first.seconds
    if first.plan is None:
        return Solved(None, 0, 0, spent, impossible=first.proven_none)
    better = refine(grid, trips, first.plan, seconds=max(0.0, 0.95 * seconds - spent), seed=seed)
    return Solved(better.plan, better.cost, better.lower_bound, spent + better.seconds)


@cache
def warm_up() -> None:
    """Compile the kernels on a floor of six cells, so that no time of a solution goes to the compiler."""
    grid = Grid("warm", np.ones((2, 3), dtype=np.bool_))
    trips = Trips(np.array([0, 2], dtype=np.int32), np.array([2, 0], dtype=np.int32))
    found = route(grid, trips, seconds=600.0, weights=lanes(grid, ALONG, AGAINST))
    if found.plan is not None:
        refine(grid, trips, found.plan, seconds=0.0)
