"""Make a campus ready to be served: translations, assets, database, territory. Each step does only what is left to do."""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from campus5g.cli.console import language, tell
from campus5g.cli.place import DATABASE, ROOT, django_on
from campus5g.cli.serve import WELCOME
from campus5g.core.files import write_whole
from campus5g.core.message import msg

STATIC_STATE, PREPARED = "static.state", "prepared.state"
UNUSED = ["bootstrap/*"]  # the pages take two of its files, which `assets` has copied


def is_ready(data: Path, territory: Path | None) -> bool:
    """Say whether nothing changed since ``data`` was prepared, so that a warm start need not ask Django.

    Never on PostgreSQL, which others may change, nor while the first administrator is awaited.
    """
    if os.environ.get("CAMPUS5G_DATABASE_URL") or not (data / DATABASE).is_file():
        return False
    mark = data / PREPARED
    welcome_is_right = (data / WELCOME).is_file() == (territory is not None)
    return welcome_is_right and mark.is_file() and mark.read_text(encoding="utf-8") == fingerprint(territory)


def fingerprint(territory: Path | None) -> str:
    """Return what a prepared campus depends on: sources, installed packages, static files laid out, settings, language."""
    watched = [ROOT / "src", ROOT / "var" / STATIC_STATE, ROOT / ".venv" / "lib", *ROOT.glob(".venv/.installed-*")]
    seen = [str(territory), language(), os.environ.get("DJANGO_SETTINGS_MODULE", "")]
    for place in watched:
        inside = place.rglob("*") if place == ROOT / "src" else [place]
        paths = [path for path in inside if path.exists() and path.suffix not in {".pyc", ".mo"} and path.name != "__pycache__"]
        seen += [f"{path} {path.stat().st_mtime_ns}" for path in sorted(paths) if path.is_file()]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def prepare(data: Path, territory: Path | None, *, only_assets: bool = False) -> None:
    """Do what is left to do, in order; safe to run again after a stop at any point."""
    from campus5g.cli.messages import compile_catalogues

    data.mkdir(parents=True, exist_ok=True)
    compile_catalogues()
    settings = django_on(data)
    gather_assets(settings)
    if only_assets:
        return
    migrate()
    if territory is not None:
        load(territory, data)
    else:
        invite_first_administrator(data)
    write_whole(data / PREPARED, fingerprint(territory))


def gather_assets(settings: Any) -> None:
    """Take the assets out of the installed packages and lay the static files out, when either has changed."""
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    with (root.parent / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if static_is_current(settings):
            return
        tell(msg("preparing the assets ..."))
        from campus5g.portal.base.assets import prepare as make_assets

        make_assets(settings.ASSETS)
        call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=UNUSED)
        write_whole(root.parent / STATIC_STATE, static_state())


def static_is_current(settings: Any) -> bool:
    """Say whether the static files that are served are those of the sources and the packages."""
    root = Path(settings.STATIC_ROOT)
    mark = root.parent / STATIC_STATE
    return mark.is_file() and root.is_dir() and mark.read_text(encoding="utf-8") == static_state()


def static_state() -> str:
    """Return what the static files depend on: the installed packages, and every file that the finders see."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    seen = [settings.STORAGES["staticfiles"]["BACKEND"]]
    seen += sorted(f"{package.name}=={package.version}" for package in distributions())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            seen.append(f"{path} {facts.st_size} {facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def migrate() -> None:
    """Bring the database up to date."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if not connection.introspection.table_names():
        tell(msg("making the database ..."))
        call_command("lay_out")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        tell(msg("bringing the database up to date ..."))
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def load(territory: Path, data: Path) -> None:
    """Load the territory once; what its loader says (the accounts) is told again at each start."""
    welcome = data / WELCOME
    if welcome.exists():
        return
    from django.core.management import call_command

    tell(msg("loading the territory %(name)s ...", name=territory.name))
    said = io.StringIO()
    call_command("load_territory", str(territory), language=language(), stdout=said)
    write_whole(welcome, said.getvalue())


def invite_first_administrator(data: Path) -> None:
    """While the campus has no administrator, keep the one-time address of the form that makes the first."""
    from campus5g.portal.accounts.first import first_administrator_path

    path = first_administrator_path()
    welcome = data / WELCOME
    if path is None:
        welcome.unlink(missing_ok=True)
    else:
        write_whole(welcome, msg("First administrator: {address}%(path)s", path=path).say(language()) + "\n")
