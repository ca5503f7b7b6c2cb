"""The cash curve of a programme: what is held day after day, as it was and as it is foreseen, and the table of the same sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campus5g.core.message import msg
from campus5g.documents.blocks import Column, Table
from campus5g.documents.charts import WIDTH, Chart, Row, chart, layer, money_x
from campus5g.documents.theme import ACCENT, GREY, Spec
from campus5g.documents.voice import Voice


@dataclass(frozen=True, slots=True)
class Step:
    """The end of a day on which money moved, in cents."""

    on: date
    in_cents: int
    out_cents: int
    held_cents: int
    foreseen: bool


def money_chart(steps: Sequence[Step], today: date, language: str, *, account: bool) -> Chart:
    """What is held (€) over time, in steps: a full line until today, a dashed one for what is foreseen.

    account: the curve is that of the trusted third party's account; else what one partner has of the programme, net of what it repaid.
    """
    say = Voice(language)
    past, coming = say(msg("so far")), say(msg("foreseen"))
    rows: list[Row] = [
        {"day": step.on.isoformat(), "euros": step.held_cents / 100, "part": past} for step in steps if not step.foreseen
    ]
    held = next((step.held_cents for step in reversed(steps) if not step.foreseen), 0)
    rows.append({"day": today.isoformat(), "euros": held / 100, "part": past})
    later = [step for step in steps if step.foreseen]
    if later:
        rows.append({"day": today.isoformat(), "euros": held / 100, "part": coming})
        rows += [{"day": step.on.isoformat(), "euros": step.held_cents / 100, "part": coming} for step in later]
    top = max((abs(row["euros"]) for row in rows), default=0.0)
    axis = {"grid": False, "format": "%Y", "tickCount": "year", "labelFlush": False}
    colours = {"domain": [past, coming], "range": [ACCENT, GREY]}
    drawn = layer(
        "line",
        {"interpolate": "step-after", "strokeWidth": 2},
        x={"field": "day", "type": "temporal", "title": None, "axis": axis},
        y=money_x("euros", top, say),
        color={"field": "part", "type": "nominal", "scale": colours, "legend": {"title": None, "orient": "top"}},
        strokeDash={"condition": {"test": f"datum.part == '{coming}'", "value": [5, 4]}, "value": [1, 0]},
    )
    title = (
        msg("Held in the account of the trusted third party")
        if account
        else msg("Received from the programme, less what was repaid")
    )
    spec: Spec = {"layer": [drawn], "height": 200, "width": WIDTH}
    return chart(say, title, rows, spec, _table(steps, say, title=say(title)), 0)


def _table(steps: Sequence[Step], say: Voice, title: str) -> Table:
    heads = (msg("Day"), msg("In"), msg("Out"), msg("Held at the end of the day"))
    columns = (Column(say(heads[0])), *(Column(say(head), "right") for head in heads[1:]), Column(""))
    rows = tuple(
        (
            say.short_day(step.on), say.money(step.in_cents), say.money(step.out_cents), say.money(step.held_cents),
            say(msg("foreseen")) if step.foreseen else "",
        )
        for step in steps
    )  # fmt: skip
    return Table(columns, rows, title)
