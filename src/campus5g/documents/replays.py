"""Stories of a simulation, and a glance at a company's data, drawn: curves over one axis, what happened when, and a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from campus5g.core.benefit import Mark, Replay, Scene, Series
from campus5g.core.message import Message, msg
from campus5g.documents.blocks import Column, Table, clean
from campus5g.documents.charts import WIDTH, Chart, Row, chart, layer
from campus5g.documents.names import CONNECTIVITY, UNITS
from campus5g.documents.theme import ACCENT, ACCENT_SOFT, GREY, GREY_SOFT, INK, Spec
from campus5g.documents.timetables import timetable_chart
from campus5g.documents.voice import Voice

MOST_POINTS = 600
"""A curve is drawn with at most this many points; of more, the lowest and highest of each stretch are kept, so that no peak is lost."""
CURSOR = "at"
_LINES = 3
"""The words of marks that stand close to one another are written on this many lines."""
_COLOURS = (ACCENT, GREY, "#c0713a", ACCENT_SOFT, "#8a70b8", INK)
_DASHES = ([1, 0], [5, 3], [2, 2], [8, 3, 2, 3], [10, 4])
"""Five, beside six colours: thirty curves are told apart."""
_LONG_NAME = 34


@dataclass(frozen=True, slots=True)
class Story:
    """A replay ready to be shown: a picture for each unit of its curves, what happened, and the ends of its axis."""

    key: str
    title: str
    charts: tuple[Chart, ...]
    events: Table | None
    axis: str
    unit: str
    start: float
    end: float
    step: float

    @property
    def named(self) -> list[tuple[str, Chart]]:
        """The pictures, each with a name that is its own on a page."""
        return [(f"{self.key}-{number}", chart) for number, chart in enumerate(self.charts)]


def story_of(replay: Replay, language: str) -> Story:
    """Draw a replay; a cursor (the parameter ``at`` of each picture, in the axis's unit) is set by the page."""
    say = Voice(language)
    title = _capital(say(replay.title))
    if replay.connectivity is not None:
        title = f"{title} · {say(CONNECTIVITY[replay.connectivity])}"
    places = [x for series in replay.series for x in series.x] or [0.0]
    start, end = min(places), max(places)
    units = list(dict.fromkeys(series.unit for series in replay.series))
    charts = tuple(
        curves_chart(
            replay.title,
            replay.axis,
            replay.axis_unit,
            [s for s in replay.series if s.unit == unit],
            say,
            replay.marks,
            cursor=start,
        )
        for unit in units
    )
    if replay.scene is not None:
        charts = (scene_chart(replay.title, replay.scene, replay.axis_unit, say), *charts)
    if replay.timetable is not None:
        charts = (timetable_chart(replay.title, replay.timetable, replay.axis, replay.axis_unit, say, start, CURSOR), *charts)
    axis, unit = say(replay.axis), say(UNITS.get(replay.axis_unit, replay.axis_unit))
    return Story(replay.key, title, charts, _events(replay, say), axis, unit, start, end, (end - start) / MOST_POINTS or 1.0)


def curves_chart(
    title: Message,
    axis: Message,
    axis_unit: str,
    series: Sequence[Series],
    say: Voice,
    marks: Sequence[Mark] = (),
    *,
    cursor: float | None = None,
) -> Chart:
    """Draw curves of one unit over one axis, ``marks`` as dashed lines with their words, and a cursor where one is given.

    Each curve has its own dashes beside its colour. The table says where each starts, ends, and its least and most.
    """
    rows: list[Row] = [
        {"curve": clean(say(one.label)), "x": x, "y": y} for one in series for x, y in thinned(one.x, one.y, MOST_POINTS)
    ]
    names = list(dict.fromkeys(row["curve"] for row in rows))
    looks = {"domain": names, "range": [_COLOURS[n % len(_COLOURS)] for n in range(len(names))]}
    dashes = {"domain": names, "range": [_DASHES[n % len(_DASHES)] for n in range(len(names))]}
    unit = series[0].unit if series else ""
    columns = 2 if any(len(name) > _LONG_NAME for name in names) else 3
    legend = None if len(names) == 1 else {"title": None, "orient": "top", "columns": columns, "labelLimit": 330}
    x = {
        "field": "x",
        "type": "quantitative",
        "title": _titled(say, say(axis), axis_unit),
        "scale": {"nice": False, "zero": False},
    }
    y_title = _titled(say, names[0] if len(names) == 1 else "", unit)
    curves = layer(
        "line",
        {"strokeWidth": 1.6, "clip": True},
        x=x,
        y={"field": "y", "type": "quantitative", "title": y_title, "scale": {"zero": False}},
        color={"field": "curve", "type": "nominal", "scale": looks, "legend": legend},
        strokeDash={"field": "curve", "type": "nominal", "scale": dashes, "legend": legend},
    )
    places = [row["x"] for row in rows] or [0.0]
    body: Spec = {"layer": [curves, *_marks(marks, say, (min(places) + max(places)) / 2)], "width": WIDTH, "height": 190}
    if cursor is not None:
        body["params"] = [{"name": CURSOR, "value": cursor}]
        at = {"x": {"datum": {"expr": CURSOR}, "type": "quantitative"}}
        body["layer"].append({"mark": {"type": "rule", "color": INK, "strokeWidth": 1.2}, "encoding": at})
    return chart(say, title, rows, body, _extremes(series, axis_unit, say), 0)


def scene_chart(title: Message, scene: Scene, axis_unit: str, say: Voice) -> Chart:
    """Draw a floor from above, at the picture that the cursor is on: walls, what goes, and what is held up.

    What is held up has another shape and colour, so that it is told apart without colours.
    """
    names = [say(scene.moving_label), say(scene.standing_label)]
    rows: list[Row] = []
    for place, (begin, cells, standing) in enumerate(zip(scene.at, scene.cells, scene.standing, strict=True)):
        end = scene.at[place + 1] if place + 1 < len(scene.at) else begin + 1e9
        held = set(standing)
        rows += [
            {"from": begin, "to": end, "cx": cell % scene.columns, "cy": cell // scene.columns, "state": names[thing in held]}
            for thing, cell in enumerate(cells)
        ]
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [-0.5, scene.columns - 0.5], "nice": False}}
    y = {"type": "quantitative", "axis": None, "scale": {"domain": [scene.rows - 0.5, -0.5], "nice": False}}
    blocked = [{"x0": c - 0.5, "x1": c + w - 0.5, "y0": r - 0.5, "y1": r + h - 0.5} for c, r, w, h in scene.walls]
    floor = layer("rect", {"color": GREY_SOFT, "opacity": 0.6}, x={"field": "x0", **x}, x2={"field": "x1"})
    floor["encoding"] |= {"y": {"field": "y0", **y}, "y2": {"field": "y1"}}
    height = round(WIDTH * scene.rows / scene.columns)
    size = max(8.0, 0.6 * (WIDTH / scene.columns) ** 2)
    shapes = {"symbols": {"update": {"shape": {"scale": "shape", "field": "value"}}}}
    legend = {"title": None, "orient": "top", "labelLimit": 330, "encoding": shapes}
    state = {"field": "state", "type": "nominal"}
    things = layer(
        "point",
        {"filled": True, "opacity": 1, "size": size},
        x={"field": "cx", **x},
        y={"field": "cy", **y},
        color={**state, "scale": {"domain": names, "range": [ACCENT, "#c0713a"]}, "legend": legend},
        shape={**state, "scale": {"domain": names, "range": ["circle", "diamond"]}, "legend": None},
    )
    things["transform"] = [{"filter": f"datum.from <= {CURSOR} && {CURSOR} < datum.to"}]
    body: Spec = {
        "params": [{"name": CURSOR, "value": scene.at[0] if scene.at else 0.0}],
        "layer": [*_shade(scene, say, x, y), *([{"data": {"values": blocked}, **floor}] if blocked else []), things],
        "width": WIDTH,
        "height": min(height, WIDTH),
        "resolve": {"scale": {"color": "independent", "shape": "independent"}},
    }
    return chart(say, title, rows, body, _held(scene, axis_unit, say), 0)


