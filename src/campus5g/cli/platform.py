"""The verbs that need the portal: run, serve, worker, prepare, manage, backup, restore, doctor, messages."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from campus5g.core.message import msg


class Lane(StrEnum):
    """The work that a worker takes."""

    ALL = "all"
    LONG = "long"
    QUICK = "quick"


Host = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every one.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]
Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Data directory of the campus.")]
PASS_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


def register(app: typer.Typer) -> None:
    app.command("run")(run)
    app.command("serve")(serve)
    app.command("worker")(worker)
    app.command("prepare")(prepare)
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("doctor")(doctor)
    app.command("messages")(messages)
    app.command("manage", context_settings=PASS_ON)(manage)


def run(
    empty: Annotated[bool, typer.Option("--empty", help="Start an empty campus instead of the demonstration.")] = False,
    port: Port = 8000,
    host: Host = "127.0.0.1",
) -> None:
    """Prepare and start the platform: the Dunkirk campus, or an empty one."""
    from campus5g.cli.serve import run as start

    start(empty=empty, host=host, port=port)


def serve(host: Host = "127.0.0.1", port: Port = 8000, data: Data = None) -> None:
    """Serve a real campus (web and worker), after bringing its database up to date."""
    from campus5g.cli.place import data_directory
    from campus5g.cli.serve import serve as start

    start(data_directory(data), host=host, port=port)


def worker(
    data: Data = None,
    lane: Annotated[
        Lane, typer.Option(help="What it takes: all, long (studies), or quick (imports, mails, the search).")
    ] = Lane.ALL,
) -> None:
    """Run one worker more, from the same database."""
    from campus5g.cli.place import data_directory, django_on

    django_on(data_directory(data))
    from django.core.management import call_command

    call_command("run_worker", lane=lane.value)


def prepare(
    territory: Annotated[Path | None, typer.Option(metavar="DIR", help="Territory to load, once.")] = None,
    only_assets: Annotated[bool, typer.Option("--only-assets", help="Stop after translations and assets.")] = False,
    data: Data = None,
) -> None:
    """Compile translations, gather assets, migrate, load a territory: what `run` does before it starts."""
    from campus5g.cli.place import data_directory
    from campus5g.cli.prepare import prepare as make_ready

    make_ready(data_directory(data), territory, only_assets=only_assets)


def manage(context: typer.Context, data: Data = None) -> None:
    """Pass a command on to Django's own administration."""
    from campus5g.cli.place import data_directory, use

    use(data_directory(data))
    from django.core.management import execute_from_command_line

    execute_from_command_line(["campus5g manage", *context.args])


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    data: Data = None,
) -> None:
    """Write database, attachments and a manifest to one file; the platform may go on running."""
    from campus5g.cli.backup import write_backup
    from campus5g.cli.console import say
    from campus5g.cli.place import data_directory

    manifest = write_backup(file, data_directory(data))
    say(
        msg(
            "Written to %(file)s: %(rows)s rows, %(files)s files, audit head %(head)s. It holds no secret key: keep that apart.",
            file=str(file),
            rows=sum(manifest["rows"].values()),
            files=manifest["files"],
            head=manifest["audit_head"][:12],
        )
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    data: Data = None,
) -> None:
    """Bring back what `backup` wrote, into an empty place, and check it against its manifest."""
    from campus5g.cli.backup import restore_backup
    from campus5g.cli.console import say
    from campus5g.cli.place import data_directory

    place = data_directory(data)
    manifest = restore_backup(file, place, force=force)
    say(
        msg(
            "Restored to %(place)s: %(rows)s rows and %(files)s files as in the manifest, audit trail intact.",
            place=str(place),
            rows=sum(manifest["rows"].values()),
            files=manifest["files"],
        )
    )


def doctor(
    data: Data = None,
    as_data: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Say what is well and what is not, each with its remedy."""
    from campus5g.cli.doctor import examine
    from campus5g.cli.place import data_directory

    raise typer.Exit(examine(data_directory(data), as_data=as_data))


def messages(
    rooms: Annotated[list[str] | None, typer.Argument(metavar="[ROOM]...")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only tell what is missing.")] = False,
    compiled: Annotated[bool, typer.Option("--compile", help="Only compile what is out of date.")] = False,
) -> None:
    """Bring the catalogues of translations up to date with the sources."""
    from campus5g.cli.messages import run as run_messages

    raise typer.Exit(run_messages(rooms or [], check=check, compiled=compiled))
