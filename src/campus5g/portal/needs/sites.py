"""Where the sites of a need come from: the examples of the territory, a company's file; and how the map reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import Site
from campus5g.network.geojson import read_devices, write_geojson
from campus5g.network.site_checks import check_site
from campus5g.network.sites import SiteReading, read_site, read_site_with_notes

LARGEST_FILE = 5 * 1024 * 1024
_LENT = "not said yet"
_LENT_GROUP = {
    "name": _LENT, "count": 1, "packet_bytes": 1, "period_s": 1.0, "latency_s": 1.0, "reliability": 0.5, "uplink_bps": 1.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A synthetic site that ships with the territory."""

    key: str
    site: Site


def examples() -> tuple[Example, ...]:
    """Return the example sites of this territory, by name."""
    folder = settings.TERRITORY / "sites"
    return _examples(tuple(sorted(folder.glob("*.json")))) if folder.is_dir() else ()


@lru_cache(maxsize=4)
def _examples(paths: tuple[Path, ...]) -> tuple[Example, ...]:
    found = (Example(path.stem, read_site(path)) for path in paths)
    return tuple(sorted(found, key=lambda example: example.site.name))


def example(key: str) -> Example | None:
    return next((found for found in examples() if found.key == key), None)


def read_upload(uploaded: UploadedFile) -> SiteReading:
    """Read a site file that a company sent; zones may still lack their devices. Any fault is one sentence."""
    name = Path(uploaded.name or "").name[:120]
    if (uploaded.size or 0) > LARGEST_FILE:
        raise BadInput(name, msg("%(n)s MB", n=round((uploaded.size or 0) / 1e6, 1)), msg("a site file of at most 5 MB"))
    try:
        data = json.loads(uploaded.read().decode("utf-8"))
    except UnicodeDecodeError:
        raise BadInput(name, msg("the file is not text"), msg("JSON in UTF-8")) from None
    except json.JSONDecodeError as fault:
        where = f"{name}, {msg('line %(n)s', n=fault.lineno)}"
        raise BadInput(where, msg("not JSON, or a file cut in the middle"), msg("a whole GeoJSON file")) from None
    except RecursionError:
        raise BadInput(name, msg("too many levels"), msg("a GeoJSON file")) from None
    try:
        return read_loose(data)
    except BadInput as fault:
        raise fault.within(name) from None


def read_loose(data: Any) -> SiteReading:
    """Read a site whose zones may have no devices yet: the engine refuses those, a form lets people add them."""
    if not isinstance(data, Mapping) or not isinstance(data.get("features"), list):
        return read_site_with_notes(data if isinstance(data, Mapping) else {})
    reading = read_site_with_notes({**data, "features": [_lend(feature) for feature in data["features"]]})
    zones = tuple(replace(zone, devices=tuple(g for g in zone.devices if g.name != _LENT)) for zone in reading.site.zones)
    return SiteReading(reading.site.with_zones(zones), reading.notes)


def check_loose(site: Site) -> None:
    """Check a site whose zones may have no devices yet."""
    lent = (read_devices(_LENT_GROUP, ""),)
    check_site(site.with_zones(tuple(replace(zone, devices=zone.devices or lent) for zone in site.zones)))


def _lend(feature: Any) -> Any:
    """Give a zone without devices one that ``read_loose`` takes back."""
    if not isinstance(feature, Mapping) or not isinstance(said := feature.get("properties"), Mapping):
        return feature
    if "zone" not in (said.get("role"), said.get("kind")) or said.get("devices"):
        return feature
    return {**feature, "properties": {**said, "devices": [_LENT_GROUP]}}


def map_data(site: Site, antennas: list[Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """Return what ``sitemap.js`` draws: the site as GeoJSON, antennas as points with their bearing."""
    data = write_geojson(site)
    for antenna in antennas or []:
        place = list(site.origin.to_geographic(antenna["x_m"], antenna["y_m"]))
        said = {"role": "antenna", **{key: value for key, value in antenna.items() if key not in ("x_m", "y_m")}}
        data["features"].append({"type": "Feature", "properties": said, "geometry": {"type": "Point", "coordinates": place}})
    return data
