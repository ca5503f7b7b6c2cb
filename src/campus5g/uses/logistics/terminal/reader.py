"""A terminal as a small TOML file: what it says is checked, what it does not say is a stated default."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from math import isfinite
from pathlib import Path
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.logistics.terminal.case import Terminal

RANGES: dict[str, tuple[float, float]] = {
    "cranes": (1, 60),
    "vehicles": (1, 500),
    "quay_m": (20, 20_000),
    "near_m": (0, 5_000),
    "far_m": (1, 10_000),
    "blocks": (1, 500),
    "hook_s": (10, 1200),
    "yard_s": (1, 1800),
    "speed_m_s": (0.5, 15),
    "stacks": (2, 200),
    "tiers": (1, 10),
    "fill": (0.05, 1),
    "trucks_h": (0.1, 60),
    "lift_s": (10, 1200),
    "gate_min": (0, 600),
    "drive_min": (0, 600),
}
WHOLE = frozenset({"cranes", "vehicles", "blocks", "stacks", "tiers"})


@dataclass(frozen=True, slots=True)
class Case:
    """A terminal, and the names of the figures that the file left to their defaults."""

    terminal: Terminal
    defaults: tuple[str, ...]


def read_case(path: Path | None) -> Case:
    """Read a terminal; without a file all figures are the defaults. ``BadInput`` names the figure, its value and its range."""
    said = {} if path is None else _toml(path)
    name = "" if path is None else path.name
    unknown = sorted(set(said) - set(RANGES))
    if unknown:
        raise BadInput(
            f"{name}, {unknown[0]}", msg("not a field known here"), msg("one of: %(names)s", names=", ".join(sorted(RANGES)))
        )
    values = {key: _number(f"{name}, {key}", key, value) for key, value in said.items()}
    plain = Terminal()
    depths = (values.pop("near_m", plain.depths[0]), values.pop("far_m", plain.depths[1]))
    if depths[0] >= depths[1]:
        raise BadInput(
            f"{name}, far_m", msg("the yard ends (%(far)s m) before it begins (%(near)s m)", far=depths[1], near=depths[0]),
            msg("a yard behind the quay"),
        )  # fmt: skip
    whole = {key: round(value) if key in WHOLE else value for key, value in values.items()}
    chosen: dict[str, Any] = {field.name: whole[field.name] for field in fields(Terminal) if field.name in whole}
    return Case(replace(plain, depths=depths, **chosen), tuple(key for key in RANGES if key not in said))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(path.name, msg("no such file"), msg("a terminal as TOML")) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise BadInput(
            path.name, msg("it cannot be read as TOML (is it cut?): %(why)s", why=str(fault)), msg("key = value")
        ) from fault


def _number(where: str, key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or (key in WHOLE and value != round(value)):
        raise BadInput(where, msg("“%(value)s” is not a number", value=str(value)), msg("a number"))
    least, most = RANGES[key]
    if not isfinite(value) or not least <= value <= most:
        raise BadInput(
            where,
            msg("value %(value)s is outside its range", value=float(value)),
            msg("a value from %(low)s to %(high)s", low=least, high=most),
        )
    return float(value)
