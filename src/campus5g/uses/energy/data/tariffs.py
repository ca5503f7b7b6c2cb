"""The network tariffs of ``tariff.yaml``, laid on the steps of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from campus5g.core.dated import DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.energy.data.case import Tariff


@cache
def tariff_table() -> DatedTable:
    return load_table(files("campus5g.uses.energy.data") / "tariff.yaml")


def tariff(key: str, start: datetime, step_h: float, steps: int) -> Tariff:
    """Return the newest tariff of ``key`` over (steps,) from ``start`` (local winter time)."""
    keys = sorted({entry.key for entry in tariff_table().entries})
    if key not in keys:
        raise BadInput("tariff", msg("“%(name)s” is not a tariff", name=key), msg("one of: %(names)s", names=", ".join(keys)))
    value = tariff_table().latest(key).value
    return laid(value["classes"], start, step_h, steps, bool(value["rising"]), float(value["excess_factor"]))


def laid(
    classes: list[Mapping[str, Any]], start: datetime, step_h: float, steps: int, rising: bool, excess_factor: float
) -> Tariff:
    """Return a tariff whose step belongs to the first class that holds then.

    Where classes rise, Σ b_i (P_i - P_{i-1}) = Σ (b_i - b_{i+1}) P_i, the last b counting whole.
    """
    when = np.datetime64(start) + (np.arange(steps) * round(step_h * 3600)).astype("timedelta64[s]")
    months = when.astype("datetime64[M]").astype(int) % 12 + 1
    days = (when.astype("datetime64[D]").astype(int) + 3) % 7  # 1 January 1970 was a Thursday
    hours = (when - when.astype("datetime64[D]")).astype("timedelta64[s]").astype(float) / 3600
    class_of = np.full(steps, -1, dtype=np.intp)
    for place, one in enumerate(classes):
        within = np.zeros(steps, dtype=bool)
        for begins, ends in zip(one["hours"][::2], one["hours"][1::2], strict=True):
            within |= (hours >= begins) & (hours < ends)
        holds = within & np.isin(months, one["months"]) & np.isin(days, one["days"])
        class_of[holds & (class_of < 0)] = place
    if (class_of < 0).any():
        first = when[int(np.flatnonzero(class_of < 0)[0])]
        raise BadInput("tariff", msg("no class holds at %(when)s", when=str(first)), msg("classes that cover the year"))
    eur = np.array([1000.0 * float(one["eur_kw"]) for one in classes])
    return Tariff(
        tuple(str(one["name"]) for one in classes),
        class_of,
        eur - np.append(eur[1:], 0.0) if rising else eur,
        np.array([float(one["eur_mwh"]) for one in classes]),
        rising,
        excess_factor,
    )
