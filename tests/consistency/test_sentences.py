"""Sentences for people are literals, so that they can be found and translated, and are translated."""

from __future__ import annotations

import ast
from pathlib import Path

from campus5g.cli.messages import run
from campus5g.cli.sentences import KEYWORDS, called

SOURCE = Path(__file__).resolve().parents[2] / "src" / "campus5g"
THE_CATALOGUES = {"core/message.py", "cli/sentences.py", "cli/messages.py"}
"""The files that look sentences up, whatever they are."""


def test_every_sentence_to_translate_is_a_literal() -> None:
    loose = [
        f"{path.relative_to(SOURCE)}, line {call.lineno}: {ast.unparse(call)[:80]}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).as_posix() not in THE_CATALOGUES
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and called(call) in KEYWORDS and call.args
        if not (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
        if not ast.unparse(call.args[0]).endswith(".label")  # the labels of dated tables are found in their files
    ]
    assert loose == []


def test_every_sentence_is_in_the_french_catalogue() -> None:
    assert run([], check=True, compiled=False) == 0
