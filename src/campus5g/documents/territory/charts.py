"""Charts that somebody who has never seen the product can read: few lines, named where they end, ranges as bands."""

from __future__ import annotations

from collections.abc import Sequence

from campus5g.core.figures import Interval
from campus5g.core.message import Message, msg
from campus5g.documents.blocks import Column, Table, clean
from campus5g.documents.charts import WIDTH, Chart, Row, chart, layer
from campus5g.documents.territory.content import Contrast, Curve, DayCurve, Said
from campus5g.documents.theme import ACCENT, ACCENT_SOFT, GREY, GREY_SOFT, INK, Spec
from campus5g.documents.voice import Voice

_LINES = ((ACCENT, [1, 0]), (INK, [6, 3]), (GREY, [2, 2]), (ACCENT_SOFT, [8, 2, 2, 2]))
"""Colour and dashes of each line: they are told apart without colour too."""


def years_chart(
    title: Message, years: Sequence[int], curves: Sequence[Curve], unit: Message, say: Voice, height: int = 150
) -> Chart:
    """Curves over years: a line at P50 within the band of P10 to P90."""
    rows: list[Row] = [
        {"year": str(year), "curve": clean(say(curve.label)), "p10": v.p10, "p50": v.p50, "p90": v.p90}
        for curve in curves
        for year, v in zip(years, curve.values, strict=True)
    ]
    x = {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": True}}
    y = {"type": "quantitative", "title": say(unit), "axis": {"tickCount": 5}}
    colour, dash = _styles([clean(say(curve.label)) for curve in curves])
    band = layer(
        "area", {"opacity": 0.16, "color": ACCENT}, x=x, y={**y, "field": "p10"}, y2={"field": "p90"}, detail={"field": "curve"}
    )
    line = layer("line", {"strokeWidth": 2.2}, x=x, y={**y, "field": "p50"}, color=colour, strokeDash=dash)
    table = Table(
        (Column(say(msg("Calendar year"))), *(Column(say(curve.label), "right") for curve in curves)),
        tuple(
            (str(year), *(_span(curve.values[place], say) for curve in curves)) for place, year in enumerate(years)
        ),
        say(title),
    )  # fmt: skip
    return chart(say, title, rows, _sized([band, line], height), table, 0)


def day_chart(title: Message, curves: Sequence[DayCurve], say: Voice, height: int = 130) -> Chart:
    """Power over the hours of a day, in MW."""
    rows: list[Row] = [
        {"hour": hour, "curve": clean(say(curve.label)), "mw": mw} for curve in curves for hour, mw in enumerate(curve.mw)
    ]
    hours = {"values": [0, 6, 12, 18, 23], "labelExpr": "datum.value + '\u00a0h'", "grid": False}
    colour, dash = _styles([clean(say(curve.label)) for curve in curves])
    line = layer(
        "line",
        {"strokeWidth": 2.2, "interpolate": "step-after"},
        x={"field": "hour", "type": "quantitative", "title": None, "axis": hours, "scale": {"domain": [0, 23], "nice": False}},
        y={"field": "mw", "type": "quantitative", "title": "MW", "axis": {"tickCount": 4}},
        color=colour,
        strokeDash=dash,
    )
    table = Table(
        (Column(say(msg("Hour"))), *(Column(say(curve.label), "right") for curve in curves)),
        tuple((f"{hour}\u00a0h", *(say.number(curve.mw[hour], 3) for curve in curves)) for hour in range(24)),
        say(title),
    )
    return chart(say, title, rows, _sized([line], height), table, 0)


def contrast_chart(contrast: Contrast, say: Voice) -> Chart:
    """Published figures that contradict one another, one row each, with who says it and for when."""
    names = [f"{_shortened(one.source.author)}, {one.source.date[:4]}" for one in contrast.said]
    rows: list[Row] = [
        {
            "said": clean(f"{place + 1}. {name}"),
            "zero": 0,
            "low": one.low,
            "high": one.high,
            "label": clean(f"{figure(one, say)} ({one.horizon}), {_shortened(one.counted, 52)}"),
        }
        for place, (one, name) in enumerate(zip(contrast.said, names, strict=True))
    ]
    y = {"field": "said", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 260}}
    top = max(row["high"] for row in rows)
    x = {"field": "high", "type": "quantitative", "title": None, "axis": None, "scale": {"domain": [0, 2.3 * top]}}
    layers = [
        layer("rule", {"color": GREY_SOFT, "strokeWidth": 1.2}, y=y, x={**x, "field": "zero"}, x2={"field": "high"}),
        layer("rule", {"color": ACCENT, "strokeWidth": 5}, y=y, x={**x, "field": "low"}, x2={"field": "high"}),
        layer("point", {"filled": True, "size": 90, "color": ACCENT, "opacity": 1}, y=y, x=x),
        layer("text", {"align": "left", "dx": 9}, y=y, x=x, text={"field": "label"}),
    ]
    table = Table(
        (Column(say(msg("Who says it")), width=1.6), Column(say(msg("Figure")), "right"), Column(say(msg("For when")))),
        tuple((name, figure(one, say), one.horizon) for one, name in zip(contrast.said, names, strict=True)),
        say(contrast.title),
    )
    title = contrast.title if isinstance(contrast.title, Message) else Message("%(title)s", {"title": contrast.title})
    return chart(say, title, rows, layers, table, 22)


def figure(said: Said, say: Voice) -> str:
    """A published figure with its unit: years as years, euros in words that a reader knows."""
    if said.unit == "year":
        return str(round(said.low))
    if said.unit == "EUR":
        low, high = (billions(value, say) for value in (said.low, said.high))
    else:
        unit = {"jobs": ""}.get(said.unit, said.unit)
        low, high = (say.quantity(value, unit) for value in (said.low, said.high))
    return low if said.low == said.high else say(msg("%(low)s to %(high)s", low=low, high=high))


def billions(euros: float, say: Voice) -> str:
    """An amount in billions or millions of euros, at three digits."""
    scale, unit = (1e9, msg("bn €")) if euros >= 1e9 else (1e6, msg("M€"))
    return f"{say.number(euros / scale, 3)}\u00a0{say(unit)}"


def _shortened(text: str, most: int = 34) -> str:
    """What stands before the first comma, cut at a word: the whole stands in the table or among the sources."""
    first = text.split(",", maxsplit=1)[0]
    return first if len(first) <= most else f"{first[:most].rsplit(' ', 1)[0]}…"


def _span(value: Interval, say: Voice) -> str:
    p50, p10, p90 = (say.number(v, 3) for v in (value.p50, value.p10, value.p90))
    return f"{p50} ({say(msg('%(low)s to %(high)s', low=p10, high=p90))})"


def _styles(names: list[str]) -> tuple[Spec, Spec]:
    colours = [_LINES[place % len(_LINES)][0] for place in range(len(names))]
    dashes = [_LINES[place % len(_LINES)][1] for place in range(len(names))]
    shown = {"title": None, "orient": "top", "symbolType": "stroke", "labelLimit": 300, "columns": 2 if len(names) > 3 else 4}
    legend = shown if len(names) > 1 else None
    shared = {"field": "curve", "type": "nominal", "sort": None, "legend": legend}
    return (
        {**shared, "scale": {"domain": names, "range": colours}},
        {**shared, "scale": {"domain": names, "range": dashes}},
    )


def _sized(layers: list[Spec], height: int) -> Spec:
    return {"layer": layers, "width": WIDTH, "height": height}
