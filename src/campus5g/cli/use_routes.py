"""`logistics routes`: rounds of trucks with time windows, planned, or planned again when trucks are late."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.cli.console import as_json, say
from campus5g.core.errors import BadInput
from campus5g.core.message import msg

if TYPE_CHECKING:
    from campus5g.uses.logistics.routes.instance import Rounds
    from campus5g.uses.logistics.routes.late import Moved, Replanned
    from campus5g.uses.logistics.routes.plan import Routes


def routes(
    instance: Annotated[Path, typer.Argument(metavar="INSTANCE", help="Customers with time windows, VRPLIB.")],
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Time for the search.")] = 10.0,
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="FILE.sol", help="The plan the trucks follow; searched without.")
    ] = None,
    late: Annotated[
        list[str] | None, typer.Option("--late", metavar="TRUCK:UNITS", help="A truck that is late; may be repeated.")
    ] = None,
    now: Annotated[float, typer.Option("--now", min=0, help="When it is known, in units of the file's time.")] = 0.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw.")] = 0,
    as_data: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Plan the rounds of trucks; with --late, keep what is done by --now and plan the rest again, saying what moves."""
    from campus5g.uses.logistics.routes.instance import SCALE, read_rounds
    from campus5g.uses.logistics.routes.late import replan
    from campus5g.uses.logistics.routes.plan import length, read_routes
    from campus5g.uses.logistics.routes.solve import plan_rounds

    rounds = read_rounds(instance)
    delays = delays_of(late or [])
    if plan is None:
        found = plan_rounds(rounds, seconds=seconds, seed=seed)
        followed, spent = found.routes, found.seconds
    else:
        followed, spent = read_routes(plan, rounds), 0.0
    if not delays:
        _tell_plan(followed, length(rounds, followed) / SCALE, spent, as_data)
        return
    delays_in_tenths = {truck: round(units * SCALE) for truck, units in delays.items()}
    new = replan(rounds, followed, round(now * SCALE), delays_in_tenths, seconds=seconds, seed=seed)
    _tell_again(rounds, followed, new, as_data)


def delays_of(asked: list[str]) -> dict[int, float]:
    """Return number (from 0) to delay of what ``--late 3:45`` asks; ``BadInput`` when it is not written so."""
    found: dict[int, float] = {}
    for text in asked:
        match = re.fullmatch(r"(\d+):(\d+(?:\.\d+)?)", text)
        if not match or int(match[1]) < 1:
            raise BadInput("--late", msg("this is no delay: %(text)s", text=text), msg("a number and a delay, such as 3:45"))
        found[int(match[1]) - 1] = float(match[2])
    return found


def _tell_plan(routes: Routes, distance: float, seconds: float, as_data: bool) -> None:
    if as_data:
        trucks = [list(route) for route in routes]
        as_json({"objective": distance, "trucks": len(routes), "seconds": round(seconds, 3), "routes": trucks})
        return
    say(
        msg(
            "%(trucks)s trucks drive %(distance)s units to serve every customer in its window, computed in %(seconds)s s.",
            trucks=len(routes),
            distance=distance,
            seconds=round(seconds, 1),
        )
    )


def _tell_again(rounds: Rounds, old: Routes, new: Replanned, as_data: bool) -> None:
    from campus5g.uses.logistics.routes.instance import SCALE
    from campus5g.uses.logistics.routes.plan import length

    elsewhere = [move for move in new.moved if move.truck != move.old_truck]
    if as_data:
        as_json(
            {
                "objective": new.distance,
                "objective_before": length(rounds, old) / SCALE,
                "trucks": sum(1 for route in new.routes if route),
                "missed": list(new.missed),
                "missed_without_replanning": list(new.missed_as_it_was),
                "kept": [list(kept) for kept in new.kept],
                "routes": [list(route) for route in new.routes],
                "moved": [_row(move) for move in new.moved],
            }
        )
        return
    say(
        msg(
            "Planned again: %(missed)s customers are missed (%(before)s if nothing were changed), %(elsewhere)s go to another truck "
            "and %(shifted)s keep theirs at another time; the trucks drive %(distance)s units.",
            missed=len(new.missed),
            before=len(new.missed_as_it_was),
            elsewhere=sum(1 for move in elsewhere if move.truck is not None),
            shifted=len(new.moved) - len(elsewhere),
            distance=new.distance,
        )
    )
    for move in elsewhere:
        if move.truck is None:
            say(msg("Customer %(customer)s: nobody; %(why)s.", customer=move.customer, why=move.why))
        else:
            say(
                msg(
                    "Customer %(customer)s: truck %(old)s, now truck %(new)s; %(why)s.",
                    customer=move.customer,
                    old=move.old_truck + 1,
                    new=move.truck + 1,
                    why=move.why,
                )
            )


def _row(move: Moved) -> dict[str, object]:
    from campus5g.uses.logistics.routes.instance import SCALE

    return {
        "customer": move.customer,
        "old_truck": move.old_truck + 1,
        "truck": None if move.truck is None else move.truck + 1,
        "old_begin": move.old_begin / SCALE,
        "begin": None if move.begin is None else move.begin / SCALE,
        "why": str(move.why),
    }
