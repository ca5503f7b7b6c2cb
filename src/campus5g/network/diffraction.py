"""Diffraction over edges, ITU-R P.526.

``nu = h sqrt(2 (d1+d2) / (lambda d1 d2))`` for an edge ``h`` metres above the straight ray.
"""

from __future__ import annotations

from math import log10, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from campus5g.core.compiled import compiled

CLEAR_NU = -0.78
"""Below this nu the edge takes nothing (P.526-15, after equation 31)."""


@compiled
def edge_loss_db(nu: float) -> float:
    """Loss of one edge: ``6.9 + 20 lg(sqrt((nu-0.1)²+1) + nu - 0.1)`` for nu > -0.78, else 0 (equation 31)."""
    if nu <= CLEAR_NU:
        return 0.0
    return 6.9 + 20.0 * log10(sqrt((nu - 0.1) ** 2 + 1.0) + nu - 0.1)


def knife_edge_loss_db(nu: ArrayLike) -> NDArray[np.float64]:
    """Return the loss of a knife edge for each ``nu``; within 0.35 dB of the exact Fresnel integral."""
    v = np.asarray(nu, dtype=np.float64) - 0.1
    return np.where(v > CLEAR_NU - 0.1, 6.9 + 20 * np.log10(np.sqrt(v**2 + 1) + v), 0.0)


def fresnel_nu(h_m: ArrayLike, d1_m: ArrayLike, d2_m: ArrayLike, wavelength_m: float) -> NDArray[np.float64]:
    """Return ``nu`` of an edge ``h_m`` above the ray, ``d1_m`` from one end and ``d2_m`` from the other."""
    h, d1, d2 = (np.asarray(v, dtype=np.float64) for v in (h_m, d1_m, d2_m))
    return np.asarray(h * np.sqrt(2 * (d1 + d2) / (wavelength_m * d1 * d2)))
