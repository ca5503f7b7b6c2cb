"""PostgreSQL's own tools on the database of the portal: dump, load, and counts of one snapshot."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import msg

Facts = Callable[[list[str], Callable[[str], list[tuple[Any, ...]]]], dict[str, Any]]


def dump(target: Path, facts_of: Facts) -> dict[str, Any]:
    """Dump the database and count it, both in one snapshot, so that writers need not stop."""
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        _tool("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
        return facts(facts_of)


def facts(facts_of: Facts) -> dict[str, Any]:
    """Return the facts of the database as it is now."""
    from django.db import connection

    with connection.cursor() as cursor:

        def rows(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

        return facts_of(connection.introspection.table_names(cursor), rows)


def holds_tables() -> bool:
    """Say whether something was ever made in this database."""
    from django.db import connection

    with connection.cursor() as cursor:
        return bool(connection.introspection.table_names(cursor))


def load(source: Path, check: Callable[[], None]) -> None:
    """Load a dump in one transaction, replacing what it names, and check it."""
    _tool("pg_restore", "--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction", str(source), into=True)
    check()


def _tool(name: str, *arguments: str, into: bool = False) -> None:
    from django.db import connection

    found = shutil.which(name, path=os.environ.get("CAMPUS5G_PG_BIN")) or shutil.which(name)
    if found is None:
        raise BadInput(
            name,
            msg("this program was not found"),
            msg("PostgreSQL's client tools on the PATH, or their folder in CAMPUS5G_PG_BIN"),
        )
    place = connection.settings_dict
    env = {"PGHOST": place["HOST"], "PGPORT": str(place["PORT"]), "PGUSER": place["USER"], "PGPASSWORD": place["PASSWORD"]}
    names = [f"--dbname={place['NAME']}", *arguments] if into else [*arguments, place["NAME"]]
    said = {key: value for key, value in env.items() if value}
    done = subprocess.run([found, *names], env={**os.environ, **said}, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise BadInput(name, msg("it refused: %(fault)s", fault=last), msg("a database that its tools can read and write"))
