"""A plan that changes while it is carried out, drawn: who holds which place and when, as it stood where the cursor is."""

from __future__ import annotations

from campus5g.core.benefit import Timetable
from campus5g.core.message import Message, msg
from campus5g.documents.blocks import Column, Table
from campus5g.documents.charts import WIDTH, Chart, Row, chart, layer
from campus5g.documents.names import UNITS
from campus5g.documents.theme import ACCENT, GREY_SOFT, INK, Spec
from campus5g.documents.voice import Voice

ROW_HEIGHT = 26
STATES = (msg("as planned"), msg("moved by the last news"), msg("begun"))
COLOURS = ("#8fb4d9", "#c0713a", GREY_SOFT)


def timetable_chart(
    title: Message, timetable: Timetable, axis: Message, axis_unit: str, say: Voice, start: float, cursor: str
) -> Chart:
    """Draw the bars that hold at the parameter ``cursor``, with a line where it stands: to its left what was, to its right the plan.

    What has begun, and what the last news moved, is told by colour and by the edge of its bar.
    """
    names = [say(state) for state in STATES]
    rows: list[Row] = [
        {
            "from": stay.told,
            "to": stay.untold,
            "begin": stay.begin,
            "end": stay.end,
            "place": timetable.rows[stay.row],
            "thing": stay.thing,
            "state": names[2 if stay.done else int(stay.changed)],
            "moved": stay.changed,
        }
        for stay in timetable.stays
    ]
    last = max((stay.end for stay in timetable.stays), default=start + 1)
    unit = say(UNITS.get(axis_unit, axis_unit))
    x: Spec = {
        "type": "quantitative",
        "title": f"{say(axis)} ({unit})" if unit else say(axis),
        "scale": {"domain": [start, last], "nice": False},
    }
    y = {
        "field": "place", "type": "nominal", "title": say(timetable.row_label), "sort": list(timetable.rows),
        "scale": {"domain": list(timetable.rows)},
    }  # fmt: skip
    state = {"field": "state", "type": "nominal", "legend": {"title": None, "orient": "top", "labelLimit": 330}}
    edge = {"condition": {"test": "datum.moved", "value": 2}, "value": 0.6}
    shown = [{"filter": f"datum.from <= {cursor} && {cursor} < datum.to"}]
    bars = layer(
        "bar",
        {"stroke": INK, "cornerRadius": 2, "clip": True},
        x={"field": "begin", **x},
        x2={"field": "end"},
        y=y,
        color={**state, "scale": {"domain": names, "range": list(COLOURS)}},
        strokeWidth=edge,
    )
    words = layer(
        "text",
        {"align": "left", "dx": 3, "fontSize": 10, "color": INK, "clip": True},
        x={"field": "begin", **x},
        y=y,
        text={"field": "thing", "type": "nominal"},
    )
    bars["transform"] = words["transform"] = shown
    now = layer("rule", {"color": ACCENT, "strokeWidth": 1.6}, x={"datum": {"expr": cursor}, "type": "quantitative"})
    body: Spec = {
        "params": [{"name": cursor, "value": start}],
        "layer": [bars, words, now],
        "width": WIDTH,
        "height": ROW_HEIGHT * max(2, len(timetable.rows)),
    }
    return chart(say, title, rows, body, _in_words(timetable, axis_unit, say), 0)


def _in_words(timetable: Timetable, axis_unit: str, say: Voice) -> Table:
    """What was planned first and what became of it, one line for each thing."""
    columns = (
        Column(say(msg("What is planned"))),
        Column(say(msg("Planned first")), "right"),
        Column(say(msg("Begun")), "right"),
        Column(say(timetable.row_label)),
        Column(say(msg("Times moved")), "right"),
    )
    found = []
    for thing in dict.fromkeys(stay.thing for stay in timetable.stays):
        mine = sorted((stay for stay in timetable.stays if stay.thing == thing), key=lambda stay: stay.told)
        first, end = mine[0], mine[-1]
        moved = sum(stay.changed for stay in mine)
        begins = (say.quantity(round(first.begin, 1), axis_unit), say.quantity(round(end.begin, 1), axis_unit))
        found.append((thing, *begins, timetable.rows[end.row], say.quantity(moved, "")))
    return Table(columns, tuple(found), say(msg("The plan and what became of it")))
