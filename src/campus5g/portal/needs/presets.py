"""Usual devices, so that nobody has to know a radio standard to describe a site: dated data with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from campus5g.core.benefit import Use
from campus5g.core.dated import Dated, DatedTable, load_table
from campus5g.core.figures import Source
from campus5g.core.site import DeviceGroup
from campus5g.network.geojson import read_devices


@dataclass(frozen=True, slots=True)
class Preset:
    """A usual kind of device. ``label`` is English, translated where it is shown; ``article`` is the row it was taken from."""

    key: str
    label: str
    use: Use
    devices: DeviceGroup
    article: str
    source: Source


@lru_cache(maxsize=1)
def _table() -> DatedTable:
    return load_table(files("campus5g.portal.needs").joinpath("presets.yaml"))


def presets(on: date) -> tuple[Preset, ...]:
    """Return the presets that hold on a day, use by use in the order of the file."""
    return tuple(_preset(entry) for entry in _table().entries if entry.holds(on))


def preset(key: str, on: date) -> Preset | None:
    return next((found for found in presets(on) if found.key == key), None)


def _preset(entry: Dated) -> Preset:
    said: dict[str, Any] = dict(entry.value)
    use = Use(said.pop("use"))
    devices = read_devices({"name": entry.label, "count": 1, **said}, f"presets.yaml, {entry.key}")
    return Preset(entry.key, entry.label, use, devices, entry.article, entry.source)
