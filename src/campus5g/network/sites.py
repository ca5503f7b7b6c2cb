"""Reading an industrial site: the site JSON of local metres, or WGS84 GeoJSON. Any fault is one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.site import Mast, Origin, Ring, Site
from campus5g.network.geojson import STAND_IN_HEIGHT_M, Frame, Parts, read_features
from campus5g.network.reference import in_degrees, points_of, refuse_strange_degrees
from campus5g.network.rings import counter_clockwise
from campus5g.network.site_checks import check_site

NOWHERE = Origin(latitude=51.0383, longitude=2.3775)
"""Where a site in local metres is put when its file does not say: the town hall of Dunkirk. Its reading says so."""

_LEAST_SITE_M = 1.0
"""A whole file of « metres » within this span holds degrees."""


@dataclass(frozen=True, slots=True)
class SiteReading:
    """A site, and what a reader should know about how it was read."""

    site: Site
    notes: tuple[Message, ...]


def read_site(source: Path | str | Mapping[str, Any], name: str = "") -> Site:
    """Read and check a site from a path or from parsed JSON; ``BadInput`` says file, place, value and what is expected."""
    return read_site_with_notes(source, name).site


def read_site_with_notes(source: Path | str | Mapping[str, Any], name: str = "") -> SiteReading:
    """Read a site like ``read_site`` and tell what had to be supposed."""
    if isinstance(source, Mapping):
        return _read(source, name)
    path = Path(source)
    try:
        return _read(_load(path), name)
    except BadInput as fault:
        raise fault.within(path.name) from None


def _load(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise BadInput("", msg("the file cannot be opened"), msg("a readable site file")) from None
    except UnicodeDecodeError:
        raise BadInput("", msg("the file is not text"), msg("JSON in UTF-8")) from None
    except json.JSONDecodeError as fault:
        raise BadInput(
            f"line {fault.lineno}, column {fault.colno}",
            msg("not JSON, or a file cut in the middle"),
            msg("a whole GeoJSON file"),
        ) from None


def _read(data: Any, name: str) -> SiteReading:
    if not isinstance(data, Mapping) or data.get("type") != "FeatureCollection" or not isinstance(data.get("features"), list):
        raise BadInput("type", msg("not a FeatureCollection"), msg("a GeoJSON FeatureCollection with features"))
    notes: list[Message] = []
    features, (frame, origin) = _framed(data, notes)
    parts = read_features(features, frame)
    for index, raw in enumerate(data.get("transmitters") or []):
        parts.masts.append(_transmitter(raw, frame, index))
    site = Site(
        name=name or str(data.get("name", "")) or str(msg("site")),
        boundary=_boundary(data, parts, notes),
        buildings=tuple(parts.buildings),
        masts=tuple(parts.masts),
        zones=tuple(parts.zones),
        origin=origin,
        licence=_licence(data),
        paths=tuple(parts.paths),
    )
    notes += _told(parts)
    check_site(site)
    return SiteReading(site, tuple(notes))


def _told(parts: Parts) -> Iterator[Message]:
    """Say what was supposed or left out while reading."""
    if parts.guessed_heights:
        n, height = parts.guessed_heights, STAND_IN_HEIGHT_M
        yield msg("buildings that give no height: %(n)s; %(height)s m stand in (two storeys)", n=n, height=height)
    if parts.ignored:
        yield msg("features left out, neither building, mast, zone, path nor boundary: %(n)s", n=parts.ignored)


def _licence(data: Mapping[str, Any]) -> str:
    """Return the licence that the file states; an extract of OpenStreetMap by Overpass says it in its own way."""
    if "overpass" in str(data.get("generator", "")).lower():
        return "ODbL-1.0, © OpenStreetMap contributors"
    return str(data.get("licence", data.get("license", data.get("copyright", ""))))


def _transmitter(raw: Any, frame: Frame, index: int) -> Mast:
    where = f"transmitters[{index}]"
    if not isinstance(raw, Mapping):
        raise BadInput(where, msg("not a transmitter"), msg("a mapping with id, x, y and z"))
    x, y = frame.point([raw.get("x"), raw.get("y")], where)
    height = raw.get("z")
    if isinstance(height, bool) or not isinstance(height, int | float):
        raise BadInput(f"{where}, z", msg("“%(value)s” is not a number", value=str(height)), msg("a height in metres"))
    return Mast(str(raw.get("id", f"tx{index}")), x, y, float(height))


def _framed(data: Mapping[str, Any], notes: list[Message]) -> tuple[list[Any], tuple[Frame, Origin]]:
    """Return the features in local metres or in WGS84 degrees, and how they become metres around which point."""
    stated = _stated_origin(data)
    if "side_m" in data or "transmitters" in data or "local" in str(data.get("frame", "")):
        _refuse_degrees_as_metres(data["features"])
        if stated is None:
            notes.append(msg("the file is in local metres and does not say where on Earth: it is drawn at the centre of Dunkirk"))
        return data["features"], (Frame(None), stated or NOWHERE)
    features = in_degrees(data, notes)
    west, south, east, north = _degree_bounds(features)
    origin = stated or Origin(latitude=round((south + north) / 2, 6), longitude=round((west + east) / 2, 6))
    return features, (Frame(origin), origin)


def _refuse_degrees_as_metres(features: list[Any]) -> None:
    pairs = [pair for _, pair in points_of(features)]
    if len(pairs) < 3:
        return
    spans = [max(values) - min(values) for values in zip(*pairs, strict=True)]
    if max(spans) < _LEAST_SITE_M:
        raise BadInput(
            "frame",
            msg(
                "the file says local metres, yet all of it lies within %(span)s m: these look like degrees",
                span=round(max(spans), 6),
            ),
            msg("metres, or a file without “frame”, “side_m” and “transmitters”"),
        )


def _stated_origin(data: Mapping[str, Any]) -> Origin | None:
    said = data.get("origin")
    if said is None:
        return None
    try:
        origin = Origin(latitude=float(said["latitude"]), longitude=float(said["longitude"]))
    except (TypeError, KeyError, ValueError):
        raise BadInput("origin", msg("“%(value)s” is not a point", value=str(said)[:60]), msg("latitude and longitude")) from None
    refuse_strange_degrees(origin.longitude, origin.latitude, "origin")
    return origin


def _degree_bounds(features: list[Any]) -> tuple[float, float, float, float]:
    pairs = list(points_of(features))
    if not pairs:
        raise BadInput("features", msg("no coordinates"), msg("at least one building, mast or zone"))
    for index, (longitude, latitude) in pairs:
        refuse_strange_degrees(longitude, latitude, f"features[{index}]")
    longitudes, latitudes = [p[0] for _, p in pairs], [p[1] for _, p in pairs]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _boundary(data: Mapping[str, Any], parts: Parts, notes: list[Message]) -> Ring:
    if len(parts.boundaries) > 1:
        raise BadInput("features", msg("%(n)s boundaries", n=len(parts.boundaries)), msg("one boundary in one piece"))
    if parts.boundaries:
        return counter_clockwise(parts.boundaries[0])
    side = data.get("side_m")
    if isinstance(side, int | float) and side > 0:
        notes.append(msg("the file gives no boundary: the square of its map, %(side)s m wide, stands in", side=side))
        half, (cx, cy) = side / 2, data.get("centre", (0.0, 0.0))
        return ((cx - half, cy - half), (cx + half, cy - half), (cx + half, cy + half), (cx - half, cy + half))
    points = [p for b in parts.buildings for p in b.footprint] + [p for z in parts.zones for p in z.ring]
    points += [(m.x_m, m.y_m) for m in parts.masts]
    points += [p for path in parts.paths if not points for p in path.points]
    if not points:
        raise BadInput("features", msg("nothing to place"), msg("at least one building, mast or zone"))
    notes.append(msg("the file gives no boundary: the rectangle around its features stands in"))
    west, south = min(p[0] for p in points) - 20, min(p[1] for p in points) - 20
    east, north = max(p[0] for p in points) + 20, max(p[1] for p in points) + 20
    return ((west, south), (east, south), (east, north), (west, north))
