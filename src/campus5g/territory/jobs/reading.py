"""Scenarios in TOML, places of a catalogue in CSV, a table of flows in a folder: what a person brings from outside."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import msg
from campus5g.territory.flows import FlowTable, read_flow_table
from campus5g.territory.jobs.scenario import SAID, Change, Scenario
from campus5g.territory.openings import Offered

_FIELDS = {"key", "name", "ramp", "changes"}
_CHANGE = {"value", "low", "high", "source"}
_SOURCE = {"title", "author", "date", "url", "licence"}
_OFFERED = ("id", "title", "rome", "month", "seats")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def read_scenario(path: Path) -> Scenario:
    """Read a scenario: ``name``, ``ramp`` (pairs of year and jobs) and ``[changes]``, a number or value, low, high and source each."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(path.name, msg("no such file"), msg("a scenario in TOML")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise BadInput(path.name, msg("not TOML"), msg("a scenario in TOML")) from None
    try:
        _only(data, _FIELDS, "")
        changes = _mapping(data.get("changes", {}), "changes")
        found = {key: _change(value, f"changes.{key}") for key, value in changes.items()}
        key = str(data.get("key", path.stem))
        return Scenario(key, str(data.get("name", key)), found, _ramp(data.get("ramp", [])))
    except BadInput as refusal:
        raise refusal.within(path.name) from None


def _change(value: Any, where: str) -> Change:
    if not isinstance(value, dict):
        return Change(_number(value, where))
    _only(value, _CHANGE, where)
    if "value" not in value:
        raise BadInput(where, msg("no value"), msg("value, and low, high and source where they are known"))
    numbers = {name: _number(value[name], f"{where}.{name}") for name in ("low", "high") if name in value}
    return Change(_number(value["value"], f"{where}.value"), **numbers, source=_source(value.get("source"), f"{where}.source"))


def _source(value: Any, where: str) -> Source:
    if value is None:
        return SAID
    said = _mapping(value, where)
    _only(said, _SOURCE, where)
    title, author, day, url, licence = (str(said.get(name, "")) for name in ("title", "author", "date", "url", "licence"))
    return Source(title, author, day, url, licence)


def _ramp(value: Any) -> tuple[tuple[int, float], ...]:
    if not isinstance(value, list) or not all(isinstance(one, list) and len(one) == 2 for one in value):
        raise BadInput("ramp", msg("not a list of years and jobs"), msg("pairs such as [2028, 150]"))
    return tuple((int(_number(year, "ramp")), _number(jobs, "ramp")) for year, jobs in value)


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadInput(where, msg("“%(text)s”", text=str(value)), msg("a table of names and values"))
    return value


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(where, msg("“%(text)s” is not a number", text=str(value)), msg("a number"))
    return float(value)


def _only(data: Mapping[str, Any], fields: set[str], where: str) -> None:
    unknown = sorted(set(data) - fields)
    if unknown:
        expected = msg("one of: %(names)s", names=", ".join(sorted(fields)))
        raise BadInput(where or unknown[0], msg("unknown field %(name)s", name=unknown[0]), expected)


def read_offered(path: Path) -> tuple[Offered, ...]:
    """Read places of a catalogue: ``id, title, rome, month, seats`` and perhaps ``place``; several ROME codes by spaces."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (FileNotFoundError, UnicodeDecodeError):
        raise BadInput(path.name, msg("no such file, or not UTF-8"), msg("places of a catalogue in CSV")) from None
    missing = [name for name in _OFFERED if not rows or name not in rows[0]]
    if missing:
        raise BadInput(path.name, msg("no column %(name)s", name=missing[0]), msg("%(names)s", names=", ".join(_OFFERED)))
    return tuple(_offered(row, f"{path.name}, line {line}") for line, row in enumerate(rows, 2))


def _offered(row: dict[str, str], where: str) -> Offered:
    if not _MONTH.fullmatch(row["month"] or ""):
        raise BadInput(where, msg("“%(text)s” is not a month", text=str(row["month"])), msg("a month such as 2026-11"))
    if not (row["seats"] or "").isdigit():
        raise BadInput(where, msg("“%(text)s” is not a number", text=str(row["seats"])), msg("a whole number of places"))
    codes = frozenset((row["rome"] or "").split())
    return Offered(row["id"], row["title"], codes, row["month"], int(row["seats"]), row.get("place") or "")


def read_flows(folder: Path) -> FlowTable:
    """Read the table of flows of a folder: one CSV file each whose name holds ``domestic``, ``imported`` and ``final``."""
    found = [sorted(folder.glob(f"*{part}*.csv")) for part in ("domestic", "imported", "final")]
    lost = next((part for part, files in zip(("domestic", "imported", "final"), found, strict=True) if len(files) != 1), None)
    if lost is not None:
        raise BadInput(folder.name, msg("not one file named “%(part)s”", part=lost), msg("three tables in CSV"))
    return read_flow_table(*(files[0] for files in found))
