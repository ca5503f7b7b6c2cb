"""The verbs of the uses: what a connectivity changes for one of them, in euros a year."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from campus5g.cli import use_energy, use_robots
from campus5g.cli import use_maintenance as maintenance_engines
from campus5g.cli.console import Bar, as_json, day, refuse, say
from campus5g.core.benefit import Benefit, NotAssessed, Use
from campus5g.core.message import Amount, Message, msg
from campus5g.core.progress import part


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="What a connectivity changes for an industrial use.", no_args_is_help=True)
    group.callback()(lambda: None)
    own = typer.Typer(
        cls=with_default("assess"),
        help="Predictive maintenance: `maintenance NEED.toml` compares the connectivities; its engines alone are beside it.",
        no_args_is_help=True,
    )
    own.command("assess")(maintenance)
    maintenance_engines.register(own)
    group.add_typer(own, name="maintenance")
    use_energy.register(group, energy, with_default("assess"))
    use_robots.register(group)
    app.add_typer(group, name="use")


def with_default(command: str) -> type[TyperGroup]:
    """Return a group of verbs where a word that is no verb of it belongs to ``command``: `use maintenance NEED.toml`."""

    class Group(TyperGroup):
        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            if args and args[0] not in self.commands and args[0] != "--help":
                args = [command, *args]
            return super().parse_args(ctx, args)

    return Group


Need = Annotated[Path, typer.Argument(metavar="NEED.toml", help="What the company says, and its site.")]
Data = Annotated[Path | None, typer.Option("--data", metavar="FILE", help="Its own file, else that of NEED.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the plan, today by default.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw: same seed, same bytes.")]
Draws = Annotated[int, typer.Option("--draws", min=10, help="How many times the uncertain figures are drawn.")]
AsData = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def maintenance(
    need: Need, data: Data = None, on: On = None, seed: Seed = 0, draws: Draws = 1000, as_data: AsData = False
) -> None:
    """Predictive maintenance: how early each connectivity warns of a failure, and what that is worth."""
    _compare(Use.MAINTENANCE, need, data, on, seed, draws, as_data)


def energy(need: Need, data: Data = None, on: On = None, seed: Seed = 0, draws: Draws = 1000, as_data: AsData = False) -> None:
    """Energy: what each connectivity saves on peaks and earns on reserves, and what software alone would."""
    _compare(Use.ENERGY, need, data, on, seed, draws, as_data)


def _compare(use: Use, need: Path, data: Path | None, on: str | None, seed: int, draws: int, as_data: bool) -> None:
    """Plan the network of the need's site, and say what ``use`` gains with each connectivity."""
    from campus5g.network.planning import plan_network
    from campus5g.study.needs import read_need
    from campus5g.uses.interface import ENGINES

    said = read_need(need)
    asked, own = said.need, said.files.get(use)
    shares = {zone.id: float(sum(group.count for group in zone.devices)) for zone in asked.site.zones}
    with Bar() as bar:
        plan, _grids = plan_network(asked.site, on=day(on), seed=seed, progress=part(bar, 0.0, 0.7))
        found = ENGINES[use].assess(
            asked.values_for(use),
            plan.service,
            plan.costs,
            data=data or (own.path if own else None),
            partial=data is None and own is not None and own.partial,
            seed=seed,
            draws=draws,
            shares=shares,
            progress=part(bar, 0.7, 1.0),
        )
    if as_data:
        as_json(found)
    elif isinstance(found, NotAssessed):
        refuse(msg("Not yet assessed: %(why)s.", why=found.reason))
    else:
        for sentence in (found.answer, *map(line, found.benefits), *found.break_even, *found.reasons):
            say(sentence)


def line(benefit: Benefit) -> Message:
    """Return one connectivity in one line: what it brings a year, its own cost deducted, with its range."""
    from campus5g.documents.names import CONNECTIVITY

    return msg(
        "%(name)s: %(p50)s a year net (from %(p10)s to %(p90)s), %(hours)s h in danger",
        name=CONNECTIVITY[benefit.connectivity],
        p50=Amount(round(benefit.net_eur.p50) * 100),
        p10=Amount(round(benefit.net_eur.p10) * 100),
        p90=Amount(round(benefit.net_eur.p90) * 100),
        hours=round(benefit.exposure_h.p50),
    )
