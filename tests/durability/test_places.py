"""The last place, the next in the queue, the one room: given once, whoever asks at the same second."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.durability.conftest import Campus

pytestmark = pytest.mark.slow
VERBS, COMMUNITY, PROCESSES, START_S = "tests.durability.training", "tests.durability.community", 3, 1.0


def together(campus: Campus, *verb: str, verbs: str = VERBS) -> list[str]:
    """Run a verb in several processes that all begin at one instant; return what each printed."""
    at = str(time.time() + START_S)
    started = [campus.start(verbs, *(word.format(n=n) for word in verb), at) for n in range(PROCESSES)]
    outcomes = [(process.communicate(), process.returncode) for process in started]
    assert [(code, said[1]) for said, code in outcomes] == [(0, "")] * PROCESSES
    return [said[0] for said, _code in outcomes]


def found(campus: Campus, verbs: str = VERBS) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(campus.run(verbs, "check"))
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


def test_what_a_community_does_at_the_same_second_is_done_once_each(campus: Campus) -> None:
    """The last place of an event; a consent, a leave and a split of one collective need; an introduction moved three ways; a cell
    that three ventures book, and three cells that one venture books within the hours of one."""
    campus.run(COMMUNITY, "settle")
    together(campus, "come", "{n}", verbs=COMMUNITY)
    spoken = together(campus, "speak", "{n}", verbs=COMMUNITY)
    moved = together(campus, "move", "{n}", verbs=COMMUNITY)
    together(campus, "book", "{n}", verbs=COMMUNITY)
    said = found(campus, COMMUNITY)
    assert said["places"] == {"registered": 2, "waiting": 2 * PROCESSES - 2}

    splitting, consenting, leaving = (word.strip() == "done" for word in spoken)
    assert splitting != leaving  # who comes second finds another collective need than was read
    needs = [need for need, _title in said["live"]]
    assert len(needs) == len(set(needs)) == (3 if leaving else 4)
    assert all(sum(title == one for _need, title in said["live"]) >= 2 for one in {title for _need, title in said["live"]})
    assert len(said["consents"]) <= consenting

    assert [word.strip() for word in moved].count("done") == said["moved"] == 1
    assert len([cell for _venture, cell in said["booked"] if cell == "Cell 3"]) == 1
    assert len([cell for venture, cell in said["booked"] if venture == "Venture 0"]) == 1
    assert said["introduction"] in ("contact", "declined", "withdrawn")
