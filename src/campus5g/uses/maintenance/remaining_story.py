"""The remaining life of a machine as reports over each connectivity tell it, down to the alarm; and each machine's chance.

The machine is the one of the file whose alarm leaves the middle time. Beside the predicted life stand the bounds between which
90 % of the machines told the same failed, and the probability that more is left than a repair takes to plan. No prediction
comes from a model that saw the machine's own failure.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from campus5g.core.benefit import Mark, Replay, Series
from campus5g.core.message import Message, msg
from campus5g.core.service import Connectivity
from campus5g.uses.compare import NAMES
from campus5g.uses.maintenance.foreseen import CONFIRMED_BY, Foreseen, Foretold
from campus5g.uses.maintenance.model import report_places
from campus5g.uses.maintenance.simulate import Delays, chance_by_machine, lost_share, period_h
from campus5g.uses.maintenance.value import Part
from campus5g.uses.parameters import Draws

Floats = NDArray[np.float64]
MOST_POINTS = 300
_NAMED = 3


def remaining_replays(
    foreseen: Foreseen, parts: Mapping[Connectivity, tuple[Part, ...]], a: Draws, delays: Delays
) -> tuple[Replay, ...]:
    """Return the story of one machine over each connectivity that fits sensors, then the chance of each machine over all."""
    followed = {
        connectivity: part
        for connectivity, zones in parts.items()
        if (part := next((p for p in zones if p.scheme is not None and p.link.service.coverage > 0), None)) is not None
    }
    number = _middle(foreseen, float(a["planning_delay_d"][0]))
    stories = [_story(foreseen, number, connectivity, part, a) for connectivity, part in followed.items()]
    return (*stories, *_chances(foreseen, followed, a, delays))


def _middle(foreseen: Foreseen, planning_d: float) -> int:
    left = [float(machine.left_at_sign(np.array([planning_d]))[0]) for machine in foreseen.machines]
    return int(np.argsort(left, kind="stable")[len(left) // 2])


def _story(foreseen: Foreseen, number: int, connectivity: Connectivity, part: Part, a: Draws) -> Replay:
    assert part.scheme is not None
    machine, planning_d = foreseen.machines[number], float(a["planning_delay_d"][0])
    sent = report_places(24 * machine.days, float(period_h(part.scheme, part.link, a)[0]))
    kept = np.random.default_rng([foreseen.seed, 1]).random(len(sent)) >= lost_share(part.scheme, part.link)
    arrived = sent[kept]
    end = float(machine.days[-1])
    alarm = _alarm(machine, arrived, planning_d)
    marks = [Mark(end, msg("failure"))]
    if 0 < planning_d < end:
        marks.append(Mark(end - planning_d, msg("last day to plan the repair")))
    if alarm is not None:
        marks.append(Mark(float(machine.days[alarm]), msg("alarm")))
    return Replay(
        f"remaining_{connectivity}",
        msg("remaining life of %(machine)s", machine=machine.machine),
        connectivity,
        msg("time since the first reading"),
        "d",
        _curves(foreseen, number, arrived, planning_d),
        tuple(sorted(marks, key=lambda mark: mark.x)),
    )


def _alarm(machine: Foretold, arrived: NDArray[np.intp], planning_d: float) -> int | None:
    """Return the reading whose report confirms the first sign over this link."""
    since = arrived[arrived >= int(machine.sign_place(np.array([planning_d]))[0])]
    return int(since[CONFIRMED_BY]) if len(since) > CONFIRMED_BY else None


def _curves(foreseen: Foreseen, number: int, arrived: NDArray[np.intp], planning_d: float) -> tuple[Series, ...]:
    machine = foreseen.machines[number]
    shown = arrived[np.unique(np.linspace(0, len(arrived) - 1, MOST_POINTS).astype(int))] if len(arrived) else arrived
    days = tuple(map(float, machine.days[shown]))
    chance = foreseen.chance.without(number).chance_beyond(machine.predicted[shown], planning_d)

    def curve(key: str, label: Message, unit: str, values: Floats) -> Series:
        return Series(key, label, unit, days, tuple(map(float, values)))

    return (
        curve("predicted", msg("predicted remaining life"), "d", machine.predicted[shown]),
        curve("low", msg("95 %% of such machines last longer"), "d", machine.low[shown]),
        curve("high", msg("5 %% of such machines last longer"), "d", machine.high[shown]),
        curve("left", msg("what was truly left"), "d", machine.left[shown]),
        curve("in_time", msg("chance that a repair planned now comes in time"), "%", 100 * chance),
    )


def _chances(foreseen: Foreseen, followed: Mapping[Connectivity, Part], a: Draws, delays: Delays) -> tuple[Replay, ...]:
    """Return the chance to repair each machine in time over each connectivity, machines in rising order of it."""
    found = {
        connectivity: 100 * chance_by_machine(foreseen, part.scheme, part.link, a, delays)[0]
        for connectivity, part in followed.items()
        if part.scheme is not None
    }
    if not found:
        return ()
    order = np.argsort(np.mean(list(found.values()), axis=0), kind="stable")
    places = tuple(float(place + 1) for place in range(len(order)))
    series = tuple(
        Series(str(connectivity), NAMES[connectivity], "%", places, tuple(map(float, chances[order])))
        for connectivity, chances in found.items()
    )
    least = [n for n in range(min(_NAMED, len(order))) if any(chances[order[n]] < 100 for chances in found.values())]
    marks = tuple(Mark(places[n], msg("%(machine)s", machine=foreseen.machines[order[n]].machine)) for n in least)
    title = msg("chance to repair each machine of the file in time, over each network")
    return (Replay("in_time", title, None, msg("machines, the least often in time first"), "", series, marks),)
