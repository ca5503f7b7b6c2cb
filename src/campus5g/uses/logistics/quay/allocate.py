"""Berths at a continuous quay within a time: a plan by annealing, and a bound that says how far from the best it can be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.logistics.quay.bound import mean_busy_time, prices_of
from campus5g.uses.logistics.quay.plan import ShorePlan, fault
from campus5g.uses.logistics.quay.search import anneal, in_turn
from campus5g.uses.logistics.quay.shore import Ints, Shore, Tables, tables

RESTARTS = 6
TRIAL_STEPS = 200
COOL = 1.5
"""Heat at which the best plan is annealed again, every second time: it keeps most of it."""
CLIMB = 20
"""Steps of the bound between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Berthing:
    """A plan, the least time in port that any could have, that of first come first served (all in steps), and the seconds taken."""

    plan: ShorePlan
    bound: int
    first_come: int
    seconds: float

    @property
    def proven(self) -> bool:
        return self.bound >= self.plan.time_in_port


def allocate(shore: Shore, *, seconds: float, seed: int = 0) -> Berthing:
    """Return the best plan found in ``seconds``, with its bound; sooner when the bound proves it the best.

    The bound climbs on a second core while restarts of the annealing run on the first.
    ``BadInput`` when no plan keeps the latest departures.
    """
    made = tables(shore)
    order, start = in_turn(shore), in_turn(shore)
    _, first = anneal(shore, made, start, 1, seed)  # compiled before it is timed
    climbing = prices_of(shore, made)
    climbing.best = max(climbing.best, float(mean_busy_time(shore, made)))
    began = timed = perf_counter()
    order, plan = anneal(shore, made, start, TRIAL_STEPS, seed)
    pace = TRIAL_STEPS / max(perf_counter() - timed, 1e-6)
    steps = max(TRIAL_STEPS, int(pace * seconds / RESTARTS))
    stop = np.zeros(1, dtype=np.int64)
    number = 1
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(_restart, shore, made, start, steps, seed + number, None, stop)
        while not stop[0]:
            climbing.climb(CLIMB, plan.time_in_port)
            left = seconds - (perf_counter() - began)
            stop[0] = int(left <= 0 or (climbing.bound >= plan.time_in_port and fault(shore, plan) is None))
            if run.done() or stop[0]:
                other, found = run.result()
                if _better(shore, found, plan):
                    order, plan = other, found
            if run.done() and not stop[0]:
                number += 1
                warm, hot = (order, COOL) if number % 2 == 0 else (start, None)
                length = max(100, int(min(steps, pace * left)))
                run = pool.submit(_restart, shore, made, warm, length, seed + number, hot, stop)
    if (wrong := fault(shore, plan)) is not None:
        raise BadInput(
            shore.name, msg("no plan was found that keeps every limit: %(why)s", why=wrong), msg("more time or a longer quay")
        )
    return Berthing(plan, climbing.bound, first.time_in_port, perf_counter() - began)


def _restart(
    shore: Shore, made: Tables, order: Ints, steps: int, seed: int, hot: float | None, stop: Ints
) -> tuple[Ints, ShorePlan]:
    return anneal(shore, made, order, steps, seed, hot=hot, stop=stop)


def _better(shore: Shore, new: ShorePlan, old: ShorePlan) -> bool:
    """Return whether a plan keeps the limits that the other breaks, or is shorter."""
    right, was_right = fault(shore, new) is None, fault(shore, old) is None
    return (right, -new.time_in_port) > (was_right, -old.time_in_port)
