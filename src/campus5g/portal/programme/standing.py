"""How a programme stands: what its pages, its committee page, its exports and its API say in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campus5g.portal.base.once import once_a_page
from campus5g.portal.programme.gantt import Gantt, gantt_of
from campus5g.portal.programme.models import (
    Action,
    Amendment,
    Indicator,
    Measure,
    Milestone,
    Programme,
    Risk,
    Strand,
)
from campus5g.portal.programme.stones import actions_of, indicators_of, milestones_of, stones_of
from campus5g.territory.programmes import Late, lateness


@dataclass(frozen=True, slots=True)
class Delay:
    """A late milestone with its reason, and what it holds up."""

    milestone: Milestone
    late: Late


@dataclass(frozen=True, slots=True)
class Progress:
    """What is reached of a plan: milestones, and how much of the actions is done, each weighing its days."""

    reached: int
    milestones: int
    late: int
    done: int
    elapsed: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a programme on a day."""

    strands: tuple[Strand, ...]
    actions: tuple[Action, ...]
    milestones: tuple[Milestone, ...]
    delays: tuple[Delay, ...]
    gantt: Gantt
    progress: Progress


@once_a_page
def plan_of(programme: Programme, on: date) -> Plan:
    """Read the plan of a programme: five questions to the database however large it is."""
    strands = tuple(Strand.objects.filter(programme=programme).select_related("owner__organisation", "person"))
    actions = tuple(actions_of(programme))
    milestones = tuple(milestones_of(programme))
    codes = {one.code: one for one in milestones}
    late = lateness(stones_of(programme, milestones), on) if programme.live else ()
    delays = tuple(Delay(codes[one.key], one) for one in late)
    drawn = gantt_of(programme, strands, actions, milestones, on)
    return Plan(strands, actions, milestones, delays, drawn, _progress(programme, actions, milestones, len(delays), on))


def _progress(programme: Programme, actions: Sequence[Action], milestones: Sequence[Milestone], late: int, on: date) -> Progress:
    live = [(one, (one.ends_on - one.starts_on).days + 1) for one in actions if one.state != Action.State.GIVEN_UP]
    whole = sum(days for _, days in live)
    done = sum(one.progress * days for one, days in live) / whole if whole else 0.0
    length = max((programme.ends_on - programme.starts_on).days, 1)
    elapsed = min(max((on - programme.starts_on).days / length, 0.0), 1.0)
    reached = sum(one.reached_on is not None for one in milestones)
    return Progress(reached, len(milestones), late, round(done), round(100 * elapsed))


@dataclass(frozen=True, slots=True)
class Gauge:
    """An indicator with its values that count, the last one, and how much of the way to the target it shows."""

    indicator: Indicator
    measures: tuple[Measure, ...]
    share: float | None
    worse: bool

    @property
    def last(self) -> Measure | None:
        return self.measures[-1] if self.measures else None

    @property
    def width(self) -> str:
        """The share as a width: from 0 to 100 %."""
        return f"{100 * min(max(self.share or 0.0, 0.0), 1.0):.1f}"


def gauges_of(programme: Programme) -> list[Gauge]:
    """Every indicator of a programme with its values; two questions to the database."""
    said: dict[int, list[Measure]] = {}
    for measure in Measure.objects.filter(programme=programme, withdrawn_at=None).select_related("said_by"):
        said.setdefault(measure.indicator_id, []).append(measure)
    return [gauge_of(one, said.get(one.pk, [])) for one in indicators_of(programme)]


def gauge_of(indicator: Indicator, measures: Sequence[Measure]) -> Gauge:
    last = measures[-1] if measures else None
    share = indicator.share(last.value) if last else None
    return Gauge(indicator, tuple(measures), share, last is not None and indicator.worse_than_baseline(last.value))


def risks_of(programme: Programme) -> list[Risk]:
    """The risks that are watched or happened, the heaviest first."""
    found = Risk.objects.filter(programme=programme).exclude(state=Risk.State.CLOSED).select_related("owner__organisation")
    return sorted(found, key=lambda risk: (-risk.weight, risk.number))


def pending_of(programme: Programme) -> list[Amendment]:
    return list(
        Amendment.objects.filter(programme=programme, state=Amendment.State.PROPOSED).select_related("programme", "organisation")
    )
