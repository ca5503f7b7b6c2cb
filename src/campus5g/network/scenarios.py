"""The scenarios of TR 38.901 and where they hold (Tables 7.4.1-1 and 7.2-1 to 7.2-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario: ranges of distance (m), carrier (Hz) and heights (m), and the standard deviation of its shadows (dB).

    distance_3d: the range is on the 3D distance (halls, offices), else on the ground distance.
    h_bs_m and h_ut_m are the heights of the standard's calibration; outside, the formula is computed and the reader is told.
    """

    key: str
    min_distance_m: float
    max_los_m: float
    max_nlos_m: float
    distance_3d: bool
    max_freq_hz: float
    h_bs_m: tuple[float, float]
    h_ut_m: tuple[float, float]
    sigma_los_db: float
    sigma_nlos_db: float
    min_freq_hz: float = 0.5e9


def _hall(key: str, sigma_nlos_db: float) -> Scenario:
    return Scenario(key, 1, 600, 600, True, 100e9, (1.0, 30.0), (0.5, 30.0), 4.3, sigma_nlos_db)


SCENARIOS: dict[str, Scenario] = {
    s.key: s
    for s in (
        Scenario("UMa", 10, 5000, 5000, False, 100e9, (25, 25), (1.5, 22.5), 4.0, 6.0),
        Scenario("UMi", 10, 5000, 5000, False, 100e9, (10, 10), (1.5, 22.5), 4.0, 7.82),
        Scenario("RMa", 10, 10000, 5000, False, 30e9, (10, 150), (1, 10), 4.0, 8.0),
        Scenario("InH-open", 1, 150, 150, True, 100e9, (3, 3), (1, 1.5), 3.0, 8.03),
        Scenario("InH-mixed", 1, 150, 150, True, 100e9, (3, 3), (1, 1.5), 3.0, 8.03),
        _hall("InF-SL", 5.7),
        _hall("InF-DL", 7.2),
        _hall("InF-SH", 5.9),
        _hall("InF-DH", 4.0),
        _hall("InF-HH", 4.3),
    )
}
"""RMa's line-of-sight sigma is 6 dB beyond its break point; see ``propagation.shadow_sigma_db``."""


def scenario_named(key: str) -> Scenario:
    """Return the scenario called ``key``, or refuse with the list of those that exist."""
    scenario = SCENARIOS.get(key)
    if scenario is None:
        raise BadInput(
            "scenario", msg("“%(key)s” is not a scenario", key=str(key)), msg("one of: %(names)s", names=", ".join(SCENARIOS))
        )
    return scenario


def refuse_outside(key: str, freq_hz: float, h_bs_m: Any, h_ut_m: Any, d2d_m: Any, los: Any) -> None:
    """Refuse (``BadInput``) a carrier, a distance or a height for which the standard gives no formula."""
    scenario = scenario_named(key)
    _refuse_unless(
        bool(np.all(np.isfinite(d2d_m))) and bool(np.all(np.asarray(d2d_m) >= 0)),
        "d2d_m",
        msg("a distance that is not a number, or negative"),
        msg("metres"),
    )
    _refuse_unless(
        scenario.min_freq_hz <= freq_hz <= scenario.max_freq_hz,
        "freq_hz",
        msg("%(ghz)s GHz is outside the range of %(key)s", ghz=freq_hz / 1e9, key=key),
        msg("%(low)s to %(high)s GHz", low=scenario.min_freq_hz / 1e9, high=scenario.max_freq_hz / 1e9),
    )
    floor_m = 1.0 if key in ("UMa", "UMi") else 0.0
    lowest = float(min(np.min(h_bs_m), np.min(h_ut_m)))
    _refuse_unless(
        lowest > floor_m,
        "h_bs_m, h_ut_m",
        msg("a height of %(height)s m", height=lowest),
        msg("more than %(floor)s m above ground", floor=floor_m),
    )
    distance = np.hypot(d2d_m, np.asarray(h_bs_m) - np.asarray(h_ut_m)) if scenario.distance_3d else np.asarray(d2d_m, float)
    reach = np.where(los, scenario.max_los_m, scenario.max_nlos_m)
    outside = ~((distance >= scenario.min_distance_m * (1 - 1e-9)) & (distance <= reach * (1 + 1e-9)))
    if np.any(outside):
        worst = float(np.atleast_1d(np.broadcast_to(distance, outside.shape)[outside])[0])
        raise BadInput(
            "d2d_m",
            msg("%(distance)s m is outside the range of %(key)s", distance=round(worst, 1), key=key),
            msg("%(low)s to %(high)s m", low=scenario.min_distance_m, high=float(np.max(reach))),
        )


def _refuse_unless(holds: bool, where: str, what: Message, expected: Message) -> None:
    if not holds:
        raise BadInput(where, what, expected)


def validity(key: str, h_bs_m: Sequence[float], h_ut_m: Sequence[float]) -> tuple[Message, ...]:
    """Say which heights lie outside the calibration of the scenario: computed all the same, but less certain."""
    scenario = scenario_named(key)
    found: list[Message] = []
    for heights, (low, high), what in (
        (h_bs_m, scenario.h_bs_m, msg("antennas")),
        (h_ut_m, scenario.h_ut_m, msg("terminals")),
    ):
        outside = sorted(h for h in heights if not low <= h <= high)
        if outside:
            found.append(
                msg(
                    "%(key)s is calibrated for %(what)s at %(range)s m; here some stand at %(heights)s m",
                    key=key,
                    what=what,
                    range=_range(low, high),
                    heights=_range(outside[0], outside[-1]),
                )
            )
    return tuple(found)


def _range(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"
