"""The money: approved once whoever approves at the same second, read in once, whole after a kill, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.durability.conftest import Campus, kill
from tests.durability.forker import Forked
from tests.durability.money import AMENDMENTS, CLAIMS, EUROS, LINES

pytestmark = pytest.mark.slow
VERBS, START_S = "tests.durability.money", 1.0
Watch = Callable[[Forked], Forked]


def found(campus: Campus) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(campus.run(VERBS, "check"))
    assert said["intact"]
    assert said["balanced"]
    assert said["numbers"]
    return said


def test_what_two_do_at_once_is_done_once_and_a_kill_leaves_it_whole_or_undone(campus: Campus, started: Watch) -> None:
    """Six claims approved by one who is killed, then by two at the same second; a bank statement read in the same way."""
    campus.run(VERBS, "settle")
    killed = started(campus.start(VERBS, "approve"))
    assert killed.stdout is not None
    acknowledged = sum(killed.stdout.readline().strip() == "approved" for _ in range(2))
    acknowledged += kill(killed).count("approved\n")
    said = found(campus)
    assert acknowledged <= said["approved"] == said["payments"] == said["deeds"] <= acknowledged + 1

    done = sum(words.count("approved\n") for words in together(campus, started, "approve"))
    after = found(campus)
    assert after["approved"] == after["payments"] == after["deeds"] == CLAIMS == said["approved"] + done

    killed = started(campus.start(VERBS, "read-in"))
    time.sleep(0.05)
    kill(killed)
    before = found(campus)["lines"]
    assert before in (0, LINES)
    assert sum(int(words) for words in together(campus, started, "read-in")) == LINES - before
    assert found(campus)["lines"] == LINES


def test_instalments_called_by_two_at_once_are_each_called_and_told_once(campus: Campus, started: Watch) -> None:
    campus.run(VERBS, "lend")
    called = sum(int(words) for words in together(campus, started, "call"))
    assert called >= 2
    assert json.loads(campus.run(VERBS, "calls")) == {"book": called, "payments": called, "told": called, "of nothing": 0}
    assert found(campus)["numbers"]


def test_amendments_that_two_persons_approve_at_the_same_second_move_the_budget_once(campus: Campus, started: Watch) -> None:
    campus.run(VERBS, "propose")
    words = together(campus, started, "amend", "0", "1")
    assert sorted("".join(words).split()) == ["applied"] * AMENDMENTS + ["refused"] * AMENDMENTS
    said = json.loads(campus.run(VERBS, "amended"))
    assert said["applied"] == said["approvals"] == said["book"] == AMENDMENTS
    moved = AMENDMENTS * EUROS
    assert said["lines"] == said["told"] == [6_000_000 - moved, 4_000_000 + moved, 5_000_000]
    assert found(campus)["numbers"]


def together(campus: Campus, started: Watch, verb: str, *each: str) -> list[str]:
    """Run a verb in two processes that begin at one instant, each with a word of its own; return what each printed."""
    at = str(time.time() + START_S)
    told = [(verb, at, word) for word in each] or [(verb, at)] * 2
    outcomes = [process.communicate() for process in [started(campus.start(VERBS, *words)) for words in told]]
    assert [errors for _, errors in outcomes] == ["", ""]
    return [words for words, _ in outcomes]
