"""A worker killed in the middle of a study: the study says so, and can be taken up."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.durability.conftest import Campus, kill
from tests.durability.forker import Forked

pytestmark = pytest.mark.slow
Watch = Callable[[Forked], Forked]
PATIENCE_S = 180


def until(campus: Campus, states: set[str]) -> tuple[str, int]:
    """Wait until the job is in one of ``states``; return its state and the number of its attempt."""
    limit = time.monotonic() + PATIENCE_S
    while (found := campus.ask("SELECT state, attempt FROM base_job"))[0] not in states:
        assert time.monotonic() < limit, f"the job is still {found}"
        time.sleep(0.02)
    return found[0], found[1]


def test_a_study_whose_worker_was_killed_says_interrupted_and_is_taken_up_to_its_end(campus: Campus, started: Watch) -> None:
    campus.do("settle", "Hear the bearings")
    campus.do("launch")
    first = started(campus.start("django", "run_worker"))
    until(campus, {"running"})
    kill(first)
    assert until(campus, {"running", "done"}) == ("running", 1)

    campus.do("silence")
    second = started(campus.start("django", "run_worker"))
    assert until(campus, {"interrupted"}) == ("interrupted", 1)
    campus.do("resume")
    assert until(campus, {"done", "failed"}) == ("done", 2)
    kill(second)
    assert campus.check()["intact"]
