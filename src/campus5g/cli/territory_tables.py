"""`campus5g territory import`: check a table that the operator downloaded, and keep it with its source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.cli.console import as_json, say, tell
from campus5g.cli.place import data_directory
from campus5g.core.figures import Source
from campus5g.core.message import msg

if TYPE_CHECKING:
    from campus5g.territory.jobs import Area, Evidence
    from campus5g.territory.openings import Offered


def register(group: typer.Typer) -> None:
    group.command("import")(bring)
    group.command("tables")(tables)


def bring(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What it is; `campus5g territory tables` lists them.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As its publisher writes it: CSV or Parquet, plain or gzip.")],
    source: Annotated[str, typer.Option("--source", help="Title of the table.")],
    published: Annotated[str, typer.Option("--date", metavar="DATE", help="Day of the table.")],
    licence: Annotated[str, typer.Option("--licence", help="Licence under which it may be used.")],
    author: Annotated[str, typer.Option("--author", help="Who publishes it.")] = "",
    url: Annotated[str, typer.Option("--url", help="Where it was found.")] = "",
    version: Annotated[str, typer.Option("--version", help="Version of its codes, such as 4.0 for ROME.")] = "",
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", help="Where to keep it, else the data directory.")] = None,
) -> None:
    """Check a table and keep it: the engines use it from then on."""
    from campus5g.territory.tables.store import keep

    folder = to or tables_folder()
    found = keep(kind, file, folder, Source(source, author, published, url, licence), version)
    say(msg("%(rows)s rows kept in %(place)s", rows=len(found.rows), place=str(folder / f"{kind}.csv")))


def tables(as_data: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False) -> None:
    """The tables that can be imported: their columns, who publishes them, and whether one is kept."""
    from campus5g.territory.tables import KINDS, held

    kept = held(tables_folder())
    if as_data:
        as_json({key: {"publisher": one.publisher, "where": one.where, "kept": key in kept, "columns":
                       {field.key: list(field.names) for field in one.fields}} for key, one in KINDS.items()})  # fmt: skip
        return
    for key, one in KINDS.items():
        state = (
            msg("kept: %(title)s, %(day)s", title=kept[key].source.title, day=kept[key].source.date)
            if key in kept
            else msg("not imported")
        )
        say(msg("%(key)s: %(title)s (%(publisher)s, %(where)s); %(state)s", key=key, title=one.title, publisher=one.publisher,
                where=one.where, state=state))  # fmt: skip
        for field in one.fields:
            said = msg("– %(name)s: %(meaning)s", name=field.names[0], meaning=field.meaning)
            say(said if field.required else msg("%(column)s (optional)", column=said))


def kept_evidence(area: Area) -> tuple[Evidence, tuple[Offered, ...]]:
    """Return what the kept tables say of an area, and the places of schools; what could not be used is told."""
    from campus5g.territory.tables import known

    found = known(tables_folder(), area)
    for note in found.notes:
        tell(msg("%(sentence)s.", sentence=note))
    return found.evidence, found.places


def tables_folder() -> Path:
    from campus5g.territory.tables.store import FOLDER

    return data_directory() / FOLDER
