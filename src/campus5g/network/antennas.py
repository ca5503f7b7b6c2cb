"""Antenna patterns: zenith 90° is the horizon, azimuth 0° the boresight; gains in dBi."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


def element_gain_dbi(zenith_deg: ArrayLike, azimuth_deg: ArrayLike) -> NDArray[np.float64]:
    """Return the gain of one panel element, TR 38.901 Table 7.3-1.

    ``A_v = -min(12((θ-90)/65)², 30)``, ``A_h = -min(12(φ/65)², 30)``, ``A = 8 - min(-(A_v+A_h), 30)``.
    """
    vertical = np.minimum(12 * ((np.asarray(zenith_deg, float) - 90) / 65) ** 2, 30)
    horizontal = np.minimum(12 * (wrapped_deg(azimuth_deg) / 65) ** 2, 30)
    return np.asarray(8 - np.minimum(vertical + horizontal, 30))


def wrapped_deg(angle_deg: ArrayLike) -> NDArray[np.float64]:
    """Return the same direction between -180° and 180°."""
    return np.asarray((np.asarray(angle_deg, float) + 180) % 360 - 180)


@dataclass(frozen=True, slots=True)
class Panel:
    """A sector panel as its beam widths: the pattern of TR 38.901 Table 7.3-1 with the panel's own widths and peak gain."""

    peak_dbi: float
    width_deg: float
    height_deg: float
    front_to_back_db: float
    side_lobe_db: float

    def gain_dbi(self, azimuth_off_deg: ArrayLike, elevation_deg: ArrayLike, tilt_deg: float) -> NDArray[np.float64]:
        """Return the gain ``azimuth_off_deg`` beside the boresight and ``elevation_deg`` above the horizon.

        ``tilt_deg`` is counted downwards. ``G = peak - min(A_h + A_v, front to back)`` where
        ``A_h = min(12(φ/width)², front to back)`` and ``A_v = min(12((elevation+tilt)/height)², side lobe)``.
        """
        horizontal = np.minimum(12 * (wrapped_deg(azimuth_off_deg) / self.width_deg) ** 2, self.front_to_back_db)
        vertical = np.minimum(12 * ((np.asarray(elevation_deg, float) + tilt_deg) / self.height_deg) ** 2, self.side_lobe_db)
        return np.asarray(self.peak_dbi - np.minimum(horizontal + vertical, self.front_to_back_db))


@dataclass(frozen=True, slots=True)
class Omni:
    """An antenna alike in every direction: an indoor dot, a stub on a pole."""

    peak_dbi: float

    def gain_dbi(self, azimuth_off_deg: ArrayLike, elevation_deg: ArrayLike, tilt_deg: float) -> NDArray[np.float64]:
        shape = np.broadcast_shapes(np.shape(azimuth_off_deg), np.shape(elevation_deg))
        return np.full(shape, self.peak_dbi)
