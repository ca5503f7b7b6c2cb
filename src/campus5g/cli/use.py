"""The verbs of the uses: what a connectivity changes for one of them, in euros a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from campus5g.cli import use_energy, use_logistics, use_robots
from campus5g.cli import use_maintenance as maintenance_engines
from campus5g.cli.console import Bar, as_json, day, refuse, say
from campus5g.core.benefit import Benefit, NotAssessed, Use, UseAssessment
from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Message, msg
from campus5g.core.progress import Progress, part

if TYPE_CHECKING:
    from campus5g.uses.sweep import Case


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
    use_robots.register(group, robots, with_default("assess"))
    use_logistics.register(group, logistics, with_default("assess"))
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


Partial = Annotated[bool, typer.Option("--partial", help="Use the sound part of a file that has faults.")]
Along = Annotated[str | None, typer.Option("--sweep", metavar="KEY=LOW:HIGH:N", help="One figure of the site at N values.")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Processes of this machine for a sweep.")]
Cluster = Annotated[str, typer.Option("--cluster", metavar="TCP", help="A Dask scheduler for a sweep.")]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a use is compared: with a file used in part, along one figure, where."""

    partial: bool
    along: str | None
    workers: int
    cluster: str


def maintenance(
    need: Need,
    data: Data = None,
    on: On = None,
    seed: Seed = 0,
    draws: Draws = 1000,
    partial: Partial = False,
    along: Along = None,
    workers: Workers = 1,
    cluster: Cluster = "",
    as_data: AsData = False,
) -> None:
    """Predictive maintenance: how early each connectivity warns of a failure, and what that is worth."""
    _compare(Use.MAINTENANCE, need, data, on, seed, draws, Manner(partial, along, workers, cluster), as_data)


def energy(
    need: Need,
    data: Data = None,
    on: On = None,
    seed: Seed = 0,
    draws: Draws = 1000,
    partial: Partial = False,
    along: Along = None,
    workers: Workers = 1,
    cluster: Cluster = "",
    as_data: AsData = False,
) -> None:
    """Energy: what each connectivity saves on peaks and earns on reserves, and what software alone would."""
    _compare(Use.ENERGY, need, data, on, seed, draws, Manner(partial, along, workers, cluster), as_data)


def robots(
    need: Need,
    data: Data = None,
    on: On = None,
    seed: Seed = 0,
    draws: Draws = 1000,
    partial: Partial = False,
    along: Along = None,
    workers: Workers = 1,
    cluster: Cluster = "",
    as_data: AsData = False,
) -> None:
    """Robot fleets: how often each connectivity stops them, and what that is worth."""
    _compare(Use.ROBOTS, need, data, on, seed, draws, Manner(partial, along, workers, cluster), as_data)


def logistics(
    need: Need,
    data: Data = None,
    on: On = None,
    seed: Seed = 0,
    draws: Draws = 1000,
    partial: Partial = False,
    along: Along = None,
    workers: Workers = 1,
    cluster: Cluster = "",
    as_data: AsData = False,
) -> None:
    """Logistics flows: what each connectivity lets a terminal know, and what that is worth against voice and paper."""
    _compare(Use.LOGISTICS, need, data, on, seed, draws, Manner(partial, along, workers, cluster), as_data)


def _compare(
    use: Use, need: Path, data: Path | None, on: str | None, seed: int, draws: int, manner: Manner, as_data: bool
) -> None:
    """Plan the network of the need's site, and say what ``use`` gains with each connectivity."""
    from campus5g.network.planning import plan_network
    from campus5g.study.needs import read_need
    from campus5g.uses.interface import ENGINES
    from campus5g.uses.sweep import Case, read_range

    wished = read_range(manner.along) if manner.along else None
    if manner.cluster and not wished:
        raise BadInput("--cluster", msg("only a sweep is spread over a cluster"), msg("--sweep KEY=LOW:HIGH:N beside it"))
    said = read_need(need)
    asked, own = said.need, said.files.get(use)
    file = data or (own.path if own else None)
    partial = manner.partial or (data is None and own is not None and own.partial)
    if file:
        _refuse_faulty(use, file, partial)
    shares = {zone.id: float(sum(group.count for group in zone.devices)) for zone in asked.site.zones}
    with Bar() as bar:
        plan, _grids = plan_network(asked.site, on=day(on), seed=seed, progress=part(bar, 0.0, 0.7))
        case = Case(
            use,
            asked.values_for(use),
            plan.service,
            plan.costs,
            data=file.resolve() if file else None,  # a worker runs in another folder
            partial=partial,
            seed=seed,
            draws=draws,
            shares=shares,
        )
        if wished:
            swept = sweep_along(case, *wished, manner.workers, manner.cluster, part(bar, 0.7, 1.0))
        else:
            found = ENGINES[use].assess(
                case.values,
                case.services,
                case.costs,
                data=case.data,
                partial=case.partial,
                seed=seed,
                draws=draws,
                shares=shares,
                progress=part(bar, 0.7, 1.0),
            )
    if wished:
        tell_sweep(wished[0], swept, as_data)
        return
    if as_data:
        as_json(found)
    elif isinstance(found, NotAssessed):
        refuse(msg("Not yet assessed: %(why)s.", why=found.reason))
    else:
        for sentence in (
            found.answer,
            *map(line, found.benefits),
            *found.break_even,
            *found.would_change,
            *found.data_notes,
            *found.reasons,
        ):
            say(sentence)


def _refuse_faulty(use: Use, file: Path, partial: bool) -> None:
    """Say what is wrong with a file before anything is planned, which takes long."""
    from campus5g.uses.interface import ENGINES
    from campus5g.uses.preview import Severity

    seen = ENGINES[use].preview(file)
    fault = next((finding for finding in seen.findings if finding.severity is Severity.PARTIAL), None)
    if fault is not None and not partial:
        remedy = msg("a whole file, or --partial to use its sound part")
        raise BadInput(f"{seen.name}, {fault.where}", fault.problem, remedy)


def sweep_along(
    case: Case, key: str, values: tuple[float, ...], workers: int, cluster: str, progress: Progress
) -> list[tuple[float, UseAssessment | NotAssessed]]:
    """Return the assessment at each value of one figure."""
    from campus5g.uses.sweep import along, assess_case, sweep

    found = sweep(assess_case, along(case, key, values), workers=workers, cluster=cluster, progress=progress)
    return list(zip(values, found, strict=True))


def tell_sweep(key: str, swept: Sequence[tuple[float, UseAssessment | NotAssessed]], as_data: bool) -> None:
    """Print each value with its answer."""
    if as_data:
        as_json([{"key": key, "value": value, "result": found} for value, found in swept])
        return
    for value, found in swept:
        answer = found.reason if isinstance(found, NotAssessed) else found.answer
        say(msg("%(key)s %(value)s: %(answer)s", key=key, value=value, answer=answer))


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
