"""`logistics berth`: ships at the berths of a quay, planned, or planned again when ships are late."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.cli.console import as_json, say
from campus5g.cli.use_routes import delays_of
from campus5g.core.message import msg

if TYPE_CHECKING:
    from campus5g.uses.logistics.data.quay import Quay
    from campus5g.uses.logistics.model.berth import Berthing
    from campus5g.uses.logistics.model.plan import BerthPlan
    from campus5g.uses.logistics.model.replan import Replanned
    from campus5g.uses.logistics.quay.allocate import Berthing as ShoreBerthing
    from campus5g.uses.logistics.quay.plan import ShorePlan
    from campus5g.uses.logistics.quay.replan import ShoreReplanned
    from campus5g.uses.logistics.quay.shore import Shore


def berth(
    instance: Annotated[
        Path, typer.Argument(metavar="INSTANCE", help="Berths and their ships (text), or a quay with tides (JSON).")
    ],
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Time for the plan and for the bound.")] = 10.0,
    late: Annotated[
        list[str] | None, typer.Option("--late", metavar="SHIP:UNITS", help="A ship that comes later; may be repeated.")
    ] = None,
    now: Annotated[int, typer.Option("--now", min=0, help="When it is known, in units of the file's time.")] = 0,
    freeze: Annotated[int, typer.Option("--freeze", min=0, help="Ships that begin so soon after keep their berth.")] = 0,
    worth: Annotated[int, typer.Option("--worth", min=0, help="Units of time to gain for each change of berth.")] = 1,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw.")] = 0,
    as_data: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Give each ship a berth and a time so that ships spend the least time in port, and say how far from the best it can be.

    With --late, keep what has begun by --now and plan the rest again, saying what moves and why. Times of a quay with tides are
    minutes from its beginning.
    """
    from campus5g.uses.logistics.data.quay import read_quay
    from campus5g.uses.logistics.model.berth import allocate
    from campus5g.uses.logistics.model.replan import late as later
    from campus5g.uses.logistics.model.replan import replan
    from campus5g.uses.logistics.quay.reader import is_continuous

    behind = delays_of(late or [])
    if is_continuous(instance):
        _continuous(instance, seconds, seed, behind, (now, freeze, worth), as_data)
        return
    quay = read_quay(instance)
    delays = {ship: round(units) for ship, units in behind.items()}
    arrivals = later(quay, delays)
    found = allocate(quay, seconds=seconds, seed=seed)
    if delays:
        _tell_again(found, replan(quay, found.plan, now, arrivals, freeze=freeze, worth=worth, seed=seed), as_data)
    else:
        _tell_plan(quay, found, as_data)


