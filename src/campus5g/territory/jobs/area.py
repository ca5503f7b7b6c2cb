"""The area in which jobs are counted, and what its own tables add when an operator imports them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source, SourcedFigure
from campus5g.core.message import Message, msg
from campus5g.territory.flows import FlowTable, Zone, evenly
from campus5g.territory.jobs.assumptions import Bounded
from campus5g.territory.jobs.outcome import Hiring, Tension
from campus5g.territory.paths import Paths

_FIELDS = {"key", "value", "unit", "counted", "perimeter", "horizon", "source"}


@dataclass(frozen=True, slots=True)
class Area:
    """name: of the zone; figures: what is published of it, by key (``zone_jobs``, ``zone_active``, ``national_jobs``,
    ``retirements``). department, code: of INSEE, by which tables of scarcity and of hiring projects name it."""

    name: str
    figures: Mapping[str, SourcedFigure] = field(default_factory=dict)
    department: str = ""
    code: str = ""

    def value(self, key: str) -> float | None:
        return self.figures[key].low if key in self.figures else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What imported tables say; each part may be absent, and the outcome says what stands in its place.

    flows: a table of flows between industries; zone: employment by industry of the zone and the nation; jobs_per_meur: by code
    of an industry; tensions, hiring: by ROME code; paths: between occupations; given: assumptions that the tables replace.
    """

    flows: FlowTable | None = None
    zone: Zone | None = None
    jobs_per_meur: Mapping[str, float] = field(default_factory=dict)
    tensions: Mapping[str, Tension] = field(default_factory=dict)
    hiring: Mapping[str, Hiring] = field(default_factory=dict)
    paths: Paths | None = None
    given: tuple[Bounded, ...] = ()


NO_EVIDENCE = Evidence()


def zone_of(area: Area, evidence: Evidence) -> Zone | Message:
    """Return the zone on the industries of the flows, or what keeps it from being built."""
    assert evidence.flows is not None
    if evidence.zone is not None:
        return evidence.zone
    jobs, nation = area.value("zone_jobs"), area.value("national_jobs")
    if jobs is None or nation is None:
        return msg("no employment data for %(zone)s: published ratios stand in place of the table of flows", zone=area.name)
    return evenly(area.name, jobs, nation, len(evidence.flows.codes))


def read_area(path: Path, language: str = "en") -> Area:
    """Read the area of a territory (``dunkerque/area.yaml`` shows every field), its texts in ``language``."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(path.name, msg("no such file"), msg("an area in YAML")) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise BadInput(path.name, msg("not YAML"), msg("name and figures of an area")) from None
    if not isinstance(data, dict) or "name" not in data:
        raise BadInput(path.name, msg("no name"), msg("name and figures of an area"))
    figures = [_figure(one, f"{path.name}, figures[{n}]", language) for n, one in enumerate(data.get("figures") or (), 1)]
    return Area(
        _text(data["name"], language),
        {one.key: one for one in figures},
        str(data.get("department", "")),
        str(data.get("code", "")),
    )


def _figure(raw: Any, where: str, language: str) -> SourcedFigure:
    if not isinstance(raw, dict) or not set(raw) <= _FIELDS or not {"key", "value", "source"} <= set(raw):
        raise BadInput(where, msg("not a figure"), msg("%(names)s", names=", ".join(sorted(_FIELDS))))
    value = raw["value"]
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadInput(where, msg("“%(text)s” is not a quantity", text=str(value)), msg("a number, zero or more"))
    said = dict(raw["source"])
    confirm = bool(said.pop("to_confirm", False))
    source = Source(**{key: str(text) for key, text in said.items()}, to_confirm=confirm)
    counted, perimeter, horizon = (_text(raw.get(name, ""), language) for name in ("counted", "perimeter", "horizon"))
    number, unit = float(value), str(raw.get("unit", ""))
    return SourcedFigure(str(raw["key"]), number, number, unit, counted, perimeter, horizon, source)


def _text(value: Any, language: str) -> str:
    if isinstance(value, dict):
        return str(value.get(language) or next(iter(value.values()), ""))
    return str(value)
