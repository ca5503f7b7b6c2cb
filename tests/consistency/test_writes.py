"""Things are written by verbs alone: what changes the database stands in `actions`, or in the house that carries them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PORTAL = Path(__file__).resolve().parents[2] / "src" / "campus5g" / "portal"
WRITES = {
    "save", "create", "delete", "update", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "acreate", "asave",
    "aupdate", "adelete", "set_password",
}  # fmt: skip
ALLOWED = {"accounts/models.py", "calls/models/reading.py"}
"""The manager that makes accounts, which a verb calls; and the one row that says what was read."""
NOT_THE_DATABASE = {
    "super()": "a model's own way to save itself",
    "image": "a picture",
    "router": "an operation of the API, named by its method",
    "self._steps": "the house keeps the steps of a job",
}
MAPPINGS = {
    "facts", "context", "initial", "attrs", "values", "kwargs", "headers", "session", "env", "data", "options",
    "digest", "files",
}  # fmt: skip
"""Names of mappings, whose ``update`` writes to no database."""


def written(source: str) -> Iterator[tuple[int, str]]:
    """Yield each call of a method that writes, with its line."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in WRITES:
            target = ast.unparse(call.func.value)
            mapping = call.func.attr == "update" and target.rsplit(".", 1)[-1] in MAPPINGS
            if not mapping and target not in NOT_THE_DATABASE:
                yield call.lineno, f"{target}.{call.func.attr}"


def is_allowed(path: Path) -> bool:
    parts = path.relative_to(PORTAL).parts
    own = parts[0] == "base" or "migrations" in parts or "management" in parts or "actions" in parts
    return own or path.name == "actions.py" or "/".join(parts) in ALLOWED


def test_nothing_is_written_outside_the_verbs() -> None:
    outside = [
        f"{path.relative_to(PORTAL)}, line {line}: {what}"
        for path in sorted(PORTAL.rglob("*.py"))
        if not is_allowed(path)
        for line, what in written(path.read_text(encoding="utf-8"))
    ]
    assert outside == []


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("need.save()", True),
        ("Need.objects.filter(pk=1).update(state='x')", True),
        ("Need.objects.create()", True),
        ("need.delete()", True),
        ("done.facts.update(a=1)", False),
        ("form.is_valid()", False),
    ],
)
def test_a_planted_write_is_seen(source: str, seen: bool) -> None:
    assert bool(list(written(source))) == seen


def test_every_verb_is_a_deed() -> None:
    """A public function of `actions` that writes does it inside ``deed``, or says here why not."""
    bare = []
    for path in sorted([*PORTAL.glob("*/actions.py"), *PORTAL.glob("*/actions/*.py")]):
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
                source = ast.unparse(function)
                if list(written(source)) and "deed(" not in source:
                    bare.append(f"{path.relative_to(PORTAL)}: {function.name}")
    assert set(bare) == NO_DEED


NO_DEED = {
    "funds/actions/book.py: book_of",  # called inside the deeds that write in the book, as the next one
    "funds/actions/book.py: write",
    "funds/actions/payments.py: expect",  # called inside the deeds that a payment follows from
    "programme/actions/holding.py: apply_move",  # called inside the deed that approves an amendment
    "programme/actions/holding.py: keep_move",  # called inside the deeds that move days
    "programme/actions/opening.py: take_part",  # called inside the deeds that let somebody take part
    "calls/actions/archiving.py: told_again",  # called inside the deed of an import
    "calls/actions/reading.py: let_read",  # called inside the deeds that change the catalogue, as the next one
    "calls/actions/reading.py: new_edition",
    "calls/actions/reading.py: read_catalogue",  # keeps what the search may load again: nothing that anybody said
    "calls/actions/settling.py: settle_catalogue",  # called inside the deeds that change what is said of calls
    "directory/actions/sizing.py: judge_again",  # called inside the deeds that change what a group is made of
    "events/actions/registering.py: promote",  # called inside the deeds that free a place
    "needs/actions/unfinished.py: forget_typed",  # what is typed and not said yet: no event, and nobody else sees it
    "needs/actions/unfinished.py: keep_typed",
    # called inside the deeds that make a tie known
    "incubator/actions/ties.py: note_own_ties",
    "incubator/actions/ties.py: recuse",
    "incubator/actions/ties.py: set_aside",
    "training/actions/promotion.py: promote",  # the same
    "base/actions.py: grant",  # called inside the deed of another verb
    "api/actions.py: note_use",  # when a token was last used, to the hour: not an event of the trail
}
