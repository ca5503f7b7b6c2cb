"""What the terminal was seen to do, ready to be valued: pools of vehicles, boxes moved aside, and what wrong times cost ships.

A pool of V vehicles whose jobs are known δ seconds late works like V · C / (C + δ) vehicles known at once, C being the seconds
of work in a move; so the pool that keeps the pace of the cranes shrinks with δ. The simulation bears this law out
within 3 % (``simulate.dispatch``). Vehicles beyond those that the cranes can use are to nobody's credit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from campus5g.core.message import msg
from campus5g.core.progress import Progress, part, silent
from campus5g.uses.logistics.data.quay import Quay
from campus5g.uses.logistics.simulate import berthing, yard
from campus5g.uses.logistics.simulate.berthing import InformationValue
from campus5g.uses.logistics.simulate.dispatch import Freshness, shift
from campus5g.uses.logistics.terminal.case import Terminal
from campus5g.uses.parameters import Floats

HORIZONS_MIN = (0.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0)
SEEDS = 4
STEPS = 40_000
"""Moves tried by the annealing of each plan: a third of ``berthing.STEPS``, within a hundredth of what that finds."""
FULL_PACE = 0.99
"""Share of the best pace from which more vehicles are of no use."""
AT_ONCE = Freshness(0.0)


@dataclass(frozen=True, slots=True)
class Response:
    """information: ``None`` without ships. pools, pace: (n,) vehicles known at once and moves an hour of each crane; (0,) without
    cranes. cycle_s: seconds of work in a move. enough: vehicles beyond which cranes are no faster. horizons, rehandled: (n,)
    minutes of notice and boxes moved aside for one retrieved, all trucks being announced.
    """

    information: InformationValue | None
    pools: Floats
    pace: Floats
    cycle_s: float
    enough: float
    horizons: Floats
    rehandled: Floats

    def like(self, vehicles: Floats, delay_s: Floats) -> Floats:
        """Return the (draws,) vehicles known at once that do the work of ``vehicles`` known late."""
        return np.asarray(vehicles * self.cycle_s / (self.cycle_s + delay_s))

    def moves_h(self, vehicles: Floats, delay_s: Floats) -> Floats:
        """Return (draws,) moves an hour of each crane."""
        return np.asarray(np.interp(self.like(vehicles, delay_s), self.pools, self.pace))

    def spared(self, vehicles: Floats, before_s: Floats, after_s: Floats) -> Floats:
        """Return (draws,) vehicles no longer needed for the same pace when jobs are known ``after_s`` and not ``before_s``."""
        useful = np.minimum(vehicles, self.enough * (self.cycle_s + before_s) / self.cycle_s)
        return np.asarray(useful * (before_s - after_s) / (self.cycle_s + before_s))

    def rehandles(self, horizon_min: Floats, share: Floats) -> Floats:
        """Return (draws,) boxes moved aside for one, a ``share`` of the trucks being known ``horizon_min`` before."""
        return np.asarray(self.rehandled[0] - share * (self.rehandled[0] - np.interp(horizon_min, self.horizons, self.rehandled)))


def measure(terminal: Terminal, quays: Sequence[Quay], seed: int, progress: Progress = silent) -> Response:
    """Simulate the terminal; ``quays``: of its ships, none where there are no ships."""
    information = berthing.measure(quays, seed, steps=STEPS, progress=part(progress, 0.0, 0.7)) if quays else None
    progress(0.7, msg("letting vehicles serve the cranes"))
    pools, pace, cycle_s, enough = _pools(terminal, seed)
    progress(0.9, msg("retrieving boxes for trucks"))
    rehandled = np.array(
        [np.mean([yard.rehandles(terminal, horizon, 1.0, seed + n) for n in range(SEEDS)]) for horizon in HORIZONS_MIN]
    )
    return Response(information, pools, pace, cycle_s, enough, np.array(HORIZONS_MIN), rehandled)


def _pools(terminal: Terminal, seed: int) -> tuple[Floats, Floats, float, float]:
    """Return pools of growing size with their pace, the work in a move, and the pool from which the pace no longer grows."""
    if not terminal.cranes or not terminal.vehicles:
        return np.zeros(1), np.zeros(1), 1.0, 0.0
    sizes, paces, cycles = [0], [0.0], [0.0]
    for step in count(1):
        size = max(len(sizes), round(terminal.cranes * step / 2))
        shifts = [shift(terminal, size, AT_ONCE, seed + n) for n in range(SEEDS)]
        sizes.append(size)
        paces.append(float(np.mean([one.moves_per_crane_hour for one in shifts])))
        cycles.append(float(np.mean([one.cycle_s for one in shifts])))
        if size >= 2 * terminal.cranes and paces[-1] < 1.003 * paces[-2]:
            break
    pools, pace = np.array(sizes, dtype=np.float64), np.array(paces)
    enough = float(np.interp(FULL_PACE * pace[-1], pace, pools))
    cycle_s = float(np.interp(min(terminal.vehicles, enough), pools[1:], cycles[1:]))
    return pools, pace, cycle_s, enough
