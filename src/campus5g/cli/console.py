"""How the shell speaks: results on standard output, everything for the eye on standard error."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Sequence
from datetime import date
from typing import Any, NoReturn

from campus5g.core.errors import BadInput
from campus5g.core.figures import parse_day
from campus5g.core.message import LANGUAGES, Amount, Day, Message, msg, spoken

Cell = Message | Amount | Day | str
"""What a table in the shell may hold."""
_BAR = 30
_NUMBER = re.compile(r"[-+]?€?[\d.,\s]+€?")


def language() -> str:
    """Return the reader's language: that of the terminal, English when it is another."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value[:2] if value[:2] in LANGUAGES else "en"
    return "en"


def say(message: Message | str) -> None:
    """Print one line of result."""
    print(message.say(language()) if isinstance(message, Message) else message)


def tell(message: Message) -> None:
    """Say what is going on, beside the results."""
    print(message.say(language()), file=sys.stderr, flush=True)


def tell_table(title: Message, rows: Sequence[Sequence[Cell]]) -> None:
    """Print a table under its title, a blank line before it: texts to the left, amounts to the right, columns as wide as they need.

    The first row holds the heads; a table of heads alone is not printed.
    """
    if len(rows) < 2:
        return
    texts = [[cell if isinstance(cell, str) else spoken(cell, language()) for cell in row] for row in rows]
    right = [all(_NUMBER.fullmatch(row[i]) for row in texts[1:]) for i in range(len(rows[0]))]
    widths = [max(len(row[i]) for row in texts) for i in range(len(rows[0]))]
    say("")
    say(title)
    for row in texts:
        cells = (
            text.rjust(width) if amount else text.ljust(width) for text, width, amount in zip(row, widths, right, strict=True)
        )
        say(f"  {'  '.join(cells)}".rstrip())


def refuse(message: Message) -> NoReturn:
    """End with a sentence and exit code 1."""
    tell(message)
    raise SystemExit(1)


def as_json(value: Any) -> None:
    """Print a result for a machine: the types of ``core`` and plain values alike."""
    from campus5g.core.codec import to_plain

    print(json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, indent=1))


def day(text: str | None) -> date:
    """Return the day that ``--on`` names, today by default."""
    return parse_day(text, "--on") if text else date.today()


def spoken_language(text: str | None) -> str:
    """Return the language that ``--language`` names, the reader's by default."""
    if text is None:
        return language()
    if text not in LANGUAGES:
        raise BadInput("--language", msg("“%(name)s” is not spoken here", name=text), msg("fr or en"))
    return text


class Bar:
    """A progress bar for work that lasts more than a second, on a terminal only. It is a ``core.progress.Progress``."""

    def __init__(self) -> None:
        self.started, self.shown, self.width = time.monotonic(), False, 0

    def __call__(self, share: float, doing: Message, /) -> None:
        if not sys.stderr.isatty() or time.monotonic() - self.started < 1:
            return
        done = round(_BAR * min(max(share, 0.0), 1.0))
        line = f"\r{'█' * done}{'·' * (_BAR - done)} {share:4.0%}  {doing.say(language())}"
        self.width = max(self.width, len(line))
        self._write(line.ljust(self.width))

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown:
            self._write("\r" + " " * self.width + "\r")

    def _write(self, text: str) -> None:
        self.shown = True
        sys.stderr.write(text)
        sys.stderr.flush()
