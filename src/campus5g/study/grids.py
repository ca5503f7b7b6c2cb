"""The maps of a plan as text, bit for bit, so that a resumed study has the very numbers of a fresh one."""

from __future__ import annotations

import base64
import zlib
from dataclasses import MISSING, fields
from typing import Any

import numpy as np

from campus5g.network.plan import PlanGrids


def grids_to_plain(grids: PlanGrids) -> dict[str, Any]:
    """Return each array as its type, shape and compressed bytes (base64); a map that was not drawn is left out."""
    arrays = {field.name: getattr(grids, field.name) for field in fields(PlanGrids)}
    return {name: _packed(array) for name, array in arrays.items() if array is not None}


def grids_from_plain(plain: dict[str, Any]) -> PlanGrids:
    """Read back what ``grids_to_plain`` wrote; a missing or cut array raises ``KeyError`` or ``ValueError``."""
    needed = [field for field in fields(PlanGrids) if field.default is MISSING or field.name in plain]
    return PlanGrids(**{field.name: _unpacked(plain[field.name]) for field in needed})


def _packed(array: Any) -> dict[str, Any]:
    data = zlib.compress(np.ascontiguousarray(array).tobytes(), level=6)
    return {"dtype": array.dtype.str, "shape": list(array.shape), "data": base64.b64encode(data).decode("ascii")}


def _unpacked(plain: dict[str, Any]) -> Any:
    data = zlib.decompress(base64.b64decode(plain["data"]))
    return np.frombuffer(data, dtype=np.dtype(plain["dtype"])).reshape(plain["shape"]).copy()
