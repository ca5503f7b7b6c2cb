"""Say what is well and what is not on this machine and on this campus, each fault with its remedy."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from campus5g.cli import bootstrap
from campus5g.cli.console import as_json, language
from campus5g.cli.place import ROOT, django_on
from campus5g.core.message import Message, msg

FREE_BYTES = 1_000_000_000
NETWORK_DISKS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p"}
SAFE_SQLITE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""The releases that carry the repair of the WAL-reset fault: the first for all later ones, the others for their series."""


class Finding(NamedTuple):
    """One thing examined: what it is, how it is, and what to do when it is not well."""

    name: str
    well: bool
    fact: Message
    remedy: Message | None = None


def examine(data: Path, *, as_data: bool = False) -> int:
    """Print every finding on the campus in ``data``; return the exit code."""
    settings = django_on(data)
    findings = [finding for look in LOOKS for finding in look(settings, data)]
    if as_data:
        as_json([{"name": f.name, "ok": f.well, "fact": str(f.fact), "remedy": str(f.remedy or "")} for f in findings])
    else:
        for finding in findings:
            line = f"{'ok  ' if finding.well else 'FAIL'}  {finding.name:<13} {finding.fact.say(language())}"
            print(line if finding.well or finding.remedy is None else f"{line} → {finding.remedy.say(language())}")
    return 0 if all(finding.well for finding in findings) else 1


def _python(_settings: Any, _data: Path) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", sys.version_info >= (3, 11), msg("Python %(version)s", version=version), msg("install 3.11 or newer"))
    locks = bootstrap.locks(ROOT, dev=False)
    current = all(bootstrap.installed(ROOT / ".venv", lock) for lock in locks)
    fact = msg("the packages are those of the lock file") if current else msg("the packages are not those of the lock file")
    yield Finding("packages", current, fact, msg("run ./campus5g setup"))


def _sqlite(settings: Any, data: Path) -> Iterator[Finding]:
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    import sqlite3

    version = sqlite3.sqlite_version_info
    fact = msg("SQLite %(version)s", version=sqlite3.sqlite_version)
    yield Finding("sqlite", safe_sqlite(version), fact, msg("run ./campus5g setup, which installs pysqlite3"))
    immediate = settings.DATABASES["default"].get("OPTIONS", {}).get("transaction_mode") == "IMMEDIATE"
    yield Finding(
        "transactions",
        immediate,
        msg("transactions are IMMEDIATE") if immediate else msg("transactions are not IMMEDIATE"),
        msg("restore the settings"),
    )
    disk = disk_kind(data)
    fact = msg("data on a disk of this machine (%(kind)s)", kind=disk)
    yield Finding(
        "disk", disk not in NETWORK_DISKS, fact, msg("put the data directory on a local disk: SQLite breaks on this one")
    )


def safe_sqlite(version: tuple[int, ...]) -> bool:
    """Say whether a release of SQLite carries the repair of the WAL-reset fault."""
    newest, *series = SAFE_SQLITE
    return version >= newest or any(version[:2] == repaired[:2] and version >= repaired for repaired in series)


def disk_kind(place: Path) -> str:
    """Return the kind of file system that holds ``place``, where the machine tells (Linux)."""
    mounts = Path("/proc/mounts")
    if not mounts.is_file():
        return "?"
    best = ("", "?")
    for line in mounts.read_text(encoding="utf-8").splitlines():
        _device, mount, kind, *_rest = line.split()
        if place.resolve().is_relative_to(mount) and len(mount) >= len(best[0]):
            best = (mount, kind)
    return best[1]


def _database(_settings: Any, data: Path) -> Iterator[Finding]:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).is_file():
        yield Finding("database", True, msg("none yet in %(place)s: ./campus5g run makes it", place=str(data)))
        return
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        fault = str(error).strip().splitlines()[0]
        yield Finding("database", False, msg("out of reach: %(fault)s", fault=fault), msg("check CAMPUS5G_DATABASE_URL"))
        return
    fact = msg("the database is up to date") if not plan else msg("migrations to apply: %(n)s", n=len(plan))
    yield Finding("database", not plan, fact, msg("run ./campus5g prepare"))
    if connection.vendor == "sqlite":
        yield from _sqlite_state(connection)
    if not plan:
        yield _audit()


def _sqlite_state(connection: Any) -> Iterator[Finding]:
    with connection.cursor() as cursor:

        def ask(pragma: str) -> Any:
            cursor.execute(f"PRAGMA {pragma}")
            return cursor.fetchone()

        journal, keys = ask("journal_mode")[0], ask("foreign_keys")[0]
        fact = msg("journal %(mode)s, foreign keys %(keys)s", mode=journal, keys="on" if keys else "off")
        yield Finding("journal", journal == "wal" and keys == 1, fact, msg("restore the settings of the database"))
        whole, orphan = ask("integrity_check")[0], ask("foreign_key_check")
        well = whole == "ok" and orphan is None
        yield Finding("integrity", well, msg("no damage found") if well else msg("damage found"), msg("restore the last backup"))


def _audit() -> Finding:
    from campus5g.portal.base.audit import check_chain

    outcome = check_chain()
    if outcome.fault is None:
        return Finding("audit", True, msg("intact, %(n)s events", n=outcome.events))
    return Finding("audit", False, outcome.fault, msg("compare with the last backup and the heads sent to funders"))


def _files(settings: Any, data: Path) -> Iterator[Finding]:
    from campus5g.cli.messages import PACKAGE, stale
    from campus5g.cli.prepare import static_is_current

    font = find_spec("font_source_sans_pro") is not None
    yield Finding(
        "fonts", font, msg("Source Sans Pro") if font else msg("Source Sans Pro is missing"), msg("run ./campus5g setup")
    )
    old = stale(PACKAGE)
    fact = msg("every catalogue is compiled") if not old else msg("%(n)s catalogues are not compiled", n=len(old))
    yield Finding("translations", not old, fact, msg("run ./campus5g messages --compile"))
    current = static_is_current(settings)
    yield Finding(
        "assets",
        current,
        msg("the assets are ready") if current else msg("the assets are out of date"),
        msg("run ./campus5g prepare"),
    )
    existing = next(folder for folder in (data, *data.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    fact = msg("%(gb)s GB free", gb=round(free / 1e9, 1))
    yield Finding("space", free > FREE_BYTES, fact, msg("free some space: a campus wants 1 GB at least"))
    key = data / "secret-key"
    private = not key.exists() or key.stat().st_mode & 0o077 == 0
    yield Finding(
        "secret key",
        private,
        msg("readable by its owner alone") if private else msg("readable by others"),
        msg("chmod 600 on secret-key"),
    )


def _mail(settings: Any, _data: Path) -> Iterator[Finding]:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield Finding("mail", True, msg("printed, not sent (set CAMPUS5G_EMAIL_BACKEND to send)"))
        return
    from django.core.mail import get_connection

    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with get_connection(timeout=5):
            yield Finding("mail", True, msg("%(server)s answers", server=server))
    except OSError as error:  # SMTP's own errors are OSErrors too
        fact = msg("%(server)s does not answer (%(fault)s)", server=server, fault=str(error))
        yield Finding("mail", False, fact, msg("check CAMPUS5G_EMAIL_HOST, _PORT, _USER, _PASSWORD and _TLS"))


LOOKS: tuple[Callable[[Any, Path], Iterator[Finding]], ...] = (_python, _sqlite, _database, _files, _mail)
