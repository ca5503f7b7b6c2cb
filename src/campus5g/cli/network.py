"""The verbs of the network: plan a private 5G on a site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.cli import radio
from campus5g.cli.calibrate import calibrate, read_calibration
from campus5g.cli.console import Bar, as_json, day, say, tell
from campus5g.cli.devices import devices
from campus5g.cli.network_outputs import refuse_a_file, write_files
from campus5g.core.message import Amount, Message, msg

if TYPE_CHECKING:
    from campus5g.network.plan import NetworkPlan


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Private-5G planning.", no_args_is_help=True)
    group.callback()(lambda: None)
    group.command("plan")(plan)
    group.command("calibrate")(calibrate)
    group.command("devices")(devices)
    radio.register(group)
    app.add_typer(group, name="network")


def plan(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="Site JSON in local metres, or GeoJSON.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write plan, antennas, maps, tables and pdf here.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the plan, today by default.")] = None,
    cell_m: Annotated[float, typer.Option("--cell", min=1.0, max=200.0, help="Side of a cell of the grid, in metres.")] = 10.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw: same seed, same bytes.")] = 0,
    band: Annotated[
        str, typer.Option("--band", help="n38 (2.6 GHz), n77 (3.8-4.2 GHz), or n258 (26 GHz) for an experiment.")
    ] = "n38",
    experiment: Annotated[bool, typer.Option("--experiment", help="Plan for a temporary authorisation.")] = False,
    calibration: Annotated[
        Path | None, typer.Option("--calibration", metavar="FILE", help="What `network calibrate --out` wrote.")
    ] = None,
    pin: Annotated[list[str] | None, typer.Option("--pin", metavar="MAST", help="This mast must be used.")] = None,
    forbid: Annotated[list[str] | None, typer.Option("--forbid", metavar="MAST", help="This mast may not be used.")] = None,
    budget: Annotated[str | None, typer.Option("--budget", metavar="EUR", help="The most to invest, in euros.")] = None,
    resilient: Annotated[bool, typer.Option("--resilient", help="Any one antenna may be out of order.")] = False,
    roofs: Annotated[bool, typer.Option("--roofs", help="Antennas may stand on roofs that carry no mast yet.")] = False,
    as_data: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Choose the antennas of a site, and say what every zone gets and what it costs."""
    from campus5g.core.money import parse_cents
    from campus5g.network.planning import plan_network
    from campus5g.network.sites import read_site_with_notes
    from campus5g.network.wishes import Wishes

    wishes = Wishes(
        pinned=tuple(pin or ()),
        forbidden=tuple(forbid or ()),
        budget_cents=None if budget is None else parse_cents(budget, "--budget"),
        resilient=resilient,
        propose_roofs=roofs,
    )
    refuse_a_file(out)
    reading = read_site_with_notes(site)
    for note in reading.notes:
        tell(note)
    fitted = read_calibration(calibration) if calibration else None
    with Bar() as bar:
        found, grids = plan_network(
            reading.site,
            on=day(on),
            band=band,
            experiment=experiment,
            seed=seed,
            cell_m=cell_m,
            progress=bar,
            calibration=fitted,
            wishes=wishes,
        )
    if out is not None:
        write_files(reading.site, found, grids, out, quiet=as_data)
    if as_data:
        as_json(found)
        return
    for sentence in summary(found):
        say(sentence)


def summary(found: NetworkPlan) -> list[Message]:
    """Return the plan in sentences: antennas, each zone that is served or not, cost, what is short, what to look at."""
    from campus5g.core.service import Connectivity

    lines = [
        msg(
            "%(site)s: %(n)s antennas in band %(band)s serve %(share)s %% of the devices.",
            site=found.site,
            n=len(found.antennas),
            band=found.band,
            share=round(100 * found.served_share, 1),
        )
    ]
    cost = found.cost_of(Connectivity.PRIVATE_5G)
    if cost is not None:
        lines.append(
            msg(
                "To invest: %(capex)s (%(low)s to %(high)s); then %(opex)s a year.",
                capex=Amount(cost.capex_cents),
                low=Amount(cost.capex_low_cents),
                high=Amount(cost.capex_high_cents),
                opex=Amount(cost.opex_cents_per_year),
            )
        )
    lines += [msg("%(zone)s: %(fault)s; %(remedy)s", zone=s.zone_id, fault=s.message, remedy=s.remedy) for s in found.shortfalls]
    lines += [
        msg(
            "Asked to serve %(share)s %% of the devices, the linear model takes %(n)s antennas: %(cost)s to invest.",
            share=round(100 * point.target, 1),
            cost=Amount(point.cost_cents),
            n=point.antennas,
        )
        for point in found.frontier
    ]
    lines += [finding.message for finding in found.findings if finding.ok is not True]
    return [*lines, *found.reasons, *found.warnings]
