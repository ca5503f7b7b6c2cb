"""Inside a hall full of machines: the indoor-factory medians (TR 38.901 InF), averaged over line of sight."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from campus5g.network.propagation import los_probability, median_loss_db
from campus5g.network.scenarios import scenario_named

Array = NDArray[np.float64]


def hall_scenario(height_m: float) -> str:
    """Return the hall model for an antenna at ``height_m``: above the standard's machines of 6 m, or among them."""
    return "InF-DH" if height_m > 6.0 else "InF-DL"


def hall_gain_db(
    height_m: float, terminal_m: ArrayLike, distance_m: ArrayLike, freq_hz: float
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return gain and its sigma (dB) of an antenna in the hall of the terminals, and where sight is likelier than not.

    With p the probability of sight and L, N the medians with and without: gain ``-(p L + (1-p) N)``, variance
    ``p s_L² + (1-p) s_N² + p (1-p) (N - L)²``. Distances (m, on the ground) are held to the range of the model.
    """
    key = hall_scenario(height_m)
    scenario = scenario_named(key)
    distance = np.clip(np.asarray(distance_m, dtype=np.float64), scenario.min_distance_m, scenario.max_nlos_m - 1)
    clear = median_loss_db(key, True, freq_hz, height_m, terminal_m, distance)
    hidden = median_loss_db(key, False, freq_hz, height_m, terminal_m, distance)
    seen = los_probability(key, height_m, float(np.min(np.asarray(terminal_m), initial=1.5)), distance)
    spread = seen * (1 - seen) * (hidden - clear) ** 2
    sigma = np.sqrt(seen * scenario.sigma_los_db**2 + (1 - seen) * scenario.sigma_nlos_db**2 + spread)
    return -(seen * clear + (1 - seen) * hidden), sigma, seen >= 0.5
