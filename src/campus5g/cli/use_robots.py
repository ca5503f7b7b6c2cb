"""The verbs of robot fleets: one trip for each robot, and a fleet at work without end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from typer.core import TyperGroup

from campus5g.cli.console import as_json, refuse, say
from campus5g.core.message import msg


def register(above: typer.Typer, assess: Callable[..., None], kind: type[TyperGroup]) -> None:
    """Add `robots` to the verbs of the uses; ``assess`` compares the connectivities, and needs no name in a group of ``kind``."""
    group = typer.Typer(
        cls=kind,
        help="Robot fleets: `robots NEED.toml` compares the connectivities; routing and a fleet at work are beside it.",
        no_args_is_help=True,
    )
    group.command("assess")(assess)
    group.command("route")(route)
    group.command("lifelong")(lifelong)
    above.add_typer(group, name="robots")


Map = Annotated[Path, typer.Option("--map", metavar="FILE.map", help="The floor: free and blocked cells.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw.")]


def route(
    floor: Map,
    scenario: Annotated[Path, typer.Option("--scenario", metavar="FILE.scen", help="Where each robot starts and goes.")],
    agents: Annotated[int, typer.Option("--agents", min=1, help="How many robots, from the first line.")],
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Time to solve and to make the plan cheaper.")] = 10.0,
    seed: Seed = 0,
    as_data: Json = False,
) -> None:
    """Route every robot to its goal without collision, then make the plan cheaper while time is left."""
    from campus5g.uses.robots.data.grid import read_map
    from campus5g.uses.robots.data.tasks import read_scenario
    from campus5g.uses.robots.model.solve import solve

    grid = read_map(floor)
    found = solve(grid, read_scenario(scenario, grid, agents), seconds=seconds, seed=seed)
    steps = None if found.plan is None else len(found.plan) - 1
    if as_data:
        as_json(
            {
                "solved": found.plan is not None,
                "seconds": round(found.seconds, 3),
                "cost_over_lower_bound": found.cost_over_lower_bound,
                "cost": found.cost,
                "steps": steps,
                "agents": agents,
            }
        )
    elif found.plan is None:
        refuse(
            msg("There is no plan: every position was tried.")
            if found.impossible
            else msg("No plan found in %(seconds)s s; give more time with --seconds.", seconds=round(found.seconds, 1))
        )
    else:
        say(
            msg(
                "%(robots)s robots at their goals in %(steps)s steps, found in %(seconds)s s; their ways cost %(ratio)s times the "
                "shortest ones.",
                robots=agents,
                steps=steps or 0,
                seconds=round(found.seconds, 2),
                ratio=round(found.cost_over_lower_bound or 1.0, 3),
            )
        )


def lifelong(
    floor: Map,
    agents: Annotated[int, typer.Option("--agents", min=1, help="How many robots.")],
    steps: Annotated[int, typer.Option("--steps", min=1, help="How many steps they work.")] = 3600,
    starts: Annotated[
        Path | None, typer.Option("--starts", metavar="FILE.agents", help="Where they start; drawn without.")
    ] = None,
    tasks: Annotated[Path | None, typer.Option("--tasks", metavar="FILE.tasks", help="What they reach; drawn without.")] = None,
    places: Annotated[int, typer.Option("--places", min=2, help="Cells among which tasks are drawn.")] = 400,
    lanes: Annotated[bool, typer.Option("--lanes/--no-lanes", help="Let the fleet sort itself into one-way lanes.")] = True,
    seed: Seed = 0,
    as_data: Json = False,
) -> None:
    """Let a fleet work without end: a robot that arrives gets its next task."""
    from campus5g.uses.robots.data.grid import read_map
    from campus5g.uses.robots.data.tasks import read_fleet, read_tasks
    from campus5g.uses.robots.model.guidance import guided
    from campus5g.uses.robots.model.lifelong import Floor, draw_places, draw_starts, work

    grid = read_map(floor)
    at = read_fleet(starts, grid, agents) if starts else draw_starts(grid, agents, seed)
    aims = read_tasks(tasks, grid) if tasks else None
    where = draw_places(grid, places, seed)
    ready = guided(grid, where, at, tasks=aims, seed=seed + 1) if lanes else Floor.plain(grid, where, aims)
    work(ready, at, 1, seed=seed)  # compiled before it is timed
    began = perf_counter()
    shift = work(ready, at, steps, seed=seed)
    spent = 1000 * (perf_counter() - began) / steps
    if as_data:
        as_json(
            {
                "tasks_per_step": shift.tasks_per_step,
                "ms_per_step": round(spent, 4),
                "deliveries": shift.deliveries,
                "longest_wait_steps": shift.longest_wait,
                "agents": agents,
                "steps": steps,
            }
        )
    else:
        say(
            msg(
                "%(done)s tasks in %(steps)s steps: %(rate)s a step, computed in %(spent)s ms a step; the longest took %(longest)s.",
                done=shift.deliveries,
                steps=steps,
                rate=round(shift.tasks_per_step, 2),
                spent=round(spent, 3),
                longest=shift.longest_wait,
            )
        )
