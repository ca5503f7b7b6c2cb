"""Test vectors: one entry of a vectors file against the engine.

A vector has ``quantity`` (its kind), ``inputs``, ``expected`` and ``tolerance``. ``KINDS`` maps the kinds that this room
can compute; another kind is skipped, never failed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.network.antennas import element_gain_dbi
from campus5g.network.diffraction import knife_edge_loss_db
from campus5g.network.nr import mcs, transport_block_bits
from campus5g.network.penetration import o2i_loss_db
from campus5g.network.propagation import los_probability, path_loss_db


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class VectorResult:
    """What became of one vector; the message says by how much it missed, or why it was skipped."""

    id: str
    kind: str
    outcome: Outcome
    message: Message


def _mcs(table: int, index: int) -> dict[str, float]:
    entry = mcs(table, index)
    return {"bits_per_symbol": entry.bits_per_symbol, "code_rate": float(entry.rate)}


KINDS: dict[str, Callable[..., Any]] = {
    "path_loss_db": lambda **inputs: float(path_loss_db(**inputs)),
    "los_probability": lambda **inputs: float(los_probability(**inputs)),
    "o2i_loss_db": lambda **inputs: float(o2i_loss_db(**inputs)),
    "element_gain_dbi": lambda **inputs: float(element_gain_dbi(**inputs)),
    "knife_edge_loss_db": lambda **inputs: float(knife_edge_loss_db(**inputs)),
    "mcs": _mcs,
    "transport_block_bits": transport_block_bits,
}


def check_vector(vector: Mapping[str, Any]) -> VectorResult:
    """Compute one vector and compare: passed, failed (with both values) or skipped (a kind not built)."""
    kind, name = str(vector.get("quantity", "")), str(vector.get("id", ""))
    compute = KINDS.get(kind)
    if compute is None:
        return VectorResult(name, kind, Outcome.SKIPPED, msg("kind %(kind)s is not built", kind=kind))
    try:
        got = compute(**vector["inputs"])
        miss = _miss(got, vector["expected"], float(vector["tolerance"]))
    except BadInput as refusal:
        return VectorResult(name, kind, Outcome.FAILED, refusal.sentence)
    except (KeyError, TypeError, ValueError) as fault:
        return VectorResult(
            name, kind, Outcome.FAILED, msg("the vector cannot be read (%(fault)s)", fault=f"{type(fault).__name__}: {fault}")
        )
    if miss is None:
        return VectorResult(name, kind, Outcome.PASSED, msg("as expected"))
    return VectorResult(name, kind, Outcome.FAILED, miss)


def _miss(got: Any, expected: Any, tolerance: float) -> Message | None:
    pairs = (
        [(key, got.get(key), value) for key, value in expected.items()]
        if isinstance(expected, Mapping)
        else [("", got, expected)]
    )
    for key, value, wanted in pairs:
        if value is None or not isfinite(value) or abs(value - wanted) > tolerance:
            return msg(
                "got %(got)s, expected %(expected)s ± %(tolerance)s",
                got=f"{key} {value}".strip(),
                expected=f"{wanted}",
                tolerance=f"{tolerance}",
            )
    return None
