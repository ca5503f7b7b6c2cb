"""Rows whose cells stand one column too far: their values are far from their own column's and near to the neighbour's.

A value is far from a column when it lies more than 50 times the usual deviation (median of the distances to the median, at
least a thousandth of the median) away from its median. A row is shifted when at least three of its values, and half of those
that can tell, are far from their column (or two, when they are all it has), and moving the row by one column brings nine in ten
of those back.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FAR = 50.0
FEWEST_COLUMNS = 3
FEWEST_ROWS = 20


def shifted_rows(columns: Sequence[Floats]) -> NDArray[np.bool_]:
    """Return which of the (n,) rows of neighbouring ``columns`` are shifted by one column to the left or to the right."""
    table = np.column_stack(columns) if columns else np.empty((0, 0))
    nothing = np.zeros(len(table), dtype=np.bool_)
    if table.shape[1] < FEWEST_COLUMNS or len(table) < FEWEST_ROWS or np.isnan(table).all(axis=0).any():
        return nothing
    median = np.nanmedian(table, axis=0)
    usual = np.maximum(np.nanmedian(np.abs(table - median), axis=0), np.maximum(np.abs(median) * 1e-3, 1e-12))
    far = _far(table, median, usual)
    count, filled = far.sum(axis=1), np.isfinite(table).sum(axis=1)
    suspects = np.flatnonzero(((count >= 3) & (far.mean(axis=1) >= 0.5)) | ((count == 2) & (filled == 2)))
    shifted = nothing.copy()
    for by in (-1, 1):
        moved = np.full_like(table[suspects], np.nan)
        if by == 1:
            moved[:, 1:] = table[suspects, :-1]
        else:
            moved[:, :-1] = table[suspects, 1:]
        back = ~_far(moved, median, usual) & np.isfinite(moved)
        there = np.isfinite(moved)
        share = back.sum(axis=1) / np.maximum(there.sum(axis=1), 1)
        shifted[suspects] |= share >= 0.9
    return shifted


def _far(table: Floats, median: Floats, usual: Floats) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(table - median) > FAR * usual)
