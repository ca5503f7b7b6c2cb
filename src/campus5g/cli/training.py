"""The verbs of training bodies: the proofs of a session as a folder for an auditor."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from campus5g.cli.console import say
from campus5g.core.errors import BadInput
from campus5g.core.files import write_whole
from campus5g.core.message import msg

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Data directory of the campus.")]


def register(app: typer.Typer) -> None:
    quality = typer.Typer(name="qualiopi", help="Proofs of the national quality standard.", no_args_is_help=True)
    quality.callback()(lambda: None)
    quality.command("export")(export)
    app.add_typer(quality)


def export(
    session: Annotated[str, typer.Option("--session", metavar="REF", help="Session, such as S-2026-0012 (or its key).")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write: one folder an indicator.")],
    language: Annotated[str, typer.Option("--language", help="fr or en.")] = "fr",
    data: Data = None,
) -> None:
    """Write what proves each indicator for one session, and list those that lack a proof."""
    from campus5g.cli.place import data_directory, django_on

    if language not in ("fr", "en"):
        raise BadInput("--language", msg("“%(text)s”", text=language), msg("fr or en"))
    django_on(data_directory(data))
    found = import_module("campus5g.portal.training.qualiopi_export").export_named(session, language)
    for name, content in sorted(found.files.items()):
        write_whole(out / name, content)
    for standing in found.missing:
        say(msg("missing: %(n)s. %(what)s", n=standing.indicator.number, what=standing.indicator.label))
    say(msg("%(n)s indicators proven, %(m)s missing: %(out)s", n=len(found.proven), m=len(found.missing), out=str(out)))
