"""Reading investments from their YAML file, or TOML with the same fields; ``dunkerque/investments.yaml`` shows every one.

A figure may lack its source or its date: it is kept and marked. Everything else that is missing or unknown is refused in one
sentence with its place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

import yaml

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source, SourcedFigure
from campus5g.core.message import msg
from campus5g.territory.investments.statements import UNITS, Confidence, Investment, Place, Quantity, Statement, Status

_INVESTMENT = {"key", "investor", "name", "site", "kinds", "status", "warning", "part_of", "outside", "places", "figures"}
_PLACE = {"name", "latitude", "longitude", "to_confirm"}
_FIGURE = {
    "quantity",
    "low",
    "high",
    "unit",
    "counted",
    "perimeter",
    "horizon",
    "source",
    "confidence",
    "trade",
    "year",
}
_E = TypeVar("_E", bound=StrEnum)


def read_investments(path: Path, language: str = "en") -> tuple[Investment, ...]:
    """Return the investments of a file, their texts in ``language`` (or the one they are written in)."""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text) if path.suffix == ".toml" else yaml.safe_load(text)
    except FileNotFoundError:
        raise BadInput(path.name, msg("no such file"), msg("investments in YAML")) from None
    except (yaml.YAMLError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise BadInput(path.name, msg("neither YAML nor TOML"), msg("a mapping with sources and investments")) from None
    if not isinstance(data, dict) or not isinstance(data.get("investments"), list):
        raise BadInput(path.name, msg("no list of investments"), msg("a mapping with sources and investments"))
    raw = data.get("sources") or {}
    try:
        sources = {str(key): _told_by(one, str(key)) for key, one in raw.items()}
        found = tuple(_investment(one, sources, language, n) for n, one in enumerate(data["investments"], 1))
    except BadInput as refusal:
        raise refusal.within(path.name) from None
    keys = [one.key for one in found]
    for key in keys:
        if keys.count(key) > 1:
            raise BadInput(path.name, msg("“%(name)s” stands twice", name=key), msg("each investment once"))
    return found


def _told_by(raw: Any, key: str) -> Source:
    where = f"sources.{key}"
    if not isinstance(raw, dict):
        raise BadInput(where, msg("not a source"), msg("title, author, date and url"))
    _known(raw, {"title", "author", "date", "url", "licence"}, where)
    title, author, day, url, licence = (str(raw.get(name, "")) for name in ("title", "author", "date", "url", "licence"))
    return Source(title, author, day, url, licence)


def _investment(raw: Any, sources: Mapping[str, Source], language: str, place: int) -> Investment:
    where = str(raw.get("key", f"investments[{place}]")) if isinstance(raw, dict) else f"investments[{place}]"
    if not isinstance(raw, dict) or "key" not in raw or "name" not in raw:
        raise BadInput(where, msg("an investment without key or name"), msg("key, name, site, status and figures"))
    _known(raw, _INVESTMENT, where)
    figures = raw.get("figures") or []
    return Investment(
        key=where,
        name=_text(raw["name"], language),
        investor=str(raw.get("investor", "")),
        site=_text(raw.get("site", ""), language),
        kinds=tuple(map(str, raw.get("kinds") or ())),
        status=_one_of(Status, raw.get("status"), f"{where}.status"),
        statements=tuple(
            _statement(figure, where, f"{where}.figures[{n}]", sources, language) for n, figure in enumerate(figures, 1)
        ),
        warning=_text(raw.get("warning", ""), language),
        part_of=str(raw.get("part_of", "")),
        outside=bool(raw.get("outside", False)),
        places=tuple(_place(one, f"{where}.places[{n}]") for n, one in enumerate(raw.get("places") or (), 1)),
    )


def _place(raw: Any, where: str) -> Place:
    if not isinstance(raw, dict) or not {"name", "latitude", "longitude"} <= set(raw):
        raise BadInput(where, msg("not a place"), msg("name, latitude and longitude"))
    _known(raw, _PLACE, where)
    latitude, longitude = (_degrees(raw[name], f"{where}.{name}", most) for name, most in (("latitude", 90), ("longitude", 180)))
    return Place(str(raw["name"]), latitude, longitude, bool(raw.get("to_confirm", False)))


def _degrees(value: Any, where: str, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise BadInput(where, msg("“%(text)s” is no angle", text=str(value)), msg("degrees, at most %(most)s", most=most))
    return float(value)


def _statement(raw: Any, investment: str, where: str, sources: Mapping[str, Source], language: str) -> Statement:
    if not isinstance(raw, dict):
        raise BadInput(where, msg("not a figure"), msg("quantity, low, high, unit, counted, perimeter, horizon and source"))
    _known(raw, _FIGURE, where)
    quantity = _one_of(Quantity, raw.get("quantity"), f"{where}.quantity")
    unit = str(raw.get("unit", ""))
    if unit not in UNITS[quantity]:
        raise BadInput(f"{where}.unit", msg("“%(unit)s”", unit=unit), msg("one of: %(names)s", names=", ".join(UNITS[quantity])))
    low = _number(raw.get("low"), f"{where}.low")
    high = _number(raw.get("high", low), f"{where}.high")
    if high < low:
        raise BadInput(where, msg("the range ends below its beginning"), msg("high at or above low"))
    figure = SourcedFigure(
        key=where,
        low=low,
        high=high,
        unit=unit,
        counted=_text(raw.get("counted", ""), language),
        perimeter=_text(raw.get("perimeter", ""), language),
        horizon=_text(raw.get("horizon", ""), language),
        source=_source(raw.get("source"), sources, where),
    )
    year = raw.get("year")
    confidence = _one_of(Confidence, raw.get("confidence"), f"{where}.confidence")
    return Statement(investment, quantity, figure, confidence, str(raw.get("trade", "")), None if year is None else int(year))


def _source(name: Any, sources: Mapping[str, Source], where: str) -> Source:
    if name in (None, ""):
        return Source("")
    if name not in sources:
        raise BadInput(
            f"{where}.source",
            msg("“%(name)s” is not a source of this file", name=str(name)),
            msg("one of: %(names)s", names=", ".join(sorted(sources))),
        )
    return sources[name]


def _known(raw: Mapping[str, Any], fields: set[str], where: str) -> None:
    unknown = sorted(set(raw) - fields)
    if unknown:
        expected = msg("one of: %(names)s", names=", ".join(sorted(fields)))
        raise BadInput(where, msg("unknown field %(name)s", name=str(unknown[0])), expected)


def _one_of(kind: type[_E], value: Any, where: str) -> _E:
    try:
        return kind(value)
    except ValueError:
        expected = msg("one of: %(names)s", names=", ".join(kind))
        raise BadInput(where, msg("“%(name)s”", name=str(value)), expected) from None


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or value < 0:
        raise BadInput(where, msg("“%(text)s” is not a quantity", text=str(value)), msg("a number, zero or more"))
    return float(value)


def _text(value: Any, language: str) -> str:
    if isinstance(value, dict):
        return str(value.get(language) or next(iter(value.values()), ""))
    return str(value)
