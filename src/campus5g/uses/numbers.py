"""Numbers as people and machines write them: decimal comma, spaces between thousands, a unit in the cell, words for « none »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.uses.units import converted, known_unit, same_dimension

Floats = NDArray[np.float64]
_NONE = {"", "-", "--", "na", "n/a", "nan", "none", "null", "#n/a", "nd", "n.d."}
_WITH_UNIT = re.compile(r"^(?P<number>[-+]?[\d.,\s'’\u00a0\u202f]*\d(?:[eE][-+]?\d+)?)\s*(?P<unit>[^\d\s].*)?$")
_BLANKS = str.maketrans("", "", " '’\u00a0\u202f")
_TRUE_FALSE = {"true": 1.0, "vrai": 1.0, "oui": 1.0, "yes": 1.0, "false": 0.0, "faux": 0.0, "non": 0.0, "no": 0.0}


@dataclass(frozen=True, slots=True)
class Numbers:
    """values: (n,) NaN where empty or unread. unread: (n,) where a cell holds something that is no number. converted: (n,)
    where the cell named another unit than the column's."""

    values: Floats
    unread: NDArray[np.bool_]
    converted: NDArray[np.bool_]


def read_numbers(cells: Sequence[Any], unit: str = "") -> Numbers:
    """Read a column; a cell with a unit of its own (« 1,2 MW ») is carried to the column's ``unit``."""
    nothing = np.zeros(len(cells), dtype=np.bool_)
    try:
        return Numbers(np.array([np.nan if cell in ("", None) else cell for cell in cells], dtype=np.float64), nothing, nothing)
    except (ValueError, TypeError):
        pass
    values, unread, other = np.full(len(cells), np.nan), nothing.copy(), nothing.copy()
    for place, cell in enumerate(cells):
        text = str(cell).strip() if cell is not None else ""
        if text.lower() in _NONE:
            continue
        number, its_unit = _number(text)
        if number is None or (its_unit and unit and not same_dimension(its_unit, unit)):
            unread[place] = True
        elif its_unit and unit and its_unit != unit:
            values[place], other[place] = converted(np.array([number]), its_unit, unit)[0], True
        else:
            values[place] = number
    return Numbers(values, unread, other)


def _number(text: str) -> tuple[float | None, str]:
    if text.lower() in _TRUE_FALSE:
        return _TRUE_FALSE[text.lower()], ""
    found = _WITH_UNIT.match(text)
    if not found:
        return None, ""
    unit = known_unit(found["unit"] or "")
    if found["unit"] and not unit:
        return None, ""
    try:
        return float(_dotted(found["number"].translate(_BLANKS))), unit
    except ValueError:
        return None, ""


def _dotted(digits: str) -> str:
    """Return ``digits`` with a point for decimals: the last of point and comma is the decimal mark."""
    if "," not in digits:
        return digits
    if digits.rfind(",") > digits.rfind("."):
        return digits.replace(".", "").replace(",", ".")
    return digits.replace(",", "")
