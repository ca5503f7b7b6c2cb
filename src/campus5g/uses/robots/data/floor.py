"""A floor that nobody has drawn: aisles between shelves, as large as the company says."""

from __future__ import annotations

import numpy as np

from campus5g.uses.robots.data.grid import Grid

SHELF, DEPTH = 10, 2
"""Cells of a shelf along and across an aisle, as in the warehouse floors of the public benchmark."""
MARGIN = 4
"""Free cells around the shelves, where vehicles hand over and charge."""


def aisles(floor_m2: float, cell_m: float) -> Grid:
    """Return a floor of about ``floor_m2``: blocks of shelves, aisles one cell wide, a free margin; twice as long as deep."""
    across = max(1, round((np.sqrt(floor_m2 / 2) / cell_m - 2 * MARGIN) / (DEPTH + 1)))
    along = max(1, round((np.sqrt(floor_m2 * 2) / cell_m - 2 * MARGIN) / (SHELF + 1)))
    free = np.ones((across * (DEPTH + 1) - 1 + 2 * MARGIN, along * (SHELF + 1) - 1 + 2 * MARGIN), dtype=np.bool_)
    for row in range(across):
        for column in range(along):
            top, left = MARGIN + row * (DEPTH + 1), MARGIN + column * (SHELF + 1)
            free[top : top + DEPTH, left : left + SHELF] = False
    return Grid("aisles", free)
