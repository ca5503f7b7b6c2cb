"""Stories of the simulation shown again: a year with its daily peaks, and its worst day under each network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from campus5g.core.benefit import Mark, Replay, Series
from campus5g.core.message import Message, msg
from campus5g.core.service import Connectivity
from campus5g.uses import compare
from campus5g.uses.energy.simulate.peaks import Plant, World, controlled
from campus5g.uses.energy.value import Valuation
from campus5g.uses.parameters import Floats

A_DAY = 144
"""Means of ten minutes in a day."""


def replays(worlds: Sequence[World], plant: Plant, valuation: Valuation) -> tuple[Replay, ...]:
    """Return the first simulated year, without control and over private 5G, and its worst day over every network."""
    world, place = worlds[0], int(np.searchsorted(valuation.nodes, np.median(valuation.nodes)))
    target = valuation.shaved[Connectivity.PRIVATE_5G].bills[place].subscribed_mw
    alone, _ = controlled(world, None, None, target)
    over = {
        connectivity: controlled(world, plant, valuation.reached[connectivity].control, shaved.bills[place].subscribed_mw)[0]
        for connectivity, shaved in valuation.shaved.items()
    }
    worst = int(np.argmax(alone)) // A_DAY
    return (_year(alone, over[Connectivity.PRIVATE_5G], target), _day(worst, alone, over, target))


def _year(alone: Floats, ours: Floats, target: float) -> Replay:
    days = len(alone) // A_DAY
    daily = {key: power[: days * A_DAY].reshape(days, A_DAY).max(axis=1) for key, power in (("alone", alone), ("ours", ours))}
    highest = int(np.argmax(daily["alone"]))
    axis = np.arange(days, dtype=np.float64)
    return Replay(
        "year",
        msg("a year of energy with its peaks: the highest ten minutes of each day"),
        Connectivity.PRIVATE_5G,
        msg("day of the year"),
        "d",
        (
            _series("alone", msg("without control"), axis, daily["alone"]),
            _series("ours", msg("controlled over %(network)s", network=_name(Connectivity.PRIVATE_5G)), axis, daily["ours"]),
            _series("subscribed", msg("power subscribed"), axis[[0, -1]], np.array([target, target])),
        ),
        (Mark(float(highest), msg("highest peak: %(mw)s MW", mw=round(float(daily["alone"][highest]), 2))),),
    )


def _day(day: int, alone: Floats, over: dict[Connectivity, Floats], target: float) -> Replay:
    part = slice(day * A_DAY, (day + 1) * A_DAY)
    hours = np.arange(len(alone[part])) / 6
    curves = [_series("alone", msg("without control"), hours, alone[part])]
    curves += [
        _series(str(c), msg("controlled over %(network)s", network=_name(c)), hours, power[part]) for c, power in over.items()
    ]
    curves.append(_series("subscribed", msg("power subscribed"), hours[[0, -1]], np.array([target, target])))
    first = int(np.argmax(alone[part]))
    return Replay(
        "peak_day",
        msg("the day of the highest peak, under each network"),
        None,
        msg("hour of the day"),
        "h",
        tuple(curves),
        (Mark(float(hours[first]), msg("highest peak: %(mw)s MW", mw=round(float(alone[part][first]), 2))),),
    )


def _name(connectivity: Connectivity) -> Message:
    return compare.NAMES[connectivity]


def _series(key: str, label: Message, x: Floats, y: Floats) -> Series:
    return Series(key, label, "MW", tuple(map(float, x)), tuple(round(float(value), 4) for value in y))
