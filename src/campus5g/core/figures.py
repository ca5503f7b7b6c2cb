"""Figures that say where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isfinite

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure, a rule or a data set comes from."""

    title: str
    author: str = ""
    date: str = ""
    url: str = ""
    licence: str = ""
    to_confirm: bool = False


@dataclass(frozen=True, slots=True)
class SourcedFigure:
    """A published figure: what is counted, over which perimeter and horizon, by whom, when.

    ``low`` and ``high`` are equal for a single value. Two figures of different perimeter are never added.
    """

    key: str
    low: float
    high: float
    unit: str
    counted: str
    perimeter: str
    horizon: str
    source: Source


@dataclass(frozen=True, slots=True)
class Interval:
    """A quantity with its range: the 10th, 50th and 90th percentiles."""

    p10: float
    p50: float
    p90: float

    def __post_init__(self) -> None:
        if not all(map(isfinite, (self.p10, self.p50, self.p90))) or not self.p10 <= self.p50 <= self.p90:
            raise ValueError(f"not an interval: {self.p10}, {self.p50}, {self.p90}")


@dataclass(frozen=True, slots=True)
class Assumption:
    """A parameter of a computation, editable by the reader, with its range and source."""

    key: str
    label: Message
    value: float
    low: float
    high: float
    unit: str
    source: Source

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise BadInput(
                self.key,
                msg("value %(value)s is outside its range", value=self.value),
                msg("a value from %(low)s to %(high)s", low=self.low, high=self.high),
            )


def add_figures(figures: list[SourcedFigure]) -> tuple[float, float] | Message:
    """Add published figures, or refuse with the reason: unit, count, perimeter and horizon must all agree."""
    if not figures:
        return 0.0, 0.0
    for name in ("unit", "counted", "perimeter", "horizon"):
        if len({getattr(figure, name) for figure in figures}) > 1:
            return msg("these figures do not share one %(name)s and cannot be added", name=name)
    return sum(f.low for f in figures), sum(f.high for f in figures)


def parse_day(text: str, where: str) -> date:
    """Read an ISO 8601 day."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise BadInput(where, msg("“%(text)s” is not a day", text=str(text)), msg("a day such as 2026-11-21")) from None
