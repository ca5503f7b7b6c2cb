"""Berth allocation within a time: a plan by annealing, and a bound that says how far from the best it can be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.logistics.data.quay import Quay
from campus5g.uses.logistics.model.anneal import anneal, in_turn
from campus5g.uses.logistics.model.bound import ascent
from campus5g.uses.logistics.model.plan import BerthPlan, fault, schedule, sequences

TRIAL_STEPS = 100_000
RESTARTS = 4
COOL = 6.0
"""Heat at which the best plan is annealed again, every second time: it keeps most of it."""
CLIMB = 20
"""Steps of the bound between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Berthing:
    """A plan, the least time in port that any could have, and the seconds that both took."""

    plan: BerthPlan
    bound: int
    seconds: float

    @property
    def proven(self) -> bool:
        return self.bound >= self.plan.time_in_port


def allocate(quay: Quay, *, seconds: float, seed: int = 0) -> Berthing:
    """Return the best plan found in ``seconds``, with its bound; sooner when the bound proves it the best.

    The bound climbs on a second core while restarts of the annealing run on the first.
    ``BadInput`` when no plan keeps the closings and latest departures.
    """
    start = in_turn(quay)
    anneal(quay, start, 1, seed)  # both are compiled before they are timed
    ascent(quay, quay.handling.min(axis=1)).climb(0, 0)
    began = timed = perf_counter()
    best = anneal(quay, start, TRIAL_STEPS, seed)
    pace = TRIAL_STEPS / max(perf_counter() - timed, 1e-6)
    plan = schedule(quay, best)
    steps = max(TRIAL_STEPS, int(pace * seconds / RESTARTS))
    climbing = ascent(quay, plan.end - quay.arrivals)
    stop = np.zeros(1, dtype=np.int64)
    with ThreadPoolExecutor(1) as pool:
        number = 1
        run = pool.submit(anneal, quay, start, steps, seed + number, stop=stop)
        while not stop[0]:
            climbing.climb(CLIMB, plan.time_in_port)
            left = seconds - (perf_counter() - began)
            stop[0] = int(left <= 0 or climbing.bound >= plan.time_in_port)
            if run.done() or stop[0]:
                found = schedule(quay, run.result())
                if found.time_in_port < plan.time_in_port or fault(quay, plan) is not None:
                    plan = found
            if run.done() and not stop[0]:
                number += 1
                warm, hot = (sequences(quay, plan), COOL) if number % 2 == 0 else (start, None)
                length = max(1000, int(min(steps, pace * left)))
                run = pool.submit(anneal, quay, warm, length, seed + number, hot=hot, stop=stop)
    if (wrong := fault(quay, plan)) is not None:
        raise BadInput(
            quay.name, msg("no plan was found that keeps every limit: %(why)s", why=wrong), msg("more time or more berths")
        )
    return Berthing(plan, climbing.bound, perf_counter() - began)
