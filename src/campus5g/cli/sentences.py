"""Find the sentences for people in Python, templates and dated data: what there is to translate."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from campus5g.core.errors import BadInput
from campus5g.core.message import msg


class Sentence(NamedTuple):
    """A gettext id, with its plural and its context where it has them."""

    text: str
    plural: str = ""
    context: str = ""


def _plain(args: list[str]) -> Sentence:
    return Sentence(args[0])


def _plural(args: list[str]) -> Sentence:
    return Sentence(args[0], args[1])


def _in_context(args: list[str]) -> Sentence:
    return Sentence(args[1], "", args[0])


def _plural_in_context(args: list[str]) -> Sentence:
    return Sentence(args[1], args[2], args[0])


_SHAPES: dict[str, tuple[int, Callable[[list[str]], Sentence]]] = {
    "msg": (1, _plain),
    "_": (1, _plain),
    "gettext": (1, _plain),
    "ngettext": (2, _plural),
    "pgettext": (2, _in_context),
    "npgettext": (3, _plural_in_context),
}
KEYWORDS = {
    **_SHAPES,
    **{f"{name}_lazy": _SHAPES[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")},
    "gettext_noop": _SHAPES["gettext"],
}
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)")


def in_python(source: str, name: str) -> Iterator[Sentence]:
    """Yield the literal sentences of a Python file, read as syntax (concatenated literals count as one)."""
    for call in ast.walk(_parse(source, name)):
        if isinstance(call, ast.Call) and (shape := KEYWORDS.get(called(call))):
            count, make = shape
            literals = [a.value for a in call.args[:count] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if len(literals) == count and literals[0]:
                yield make(literals)


def called(call: ast.Call) -> str:
    """Return the last name of what is called: ``gettext`` for ``translation.gettext(…)``."""
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""


def _parse(source: str, name: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        where = f"{name}, line {error.lineno}"
        raise BadInput(where, msg("not Python"), msg("a file that Python can read")) from None


def in_template(source: str, name: str) -> Iterator[Sentence]:
    """Yield the sentences of a Django template: translation tags, and ``_("…")`` wherever it stands."""
    from django.utils.translation.template import templatize

    try:
        calls = templatize(source)
    except SyntaxError as error:
        raise BadInput(name, msg("“%(fault)s”", fault=str(error)), msg("translation tags that Django accepts")) from None
    bare = "\n".join(found.group() for found in re.finditer(rf"\b_\({_STRING}", source))
    for found in _CALL.finditer(f"{calls}\n{bare}"):
        literals = [ast.literal_eval(text) for text in re.findall(_STRING, found.group(2))]
        yield _SHAPES[found.group(1)][1](literals)


def in_dated_data(source: str, name: str) -> Iterator[Sentence]:
    """Yield the labels of a dated YAML table: they are shown beside its figures."""
    try:
        data = yaml.safe_load(source)
    except yaml.YAMLError:
        raise BadInput(name, msg("not YAML"), msg("a mapping with source and entries")) from None
    entries = data.get("entries") if isinstance(data, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and isinstance(label := entry.get("label"), str) and label:
            yield Sentence(label)


READERS: dict[str, Callable[[str, str], Iterator[Sentence]]] = {
    ".py": in_python,
    ".html": in_template,
    ".txt": in_template,
    ".yaml": in_dated_data,
}


def in_file(path: Path) -> set[Sentence]:
    """Return the sentences of one file; a template counts only below a ``templates`` folder."""
    reader = READERS.get(path.suffix)
    if reader is None or (reader is in_template and "templates" not in path.parts):
        return set()
    return set(reader(path.read_text(encoding="utf-8"), path.name))
