"""A funder's own Word document: which names it holds, which of them are known, and the document filled from a project."""

from __future__ import annotations

import base64
import difflib
import json
import subprocess  # nosec B404 (a program of this package, named here)
import sys
from dataclasses import dataclass
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.documents.archive import steady_zip
from campus5g.documents.blocks import cleaned
from campus5g.documents.placeholders import Values, known_paths, value_of

SECONDS = 60
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Place:
    """A name found in a document. nearest: the known name that it may be a slip for, where it is not known itself."""

    path: str
    known: bool
    value: str
    nearest: str = ""


def read_template(name: str, data: bytes, values: Values) -> tuple[Place, ...]:
    """Return the names of a document with what each will say. ``name``: of the file, for whoever reads a refusal."""
    found = _run(name, {"verb": "read", "docx": _text(data), "values": cleaned(values)})
    return tuple(_place(path, values) for path in found["places"])


def fill_template(name: str, data: bytes, values: Values, to_write: str) -> bytes:
    """Return the document filled. ``to_write``: what an unknown name becomes, ``%(what)s`` in its place. Same input, same bytes."""
    asked = {"verb": "fill", "docx": _text(data), "values": cleaned(values), "to_write": to_write}
    return steady_zip(base64.b64decode(_run(name, asked)["docx"]))


def _place(path: str, values: Values) -> Place:
    known = known_paths()
    if path in known:
        return Place(path, True, value_of(path, values))
    return Place(path, False, "", next(iter(difflib.get_close_matches(path, sorted(known), 1, _ALIKE)), ""))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _run(name: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Ask the worker, in a process with its own limits of time and memory."""
    command = [sys.executable, "-m", "campus5g.documents.template_worker"]
    try:
        done = subprocess.run(command, input=json.dumps(asked).encode(), capture_output=True, timeout=SECONDS, check=False)  # noqa: S603  # nosec B603
    except subprocess.TimeoutExpired:
        raise _refusal(name, "too_big", "") from None
    if done.returncode != 0:
        raise _refusal(name, "too_big" if done.returncode < 0 else "broken", "")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refused" in answer:
        raise _refusal(name, answer["refused"], answer["what"])
    return answer


def _refusal(name: str, code: str, what: str) -> BadInput:
    found, expected = _REFUSALS[code]
    return BadInput(name, Message(found.template, {"what": what}) if what else found, expected)


_REFUSALS: dict[str, tuple[Message, Message]] = {
    "broken": (msg("this is not a Word document that can be read"), msg("a .docx saved by a word processor")),
    "macros": (msg("this document holds macros"), msg("a .docx without macros")),
    "too_big": (msg("this document takes too much room or time"), msg("a template of a few pages")),
    "syntax": (
        msg("a placeholder cannot be read (%(what)s)", what="?"),
        msg("names between double braces, and each loop or condition closed"),
    ),
    "not_plain": (
        msg("“%(what)s” in a placeholder", what="?"),
        msg("names, loops on a list and conditions on a name alone"),
    ),
    "unbalanced": (
        msg("a loop or a condition cuts a table or a paragraph in two"),
        msg("the tags that repeat rows ({%%tr %%}) or paragraphs ({%%p %%})"),
    ),
}
