"""Curves of jobs by year: one chart a line, scenarios side by side, band from P10 to P90; the table says the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from campus5g.core.figures import Interval
from campus5g.core.message import Message, msg
from campus5g.documents.blocks import Column, Table
from campus5g.documents.charts import Chart, Row, chart, layer
from campus5g.documents.theme import ACCENT
from campus5g.documents.voice import Voice
from campus5g.territory.jobs import Line, Outcome

COLOURS = (ACCENT, "#b5651d", "#5b4b8a")
"""Told apart by lightness too, and by dashes: never red against green."""
DASHES = ([1, 0], [7, 4], [2, 3])
HEIGHT = 190
DRAWN = (Line.DIRECT, Line.CONSTRUCTION, Line.INDIRECT, Line.INDUCED)
"""The curves that are drawn; the others stand in the table of all."""


def curve_charts(outcomes: Sequence[Outcome], voice: Voice) -> list[tuple[str, Chart]]:
    """Return a chart for each line that is drawn, with the name it has on the page."""
    return [(line.value, _chart(outcomes, line, voice)) for line in DRAWN]


def spread(value: Interval, voice: Voice) -> str:
    """Write the median with its range; jobs are counted whole."""
    low, middle, high = (voice.number(round(one)) for one in (value.p10, value.p50, value.p90))
    return voice(msg("%(middle)s (%(low)s to %(high)s)", middle=middle, low=low, high=high))


def _chart(outcomes: Sequence[Outcome], line: Line, voice: Voice) -> Chart:
    names = [voice(one.scenario.name) for one in outcomes]
    rows: list[Row] = [
        {"year": year, "scenario": name, "p10": v.p10, "p50": v.p50, "p90": v.p90}
        for name, outcome in zip(names, outcomes, strict=True)
        for year, v in zip(outcome.years, outcome.curve(line).values, strict=True)
    ]
    x = {"field": "year", "type": "quantitative", "title": None, "axis": {"format": "d", "tickMinStep": 1, "labelOverlap": True}}
    scale = {"domain": names, "range": list(COLOURS[: len(names)])}
    colour = {"field": "scenario", "type": "nominal", "scale": scale, "title": None, "legend": _legend(names)}
    dash = {
        "field": "scenario",
        "type": "nominal",
        "scale": {"domain": names, "range": list(DASHES[: len(names)])},
        "legend": None,
    }
    high: dict[str, Any] = {"field": "p90", "type": "quantitative", "title": None}
    layers = [
        layer("area", {"opacity": 0.18}, x=x, y=high, y2={"field": "p10"}, color=colour),
        layer("line", {"strokeWidth": 2.5}, x=x, y={"field": "p50", "type": "quantitative"}, color=colour, strokeDash=dash),
    ]
    table = Table(
        (Column(voice(msg("Calendar year"))), *(Column(name, "right") for name in names)),
        tuple(
            (str(year), *(spread(one.curve(line).values[place], voice) for one in outcomes))
            for place, year in enumerate(outcomes[0].years)
        ),
        voice(msg("P50 (P10 to P90)")),
    )
    title: Message = outcomes[0].curve(line).label
    made = chart(voice, title, rows, layers, table, 0)
    return Chart(made.title, made.alt, {**made.spec, "height": HEIGHT}, made.table)


def _legend(names: Sequence[str]) -> dict[str, Any] | None:
    return {"orient": "top", "labelLimit": 220} if len(names) > 1 else None
