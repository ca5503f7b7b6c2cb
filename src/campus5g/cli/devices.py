"""The service of every single device of a site, from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campus5g.cli.console import Bar, as_json, day, refuse, say
from campus5g.core.message import msg


def devices(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="Site JSON in local metres, or GeoJSON.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="CSV", help="Write one line for each device here.")] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="PLAN", help="A plan.json of this site; planned anew without it.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the plan, today by default.")] = None,
    cell_m: Annotated[float, typer.Option("--cell", min=1.0, max=200.0, help="Side of a cell of the grid, in metres.")] = 10.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw: same seed, same bytes.")] = 0,
    as_data: Annotated[bool, typer.Option("--json", help="Print the groups as JSON.")] = False,
) -> None:
    """Say what each device of a site gets: serving cell, signal, rates, latency, availability."""
    from campus5g.core.codec import load
    from campus5g.core.files import write_whole
    from campus5g.core.progress import part
    from campus5g.network.devices import device_service, devices_csv, summary_of
    from campus5g.network.offers import duration, rate
    from campus5g.network.on_air import on_air
    from campus5g.network.plan import NetworkPlan
    from campus5g.network.planning import plan_network
    from campus5g.network.sites import read_site

    place = read_site(site)
    with Bar() as bar:
        if plan is None:
            chosen, _grids = plan_network(place, on=day(on), seed=seed, cell_m=cell_m, progress=part(bar, 0.0, 0.7))
        else:
            chosen = load(NetworkPlan, plan.read_bytes())
        network = on_air(place, chosen, cell_m, part(bar, 0.7, 1.0))
    if network is None:
        refuse(msg("%(site)s: the plan has no antenna, so no device has a service", site=place.name))
    service = device_service(network, seed)
    groups = summary_of(service)
    if out is not None:
        write_whole(out, devices_csv(service))
    if as_data:
        as_json({"devices": service.size, "meets_share": float(service.meets.mean()), "groups": list(groups)})
        return
    for group in groups:
        say(
            msg(
                "%(zone)s, %(group)s: %(share)s %% of %(count)s devices get what they ask; uplink %(uplink)s, latency %(p99)s "
                "(99 %% of the messages of the middle device)",
                zone=group.zone_id,
                group=group.group,
                share=round(100 * group.meets_share, 1),
                count=group.count,
                uplink=rate(group.uplink_p10_bps),
                p99=duration(group.p99_median_s),
            )
        )