def _shade(scene: Scene, say: Voice, x: Spec, y: Spec) -> list[Spec]:
    """What lies under the floor, dark where it is bad, on a scale that tells colours apart without hue."""
    if scene.shade is None:
        return []
    under = scene.shade
    wide, high = scene.columns / under.columns, scene.rows / under.rows
    blocks = [
        {"x0": wide * column - 0.5, "x1": wide * (column + 1) - 0.5, "y0": high * row - 0.5, "y1": high * (row + 1) - 0.5, "v": v}
        for n, v in enumerate(under.values)
        for row, column in [divmod(n, under.columns)]
    ]
    legend = {"title": say(under.label), "orient": "bottom", "format": ".0%", "gradientLength": 200, "gradientOpacity": 0.35}
    least = min(0.9, min(under.values, default=0.0))
    scale = {"scheme": "cividis", "domain": [least, 1.0]}
    ground = layer("rect", {"opacity": 0.35}, x={"field": "x0", **x}, x2={"field": "x1"})
    ground["encoding"] |= {
        "y": {"field": "y0", **y},
        "y2": {"field": "y1"},
        "color": {"field": "v", "type": "quantitative", "scale": scale, "legend": legend},
    }
    return [{"data": {"values": blocks}, **ground}]


def _held(scene: Scene, axis_unit: str, say: Voice) -> Table:
    """How many are held up, at some moments: the picture in words."""
    some = sorted({round(n * (len(scene.at) - 1) / 5) for n in range(6)}) if scene.at else []
    columns = (Column(say(msg("When"))), *(Column(say(label), "right") for label in (scene.moving_label, scene.standing_label)))
    rows = tuple(
        (
            say.quantity(scene.at[n], axis_unit),
            say.quantity(len(scene.cells[n]) - len(scene.standing[n]), ""),
            say.quantity(len(scene.standing[n]), ""),
        )
        for n in some
    )
    return Table(columns, rows, say(msg("The floor in figures")))


