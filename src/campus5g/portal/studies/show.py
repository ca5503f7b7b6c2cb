"""A study as its page shows it: the picture first, the answer, then the tables, all in the reader's language.

Tables and charts are those of the documents, so that page, pdf and Word never say different numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campus5g.core.benefit import NotAssessed, UseAssessment
from campus5g.core.business import BusinessCase, CaseRow
from campus5g.core.message import msg
from campus5g.core.service import Connectivity
from campus5g.documents.blocks import Callout, Column, Table
from campus5g.documents.charts import Chart, cost_chart, net_gain_chart, service_chart, tornado_chart
from campus5g.documents.content import StudyReport
from campus5g.documents.names import CONNECTIVITY, USE
from campus5g.documents.sections.basis import all_assumptions, assumption_table
from campus5g.documents.sections.gains import answer, beyond_money_table
from campus5g.documents.sections.network import antenna_table, service_table
from campus5g.documents.sections.summary import key_figures
from campus5g.documents.voice import Voice
from campus5g.network.plan import NetworkPlan
from campus5g.portal.base.templatetags.campus import number
from campus5g.portal.needs.sites import map_data as site_data
from campus5g.portal.studies.layers import layers_of
from campus5g.portal.studies.models import Study
from campus5g.portal.studies.plan_show import PlanShown, ShortfallShown, plan_shown, shortfalls
from campus5g.portal.studies.wishes import read, sentences
from campus5g.study.report import report_of

FIRST_CALLS = 5


def language() -> str:
    return (get_language() or "en").split("-")[0]


def shown(study: Study) -> dict[str, Any]:
    """Return what the template of a finished study writes."""
    core, say = study.core, Voice(language())
    content = report_of(core, None)
    return {
        "core": core,
        "answers": [answer(use, say) for use in core.assessments],
        "figures": key_figures(content, say),
        "uses": [_use(use, say) for use in core.assessments],
        "wishes": [say(wish) for wish in sentences(read(study.wishes))],
        "layers": layers_of(study.pk, study.maps, core.plan, core.site.origin, say),
        "network": _network(core.plan, content, say) if core.plan else None,
        "costs": _costs(content, say),
        "business": _business(core.business, say) if core.business else None,
        "calls": core.calls[:FIRST_CALLS],
        "calls_left": max(0, len(core.calls) - FIRST_CALLS),
        "assumptions": assumption_table(all_assumptions(content), say),
        "doubtful": sum(a.source.to_confirm for a in all_assumptions(content)),
        "warnings": (*core.reasons, *core.warnings),
    }


@dataclass(frozen=True, slots=True)
class UseShown:
    """One use: assessed with its chart and tables, or the reason why it is not."""

    key: str
    name: str
    callout: Callout
    chart: Chart | None = None
    tornado: Chart | None = None
    beyond: Table | None = None
    reasons: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def _use(use: UseAssessment | NotAssessed, say: Voice) -> UseShown:
    name, callout = say(USE[use.use]), answer(use, say)
    if isinstance(use, NotAssessed):
        return UseShown(use.use.value, name, callout)
    gains, moves = net_gain_chart(use, say.language), tornado_chart(use, say.language)
    return UseShown(
        use.use.value, name, callout, gains, moves if use.sensitivities else None,
        beyond_money_table(use, say) if use.benefits else None, tuple(map(say, use.reasons)),
        tuple(map(say, (*use.would_change, *use.break_even))), tuple(map(say, use.data_notes)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NetworkShown:
    """The plan: what it gives in each zone, what it falls short of and what would help, what the law says."""

    band: str
    served: str
    reasons: tuple[str, ...]
    antennas: Table
    margins: Chart | None
    service: Table
    shortfalls: tuple[ShortfallShown, ...]
    findings: tuple[dict[str, Any], ...]
    plan: PlanShown


def _network(plan: NetworkPlan, content: StudyReport, say: Voice) -> NetworkShown:
    margins = service_chart(content.site, plan.service, say.language)
    words = {True: _("respected"), False: _("not respected"), None: _("to be checked by a person")}
    tones = {True: "good", False: "warn", None: "neutral"}
    return NetworkShown(
        band=say(msg("band %(band)s, frame %(frame)s", band=plan.band, frame=plan.frame)),
        served=say.share(plan.served_share),
        reasons=tuple(say(reason) for reason in plan.reasons),
        antennas=antenna_table(plan.antennas, say),
        margins=margins if margins.table.rows else None,
        service=service_table(content, plan.service, say),
        shortfalls=shortfalls(plan, content.site, say),
        findings=tuple(
            {"words": say(f.message), "result": words[f.ok], "tone": tones[f.ok], "source": f.source} for f in plan.findings
        ),
        plan=plan_shown(plan, content.site, say),
    )


def _costs(content: StudyReport, say: Voice) -> dict[str, Any] | None:
    costs = content.network.costs if content.network else ()
    return {"chart": cost_chart(costs, say.language)} if costs else None


def _business(case: BusinessCase, say: Voice) -> dict[str, Any]:
    """The business case as a table; what is not assessed says so."""
    columns = (
        Column(_("Connectivity"), width=1.4), Column(_("Investment"), "right"), Column(_("Running cost a year"), "right"),
        Column(_("Gain a year"), "right"), Column(_("Value over the years"), "right"), Column(_("Paid back in"), "right"),
    )  # fmt: skip
    rows = tuple(_case(row, say) for row in case.rows)
    table = Table(columns, rows, _("Business case: median, with the range from P10 to P90"))
    counted, left_out = (", ".join(say(USE[use]) for use in uses) for uses in (case.counted, case.not_counted))
    return {"table": table, "counted": counted, "left_out": left_out}


def _case(row: CaseRow, say: Voice) -> tuple[str, ...]:
    def money(cents: int) -> str:
        return say.estimate(cents / 100)

    def span(value: Any) -> str:
        if value is None:
            return _("not yet assessed")
        low, high = money(value.p10_cents), money(value.p90_cents)
        return f"{money(value.p50_cents)} ({say(msg('%(low)s to %(high)s', low=low, high=high))})"

    paid = _("%(years)s years") % {"years": number(row.payback_years, 1)} if row.payback_years is not None else "–"
    name = say(CONNECTIVITY[row.connectivity])
    return name, money(row.capex_cents), money(row.opex_cents_per_year), span(row.gain), span(row.npv), paid


def map_data(study: Study) -> dict[str, Any]:
    """The site with the antennas of the plan and whether each zone gets what it asks for, for the map."""
    plan = study.core.plan
    antennas = [
        {
            "id": a.id, "mast": a.mast_id, "kind": a.kind, "x_m": a.x_m, "y_m": a.y_m, "height": a.height_m,
            "azimuth_deg": a.azimuth_deg, "tilt_deg": a.tilt_deg, "eirp_dbm": a.eirp_dbm,
        }
        for a in (plan.antennas if plan else ())
    ]  # fmt: skip
    data = site_data(study.core.site, antennas)
    for feature in data["features"]:
        said = feature["properties"]
        level = plan.service_of(Connectivity.PRIVATE_5G, said["id"]) if plan and said["role"] in ("zone", "path") else None
        if level is not None:
            said["meets"], said["verdict"] = level.meets, "✓" if level.meets else "✗"
    return data
