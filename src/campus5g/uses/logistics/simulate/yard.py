"""A block of stacked containers: boxes that stand above the one that a truck comes for must be moved first.

A box that is put down goes where it hides none that is known to leave before it: where the earliest known departure below is the
next after its own, else where that departure is the latest; the lower stack of equals. Nothing known means the lowest stack.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled
from campus5g.uses.logistics.terminal.case import Terminal

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
RETRIEVALS = 4000
FULL = 0.97
"""Load of a yard crane beyond which its queue is no longer computed: appointments would be refused."""
SPREAD = 0.02
"""Spread of the time that boxes stay, of its mean: the oldest leave first, as in the runs behind the published figures."""


@compiled
def _place(box: int, barred: int, stacks: Ints, heights: Ints, due: Floats) -> int:
    """Return the stack where ``box`` goes; ``due``: when each box is known to leave, infinite when it is not."""
    found, best_bad, best_rank = -1, 2, 0.0
    for s in range(len(heights)):
        if s == barred or heights[s] >= stacks.shape[1]:
            continue
        first = np.inf
        for tier in range(heights[s]):
            first = min(first, due[stacks[s, tier]])
        bad = 1 if first < due[box] else 0
        rank = -first if bad else (first - due[box] if np.isfinite(first) else 1e8)
        if bad < best_bad or (bad == best_bad and (rank < best_rank or (rank == best_rank and heights[s] < heights[found]))):
            found, best_bad, best_rank = s, bad, rank
    return found


@compiled
def _retrieve(horizon: float, tiers: int, stack_count: int, leave: Floats, stay: Floats, told: Floats, share: float) -> float:
    """Return rehandles per retrieval. leave: (boxes,) first departures in minutes; stay: (retrievals,) of those that follow.

    told: (boxes + retrievals,) uniform draws; a box whose draw is below ``share`` is announced ``horizon`` minutes before.
    """
    boxes, n = len(leave), len(stay)
    stacks, heights = np.full((stack_count, tiers), -1), np.zeros(stack_count, dtype=np.int64)
    due, luck, where = np.full(boxes, np.inf), told[:boxes].copy(), np.zeros(boxes, dtype=np.int64)
    for box in range(boxes):
        s = _place(box, -1, stacks, heights, due)
        stacks[s, heights[s]], where[box] = box, s
        heights[s] += 1
    moved = 0
    for number in range(n):
        box = int(np.argmin(leave))
        now, s = leave[box], where[box]
        for other in range(boxes):
            if leave[other] - now <= horizon and luck[other] < share:
                due[other] = leave[other]
        while stacks[s, heights[s] - 1] != box:
            heights[s] -= 1
            above = stacks[s, heights[s]]
            to = _place(above, s, stacks, heights, due)
            stacks[to, heights[to]], where[above] = above, to
            heights[to] += 1
            moved += 1
        heights[s] -= 1
        due[box], leave[box], luck[box] = np.inf, now + stay[number], told[boxes + number]
        to = _place(box, -1, stacks, heights, due)
        stacks[to, heights[to]], where[box] = box, to
        heights[to] += 1
    return moved / n


def rehandles(terminal: Terminal, horizon_min: float, share: float, seed: int, retrievals: int = RETRIEVALS) -> float:
    """Return rehandles per retrieval when a ``share`` of the trucks is known ``horizon_min`` before it wants its box."""
    rng = np.random.default_rng(seed)
    boxes = max(1, min(int(terminal.fill * terminal.stacks * terminal.tiers), terminal.most_boxes))
    between = 60 / terminal.trucks_h
    first = np.cumsum(rng.exponential(between, boxes))
    rng.shuffle(first)
    stay = boxes * between * rng.gamma(SPREAD**-2, SPREAD**2, retrievals)
    told = rng.random(boxes + retrievals)
    return float(_retrieve(horizon_min, terminal.tiers, terminal.stacks, first, stay, told, share))


def turn_min(terminal: Terminal, rehandled: Floats, *, trucks_h: Floats | None = None, cv: float = 0.45) -> Floats:
    """Return (n,) mean minutes of a truck in the terminal: gate, drive, and the queue of the yard crane.

    trucks_h: of the crane, in place of the terminal's.
    The crane is an M/G/1 queue (Pollaczek and Khinchine): with λ trucks a second, service s = lift · (1 + rehandles) of
    coefficient of variation cv, load ρ = λ s (held at 0.97), the wait is ρ s (1 + cv²) / 2 (1 − ρ).
    """
    service = terminal.lift_s * (1 + np.asarray(rehandled, dtype=np.float64))
    arrivals = terminal.trucks_h if trucks_h is None else trucks_h
    load = np.minimum(arrivals / 3600 * service, FULL)
    wait = load * service * (1 + cv**2) / 2 / (1 - load)
    return np.asarray(terminal.gate_min + terminal.drive_min + (wait + service) / 60)