def thinned(x: Sequence[float], y: Sequence[float], most: int) -> list[tuple[float, float]]:
    """Return at most ``most`` points of a curve, rising in x: of each stretch its first lowest and first highest value."""
    points = list(zip(x, y, strict=True))
    if len(points) <= most:
        return points
    ends = [round(n * len(points) / (most // 2)) for n in range(most // 2 + 1)]
    kept: list[int] = []
    for low, high in pairwise(ends):
        stretch = range(low, high)
        kept += sorted({min(stretch, key=lambda n: y[n]), max(stretch, key=lambda n: y[n])})
    return [points[n] for n in kept]


def _marks(marks: Sequence[Mark], say: Voice, middle: float) -> list[Spec]:
    """Dashed lines with their words, which turn towards the middle of the axis so that they stay in the picture."""
    values = [
        {"x": mark.x, "said": clean(say(mark.label)), "place": f"{n % _LINES}{'late' if mark.x > middle else ''}"}
        for n, mark in enumerate(marks)
    ]
    x = {"field": "x", "type": "quantitative"}
    drawn = [layer("rule", {"color": INK, "strokeDash": [3, 3], "opacity": 0.8}, x=x)]
    for place in dict.fromkeys(value["place"] for value in values):
        late = str(place).endswith("late")
        style = {"align": "right" if late else "left", "dx": -4 if late else 4, "y": 8 + 13 * int(str(place)[0])}
        words = layer("text", {**style, "limit": 200, "fontWeight": 600}, x=x, text={"field": "said"})
        drawn.append({**words, "transform": [{"filter": f"datum.place == '{place}'"}]})
    return [{"data": {"values": values}, **one} for one in drawn] if marks else []


def _titled(say: Voice, name: str, unit: str) -> str:
    said = say(UNITS.get(unit, unit))
    return f"{name} ({said})" if name and said else name or said


def _extremes(series: Sequence[Series], axis_unit: str, say: Voice) -> Table:
    columns = (
        Column(say(msg("Curve")), width=1.6),
        *(Column(say(t), "right") for t in (msg("At the start"), msg("Least"), msg("Most"), msg("At the end"))),
        Column(say(msg("Most reached at")), "right"),
    )
    rows = tuple(_row(one, axis_unit, say) for one in series if one.y)
    return Table(columns, rows, say(msg("The curves in figures")))


def _row(one: Series, axis_unit: str, say: Voice) -> tuple[str, ...]:
    top = max(range(len(one.y)), key=lambda n: one.y[n])
    values = (one.y[0], min(one.y), max(one.y), one.y[-1])
    return (say(one.label), *(say.quantity(value, one.unit) for value in values), say.quantity(one.x[top], axis_unit))


def _events(replay: Replay, say: Voice) -> Table | None:
    if not replay.marks:
        return None
    columns = (Column(say(msg("When"))), Column(say(msg("What happens")), width=3))
    rows = tuple((say.quantity(mark.x, replay.axis_unit), say(mark.label)) for mark in sorted(replay.marks, key=lambda m: m.x))
    return Table(columns, rows, say(msg("What happens, in order")))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
