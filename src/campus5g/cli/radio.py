"""The verbs of the radio model: its speed on a site, its errors on given links."""

from __future__ import annotations

import json
import math
import resource
import statistics
import time
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.cli.console import day, refuse, say
from campus5g.core.message import Message, msg

if TYPE_CHECKING:
    from campus5g.core.site import Site
    from campus5g.network.carriers import Carrier
    from campus5g.network.links import Links, LinkScore

Band = Annotated[str, typer.Option("--band", help="Band of the carrier: n38, n77 …")]
Day = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the figures, today by default.")]
AsData = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def register(group: typer.Typer) -> None:
    group.command("map")(gain_map)
    group.command("links")(links)


def gain_map(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="Site JSON in local metres, or GeoJSON.")],
    cell_m: Annotated[float, typer.Option("--cell", min=1.0, max=200.0, help="Side of a cell of the grid, in metres.")] = 5.0,
    repeat: Annotated[int, typer.Option("--repeat", min=1, max=100, help="Runs after one that warms up.")] = 1,
    band: Band = "n38",
    on: Day = None,
    as_data: AsData = False,
) -> None:
    """Compute the path gains of every mast at every cell, and say what it took (medians after one run that warms up)."""
    import numpy as np

    from campus5g.network.carriers import carrier_of
    from campus5g.network.coverage import path_gain_maps
    from campus5g.network.sites import read_site

    place, carrier = read_site(site), carrier_of(band, day(on))
    path_gain_maps(place, place.masts, carrier, cell_m)
    walls, processors, grid = [], [], None
    for _ in range(repeat):
        wall, processor = time.perf_counter(), time.process_time()
        grid = path_gain_maps(place, place.masts, carrier, cell_m)
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    assert grid is not None
    found = {
        "cpu_s": round(statistics.median(processors), 3),
        "wall_s": round(statistics.median(walls), 3),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "answered_share": float(np.isfinite(grid.path_gain_db).mean()),
        "pairs": int(grid.path_gain_db.size),
        "masts": len(grid.masts),
        "cells": int(grid.indoor.size),
        "los_share": round(float(grid.los.mean()), 4),
    }
    if as_data:
        typer.echo(json.dumps(found))
        return
    say(
        msg(
            "%(site)s: %(pairs)s pairs of mast and cell, %(answered)s %% answered, %(los)s %% in sight; %(cpu)s s of processor, "
            "%(wall)s s, %(peak)s MiB.",
            site=place.name,
            pairs=found["pairs"],
            answered=round(100 * found["answered_share"], 1),
            los=round(100 * found["los_share"], 1),
            cpu=found["cpu_s"],
            wall=found["wall_s"],
            peak=found["peak_mib"],
        )
    )


class Engine(StrEnum):
    """Who computes the links: the engine of the house, or Sionna RT (an extra, in a process of its own)."""

    CAMPUS5G = "campus5g"
    SIONNA = "sionna"


def links(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="Site JSON in local metres, or GeoJSON.")],
    links_file: Annotated[Path, typer.Option("--links", metavar="CSV", help="Columns tx, x_m, y_m, path_gain_db, los.")],
    engine: Annotated[Engine, typer.Option("--engine", help="sionna: trace rays with Sionna RT (extra raytracing).")] = (
        Engine.CAMPUS5G
    ),
    python: Annotated[
        str | None,
        typer.Option("--python", envvar="CAMPUS5G_RAYTRACING_PYTHON", help="The interpreter that has Sionna RT, if another."),
    ] = None,
    band: Band = "n38",
    on: Day = None,
    as_data: AsData = False,
) -> None:
    """Compare path gains with those of a file, in sight and out of it; without any there, the engine with Sionna RT."""
    from campus5g.network.carriers import carrier_of
    from campus5g.network.links import read_links, score_links
    from campus5g.network.sites import read_site

    place, carrier = read_site(site), carrier_of(band, day(on))
    if engine is Engine.SIONNA:
        _traced_links(place, read_links(links_file, place, with_reference=False), carrier, python, as_data)
        return
    score = score_links(place, read_links(links_file, place), carrier)
    if as_data:
        typer.echo(json.dumps(_plain(score)))
        return
    say(_said(score))


def _traced_links(place: Site, wanted: Links, carrier: Carrier, python: str | None, as_data: bool) -> None:
    """Score Sionna RT on the file's path gains, or the engine on Sionna's where the file has none."""
    import numpy as np

    from campus5g.network.cross_check import RX_HEIGHT_M, compared
    from campus5g.network.links import free_space_db, score
    from campus5g.network.raytracing import NotTraced, trace_links

    traced = trace_links(place, wanted.tx_m, wanted.x_m, wanted.y_m, carrier.freq_hz, RX_HEIGHT_M, python=python)
    if isinstance(traced, NotTraced):
        refuse(traced.reason)
    if np.isfinite(wanted.gain_db).any():
        free = free_space_db(wanted.tx_m, wanted.x_m, wanted.y_m, RX_HEIGHT_M, carrier.freq_hz)
        found = score(wanted, traced.gain_db, traced.los, free)
        sentences: tuple[Message, ...] = (_said(found),)
    else:
        check = compared(place, wanted.tx_m, wanted.x_m, wanted.y_m, carrier, traced)
        found, sentences = check.score, check.sentences
    if as_data:
        spent = {
            "engine": f"sionna-rt {traced.version}",
            "cpu_s": traced.cpu_s,
            "wall_s": traced.wall_s,
            "peak_mib": traced.peak_mib,
        }
        typer.echo(json.dumps({**_plain(found), **spent}))
        return
    for sentence in sentences:
        say(sentence)


def _plain(score: LinkScore) -> dict[str, float | None]:
    """The score as JSON has it: an error of no link is null."""
    return {name: None if math.isnan(value) else value for name, value in asdict(score).items()}


def _said(score: LinkScore) -> Message:
    return msg(
        "%(links)s links compared, %(silent)s without reference. Root mean square error: %(los)s dB in sight (%(n_los)s links), "
        "%(clipped)s dB out of sight where the reference is within 35 dB of free space (%(n_clipped)s), %(nlos)s dB out of "
        "sight in all (%(n_nlos)s).",
        links=score.links,
        silent=score.without_reference,
        los=_shown(score.rmse_los_db),
        n_los=score.links_los,
        clipped=_shown(score.rmse_nlos_clipped_db),
        n_clipped=score.links_nlos_clipped,
        nlos=_shown(score.rmse_nlos_db),
        n_nlos=score.links_nlos,
    )


def _shown(error_db: float) -> float | str:
    return "–" if math.isnan(error_db) else error_db
