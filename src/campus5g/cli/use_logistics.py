"""The verbs of logistics: ships to berths, trucks to customers, and the yard between."""

from __future__ import annotations

import typer

from campus5g.cli.use_berths import berth
from campus5g.cli.use_routes import routes


def register(above: typer.Typer) -> None:
    """Add `logistics` to the verbs of the uses."""
    group = typer.Typer(help="Logistics flows: ships at berths, rounds of trucks.", no_args_is_help=True)
    group.command("berth")(berth)
    group.command("routes")(routes)
    above.add_typer(group, name="logistics")
