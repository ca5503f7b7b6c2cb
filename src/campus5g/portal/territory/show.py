"""What the pages of investments write: figures with their sources, what stands side by side, the map of one year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

from campus5g.core.message import Message, msg
from campus5g.documents.voice import Voice
from campus5g.territory.investments import (
    CONFIDENCE,
    QUANTITY,
    STAGE,
    Contrast,
    Investment,
    Quantity,
    Stage,
    Standing,
    Statement,
    contrasts,
    standing,
)

UNIT = {
    "jobs": msg("jobs"), "MW": msg("MW"), "m3/a": msg("m³ a year"), "ha": msg("ha"), "EUR": msg("€"), "year": msg("year"),
}  # fmt: skip
_BILLION, _MILLION = 1e9, 1e6


@dataclass(frozen=True, slots=True)
class Shown:
    """A published figure as a page writes it, with all that its source says of it. ``pk``: its number, zero where it has none."""

    pk: int
    investment: str
    name: str
    what: str
    value: str
    counted: str
    perimeter: str
    horizon: str
    confidence: str
    title: str
    author: str
    date: str
    url: str
    mark: str
    why: str = ""


def value_of(statement: Statement, voice: Voice) -> str:
    """Write ``low`` to ``high`` with the unit; amounts in billions or millions of euros, years as years."""
    figure = statement.figure
    ends = sorted({figure.low, figure.high})
    if figure.unit == "year":
        return voice(_range([str(round(end)) for end in ends]))
    scale, unit = _scale(figure.unit, figure.high)
    numbers = [voice.number(end / scale, 9) for end in ends]
    return f"{voice(_range(numbers))}\u00a0{voice(unit)}"


def _scale(unit: str, high: float) -> tuple[float, Message]:
    if unit != "EUR" or high < _MILLION:
        return 1.0, UNIT[unit]
    return (_BILLION, msg("bn €")) if high >= _BILLION else (_MILLION, msg("M€"))


def _range(ends: Sequence[str]) -> Message | str:
    return ends[0] if len(ends) == 1 else msg("%(low)s to %(high)s", low=ends[0], high=ends[1])


def shown(
    statement: Statement, investment: Investment, voice: Voice, numbers: Mapping[str, int], why: Message | None = None
) -> Shown:
    figure, source, mark = statement.figure, statement.figure.source, statement.mark
    counted = f"{figure.counted} ({statement.trade})" if statement.trade else figure.counted
    return Shown(
        numbers.get(figure.key, 0), investment.key, investment.investor or investment.name, voice(QUANTITY[statement.quantity]),
        value_of(statement, voice), counted, figure.perimeter, figure.horizon, voice(CONFIDENCE[statement.confidence]), source.title,
        source.author, source.date, source.url, voice(mark) if mark else "", voice(why) if why else "",
    )  # fmt: skip


def all_shown(investments: Iterable[Investment], voice: Voice, numbers: Mapping[str, int]) -> list[Shown]:
    return [shown(statement, one, voice, numbers) for one in investments for statement in one.statements]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Figures that several sources tell of one thing, lowest first, each with why it differs from the first; a bar for each."""

    name: str
    what: str
    rows: tuple[tuple[Shown, float, float], ...]


def side_by_side(investments: Sequence[Investment], voice: Voice, numbers: Mapping[str, int]) -> list[SideBySide]:
    """Return what stands side by side; ``rows``: the figure, where its bar starts and how long it is, in % of the largest."""
    by_key = {one.key: one for one in investments}
    return [_beside(contrast, by_key[contrast.statements[0].investment], voice, numbers) for contrast in contrasts(investments)]


def _beside(contrast: Contrast, investment: Investment, voice: Voice, numbers: Mapping[str, int]) -> SideBySide:
    top = max(s.figure.high for s in contrast.statements) or 1.0
    rows = tuple(
        (
            shown(s, investment, voice, numbers, why),
            100 * s.figure.low / top,
            max(0.6, 100 * (s.figure.high - s.figure.low) / top),
        )
        for s, why in zip(contrast.statements, contrast.why, strict=True)
    )
    return SideBySide(investment.investor or investment.name, voice(QUANTITY[contrast.quantity]), rows)


