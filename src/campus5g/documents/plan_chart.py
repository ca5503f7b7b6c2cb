"""The curve of a plan: what each further antenna costs, and whom it serves."""

from __future__ import annotations

from math import floor
from typing import Any

from campus5g.core.message import msg
from campus5g.documents.blocks import Column, Table
from campus5g.documents.charts import WIDTH, Chart, Row, chart, layer, money_x
from campus5g.documents.theme import ACCENT, INK, Spec
from campus5g.documents.voice import Voice


def coverage_cost_chart(steps: tuple[tuple[float, float, int, bool], ...], language: str) -> Chart:
    """Share of the devices served against what it takes to invest; each step is (€, share, antennas, chosen)."""
    say = Voice(language)
    rows: list[Row] = [
        {
            "euros": euros,
            "served": 100 * share,
            "antennas": antennas,
            "chosen": chosen,
            "label": say(msg("the plan")) if chosen else "",
        }
        for euros, share, antennas, chosen in sorted(steps)
    ]
    least = 10 * floor(min((row["served"] for row in rows), default=0.0) / 10)
    x = money_x("euros", max((row["euros"] for row in rows), default=0.0), say)
    y = {
        "field": "served",
        "type": "quantitative",
        "title": say(msg("devices served (%%)")),
        "scale": {"domain": [least, 100]},
        "axis": {"grid": True},
    }
    drawn = [
        layer("line", {"color": ACCENT, "interpolate": "step-after", "strokeWidth": 2}, x=x, y=y),
        layer("point", {"filled": True, "size": 60}, x=x, y=y, color=_when_chosen()),
        layer("text", {"dy": -12, "fontWeight": 600}, x=x, y=y, text={"field": "label"}),
    ]
    table = Table(
        tuple(Column(say(t), "right") for t in (msg("Investment"), msg("Devices served"), msg("Antennas"))),
        tuple((say.estimate(row["euros"]), say.share(row["served"] / 100), say.number(row["antennas"])) for row in rows),
        say(msg("What each further antenna brings")),
    )
    spec: Spec = {"layer": drawn, "height": 200, "width": WIDTH}
    return chart(say, msg("Devices served against investment"), rows, spec, table, 0)


def _when_chosen() -> dict[str, Any]:
    return {"condition": {"test": "datum.chosen", "value": INK}, "value": ACCENT}
