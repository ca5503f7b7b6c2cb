"""The verbs that answer a person who wrote to the campus: all that is kept about them, or nothing any more."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="The person's e-mail address.")]
Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Data directory of the campus.")]


def register(app: typer.Typer) -> None:
    verbs = typer.Typer(help="What is kept about a person (GDPR).", no_args_is_help=True)
    verbs.command("export")(export)
    verbs.command("erase")(erase)
    app.add_typer(verbs, name="rgpd")


def export(
    address: Address,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.json", help="The file to write.")] = Path("person.json"),
    data: Data = None,
) -> None:
    """Write all that is kept about a person to one file."""
    _command(data, address, "--out", str(out))


def erase(
    address: Address,
    why: Annotated[str, typer.Option("--why", metavar="REASON", help="Kept in the audit trail, without any name.")],
    data: Data = None,
) -> None:
    """Forget a person; the audit trail stays whole."""
    _command(data, address, "--erase-because", why)


def _command(data: Path | None, *words: str) -> None:
    from campus5g.cli.place import data_directory, django_on

    django_on(data_directory(data))
    from django.core.management import call_command

    call_command("rgpd", *words)
