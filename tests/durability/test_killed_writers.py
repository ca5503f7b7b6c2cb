"""Writers that are killed outright lose nothing that was acknowledged, and leave nothing half-written."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest

from tests.durability.conftest import Campus, kill
from tests.durability.forker import Forked

pytestmark = pytest.mark.slow
Watch = Callable[[Forked], Forked]
ROUNDS, WRITERS, AT_LEAST = 3, ("ann", "bob"), 15


def test_what_was_acknowledged_is_stored_whole_and_the_chain_holds(campus: Campus, started: Watch) -> None:
    """Two writers at once, killed at a random moment, three times over on one database."""
    chance = random.Random(5)
    campus.do("settle", "first")
    acknowledged: Counter[str] = Counter()
    for turn in range(ROUNDS):
        writers = {f"{who}-{turn}": started(campus.start("tests.durability.campus", "write", f"{who}-{turn}")) for who in WRITERS}
        for name, process in writers.items():
            assert process.stdout is not None
            for _ in range(AT_LEAST + chance.randrange(10)):
                acknowledged[name] = int(process.stdout.readline())
        for name, process in writers.items():
            lines = kill(process).split("\n")[:-1]  # a line cut by the kill is no acknowledgement
            acknowledged[name] = int(lines[-1]) if lines else acknowledged[name]

    found = campus.check()
    stored = Counter(title.split()[0] for title in found["titles"])
    del stored["first"]
    assert campus.integrity() == "ok"
    assert found["intact"]
    for name, number in acknowledged.items():  # at most the one that was being done when the kill came
        assert stored[name] - number in {0, 1}, name
    assert found["writes"] == found["entries"] == sum(stored.values())
