"""Who gets what answer at each door: `matrix.csv`, one line a door, one column a person.

A new page or operation without a line fails; so does a line without its door. The columns: a visitor, the office, and for each
role somebody of the organisation that owns the thing, of a partner to whom it was opened, and of a stranger.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.security.doors import before, operations, pages, undone
from tests.security.world import MEMBERS, PERSONAS, RELATIONS, Knocker

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("matrix.csv")
METHODS = ("GET", "POST")
NOT_A_METHOD = "405"
FEW = ("anonymous", "company.partner", "company.foreign")
"""Who is asked at each run; the others are asked where slow tests run."""
NO_SECRET = {"POST /needs/", "POST /training/sessions/{pk}/registrations", "GET directory:write", "POST directory:write"}
"""Refusing to state a need, or to register people, for another organisation hides nothing: its card is for everybody signed in.
Nor does refusing to write to oneself."""


@cache
def table() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("door"): row for row in csv.DictReader(file)}


def knock(knocker: Knocker, method: str, url: str, body: Any, persona: str) -> str:
    """Return the status of the answer to ``persona``; what it changed is undone."""
    with undone():
        answer = knocker.ask(persona, method, url, body)
    answer.getvalue()  # read to its end, which closes it
    return str(answer.status_code)


def answers(knocker: Knocker, door: str, personas: Sequence[str]) -> dict[str, str]:
    """Return the status of the answer to each persona, at its own things or those of a company."""
    found = {}
    for things in knocker.world.things.values():
        if theirs := [persona for persona in personas if knocker.world.seen_by(persona) is things]:
            with before(door, things, knocker.world) as (method, url, body):
                found |= {persona: knock(knocker, method, url, body, persona) for persona in theirs}
    return found


def told(door: str, personas: Sequence[str]) -> dict[str, str]:
    return {persona: table()[door][persona] for persona in personas}


@pytest.mark.parametrize("door", table())
def test_a_visitor_a_partner_and_a_stranger_get_the_answer_of_the_table(knocker: Knocker, door: str) -> None:
    assert answers(knocker, door, FEW) == told(door, FEW)


@pytest.mark.slow
@pytest.mark.parametrize("door", table())
def test_every_other_person_gets_the_answer_of_the_table(knocker: Knocker, door: str) -> None:
    others = [persona for persona in PERSONAS if persona not in FEW]
    assert answers(knocker, door, others) == told(door, others)


def test_every_door_stands_in_the_table_and_every_line_has_its_door(knocker: Knocker) -> None:
    doors = {f"{method} {name}" for name in pages() for method in METHODS}
    asked = {door: answers(knocker, door, ["company.foreign"])["company.foreign"] for door in doors}
    found = {door for door, status in asked.items() if status != NOT_A_METHOD} | set(operations())
    assert set(table()) == found


def test_no_line_gives_a_stranger_a_thing_that_is_not_theirs() -> None:
    """Where the owner is let in to a thing, a stranger is told that there is nothing: 404, never 403."""
    own_things = {door: row for door, row in table().items() if row["company.own"] != row["company.foreign"]}
    loose = {
        f"{door}, {persona}: {status}"
        for door, row in own_things.items()
        for persona, status in row.items()
        if persona.endswith(".foreign") and status != "404" and door not in NO_SECRET
    }
    assert len(own_things) > 50
    assert loose == set()


def test_the_same_rights_hold_for_each_role_over_its_own_things() -> None:
    """What a role may do differs in two places alone: funders state no needs, and training bodies teach."""
    differing = {
        door
        for door, row in table().items()
        for relation in RELATIONS
        if len({row[f"{role.value}.{relation}"] for role in MEMBERS}) > 1
    }
    teaching = {
        "GET training:new",
        "POST training:new",
        "GET training:means",
        "GET training:new-means",
        "POST training:new-means",
    }
    teaching.add("GET training:openings")
    stating = {"GET needs:new", "POST needs:new", "POST needs:keep-new", "POST /needs/"}
    assert differing == stating | {"GET solutions:new", "POST solutions:new", "POST /solutions/"} | teaching