def _continuous(
    instance: Path, seconds: float, seed: int, behind: dict[int, float], again: tuple[int, int, int], as_data: bool
) -> None:
    """Plan a quay with tides; ``again``: minute at which delays are known, minutes of freeze, minutes to gain for a change."""
    from campus5g.uses.logistics.quay.allocate import allocate as along
    from campus5g.uses.logistics.quay.reader import read_shore
    from campus5g.uses.logistics.quay.replan import late, replan

    shore = read_shore(instance)
    arrivals = late(shore, behind)
    found = along(shore, seconds=seconds, seed=seed)
    if behind:
        now, freeze, worth = (-(-minutes // shore.step) for minutes in again)
        _tell_shore_again(found.plan, replan(shore, found.plan, now, arrivals, freeze=freeze, worth=worth, seed=seed), as_data)
    else:
        _tell_shore(shore, found, as_data)


def _tell_shore_again(before: ShorePlan, new: ShoreReplanned, as_data: bool) -> None:
    shore, names = new.shore, new.shore.ships.names
    if as_data:
        as_json(
            {
                "objective": new.plan.time_in_port * shore.step,
                "objective_before": before.time_in_port * shore.step,
                "unit": "minutes",
                "begun": [names[ship] for ship in new.begun],
                "frozen": [names[ship] for ship in new.frozen],
                "overdue": [names[ship] for ship in new.overdue],
                "plan": _shore_rows(shore, new.plan),
                "moved": [
                    {
                        "ship": names[move.ship],
                        "old_metre": move.old_place * shore.cell,
                        "metre": move.place * shore.cell,
                        "old_begin": shore.instant(move.old_begin),
                        "begin": shore.instant(move.begin),
                        "why": str(move.why),
                    }
                    for move in new.moved
                ],
            }
        )
        return
    say(
        msg(
            "Planned again: %(begun)s ships have begun and stay, %(frozen)s keep their place, %(moved)s move; ships spend %(hours)s "
            "hours in port (%(before)s before), and %(overdue)s leave after their latest departure.",
            begun=len(new.begun),
            frozen=len(new.frozen),
            moved=len(new.moved),
            hours=round(new.plan.time_in_port * shore.step / 60, 1),
            before=round(before.time_in_port * shore.step / 60, 1),
            overdue=len(new.overdue),
        )
    )
    for move in new.moved:
        say(
            msg(
                "Ship %(ship)s: metre %(old)s at %(then)s, now metre %(new)s at %(begin)s; %(why)s.",
                ship=names[move.ship],
                old=round(move.old_place * shore.cell),
                then=shore.instant(move.old_begin),
                new=round(move.place * shore.cell),
                begin=shore.instant(move.begin),
                why=move.why,
            )
        )


def _shore_rows(shore: Shore, plan: ShorePlan) -> list[dict[str, object]]:
    rows = zip(plan.place.tolist(), plan.begin.tolist(), plan.done.tolist(), plan.end.tolist(), plan.cranes.tolist(), strict=True)
    return [
        {
            "ship": name,
            "metre": place * shore.cell,
            "begin": shore.instant(begin),
            "done": shore.instant(done),
            "end": shore.instant(end),
            **({"cranes": cranes} if shore.cranes else {}),
        }
        for name, (place, begin, done, end, cranes) in zip(shore.ships.names, rows, strict=True)
    ]


def _tell_shore(shore: Shore, found: ShoreBerthing, as_data: bool) -> None:
    plan = found.plan
    if as_data:
        as_json(
            {
                "objective": plan.time_in_port * shore.step,
                "bound": found.bound * shore.step,
                "first_come_first_served": found.first_come * shore.step,
                "unit": "minutes",
                "seconds": round(found.seconds, 3),
                "proven": found.proven,
                "plan": _shore_rows(shore, plan),
            }
        )
        return
    say(
        msg(
            "%(ships)s ships along %(metres)s m of quay spend %(hours)s hours in port (%(first)s if first come were first served); no "
            "plan can do with less than %(bound)s, computed in %(seconds)s s.",
            ships=shore.count,
            metres=round(len(shore.depths) * shore.cell),
            hours=round(plan.time_in_port * shore.step / 60, 1),
            first=round(found.first_come * shore.step / 60, 1),
            bound=round(found.bound * shore.step / 60, 1),
            seconds=round(found.seconds, 1),
        )
    )


def _tell_plan(quay: Quay, found: Berthing, as_data: bool) -> None:
    plan = found.plan
    if as_data:
        as_json(
            {
                "objective": plan.time_in_port,
                "bound": found.bound,
                "seconds": round(found.seconds, 3),
                "proven": found.proven,
                "plan": _rows(plan),
            }
        )
        return
    say(
        msg(
            "%(ships)s ships at %(berths)s berths spend %(time)s units of time in port; no plan can do with less than %(bound)s "
            "(%(gap)s %% apart), computed in %(seconds)s s.",
            ships=quay.ships,
            berths=quay.berths,
            time=plan.time_in_port,
            bound=found.bound,
            gap=round(100 * (plan.time_in_port / found.bound - 1), 2) if found.bound else 0,
            seconds=round(found.seconds, 1),
        )
    )


def _tell_again(before: Berthing, new: Replanned, as_data: bool) -> None:
    if as_data:
        as_json(
            {
                "objective": new.plan.time_in_port,
                "objective_before": before.plan.time_in_port,
                "begun": [ship + 1 for ship in new.begun],
                "frozen": [ship + 1 for ship in new.frozen],
                "overdue": [ship + 1 for ship in new.overdue],
                "plan": _rows(new.plan),
                "moved": [
                    {
                        "ship": move.ship + 1,
                        "old_berth": move.old_berth + 1,
                        "berth": move.berth + 1,
                        "old_begin": move.old_begin,
                        "begin": move.begin,
                        "why": str(move.why),
                    }
                    for move in new.moved
                ],
            }
        )
        return
    say(
        msg(
            "Planned again: %(begun)s ships have begun and stay, %(frozen)s keep their berth, %(moved)s move; ships spend %(time)s "
            "units of time in port (%(before)s before), and %(overdue)s leave after their latest departure.",
            begun=len(new.begun),
            frozen=len(new.frozen),
            moved=len(new.moved),
            time=new.plan.time_in_port,
            before=before.plan.time_in_port,
            overdue=len(new.overdue),
        )
    )
    for move in new.moved:
        say(
            msg(
                "Ship %(ship)s: berth %(old)s at %(then)s, now berth %(new)s at %(begin)s; %(why)s.",
                ship=move.ship + 1,
                old=move.old_berth + 1,
                then=move.old_begin,
                new=move.berth + 1,
                begin=move.begin,
                why=move.why,
            )
        )


def _rows(plan: BerthPlan) -> list[dict[str, int]]:
    ships = zip(plan.berth.tolist(), plan.begin.tolist(), plan.end.tolist(), strict=True)
    return [{"ship": i + 1, "berth": place + 1, "begin": begin, "end": end} for i, (place, begin, end) in enumerate(ships)]
