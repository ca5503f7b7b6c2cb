"""Median path loss, probability of line of sight and shadow fading of 3GPP TR 38.901 (V19.4, section 7.4).

Lengths in m, frequencies in Hz, losses in dB. Every function takes scalars or arrays that broadcast together and refuses
(``BadInput``) what lies outside the ranges of ``scenarios``: nothing is extrapolated in silence.
"""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.network.scenarios import refuse_outside, scenario_named

Array = NDArray[np.float64]

LIGHT_MPS = 3e8
"""The speed of light as TR 38.901 rounds it (Note 1 of Table 7.4.1-1)."""

EFFECTIVE_GROUND_M = 1.0
"""Height of the effective environment hE: 1 m in UMi, and the most probable draw in UMa for terminals above 13 m."""

HALL_CLUTTER: dict[str, tuple[float, float, float]] = {
    "InF-SL": (0.2, 10.0, 2.0),
    "InF-DL": (0.6, 2.0, 6.0),
    "InF-SH": (0.2, 10.0, 2.0),
    "InF-DH": (0.6, 2.0, 6.0),
}
"""Density (share), size (m) and height (m) of the clutter of each hall: the calibration of Table 7.8-7."""


def path_loss_db(
    scenario: str,
    los: ArrayLike,
    freq_hz: float,
    h_bs_m: ArrayLike,
    h_ut_m: ArrayLike,
    d2d_m: ArrayLike,
    street_width_m: float = 20.0,
    building_height_m: float = 5.0,
) -> Array:
    """Return the median path loss, Table 7.4.1-1.

    los: True for line of sight. Shapes broadcast; street width W and building height h matter to RMa alone.
    """
    refuse_outside(scenario, freq_hz, h_bs_m, h_ut_m, d2d_m, los)
    return median_loss_db(scenario, los, freq_hz, h_bs_m, h_ut_m, d2d_m, street_width_m, building_height_m)


def median_loss_db(
    scenario: str,
    los: ArrayLike,
    freq_hz: float,
    h_bs_m: ArrayLike,
    h_ut_m: ArrayLike,
    d2d_m: ArrayLike,
    street_width_m: float = 20.0,
    building_height_m: float = 5.0,
) -> Array:
    """Same formulas without the ranges, for callers that clamp the distance themselves and say so."""
    h_bs, h_ut, d2 = (np.asarray(v, dtype=np.float64) for v in (h_bs_m, h_ut_m, d2d_m))
    d3 = np.hypot(d2, h_bs - h_ut)
    ghz = freq_hz / 1e9
    family = scenario_named(scenario).key.split("-")[0]
    if family == "RMa":
        clear = _rma_los(ghz, freq_hz, h_bs, h_ut, d2, d3, building_height_m)
        hidden = _rma_nlos(ghz, h_bs, h_ut, d3, street_width_m, building_height_m)
    elif family in ("UMa", "UMi"):
        clear = _urban_los(family, ghz, freq_hz, h_bs, h_ut, d2, d3)
        hidden = _urban_nlos(family, ghz, h_ut, d3)
    elif family == "InH":
        clear = 32.4 + 17.3 * np.log10(d3) + 20 * np.log10(ghz)
        hidden = 17.3 + 38.3 * np.log10(d3) + 24.9 * np.log10(ghz)
    else:
        clear = 31.84 + 21.5 * np.log10(d3) + 19 * np.log10(ghz)
        hidden = _hall_nlos(scenario, ghz, d3, clear)
    loss: Array = np.where(np.asarray(los, dtype=bool), clear, np.maximum(clear, hidden))
    return loss


def break_point_m(scenario: str, freq_hz: float, h_bs_m: ArrayLike, h_ut_m: ArrayLike) -> Array:
    """Return where the loss steepens: ``4 (hBS-hE)(hUT-hE) f/c`` (UMa, UMi) or ``2 pi hBS hUT f/c`` (RMa)."""
    h_bs, h_ut = np.asarray(h_bs_m, dtype=np.float64), np.asarray(h_ut_m, dtype=np.float64)
    if scenario == "RMa":
        return np.asarray(2 * np.pi * h_bs * h_ut * freq_hz / LIGHT_MPS, dtype=np.float64)
    return np.asarray(4 * (h_bs - EFFECTIVE_GROUND_M) * (h_ut - EFFECTIVE_GROUND_M) * freq_hz / LIGHT_MPS)


def _urban_los(family: str, ghz: float, freq_hz: float, h_bs: Array, h_ut: Array, d2: Array, d3: Array) -> Array:
    constant, slope, knee = (28.0, 22.0, 9.0) if family == "UMa" else (32.4, 21.0, 9.5)
    turn = break_point_m(family, freq_hz, h_bs, h_ut)
    near = constant + slope * np.log10(d3) + 20 * np.log10(ghz)
    far = constant + 40 * np.log10(d3) + 20 * np.log10(ghz) - knee * np.log10(turn**2 + (h_bs - h_ut) ** 2)
    return np.asarray(np.where(d2 <= turn, near, far), dtype=np.float64)


def _urban_nlos(family: str, ghz: float, h_ut: Array, d3: Array) -> Array:
    if family == "UMa":
        return np.asarray(13.54 + 39.08 * np.log10(d3) + 20 * np.log10(ghz) - 0.6 * (h_ut - 1.5))
    return np.asarray(22.4 + 35.3 * np.log10(d3) + 21.3 * np.log10(ghz) - 0.3 * (h_ut - 1.5))


