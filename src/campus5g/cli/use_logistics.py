"""The verbs of logistics: ships to berths, trucks to customers, and the yard between."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campus5g.cli.console import as_json, say
from campus5g.core.message import msg


def register(above: typer.Typer) -> None:
    """Add `logistics` to the verbs of the uses."""
    group = typer.Typer(help="Logistics flows: ships and berths.", no_args_is_help=True)
    group.callback()(lambda: None)
    group.command("berth")(berth)
    above.add_typer(group, name="logistics")


Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw.")]


def berth(
    instance: Annotated[Path, typer.Argument(metavar="INSTANCE", help="Ships and berths: arrivals, openings, handling times.")],
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Time for the plan and for the bound.")] = 10.0,
    seed: Seed = 0,
    as_data: Json = False,
) -> None:
    """Give each ship a berth and a time so that ships spend the least time in port, and say how far from the best it can be."""
    from campus5g.uses.logistics.data.quay import read_quay
    from campus5g.uses.logistics.model.berth import allocate

    quay = read_quay(instance)
    found = allocate(quay, seconds=seconds, seed=seed)
    plan = found.plan
    if as_data:
        ships = zip(plan.berth.tolist(), plan.begin.tolist(), plan.end.tolist(), strict=True)
        as_json(
            {
                "objective": plan.time_in_port,
                "bound": found.bound,
                "seconds": round(found.seconds, 3),
                "proven": found.proven,
                "plan": [{"ship": i + 1, "berth": b + 1, "begin": start, "end": end} for i, (b, start, end) in enumerate(ships)],
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
