"""A quay planned again as its ships slip: the story of some days, with what is known at each moment.

Each ship is believed to come with an error that shrinks as it comes near: σ handling times a day ahead and more, none when it is
there. The plan is made again when a ship arrives, and every six hours (``model.replan``): what has begun stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from campus5g.core.benefit import Replay, Series, Stay, Timetable
from campus5g.core.message import msg
from campus5g.core.service import Connectivity
from campus5g.uses.logistics.data.quay import Ints, Quay
from campus5g.uses.logistics.model.anneal import anneal, in_turn
from campus5g.uses.logistics.model.plan import BerthPlan, schedule, sequences
from campus5g.uses.logistics.model.replan import replan
from campus5g.uses.logistics.simulate.berthing import UNIT_H, mean_handling
from campus5g.uses.parameters import Floats

SHIPS = 18
MOST_BERTHS = 12
EVERY_H = 6.0
MOVED_H = 1.0
"""A ship whose begin changes by less than this was not moved: its time became clearer."""
FAR_H = 24.0
"""Time to its arrival from which a ship is as badly known as it ever is."""
STEPS = 8_000
FOR_EVER = 1e9


@dataclass(frozen=True, slots=True)
class _News:
    """The plan made at ``at`` (units), and whether each of the (n,) ships has begun."""

    at: int
    plan: BerthPlan
    begun: frozenset[int]


def slipping(quay: Quay, sigma: float, seed: int) -> Replay | None:
    """Return the story of the first ships of ``quay`` over private 5G, believed with an error of ``sigma`` handling times.

    ``None`` where berths are too many for one picture.
    """
    if quay.berths > MOST_BERTHS or quay.ships < 2:
        return None
    part = slice(0, SHIPS)
    few = replace(quay, arrivals=quay.arrivals[part], handling=quay.handling[part], departures=quay.departures[part])
    errors = np.random.default_rng((seed, 7)).standard_normal(few.ships) * sigma * mean_handling(few)
    news = _told(few, errors, seed)
    kept = schedule(few, sequences(few, news[0].plan))
    hours = tuple(step.at * UNIT_H for step in news)
    expected = tuple(float((step.plan.end - few.arrivals).sum()) * UNIT_H for step in news)
    curves = (
        Series("planned", msg("time of all these ships in port, as planned then"), "h", hours, expected),
        Series("kept", msg("if the first plan had been kept"), "h", hours, (kept.time_in_port * UNIT_H,) * len(hours)),
    )
    rows = tuple(str(berth + 1) for berth in range(few.berths))
    return Replay(
        "quay",
        msg("The quay, planned again as its ships slip"),
        Connectivity.PRIVATE_5G,
        msg("time"),
        "h",
        curves,
        (),
        None,
        Timetable(msg("berth"), rows, _stays(few, news)),
    )


def believed(quay: Quay, errors: Floats, now: int) -> Ints:
    """Return (n,) arrivals as they are believed at ``now``: a ship that is not there is believed to come later than now."""
    left = np.clip((quay.arrivals - now) * UNIT_H / FAR_H, 0.0, 1.0)
    there = quay.arrivals <= now
    thought = np.maximum(np.rint(quay.arrivals + errors * left), now + 1)
    return np.where(there, quay.arrivals, thought).astype(np.int64)


def _told(quay: Quay, errors: Floats, seed: int) -> list[_News]:
    """Plan at the beginning, then again at each arrival and every ``EVERY_H`` hours until every ship has begun."""
    thought = replace(quay, arrivals=believed(quay, errors, 0))
    plan = schedule(thought, anneal(thought, in_turn(thought), STEPS, seed))
    found = [_News(0, plan, frozenset())]
    while len(found[-1].begun) < quay.ships:
        now = _next(quay, found[-1].at)
        again = replan(thought, plan, now, believed(quay, errors, now), worth=round(1 / UNIT_H), steps=STEPS, seed=seed)
        thought, plan = again.quay, again.plan
        found.append(_News(now, plan, frozenset(again.begun)))
    return found


def _next(quay: Quay, now: int) -> int:
    """Return when the plan is next made again: the next arrival, or the next of the regular times."""
    every = round(EVERY_H / UNIT_H)
    coming = quay.arrivals[quay.arrivals > now]
    regular = (now // every + 1) * every
    return min(regular, int(coming.min())) if coming.size else regular


def _stays(quay: Quay, news: list[_News]) -> tuple[Stay, ...]:
    """Return the bars of every ship, one for each stretch of time over which its plan stood."""
    found: list[Stay] = []
    for ship in range(quay.ships):
        mine: list[Stay] = []
        for step in news:
            begin, end = (float(times[ship] * UNIT_H) for times in (step.plan.begin, step.plan.end))
            now = Stay(
                int(step.plan.berth[ship]), ship_name(ship), begin, end, step.at * UNIT_H, FOR_EVER, done=ship in step.begun
            )
            if mine:
                last = mine[-1]
                moved = last.row != now.row or abs(last.begin - begin) >= MOVED_H
                now = replace(now, changed=moved and not now.done)
                if replace(now, told=last.told) == last:
                    continue
                mine[-1] = replace(last, untold=now.told)
            mine.append(now)
        found += mine
    return tuple(found)


def ship_name(ship: int) -> str:
    """Return the name of a ship of the story: its rank in the order of arrival."""
    return f"N{ship + 1}"
