"""What a berth plan loses when it is made on wrong times: planned on what is believed, carried out on what happens.

Each ship's arrival is believed with an error, normal, of σ mean handling times. The berths and turns planned by annealing on the
believed times are then kept, each ship as early as it can. The same errors, scaled, serve every σ (common random numbers)::

    g(σ) = time in port (planned at σ) / time in port (planned on the true times) − 1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from campus5g.core.message import msg
from campus5g.core.progress import Progress, silent
from campus5g.uses.logistics.data.quay import FORBIDDEN, LONGEST, Quay
from campus5g.uses.logistics.model.anneal import anneal, in_turn
from campus5g.uses.logistics.model.plan import BerthPlan, schedule

Floats = NDArray[np.float64]
SIGMAS = (0.0, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0)
STEPS = 120_000
UNIT_H = 0.1
"""Hours in a unit of time of a drawn quay."""
SHIPS = 50
BETWEEN, WITHIN = 0.45, 0.28
"""Spread of the handling times, of their mean: from ship to ship, and from berth to berth for one ship."""


@dataclass(frozen=True, slots=True)
class InformationValue:
    """(nodes,) what a plan loses at each error, in units of the time in port with perfect times; in_turn: what first come, first
    served loses. stay: mean time in port with perfect times, over the mean handling time.
    """

    sigmas: Floats
    losses: Floats
    in_turn: float
    stay: float

    def loss(self, sigma: Floats) -> Floats:
        """Return g at (draws,) errors: straight between the nodes. A harbour that would lose more than in turn serves in turn."""
        return np.minimum(np.interp(sigma, self.sigmas, self.losses), self.in_turn)


def draw_quay(berths: int, handling_h: float, load: float, seed: int, ships: int = SHIPS) -> Quay:
    """Return a quay drawn at ``load``: the share of the berths' time that the ships of a mean ``handling_h`` take.

    Arrivals are uniform over the time that the load leaves them; handling times are lognormal from ship to ship and gamma from
    berth to berth, at least one unit of six minutes.
    """
    rng = np.random.default_rng(seed)
    mean = handling_h / UNIT_H
    width = np.sqrt(np.log1p(BETWEEN**2))
    each = mean * rng.lognormal(-(width**2) / 2, width, ships)
    there = rng.gamma(1 / WITHIN**2, WITHIN**2, (ships, berths))
    handling = np.maximum(1, np.rint(each[:, None] * there)).astype(np.int64)
    length = mean * ships / berths / load
    arrivals = np.sort(np.rint(rng.uniform(0, length, ships))).astype(np.int64)
    opening, latest = np.zeros(berths, dtype=np.int64), np.full(berths, LONGEST * 10, dtype=np.int64)
    return Quay("drawn", arrivals, opening, np.minimum(handling, FORBIDDEN - 1), latest, np.full(ships, LONGEST * 10))


def believed(quay: Quay, errors: Floats) -> Quay:
    """Return the quay with arrivals wrong by (ships,) ``errors``, in its own unit."""
    return replace(quay, arrivals=np.maximum(0, np.rint(quay.arrivals + errors)).astype(np.int64))


def plan_on(quay: Quay, errors: Floats, seed: int, steps: int = STEPS) -> BerthPlan:
    """Return what becomes of a plan made on arrivals wrong by ``errors``."""
    thought = believed(quay, errors)
    return schedule(quay, anneal(thought, in_turn(thought), steps, seed))


def mean_handling(quay: Quay) -> float:
    """Return the mean handling time over the berths that take each ship."""
    return float(quay.handling[quay.handling < FORBIDDEN].mean())


def measure(
    quays: Sequence[Quay],
    seed: int,
    *,
    sigmas: Sequence[float] = SIGMAS,
    draws: int = 4,
    steps: int = STEPS,
    progress: Progress = silent,
) -> InformationValue:
    """Plan and carry out every quay at each error, ``draws`` times over."""
    perfect, turn, alone = 0, 0, 0.0
    wrong = np.zeros(len(sigmas))
    for number, quay in enumerate(quays):
        true = min(plan_on(quay, np.zeros(quay.ships), seed + k, steps).time_in_port for k in range(2))
        perfect += true
        turn += schedule(quay, in_turn(quay)).time_in_port
        alone += quay.ships * mean_handling(quay)
        for draw in range(draws):
            normal = np.random.default_rng((seed, number, draw)).standard_normal(quay.ships) * mean_handling(quay)
            for node, sigma in enumerate(sigmas):
                wrong[node] += plan_on(quay, sigma * normal, seed, steps).time_in_port / draws
            progress((number + (draw + 1) / draws) / len(quays), msg("planning berths on wrong times"))
    return InformationValue(np.array(sigmas), wrong / perfect - 1, turn / perfect - 1, perfect / alone)
