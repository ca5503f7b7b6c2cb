"""Reads and fills a funder's Word document, in a process of its own: a document is a stranger's program until it is shown not to be.

Only names, ``for`` over a list and ``if`` on a name are taken; nothing is called, no attribute of an object is read, no filter
runs. Python's standard library aside, this module is all that runs beside docxtpl. It answers one request on standard input by
one JSON value on standard output.
"""

from __future__ import annotations

import base64
import io
import json
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import TemplateError, Undefined, nodes
from jinja2.sandbox import SandboxedEnvironment

MAX_PART = 8 * 2**20
MAX_UNPACKED = 60 * 2**20
MAX_MEMBERS = 2_000
MAX_FILLED = 40 * 2**20
MAX_DEPTH = 2
CPU_SECONDS, MEMORY = 20, 2 * 2**30
_TESTS = (nodes.Not, nodes.And, nodes.Or)
_COUNTS = {"index", "first", "last"}


class Refused(Exception):
    """Why a document is not taken: ``code`` names the sentence, ``what`` the place."""

    def __init__(self, code: str, what: str = "") -> None:
        self.code, self.what = code, what
        super().__init__(code)


def open_document(data: bytes) -> DocxTemplate:
    """Refuse what is no Word document, what runs macros, what unpacks to too much, and entities of XML; else open it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(item.file_size for item in members) > MAX_UNPACKED:
                raise Refused("too_big")
            kinds = archive.read("[Content_Types].xml").lower()
            if b"macroenabled" in kinds or any("vbaproject" in item.filename.lower() for item in members):
                raise Refused("macros")
            for item in members:
                if item.filename.endswith((".xml", ".rels")):
                    part = archive.read(item)
                    if len(part) > MAX_PART:
                        raise Refused("too_big")
                    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                        raise Refused("broken")
        template = DocxTemplate(io.BytesIO(data))
        template.init_docx()
        template.get_xml()
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError, RuntimeError, AttributeError, SyntaxError):
        raise Refused("broken") from None
    except Exception as error:  # python-docx has an error of its own for each broken package
        if type(error).__module__.startswith(("docx", "lxml")):
            raise Refused("broken") from None
        raise
    return template


class PlainEnvironment(SandboxedEnvironment):
    """Takes templates of names, loops and conditions alone, and reads nothing but texts and lists of texts."""

    def __init__(self, values: dict[str, Any], to_write: str) -> None:
        super().__init__(autoescape=True, undefined=_named(to_write))
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()
        self.values, self.seen = values, dict[str, None]()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self._size(tree, {}, 0) > MAX_FILLED:
            raise Refused("too_big")
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self._read(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self._read(obj, str(argument))

    def _read(self, obj: Any, name: str) -> Any:
        if isinstance(obj, dict) and name in obj:
            return obj[name]
        if name in _COUNTS and type(obj).__name__ == "LoopContext":
            return getattr(obj, name)
        return self.undefined(name=name)

    def _size(self, node: nodes.Node, loops: dict[str, str], depth: int) -> int:
        """Return how many characters a node will write at most, refusing whatever is not a name, a loop or a condition."""
        match node:
            case nodes.TemplateData():
                return len(node.data)
            case nodes.Template() | nodes.Output():
                return sum(self._size(child, loops, depth) for child in node.iter_child_nodes())
            case nodes.For():
                return self._loop(node, loops, depth)
            case nodes.If():
                self._test(node.test, loops)
                return sum(self._size(child, loops, depth) for part in (node.body, node.elif_, node.else_) for child in part)
            case nodes.Name() | nodes.Getattr():
                return self._named(node, loops)
        raise Refused("not_plain", _told(node))

    def _loop(self, node: nodes.For, loops: dict[str, str], depth: int) -> int:
        if not (isinstance(node.iter, nodes.Name) and isinstance(node.target, nodes.Name)):
            raise Refused("not_plain", "for")
        if node.test or node.recursive or node.else_ or depth >= MAX_DEPTH:
            raise Refused("not_plain", "for")
        name = node.iter.name
        self.seen.setdefault(name)
        inside = {**loops, node.target.name: name, "loop": "loop"}
        rows = self.values.get(name)
        turns = len(rows) if isinstance(rows, list) else 1
        return turns * sum(self._size(child, inside, depth + 1) for child in node.body)

    def _named(self, node: nodes.Node, loops: dict[str, str]) -> int:
        path = _path(node, loops)
        if path.partition(".")[0] == "self":
            raise Refused("not_plain", "self")
        if not path.startswith("loop."):
            self.seen.setdefault(path)
        return max((len(text) for text in _texts(self.values, path)), default=0)

    def _test(self, node: nodes.Node, loops: dict[str, str]) -> None:
        if isinstance(node, _TESTS):
            for child in node.iter_child_nodes():
                self._test(child, loops)
        else:
            self._named(node, loops)


def _path(node: nodes.Node, loops: dict[str, str]) -> str:
    """Return the path that a name means: ``p.name`` inside ``for p in partners`` is ``partners.name``."""
    if isinstance(node, nodes.Name):
        return loops.get(node.name, node.name)
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{loops.get(node.node.name, node.node.name)}.{node.attr}"
    raise Refused("not_plain", _told(node))


def _texts(values: dict[str, Any], path: str) -> Iterator[str]:
    name, _, field = path.partition(".")
    value = values.get(name, "")
    if isinstance(value, str):
        yield value
    else:
        yield from (row.get(field, "") for row in value)


def _told(node: nodes.Node) -> str:
    return {"Call": "(…)", "Filter": "|", "Getitem": "[…]", "Assign": "set", "Include": "include", "Import": "import"}.get(
        type(node).__name__, type(node).__name__.lower()
    )


def _named(to_write: str) -> type[Undefined]:
    class Unknown(Undefined):
        """A name that nothing stands behind stays visible in what is filled."""

        def __str__(self) -> str:
            return to_write % {"what": self._undefined_name or ""}

    return Unknown


def read(data: bytes, values: dict[str, Any]) -> list[str]:
    """Return the paths that a document names, in the order met."""
    environment = PlainEnvironment(values, "%(what)s")
    _render(open_document(data), values, environment)
    return list(environment.seen)


def fill(data: bytes, values: dict[str, Any], to_write: str) -> bytes:
    """Return the document with every name replaced by what it says."""
    template = open_document(data)
    _render(template, values, PlainEnvironment(values, to_write))
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _render(template: DocxTemplate, values: dict[str, Any], environment: PlainEnvironment) -> None:
    try:
        template.render(values, environment, autoescape=True)
    except TemplateError as error:
        raise Refused("syntax", " ".join(str(error.message or error).split())[:200]) from None
    except (ValueError, TypeError, SyntaxError):  # filled, the document is no longer well made: a loop that cuts a table
        raise Refused("unbalanced") from None


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    asked = json.load(sys.stdin)
    data = base64.b64decode(asked["docx"])
    answer: dict[str, Any]
    try:
        if asked["verb"] == "read":
            answer = {"places": read(data, asked["values"])}
        else:
            answer = {"docx": base64.b64encode(fill(data, asked["values"], asked["to_write"])).decode()}
    except Refused as refusal:
        answer = {"refused": refusal.code, "what": refusal.what}
    except (MemoryError, RecursionError):
        answer = {"refused": "too_big", "what": ""}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
