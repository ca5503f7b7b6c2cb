"""What is backed up comes back equal; what is not whole is refused and replaces nothing."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def campus5g(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "CAMPUS5G_DATA": str(data), "CAMPUS5G_ON": "2026-11-21", "LANG": "C"}
    env.update(DJANGO_SETTINGS_MODULE="campus5g.portal.settings.default")
    env.pop("CAMPUS5G_DATABASE_URL", None)
    return subprocess.run([sys.executable, "-m", "campus5g", *words], env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def campus(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campus with the demonstration in it, one attachment and one table of the area."""
    data = tmp_path_factory.mktemp("campus")
    done = campus5g(data, "prepare", "--territory", str(root / "dunkerque"))
    assert done.returncode == 0, done.stderr
    (data / "files" / "a").mkdir(parents=True, exist_ok=True)
    (data / "files" / "a" / "plan.pdf").write_bytes(b"%PDF-1.7 plan")
    sample = root / "src" / "campus5g" / "territory" / "tables" / "samples" / "tension.csv"
    said = ("--source", "Sample", "--date", "2026-11-21", "--licence", "CC0 1.0")
    done = campus5g(data, "territory", "import", "tension", str(sample), *said)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture(scope="module")
def backup(campus: Path) -> Path:
    target = campus.parent / "backup.tar.gz"
    done = campus5g(campus, "backup", str(target))
    assert done.returncode == 0, done.stderr
    return target


def changed(backup: Path, target: Path, name: str, change: Callable[[bytes], bytes | None]) -> Path:
    """Copy a backup with one of its files changed, or left out."""
    with tarfile.open(backup) as old, tarfile.open(target, "w:gz") as new:
        for member in old.getmembers():
            content = old.extractfile(member)
            data: bytes | None = content.read() if content else None
            if member.name == name and data is not None:
                data = change(data)
                if data is None:
                    continue
                member.size = len(data)
            new.addfile(member, io.BytesIO(data) if data is not None else None)
    return target


def dump(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(data / "campus5g.sqlite3")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def test_a_restored_campus_is_equal_row_for_row_and_file_for_file(campus: Path, backup: Path, tmp_path: Path) -> None:
    done = campus5g(tmp_path / "new", "restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert dump(tmp_path / "new") == dump(campus)
    assert (tmp_path / "new" / "files" / "a" / "plan.pdf").read_bytes() == b"%PDF-1.7 plan"


def test_tables_of_the_area_come_back_with_a_backup(backup: Path, tmp_path: Path) -> None:
    assert campus5g(tmp_path / "new", "restore", str(backup)).returncode == 0
    listed = json.loads(campus5g(tmp_path / "new", "territory", "tables", "--json").stdout)
    assert {key for key, one in listed.items() if one["kept"]} == {"tension"}


def test_the_manifest_counts_what_is_there_and_names_the_head_of_the_trail(campus: Path, backup: Path) -> None:
    with tarfile.open(backup) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))  # type: ignore[arg-type]
        assert not any("secret" in name for name in archive.getnames())
    with closing(sqlite3.connect(campus / "campus5g.sqlite3")) as database:
        (head,) = database.execute("SELECT digest FROM base_audithead").fetchone()
        (users,) = database.execute("SELECT count(*) FROM accounts_user").fetchone()
    files = sum(path.is_file() for path in (campus / "files").rglob("*"))
    assert files > 1  # the evidence of the demonstration, and the attachment
    assert (manifest["audit_head"], manifest["rows"]["accounts_user"], manifest["files"]) == (head, users, files)
    assert users > 0


def test_a_place_that_is_not_empty_is_refused_and_left_as_it_was(campus: Path, backup: Path) -> None:
    before = dump(campus)
    done = campus5g(campus, "restore", str(backup))
    assert done.returncode == 1
    assert "a campus is there already" in done.stderr
    assert dump(campus) == before


def test_a_forced_restore_keeps_what_was_there_aside(backup: Path, tmp_path: Path) -> None:
    campus5g(tmp_path, "restore", str(backup))
    (tmp_path / "files" / "a" / "later.txt").write_text("written after the backup")
    done = campus5g(tmp_path, "restore", str(backup), "--force")
    assert done.returncode == 0, done.stderr
    (aside,) = tmp_path.glob("before-restore-*")
    assert (aside / "files" / "a" / "later.txt").exists()
    assert (aside / "campus5g.sqlite3").exists()
    assert not (tmp_path / "files" / "a" / "later.txt").exists()


def cut(backup: Path, place: Path) -> Path:
    place.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    return place


def without_attachment(backup: Path, place: Path) -> Path:
    return changed(backup, place, "files/a/plan.pdf", lambda _: None)


def with_other_counts(backup: Path, place: Path) -> Path:
    def change(data: bytes) -> bytes:
        manifest = json.loads(data)
        manifest["rows"]["accounts_user"] += 1
        return json.dumps(manifest).encode()

    return changed(backup, place, "manifest.json", change)


def with_a_falsified_event(backup: Path, place: Path) -> Path:
    def change(data: bytes) -> bytes:
        file = place.with_suffix(".sqlite3")
        file.write_bytes(data)
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("UPDATE base_auditevent SET payload = json_set(payload, '$.verb', 'nothing') WHERE id = 2")
        return file.read_bytes()

    return changed(backup, place, "database.sqlite3", change)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (cut, "not a whole backup"),
        (without_attachment, "files are missing"),
        (with_other_counts, "rows differs from the manifest"),
        (with_a_falsified_event, "event 2 was changed"),
    ],
)
def test_a_backup_that_is_not_whole_restores_nothing(
    backup: Path, tmp_path: Path, damage: Callable[[Path, Path], Path], sentence: str
) -> None:
    damaged = damage(backup, tmp_path / "damaged.tar.gz")
    done = campus5g(tmp_path / "new", "restore", str(damaged))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert not (tmp_path / "new" / "campus5g.sqlite3").exists()
    assert not list(tmp_path.glob(".restored*"))


def test_a_campus_that_was_never_started_has_nothing_to_back_up(tmp_path: Path) -> None:
    done = campus5g(tmp_path / "none", "backup", str(tmp_path / "b.tar.gz"))
    assert done.returncode == 1
    assert "there is no database" in done.stderr
    assert not (tmp_path / "b.tar.gz").exists()


def test_the_doctor_finds_the_campus_well(campus: Path) -> None:
    done = campus5g(campus, "doctor", "--json")
    findings = {finding["name"]: finding for finding in json.loads(done.stdout)}
    for name in (
        "python",
        "sqlite",
        "transactions",
        "database",
        "journal",
        "integrity",
        "audit",
        "fonts",
        "translations",
        "assets",
    ):
        assert findings[name]["ok"], findings[name]


def test_the_doctor_finds_a_falsified_event(backup: Path, tmp_path: Path) -> None:
    campus5g(tmp_path, "restore", str(backup))
    with closing(sqlite3.connect(tmp_path / "campus5g.sqlite3")) as database, database:
        database.execute("DELETE FROM base_auditevent WHERE id = 2")
    done = campus5g(tmp_path, "doctor")
    assert done.returncode == 1
    assert "FAIL  audit         event 2 does not follow the one before it" in done.stdout
