"""The verbs of the territory: what a large investment means for its jobs, its electricity, its trainings."""

from __future__ import annotations

import importlib
from pathlib import Path

import typer

PARTS = ("jobs", "power", "tables", "report")
"""Each is a module ``territory_PART`` beside this one that registers its own verbs."""


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="What a large investment means for a territory.", no_args_is_help=True)
    group.callback()(lambda: None)
    for name in (f"territory_{part}" for part in PARTS):
        if Path(__file__).with_name(f"{name}.py").exists():
            importlib.import_module(f"campus5g.cli.{name}").register(group)
    app.add_typer(group, name="territory")
