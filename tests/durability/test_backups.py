"""A backup is taken while people write, and comes back equal, on both databases."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.durability.conftest import Campus, kill
from tests.durability.forker import Forked

pytestmark = pytest.mark.slow
Watch = Callable[[Forked], Forked]


def test_a_backup_taken_while_somebody_writes_is_one_moment_and_comes_back_equal(
    campus: Campus, elsewhere: Campus, started: Watch, tmp_path: Path
) -> None:
    campus.do("settle", "first")
    writer = started(campus.start("tests.durability.campus", "write", "ann"))
    assert writer.stdout is not None
    for _ in range(10):
        assert writer.stdout.readline()
    file = tmp_path / "backup.tar.gz"
    campus.run("campus5g", "backup", str(file))
    kill(writer)
    with tarfile.open(file) as archive:
        found = archive.extractfile("manifest.json")
        assert found is not None
        manifest = json.load(found)

    elsewhere.run("campus5g", "restore", str(file))
    restored = elsewhere.check()
    assert restored["intact"]
    assert restored["events"] == manifest["audit_events"] == manifest["rows"]["base_auditevent"]
    assert len(restored["titles"]) == manifest["rows"]["needs_need"]
    assert restored["writes"] == len(restored["titles"]) - 1 >= 10
    assert campus.check()["events"] >= restored["events"]
