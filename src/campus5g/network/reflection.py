"""Reflection on the ground and on walls: materials of ITU-R P.2040, coefficients of Fresnel, two rays over flat ground.

Antennas are vertical: on the ground their field lies in the plane of incidence (TM), on an upright wall across it (TE).
"""

from __future__ import annotations

from math import cos, pi, sqrt

import numpy as np

from campus5g.core.compiled import compiled

_MATERIALS = {
    "concrete": (5.24, 0.0, 0.0462, 0.7822),
    "brick": (3.91, 0.0, 0.0238, 0.16),
    "metal": (1.0, 0.0, 1e7, 0.0),
    "medium_dry_ground": (15.0, -0.1, 0.035, 1.63),
}
"""a, b, c, d of ``eps_r = a f^b`` and ``conductivity = c f^d`` (S/m), f in GHz: ITU-R P.2040, Table 3."""

_FREE_SPACE = 17.98
"""``1 / (2 pi eps_0)`` in GHz m/S."""


def permittivity(material: str, freq_hz: float) -> complex:
    """Return the complex relative permittivity ``eps_r - j 17.98 conductivity / f_GHz``."""
    a, b, c, d = _MATERIALS[material]
    ghz = freq_hz / 1e9
    return complex(a * ghz**b, -_FREE_SPACE * c * ghz**d / ghz)


def all_permittivities(freq_hz: float) -> dict[str, complex]:
    return {material: permittivity(material, freq_hz) for material in _MATERIALS}


@compiled
def wall_reflectivity(eps: complex, cos_incidence: float) -> float:
    """Return the share of power an upright wall sends back: ``|(c - r)/(c + r)|²``, ``r = sqrt(eps - 1 + c²)`` (TE)."""
    root = np.sqrt(eps - 1.0 + cos_incidence * cos_incidence)
    return float(abs((cos_incidence - root) / (cos_incidence + root)) ** 2)


@compiled
def ground_reflectivity(eps: complex, cos_incidence: float) -> float:
    """Return the share of power the ground sends back: ``|(eps c - r)/(eps c + r)|²`` (TM)."""
    root = np.sqrt(eps - 1.0 + cos_incidence * cos_incidence)
    return float(abs((eps * cos_incidence - root) / (eps * cos_incidence + root)) ** 2)


@compiled
def ground_factor(eps: complex, flat_m: float, z0: float, z1: float, wavelength_m: float) -> float:
    """Return the power of the direct ray and its twin on the ground over that of the direct ray, averaged over a few waves.

    With ``g = |Γ| d/d'``, the lengths d and d' of the two rays and their difference in phase ``phi = 2 pi (d' - d)/wavelength``:
    ``1 + g²`` while the phases change from place to place, ``1 + g² - 2 g cos(phi)`` where the rays cancel (phi below pi/2,
    beyond ``8 h h'/wavelength``).
    """
    direct, twin = sqrt(flat_m * flat_m + (z0 - z1) ** 2), sqrt(flat_m * flat_m + (z0 + z1) ** 2)
    power = ground_reflectivity(eps, (z0 + z1) / twin) * (direct / twin) ** 2
    phase = 2 * pi * 4 * z0 * z1 / (direct + twin) / wavelength_m
    if phase < pi / 2:
        return float(1 + power - 2 * sqrt(power) * cos(phase))
    return float(1 + power)
