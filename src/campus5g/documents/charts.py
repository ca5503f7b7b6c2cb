"""Charts: one Vega-Lite specification for browser and pdf, and the table of the very same numbers beside it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from campus5g.core.benefit import UseAssessment
from campus5g.core.message import Message, msg
from campus5g.core.project import FinancingPlan, Project
from campus5g.core.service import Connectivity, ConnectivityCost, ServiceLevel
from campus5g.core.site import Site
from campus5g.documents.blocks import Column, Figure, Table, clean
from campus5g.documents.margins import service_margins
from campus5g.documents.names import CONNECTIVITY
from campus5g.documents.theme import ACCENT, ACCENT_SOFT, GREY, GREY_SOFT, INK, VEGA_LITE, Spec, config, to_svg
from campus5g.documents.voice import Voice

Row = dict[str, Any]
WIDTH = 470
_PAGE = 660.0  # units of a drawing across a page: all charts then write at one size
_MOST_ASSUMPTIONS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """A picture of numbers. ``spec['data']['values']`` holds the numbers that ``table`` writes; ``alt`` says them."""

    title: str
    alt: str
    spec: Spec
    table: Table

    def figure(self, language: str) -> Figure:
        """The chart drawn, its title as the caption of the page rather than a part of the picture."""
        untitled = {key: value for key, value in self.spec.items() if key != "title"}
        svg = to_svg(untitled, language)
        return Figure(svg, self.alt, self.title, min(_natural_width(svg) / _PAGE, 1.0))


def net_gain_chart(assessment: UseAssessment, language: str) -> Chart:
    """Net euros a year of each connectivity: bar at P50, line from P10 to P90. All in € a year."""
    say = Voice(language)
    benefits = sorted(assessment.benefits, key=lambda b: (-b.net_eur.p50, b.connectivity))
    rows: list[Row] = [
        {
            "connectivity": say(CONNECTIVITY[b.connectivity]),
            "accent": b.connectivity == Connectivity.PRIVATE_5G,
            "p10": b.net_eur.p10,
            "p50": b.net_eur.p50,
            "p90": b.net_eur.p90,
            "end": max(b.net_eur.p90, 0.0),
            "label": say.estimate(b.net_eur.p50),
        }
        for b in benefits
    ]
    y = {"field": "connectivity", "type": "nominal", "sort": None, "title": None}
    top = max((abs(row[key]) for row in rows for key in ("p10", "p90")), default=0.0)
    layers = [
        layer("bar", {"size": 18}, y=y, x=money_x("p50", top, say), color=_accented()),
        layer("rule", {"color": INK, "strokeWidth": 1.5}, y=y, x=_x("p10"), x2={"field": "p90"}),
        layer("tick", {"color": INK, "size": 9, "thickness": 1.5}, y=y, x=_x("p10")),
        layer("tick", {"color": INK, "size": 9, "thickness": 1.5}, y=y, x=_x("p90")),
        layer("text", {"align": "left", "dx": 7, "fontWeight": 600}, y=y, x=_x("end"), text={"field": "label"}),
        {"mark": {"type": "rule", "color": GREY}, "encoding": {"x": {"datum": 0}}},
    ]
    table = Table(
        (
            Column(say(msg("Connectivity")), width=1.4),
            *(Column(say(t), "right") for t in (msg("P10"), msg("P50"), msg("P90"), msg("Gross gain (P50)"))),
        ),
        tuple(
            (row["connectivity"], say.estimate(row["p10"]), row["label"], say.estimate(row["p90"]), say.estimate(b.gross_eur.p50))
            for row, b in zip(rows, benefits, strict=True)
        ),
        say(msg("Net gain in euros a year, after the yearly cost of the connectivity")),
    )
    return chart(say, msg("Net gain a year, by connectivity (bar: P50; line: P10 to P90)"), rows, layers, table, 38)


def cost_chart(costs: tuple[ConnectivityCost, ...], language: str) -> Chart:
    """What each connectivity costs: investment (€, with the range of unit costs) and running cost (€ a year)."""
    say = Voice(language)
    kinds = {"capex": say(msg("Investment (€)")), "opex": say(msg("Running cost (€ a year)"))}
    rows: list[Row] = []
    for cost in costs:
        shared = {"connectivity": say(CONNECTIVITY[cost.connectivity]), "accent": cost.connectivity == Connectivity.PRIVATE_5G}
        capex, low, high = (c / 100 for c in (cost.capex_cents, cost.capex_low_cents, cost.capex_high_cents))
        opex = cost.opex_cents_per_year / 100
        for kind, value, start, end in (("capex", capex, low, high), ("opex", opex, opex, opex)):
            rows.append({**shared, "kind": kinds[kind], "euros": value, "low": start, "high": end, "label": say.estimate(value)})
    y = {"field": "connectivity", "type": "nominal", "sort": None, "title": None}
    top = max((row["high"] for row in rows), default=0.0)
    layers = [
        layer("bar", {"size": 16}, y=y, x=money_x("euros", top, say, ticks=3), color=_accented()),
        layer("rule", {"color": INK, "strokeWidth": 1.5}, y=y, x=_x("low"), x2={"field": "high"}),
        layer("text", {"align": "left", "dx": 7}, y=y, x=_x("high"), text={"field": "label"}),
    ]
    spec: Spec = {
        "facet": {"column": {"field": "kind", "type": "nominal", "sort": list(kinds.values()), "title": None}},
        "spec": {"layer": layers, "width": 180, "height": {"step": 34}},
        "resolve": {"scale": {"x": "independent"}},
        "spacing": 70,
    }
    table = Table(
        (
            Column(say(msg("Connectivity")), width=1.4),
            Column(say(msg("Investment")), "right"),
            Column(say(msg("Range")), "right", 1.5),
            Column(say(msg("Running cost a year")), "right"),
        ),
        tuple(_cost_cells(cost, say) for cost in costs),
        say(msg("Cost of each connectivity on this site")),
    )
    return chart(say, msg("Investment and running cost, by connectivity"), rows, spec, table, 0)


def _cost_cells(cost: ConnectivityCost, say: Voice) -> tuple[str, ...]:
    low, high = say.estimate(cost.capex_low_cents / 100), say.estimate(cost.capex_high_cents / 100)
    between = say(msg("%(low)s to %(high)s", low=low, high=high)) if low != high else "–"
    return (
        say(CONNECTIVITY[cost.connectivity]),
        say.estimate(cost.capex_cents / 100),
        between,
        say.estimate(cost.opex_cents_per_year / 100),
    )


def cash_chart(plan: FinancingPlan, language: str) -> Chart:
    """Cash of the whole consortium by quarter: received above zero, paid below, the line is the running balance (€).

    Loans and interest stand there only where the plan has any.
    """
    say = Voice(language)
    lent = any(flow.loan_cents or flow.interest_cents for flow in plan.cash)
    every = (
        (("grant",), msg("Grants received"), 1, ACCENT),
        (("advance",), msg("Advances received"), 1, ACCENT_SOFT),
        (("loan",), msg("Loans received"), 1, GREY),
        (("spent",), msg("Spent"), -1, GREY_SOFT),
        (("repaid", "interest"), msg("Repaid, interest included") if lent else msg("Advances repaid"), -1, INK),
    )
    parts = [part for part in every if lent or part[0] != ("loan",)]
    quarters = sorted({flow.quarter for flow in plan.cash})
    rows: list[Row] = []
    cells: list[tuple[str, ...]] = []
    balance = 0
    for quarter in quarters:
        flows = [flow for flow in plan.cash if flow.quarter == quarter]
        sums = [sum(getattr(flow, f"{key}_cents") for flow in flows for key in keys) for keys, _, _, _ in parts]
        balance += sum(sign * cents for cents, (_, _, sign, _) in zip(sums, parts, strict=True))
        name = say.quarter(quarter)
        rows += [
            {"quarter": name, "part": say(title), "order": i, "euros": sign * sums[i] / 100, "balance": balance / 100}
            for i, (_, title, sign, _) in enumerate(parts)
        ]
        cells.append((name, *(say.money(cents) for cents in sums), say.money(balance)))
    colours = {"domain": [say(t) for _, t, _, _ in parts], "range": [colour for *_, colour in parts]}
    x = {
        "field": "quarter",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelAngle": 0 if len(quarters) < 9 else -60},
    }
    top = max((abs(row["balance"]) for row in rows), default=0.0) + max((abs(row["euros"]) for row in rows), default=0.0)
    bars = layer("bar", {}, x=x, y=money_x("euros", top, say), color={"field": "part", "type": "nominal", "scale": colours})
    line = layer("line", {"color": INK, "point": {"color": INK, "size": 24}, "strokeWidth": 1.5}, x=x, y=_x("balance"))
    line["encoding"]["y"] = {"field": "balance", "type": "quantitative", "aggregate": "max"}
    table = Table(
        (
            Column(say(msg("Quarter")), width=0.8),
            *(Column(say(t), "right") for _, t, _, _ in parts),
            Column(say(msg("Balance")), "right"),
        ),
        tuple(cells),
        say(msg("Cash by quarter, all partners together")),
    )
    return chart(
        say,
        msg("Cash by quarter (line: running balance)"),
        rows,
        {"layer": [bars, line], "height": 200, "width": WIDTH},
        table,
        0,
    )


def financing_chart(project: Project, plan: FinancingPlan, language: str) -> Chart:
    """Who pays, partner by partner: grant, repayable advance, loan where there is any, own money (€)."""
    say = Voice(language)
    every = (
        ("grant", msg("Grant"), ACCENT),
        ("advance", msg("Repayable advance"), ACCENT_SOFT),
        ("loan", msg("Loan"), GREY),
        ("own", msg("Own money"), GREY_SOFT),
    )
    shown = [part for part in every if part[0] != "loan" or any(a.loan_cents for a in plan.allocations)]
    parts = [(key, title) for key, title, _ in shown]
    rows: list[Row] = []
    cells: list[tuple[str, ...]] = []
    totals = dict.fromkeys((key for key, _ in parts), 0)
    for partner in project.partners:
        mine = [a for a in plan.allocations if a.partner_id == partner.id]
        sums = {key: sum(getattr(a, f"{key}_cents") for a in mine) for key, _ in parts}
        totals = {key: totals[key] + sums[key] for key in totals}
        rows += [
            {"partner": clean(partner.name), "part": say(t), "order": i, "euros": sums[key] / 100}
            for i, (key, t) in enumerate(parts)
        ]
        cells.append((partner.name, *(say.money(sums[key]) for key, _ in parts), say.money(sum(sums.values()))))
    cells.append((say(msg("Total")), *(say.money(totals[key]) for key, _ in parts), say.money(sum(totals.values()))))
    colours = {"domain": [say(t) for _, t in parts], "range": [colour for _, _, colour in shown]}
    y = {"field": "partner", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 180}}
    top = max((sum(r["euros"] for r in rows if r["partner"] == row["partner"]) for row in rows), default=0.0)
    bar = layer(
        "bar",
        {"size": 18, "stroke": "white", "strokeWidth": 1},
        y=y,
        x=money_x("euros", top, say),
        color={"field": "part", "type": "nominal", "scale": colours},
        order={"field": "order"},
    )
    table = Table(
        (
            Column(say(msg("Partner")), width=1.5),
            *(Column(say(t), "right") for _, t in parts),
            Column(say(msg("Total")), "right"),
        ),
        tuple(cells),
        say(msg("Financing plan by partner")),
        total=True,
    )
    return chart(say, msg("Who pays what, by partner"), rows, [bar], table, 34)


def service_chart(site: Site, services: tuple[ServiceLevel, ...], language: str) -> Chart:
    """Margin of each connectivity in each zone: what is given over what is asked, on the tightest requirement (1 is enough)."""
    say = Voice(language)
    margins = service_margins(site, services)
    rows = [
        {
            "zone": clean(m.zone_name),
            "connectivity": say(CONNECTIVITY[m.connectivity]),
            "accent": m.connectivity == Connectivity.PRIVATE_5G,
            "margin": m.margin,
            "limit": say(m.limit),
            "meets": m.meets,
        }
        for m in margins
    ]
    shown = {"type": "log", "domain": [0.01, 100], "clamp": True, "nice": False}
    ticks = {"values": [0.01, 0.1, 1, 10, 100], "labelExpr": "'×' + format(datum.value, '~')", "grid": True}
    x = {"field": "margin", "type": "quantitative", "scale": shown, "axis": ticks, "title": say(msg("given ÷ asked (log scale)"))}
    y = {"field": "connectivity", "type": "nominal", "sort": None, "title": None}
    filled = {"condition": {"test": "datum.meets", "value": ACCENT}, "value": "white"}
    dots = layer(
        "point", {"size": 90, "filled": True, "strokeWidth": 1.5, "opacity": 1}, x=x, y=y, fill=filled, stroke={"value": ACCENT}
    )
    enough = {
        "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]},
        "encoding": {"x": {"datum": 1, "type": "quantitative"}},
    }
    zones = list(dict.fromkeys(row["zone"] for row in rows))
    spec: Spec = {
        "facet": {
            "row": {
                "field": "zone",
                "type": "nominal",
                "sort": zones,
                "title": None,
                "header": {"labelAngle": 0, "labelOrient": "top"},
            }
        },
        "spec": {"layer": [enough, dots], "width": WIDTH - 60, "height": {"step": 19}},
        "spacing": 14,
    }
    table = Table(
        (
            Column(say(msg("Zone")), width=1.3),
            Column(say(msg("Connectivity"))),
            Column(say(msg("Margin")), "right", 0.7),
            Column(say(msg("Tightest requirement")), width=1.3),
            Column(say(msg("Enough")), width=0.6),
        ),
        tuple(
            (
                m.zone_name,
                say(CONNECTIVITY[m.connectivity]),
                say.factor(m.margin),
                say(m.limit),
                say(msg("yes")) if m.meets else say(msg("no")),
            )
            for m in margins
        ),
        say(msg("Margin of service by zone")),
    )
    title = msg("Margin of service by zone (full dot: every requirement is met; dashed line: just enough)")
    return chart(say, title, rows, spec, table, 0)


def tornado_chart(assessment: UseAssessment, language: str) -> Chart:
    """How far each assumption moves the yearly net gain of private 5G (€ a year), the widest first."""
    say = Voice(language)
    order = sorted(assessment.sensitivities, key=lambda s: -abs(s.at_high_eur - s.at_low_eur))[:_MOST_ASSUMPTIONS]
    rows: list[Row] = []
    for s in order:
        for end, value, other in (("low", s.at_low_eur, s.at_high_eur), ("high", s.at_high_eur, s.at_low_eur)):
            rows.append({"assumption": clean(say(s.label)), "end": end, "euros": value, "other": other})
    y = {"field": "assumption", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 230}}
    top = max((abs(row["euros"]) for row in rows), default=0.0)
    ends = {"domain": ["low", "high"], "range": ["white", ACCENT]}
    low_name, high_name = (json.dumps(say(m)) for m in (msg("at its low value"), msg("at its high value")))
    names = f"datum.value == 'low' ? {low_name} : {high_name}"
    x = money_x("euros", top, say)
    x["scale"] = {"zero": False}
    layers = [
        layer("rule", {"color": ACCENT_SOFT, "strokeWidth": 7}, y=y, x=_x("euros"), x2={"field": "other"}),
        layer(
            "point",
            {"filled": True, "size": 110, "stroke": ACCENT, "strokeWidth": 1.5, "opacity": 1},
            y=y,
            x=x,
            fill={
                "field": "end",
                "type": "nominal",
                "scale": ends,
                "legend": {"labelExpr": names, "symbolType": "circle", "symbolStrokeColor": ACCENT},
            },
        ),
    ]
    table = Table(
        (
            Column(say(msg("Assumption")), width=2.2),
            Column(say(msg("At its low value")), "right"),
            Column(say(msg("At its high value")), "right"),
        ),
        tuple((say(s.label), say.estimate(s.at_low_eur), say.estimate(s.at_high_eur)) for s in order),
        say(msg("Net gain of private 5G in euros a year when one assumption moves")),
    )
    return chart(say, msg("What moves the answer: net gain of private 5G a year"), rows, layers, table, 26)


def chart(say: Voice, title: Message, rows: list[Row], drawing: Spec | list[Spec], table: Table, step: int) -> Chart:
    words = say(title)
    alt = f"{words}. " + "; ".join(", ".join(row) for row in table.rows) + "."
    body = {"layer": drawing, "width": WIDTH, "height": {"step": step}} if isinstance(drawing, list) else drawing
    spec = {
        "$schema": VEGA_LITE,
        "title": words,
        "description": alt,
        "data": {"values": rows},
        **body,
        "config": config(say.language),
    }
    return Chart(words, alt, spec, table)


def _natural_width(svg: str) -> float:
    found = re.search(r'width="([\d.]+)"', svg)
    return float(found.group(1)) if found else _PAGE


def layer(mark: str, style: Spec, **encoding: Any) -> Spec:
    return {"mark": {"type": mark, **style}, "encoding": encoding}


def _x(field: str) -> Spec:
    return {"field": field, "type": "quantitative"}


def _accented() -> Spec:
    return {"condition": {"test": "datum.accent", "value": ACCENT}, "value": GREY_SOFT}


def money_x(field: str, top: float, say: Voice, ticks: int = 5) -> Spec:
    """An axis in €, k€ or M€ according to the largest value; the data stay in euros."""
    scale, unit = next(((s, u) for s, u in ((1e6, "M"), (1e3, "k")) if top >= 2 * s), (1.0, ""))
    value = f"format(abs(datum.value) / {scale:.0f}, '~')"
    amount = f"{value} + '\u00a0{unit}€'" if say.language == "fr" else f"'€' + {value} + '{unit}'"
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "axis": {
            "labelExpr": f"datum.value == 0 ? '0' : (datum.value < 0 ? '−' : '') + {amount}",
            "tickCount": ticks,
            "labelFlush": False,
            "labelOverlap": True,
            "labelSeparation": 6,
        },
    }
