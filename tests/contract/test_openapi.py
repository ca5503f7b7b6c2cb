"""The API keeps its word: what programs rely on is written down, and changes only on purpose.

Renew it with: ``python -m tests.contract.renew``
"""

from __future__ import annotations

import json
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from ninja import Schema

from campus5g import portal
from campus5g.portal.api.api import api
from tests.contract.renew import SNAPSHOT, written

SCHEMA: dict[str, Any] = api.get_openapi_schema()
ROOMS = Path(portal.__file__).parent
OPERATIONS = [(method, path) for path, methods in SCHEMA["paths"].items() for method in methods]


def operation(method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA["paths"][path][method]
    return found


def test_the_api_is_the_one_that_was_written_down() -> None:
    assert written() == SNAPSHOT.read_text(encoding="utf-8"), "renew it on purpose: python -m tests.contract.renew"


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_says_what_it_does_and_how_it_refuses(method: str, path: str) -> None:
    found = operation(method, path)
    assert found["summary"]
    assert {"401", "404", "422"} <= {str(status) for status in found["responses"]}
    assert found["security"]
    assert found["tags"] == [path.split("/")[3]]


def test_no_two_operations_have_the_same_name() -> None:
    names = [operation(method, path)["operationId"] for method, path in OPERATIONS]
    assert len(names) == len(set(names))


def test_no_two_rooms_give_one_name_to_different_things() -> None:
    """The description knows a shape by its name alone: of two, one room would be described by the other's."""
    named = Counter(
        shape.__name__
        for path in sorted([*ROOMS.glob("*/*api.py"), *ROOMS.glob("*/shapes.py")])
        for module in [import_module(f"campus5g.portal.{path.parent.name}.{path.stem}")]
        for shape in vars(module).values()
        if isinstance(shape, type) and issubclass(shape, Schema) and shape.__module__ == module.__name__
    )
    assert named
    assert not [name for name, count in named.items() if count > 1]


def test_every_room_with_pages_has_operations() -> None:
    rooms = {path.split("/")[3] for path in SCHEMA["paths"]}
    assert rooms == {
        "accounts", "directory", "needs", "solutions", "training", "events", "studies", "uses", "projects", "calls", "financing",
        "dossiers", "consortium", "incubator", "support", "programme", "funds", "territory",
    }  # fmt: skip


def test_the_description_is_json_without_addresses_of_a_machine() -> None:
    text = SNAPSHOT.read_text(encoding="utf-8")
    assert json.loads(text)["info"]["title"] == "campus5g"
    assert "localhost" not in text
    assert "127.0.0.1" not in text
