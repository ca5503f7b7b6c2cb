"""The files of a network plan: for machines (JSON, GeoJSON, GeoTIFF, CSV) and for people (PNG, PDF)."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from campus5g.core.codec import dump
from campus5g.core.files import write_whole
from campus5g.core.message import LANGUAGES, msg
from campus5g.core.progress import Progress, silent
from campus5g.core.service import ServiceLevel
from campus5g.core.site import Site
from campus5g.documents.csv_export import Cell, csv_bytes
from campus5g.documents.layers import PLAN_LAYERS
from campus5g.documents.maps import coverage_map
from campus5g.documents.margins import service_margins
from campus5g.documents.plan_content import PlanSheet
from campus5g.documents.plan_report import plan_pdf
from campus5g.documents.theme import to_png
from campus5g.documents.voice import Voice
from campus5g.network.plan import NetworkPlan, PlanGrids, antennas_geojson
from campus5g.network.rasters import plan_rasters
from campus5g.study.outputs import checked_folder
from campus5g.study.plan_sheet import sheet_of

PICTURES = {
    "rsrp_dbm": "rsrp",
    "sinr_db": "sinr",
    "best_server": "best_server",
    "uplink_bps": "uplink",
    "downlink_bps": "downlink",
}
"""File names of the maps, the same as PNG and as GeoTIFF."""

_SERVICE = (
    "zone_id", "zone", "connectivity", "coverage", "uplink_bps", "downlink_bps", "latency_p50_s", "latency_p99_s", "latency_p999_s",
    "loss", "outage_s", "age_s", "availability", "capacity_devices", "margin", "tightest_requirement", "meets",
)  # fmt: skip


def write_plan(
    site: Site, plan: NetworkPlan, grids: PlanGrids, folder: Path, language: str, progress: Progress = silent
) -> tuple[Path, ...]:
    """Write every file of a plan into ``folder``, once all of them are made; files of other names stay.

    ``plan.json``, ``antennas.geojson``, ``service.csv``; ``rsrp``, ``sinr``, ``best_server``, ``uplink`` and ``downlink`` as
    GeoTIFF and, in ``language``, as PNG; ``site.png``; ``plan-fr.pdf`` and ``plan-en.pdf``. Same plan, same bytes.
    """
    folder = checked_folder(folder)
    makers = _makers(site, plan, grids, language)
    made: dict[str, bytes] = {}
    for number, (name, make) in enumerate(makers.items()):
        progress(number / len(makers), msg("writing %(name)s", name=name))
        made[name] = make()
    made.update(plan_rasters(grids, site.origin))
    for name, content in made.items():
        write_whole(folder / name, content)
    progress(1.0, msg("done"))
    return tuple(folder / name for name in sorted(made))


def _makers(site: Site, plan: NetworkPlan, grids: PlanGrids, language: str) -> dict[str, Callable[[], bytes]]:
    sheet = sheet_of(site, plan, grids)
    antennas = json.dumps(antennas_geojson(plan, site), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    makers: dict[str, Callable[[], bytes]] = {
        "plan.json": lambda: dump(plan).encode() + b"\n",
        "antennas.geojson": antennas.encode,
        "service.csv": lambda: service_csv(site, plan),
        "site.png": lambda: to_png(coverage_map(site, None, sheet.drawn, language).svg, paper="white"),
    }
    for layer in PLAN_LAYERS:
        if sheet.grid is not None and getattr(sheet.grid, layer.key) is not None:
            makers[f"{PICTURES[layer.key]}.png"] = partial(_picture, sheet, layer.key, language)
    for spoken in LANGUAGES:
        makers[f"plan-{spoken}.pdf"] = partial(plan_pdf, sheet, spoken)
    return makers


def _picture(sheet: PlanSheet, key: str, language: str) -> bytes:
    layer = next(layer for layer in PLAN_LAYERS if layer.key == key)
    return to_png(coverage_map(sheet.site, sheet.grid, sheet.drawn, language, layer).svg, paper="white")


def service_csv(site: Site, plan: NetworkPlan) -> bytes:
    """Return the service of every connectivity in every zone, one row each, in SI units and shares; names in English."""
    names = {zone.id: zone.name for zone in site.zones}
    margins = {(m.zone_id, m.connectivity): m for m in service_margins(site, plan.service)}

    def row(level: ServiceLevel) -> tuple[Cell, ...]:
        margin = margins.get((level.zone_id, level.connectivity))
        return (
            level.zone_id,
            names.get(level.zone_id, ""),
            level.connectivity.value,
            level.coverage,
            level.uplink_bps,
            level.downlink_bps,
            level.latency.p50_s,
            level.latency.p99_s,
            level.latency.p999_s,
            level.loss,
            level.outage_s,
            level.age_s,
            level.availability,
            level.capacity_devices,
            None if margin is None else float(f"{margin.margin:.6g}"),
            None if margin is None else Voice("en")(margin.limit),
            level.meets,
        )

    return csv_bytes(_SERVICE, map(row, plan.service))
