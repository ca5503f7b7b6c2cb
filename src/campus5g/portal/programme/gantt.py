"""The plan as bars: where each stands between the first and the last day, its first plan under it, its milestones on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from campus5g.portal.programme.models import Action, Milestone, Programme, Strand

_TICKS = 13
"""At most so many marks of months along the top."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands, in % of the width."""

    left: str
    width: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone on its bar: where it is due now, and where it was agreed if that is elsewhere."""

    milestone: Milestone
    left: str
    tone: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """An action: its days now, its days agreed if they differ, what is done of it, its milestones."""

    action: Action
    span: Span
    base: Span | None
    late: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A strand with the bars of its actions."""

    strand: Strand
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Gantt:
    """The whole picture. today: where this day stands, empty outside; ticks: the months, each with its place."""

    rows: tuple[Row, ...]
    today: str
    ticks: tuple[tuple[date, str], ...]
    moved: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    days: int

    def at(self, day: date) -> str:
        return f"{100 * min(max((day - self.first).days / self.days, 0.0), 1.0):.2f}"

    def span(self, first: date, last: date) -> Span:
        left, right = float(self.at(first)), float(self.at(last))
        return Span(f"{left:.2f}", f"{max(right - left, 0.6):.2f}")


def gantt_of(
    programme: Programme, strands: Iterable[Strand], actions: Sequence[Action], milestones: Sequence[Milestone], on: date
) -> Gantt:
    """Draw the plan over the days of the programme, those of its first plan included."""
    first = min(programme.starts_on, programme.base_starts_on)
    last = max([programme.ends_on, programme.base_ends_on, *(one.ends_on for one in actions), *(one.due for one in milestones)])
    scale = _Scale(first, max((last - first).days, 1))
    rows = tuple(
        Row(strand, tuple(_bar(one, milestones, scale, on) for one in actions if one.strand_id == strand.pk))
        for strand in strands
    )
    moved = any(bar.base or any(mark.base for mark in bar.marks) for row in rows for bar in row.bars)
    return Gantt(rows, scale.at(on) if first <= on <= last else "", _ticks(scale, first, last), moved)


def _bar(action: Action, milestones: Sequence[Milestone], scale: _Scale, on: date) -> Bar:
    moved = (action.starts_on, action.ends_on) != (action.base_starts_on, action.base_ends_on)
    marks = tuple(_mark(one, scale, on) for one in milestones if one.action_id == action.pk)
    late = max(0, (on - action.ends_on).days) if action.open else 0
    base = scale.span(action.base_starts_on, action.base_ends_on) if moved else None
    return Bar(action, scale.span(action.starts_on, action.ends_on), base, late, marks)


def _mark(milestone: Milestone, scale: _Scale, on: date) -> Mark:
    tone = "reached" if milestone.reached_on else "late" if milestone.late(on) else "open"
    base = scale.at(milestone.base_due) if milestone.base_due != milestone.due else ""
    return Mark(milestone, scale.at(milestone.due), tone, base)


def _ticks(scale: _Scale, first: date, last: date) -> tuple[tuple[date, str], ...]:
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((step for step in (1, 2, 3, 6, 12, 24) if months / step <= _TICKS), 60)
    place = first.year * 12 + first.month - 1
    starts = (date(n // 12, n % 12 + 1, 1) for n in range(place - place % step, place + months + 1, step))
    return tuple((day, scale.at(day)) for day in starts if first <= day <= last)
