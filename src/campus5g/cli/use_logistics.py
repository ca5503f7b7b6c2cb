"""The verbs of logistics: ships to berths, trucks to customers, and the yard between."""

from __future__ import annotations

from collections.abc import Callable

import typer
from typer.core import TyperGroup

from campus5g.cli.use_berths import berth
from campus5g.cli.use_routes import routes
from campus5g.cli.use_terminal import terminal


def register(above: typer.Typer, assess: Callable[..., None], kind: type[TyperGroup]) -> None:
    """Add `logistics` to the verbs of the uses; ``assess`` compares the connectivities, and needs no name in a group of ``kind``."""
    group = typer.Typer(
        cls=kind,
        help="Logistics flows: `logistics NEED.toml` compares the connectivities; berths, rounds and the yard are beside it.",
        no_args_is_help=True,
    )
    group.command("assess")(assess)
    group.command("berth")(berth)
    group.command("routes")(routes)
    group.command("terminal")(terminal)
    above.add_typer(group, name="logistics")