def _rma_los(ghz: float, freq_hz: float, h_bs: Array, h_ut: Array, d2: Array, d3: Array, h: float) -> Array:
    def near(d: Array) -> Array:
        return np.asarray(
            20 * np.log10(40 * np.pi * d * ghz / 3)
            + min(0.03 * h**1.72, 10) * np.log10(d)
            - min(0.044 * h**1.72, 14.77)
            + 0.002 * np.log10(h) * d
        )

    turn = break_point_m("RMa", freq_hz, h_bs, h_ut)
    return np.where(d2 <= turn, near(d3), near(turn) + 40 * np.log10(d3 / turn))


def _rma_nlos(ghz: float, h_bs: Array, h_ut: Array, d3: Array, w: float, h: float) -> Array:
    return np.asarray(
        161.04
        - 7.1 * np.log10(w)
        + 7.5 * np.log10(h)
        - (24.37 - 3.7 * (h / h_bs) ** 2) * np.log10(h_bs)
        + (43.42 - 3.1 * np.log10(h_bs)) * (np.log10(d3) - 3)
        + 20 * np.log10(ghz)
        - (3.2 * np.log10(11.75 * h_ut) ** 2 - 4.97)
    )


_HALL_NLOS = {"InF-SL": (33.0, 25.5), "InF-DL": (18.6, 35.7), "InF-SH": (32.4, 23.0), "InF-DH": (33.63, 21.9)}


def _hall_nlos(scenario: str, ghz: float, d3: Array, clear: Array) -> Array:
    def law(key: str) -> Array:
        constant, slope = _HALL_NLOS[key]
        return np.asarray(constant + slope * np.log10(d3) + 20 * np.log10(ghz))

    if scenario == "InF-HH":  # both ends above the clutter: the standard knows no shadow there
        return clear
    return np.maximum(law("InF-DL"), law("InF-SL")) if scenario == "InF-DL" else law(scenario)


def los_probability(
    scenario: str,
    h_bs_m: float,
    h_ut_m: float,
    d2d_m: ArrayLike,
    clutter_density: float | None = None,
    clutter_size_m: float | None = None,
    clutter_height_m: float | None = None,
) -> Array:
    """Return the probability of line of sight, Table 7.4.2-1, for when no geometry is known.

    The clutter of a hall takes the standard's calibration (``HALL_CLUTTER``) where it is not given.
    """
    scenario_named(scenario)
    d = np.asarray(d2d_m, dtype=np.float64)
    if not np.all(d >= 0):
        raise BadInput("d2d_m", msg("a distance that is not a number, or negative"), msg("metres"))
    safe = np.maximum(d, 1e-9)
    if scenario == "UMa":
        return _uma_los_probability(h_ut_m, d, safe)
    if scenario == "UMi":
        return np.where(d <= 18, 1.0, 18 / safe + np.exp(-d / 36) * (1 - 18 / safe))
    if scenario == "RMa":
        return np.where(d <= 10, 1.0, np.exp(-(d - 10) / 1000))
    if scenario == "InH-mixed":
        middle, far = np.exp(-(d - 1.2) / 4.7), 0.32 * np.exp(-(d - 6.5) / 32.6)
        return np.where(d <= 1.2, 1.0, np.where(d < 6.5, middle, far))
    if scenario == "InH-open":
        middle, far = np.exp(-(d - 5) / 70.8), 0.54 * np.exp(-(d - 49) / 211.7)
        return np.where(d <= 5, 1.0, np.where(d <= 49, middle, far))
    if scenario == "InF-HH":
        return np.ones_like(d)
    given = (clutter_density, clutter_size_m, clutter_height_m)
    density, size, height = (v if v is not None else usual for v, usual in zip(given, HALL_CLUTTER[scenario], strict=True))
    return np.asarray(np.exp(-d / _clutter_length_m(scenario, h_bs_m, h_ut_m, density, size, height)))


def _uma_los_probability(h_ut_m: float, d: Array, safe: Array) -> Array:
    if h_ut_m > 23:
        raise BadInput("h_ut_m", msg("a height of %(height)s m", height=h_ut_m), msg("at most 23 m in UMa"))
    tall = 0.0 if h_ut_m <= 13 else ((h_ut_m - 13) / 10) ** 1.5
    street = 18 / safe + np.exp(-d / 63) * (1 - 18 / safe)
    return np.where(d <= 18, 1.0, street * (1 + tall * 1.25 * (d / 100) ** 3 * np.exp(-d / 150)))


def _clutter_length_m(scenario: str, h_bs_m: float, h_ut_m: float, density: float, size_m: float, height_m: float) -> float:
    """Return k of ``exp(-d/k)``: ``-size/ln(1-r)``, times ``(hBS-hUT)/(hc-hUT)`` when the antenna is above the clutter."""
    if not 0 < density < 1:
        raise BadInput("clutter_density", msg("a density of %(density)s", density=density), msg("a share between 0 and 1"))
    length = -size_m / log(1 - density)
    if scenario in ("InF-SL", "InF-DL"):
        return length
    if not h_ut_m < height_m:
        raise BadInput(
            "clutter_height_m", msg("a height of %(height)s m", height=height_m), msg("clutter taller than the terminal")
        )
    return length * (h_bs_m - h_ut_m) / (height_m - h_ut_m)


def shadow_sigma_db(
    scenario: str, los: ArrayLike, freq_hz: float = 0.0, h_bs_m: float = 35.0, h_ut_m: float = 1.5, d2d_m: ArrayLike = 0.0
) -> Array:
    """Return the standard deviation of the shadow fading, Table 7.4.1-1 (RMa: 6 dB in sight beyond its break point)."""
    entry = scenario_named(scenario)
    clear: Any = entry.sigma_los_db
    if scenario == "RMa":
        clear = np.where(np.asarray(d2d_m) > break_point_m("RMa", freq_hz, h_bs_m, h_ut_m), 6.0, clear)
    return np.where(np.asarray(los, dtype=bool), clear, entry.sigma_nlos_db)
