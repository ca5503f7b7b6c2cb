"""`logistics terminal`: what freshness of positions and notice of trucks do to a terminal, simulated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from campus5g.cli.console import as_json, say
from campus5g.core.message import msg

if TYPE_CHECKING:
    from campus5g.uses.logistics.terminal.case import Terminal

PERIODS_S = (1.0, 5.0, 30.0, 120.0)
NOTICE_MIN = (0.0, 10.0, 30.0, 60.0, 120.0)


def terminal(
    case: Annotated[
        Path | None, typer.Argument(metavar="[CASE.toml]", help="The terminal; without it, a stated default one.")
    ] = None,
    hours: Annotated[float, typer.Option("--hours", min=1, max=240, help="Hours of work simulated.")] = 24.0,
    runs: Annotated[int, typer.Option("--runs", min=2, max=1000, help="How many times, each with its own luck.")] = 6,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw.")] = 0,
    as_data: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Moves of the cranes by freshness of positions; boxes moved aside and time of trucks by notice of their coming."""
    from campus5g.uses.logistics.terminal.reader import read_case

    read = read_case(case)
    cranes = _cranes(read.terminal, hours, runs, seed)
    yard = _yard(read.terminal, runs, seed)
    if as_data:
        as_json({"terminal": read.terminal, "defaults": list(read.defaults), "cranes": cranes, "yard": yard})
        return
    if read.defaults:
        say(msg("Taken by default, since the file does not say them: %(names)s.", names=", ".join(read.defaults)))
    for row in cranes:
        say(
            msg(
                "Positions every %(period)s s: %(moves)s moves an hour of each crane (± %(error)s).",
                period=round(row["period_s"]),
                moves=round(row["moves_per_crane_hour"], 2),
                error=round(row["standard_error"], 2),
            )
        )
    for row in yard:
        say(
            msg(
                "Trucks known %(notice)s min before: %(moved)s boxes moved aside for one, %(turn)s min in the terminal.",
                notice=round(row["notice_min"]),
                moved=round(row["rehandles"], 3),
                turn=round(row["truck_turn_min"], 1),
            )
        )


def _cranes(asked: Terminal, hours: float, runs: int, seed: int) -> list[dict[str, Any]]:
    """Return moves an hour of a crane at each period of report, the same boxes for all."""
    import numpy as np

    from campus5g.uses.logistics.simulate.dispatch import Freshness, shift

    found = []
    for period in PERIODS_S:
        moves = [
            shift(asked, asked.vehicles, Freshness(period), seed + run, hours=hours).moves_per_crane_hour for run in range(runs)
        ]
        error = float(np.std(moves, ddof=1) / np.sqrt(runs))
        found.append({"period_s": period, "moves_per_crane_hour": float(np.mean(moves)), "standard_error": error})
    return found


def _yard(asked: Terminal, runs: int, seed: int) -> list[dict[str, Any]]:
    """Return boxes moved aside and minutes of a truck when all of them are known so long before."""
    import numpy as np

    from campus5g.uses.logistics.simulate.yard import rehandles, turn_min

    found = []
    for notice in NOTICE_MIN:
        moved = float(np.mean([rehandles(asked, notice, 1.0, seed + run) for run in range(runs)]))
        turn = float(turn_min(asked, np.array([moved]))[0])
        found.append({"notice_min": notice, "rehandles": moved, "truck_turn_min": turn})
    return found
