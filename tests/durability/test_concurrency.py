"""Writers at the same time wait for one another: none fails, none is lost."""

from __future__ import annotations

import pytest

from tests.durability.conftest import Campus

pytestmark = pytest.mark.slow
PROCESSES, TIMES = 4, 150


def test_four_processes_of_150_updates_of_one_row_make_600(campus: Campus) -> None:
    campus.do("settle", "count 0")
    counting = [campus.start("tests.durability.campus", "count", str(TIMES)) for _ in range(PROCESSES)]
    outcomes = [(process.communicate(), process.returncode) for process in counting]
    assert [(code, said[1]) for said, code in outcomes] == [(0, "")] * PROCESSES
    found = campus.check()
    assert found["titles"] == [f"count {PROCESSES * TIMES}"]
    assert found["events"] == PROCESSES * TIMES
    assert found["intact"]
    assert campus.integrity() == "ok"
