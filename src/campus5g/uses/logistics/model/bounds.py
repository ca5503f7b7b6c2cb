"""Other lower bounds on the time in port at berths, to hold the Lagrangian one of ``bound`` against.

*Alone*: each ship at its fastest berth as if there were no other.

*Positions*: arrivals forgotten, a ship that is k-th from the last at berth j makes itself and those behind it wait its handling time:
it costs k·hᵢⱼ + openingⱼ − aᵢ, and each (berth, rank) is given once: an assignment problem, solved exactly (Horn 1973; Bruno et al. 1974).
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from campus5g.uses.logistics.data.quay import FORBIDDEN, Quay

BARRED = 1e12
"""What a ship at a berth that does not take it costs: more than any plan."""


def alone(quay: Quay) -> int:
    """Return the sum of the shortest stays, each ship by itself."""
    ends = np.maximum(quay.arrivals[:, None], quay.openings[None, :]) + quay.handling
    return int(np.where(quay.handling < FORBIDDEN, ends, np.iinfo(np.int64).max).min(axis=1).sum() - quay.arrivals.sum())


def positions(quay: Quay) -> int:
    """Return the bound of the assignment of ships to ranks; n ships have n·m ranks, O(n³·m)."""
    ranks = np.arange(1, quay.ships + 1)
    cost = ranks[None, None, :] * quay.handling[:, :, None] + quay.openings[None, :, None] - quay.arrivals[:, None, None]
    cost = np.where(quay.handling[:, :, None] < FORBIDDEN, cost, BARRED).reshape(quay.ships, -1)
    rows, columns = linear_sum_assignment(cost)
    return int(cost[rows, columns].sum())
