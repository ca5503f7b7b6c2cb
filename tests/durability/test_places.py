"""The last place, the next in the queue, the one room: given once, whoever asks at the same second."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.durability.conftest import Campus

pytestmark = pytest.mark.slow
VERBS, PROCESSES, START_S = "tests.durability.training", 3, 4.0


def together(campus: Campus, *verb: str) -> list[str]:
    """Run a verb in several processes that all begin at one instant; return what each printed."""
    at = str(time.time() + START_S)
    started = [campus.start(VERBS, *(word.format(n=n) for word in verb), at) for n in range(PROCESSES)]
    outcomes = [(process.communicate(), process.returncode) for process in started]
    assert [(code, said[1]) for said, code in outcomes] == [(0, "")] * PROCESSES
    return [said[0] for said, _code in outcomes]


def found(campus: Campus) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(campus.run(VERBS, "check"))
    assert said["intact"]
    return said


def test_the_last_place_is_given_once_and_the_waiting_list_is_promoted_once(campus: Campus) -> None:
    campus.run(VERBS, "settle")
    together(campus, "register", "{n}")
    assert found(campus)["states"] == {"registered": 3, "waiting": 4 * PROCESSES - 3}
    campus.run(VERBS, "give_back")
    together(campus, "lapse")
    assert found(campus)["states"] == {"registered": 2, "offered": 1, "cancelled": 2, "waiting": 4 * PROCESSES - 5}


def test_one_room_is_booked_by_one_of_those_who_plan_at_the_same_second(campus: Campus) -> None:
    campus.run(VERBS, "settle")
    said = together(campus, "book")
    assert sum("is taken on" in one for one in said) == PROCESSES - 1
    assert found(campus)["booked"] == 1
