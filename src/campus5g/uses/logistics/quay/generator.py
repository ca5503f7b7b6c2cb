"""Continuous quays with tides, drawn: no published instances could be found, so how these are drawn is said here.

- Ships: three kinds as in Meisel and Bierwirth 2009: feeder (60 %), medium (30 %), jumbo (10 %). Lengths uniform in 80–210, 210–300 and
  300–400 m; work uniform in 5–15, 15–50 and 50–65 crane-hours with 1–2, 2–4 and 4–6 cranes. Without cranes, the hours are the work
  divided by (middle number of cranes)^0.9.
- Draughts uniform in 5–9, 8–12 and 12–15.5 m in, and 85 to 100 % of it out.
- Arrivals uniform over the days, as in Imai et al. 2005 and Meisel and Bierwirth 2009; wished places uniform along the quay.
- Quay: two thirds of it deep enough for every ship at any tide, one third 5 m shallower, where a medium ship waits for the water.
- Tides: M2 (12.4206 h) and S2 (12 h) of 1.9 and 0.65 m about a mean of 3.3 m, phases drawn: the sizes at Dunkirk, to be confirmed.
- Latest departure: arrival plus four times the time alone, never less than two days.

All draws come from one seed; times are given to the quarter of an hour.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import cos, pi
from typing import Any

import numpy as np

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
KINDS = (
    (0.6, (80, 210), (5, 15), (1, 2), (5.0, 9.0)),
    (0.3, (210, 300), (15, 50), (2, 4), (8.0, 12.0)),
    (0.1, (300, 400), (50, 65), (4, 6), (12.0, 15.5)),
)
"""Share, metres, crane-hours, cranes, draughts."""
TIDE = ((12.4206, 1.9), (12.0, 0.65))
MEAN_HEIGHT = 3.3
SLACK_DAYS = 8
"""Days after the last arrival for which tides are given, so that every ship can leave."""


def draw_shore(ships: int, metres: int, days: float, seed: int, *, cranes: int = 0) -> dict[str, Any]:
    """Return a quay as ``reader.shore_of`` takes it: ``ships`` ships within ``days`` before ``metres`` of quay."""
    draw = np.random.default_rng(seed)
    deep = 10 * round(metres * 2 / 30)
    phases = draw.uniform(0, 2 * pi, len(TIDE))
    last = int(24 * 60 * (days + SLACK_DAYS))
    return {
        "begins": BEGINS.isoformat(),
        "step_minutes": 15,
        "cell_metres": 10,
        "spacing": 10,
        "clearance": 0.5,
        "channel_depth": 13.0,
        "cranes": cranes,
        "sections": [{"from": 0, "to": deep, "depth": 16.5}, {"from": deep, "to": metres, "depth": 11.5}],
        "tides": [[_at(m), round(_height(m, phases), 3)] for m in range(0, last + 1, 15)],
        "ships": [_ship(number, metres, days, cranes, draw) for number in range(ships)],
    }


def _ship(number: int, metres: int, days: float, cranes: int, draw: np.random.Generator) -> dict[str, Any]:
    kind = int(draw.choice(len(KINDS), p=[kind[0] for kind in KINDS]))
    _, lengths, works, hands, draughts = KINDS[kind]
    length = int(draw.integers(lengths[0], lengths[1] + 1))
    work = float(draw.uniform(*works))
    draught = float(draw.uniform(*draughts))
    hours = work if cranes else work / ((hands[0] + hands[1]) / 2) ** 0.9
    arrival = 15 * int(draw.integers(0, round(days * 96)))
    alone = work / hands[1] ** 0.9 if cranes else hours
    ship = {
        "name": f"S{number + 1:03d}",
        "length": length,
        "draught": round(draught, 2),
        "draught_out": round(draught * float(draw.uniform(0.85, 1.0)), 2),
        "arrival": _at(arrival),
        "hours": round(hours, 2),
        "desired": int(draw.integers(0, max(1, metres - length))),
        "latest": _at(arrival + max(2880, 15 * round(4 * alone * 4))),
    }
    return ship | ({"least_cranes": min(hands[0], cranes), "most_cranes": min(hands[1], cranes)} if cranes else {})


def _height(minutes: int, phases: Any) -> float:
    waves = (size * cos(2 * pi * minutes / 60 / period + phase) for (period, size), phase in zip(TIDE, phases, strict=True))
    return MEAN_HEIGHT + sum(waves)


def _at(minutes: int) -> str:
    return (BEGINS + timedelta(minutes=minutes)).isoformat()
