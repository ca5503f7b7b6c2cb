"""Back a campus up to one file and bring it back. The file is whole or absent; what is restored is checked before it counts.

The archive holds ``manifest.json`` (rows per table, files, audit head), the database (an SQLite file made by
``VACUUM INTO``, or ``pg_dump``'s custom format) and ``files/``. The secret key is left out: it is kept apart.
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from campus5g.cli import postgres
from campus5g.cli.place import django_on, held
from campus5g.cli.prepare import PREPARED
from campus5g.core.audit import verify
from campus5g.core.errors import BadInput
from campus5g.core.message import msg

MANIFEST, SQLITE, POSTGRES, FILES = "manifest.json", "database.sqlite3", "database.dump", "files"
Rows = Callable[[str], list[tuple[Any, ...]]]


def write_backup(target: Path, data: Path) -> dict[str, Any]:
    """Write the backup of the campus in ``data`` and return its manifest; writers need not stop."""
    settings = django_on(data)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as work:
        if _vendor() == "sqlite":
            database = Path(settings.DATABASES["default"]["NAME"])
            if not database.is_file():
                raise BadInput(str(database), msg("there is no database"), msg("a campus that was started once"))
            facts = _dump_sqlite(work / SQLITE)
        else:
            facts = postgres.dump(work / POSTGRES, _facts)
        attachments = _attachments(settings)
        manifest = {
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "vendor": _vendor(),
            "files": sum(path.is_file() for path in attachments.rglob("*")),
            **facts,
        }
        (work / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
        packed = work / "packed"
        with tarfile.open(packed, "w:gz", compresslevel=5) as archive:
            for name in (MANIFEST, SQLITE, POSTGRES):
                if (work / name).exists():
                    archive.add(work / name, name)
            if attachments.is_dir():
                archive.add(attachments, FILES)
        packed.chmod(0o600)
        os.replace(packed, target)
    return manifest


def restore_backup(source: Path, data: Path, *, force: bool) -> dict[str, Any]:
    """Bring a backup into ``data``; refuses a place that is not empty unless ``force``, which keeps the old one aside."""
    settings = django_on(data)
    with held(data), _beside(data / "restored") as work:
        manifest = _unpack(source, work)
        if manifest["vendor"] != _vendor():
            raise BadInput(
                str(source),
                msg("a backup of %(vendor)s", vendor=manifest["vendor"]),
                msg("one of %(vendor)s, as this campus uses", vendor=_vendor()),
            )
        attachments = _attachments(settings)
        if _vendor() == "sqlite":
            database = Path(settings.DATABASES["default"]["NAME"])
            _refuse_full(data, database.exists() or _has_files(attachments), force=force)
            _compare(_sqlite_facts(work / SQLITE), manifest, source)
            _set_aside(data, database, database.with_name(f"{database.name}-wal"), database.with_name(f"{database.name}-shm"))
            database.parent.mkdir(parents=True, exist_ok=True)
            os.replace(work / SQLITE, database)
        else:
            _refuse_full(data, postgres.holds_tables() or _has_files(attachments), force=force)
            postgres.load(work / POSTGRES, lambda: _compare(postgres.facts(_facts), manifest, source))
        (data / PREPARED).unlink(missing_ok=True)  # what was restored may be older than this version
        _set_aside(data, attachments)
        if (work / FILES).is_dir():
            attachments.parent.mkdir(parents=True, exist_ok=True)
            os.replace(work / FILES, attachments)
    return manifest


def _vendor() -> str:
    from django.db import connection

    return str(connection.vendor)


def _attachments(settings: Any) -> Path:
    return Path(settings.STORAGES["default"]["OPTIONS"]["location"])


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(path.is_file() for path in folder.rglob("*"))


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a work folder on the target's disk, so that the last step is a rename."""
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _dump_sqlite(target: Path) -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    return _sqlite_facts(target)


def _sqlite_facts(path: Path) -> dict[str, Any]:
    import sqlite3  # the one that the portal chose: two libraries must never open one file

    try:
        with sqlite3.connect(path) as database:
            if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BadInput(path.name, msg("a damaged database"), msg("a whole backup"))
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            return _facts([name for (name,) in tables], lambda sql: database.execute(sql).fetchall())
    except sqlite3.DatabaseError:
        raise BadInput(path.name, msg("not a database"), msg("a whole backup")) from None


def _facts(tables: list[str], rows: Rows) -> dict[str, Any]:
    """Return what must be equal before and after: rows per table, and the audit chain, verified."""
    counts = {name: rows(f'SELECT count(*) FROM "{name}"')[0][0] for name in sorted(tables)}  # noqa: S608  # nosec B608 (names from the catalogue)
    facts: dict[str, Any] = {"rows": counts, "audit_head": "", "audit_events": 0}
    if "base_auditevent" in counts:
        events = rows("SELECT prev, digest, payload FROM base_auditevent ORDER BY id")
        recorded = rows("SELECT digest FROM base_audithead WHERE id = 1")
        head = recorded[0][0] if recorded else None
        outcome = verify(({"prev": p, "digest": d, "payload": json.loads(text)} for p, d, text in events), head)
        if outcome.fault is not None:
            raise BadInput("audit", outcome.fault, msg("an intact audit trail"))
        facts |= {"audit_head": outcome.head, "audit_events": outcome.events}
    return facts


def _compare(facts: dict[str, Any], manifest: dict[str, Any], source: Path) -> None:
    for key in ("rows", "audit_head", "audit_events"):
        if facts[key] != manifest[key]:
            raise BadInput(str(source), msg("%(key)s differs from the manifest", key=key), msg("a whole backup"))


def _unpack(source: Path, work: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(work, filter="data")
        manifest: dict[str, Any] = json.loads((work / MANIFEST).read_text(encoding="utf-8"))
        if not {"vendor", "rows", "audit_head", "audit_events", "files"} <= manifest.keys():
            raise ValueError
    except (OSError, EOFError, tarfile.TarError, ValueError):
        raise BadInput(str(source), msg("not a whole backup"), msg("a file written by campus5g backup")) from None
    if sum(path.is_file() for path in (work / FILES).rglob("*")) != manifest["files"]:
        raise BadInput(str(source), msg("files are missing"), msg("a file written by campus5g backup"))
    return manifest


def _refuse_full(data: Path, full: bool, *, force: bool) -> None:
    if full and not force:
        raise BadInput(str(data), msg("a campus is there already"), msg("an empty place, or --force (the old one is kept aside)"))


def _set_aside(data: Path, *paths: Path) -> None:
    """Move what a forced restore replaces to ``before-restore-…``: nothing is lost."""
    aside = data / f"before-restore-{time.strftime('%Y%m%d-%H%M%S')}"
    for path in paths:
        if path.exists():
            aside.mkdir(exist_ok=True)
            os.replace(path, aside / path.name)
