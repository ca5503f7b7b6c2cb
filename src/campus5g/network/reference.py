"""Which coordinates a file holds: WGS84 degrees as RFC 7946 wants, or another system that its ``crs`` member names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import Any

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg

Pair = tuple[float, float]

_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326", "OGC:CRS84")
_FRANCE = (-5.5, 41.0, 10.0, 51.6)
"""West, south, east, north of metropolitan France: what tells a swapped longitude and latitude from a far country."""

_LAMBERT_93 = (0.0, 6_000_000.0, 1_300_000.0, 7_200_000.0)
"""The same in the metres of Lambert-93 (EPSG:2154), the system of most French exports."""


def points_of(features: list[Any]) -> Iterator[tuple[int, Pair]]:
    """Return every point of the features with the index of its feature."""
    for index, feature in enumerate(features):
        if isinstance(feature, Mapping) and isinstance(feature.get("geometry"), Mapping):
            for pair in _pairs(feature["geometry"].get("coordinates")):
                yield index, pair


def _pairs(coordinates: Any) -> Iterator[Pair]:
    if not isinstance(coordinates, list):
        return
    if len(coordinates) >= 2 and all(isinstance(v, int | float) for v in coordinates[:2]):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for inner in coordinates:
        yield from _pairs(inner)


def in_degrees(data: Mapping[str, Any], notes: list[Message]) -> list[Any]:
    """Return the features in WGS84 degrees; coordinates that ``crs`` puts in another system are turned, and a note says so."""
    features: list[Any] = data["features"]
    name = _crs_name(data.get("crs"))
    if not name or name.endswith(_WGS84):
        return features
    try:
        system = CRS.from_user_input(name)
    except CRSError:
        raise BadInput("crs", msg("“%(name)s” is not a known system", name=name), msg("WGS84 degrees (EPSG:4326)")) from None
    turn = Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    notes.append(msg("the coordinates were in %(name)s, not WGS84, and were turned into degrees", name=system.name))

    def turned(pair: Pair) -> list[float]:
        longitude, latitude = turn.transform(*pair)
        return [float(longitude), float(latitude)]

    return [_moved(feature, turned) for feature in features]


def _crs_name(said: Any) -> str:
    if said is None:
        return ""
    properties = said.get("properties") if isinstance(said, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    if not isinstance(name, str):
        raise BadInput("crs", msg("“%(value)s” names no system", value=str(said)[:60]), msg("WGS84 degrees (EPSG:4326)"))
    return name


def _moved(feature: Any, turned: Callable[[Pair], list[float]]) -> Any:
    def move(coordinates: Any) -> Any:
        if not isinstance(coordinates, list):
            return coordinates
        if len(coordinates) >= 2 and all(isinstance(v, int | float) and isfinite(v) for v in coordinates[:2]):
            return turned((float(coordinates[0]), float(coordinates[1])))
        return [move(inner) for inner in coordinates]

    if not isinstance(feature, Mapping) or not isinstance(geometry := feature.get("geometry"), Mapping):
        return feature
    return {**feature, "geometry": {**geometry, "coordinates": move(geometry.get("coordinates"))}}


def refuse_strange_degrees(longitude: float, latitude: float, where: str) -> None:
    """Refuse what cannot be a longitude and a latitude, and say what it looks like: other metres, or the two swapped."""
    point = f"{longitude:.10g}, {latitude:.10g}"
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        if _inside(longitude, latitude, _LAMBERT_93):
            raise BadInput(
                where,
                msg("“%(value)s” is not in degrees but looks like Lambert-93", value=point),
                msg("WGS84 degrees, or a “crs” member that names EPSG:2154"),
            )
        raise BadInput(
            where,
            msg("“%(value)s” is not a longitude and a latitude", value=point),
            msg("degrees (WGS84), or “frame”: “local metres” in the file"),
        )
    if _inside(latitude, longitude, _FRANCE) and not _inside(longitude, latitude, _FRANCE):
        raise BadInput(
            where,
            msg("longitude and latitude look swapped (%(value)s)", value=point),
            msg("longitude first, then latitude, as GeoJSON wants"),
        )


def _inside(x: float, y: float, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return west <= x <= east and south <= y <= north
