"""Rules and figures as dated data with their source.

A file is a YAML mapping with ``source`` and ``entries``; an entry has ``key``, ``value``, ``valid_from`` and, where they
apply, ``valid_to``, ``unit``, ``low``, ``high``, ``article``, ``label``, ``to_confirm``. A file with a fault is refused at load,
with its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import msg

_FIELDS = {"key", "value", "valid_from", "valid_to", "unit", "low", "high", "article", "label", "to_confirm", "source", "note"}


@dataclass(frozen=True, slots=True)
class Dated:
    """One value of a rule, with the days on which it holds (``valid_to`` included)."""

    key: str
    value: Any
    valid_from: date
    valid_to: date | None
    unit: str
    low: float | None
    high: float | None
    article: str
    label: str
    source: Source
    to_confirm: bool
    where: str = ""
    """File and line, so that whoever checks a value further can still point at it."""

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class DatedTable:
    """The entries of one or several files. Two entries of one key never hold on the same day."""

    entries: tuple[Dated, ...]

    def at(self, key: str, on: date) -> Dated | None:
        """Return the entry of ``key`` that holds on a day, or ``None``."""
        return next((e for e in self.entries if e.key == key and e.holds(on)), None)

    def need(self, key: str, on: date) -> Dated:
        """Return the entry of ``key`` that holds on a day; a missing key is a fault of the data files."""
        entry = self.at(key, on)
        if entry is None:
            raise BadInput(key, msg("no rule holds on %(day)s", day=on.isoformat()), msg("an entry valid on that day"))
        return entry

    def latest(self, key: str) -> Dated:
        """Return the newest entry of ``key``: what applies if the present rule is assumed continued."""
        return max((e for e in self.entries if e.key == key), key=lambda e: e.valid_from)


class _LineLoader(yaml.SafeLoader):
    """A safe loader that remembers the line of each mapping."""


def _mapping(loader: _LineLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    mapping: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    mapping["__line__"] = node.start_mark.line + 1
    return mapping


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_table(*paths: Path | Traversable) -> DatedTable:
    """Read dated files and check them: known fields, days in order, no two entries of one key on one day."""
    entries: list[Dated] = []
    for path in paths:
        entries.extend(_read(path))
    _refuse_overlaps(entries)
    return DatedTable(tuple(entries))


def _read(path: Path | Traversable) -> list[Dated]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _LineLoader)  # noqa: S506  # nosec B506 (a SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise BadInput(f"{path.name}, line {line}", msg("not YAML"), msg("a mapping with source and entries")) from None
    if not isinstance(data, dict) or not isinstance(data.get("entries"), list):
        raise BadInput(path.name, msg("no list of entries"), msg("a mapping with source and entries"))
    default = data.get("source") or {}
    return [_entry(path.name, raw, default) for raw in data["entries"]]


def _entry(file: str, raw: Any, default: dict[str, Any]) -> Dated:
    line = raw.pop("__line__", 0) if isinstance(raw, dict) else 0
    where = f"{file}, line {line}"
    if not isinstance(raw, dict) or "key" not in raw or "value" not in raw:
        raise BadInput(where, msg("an entry without key or value"), msg("key, value and valid_from"))
    unknown = sorted(set(raw) - _FIELDS)
    if unknown:
        raise BadInput(
            where, msg("unknown field %(name)s", name=unknown[0]), msg("one of: %(names)s", names=", ".join(sorted(_FIELDS)))
        )
    start, end = raw.get("valid_from"), raw.get("valid_to")
    if not isinstance(start, date) or not (end is None or isinstance(end, date)):
        raise BadInput(where, msg("%(key)s has no day from which it holds", key=raw["key"]), msg("valid_from: 2024-01-01"))
    if end is not None and end < start:
        raise BadInput(where, msg("%(key)s ends before it starts", key=raw["key"]), msg("valid_to on or after valid_from"))
    value = raw["value"]
    if isinstance(value, dict):
        value = {k: v for k, v in value.items() if k != "__line__"}
    said = {k: v for k, v in {**default, **(raw.get("source") or {})}.items() if k != "__line__"}
    confirm = bool(raw.get("to_confirm", said.pop("to_confirm", False)))
    source = Source(**{k: str(v) for k, v in said.items()}, to_confirm=confirm)
    return Dated(
        key=str(raw["key"]),
        value=value,
        valid_from=start,
        valid_to=end,
        unit=str(raw.get("unit", "")),
        low=raw.get("low"),
        high=raw.get("high"),
        article=str(raw.get("article", "")),
        label=str(raw.get("label", "")),
        source=source,
        to_confirm=confirm,
        where=where,
    )


def _refuse_overlaps(entries: list[Dated]) -> None:
    by_key: dict[str, list[Dated]] = {}
    for entry in entries:
        by_key.setdefault(entry.key, []).append(entry)
    for key, versions in by_key.items():
        versions.sort(key=lambda e: e.valid_from)
        for before, after in pairwise(versions):
            if before.valid_to is None or before.valid_to >= after.valid_from:
                raise BadInput(
                    key, msg("two rules hold on %(day)s", day=after.valid_from.isoformat()), msg("periods that do not overlap")
                )