@dataclass(frozen=True, slots=True)
class Spot:
    """A town on the map: where (in the drawing's units), how wide, what stands there in the year shown."""

    name: str
    x: float
    y: float
    radius: float
    label_x: float
    anchor: str
    names: tuple[str, ...]
    to_confirm: bool
    stage: str


@dataclass(frozen=True, slots=True)
class Row:
    """One investment in the year shown."""

    key: str
    name: str
    site: str
    stage: str
    stage_name: str
    figures: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class YearMap:
    """The area in one year: towns, investments, and the drawing's size."""

    year: int
    spots: tuple[Spot, ...]
    rows: tuple[Row, ...]
    width: float
    height: float


_ORDER = (Stage.UNSAID, Stage.GIVEN_UP, Stage.SAID, Stage.DUE, Stage.RUNNING)
_WIDTH, _EDGE = 460.0, 46.0


def year_map(investments: Sequence[Investment], year: int, today: int, voice: Voice, numbers: Mapping[str, int]) -> YearMap:
    """Return the map of ``year``. A town's circle grows with how many investments were published for it: figures are not added."""
    stands = [standing(one, year, today) for one in investments]
    points = {(p.latitude, p.longitude) for one in investments for p in one.places}
    project, height = _projection(points)
    spots: dict[str, list[Standing]] = {}
    for stand in stands:
        for place in stand.investment.places:
            spots.setdefault(place.name, []).append(stand)
    places = {p.name: p for one in investments for p in one.places}
    drawn = tuple(_spot(name, there, project(places[name].latitude, places[name].longitude), places[name].to_confirm)
                  for name, there in spots.items())  # fmt: skip
    return YearMap(year, drawn, tuple(_row(stand, voice, numbers) for stand in stands), _WIDTH, height)


def _projection(points: set[tuple[float, float]]) -> tuple[Callable[[float, float], tuple[float, float]], float]:
    """Return an equirectangular projection that lays the points out in the drawing, north up, and the drawing's height."""
    if not points:
        return (lambda _latitude, _longitude: (0.0, 0.0)), 2 * _EDGE
    souths, wests = [latitude for latitude, _ in points], [longitude for _, longitude in points]
    north, south, west, east = max(souths), min(souths), min(wests), max(wests)
    narrow = cos(radians((north + south) / 2))
    scale = (_WIDTH - 2 * _EDGE) / max((east - west) * narrow, (north - south) * 0.8, 0.1)

    def project(latitude: float, longitude: float) -> tuple[float, float]:
        return round(_EDGE + (longitude - west) * narrow * scale, 1), round(_EDGE + (north - latitude) * scale, 1)

    return project, round(2 * _EDGE + (north - south) * scale, 1)


def _spot(name: str, stands: Sequence[Standing], at: tuple[float, float], to_confirm: bool) -> Spot:
    there = [s for s in stands if s.stage is not Stage.UNSAID]
    stage = max((s.stage for s in there), key=_ORDER.index, default=Stage.UNSAID)
    radius = 4.0 if not there else 7.0 + 3.5 * len(there)
    right = at[0] < _WIDTH * 0.7
    label = at[0] + (radius + 6 if right else -radius - 6)
    names = tuple(s.investment.investor or s.investment.name for s in there)
    return Spot(name, *at, radius, label, "start" if right else "end", names, to_confirm, stage.value)


def _row(stand: Standing, voice: Voice, numbers: Mapping[str, int]) -> Row:
    one = stand.investment
    figures = tuple(shown(s, one, voice, numbers) for s in stand.statements if s.quantity is not Quantity.AREA_RETIREMENTS)
    return Row(one.key, one.investor or one.name, one.site, stand.stage.value, voice(STAGE[stand.stage]), figures)
