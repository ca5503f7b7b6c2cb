"""Places of a site in the systems that surveyors and regulators ask for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pyproj import Transformer

from campus5g.core.site import Origin


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A place in WGS84 degrees and in the metres of Lambert-93 (EPSG:2154)."""

    longitude: float
    latitude: float
    east_m: float
    north_m: float


@cache
def _to_lambert_93() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)


def coordinates_of(origin: Origin, x_m: float, y_m: float) -> Coordinates:
    """Return a place given in local metres about ``origin``: WGS84 to 1e-7 degrees (1 cm), Lambert-93 to the centimetre."""
    longitude, latitude = origin.to_geographic(x_m, y_m)
    east, north = _to_lambert_93().transform(longitude, latitude)
    return Coordinates(round(longitude, 7), round(latitude, 7), round(float(east), 2), round(float(north), 2))
