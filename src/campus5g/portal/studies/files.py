"""The files of a plan, drawn when they are asked for: for an integrator, for a map program, for a spreadsheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from campus5g.documents.archive import steady_zip
from campus5g.documents.layers import PLAN_LAYERS
from campus5g.documents.maps import coverage_map
from campus5g.documents.plan_report import plan_pdf
from campus5g.documents.theme import to_png
from campus5g.network.plan import NetworkPlan, PlanGrids
from campus5g.network.rasters import plan_rasters
from campus5g.portal.studies.models import Study
from campus5g.study.plan_outputs import PICTURES, service_csv
from campus5g.study.plan_sheet import sheet_of


@dataclass(frozen=True, slots=True)
class PlanFile:
    """How a file is made, and what it is; ``make`` returns nothing where the plan lacks what it shows."""

    kind: str
    make: Callable[[Study, NetworkPlan, str], bytes | None]


def _pdf(study: Study, plan: NetworkPlan, language: str) -> bytes:
    return plan_pdf(sheet_of(study.core.site, plan, study.maps), language)


def _csv(study: Study, plan: NetworkPlan, _language: str) -> bytes:
    return service_csv(study.core.site, plan)


def _rasters(study: Study, _plan: NetworkPlan, _language: str) -> bytes | None:
    if study.maps is None:
        return None
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        for name, content in plan_rasters(study.maps, study.core.site.origin).items():
            folder.writestr(name, content)
    return steady_zip(out.getvalue())


def _picture(key: str) -> Callable[[Study, NetworkPlan, str], bytes | None]:
    layer = next(found for found in PLAN_LAYERS if found.key == key)

    def make(study: Study, plan: NetworkPlan, language: str) -> bytes | None:
        maps: PlanGrids | None = study.maps
        sheet = sheet_of(study.core.site, plan, maps)
        if sheet.grid is None or getattr(sheet.grid, key) is None:
            return None
        return to_png(coverage_map(sheet.site, sheet.grid, sheet.drawn, language, layer).svg, paper="white")

    return make


FILES = {
    "plan.pdf": PlanFile("application/pdf", _pdf),
    "service.csv": PlanFile("text/csv; charset=utf-8", _csv),
    "maps.zip": PlanFile("application/zip", _rasters),
    **{f"{PICTURES[layer.key]}.png": PlanFile("image/png", _picture(layer.key)) for layer in PLAN_LAYERS},
}
"""By the end of their name; the beginning is the reference of the study."""
